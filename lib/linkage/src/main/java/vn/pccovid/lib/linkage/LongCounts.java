package vn.pccovid.lib.linkage;

/// A number for each long, such as how often it occurred: open addressing, no boxing. 0 is no key.
final class LongCounts {
    /// Takes the keys and their counts, in no order that lasts.
    interface Each {
        void accept(long key, int count);
    }

    private long[] keys;
    private int[] counts;
    private int size;
    private long total;

    LongCounts() {
        this(1 << 12);
    }

    /// @param places to begin with, a power of two
    LongCounts(int places) {
        keys = new long[places];
        counts = new int[places];
    }

    void add(long key, int count) {
        int at = place(key); // may grow the arrays
        counts[at] += count;
        total += count;
    }

    /// Sets the number of a key, whatever it was.
    void put(long key, int value) {
        int at = place(key);
        total += value - counts[at];
        counts[at] = value;
    }

    private int place(long key) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int at = find(key);
        if (keys[at] == 0) {
            keys[at] = key;
            size++;
        }
        return at;
    }

    void addAll(LongCounts other) {
        other.each(this::add);
    }

    int get(long key) {
        return counts[find(key)];
    }

    int get(long key, int otherwise) {
        int at = find(key);
        return keys[at] == 0 ? otherwise : counts[at];
    }

    int size() {
        return size;
    }

    long total() {
        return total;
    }

    void each(Each visitor) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                visitor.accept(keys[i], counts[i]);
            }
        }
    }

    private int find(long key) {
        int mask = keys.length - 1;
        int at = (int) Packed.mix(key) & mask;
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                counts[at] = oldCounts[i];
            }
        }
    }
}
