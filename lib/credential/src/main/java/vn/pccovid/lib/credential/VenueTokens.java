package vn.pccovid.lib.credential;

import java.security.PrivateKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Seals and opens visit tokens for venues: `PCT1:` + Base45 of a COSE_Sign1 whose payload is a CWT
/// (RFC 8392) with the claims 1 issuer, 4 expires, 6 issued, 7 id and the sealed visitor under
/// [#VISITOR].
public final class VenueTokens {

    public static final String PREFIX = "PCT1:";

    /// A token has at most about 270 bytes, 410 characters.
    public static final int MAX_TEXT = 500;

    private static final String ISSUER = "VN";
    private static final long ISS = 1;
    private static final long EXP = 4;
    private static final long IAT = 6;
    private static final long CTI = 7;
    private static final long VISITOR = -70003;

    /// The answer of opening a token.
    public sealed interface Answer {
        record Verified(VenueClaims claims, String keyId) implements Answer {}

        record Refused(Refusal reason) implements Answer {}
    }

    private VenueTokens() {}

    /// @param keyId hex of 8 bytes
    public static String seal(
            Signatures signatures, VenueClaims claims, String keyId, PrivateKey key) {
        byte[] payload =
                Cbor.encode(
                        Map.of(
                                ISS,
                                ISSUER,
                                EXP,
                                claims.expiresAt().getEpochSecond(),
                                IAT,
                                claims.issuedAt().getEpochSecond(),
                                CTI,
                                claims.tokenId(),
                                VISITOR,
                                claims.sealed()));
        return PREFIX
                + Base45.encode(
                        CoseSign1.sign(signatures, payload, HexFormat.of().parseHex(keyId), key));
    }

    /// What a token says, without looking at its signature: for us, who see from the sealed visitor
    /// whether it is ours. Nobody else may rely on it.
    public static Optional<VenueClaims> unverified(String text) {
        if (!text.startsWith(PREFIX) || text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    fromMap(
                            Cbor.decode(
                                    CoseSign1.read(Base45.decode(text.substring(PREFIX.length())))
                                            .payload())));
        } catch (Unreadable e) {
            return Optional.empty();
        }
    }

    /// The steps in order: prefix, size, Base45, CBOR, structure, algorithm, key, signature,
    /// schema, key in use at issue, times.
    public static Answer open(
            Signatures signatures,
            String text,
            Function<String, Optional<TrustedKey>> keys,
            Instant now) {
        try {
            return check(signatures, text, keys, now);
        } catch (Unreadable e) {
            return new Answer.Refused(e.refusal());
        }
    }

    private static Answer check(
            Signatures signatures,
            String text,
            Function<String, Optional<TrustedKey>> keys,
            Instant now)
            throws Unreadable {
        if (!text.startsWith(PREFIX)) {
            return new Answer.Refused(Refusal.NOT_OURS);
        }
        if (text.length() > MAX_TEXT) {
            return new Answer.Refused(Refusal.TOO_LARGE);
        }
        var cose = CoseSign1.read(Base45.decode(text.substring(PREFIX.length())));
        if (!cose.namesKey()) {
            return new Answer.Refused(Refusal.STRUCTURE);
        }
        String keyId = HexFormat.of().formatHex(cose.keyId());
        var key = keys.apply(keyId);
        if (key.isEmpty()) {
            return new Answer.Refused(Refusal.UNKNOWN_KEY);
        }
        if (!cose.fits(signatures, key.get().key())) {
            return new Answer.Refused(Refusal.SIGNATURE);
        }
        var claims = fromMap(Cbor.decode(cose.payload()));
        if (!key.get().inUseAt(claims.issuedAt())) {
            return new Answer.Refused(Refusal.KEY_NOT_IN_USE);
        }
        if (claims.issuedAt().isAfter(now.plus(GateCodes.CLOCK_DIFFERENCE))) {
            return new Answer.Refused(Refusal.NOT_YET_VALID);
        }
        if (!now.isBefore(claims.expiresAt())) {
            return new Answer.Refused(Refusal.EXPIRED);
        }
        return new Answer.Verified(claims, keyId);
    }

    private static VenueClaims fromMap(Object decoded) throws Unreadable {
        if (!(decoded instanceof Map<?, ?> map)
                || map.size() != 5
                || !ISSUER.equals(map.get(ISS))
                || !(map.get(EXP) instanceof Long exp)
                || !(map.get(IAT) instanceof Long iat)
                || !(map.get(CTI) instanceof byte[] id)
                || !(map.get(VISITOR) instanceof byte[] sealed)) {
            throw new Unreadable(Refusal.SCHEMA, "claims");
        }
        try {
            return new VenueClaims(
                    id, sealed, Instant.ofEpochSecond(iat), Instant.ofEpochSecond(exp));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new Unreadable(Refusal.SCHEMA, "a value out of range");
        }
    }
}
