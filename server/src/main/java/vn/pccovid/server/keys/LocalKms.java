package vn.pccovid.server.keys;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// A master key (AES-256-GCM) from a 0600 file or from the environment, as the text
/// `pccovid-master-1:` and 32 bytes in Base64.
public final class LocalKms implements Kms {
    private static final String PREFIX = "pccovid-master-1:";
    private static final int KEY_BYTES = 32;

    private final Aead master;
    private final String fingerprint;

    @AccessesPartialKey
    private LocalKms(byte[] key) {
        try {
            AesGcmParameters parameters =
                    AesGcmParameters.builder()
                            .setKeySizeBytes(KEY_BYTES)
                            .setIvSizeBytes(12)
                            .setTagSizeBytes(16)
                            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                            .build();
            AesGcmKey imported =
                    AesGcmKey.builder()
                            .setParameters(parameters)
                            .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                            .build();
            master =
                    KeysetHandle.newBuilder()
                            .addEntry(KeysetHandle.importKey(imported).withFixedId(1).makePrimary())
                            .build()
                            .getPrimitive(AeadConfig2026.get(), Aead.class);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("pccovid master key fingerprint".getBytes(StandardCharsets.UTF_8));
            fingerprint = HexFormat.of().formatHex(digest.digest(key), 0, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no AES-GCM", e);
        }
    }

    /// The master key in this text (the content of the environment variable).
    public static LocalKms fromText(String text, String whereFrom) {
        String stripped = text.strip();
        if (stripped.startsWith(PREFIX)) {
            try {
                byte[] key = Base64.getDecoder().decode(stripped.substring(PREFIX.length()));
                if (key.length == KEY_BYTES) {
                    return new LocalKms(key);
                }
            } catch (IllegalArgumentException e) {
                // Falls through: the text must not appear in a message, not even as a cause.
            }
        }
        throw new WrongMasterKey(
                whereFrom
                        + " does not hold a master key: expected "
                        + PREFIX
                        + " and 32 bytes in Base64.");
    }

    /// The master key in this file.
    ///
    /// @throws WrongMasterKey if the file is missing, open to others, or holds no key
    public static LocalKms fromFile(Path file) {
        try {
            if (!Files.exists(file)) {
                throw new WrongMasterKey("There is no master key file " + file + ".");
            }
            String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
            if (!permissions.endsWith("------")) {
                throw new WrongMasterKey(
                        "Others can read the master key file "
                                + file
                                + " ("
                                + permissions
                                + "): run chmod 600 on it.");
            }
            return fromText(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the master key file " + file, e);
        }
    }

    /// Makes a new master key file (0600); a file that is there is left alone and refused.
    public static LocalKms create(Path file) {
        try {
            KeyFolder.createPrivate(KeyFolder.parent(file));
            if (!KeyFolder.createOnce(file, newKeyText().getBytes(StandardCharsets.UTF_8))) {
                throw new IllegalStateException("There already is a master key file " + file);
            }
            return fromFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the master key file " + file, e);
        }
    }

    /// The text of a fresh random master key.
    public static String newKeyText() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return PREFIX + Base64.getEncoder().encodeToString(key) + "\n";
    }

    @Override
    public Aead master() {
        return master;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public String toString() {
        return "LocalKms[" + fingerprint + "]";
    }
}
