package vn.pccovid.lib.credential;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.Map;

/// COSE_Sign1 (RFC 9052 §4.2) with ES256 (RFC 9053 §2.1): the protected header holds the algorithm
/// and the key id, the unprotected header is empty.
record CoseSign1(byte[] protectedHeader, byte[] keyId, byte[] payload, byte[] signature) {

    private static final long TAG = 18;
    private static final long ALG = 1;
    private static final long KID = 4;
    private static final long ES256 = -7;
    static final int KEY_ID_BYTES = 8;
    private static final int SIGNATURE_BYTES = 64;
    private static final String JCA = "SHA256withECDSAinP1363Format";

    static byte[] sign(byte[] payload, byte[] keyId, PrivateKey key) {
        byte[] header = Cbor.encode(Map.of(ALG, ES256, KID, keyId));
        try {
            var signer = Signature.getInstance(JCA);
            signer.initSign(key);
            signer.update(toBeSigned(header, payload));
            return Cbor.encode(
                    new Cbor.Tagged(TAG, List.of(header, Map.of(), payload, signer.sign())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with a key of " + key.getAlgorithm(), e);
        }
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
                || signature.length != SIGNATURE_BYTES) {
            throw new Unreadable(Refusal.STRUCTURE, "not a COSE_Sign1");
        }
        if (!(Cbor.decode(header) instanceof Map<?, ?> h)
                || h.size() != 2
                || !Long.valueOf(ES256).equals(h.get(ALG))) {
            throw new Unreadable(Refusal.ALGORITHM, "protected header");
        }
        if (!(h.get(KID) instanceof byte[] keyId) || keyId.length != KEY_ID_BYTES) {
            throw new Unreadable(Refusal.STRUCTURE, "key id");
        }
        return new CoseSign1(header, keyId, payload, signature);
    }

    boolean fits(PublicKey key) {
        try {
            var verifier = Signature.getInstance(JCA);
            verifier.initVerify(key);
            verifier.update(toBeSigned(protectedHeader, payload));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// RFC 9052 §4.4: the Sig_structure.
    private static byte[] toBeSigned(byte[] header, byte[] payload) {
        return Cbor.encode(List.of("Signature1", header, new byte[0], payload));
    }
}
