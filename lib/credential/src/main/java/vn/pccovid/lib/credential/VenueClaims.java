package vn.pccovid.lib.credential;

import java.time.Duration;
import java.time.Instant;

/// What a venue keeps of a visitor: that PcCovid vouches for the token, and bytes it cannot read.
/// No colour, no identity, nothing that is the same on two tokens of one person.
///
/// @param tokenId 16 random bytes
/// @param sealed who it is, sealed under the day's key, 1 to [#MAX_SEALED] bytes; opened only for a
///   proven case
/// @param issuedAt and `expiresAt`, whole seconds, at most [#MAX_LIFE] apart
public record VenueClaims(byte[] tokenId, byte[] sealed, Instant issuedAt, Instant expiresAt) {

    public static final int MAX_SEALED = 128;

    /// A token is for a day: the key it is sealed under is the day's.
    public static final Duration MAX_LIFE = Duration.ofHours(24);

    public VenueClaims {
        if (tokenId.length != 16) {
            throw new IllegalArgumentException(
                    "token id of " + tokenId.length + " bytes, wanted 16");
        }
        if (sealed.length == 0 || sealed.length > MAX_SEALED) {
            throw new IllegalArgumentException(
                    "sealed visitor of " + sealed.length + " bytes, wanted 1 to " + MAX_SEALED);
        }
        if (!issuedAt.isBefore(expiresAt)
                || Duration.between(issuedAt, expiresAt).compareTo(MAX_LIFE) > 0) {
            throw new IllegalArgumentException(
                    "from %s to %s, wanted at most %s".formatted(issuedAt, expiresAt, MAX_LIFE));
        }
    }
}
