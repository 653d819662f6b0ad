package vn.pccovid.lib.credential;

import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// COSE_Sign1 (RFC 9052 §4.2) of our own codes, with ES256 (RFC 9053 §2.1): the protected header
/// holds the algorithm and the key id, or the algorithm alone where a phone signs; the unprotected
/// header is empty.
///
/// @param keyId 8 bytes, or none where the key stands elsewhere
record CoseSign1(byte[] protectedHeader, byte[] keyId, byte[] payload, byte[] signature) {

    static final long TAG = 18;
    static final long ALG = 1;
    static final long KID = 4;
    static final int KEY_ID_BYTES = 8;
    private static final Signatures.Algorithm ES256 = Signatures.Algorithm.ES256;
    private static final byte[] NONE = {};

    /// The head of an array of four and the text `Signature1`.
    private static final byte[] CONTEXT = HexFormat.of().parseHex("846a5369676e617475726531");

    static byte[] sign(Signatures signatures, byte[] payload, byte[] keyId, PrivateKey key) {
        byte[] header = Cbor.encode(Map.of(ALG, ES256.wire, KID, keyId));
        return signed(signatures, header, payload, key);
    }

    /// Signed by a phone, whose key the payload tells.
    static byte[] sign(Signatures signatures, byte[] payload, PrivateKey key) {
        return signed(signatures, Cbor.encode(Map.of(ALG, ES256.wire)), payload, key);
    }

    private static byte[] signed(
            Signatures signatures, byte[] header, byte[] payload, PrivateKey key) {
        byte[] signature = signatures.sign(ES256, key, toBeSigned(header, payload));
        return Cbor.encode(new Cbor.Tagged(TAG, List.of(header, Map.of(), payload, signature)));
    }

    static CoseSign1 read(byte[] bytes) throws Unreadable {
        if (!(Cbor.decode(bytes) instanceof Cbor.Tagged(long tag, Object inner))
                || tag != TAG
                || !(inner instanceof List<?> parts)
                || parts.size() != 4
                || !(parts.get(0) instanceof byte[] header)
                || !(parts.get(1) instanceof Map<?, ?> unprotected)
                || !unprotected.isEmpty()
                || !(parts.get(2) instanceof byte[] payload)
                || !(parts.get(3) instanceof byte[] signature)
                || signature.length != Signatures.ES256_BYTES) {
            throw new Unreadable(Refusal.STRUCTURE, "not a COSE_Sign1");
        }
        if (!(Cbor.decode(header) instanceof Map<?, ?> h)
                || h.size() != (h.containsKey(KID) ? 2 : 1)
                || !Long.valueOf(ES256.wire).equals(h.get(ALG))) {
            throw new Unreadable(Refusal.ALGORITHM, "protected header");
        }
        if (h.size() == 1) {
            return new CoseSign1(header, NONE, payload, signature);
        }
        if (!(h.get(KID) instanceof byte[] keyId) || keyId.length != KEY_ID_BYTES) {
            throw new Unreadable(Refusal.STRUCTURE, "key id");
        }
        return new CoseSign1(header, keyId, payload, signature);
    }

    boolean namesKey() {
        return keyId.length > 0;
    }

    boolean fits(Signatures signatures, PublicKey key) {
        return signatures.verify(ES256, key, toBeSigned(protectedHeader, payload), signature);
    }

    /// RFC 9052 §4.4: the Sig_structure, an array of four: context, header, no external data,
    /// payload. Written out by hand, since every code checked makes one.
    static byte[] toBeSigned(byte[] header, byte[] payload) {
        var out =
                ByteBuffer.allocate(
                        CONTEXT.length
                                + Cbor.headLength(header.length)
                                + header.length
                                + 1
                                + Cbor.headLength(payload.length)
                                + payload.length);
        out.put(CONTEXT);
        Cbor.putBytes(out, header);
        out.put((byte) 0x40);
        Cbor.putBytes(out, payload);
        return out.array();
    }
}
