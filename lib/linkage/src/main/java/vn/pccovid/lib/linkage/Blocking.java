package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Finds the pairs worth comparing: rows that share a blocking key, one kind of key at a time, each
/// kind a sorted array of (hash, row).
///
/// A block with more rows than the bound is split by birth date, name, commune and given name until
/// its parts are small; what is still too large is put in order of content and each row meets only
/// its nearest. So no row ever has more candidates than kinds × bound, and what that cut off is
/// counted. A pair that met under an earlier kind is not compared again.
final class Blocking {
    /// Finer fields to split by.
    private static final int REFINEMENTS = 4;

    /// Parts per worker, so that none waits long for another.
    private static final int PARTS = 16;

    /// Takes a pair of rows; one per thread.
    interface Pairs {
        void pair(long[] a, int i, int rankA, long[] b, int j, int rankB);
    }

    /// What was compared and what was not.
    ///
    /// @param pairs compared
    /// @param splitBlocks blocks that were larger than the bound
    /// @param cutPairs pairs that shared a key and were never compared for it
    record Counts(long pairs, long splitBlocks, long cutPairs) {
        Counts plus(Counts other) {
            return new Counts(
                    pairs + other.pairs,
                    splitBlocks + other.splitBlocks,
                    cutPairs + other.cutPairs);
        }
    }

    private final PackedRecords records;
    private final int[] order;
    private final int largest;
    private final BitSet[] split = new BitSet[PackedKeys.KINDS.length];
    private boolean alone;
    private int sampled = 1;

    /// @param order record of each rank
    /// @param largest rows a block may have before it is split
    Blocking(PackedRecords records, int[] order, int largest) {
        this.records = records;
        this.order = order;
        this.largest = largest;
    }

    /// Gives every pair of one kind that did not meet before to the sinks, one sink per part of the
    /// work.
    ///
    /// @param sinks one more than the last part; made by the caller in order
    Counts meet(int kind, Workers workers, List<? extends Pairs> sinks) {
        int parts = sinks.size();
        LongList[][] entries = entries(kind, parts, workers);
        split[kind] = new BitSet(order.length);
        Counts sum = new Counts(0, 0, 0);
        List<Part> done =
                workers.all(
                        parts,
                        p -> {
                            Part part = new Part(kind, sinks.get(p));
                            part.run(sorted(entries, p));
                            return part;
                        });
        for (Part part : done) {
            sum = sum.plus(new Counts(part.pairs, part.splitBlocks, part.cutPairs));
            part.tooLarge.forEach(rank -> split[kind].set(rank));
        }
        return sum;
    }

    /// Gives all pairs of one kind, of every n-th block: for learning.
    void sample(KeyKind kind, int every, Workers workers, List<? extends Pairs> sinks) {
        alone = true;
        sampled = every;
        for (int number = 0; number < PackedKeys.KINDS.length; number++) {
            if (PackedKeys.KINDS[number] == kind) {
                meet(number, workers, sinks);
            }
        }
    }

    static int parts(Workers workers) {
        return workers.count() * PARTS;
    }

    private static int hash(long entry) {
        return (int) (entry >>> 32);
    }

    private static int rank(long entry) {
        return (int) entry;
    }

    /// The entries of all rows: of the first index by who made them, of the second by their hash,
    /// so that a block lies in one part and each part can be sorted alone.
    private LongList[][] entries(int kind, int parts, Workers workers) {
        int n = order.length;
        int expected = n / parts / parts;
        return workers.all(
                        parts,
                        p -> {
                            LongList[] lists = new LongList[parts];
                            Arrays.setAll(lists, i -> new LongList(expected + expected / 8));
                            long[] keys = new long[PackedKeys.MOST_OF_KIND];
                            int end = (int) ((long) n * (p + 1) / parts);
                            for (int rank = (int) ((long) n * p / parts); rank < end; rank++) {
                                int record = order[rank];
                                int count =
                                        PackedKeys.of(
                                                PackedKeys.KINDS[kind],
                                                records.row(record),
                                                PackedRecords.at(record),
                                                keys);
                                for (int k = 0; k < count; k++) {
                                    int hash = (int) Packed.mix(keys[k]);
                                    lists[(int) (((hash & 0xFFFFFFFFL) * parts) >>> 32)].add(
                                            (long) hash << 32 | rank);
                                }
                            }
                            return lists;
                        })
                .toArray(LongList[][]::new);
    }

    private static long[] sorted(LongList[][] entries, int part) {
        int size = 0;
        for (LongList[] lists : entries) {
            size += lists[part].size();
        }
        long[] sorted = new long[size];
        int at = 0;
        for (LongList[] lists : entries) {
            LongList list = lists[part];
            list.copyTo(sorted, at);
            at += list.size();
            lists[part] = LongList.EMPTY;
        }
        Arrays.sort(sorted);
        return sorted;
    }

