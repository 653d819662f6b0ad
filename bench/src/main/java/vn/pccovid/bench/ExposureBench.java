package vn.pccovid.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import vn.pccovid.lib.exposure.ContactState;
import vn.pccovid.lib.exposure.ContactText;
import vn.pccovid.lib.exposure.ContactTexts;
import vn.pccovid.lib.exposure.Evidence;
import vn.pccovid.lib.exposure.ExposureModel;
import vn.pccovid.lib.exposure.InfectiousWindow;
import vn.pccovid.lib.exposure.Source;
import vn.pccovid.simulation.Epidemic;
import vn.pccovid.simulation.EpidemicOptions;
import vn.pccovid.simulation.Observation;
import vn.pccovid.simulation.Observed;

/// `bench exposure`: of those a case truly infected, how many do we find, and how many of whom we
/// name were infected, on invented epidemics in which all is known; per source and together, with
/// and without the household, at two adoptions, each figure beside the most the source could see,
/// and beside the simple rules.
///
/// Options: `--seeds 101,102,103` (measured), `--tuning 1,2,3` (the threshold is chosen on these
/// and never on the others), `--report FILE` (the page).
///
/// A *pair* is a case that was found and somebody else. It is *true* if the case infected them
/// before it was isolated. Whoever was a proven case before is not searched for. *Sensitivity* is
/// over all true pairs, also those no source can see; *PPV* over all pairs named.
public final class ExposureBench implements Bench {
    private static final double[] ADOPTIONS = {0.6, 0.3};
    private static final double WANTED_PPV = 0.4;
    private static final List<Source> SOURCES = List.of(Source.values());
    private static final int ALL = SOURCES.size();
    private static final double[] BINS = {0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 1.0001};

    /// One pair with what each source says, all of them last.
    ///
    /// @param truly how likely infection was by everything that happened
    private record Pair(
            double[] probability,
            double truly,
            boolean[] seen,
            boolean infected,
            boolean close,
            boolean household,
            boolean bothHaveApp,
            boolean sameHour,
            boolean quarterHour,
            boolean listed) {}

    /// @param cases found
    private record Town(
            long seed,
            int cases,
            int infected,
            double householdAttackRate,
            double infectedPerCase,
            double householdShare,
            List<List<Pair>> byAdoption) {}

    private record Figure(long found, long wanted, long named) {
        double sensitivity() {
            return wanted == 0 ? 0 : (double) found / wanted;
        }

        double ppv() {
            return named == 0 ? 0 : (double) found / named;
        }
    }

