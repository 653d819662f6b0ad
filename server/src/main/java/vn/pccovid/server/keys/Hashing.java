package vn.pccovid.server.keys;

import java.util.List;

/// Keyed hashes (HMAC-SHA-256, RFC 2104, truncated): the same material gives the same number, and
/// nobody without the key can try materials out. Safe for concurrent use; under a microsecond each.
///
/// Never of a bare low-entropy field: whoever holds the key could still enumerate it.
public interface Hashing {
    /// 64 bits under the current key.
    ///
    /// @param kind domain of the material, so that equal texts of two kinds differ
    long hash(String kind, String material);

    /// 128 bits under the current key.
    byte[] hash16(String kind, String material);

    /// Number of the current key; stored in the row beside the hash.
    int keyId();

    /// All keys that rows may still carry, newest first.
    List<Integer> keyIds();

    /// 64 bits under an older key, for rows not yet hashed again.
    long hash(int keyId, String kind, String material);

    /// 128 bits under an older key.
    byte[] hash16(int keyId, String kind, String material);
}
