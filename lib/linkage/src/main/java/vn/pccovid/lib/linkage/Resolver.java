package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Finds out which of many records are about one person, all at once: blocking, comparing, and
/// clusters with the judgement that the online way uses ([Weigher]; probability against all other
/// candidates; thresholds; vetoes; completeness).
///
/// The result depends neither on the order of the records nor on the number of workers: rows are
/// ranked by id, every step works on sorted arrays, and ties are broken by rank. A resolver has no
/// state between runs and may be used by several threads; the records of a run must not change
/// during it. No clock, no I/O.
public final class Resolver {
    /// How much may be done.
    ///
    /// @param workers threads, at least 1
    /// @param largestBlock rows a block may have before it is split; no record has more candidates
    ///   than this times the number of key kinds
    public record Limits(int workers, int largestBlock) {
        public Limits {
            if (workers < 1 || largestBlock < 2) {
                throw new IllegalArgumentException(
                        "at least 1 worker and blocks of 2, not "
                                + workers
                                + " and "
                                + largestBlock);
            }
        }

        /// Every processor; blocks of sixty-four.
        public static Limits standard() {
            return new Limits(Runtime.getRuntime().availableProcessors(), 64);
        }

        /// Most candidates a record can have.
        public int mostCandidates() {
            return (PackedKeys.KINDS.length + PackedKeys.MOST_OF_KIND - 1) * largestBlock;
        }
    }

    /// Odds below this say nothing beside those of a link, and are forgotten.
    private static final double LEAST_ODDS = 1e-3;

    /// No commune is said.
    static final double UNSAID = -1;

    private static final double NOT_ASKED = -2;

    private final Thresholds thresholds;
    private final Completeness completeness;
    private final Limits limits;

    public Resolver(Thresholds thresholds, Completeness completeness, Limits limits) {
        this.thresholds = thresholds;
        this.completeness = completeness;
        this.limits = limits;
    }

    /// Links records.
    public Partition resolve(PackedRecords records) {
        records.freeze();
        int[] order = records.byId();
        double[] known = known(records);
        try (Workers workers = new Workers(limits.workers())) {
            Blocking blocking = new Blocking(records, order, limits.largestBlock());
            Blocking.Counts counts = new Blocking.Counts(0, 0, 0);
            List<Edges> edges = new ArrayList<>();
            for (int p = 0; p < Blocking.parts(workers); p++) {
                edges.add(new Edges(new Weigher(records.model()), known));
            }
            for (int kind = 0; kind < PackedKeys.KINDS.length; kind++) {
                counts = counts.plus(blocking.meet(kind, workers, edges));
            }
            long[] sorted = sorted(edges);
            Settling settling = new Settling(records, order, sorted, known, thresholds, workers);
            return settling.settle(blocking, counts);
        }
    }

    private static long[] sorted(List<Edges> parts) {
        int size = 0;
        for (Edges part : parts) {
            size += part.list.size();
        }
        long[] all = new long[size];
        int at = 0;
        for (Edges part : parts) {
            part.list.copyTo(all, at);
            at += part.list.size();
        }
        parts.clear();
        Arrays.parallelSort(all);
        int kept = 0;
        for (int i = 0; i < all.length; i++) {
            if (kept == 0 || all[i] >>> Edges.ODDS_BITS != all[kept - 1] >>> Edges.ODDS_BITS) {
                all[kept++] = all[i];
            }
        }
        return kept == all.length ? all : Arrays.copyOf(all, kept);
    }

    /// The less complete of two communes; where one side names none, that of the other.
    static double known(double one, double other) {
        return one == UNSAID ? Math.max(other, 0) : other == UNSAID ? one : Math.min(one, other);
    }

    /// Share known per commune, by code.
    private double[] known(PackedRecords records) {
        double[] known = new double[100_001];
        Arrays.fill(known, NOT_ASKED);
        known[0] = UNSAID;
        for (int record = 0; record < records.size(); record++) {
            int commune = Packed.commune(records.row(record)[PackedRecords.at(record)]);
            if (known[commune] == NOT_ASKED) {
                String code = String.format(Locale.ROOT, "%05d", commune - 1);
                known[commune] =
                        Math.clamp(completeness.share(code), 0, Completeness.MEASURED_MOST);
            }
        }
        return known;
    }

    /// Collects what pairs say: rank, rank, odds and whether a rule forbids, in one long.
    static final class Edges implements Blocking.Pairs {
        static final int ODDS_BITS = 16;
        private static final int RANK_BITS = 24;
        private static final double STEPS = 64;
        private static final int ZERO = 1 << 14;

        private final Weigher weigher;
        private final double[] known;
        private final LongList list = new LongList();

        Edges(Weigher weigher, double[] known) {
            this.weigher = weigher;
            this.known = known;
        }

        @Override
        public void pair(long[] a, int i, int rankA, long[] b, int j, int rankB) {
            weigher.weigh(a, i, b, j);
            double share = known(known[Packed.commune(a[i])], known[Packed.commune(b[j])]);
            double odds = weigher.odds(share);
            int vetoes = weigher.vetoes(share);
            boolean asks = (vetoes & Weigher.ASKING) != 0;
            if (odds >= LEAST_ODDS || asks) {
                long steps =
                        Math.clamp(
                                Math.round(LinkageModel.log2(odds) * STEPS) + ZERO,
                                0,
                                2 * ZERO - 1);
                list.add(
                        (long) rankA << (RANK_BITS + ODDS_BITS)
                                | (long) rankB << ODDS_BITS
                                | steps << 1
                                | (vetoes == 0 ? 0 : 1));
            }
        }

        static int first(long edge) {
            return (int) (edge >>> (RANK_BITS + ODDS_BITS));
        }

        static int second(long edge) {
            return (int) (edge >>> ODDS_BITS) & (1 << RANK_BITS) - 1;
        }

        static short evidence(long edge) {
            return (short) edge;
        }

        static double odds(short evidence) {
            return Math.pow(2, (((evidence & 0xFFFF) >> 1) - ZERO) / STEPS);
        }

        static boolean vetoed(short evidence) {
            return (evidence & 1) != 0;
        }
    }
}
