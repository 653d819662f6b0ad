package vn.pccovid.lib.linkage;

import java.util.Arrays;

/// A growing array of longs.
final class LongList {
    /// Nothing, to let go of what was there.
    static final LongList EMPTY = new LongList(0);

    private long[] values;
    private int size;

    LongList() {
        this(1024);
    }

    /// @param expected how many it takes without growing
    LongList(int expected) {
        values = new long[expected];
    }

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(16, size + (size >> 1)));
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    void copyTo(long[] target, int at) {
        System.arraycopy(values, 0, target, at, size);
    }
}