    /// Whether two records became a candidate pair: after all kinds. Pairs of a block that had to
    /// be split count as cut, although some of them met.
    boolean met(int recordA, int rankA, int recordB) {
        long[] a = records.row(recordA);
        long[] b = records.row(recordB);
        int i = PackedRecords.at(recordA);
        int j = PackedRecords.at(recordB);
        for (int kind = 0; kind < PackedKeys.KINDS.length; kind++) {
            if (!split[kind].get(rankA) && shared(PackedKeys.KINDS[kind], a, i, b, j)) {
                return true;
            }
        }
        return false;
    }

    private static boolean shared(KeyKind kind, long[] a, int i, long[] b, int j) {
        if (kind != KeyKind.TAIL_NAME) {
            long key = PackedKeys.one(kind, a, i);
            return key != 0 && key == PackedKeys.one(kind, b, j);
        }
        long[] x = new long[PackedKeys.MOST_OF_KIND];
        long[] y = new long[PackedKeys.MOST_OF_KIND];
        int n = PackedKeys.of(kind, a, i, x);
        int m = PackedKeys.of(kind, b, j, y);
        for (int p = 0; p < n; p++) {
            for (int q = 0; q < m; q++) {
                if (x[p] == y[q]) {
                    return true;
                }
            }
        }
        return false;
    }

    /// A run of blocks, done by one thread.
    private final class Part {
        private final int kind;
        private final Pairs sink;
        private final List<Integer> tooLarge = new ArrayList<>();
        private long pairs;
        private long splitBlocks;
        private long cutPairs;

        Part(int kind, Pairs sink) {
            this.kind = kind;
            this.sink = sink;
        }

        void run(long[] entries) {
            int to = entries.length;
            int start = 0;
            while (start < to) {
                int end = start + 1;
                while (end < to && hash(entries[end]) == hash(entries[start])) {
                    end++;
                }
                if (sampled > 1 && Math.floorMod(hash(entries[start]), sampled) != 0) {
                    start = end;
                    continue;
                }
                if (end - start > largest) {
                    splitBlocks++;
                    for (int i = start; i < end; i++) {
                        tooLarge.add(rank(entries[i]));
                    }
                    long before = pairs;
                    split(Arrays.copyOfRange(entries, start, end), 0);
                    long size = (long) end - start;
                    cutPairs += size * (size - 1) / 2 - (pairs - before);
                } else {
                    all(entries, start, end);
                }
                start = end;
            }
        }

        private void all(long[] entries, int start, int end) {
            for (int i = start; i < end; i++) {
                for (int j = i + 1; j < end; j++) {
                    pair(rank(entries[i]), rank(entries[j]));
                }
            }
        }

        private void pair(int one, int other) {
            if (one == other) {
                return;
            }
            int rankA = Math.min(one, other);
            int rankB = Math.max(one, other);
            int recordA = order[rankA];
            int recordB = order[rankB];
            long[] a = records.row(recordA);
            long[] b = records.row(recordB);
            int i = PackedRecords.at(recordA);
            int j = PackedRecords.at(recordB);
            for (int earlier = 0; earlier < kind && !alone; earlier++) {
                long key = PackedKeys.one(PackedKeys.KINDS[earlier], a, i);
                if (key != 0
                        && key == PackedKeys.one(PackedKeys.KINDS[earlier], b, j)
                        && !split[earlier].get(rankA)) {
                    return;
                }
            }
            pairs++;
            sink.pair(a, i, rankA, b, j, rankB);
        }

        private void split(long[] block, int depth) {
            if (block.length <= largest) {
                all(block, 0, block.length);
                return;
            }
            if (depth == REFINEMENTS) {
                nearest(block);
                return;
            }
            for (int i = 0; i < block.length; i++) {
                block[i] = refined(rank(block[i]), depth) << 32 | rank(block[i]);
            }
            Arrays.sort(block);
            int start = 0;
            while (start < block.length) {
                int end = start + 1;
                while (end < block.length && hash(block[end]) == hash(block[start])) {
                    end++;
                }
                split(Arrays.copyOfRange(block, start, end), depth + 1);
                start = end;
            }
        }

        /// Too many rows that agree on everything that could part them: each meets those next to
        /// it, half the bound to either side.
        private void nearest(long[] block) {
            int reach = largest / 2;
            for (int i = 0; i < block.length; i++) {
                for (int j = i + 1; j <= Math.min(i + reach, block.length - 1); j++) {
                    pair(rank(block[i]), rank(block[j]));
                }
            }
        }

        private long refined(int rank, int depth) {
            int record = order[rank];
            long[] row = records.row(record);
            int at = PackedRecords.at(record);
            long head = row[at];
            return Packed.mix(
                            switch (depth) {
                                case 0 ->
                                        (long) Packed.year(head) << 10
                                                | Packed.month(head) << 5
                                                | Packed.day(head);
                                case 1 -> row[at + Packed.NAME_KEY];
                                case 2 -> Packed.commune(head);
                                default -> Packed.phone(row, at) + Packed.sex(head);
                            })
                    >>> 32;
        }
    }
}
