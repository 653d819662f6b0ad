package vn.pccovid.lib.linkage;

/// Map from a packed word to log2 of its share: open addressing, no boxing. Immutable once filled;
/// key 0 is free.
final class LongShares {
    private long[] keys = new long[64];
    private float[] values = new float[64];
    private int size;

    void put(long key, double log2) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int at = find(key);
        if (keys[at] == 0) {
            keys[at] = key;
            size++;
        }
        values[at] = (float) log2;
    }

    float get(long key, float otherwise) {
        int at = find(key);
        return keys[at] == 0 ? otherwise : values[at];
    }

    private int find(long key) {
        int mask = keys.length - 1;
        int at = (int) Packed.mix(key) & mask;
        while (keys[at] != 0 && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        float[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new float[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }
}
