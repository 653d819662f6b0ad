package vn.pccovid.lib.credential;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// COSE_Sign1 (RFC 9052 §4.2) as other issuers write it: with or without its tag, with the CWT tag
/// in front (RFC 8392 §6), ES256 or PS256, the key id in the protected header or, failing that, in
/// the unprotected one (EU DCC, volume 3, §2.1.2).
///
/// @param keyId lower-case hex
record ForeignSign1(
        byte[] protectedHeader,
        Signatures.Algorithm algorithm,
        String keyId,
        byte[] payload,
        byte[] signature) {

    private static final long CWT_TAG = 61;
    private static final long CRIT = 2;

    static ForeignSign1 read(byte[] bytes) throws Unreadable {
        Object outer = Cbor.decodeForeign(bytes);
        if (outer instanceof Cbor.Tagged(long tag, Object inner) && tag == CWT_TAG) {
            outer = inner;
        }
        if (outer instanceof Cbor.Tagged(long tag, Object inner) && tag == CoseSign1.TAG) {
            outer = inner;
        }
        if (!(outer instanceof List<?> parts)
                || parts.size() != 4
                || !(parts.get(0) instanceof byte[] header)
                || !(parts.get(1) instanceof Map<?, ?> unprotected)
                || !(parts.get(2) instanceof byte[] payload)
                || !(parts.get(3) instanceof byte[] signature)) {
            throw new Unreadable(Refusal.STRUCTURE, "not a COSE_Sign1");
        }
        // RFC 9052 §3: an empty protected header is a string of no bytes.
        Object decoded = header.length == 0 ? Map.of() : Cbor.decodeForeign(header);
        if (!(decoded instanceof Map<?, ?> h)) {
            throw new Unreadable(Refusal.STRUCTURE, "protected header");
        }
        if (h.containsKey(CRIT)) {
            throw new Unreadable(Refusal.ALGORITHM, "a critical header");
        }
        Object alg =
                h.containsKey(CoseSign1.ALG)
                        ? h.get(CoseSign1.ALG)
                        : unprotected.get(CoseSign1.ALG);
        Optional<Signatures.Algorithm> algorithm =
                alg instanceof Long wire ? Signatures.Algorithm.ofWire(wire) : Optional.empty();
        if (algorithm.isEmpty()) {
            throw new Unreadable(Refusal.ALGORITHM, "neither ES256 nor PS256");
        }
        byte[] kid = keyId(h.get(CoseSign1.KID));
        if (kid == null) {
            kid = keyId(unprotected.get(CoseSign1.KID));
        }
        if (kid == null) {
            throw new Unreadable(Refusal.STRUCTURE, "key id");
        }
        return new ForeignSign1(
                header, algorithm.get(), HexFormat.of().formatHex(kid), payload, signature);
    }

    private static byte @Nullable [] keyId(@Nullable Object value) {
        return value instanceof byte[] bytes ? bytes : null;
    }

    boolean fits(Signatures signatures, ListedKey key) {
        return signatures.verify(
                algorithm, key.key(), CoseSign1.toBeSigned(protectedHeader, payload), signature);
    }
}
