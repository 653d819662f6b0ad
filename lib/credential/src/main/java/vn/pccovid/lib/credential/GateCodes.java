package vn.pccovid.lib.credential;

import java.security.GeneralSecurityException;
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
/// Claims: 1 issuer, 4 expires, 5 not before (only on a strip), 6 issued, 7 id, 8 confirmation key
/// (RFC 8747) and one private map under [#PROFILE]. Not compressed: the payload is about 90 bytes
/// and has nothing that repeats.
///
/// What a phone shows is that code wrapped once more: a COSE_Sign1 by the phone's own key over the
/// CWT claims 6 (the instant of showing) and [#SEALED] (the issuer's COSE_Sign1), made anew every
/// [#PROOF_EVERY]. A gate accepts it within [#PROOF_TOLERANCE] of its own clock, so a screenshot
/// dies. A printed code is shown as it was issued.
public final class GateCodes {

    public static final String PREFIX = "PCV1:";

    /// A live code with its proof has at most 400 bytes, 605 characters; more is not ours.
    public static final int MAX_TEXT = 700;

    /// How far a gate's clock may be behind the issuer's.
    public static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(2);

    /// How often a phone proves itself anew.
    public static final Duration PROOF_EVERY = Duration.ofSeconds(30);

    /// How far the instant of a proof may be from the gate's, to either side, unless the gate is
    /// configured otherwise: two renewals, and the clocks of two phones.
    public static final Duration PROOF_TOLERANCE = Duration.ofSeconds(60);

    private static final String ISSUER = "VN";
    private static final long ISS = 1;
    private static final long EXP = 4;
    private static final long NBF = 5;
    private static final long IAT = 6;
    private static final long CTI = 7;
    private static final long CNF = 8;
    private static final long PROFILE = -70001;
    private static final long SEALED = -70002;
    private static final long VERSION = 1;

    private GateCodes() {}

    /// @param keyId hex of 8 bytes
    /// @return the text for the QR code of a printed code, or for the phone that will show it live
    public static String seal(GateClaims claims, String keyId, PrivateKey key) {
        return seal(Signatures.platform(), claims, keyId, key);
    }

    public static String seal(
            Signatures signatures, GateClaims claims, String keyId, PrivateKey key) {
        byte[] payload = Cbor.encode(toMap(claims));
        byte[] cose = CoseSign1.sign(signatures, payload, HexFormat.of().parseHex(keyId), key);
        return PREFIX + Base45.encode(cose);
    }

    /// What the phone shows: the issuer's code with a proof of this instant.
    ///
    /// @param sealed what the issuer sent
    /// @param deviceKey the private half of the key in the code
    /// @throws Unreadable when `sealed` is no gate code
    public static String prove(
            Signatures signatures, String sealed, Instant at, PrivateKey deviceKey)
            throws Unreadable {
        byte[] payload =
                Cbor.encode(
                        Map.of(
                                IAT,
                                at.getEpochSecond(),
                                SEALED,
                                Base45.decode(sealed, PREFIX.length())));
        return PREFIX + Base45.encode(CoseSign1.sign(signatures, payload, deviceKey));
    }

    /// Opens what is shown at a gate as of `now`. The steps in order, each with its refusal:
    /// prefix, size, Base45, CBOR, structure, algorithm, key, signature, schema, key in use at
    /// issue, times of the code, device proof: there, signed by the phone, fresh.
    public static Opened open(
            String text, Function<String, Optional<TrustedKey>> keys, Instant now) {
        return open(Signatures.platform(), text, keys, now, PROOF_TOLERANCE);
    }

    /// @param tolerance how far the instant of the proof may be from `now`, to either side
    public static Opened open(
            Signatures signatures,
            String text,
            Function<String, Optional<TrustedKey>> keys,
            Instant now,
            Duration tolerance) {
        try {
            return check(signatures, text, keys, now, tolerance);
        } catch (Unreadable e) {
            return new Opened.Refused(e.refusal());
        }
    }

    /// Opens what the issuer sent, before a phone shows it: for the issuer's own check and for the
    /// phone. Never for a gate, where a live code needs its proof.
    public static Opened openSealed(
            Signatures signatures,
            String text,
            Function<String, Optional<TrustedKey>> keys,
            Instant now) {
        try {
            return checkSealed(signatures, read(text), keys, now);
        } catch (Unreadable e) {
            return new Opened.Refused(e.refusal());
        }
    }

