package vn.pccovid.lib.linkage;

/// Map from a packed word to log2 of its share. Immutable once filled; key 0 is free.
final class LongShares {
    private final LongCounts bits = new LongCounts(64);

    void put(long key, double log2) {
        bits.put(key, Float.floatToRawIntBits((float) log2));
    }

    float get(long key, float otherwise) {
        return Float.intBitsToFloat(bits.get(key, Float.floatToRawIntBits(otherwise)));
    }
}
