package vn.pccovid.lib.linkage;

import java.util.Arrays;

/// A growing array of longs.
final class LongList {
    private long[] values = new long[1024];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1));
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
