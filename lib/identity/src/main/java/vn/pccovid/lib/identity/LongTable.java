package vn.pccovid.lib.identity;

/// A small map from positive longs to numbers of one byte: open addressing, no boxing. Read by any
/// number of threads once filled.
final class LongTable {
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final long[] keys;
    private final byte[] values;
    private final int shift;

    /// @param most keys that will be put
    LongTable(int most) {
        int bits = 33 - Integer.numberOfLeadingZeros(Math.max(1, most));
        keys = new long[1 << bits];
        values = new byte[1 << bits];
        shift = 64 - bits;
    }

    void put(long key, int value) {
        int at = find(key);
        keys[at] = key;
        values[at] = (byte) value;
    }

    /// The value, or -1.
    int get(long key) {
        int at = find(key);
        return keys[at] == 0 ? -1 : values[at];
    }

    private int find(long key) {
        int at = (int) ((key * SPREAD) >>> shift);
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) & (keys.length - 1);
        }
        return at;
    }
}