    private final ExposureModel model = ExposureModel.standard();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream page = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Override
    public int run(String[] options, PrintStream out) throws Exception {
        long[] seeds = numbers(option(options, "--seeds", "101,102,103"));
        long[] tuning = numbers(option(options, "--tuning", "1,2,3"));
        String report = option(options, "--report", "");
        long begun = System.nanoTime();
        List<Pair> tuned = new ArrayList<>();
        for (long seed : tuning) {
            tuned.addAll(town(seed, out).byAdoption.getFirst());
        }
        Thresholds thresholds = thresholds(tuned);
        List<Town> towns = new ArrayList<>();
        for (long seed : seeds) {
            towns.add(town(seed, out));
        }
        head(seeds, tuning, thresholds, towns);
        for (int a = 0; a < ADOPTIONS.length; a++) {
            List<Pair> pairs = pairs(towns, a);
            page.println();
            page.printf(Locale.ROOT, "## Adoption %.0f %%%n", 100 * ADOPTIONS[a]);
            table("All pairs", pairs, thresholds, ADOPTIONS[a]);
            table("Without household members", without(pairs), thresholds, ADOPTIONS[a]);
            rules(pairs, without(pairs));
        }
        List<Pair> main = pairs(towns, 0);
        attainable(main);
        calibration(main);
        page.println();
        page.printf(Locale.ROOT, "## By seed, adoption 60 %%, all sources%n");
        page.println();
        page.printf(
                Locale.ROOT,
                "| seed | infected | cases found | infected pairs | sensitivity | PPV | close pairs | sensitivity | PPV |%n");
        page.printf(Locale.ROOT, "|---:|---:|---:|---:|---:|---:|---:|---:|---:|%n");
        for (Town town : towns) {
            List<Pair> theirs = town.byAdoption.getFirst();
            Figure infected = at(theirs, ALL, thresholds.infected, Pair::infected);
            Figure close = at(theirs, ALL, thresholds.close, Pair::close);
            page.printf(
                    Locale.ROOT,
                    "| %d | %,d | %,d | %,d | %.3f | %.3f | %,d | %.3f | %.3f |%n",
                    town.seed,
                    town.infected,
                    town.cases,
                    infected.wanted,
                    infected.sensitivity(),
                    infected.ppv(),
                    close.wanted,
                    close.sensitivity(),
                    close.ppv());
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        out.print(text);
        if (!report.isEmpty()) {
            Files.writeString(Path.of(report), text);
        }
        Figure infected = at(main, ALL, thresholds.infected, Pair::infected);
        Figure close = at(main, ALL, thresholds.close, Pair::close);
        out.printf(
                Locale.ROOT,
                "{\"bench\":\"exposure\",\"seeds\":\"%s\",\"infected_pairs\":%d,\"sensitivity_60\":%.4f,\"ppv_60\":%.4f,"
                        + "\"sensitivity_60_at_ppv_40\":%.4f,\"attainable_sensitivity_at_ppv_40\":%.4f,"
                        + "\"close_pairs\":%d,\"close_sensitivity_60\":%.4f,\"close_ppv_60\":%.4f,"
                        + "\"ppv_ratio_15min_2m\":%.3f,\"ppv_ratio_same_hour\":%.3f,\"ppv_ratio_either_rule\":%.3f,\"seconds\":%.1f}%n",
                list(seeds),
                infected.wanted,
                infected.sensitivity(),
                infected.ppv(),
                bestSensitivity(main, ExposureBench::byModel, Pair::infected),
                bestSensitivity(main, Pair::truly, Pair::infected),
                close.wanted,
                close.sensitivity(),
                close.ppv(),
                ratio(main, p -> p.quarterHour),
                ratio(main, p -> p.sameHour),
                ratio(main, p -> p.quarterHour || p.sameHour),
                (System.nanoTime() - begun) / 1e9);
        return 0;
    }

    private static String option(String[] options, String name, String otherwise) {
        for (int i = 0; i + 1 < options.length; i++) {
            if (options[i].equals(name)) {
                return options[i + 1];
            }
        }
        return otherwise;
    }

    private static long[] numbers(String list) {
        return Arrays.stream(list.split(",", -1)).mapToLong(Long::parseLong).toArray();
    }

    private static double byModel(Pair pair) {
        return pair.probability[ALL];
    }

    private static List<Pair> pairs(List<Town> towns, int adoption) {
        return towns.stream().flatMap(t -> t.byAdoption.get(adoption).stream()).toList();
    }

    private static List<Pair> without(List<Pair> pairs) {
        return pairs.stream().filter(p -> !p.household).toList();
    }

    private Town town(long seed, PrintStream out) {
        Epidemic epidemic = Epidemic.run(EpidemicOptions.standard(seed));
        List<List<Pair>> byAdoption = new ArrayList<>();
        for (double adoption : ADOPTIONS) {
            Observation observation = new Observation(epidemic, adoption);
            List<Pair> pairs = new ArrayList<>();
            for (Epidemic.Case found : epidemic.cases()) {
                add(epidemic, observation, found, pairs);
            }
            byAdoption.add(pairs);
        }
        long truly = byAdoption.getFirst().stream().filter(Pair::infected).count();
        Town town =
                new Town(
                        seed,
                        epidemic.cases().size(),
                        epidemic.infected(),
                        epidemic.householdAttackRate(),
                        (double) truly / Math.max(1, epidemic.cases().size()),
                        epidemic.householdShare(),
                        byAdoption);
        out.printf(
                Locale.ROOT,
                "seed %d: %,d infected, %,d cases found, %,d true pairs, household attack rate %.2f%n",
                seed,
                town.infected,
                town.cases,
                truly,
                town.householdAttackRate);
        return town;
    }

    private void add(
            Epidemic epidemic, Observation observation, Epidemic.Case found, List<Pair> pairs) {
        Instant isolated = java.util.Objects.requireNonNull(found.course().isolatedAt());
        ContactText text =
                ContactTexts.standard()
                        .inForce(java.time.LocalDate.ofInstant(isolated, Epidemic.zone()));
        InfectiousWindow window = text.infectious(found.course(), isolated);
        Observed observed = observation.of(found, window);
        Set<Integer> truly = epidemic.infectedBy(found.person(), isolated);
        Set<Integer> everybody = new java.util.TreeSet<>(observed.evidence().keySet());
        everybody.addAll(truly);
        everybody.addAll(observed.trulyClose());
        everybody.addAll(observed.sameHour());
        everybody.addAll(observed.quarterHour());
        for (int other : everybody) {
            if (epidemic.provenBefore(other, isolated)) {
                continue;
            }
            List<Evidence> evidence = observed.evidence().getOrDefault(other, List.of());
            ContactState state = observed.states().getOrDefault(other, ContactState.unknown());
            double[] probability = new double[ALL + 1];
            boolean[] seen = new boolean[ALL + 1];
            Set<Source> sources = EnumSet.noneOf(Source.class);
            evidence.forEach(e -> sources.add(e.source()));
            for (Source source : sources) {
                List<Evidence> theirs =
                        evidence.stream().filter(e -> e.source() == source).toList();
                seen[SOURCES.indexOf(source)] = true;
                probability[SOURCES.indexOf(source)] =
                        model.assess(found.course(), state, theirs, window).probability();
            }
            seen[ALL] = !evidence.isEmpty();
            probability[ALL] = model.assess(found.course(), state, evidence, window).probability();
            pairs.add(
                    new Pair(
                            probability,
                            epidemic.truly(found.person(), other),
                            seen,
                            truly.contains(other),
                            observed.trulyClose().contains(other),
                            epidemic.sameHousehold(found.person(), other),
                            observation.bothHaveApp(found.person(), other),
                            observed.sameHour().contains(other),
                            observed.quarterHour().contains(other),
                            text.closeContact(evidence, window).isPresent()));
        }
    }

    private static Figure figure(List<Pair> pairs, Predicate<Pair> named, Predicate<Pair> wanted) {
        return new Figure(
                pairs.stream().filter(named.and(wanted)).count(),
                pairs.stream().filter(wanted).count(),
                pairs.stream().filter(named).count());
    }

    private static Figure at(
            List<Pair> pairs, int source, double threshold, Predicate<Pair> wanted) {
        return figure(pairs, p -> p.seen[source] && p.probability[source] >= threshold, wanted);
    }

    /// @param infected from which probability on infection is expected: the best F1
    /// @param close from which on a close contact: the lowest with the PPV wanted
    private record Thresholds(double infected, double close) {}

    private static Thresholds thresholds(List<Pair> pairs) {
        List<Pair> sorted = sorted(pairs, ExposureBench::byModel);
        long infected = pairs.stream().filter(Pair::infected).count();
        long found = 0;
        long close = 0;
        double best = 0;
        double ofBest = 1;
        double lowest = 1;
        for (int i = 0; i < sorted.size(); i++) {
            found += sorted.get(i).infected ? 1 : 0;
            close += sorted.get(i).close ? 1 : 0;
            double f1 = 2.0 * found / (i + 1 + infected);
            if (f1 > best) {
                best = f1;
                ofBest = sorted.get(i).probability[ALL];
            }
            if ((double) close / (i + 1) >= WANTED_PPV) {
                lowest = sorted.get(i).probability[ALL];
            }
        }
        return new Thresholds(ofBest, lowest);
    }

    private static List<Pair> sorted(List<Pair> pairs, ToDoubleFunction<Pair> by) {
        return pairs.stream()
                .filter(p -> by.applyAsDouble(p) > 0)
                .sorted(Comparator.comparingDouble(by).reversed())
                .toList();
    }

    private static double bestSensitivity(
            List<Pair> pairs, ToDoubleFunction<Pair> by, Predicate<Pair> wanted) {
        List<Pair> sorted = sorted(pairs, by);
        long all = pairs.stream().filter(wanted).count();
        long found = 0;
        double best = 0;
        for (int i = 0; i < sorted.size(); i++) {
            found += wanted.test(sorted.get(i)) ? 1 : 0;
            if ((double) found / (i + 1) >= WANTED_PPV) {
                best = (double) found / all;
            }
        }
        return best;
    }

    /// PPV where sensitivity first reaches a value; 0 if it never does.
    private static double ppvAt(List<Pair> pairs, ToDoubleFunction<Pair> by, double sensitivity) {
        List<Pair> sorted = sorted(pairs, by);
        long wanted = pairs.stream().filter(Pair::infected).count();
        long found = 0;
        for (int i = 0; i < sorted.size(); i++) {
            found += sorted.get(i).infected ? 1 : 0;
            if (found >= sensitivity * wanted - 1e-9) {
                return (double) found / (i + 1);
            }
        }
        return 0;
    }

    private static double ratio(List<Pair> pairs, Predicate<Pair> rule) {
        Figure figure = figure(pairs, rule, Pair::infected);
        return figure.ppv() == 0
                ? 0
                : ppvAt(pairs, ExposureBench::byModel, figure.sensitivity()) / figure.ppv();
    }

    private void head(long[] seeds, long[] tuning, Thresholds thresholds, List<Town> towns) {
        page.printf(Locale.ROOT, "# How well the exposed are found%n");
        page.println();
        page.printf(
                Locale.ROOT,
                "Command: `./pccovid bench exposure --seeds %s --tuning %s --report docs/exposure.md`%n",
                list(seeds),
                list(tuning));
        page.println();
        page.printf(
                Locale.ROOT,
                "Invented towns of 12,000 people under distancing in September 2021 (most with one dose or none), 40 days, everything known to the metre: module `simulation`, `Epidemic`. Its%n");
        page.printf(
                Locale.ROOT,
                "truth is finer than any record and not the model judged here (rooms with volume and air changes, desks with coordinates, viral loads). The model's numbers come from the%n");
        page.printf(
                Locale.ROOT,
                "literature (`exposure-1.yaml`); two thresholds were chosen on seeds %s, never on those measured: from %.4f on infection is expected (best F1 there), from %.4f on a close contact%n",
                list(tuning),
                thresholds.infected,
                thresholds.close);
        page.printf(Locale.ROOT, "(the lowest with PPV >= 0.4 there).%n");
        page.println();
        page.printf(
                Locale.ROOT,
                "- A **pair** is a found case and somebody else. Proven cases are not searched for. All pairs that are wanted count, seen or not.%n");
        page.printf(
                Locale.ROOT,
                "- **Infected**: the case infected them before its isolation. The harder question: most who were close were not infected, and nobody can know.%n");
        page.printf(
                Locale.ROOT,
                "- **Close**: they were in truth within two metres for fifteen minutes of one day, or live together. By this measure COVIDSafe had sensitivity 0.15 and PPV 0.39.%n");
        page.printf(
                Locale.ROOT,
                "- **Sensitivity** = wanted pairs named / wanted pairs; **PPV** = wanted pairs named / pairs named; **ceiling** = share of the wanted pairs of which the source shows anything at all.%n");
        page.printf(
                Locale.ROOT,
                "- The window is that of the text in force (3638). Nobody is quarantined here, so that nothing found changes what is to be found.%n");
        page.println();
        page.printf(
                Locale.ROOT,
                "| seed | infected | cases found | infected per found case before isolation | household attack rate | infections at home |%n");
        page.printf(Locale.ROOT, "|---:|---:|---:|---:|---:|---:|%n");
        for (Town town : towns) {
            page.printf(
                    Locale.ROOT,
                    "| %d | %,d | %,d | %.2f | %.2f | %.2f |%n",
                    town.seed,
                    town.infected,
                    town.cases,
                    town.infectedPerCase,
                    town.householdAttackRate,
                    town.householdShare);
        }
        page.println();
        page.printf(
                Locale.ROOT,
                "Literature: household attack rate of Delta 0.31 (0.24 to 0.39), Madewell et al. 2022.%n");
    }

    private static String list(long[] values) {
        return Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(","));
    }

