package vn.pccovid.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.linkage.BlockingKey;
import vn.pccovid.lib.linkage.Completeness;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.simulation.Simulation;
import vn.pccovid.simulation.SimulationOptions;

/// `bench linkage`: how well and how fast the matcher alone puts the rows of nine sources together,
/// beside the rule of 2021 (number, name and birth date all equal).
///
/// Options: `--people N` (20,000), `--seed S` (7), `--folder DIR` (sources made before), `--errors`
/// (lists what was missed by error class).
public final class LinkageBench {
    private static final int RUNS = 3;

    /// Fewer residents than this are a sample of a register, not a register.
    private static final int REGISTERED = 100;

    /// Pairs timed per run: half of one person, half taken at random.
    private static final int TIMED_PAIRS = 200_000;

    public int run(String[] args, PrintStream out) throws IOException {
        int people = Integer.parseInt(option(args, "--people", "20000"));
        long seed = Long.parseLong(option(args, "--seed", "7"));
        String given = option(args, "--folder", "");
        Path folder = given.isEmpty() ? Files.createTempDirectory("pccovid-bench") : Path.of(given);
        try {
            if (given.isEmpty()) {
                long start = System.nanoTime();
                Simulation.generate(SimulationOptions.demo(people, seed), folder, any -> {});
                out.printf(Locale.ROOT, "outside the clock: nation made in %.1f s%n", since(start));
            }
            measure(folder, seed, Arrays.asList(args).contains("--errors"), out);
        } finally {
            if (given.isEmpty()) {
                delete(folder);
            }
        }
        return 0;
    }

    private void measure(Path folder, long seed, boolean errors, PrintStream out)
            throws IOException {
        long start = System.nanoTime();
        List<SourceRows.Row> rows = new SourceRows().read(folder);
        out.printf(
                Locale.ROOT,
                "outside the clock: %,d rows read and canonical in %.1f s%n",
                rows.size(),
                since(start));
        List<PersonDescription> records = rows.stream().map(SourceRows.Row::description).toList();
        Completeness completeness = registerLoaded(rows);
        double[] linkSeconds = new double[RUNS];
        double[] exactSeconds = new double[RUNS];
        double[] pairRate = new double[RUNS];
        MemoryLinks links = new MemoryLinks(records, completeness);
        int[] exact = new int[0];
        for (int run = 0; run < RUNS; run++) {
            links = new MemoryLinks(records, completeness);
            start = System.nanoTime();
            links.link();
            linkSeconds[run] = since(start);
            start = System.nanoTime();
            exact = exactRule(records);
            exactSeconds[run] = since(start);
            pairRate[run] = pairRate(rows, seed);
        }
        PairQuality ours = PairQuality.of(rows, links.personOf());
        PairQuality rule = PairQuality.of(rows, exact);
        double keys = records.stream().mapToInt(r -> BlockingKey.of(r).size()).average().orElse(0);
        Arrays.sort(linkSeconds);
        Arrays.sort(pairRate);
        Arrays.sort(exactSeconds);
        out.printf(
                Locale.ROOT,
                "%,d records, %.1f keys each, %.1f candidates each; waiting %s%n",
                rows.size(),
                keys,
                (double) links.comparisons() / rows.size(),
                links.waiting());
        out.printf(Locale.ROOT, "evidence of rows: %s%n", evidence(rows));
        out.printf(
                Locale.ROOT,
                "model %s: %,d pairs linked, %,d wrong; %,d pairs wanted, %,d found%n",
                LinkageModel.standard().version(),
                ours.linked(),
                ours.wrong(),
                ours.wanted(),
                ours.found());
        out.printf(
                Locale.ROOT,
                "rule of 2021: %,d pairs linked, %,d wrong; %,d found%n",
                rule.linked(),
                rule.wrong(),
                rule.found());
        if (errors) {
            errors(rows, links, out);
        }
        out.printf(
                Locale.ROOT,
                "{\"records\":%d,\"records_per_s\":%.0f,\"records_per_s_min\":%.0f,\"records_per_s_max\":%.0f,"
                        + "\"pairs_per_s\":%.0f,\"pairs_per_s_min\":%.0f,\"pairs_per_s_max\":%.0f,"
                        + "\"candidates_per_record\":%.2f,\"keys_per_record\":%.2f,"
                        + "\"linked_pairs\":%d,\"wrong_pairs\":%d,\"wanted_pairs\":%d,"
                        + "\"precision\":%.6f,\"precision_low95\":%.6f,\"recall\":%.4f,"
                        + "\"exact_rule_precision\":%.6f,\"exact_rule_recall\":%.4f,\"exact_rule_records_per_s\":%.0f,"
                        + "\"ratio_to_exact_rule\":%.3f}%n",
                rows.size(),
                rows.size() / linkSeconds[RUNS / 2],
                rows.size() / linkSeconds[RUNS - 1],
                rows.size() / linkSeconds[0],
                pairRate[RUNS / 2],
                pairRate[0],
                pairRate[RUNS - 1],
                (double) links.comparisons() / rows.size(),
                keys,
                ours.linked(),
                ours.wrong(),
                ours.wanted(),
                ours.precision(),
                ours.precisionLow95(),
                ours.recall(),
                rule.precision(),
                rule.recall(),
                rows.size() / exactSeconds[RUNS / 2],
                rule.recall() == 0 ? 0 : ours.recall() / rule.recall());
    }

