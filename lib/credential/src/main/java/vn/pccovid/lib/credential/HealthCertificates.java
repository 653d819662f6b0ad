package vn.pccovid.lib.credential;

import java.security.PrivateKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Opens and seals EU Digital COVID Certificates: `HC1:` + Base45 of zlib of a COSE_Sign1 whose
/// payload is a CWT with the certificate under claim -260 (EU DCC, volumes 1 and 3). Immutable but
/// for buffers it keeps, safe for many threads.
public final class HealthCertificates {

    public static final String PREFIX = "HC1:";

    /// Most characters of a QR code in its alphanumeric mode.
    public static final int MAX_TEXT = 4296;

    /// Most bytes a code may open to. The largest certificate of the schema has about 2,000.
    public static final int MAX_BYTES = 16_384;

    private static final long ISS = 1;
    private static final long EXP = 4;
    private static final long IAT = 6;
    private static final long HCERT = -260;
    private static final long EU_DCC_V1 = 1;

    /// The answer of opening a certificate.
    public sealed interface Answer {

        /// Every step held.
        ///
        /// @param issuer ISO 3166-1 alpha-2 as the token says, or empty
        /// @param tree the certificate as rules of countries see it
        record Verified(
                HealthCertificate certificate,
                Map<String, Object> tree,
                String issuer,
                ListedKey key,
                Instant issuedAt,
                Instant expiresAt)
                implements Answer {
            @Override
            public String toString() {
                return "Verified[" + certificate + ", " + issuer + "]";
            }
        }

        /// Not accepted, for the first step that failed.
        record Refused(Refusal reason) implements Answer {}
    }

    private final Signatures signatures;
    private final TrustList trusted;
    private final Revocations revoked;
    private final ValueSets values;
    private final Zlib zlib = new Zlib(MAX_BYTES);

    /// @param values [ValueSets#open] for a gate, which must not refuse a certificate for a code
    ///   that is newer than its list; the sets for an issuer and for quality checks
    public HealthCertificates(
            Signatures signatures, TrustList trusted, Revocations revoked, ValueSets values) {
        this.signatures = signatures;
        this.trusted = trusted.forProvider(signatures);
        this.revoked = revoked;
        this.values = values;
    }

    /// Opens a code as of `now`. The steps in order, each with its refusal: prefix, size, Base45,
    /// zlib, CBOR, structure, algorithm, known key, signature, times, key in use, schema, codes of
    /// the value sets, key usage, revocation.
    public Answer open(String text, Instant now) {
        try {
            return check(text, now);
        } catch (Unreadable e) {
            return new Answer.Refused(e.refusal());
        }
    }

    private Answer check(String text, Instant now) throws Unreadable {
        if (!text.startsWith(PREFIX)) {
            return new Answer.Refused(Refusal.NOT_OURS);
        }
        if (text.length() > MAX_TEXT) {
            return new Answer.Refused(Refusal.TOO_LARGE);
        }
        byte[] bytes = zlib.inflate(Base45.decode(text, PREFIX.length()));
        var cose = ForeignSign1.read(bytes);
        var candidates = trusted.keys(cose.keyId());
        if (candidates.isEmpty()) {
            return new Answer.Refused(Refusal.UNKNOWN_KEY);
        }
        var key = fitting(cose, candidates);
        if (key == null) {
            return new Answer.Refused(Refusal.SIGNATURE);
        }
        var token = token(cose.payload());
        if (token.issuedAt().isAfter(now.plus(GateCodes.CLOCK_DIFFERENCE))) {
            return new Answer.Refused(Refusal.NOT_YET_VALID);
        }
        // The leeway of RFC 7519 §4.1.4: the second of the end itself still holds (dgc-testdata
        // DK).
        if (now.isAfter(token.expiresAt())) {
            return new Answer.Refused(Refusal.EXPIRED);
        }
        if (!key.inUse(token.issuedAt(), now)) {
            return new Answer.Refused(Refusal.KEY_NOT_IN_USE);
        }
        var certificate = HealthCertificate.read(token.tree());
        if (!values.allow(certificate.event())) {
            return new Answer.Refused(Refusal.SCHEMA);
        }
        if (!key.usage().contains(certificate.event().usage())) {
            return new Answer.Refused(Refusal.KEY_USAGE);
        }
        if (revoked.holds(cose, certificate.event(), token.issuer(), now)) {
            return new Answer.Refused(Refusal.REVOKED);
        }
        return new Answer.Verified(
                certificate,
                token.tree(),
                token.issuer(),
                key,
                token.issuedAt(),
                token.expiresAt());
    }