    private void table(String title, List<Pair> pairs, Thresholds thresholds, double adoption) {
        page.println();
        page.printf(
                Locale.ROOT,
                "### %s: %,d infected, %,d close%n",
                title,
                pairs.stream().filter(Pair::infected).count(),
                pairs.stream().filter(Pair::close).count());
        page.println();
        page.printf(
                Locale.ROOT,
                "| source | infected: sensitivity | ceiling | PPV | named | close: sensitivity | ceiling | PPV | named |%n");
        page.printf(Locale.ROOT, "|---|---:|---:|---:|---:|---:|---:|---:|---:|%n");
        for (int source = 0; source <= ALL; source++) {
            int s = source;
            if (pairs.stream().noneMatch(p -> p.seen[s])) {
                continue;
            }
            Figure infected = at(pairs, s, thresholds.infected, Pair::infected);
            Figure close = at(pairs, s, thresholds.close, Pair::close);
            page.printf(
                    Locale.ROOT,
                    "| %s | %.3f | %.3f | %.3f | %,d | %.3f | %.3f | %.3f | %,d |%n",
                    s == ALL ? "**all together**" : SOURCES.get(s).code(),
                    infected.sensitivity(),
                    share(pairs, Pair::infected, p -> p.seen[s]),
                    infected.ppv(),
                    infected.named,
                    close.sensitivity(),
                    share(pairs, Pair::close, p -> p.seen[s]),
                    close.ppv(),
                    close.named);
        }
        row("rule: 15 minutes within 2 m by Bluetooth", pairs, Pair::quarterHour);
        row("rule: same place within an hour", pairs, Pair::sameHour);
        row("either rule", pairs, p -> p.sameHour || p.quarterHour);
        row("F1 by 3638, on all this evidence", pairs, Pair::listed);
        page.println();
        page.printf(
                Locale.ROOT,
                "Both of a pair have the app in %.3f of the infected and %.3f of the close pairs (%.2f by adoption alone; not everybody has a phone).%n",
                share(pairs, Pair::infected, Pair::bothHaveApp),
                share(pairs, Pair::close, Pair::bothHaveApp),
                adoption * adoption);
    }

