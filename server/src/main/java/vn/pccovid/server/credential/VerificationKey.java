package vn.pccovid.server.credential;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import vn.pccovid.lib.credential.TrustedKey;
import vn.pccovid.server.keys.SigningKey;

/// A public key for gates, in the terms of a JSON Web Key (RFC 7517).
///
/// @param kid hex of the 8-byte key id inside codes
/// @param x and `y`, coordinates on P-256, base64url of 32 bytes
public record VerificationKey(
        String kid, String alg, String x, String y, Instant notBefore, Instant notAfter) {

    static VerificationKey of(SigningKey key) {
        var point = key.publicKey().getW();
        return new VerificationKey(
                HexFormat.of().formatHex(key.kid()),
                "ES256",
                coordinate(point.getAffineX()),
                coordinate(point.getAffineY()),
                key.notBefore(),
                key.notAfter());
    }

    static TrustedKey trusted(SigningKey key) {
        return new TrustedKey(
                HexFormat.of().formatHex(key.kid()),
                key.publicKey(),
                key.notBefore(),
                key.notAfter());
    }

    private static String coordinate(BigInteger n) {
        byte[] shortest = n.toByteArray();
        var fixed = new byte[32];
        int length = Math.min(32, shortest.length);
        System.arraycopy(shortest, shortest.length - length, fixed, 32 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
