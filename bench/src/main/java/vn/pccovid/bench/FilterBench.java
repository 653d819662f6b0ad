package vn.pccovid.bench;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import vn.pccovid.lib.credential.TrustedKey;
import vn.pccovid.lib.credential.WorsenedFilter;

/// `bench filter`: the lists of what worsened since issue, made and read for 98 million people:
/// size, expected and counted false hits of one scan, and time of a look-up, at 100,000 and at a
/// million people worsened a day with up to four live codes each. Beside them the bound any such
/// list has, and the sizes a Bloom filter, a binary fuse filter and sorted hashes would have.
///
/// Options: `--probes N` (2,000,000): codes that are in no list, looked up in all of them.
public final class FilterBench implements Bench {
    private static final int CODES_A_PERSON = 4;
    private static final String KEY_ID = "00000000000000aa";
    private static final Instant MIDNIGHT = Instant.parse("2021-10-10T00:00:00Z");

    private record Figures(
            double fullMb,
            double deltaKb,
            double deltasMb,
            double falseHits,
            long hits,
            double lookupMicros,
            double sealSeconds) {}

    @Override
    public int run(String[] options, PrintStream out) throws Exception {
        int probes = 2_000_000;
        for (int i = 0; i + 1 < options.length; i++) {
            if (options[i].equals("--probes")) {
                probes = Integer.parseInt(options[i + 1]);
            }
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        out.println(
                "worsened a day   entries   full list   15-minute delta   a day of deltas   false hits a scan");
        Figures small = figures(100_000, probes, pair, out);
        Figures large = figures(1_000_000, probes, pair, out);
        double entries = 1_000_000.0 * CODES_A_PERSON;
        double bound = Math.log(1 / WorsenedFilter.FALSE_HITS_FULL) / Math.log(2);
        out.printf(
                Locale.ROOT,
                "beside, for the full list of a million: bound %.1f MB, binary fuse (1.13 x, whole bytes) %.1f MB, Bloom (1.44 x) %.1f MB, sorted 43-bit hashes %.1f MB%n",
                entries * bound / 8e6,
                entries * 1.13 * 24 / 8e6,
                entries * bound * 1.4427 / 8e6,
                entries * 43 / 8e6);
        out.printf(
                Locale.ROOT,
                "a gate that was online takes its day in deltas alone; one that starts anew takes the full list and the deltas since midnight%n");
        out.printf(
                Locale.ROOT,
                "{\"bench\":\"filter\",\"people\":98000000,\"codes_per_person\":%d,\"full_mb_at_1000000\":%.2f,\"full_mb_at_100000\":%.2f,"
                        + "\"delta_kb_at_1000000\":%.1f,\"deltas_mb_per_day_at_1000000\":%.2f,\"false_hits_per_scan\":%.2e,"
                        + "\"false_hits_counted\":%d,\"probes\":%d,\"lookup_us\":%.1f,\"seal_s\":%.2f,\"ratio_to_bound\":%.3f}%n",
                CODES_A_PERSON,
                large.fullMb,
                small.fullMb,
                large.deltaKb,
                large.deltasMb,
                large.falseHits,
                large.hits,
                probes,
                large.lookupMicros,
                large.sealSeconds,
                large.fullMb / (entries * bound / 8e6));
        return 0;
    }

    private static Figures figures(int worsened, int probes, KeyPair pair, PrintStream out) {
        SplittableRandom random = new SplittableRandom(worsened);
        int entries = worsened * CODES_A_PERSON;
        long begun = System.nanoTime();
        byte[] full =
                WorsenedFilter.seal(
                        WorsenedFilter.Kind.FULL,
                        Instant.EPOCH,
                        MIDNIGHT,
                        random.longs(entries).toArray(),
                        KEY_ID,
                        pair.getPrivate());
        double sealSeconds = (System.nanoTime() - begun) / 1e9;
        List<WorsenedFilter> lists = new ArrayList<>();
        lists.add(open(full, pair));
        long deltaBytes = 0;
        for (int i = 0; i < WorsenedFilter.DELTAS_A_DAY; i++) {
            byte[] delta =
                    WorsenedFilter.seal(
                            WorsenedFilter.Kind.DELTA,
                            MIDNIGHT.plus(Duration.ofMinutes(15L * i)),
                            MIDNIGHT.plus(Duration.ofMinutes(15L * (i + 1))),
                            random.longs(entries / WorsenedFilter.DELTAS_A_DAY).toArray(),
                            KEY_ID,
                            pair.getPrivate());
            deltaBytes += delta.length;
            lists.add(open(delta, pair));
        }
        double falseHits = lists.stream().mapToDouble(WorsenedFilter::falseHits).sum();
        long hits = 0;
        begun = System.nanoTime();
        byte[] id = new byte[16];
        ByteBuffer into = ByteBuffer.wrap(id);
        // Each probe asks the full list; one in a hundred also all deltas, as a scan does.
        for (int i = 0; i < probes; i++) {
            into.putLong(0, random.nextLong()).putLong(8, random.nextLong());
            hits += lists.getFirst().mayContain(id) ? 1 : 0;
        }
        double full1 = (System.nanoTime() - begun) / 1e3 / probes;
        int scans = Math.max(1, probes / 100);
        begun = System.nanoTime();
        for (int i = 0; i < scans; i++) {
            into.putLong(0, random.nextLong()).putLong(8, random.nextLong());
            for (int list = 1; list < lists.size(); list++) {
                hits += lists.get(list).mayContain(id) ? 1 : 0;
            }
        }
        double lookup = full1 + (System.nanoTime() - begun) / 1e3 / scans;
        out.printf(
                Locale.ROOT,
                "%,14d %,9d %8.2f MB %14.1f KB %14.2f MB %19.2e%n",
                worsened,
                entries,
                full.length / 1e6,
                deltaBytes / 1e3 / WorsenedFilter.DELTAS_A_DAY,
                deltaBytes / 1e6,
                falseHits);
        return new Figures(
                full.length / 1e6,
                deltaBytes / 1e3 / WorsenedFilter.DELTAS_A_DAY,
                deltaBytes / 1e6,
                falseHits,
                hits,
                lookup,
                sealSeconds);
    }

    private static WorsenedFilter open(byte[] file, KeyPair pair) {
        return WorsenedFilter.open(
                        file,
                        id ->
                                Optional.of(
                                        new TrustedKey(
                                                id,
                                                (ECPublicKey) pair.getPublic(),
                                                Instant.EPOCH,
                                                Instant.parse("2100-01-01T00:00:00Z"))))
                .orElseThrow();
    }
}