    private static Opened check(
            Signatures signatures,
            String text,
            Function<String, Optional<TrustedKey>> keys,
            Instant now,
            Duration tolerance)
            throws Unreadable {
        var outer = read(text);
        if (outer.namesKey()) {
            var opened = checkSealed(signatures, outer, keys, now);
            return opened instanceof Opened.Verified v && v.claims().deviceKey() != null
                    ? new Opened.Refused(Refusal.DEVICE_PROOF_MISSING)
                    : opened;
        }
        if (!(Cbor.decode(outer.payload()) instanceof Map<?, ?> shown)
                || shown.size() != 2
                || !(shown.get(IAT) instanceof Long at)
                || !(shown.get(SEALED) instanceof byte[] sealed)) {
            throw new Unreadable(Refusal.STRUCTURE, "device proof");
        }
        var inner = CoseSign1.read(sealed);
        if (!inner.namesKey()) {
            throw new Unreadable(Refusal.STRUCTURE, "a proof of a proof");
        }
        var opened = checkSealed(signatures, inner, keys, now);
        if (!(opened instanceof Opened.Verified verified)) {
            return opened;
        }
        var device = verified.claims().deviceKey();
        if (device == null || !isBy(signatures, outer, device)) {
            return new Opened.Refused(Refusal.DEVICE_PROOF);
        }
        long here = now.getEpochSecond();
        boolean fresh = at >= here - tolerance.toSeconds() && at <= here + tolerance.toSeconds();
        return fresh ? verified : new Opened.Refused(Refusal.DEVICE_PROOF_STALE);
    }

    private static boolean isBy(Signatures signatures, CoseSign1 proof, DeviceKey device) {
        try {
            return proof.fits(signatures, signatures.publicKey(device.xy()));
        } catch (GeneralSecurityException noPointOfTheCurve) {
            return false;
        }
    }

    private static CoseSign1 read(String text) throws Unreadable {
        if (!text.startsWith(PREFIX)) {
            throw new Unreadable(Refusal.NOT_OURS, "prefix");
        }
        if (text.length() > MAX_TEXT) {
            throw new Unreadable(Refusal.TOO_LARGE, "text");
        }
        return CoseSign1.read(Base45.decode(text, PREFIX.length()));
    }

    private static Opened checkSealed(
            Signatures signatures,
            CoseSign1 cose,
            Function<String, Optional<TrustedKey>> keys,
            Instant now)
            throws Unreadable {
        if (!cose.namesKey()) {
            throw new Unreadable(Refusal.STRUCTURE, "key id");
        }
        String keyId = HexFormat.of().formatHex(cose.keyId());
        var key = keys.apply(keyId);
        if (key.isEmpty()) {
            return new Opened.Refused(Refusal.UNKNOWN_KEY);
        }
        if (!cose.fits(signatures, key.get().key())) {
            return new Opened.Refused(Refusal.SIGNATURE);
        }
        var claims = fromMap(Cbor.decode(cose.payload()));
        if (!key.get().inUseAt(claims.issuedAt())) {
            return new Opened.Refused(Refusal.KEY_NOT_IN_USE);
        }
        if (claims.validFrom().isAfter(now.plus(CLOCK_DIFFERENCE))) {
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
        if (!c.validFrom().equals(c.issuedAt())) {
            map.put(NBF, c.validFrom().getEpochSecond());
        }
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
                || map.size() != 5 + present(map, CNF) + present(map, NBF)
                || p.size() != 8) {
            throw new Unreadable(Refusal.SCHEMA, "claims");
        }
        if (map.containsKey(CNF) && !(map.get(CNF) instanceof byte[])) {
            throw new Unreadable(Refusal.SCHEMA, "device key");
        }
        long from = iat;
        if (map.containsKey(NBF)) {
            if (!(map.get(NBF) instanceof Long nbf) || nbf <= iat) {
                throw new Unreadable(Refusal.SCHEMA, "not before");
            }
            from = nbf;
        }
        try {
            return new GateClaims(
                    id,
                    colour(p.get(2L)),
                    colour(p.get(3L)),
                    area,
                    Instant.ofEpochSecond(asOf),
                    Instant.ofEpochSecond(iat),
                    Instant.ofEpochSecond(from),
                    Instant.ofEpochSecond(exp),
                    form(p.get(8L)),
                    new HolderHash(salt, hash),
                    map.get(CNF) instanceof byte[] xy ? new DeviceKey(xy) : null);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new Unreadable(Refusal.SCHEMA, "a value out of range");
        }
    }

    private static int present(Map<?, ?> map, long key) {
        return map.containsKey(key) ? 1 : 0;
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