    /// The register comes first in an import: where it has a hundred residents of a commune, it is
    /// loaded there.
    static Completeness registerLoaded(List<SourceRows.Row> rows) {
        Map<String, Integer> residents = new HashMap<>();
        for (SourceRows.Row row : rows) {
            if (row.file().equals("population.csv")
                    && row.description().residence() != null
                    && row.description().residence().commune() != null) {
                residents.merge(row.description().residence().commune(), 1, Integer::sum);
            }
        }
        return commune -> residents.getOrDefault(commune, 0) < REGISTERED ? 0 : Completeness.MOST;
    }

    /// Records fall together when number, name and birth date are all equal; the others stand
    /// alone.
    private static int[] exactRule(List<PersonDescription> records) {
        Map<String, Integer> known = new HashMap<>();
        int[] cluster = new int[records.size()];
        for (int i = 0; i < cluster.length; i++) {
            PersonDescription d = records.get(i);
            Object number =
                    d.citizenId() != null
                            ? d.citizenId().value()
                            : d.idCard() != null
                                    ? d.idCard().value()
                                    : d.passport() != null ? d.passport().value() : null;
            if (number == null || d.name() == null || d.birthDate() == null) {
                cluster[i] = cluster.length + i;
                continue;
            }
            String key =
                    number
                            + "|"
                            + d.name().display()
                            + "|"
                            + d.birthDate().year()
                            + "-"
                            + d.birthDate().month()
                            + "-"
                            + d.birthDate().day();
            cluster[i] = known.computeIfAbsent(key, any -> known.size());
        }
        return cluster;
    }

    private static double pairRate(List<SourceRows.Row> rows, long seed) {
        LinkageModel model = LinkageModel.standard();
        Random random = new Random(seed);
        List<SourceRows.Row> byPerson =
                rows.stream().sorted(Comparator.comparing(SourceRows.Row::person)).toList();
        List<PersonDescription[]> pairs = new ArrayList<>(TIMED_PAIRS);
        for (int i = 0; i < TIMED_PAIRS; i++) {
            int a = random.nextInt(byPerson.size() - 1);
            int b = i % 2 == 0 ? a + 1 : random.nextInt(byPerson.size());
            pairs.add(
                    new PersonDescription[] {
                        byPerson.get(a).description(), byPerson.get(b).description()
                    });
        }
        double sum = 0;
        long start = System.nanoTime();
        for (PersonDescription[] pair : pairs) {
            sum += model.compare(pair[0], pair[1]).probability();
        }
        double rate = TIMED_PAIRS / since(start);
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("a probability is not a number");
        }
        return rate;
    }

    private static Map<String, Integer> evidence(List<SourceRows.Row> rows) {
        Map<String, Integer> count = new TreeMap<>();
        rows.forEach(row -> count.merge(row.evidence(), 1, Integer::sum));
        return count;
    }

    /// Rows that are not with most of their person's rows, by file, evidence, errors and reason.
    private static void errors(List<SourceRows.Row> rows, MemoryLinks links, PrintStream out) {
        Map<String, Map<Integer, Integer>> main = new HashMap<>();
        int[] cluster = links.personOf();
        for (int i = 0; i < rows.size(); i++) {
            if (cluster[i] >= 0) {
                main.computeIfAbsent(rows.get(i).person(), any -> new HashMap<>())
                        .merge(cluster[i], 1, Integer::sum);
            }
        }
        Map<String, Integer> missed = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            SourceRows.Row row = rows.get(i);
            int best =
                    main.getOrDefault(row.person(), Map.of()).entrySet().stream()
                            .max(Map.Entry.comparingByValue())
                            .map(Map.Entry::getKey)
                            .orElse(-1);
            if (!row.evidence().equals("none") && cluster[i] != best) {

                missed.merge(
                        String.join(
                                " | ",
                                row.evidence(),
                                row.file(),
                                row.errors(),
                                cluster[i] < 0 ? links.waitingFor(i) : "apart"),
                        1,
                        Integer::sum);
            }
        }
        missed.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(60)
                .forEach(e -> out.printf(Locale.ROOT, "%6d %s%n", e.getValue(), e.getKey()));
    }

    private static String option(String[] args, String name, String otherwise) {
        for (int i = 0; i + 1 < args.length; i++) {
            if (args[i].equals(name)) {
                return args[i + 1];
            }
        }
        return otherwise;
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
