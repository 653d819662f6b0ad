package vn.pccovid.server.keys;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys that sign credentials. The first is made on first use; a new one follows well before
/// the old one ends, so that gates have fetched it when it first signs. Safe for concurrent use.
public final class SigningKeys {
    /// A key signs for this long.
    static final Duration SIGNS = Duration.ofDays(60);

    /// What it signed can be verified for this long after it was made.
    static final Duration VERIFIES = Duration.ofDays(150);

    /// Verifiers with a clock that is behind accept a fresh key too.
    private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);

    private static final String PREFIX = "signing-";

    private final KeyStore store;
    private final Clock clock;
    private volatile List<SigningKey> keys;

    public SigningKeys(KeyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.keys = load(store);
    }

    /// The key that signs now.
    public SigningKey current() {
        Instant now = clock.instant();
        SigningKey found = signing(now);
        return found != null ? found : make(now);
    }

    /// All keys that verifiers may meet now, newest first.
    public List<SigningKey> verifying() {
        current();
        Instant now = clock.instant();
        return keys.stream().filter(k -> k.notAfter().isAfter(now)).toList();
    }

    /// Makes a new key that signs from now on; the others go on verifying.
    public SigningKey rotate() {
        return make(clock.instant());
    }

    private @Nullable SigningKey signing(Instant now) {
        for (SigningKey key : keys) {
            if (!key.notBefore().isAfter(now)
                    && key.notBefore().plus(CLOCK_TOLERANCE).plus(SIGNS).isAfter(now)) {
                return key;
            }
        }
        return null;
    }

    private synchronized SigningKey make(Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            byte[] publicBytes = pair.getPublic().getEncoded();
            byte[] privateBytes = pair.getPrivate().getEncoded();
            byte[] kid = Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(publicBytes), 8);
            Instant notBefore = now.minus(CLOCK_TOLERANCE);
            Instant notAfter = now.plus(VERIFIES);
            store.create(
                    PREFIX + java.util.HexFormat.of().formatHex(kid),
                    ByteBuffer.allocate(20 + publicBytes.length + privateBytes.length)
                            .putLong(notBefore.getEpochSecond())
                            .putLong(notAfter.getEpochSecond())
                            .putInt(publicBytes.length)
                            .put(publicBytes)
                            .put(privateBytes)
                            .array());
            List<SigningKey> all = load(store);
            keys = all;
            return all.stream()
                    .filter(k -> Arrays.equals(k.kid(), kid))
                    .findFirst()
                    .orElseThrow(() -> new KeyGone(PREFIX));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no P-256", e);
        }
    }

    private static List<SigningKey> load(KeyStore store) {
        List<SigningKey> all = new ArrayList<>();
        for (String name : store.names()) {
            if (name.startsWith(PREFIX)) {
                store.read(name).ifPresent(bytes -> all.add(parse(bytes)));
            }
        }
        all.sort(Comparator.comparing(SigningKey::notBefore).reversed());
        return List.copyOf(all);
    }

    private static SigningKey parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Instant notBefore = Instant.ofEpochSecond(in.getLong());
        Instant notAfter = Instant.ofEpochSecond(in.getLong());
        byte[] publicBytes = new byte[in.getInt()];
        in.get(publicBytes);
        byte[] privateBytes = new byte[in.remaining()];
        in.get(privateBytes);
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new SigningKey(
                    Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(publicBytes), 8),
                    (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(publicBytes)),
                    (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(privateBytes)),
                    notBefore,
                    notAfter);
        } catch (GeneralSecurityException e) {
            throw new NotOurs("a stored signing key is damaged", e);
        }
    }
}
