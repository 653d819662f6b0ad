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
        for (int i = 0; i < records.size(); i++) {
            long[] row = records.row(i);
            int at = PackedRecords.at(i);
            long id = row[at + Packed.CITIZEN_ID];
            boolean registered = Packed.registered(row[at]);
            if (id != 0) {
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
