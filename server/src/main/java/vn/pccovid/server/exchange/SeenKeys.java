package vn.pccovid.server.exchange;

/// The keys a file has shown so far, 16 bytes each: a key that comes twice with the same content is
/// a repetition, with other content an error of the source. Open addressing over 64-bit hashes; not
/// thread-safe.
final class SeenKeys {
    /// Rows one file may have; larger files are to be split. Bounds memory at one gigabyte.
    static final int MOST = 20_000_000;

    /// What a key turned out to be.
    enum Met {
        FIRST,
        SAME,
        OTHER
    }

    private long[] keys = new long[1 << 12];
    private long[] contents = new long[1 << 12];
    private int size;

    Met add(long keyHash, String[] values) {
        long key = keyHash == 0 ? 1 : keyHash;
        long content = hash(values);
        int mask = keys.length - 1;
        int at = (int) (key ^ key >>> 32) & mask;
        while (keys[at] != 0) {
            if (keys[at] == key) {
                return contents[at] == content ? Met.SAME : Met.OTHER;
            }
            at = at + 1 & mask;
        }
        keys[at] = key;
        contents[at] = content;
        if (++size * 2 > keys.length) {
            grow();
        }
        return Met.FIRST;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldContents = contents;
        keys = new long[oldKeys.length * 2];
        contents = new long[oldKeys.length * 2];
        int mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = (int) (oldKeys[i] ^ oldKeys[i] >>> 32) & mask;
                while (keys[at] != 0) {
                    at = at + 1 & mask;
                }
                keys[at] = oldKeys[i];
                contents[at] = oldContents[i];
            }
        }
    }

    /// FNV-1a over the characters, finished so that all bits depend on all characters. Not a secret
    /// and never stored.
    private static long hash(String[] values) {
        long hash = 0xcbf29ce484222325L;
        for (String value : values) {
            for (int i = 0; i < value.length(); i++) {
                hash = (hash ^ value.charAt(i)) * 0x100000001b3L;
            }
            hash = (hash ^ 0x1F) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0xd6e8feb86659fd93L;
        return hash ^ hash >>> 32;
    }
}
