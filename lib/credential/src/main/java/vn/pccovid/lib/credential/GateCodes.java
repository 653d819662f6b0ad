package vn.pccovid.lib.credential;

import java.security.PrivateKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Seals and opens gate codes: `PCV1:` + Base45 of a COSE_Sign1 whose payload is a CWT (RFC 8392).
///
/// Claims: 1 issuer, 4 expires, 6 issued, 7 id, 8 confirmation key (RFC 8747) and one private map
/// under [#PROFILE]. Not compressed: the payload is about 90 bytes and has nothing that repeats.
public final class GateCodes {

    public static final String PREFIX = "PCV1:";

    /// A code with a device key has about 420 characters; more is not ours.
    public static final int MAX_TEXT = 700;

    /// How far a gate's clock may be behind the issuer's.
    public static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(2);

    private static final String ISSUER = "VN";
    private static final long ISS = 1;
    private static final long EXP = 4;
    private static final long IAT = 6;
    private static final long CTI = 7;
    private static final long CNF = 8;
    private static final long PROFILE = -70001;
    private static final long VERSION = 1;

    private GateCodes() {}

    /// @param keyId hex of 8 bytes
    /// @return the text for the QR code
    public static String seal(GateClaims claims, String keyId, PrivateKey key) {
        byte[] payload = Cbor.encode(toMap(claims));
        byte[] cose = CoseSign1.sign(payload, HexFormat.of().parseHex(keyId), key);
        return PREFIX + Base45.encode(cose);
    }

    /// Opens a code as of `now`. The steps in order, each with its refusal: prefix, size, Base45,
    /// CBOR, structure, algorithm, key, signature, schema, key in use at issue, time.
    public static Opened open(
            String text, Function<String, Optional<TrustedKey>> keys, Instant now) {
        try {
            return check(text, keys, now);
        } catch (Unreadable e) {
            return new Opened.Refused(e.refusal());
        }
    }

    private static Opened check(
            String text, Function<String, Optional<TrustedKey>> keys, Instant now)
            throws Unreadable {
        if (!text.startsWith(PREFIX)) {
            return new Opened.Refused(Refusal.NOT_OURS);
        }
        if (text.length() > MAX_TEXT) {
            return new Opened.Refused(Refusal.TOO_LARGE);
        }
        var cose = CoseSign1.read(Base45.decode(text.substring(PREFIX.length())));
        String keyId = HexFormat.of().formatHex(cose.keyId());
        var key = keys.apply(keyId);
        if (key.isEmpty()) {
            return new Opened.Refused(Refusal.UNKNOWN_KEY);
        }
        if (!cose.fits(key.get().key())) {
            return new Opened.Refused(Refusal.SIGNATURE);
        }
        var claims = fromMap(Cbor.decode(cose.payload()));
        if (!key.get().inUseAt(claims.issuedAt())) {
            return new Opened.Refused(Refusal.KEY_NOT_IN_USE);
        }
        if (claims.issuedAt().isAfter(now.plus(CLOCK_DIFFERENCE))) {
            return new Opened.Refused(Refusal.NOT_YET_VALID);
        }
        if (!now.isBefore(claims.expiresAt())) {
            return new Opened.Refused(Refusal.EXPIRED);
        }
        return new Opened.Verified(claims, keyId);
    }

    private static Map<Object, Object> toMap(GateClaims c) {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(ISS, ISSUER);
        map.put(EXP, c.expiresAt().getEpochSecond());
        map.put(IAT, c.issuedAt().getEpochSecond());
        map.put(CTI, c.credentialId());
        var device = c.deviceKey();
        if (device != null) {
            map.put(CNF, device.xy());
        }
        map.put(
                PROFILE,
                Map.of(
                        1L,
                        VERSION,
                        2L,
                        c.floorColour().wire,
                        3L,
                        c.residenceColour().wire,
                        4L,
                        c.area(),
                        5L,
                        c.asOf().getEpochSecond(),
                        6L,
                        c.holder().salt(),
                        7L,
                        c.holder().hash(),
                        8L,
                        c.form().wire));
        return map;
    }

    private static GateClaims fromMap(Object decoded) throws Unreadable {
        if (!(decoded instanceof Map<?, ?> map)
                || !ISSUER.equals(map.get(ISS))
                || !(map.get(EXP) instanceof Long exp)
                || !(map.get(IAT) instanceof Long iat)
                || !(map.get(CTI) instanceof byte[] id)
                || !(map.get(PROFILE) instanceof Map<?, ?> p)
                || !Long.valueOf(VERSION).equals(p.get(1L))
                || !(p.get(4L) instanceof String area)
                || !(p.get(5L) instanceof Long asOf)
                || !(p.get(6L) instanceof byte[] salt)
                || !(p.get(7L) instanceof byte[] hash)
                || map.size() != (map.containsKey(CNF) ? 6 : 5)
                || p.size() != 8) {
            throw new Unreadable(Refusal.SCHEMA, "claims");
        }
        if (map.containsKey(CNF) && !(map.get(CNF) instanceof byte[])) {
            throw new Unreadable(Refusal.SCHEMA, "device key");
        }
        try {
            return new GateClaims(
                    id,
                    colour(p.get(2L)),
                    colour(p.get(3L)),
                    area,
                    Instant.ofEpochSecond(asOf),
                    Instant.ofEpochSecond(iat),
                    Instant.ofEpochSecond(exp),
                    form(p.get(8L)),
                    new HolderHash(salt, hash),
                    map.get(CNF) instanceof byte[] xy ? new DeviceKey(xy) : null);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Unreadable(Refusal.SCHEMA, "a value out of range");
        }
    }

    private static GateClaims.PassColour colour(@Nullable Object value) throws Unreadable {
        for (var colour : GateClaims.PassColour.values()) {
            if (value instanceof Long n && n == colour.wire) {
                return colour;
            }
        }
        throw new Unreadable(Refusal.SCHEMA, "colour");
    }

    private static GateClaims.Form form(@Nullable Object value) throws Unreadable {
        for (var form : GateClaims.Form.values()) {
            if (value instanceof Long n && n == form.wire) {
                return form;
            }
        }
        throw new Unreadable(Refusal.SCHEMA, "form");
    }
}
