package vn.pccovid.lib.credential;

import java.security.PublicKey;
import java.time.Instant;

/// A public key codes are checked with.
///
/// @param id lower-case hex of the 8-byte key id in the code
/// @param notBefore first instant at which codes were issued with it
/// @param notAfter first instant at which no code is issued with it any more
public record TrustedKey(String id, PublicKey key, Instant notBefore, Instant notAfter) {
    boolean inUseAt(Instant instant) {
        return !instant.isBefore(notBefore) && instant.isBefore(notAfter);
    }
}
