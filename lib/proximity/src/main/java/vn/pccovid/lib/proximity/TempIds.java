package vn.pccovid.lib.proximity;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Makes and opens BlueTrace's temporary identifiers with one key (BlueTrace white paper §5.1,
/// opentrace-cloud-functions `CustomEncrypter`): AES-256-GCM with an initialisation vector of 16
/// bytes and no additional data over 21 bytes of the user's number, start and end as 32-bit
/// big-endian seconds. The text is Base64 of ciphertext (29), vector (16) and tag (16). Whoever
/// lacks the key learns nothing, not even that two are of one phone. Immutable, thread-safe.
public final class TempIds {
    /// Bytes of a user's number.
    public static final int UID_BYTES = 21;

    /// How long one is sent (white paper §5.1: 15 minutes).
    public static final Duration LIFE = Duration.ofMinutes(15);

    /// As many as one batch has at most: two weeks.
    public static final int MOST_IN_BATCH = 14 * 96;

    private static final int VECTOR_BYTES = 16;
    private static final int TAG_BYTES = 16;
    private static final int PLAIN_BYTES = UID_BYTES + 8;
    private static final int BYTES = PLAIN_BYTES + VECTOR_BYTES + TAG_BYTES;
    private static final int TEXT_LENGTH = (BYTES + 2) / 3 * 4;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /// @param key 32 bytes
    public TempIds(byte[] key) {
        if (key.length != 32) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes, wanted 32");
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    /// What a temporary identifier says.
    ///
    /// @param uid 21 bytes
    public record Content(byte[] uid, Instant from, Instant until) {
        public Content {
            if (uid.length != UID_BYTES) {
                throw new IllegalArgumentException(
                        "a number of " + uid.length + " bytes, wanted " + UID_BYTES);
            }
        }

        @Override
        public String toString() {
            return "Content[...]";
        }
    }

    /// Identifiers for a stretch of time without gaps, the first from the quarter of an hour in
    /// which `from` lies.
    ///
    /// @param count 1 to [#MOST_IN_BATCH]
    public List<TempId> batch(byte[] uid, Instant from, int count) {
        if (count < 1 || count > MOST_IN_BATCH) {
            throw new IllegalArgumentException(
                    "%d identifiers, wanted 1 to %d".formatted(count, MOST_IN_BATCH));
        }
        long life = LIFE.toSeconds();
        Instant start = Instant.ofEpochSecond(Math.floorDiv(from.getEpochSecond(), life) * life);
        List<TempId> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Instant begin = start.plus(LIFE.multipliedBy(i));
            batch.add(make(uid, begin, begin.plus(LIFE)));
        }
        return batch;
    }

    /// One identifier.
    public TempId make(byte[] uid, Instant from, Instant until) {
        byte[] vector = new byte[VECTOR_BYTES];
        random.nextBytes(vector);
        return new TempId(sealed(new Content(uid, from, until), vector), from, until);
    }

    /// With a given vector: to be compared with what others made. Never use a vector twice.
    String sealed(Content content, byte[] vector) {
        byte[] plain =
                ByteBuffer.allocate(PLAIN_BYTES)
                        .put(content.uid())
                        .putInt(Math.toIntExact(content.from().getEpochSecond()))
                        .putInt(Math.toIntExact(content.until().getEpochSecond()))
                        .array();
        try {
            byte[] box = cipher(Cipher.ENCRYPT_MODE, vector).doFinal(plain);
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(BYTES)
                                    .put(box, 0, PLAIN_BYTES)
                                    .put(vector)
                                    .put(box, PLAIN_BYTES, TAG_BYTES)
                                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to seal", e);
        }
    }

    /// What an identifier says, if this key made it and nobody changed it. Whether it was current
    /// when it was seen is the caller's to ask: [Content#from], [Content#until].
    public Optional<Content> open(String text) {
        if (text.length() != TEXT_LENGTH) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        byte[] vector = Arrays.copyOfRange(bytes, PLAIN_BYTES, PLAIN_BYTES + VECTOR_BYTES);
        byte[] box =
                ByteBuffer.allocate(PLAIN_BYTES + TAG_BYTES)
                        .put(bytes, 0, PLAIN_BYTES)
                        .put(bytes, PLAIN_BYTES + VECTOR_BYTES, TAG_BYTES)
                        .array();
        try {
            ByteBuffer plain = ByteBuffer.wrap(cipher(Cipher.DECRYPT_MODE, vector).doFinal(box));
            byte[] uid = new byte[UID_BYTES];
            plain.get(uid);
            Instant from = Instant.ofEpochSecond(plain.getInt());
            return Optional.of(new Content(uid, from, Instant.ofEpochSecond(plain.getInt())));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to open", e);
        }
    }

    private Cipher cipher(int mode, byte[] vector) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, vector));
        return cipher;
    }
}