    private void row(String name, List<Pair> pairs, Predicate<Pair> rule) {
        Figure infected = figure(pairs, rule, Pair::infected);
        Figure close = figure(pairs, rule, Pair::close);
        page.printf(
                Locale.ROOT,
                "| %s | %.3f | | %.3f | %,d | %.3f | | %.3f | %,d |%n",
                name,
                infected.sensitivity(),
                infected.ppv(),
                infected.named,
                close.sensitivity(),
                close.ppv(),
                close.named);
    }

    private void attainable(List<Pair> pairs) {
        page.println();
        page.printf(Locale.ROOT, "## What could be attained, adoption 60 %%, all sources%n");
        page.println();
        page.printf(
                Locale.ROOT,
                "Somebody who knew every minute, metre, viral load and habit could still only say how likely infection was. The same measures for such a one, over the same pairs:%n");
        page.println();
        page.printf(
                Locale.ROOT, "| | sensitivity at PPV 0.4 | PPV at sensitivity 0.5 | at 0.7 |%n");
        page.printf(Locale.ROOT, "|---|---:|---:|---:|%n");
        for (int i = 0; i < 2; i++) {
            ToDoubleFunction<Pair> by = i == 0 ? ExposureBench::byModel : Pair::truly;
            page.printf(
                    Locale.ROOT,
                    "| %s | %.3f | %.3f | %.3f |%n",
                    i == 0 ? "ours" : "who knows everything but the outcome",
                    bestSensitivity(pairs, by, Pair::infected),
                    ppvAt(pairs, by, 0.5),
                    ppvAt(pairs, by, 0.7));
        }
    }