    private @Nullable ListedKey fitting(ForeignSign1 cose, List<ListedKey> candidates) {
        byte[] bytes = CoseSign1.toBeSigned(cose.protectedHeader(), cose.payload());
        for (var key : candidates) {
            if (signatures.verify(cose.algorithm(), key.key(), bytes, cose.signature())) {
                return key;
            }
        }
        return null;
    }

    /// What is under the signature of a code, and the signature.
    public record Signed(byte[] bytes, byte[] signature) {}

    /// Takes a code apart without judging it, for measuring the signature alone.
    ///
    /// @throws Unreadable when it cannot be read that far
    public static Signed signed(String text) throws Unreadable {
        byte[] bytes = new Zlib(MAX_BYTES).inflate(Base45.decode(text, PREFIX.length()));
        var cose = ForeignSign1.read(bytes);
        return new Signed(
                CoseSign1.toBeSigned(cose.protectedHeader(), cose.payload()), cose.signature());
    }

    /// The CWT claims (RFC 8392 §3.1).
    record Token(String issuer, Instant issuedAt, Instant expiresAt, Map<String, Object> tree) {}

    static Token token(byte[] payload) throws Unreadable {
        Object decoded = Cbor.decodeForeign(payload);
        if (decoded instanceof Cbor.Tagged(long tag, Object inner)) {
            decoded = inner;
        }
        if (!(decoded instanceof Map<?, ?> claims)
                || !(claims.get(HCERT) instanceof Map<?, ?> hcert)
                || !(hcert.get(EU_DCC_V1) instanceof Map<?, ?> dcc)) {
            throw new Unreadable(Refusal.SCHEMA, "no health certificate");
        }
        return new Token(
                claims.get(ISS) instanceof String issuer ? issuer : "",
                instant(claims.get(IAT)),
                instant(claims.get(EXP)),
                Trees.map(dcc));
    }

    /// RFC 8392 §2: a NumericDate, whole or with a fraction, here without its tag.
    private static Instant instant(@Nullable Object value) throws Unreadable {
        Object number = value instanceof Cbor.Tagged(long tag, Object inner) ? inner : value;
        try {
            if (number instanceof Long seconds) {
                return Instant.ofEpochSecond(seconds);
            }
            if (number instanceof Double seconds && Math.abs(seconds) < 1e12) {
                return Instant.ofEpochMilli(Math.round(seconds * 1000));
            }
        } catch (DateTimeException e) {
            throw new Unreadable(Refusal.SCHEMA, "a time out of range");
        }
        throw new Unreadable(Refusal.SCHEMA, "a time");
    }

    /// Seals a certificate, having checked that it keeps the schema.
    ///
    /// @param keyId lower-case hex of 8 bytes
    /// @param life whole seconds, more than zero
    /// @throws IllegalArgumentException naming the fields that break the schema, never their values
    public static String seal(
            Signatures signatures,
            HealthCertificate certificate,
            String issuer,
            Instant issuedAt,
            Duration life,
            String keyId,
            PrivateKey key) {
        List<String> faults = DccSchema.faults(certificate);
        if (!faults.isEmpty() || life.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "breaks the schema in " + faults + ", life of " + life);
        }
        Map<Object, Object> claims = new LinkedHashMap<>();
        claims.put(ISS, issuer);
        claims.put(EXP, issuedAt.plus(life).getEpochSecond());
        claims.put(IAT, issuedAt.getEpochSecond());
        claims.put(HCERT, Map.of(EU_DCC_V1, certificate.toTree()));
        byte[] cose =
                CoseSign1.sign(
                        signatures, Cbor.encode(claims), HexFormat.of().parseHex(keyId), key);
        return PREFIX + Base45.encode(Zlib.deflate(cose));
    }
}
