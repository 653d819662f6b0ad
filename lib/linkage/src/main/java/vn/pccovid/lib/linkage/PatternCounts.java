package vn.pccovid.lib.linkage;

import java.util.Arrays;

/// How many compared pairs show each pattern of levels: all that estimation needs to see of the
/// data.
///
/// A pattern holds one level per field, from 0 to the field's number of levels − 1 in any order, or
/// [#MISSING] where the field could not be compared. Patterns that were never added have the count
/// 0. Grows as it is filled; not thread-safe while it is: fill one per thread and [#addAll] them.
public final class PatternCounts {
    /// The field says nothing about this pair: one side is empty, or the pair was found by this
    /// very field.
    public static final int MISSING = -1;

    /// A field with more levels is a value, not a level; a tag
    /// ([ExpectationMaximisation.Adjustment]) may number so many values.
    public static final int MOST_LEVELS = 1 << 20;

    private static final int FIRST_CAPACITY = 1 << 10;

    private final int[] levels;
    private long[] keys = new long[FIRST_CAPACITY];

    /// 0 marks a free place: a pattern is there from its first positive count on.
    private double[] counts = new double[FIRST_CAPACITY];

    private int distinct;
    private double total;

    /// @param levels how many levels each field has, each 1 to [#MOST_LEVELS]
    /// @throws IllegalArgumentException if there is no field, a number is out of range, or all
    ///   patterns together are more than a long can number
    public PatternCounts(int... levels) {
        if (levels.length == 0) {
            throw new IllegalArgumentException("a pattern needs at least one field");
        }
        long patterns = 1;
        for (int count : levels) {
            if (count < 1 || count > MOST_LEVELS) {
                throw new IllegalArgumentException(
                        "a field has 1 to " + MOST_LEVELS + " levels, not " + count);
            }
            if (patterns > Long.MAX_VALUE / (count + 1)) {
                throw new IllegalArgumentException(
                        "too many fields and levels: over 2^63 patterns are possible");
            }
            patterns *= count + 1;
        }
        this.levels = levels.clone();
    }

    /// Number of fields in a pattern.
    public int fields() {
        return levels.length;
    }

    /// Number of levels of a field.
    public int levels(int field) {
        return levels[field];
    }

    /// Number of different patterns that were counted.
    public int distinct() {
        return distinct;
    }

    /// Sum of all counts.
    public double total() {
        return total;
    }

    /// Counts one pair.
    public void add(int... pattern) {
        add(pattern, 1);
    }

    /// Counts pairs, also a share of a pair where a sample is weighted.
    ///
    /// @param count finite, at least 0; 0 changes nothing
    public void add(int[] pattern, double count) {
        long key = key(pattern);
        if (!(count >= 0) || count == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("a count is finite and at least 0, not " + count);
        }
        if (count > 0) {
            put(key, count);
        }
    }

    /// Counts everything another histogram of the same fields counted.
    public void addAll(PatternCounts other) {
        if (!sameShape(other)) {
            throw new IllegalArgumentException("the other histogram has other fields or levels");
        }
        double[] otherCounts = other.counts.clone();
        long[] otherKeys = other.keys.clone();
        for (int i = 0; i < otherCounts.length; i++) {
            if (otherCounts[i] > 0) {
                put(otherKeys[i], otherCounts[i]);
            }
        }
    }

    /// How many pairs showed this pattern.
    public double count(int... pattern) {
        return counts[place(key(pattern))];
    }

    /// Hands over every counted pattern, in an order that depends on the patterns only. The array
    /// is reused: copy what is kept.
    public void forEach(PatternVisitor visitor) {
        long[] sorted = new long[distinct];
        int n = 0;
        for (int i = 0; i < keys.length; i++) {
            if (counts[i] > 0) {
                sorted[n++] = keys[i];
            }
        }
        Arrays.sort(sorted);
        int[] pattern = new int[levels.length];
        for (long key : sorted) {
            long rest = key;
            for (int field = levels.length - 1; field >= 0; field--) {
                pattern[field] = (int) (rest % (levels[field] + 1)) - 1;
                rest /= levels[field] + 1;
            }
            visitor.visit(pattern, counts[place(key)]);
        }
    }

    /// Receives counted patterns.
    @FunctionalInterface
    public interface PatternVisitor {
        /// @param pattern level per field or [#MISSING]; valid during the call only
        /// @param count above 0
        void visit(int[] pattern, double count);
    }

    private boolean sameShape(PatternCounts other) {
        return Arrays.equals(levels, other.levels);
    }

    private long key(int[] pattern) {
        if (pattern.length != levels.length) {
            throw new IllegalArgumentException(
                    "a pattern here has " + levels.length + " fields, not " + pattern.length);
        }
        long key = 0;
        for (int field = 0; field < levels.length; field++) {
            int level = pattern[field];
            if (level < MISSING || level >= levels[field]) {
                throw new IllegalArgumentException(
                        "field "
                                + field
                                + " has levels 0 to "
                                + (levels[field] - 1)
                                + " or missing, not "
                                + level);
            }
            key = key * (levels[field] + 1) + level + 1;
        }
        return key;
    }

    private void put(long key, double count) {
        int place = place(key);
        if (counts[place] == 0) {
            if (distinct >= keys.length / 2) {
                grow();
                place = place(key);
            }
            keys[place] = key;
            distinct++;
        }
        counts[place] += count;
        total += count;
    }

    /// Where the key is, or where it would go: linear probing after Fibonacci hashing.
    private int place(long key) {
        int mask = keys.length - 1;
        int place = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (counts[place] != 0 && keys[place] != key) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        long[] oldKeys = keys;
        double[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new double[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldCounts[i] > 0) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                counts[place] = oldCounts[i];
            }
        }
    }
}