    private static double share(List<Pair> pairs, Predicate<Pair> of, Predicate<Pair> which) {
        long all = pairs.stream().filter(of).count();
        return all == 0 ? 0 : (double) pairs.stream().filter(of.and(which)).count() / all;
    }

    private void rules(List<Pair> all, List<Pair> strangers) {
        page.println();
        page.printf(Locale.ROOT, "### At the sensitivity of the simple rules, infected%n");
        page.println();
        page.printf(
                Locale.ROOT,
                "| rule | pairs | sensitivity | its PPV | ours, all sources | ratio | ours, that source alone | ratio |%n");
        page.printf(Locale.ROOT, "|---|---|---:|---:|---:|---:|---:|---:|%n");
        for (int i = 0; i < 2; i++) {
            List<Pair> pairs = i == 0 ? all : strangers;
            String which = i == 0 ? "all" : "without household";
            int bluetooth = SOURCES.indexOf(Source.BLUETOOTH);
            int place = SOURCES.indexOf(Source.PLACE);
            compare("15 minutes within 2 m", which, pairs, Pair::quarterHour, bluetooth);
            compare("same place within an hour", which, pairs, Pair::sameHour, place);
            compare("either", which, pairs, p -> p.sameHour || p.quarterHour, ALL);
        }
    }

