package vn.pccovid.lib.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// A salted hash of the holder's name and the last four characters of the document, which a keeper
/// checks against the document in hand. Salted per code, so two codes of one person cannot be
/// joined by it; short, so that it proves the document to a keeper and nothing to a collector.
///
/// @param salt 8 random bytes
/// @param hash first 8 bytes of SHA-256(salt ‖ NAME ‖ "|" ‖ last four); empty document gives an
///   empty last four
public record HolderHash(byte[] salt, byte[] hash) {

    static final int BYTES = 8;

    public HolderHash {
        if (salt.length != BYTES || hash.length != BYTES) {
            throw new IllegalArgumentException(
                    "salt of "
                            + salt.length
                            + " and hash of "
                            + hash.length
                            + " bytes, wanted 8 and 8");
        }
    }

    /// @param unaccentedName upper case, no accents, single spaces, as on a unified code
    /// @param document number on the document, or empty
    public static HolderHash of(byte[] salt, String unaccentedName, String document) {
        String last = document.length() <= 4 ? document : document.substring(document.length() - 4);
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            digest.update((unaccentedName + "|" + last).getBytes(StandardCharsets.UTF_8));
            return new HolderHash(salt, Arrays.copyOf(digest.digest(), BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public boolean fits(String unaccentedName, String document) {
        return MessageDigest.isEqual(hash, of(salt, unaccentedName, document).hash);
    }

    @Override
    public String toString() {
        return "HolderHash[…]";
    }
}
