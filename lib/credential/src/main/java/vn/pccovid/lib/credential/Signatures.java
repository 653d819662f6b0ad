package vn.pccovid.lib.credential;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes and checks signatures with one security provider. Which provider is the caller's choice,
/// made once at start through [#firstSound]; the mathematics is never ours. Immutable, safe for
/// many threads.
public final class Signatures {

    /// The algorithms of a signed code (RFC 9053 §2.1, RFC 8230 §2).
    public enum Algorithm {
        /// ECDSA on P-256 with SHA-256, 64 bytes r‖s.
        ES256(-7, "EC"),
        /// RSASSA-PSS with SHA-256 and a salt of 32 bytes.
        PS256(-37, "RSA");

        final long wire;
        private final String keyAlgorithm;

        Algorithm(long wire, String keyAlgorithm) {
            this.wire = wire;
            this.keyAlgorithm = keyAlgorithm;
        }

        boolean suits(Key key) {
            return key.getAlgorithm().equals(keyAlgorithm)
                    || (this == PS256 && key.getAlgorithm().equals("RSASSA-PSS"));
        }

        static Optional<Algorithm> ofWire(long wire) {
            return Arrays.stream(values()).filter(a -> a.wire == wire).findFirst();
        }
    }

    static final int ES256_BYTES = 64;
    private static final String CURVE = "secp256r1";
    private static final String ECDSA = "SHA256withECDSAinP1363Format";

    /// What BouncyCastle calls the same.
    private static final String PLAIN_ECDSA = "SHA256withPLAIN-ECDSA";

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private final @Nullable Provider provider;
    private final ECParameterSpec curve;
    private final String ecdsa;

    private Signatures(@Nullable Provider provider) {
        this.provider = provider;
        this.ecdsa =
                provider == null || provider.getService("Signature", ECDSA) != null
                        ? ECDSA
                        : PLAIN_ECDSA;
        try {
            // The curve as a value is the same for every provider.
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(CURVE));
            this.curve = parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no P-256", e);
        }
    }

    /// What the Java platform brings.
    public static Signatures platform() {
        return new Signatures(null);
    }

    public static Signatures of(Provider provider) {
        return new Signatures(provider);
    }

    /// The first provider that passes the self-test, else the platform's. Order them by speed.
    public static Signatures firstSound(List<Provider> providers) {
        for (var provider : providers) {
            var candidate = new Signatures(provider);
            if (candidate.isSound()) {
                return candidate;
            }
        }
        var platform = platform();
        if (!platform.isSound()) {
            throw new IllegalStateException("no security provider passes the self-test");
        }
        return platform;
    }

    /// Name of the provider, for the start-up line and for benchmarks.
    public String providerName() {
        return provider == null ? "platform" : provider.getName();
    }

    /// Does this provider accept a known signature, refuse it over one changed bit, accept its own,
    /// and refuse zero and a value past the order? The known answer is RFC 6979 A.2.5, SHA-256,
    /// "sample".
    public boolean isSound() {
        try {
            PublicKey known = publicKey(bytes(KNOWN_X + KNOWN_Y));
            byte[] sample = "sample".getBytes(StandardCharsets.US_ASCII);
            byte[] other = "sbmple".getBytes(StandardCharsets.US_ASCII);
            byte[] signature = bytes(KNOWN_R + KNOWN_S);
            byte[] past = signature.clone();
            Arrays.fill(past, 0, 32, (byte) 0xFF);
            var generator = keyPairs();
            generator.initialize(new ECGenParameterSpec(CURVE));
            var own = generator.generateKeyPair();
            return verify(Algorithm.ES256, known, sample, signature)
                    && !verify(Algorithm.ES256, known, other, signature)
                    && !verify(Algorithm.ES256, known, sample, new byte[ES256_BYTES])
                    && !verify(Algorithm.ES256, known, sample, past)
                    && verify(
                            Algorithm.ES256,
                            own.getPublic(),
                            sample,
                            sign(Algorithm.ES256, own.getPrivate(), sample));
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            return false;
        }
    }

    /// @throws IllegalStateException when the key does not fit the algorithm
    public byte[] sign(Algorithm algorithm, PrivateKey key, byte[] bytes) {
        try {
            var signer = signature(algorithm);
            signer.initSign(key);
            signer.update(bytes);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with a key of " + key.getAlgorithm(), e);
        }
    }

    /// False for every signature that does not fit, also for one that is no signature at all.
    public boolean verify(Algorithm algorithm, PublicKey key, byte[] bytes, byte[] signature) {
        if (!algorithm.suits(key)
                || (algorithm == Algorithm.ES256 && signature.length != ES256_BYTES)) {
            return false;
        }
        try {
            var verifier = signature(algorithm);
            verifier.initVerify(key);
            verifier.update(bytes);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// The same key in this provider's own class, which spares it a translation at each check.
    public PublicKey own(PublicKey key) {
        if (provider == null) {
            return key;
        }
        try {
            return (PublicKey)
                    KeyFactory.getInstance(key.getAlgorithm(), provider).translateKey(key);
        } catch (GeneralSecurityException e) {
            return key;
        }
    }

    /// @param xy coordinates of a point on P-256, 32 bytes each
    /// @throws GeneralSecurityException when the provider takes no such point
    PublicKey publicKey(byte[] xy) throws GeneralSecurityException {
        var point =
                new ECPoint(
                        new BigInteger(1, Arrays.copyOf(xy, 32)),
                        new BigInteger(1, Arrays.copyOfRange(xy, 32, 64)));
        var spec = new ECPublicKeySpec(point, curve);
        return (provider == null
                        ? KeyFactory.getInstance("EC")
                        : KeyFactory.getInstance("EC", provider))
                .generatePublic(spec);
    }

    private KeyPairGenerator keyPairs() throws NoSuchAlgorithmException {
        return provider == null
                ? KeyPairGenerator.getInstance("EC")
                : KeyPairGenerator.getInstance("EC", provider);
    }

    private Signature signature(Algorithm algorithm) throws GeneralSecurityException {
        var name =
                switch (algorithm) {
                    case ES256 -> ecdsa;
                    case PS256 -> "RSASSA-PSS";
                };
        var signature =
                provider == null
                        ? Signature.getInstance(name)
                        : Signature.getInstance(name, provider);
        if (algorithm == Algorithm.PS256) {
            signature.setParameter(PSS);
        }
        return signature;
    }

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.of().parseHex(hex);
    }

    private static final String KNOWN_X =
            "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";
    private static final String KNOWN_Y =
            "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
    private static final String KNOWN_R =
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
    private static final String KNOWN_S =
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
}
