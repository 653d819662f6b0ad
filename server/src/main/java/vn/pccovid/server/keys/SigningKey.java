package vn.pccovid.server.keys;

import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;

/// A key pair on P-256 that signs credentials (ES256).
///
/// @param kid first eight bytes of the SHA-256 of the public key (X.509 form); verifiers look up by
///   it
/// @param notBefore first instant at which a signature may be made
/// @param notAfter first instant at which nothing signed by it may still be valid
public record SigningKey(
        byte[] kid,
        ECPublicKey publicKey,
        ECPrivateKey privateKey,
        Instant notBefore,
        Instant notAfter) {
    public SigningKey {
        kid = kid.clone();
    }

    @Override
    public byte[] kid() {
        return kid.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningKey that && java.util.Arrays.equals(kid, that.kid);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(kid);
    }

    @Override
    public String toString() {
        return "SigningKey[" + java.util.HexFormat.of().formatHex(kid) + "]";
    }
}