    private void compare(
            String rule, String which, List<Pair> pairs, Predicate<Pair> named, int source) {
        Figure figure = figure(pairs, named, Pair::infected);
        double ours = ppvAt(pairs, ExposureBench::byModel, figure.sensitivity());
        double alone = ppvAt(pairs, p -> p.probability[source], figure.sensitivity());
        double ppv = Math.max(1e-9, figure.ppv());
        page.printf(
                Locale.ROOT,
                "| %s | %s | %.3f | %.3f | %.3f | %.2f | %s |%n",
                rule,
                which,
                figure.sensitivity(),
                figure.ppv(),
                ours,
                ours / ppv,
                source == ALL
                        ? "|"
                        : String.format(Locale.ROOT, "%.3f | %.2f", alone, alone / ppv));
    }

    private void calibration(List<Pair> pairs) {
        page.println();
        page.printf(Locale.ROOT, "## Said and true, adoption 60 %%, all sources%n");
        page.println();
        page.printf(
                Locale.ROOT, "| probability from | to | pairs | mean said | truly infected |%n");
        page.printf(Locale.ROOT, "|---:|---:|---:|---:|---:|%n");
        for (int i = 0; i + 1 < BINS.length; i++) {
            double from = BINS[i];
            double to = BINS[i + 1];
            List<Pair> inside =
                    pairs.stream()
                            .filter(p -> p.seen[ALL])
                            .filter(p -> p.probability[ALL] >= from && p.probability[ALL] < to)
                            .toList();
            page.printf(
                    Locale.ROOT,
                    "| %.2f | %.2f | %,d | %.4f | %.4f |%n",
                    from,
                    Math.min(1, to),
                    inside.size(),
                    inside.stream().mapToDouble(p -> p.probability[ALL]).average().orElse(0),
                    share(inside, p -> true, Pair::infected));
        }
    }
}
