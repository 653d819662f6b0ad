package vn.pccovid.lib.linkage;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// How much of the people a register holds, measured: of the citizen ids that other sources know,
/// the share that is in the register too (capture and recapture). Mistyped ids make it too small,
/// which errs to the safe side. Communes without a single registered resident count as unknown.
/// Immutable.
public final class Coverage implements Completeness {
    /// Fewer citizen ids of other sources measure nothing.
    private static final int FEWEST = 200;

    /// From here on a sample of the ids is enough.
    private static final int MANY_ROWS = 1 << 20;

    private static final int SAMPLED = 8;

    /// The highest three bits: the lowest choose the place in a table.
    private static final int SAMPLE_SHIFT = 61;

    private final double share;
    private final Set<String> communes;

    private Coverage(double share, Set<String> communes) {
        this.share = share;
        this.communes = communes;
    }

    /// Measures.
    public static Coverage of(PackedRecords records) {
        LongCounts ids = new LongCounts();
        LongCounts elsewhere = new LongCounts();
        LongCounts communes = new LongCounts();
        int every = every(records.size());
        for (int i = 0; i < records.size(); i++) {
            long[] row = records.row(i);
            int at = PackedRecords.at(i);
            long id = row[at + Packed.CITIZEN_ID];
            boolean registered = Packed.registered(row[at]);
            if (id != 0 && sampled(id, every)) {
                (registered ? ids : elsewhere).add(id, 1);
            }
            if (registered && Packed.commune(row[at]) != 0) {
                communes.add(Packed.commune(row[at]), 1);
            }
        }
        Set<String> loaded = new HashSet<>();
        communes.each(
                (commune, count) -> loaded.add(String.format(Locale.ROOT, "%05d", commune - 1)));
        return new Coverage(shareOf(ids, elsewhere), loaded);
    }

    /// Of how many citizen ids one is looked at: an eighth of a million tells a share to a tenth of
    /// a percent.
    static int every(int rows) {
        return rows > MANY_ROWS ? SAMPLED : 1;
    }

    /// Whether an id belongs to the sample: the same answer in every source.
    static boolean sampled(long id, int every) {
        return every == 1 || Packed.mix(id) >>> SAMPLE_SHIFT == 0;
    }

    private static double shareOf(LongCounts ids, LongCounts elsewhere) {
        if (elsewhere.size() < FEWEST) {
            return 0;
        }
        int[] found = new int[1];
        elsewhere.each((id, count) -> found[0] += ids.get(id) > 0 ? 1 : 0);
        return (double) found[0] / elsewhere.size();
    }

    /// Share of people the register holds, 0 to 1; 0 when too little is known to say.
    public double share() {
        return share;
    }

    @Override
    public double share(String commune) {
        return communes.contains(commune) ? share : 0;
    }
}
