package vn.pccovid.lib.colour;

import java.util.Arrays;

/// The stretches of time in which the terms of the rules are true for one person, collected as
/// events (start or end, which term) in one sorted array of longs: time in the upper 53 bits, the
/// term and its direction in the lower eleven.
final class Intervals {
    static final int MAX_TERMS = 1_024;

    private long[] events = new long[64];
    private int size;
    private int term;

    /// The term the following stretches belong to.
    void term(int index) {
        term = index;
    }

    /// The current term is true from `from` until just before `to`.
    void add(long from, long to) {
        long start = Math.max(from, -VietnamTime.LIMIT_MICROS);
        if (to <= start) {
            return;
        }
        event(start, 1);
        if (to < VietnamTime.LIMIT_MICROS) {
            event(to, 0);
        }
    }

    private void event(long at, int on) {
        if (size == events.length) {
            events = Arrays.copyOf(events, size * 2);
        }
        events[size++] = at << 11 | (long) term << 1 | on;
    }

    int sort() {
        Arrays.sort(events, 0, size);
        return size;
    }

    long time(int i) {
        return events[i] >> 11;
    }

    int termOf(int i) {
        return (int) (events[i] >> 1) & 0x3ff;
    }

    boolean starts(int i) {
        return (events[i] & 1) != 0;
    }
}
