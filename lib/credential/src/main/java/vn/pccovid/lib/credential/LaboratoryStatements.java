package vn.pccovid.lib.credential;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.Function;

/// Signs and opens results of laboratories: a COSE_Sign1 (RFC 9052 §4.2, ES256) whose payload is a
/// CWT (RFC 8392) with the claims 1 issuer (the laboratory), 6 issued (examined at), 7 id (of the
/// result) and the result under private claims. Whoever holds it can show what the laboratory said;
/// nobody else can say it. Thread-safe.
public final class LaboratoryStatements {
    /// A statement has about 300 bytes.
    public static final int MAX_BYTES = 1_500;

    private static final long ISS = 1;
    private static final long IAT = 6;
    private static final long CTI = 7;
    private static final long TUBE = -70010;
    private static final long BINDING = -70011;
    private static final long METHOD = -70012;
    private static final long FINDING = -70013;

    /// Cycle threshold in tenths, where told.
    private static final long CT = -70014;

    /// The answer of opening a statement.
    public sealed interface Answer {
        record Verified(LaboratoryClaims claims, String keyId) implements Answer {}

        record Refused(Refusal reason) implements Answer {}
    }

    private LaboratoryStatements() {}

    /// What stands for the content of a tube: SHA-256 of a label, the barcode and the records in
    /// ascending order. Tells nothing to who does not know the records.
    public static byte[] binding(String tube, Collection<UUID> records) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update("pccovid tube 1\n".getBytes(StandardCharsets.UTF_8));
            byte[] text = tube.getBytes(StandardCharsets.UTF_8);
            sha.update(ByteBuffer.allocate(4).putInt(text.length).array());
            sha.update(text);
            records.stream()
                    .map(UUID::toString)
                    .sorted()
                    .forEach(id -> sha.update(id.getBytes(StandardCharsets.UTF_8)));
            return sha.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /// @param keyId hex of 8 bytes
    public static byte[] sign(
            Signatures signatures, LaboratoryClaims claims, String keyId, PrivateKey key) {
        Map<Object, Object> map = new HashMap<>();
        map.put(ISS, claims.laboratory());
        map.put(IAT, claims.at().getEpochSecond());
        map.put(CTI, claims.resultId().getBytes(StandardCharsets.UTF_8));
        map.put(TUBE, claims.tube());
        map.put(BINDING, claims.binding());
        map.put(METHOD, claims.method());
        map.put(FINDING, claims.finding());
        claims.ct().ifPresent(ct -> map.put(CT, Math.round(ct * 10)));
        return CoseSign1.sign(signatures, Cbor.encode(map), HexFormat.of().parseHex(keyId), key);
    }

    /// The steps in order: size, CBOR, structure, algorithm, key, signature, schema, key in use
    /// when examined, time.
    ///
    /// @param keys by hex of the key id
    public static Answer open(
            Signatures signatures,
            byte[] statement,
            Function<String, Optional<TrustedKey>> keys,
            Instant now) {
        try {
            return check(signatures, statement, keys, now);
        } catch (Unreadable e) {
            return new Answer.Refused(e.refusal());
        }
    }

    private static Answer check(
            Signatures signatures,
            byte[] statement,
            Function<String, Optional<TrustedKey>> keys,
            Instant now)
            throws Unreadable {
        if (statement.length > MAX_BYTES) {
            return new Answer.Refused(Refusal.TOO_LARGE);
        }
        var cose = CoseSign1.read(statement);
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
        if (!key.get().inUseAt(claims.at())) {
            return new Answer.Refused(Refusal.KEY_NOT_IN_USE);
        }
        if (claims.at().isAfter(now.plus(GateCodes.CLOCK_DIFFERENCE))) {
            return new Answer.Refused(Refusal.NOT_YET_VALID);
        }
        return new Answer.Verified(claims, keyId);
    }

    private static LaboratoryClaims fromMap(Object decoded) throws Unreadable {
        if (!(decoded instanceof Map<?, ?> map)
                || map.size() != (map.containsKey(CT) ? 8 : 7)
                || !(map.get(ISS) instanceof String laboratory)
                || !(map.get(IAT) instanceof Long at)
                || !(map.get(CTI) instanceof byte[] id)
                || !(map.get(TUBE) instanceof String tube)
                || !(map.get(BINDING) instanceof byte[] binding)
                || !(map.get(METHOD) instanceof String method)
                || !(map.get(FINDING) instanceof String finding)
                || (map.containsKey(CT) && !(map.get(CT) instanceof Long))) {
            throw new Unreadable(Refusal.SCHEMA, "claims");
        }
        try {
            return new LaboratoryClaims(
                    laboratory,
                    new String(id, StandardCharsets.UTF_8),
                    tube,
                    binding,
                    method,
                    finding,
                    map.get(CT) instanceof Long tenths
                            ? OptionalDouble.of(tenths / 10.0)
                            : OptionalDouble.empty(),
                    Instant.ofEpochSecond(at));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Unreadable(Refusal.SCHEMA, "a value out of range");
        }
    }
}
