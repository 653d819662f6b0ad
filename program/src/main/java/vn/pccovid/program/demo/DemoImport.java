package vn.pccovid.program.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import vn.pccovid.program.Application;
import vn.pccovid.program.ProcessMemory;
import vn.pccovid.program.ProgressLine;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.exchange.Fate;
import vn.pccovid.server.exchange.Imports;
import vn.pccovid.server.exchange.RunReport;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.server.person.People;
import vn.pccovid.simulation.ExactRule2021;

/// Feeds the simulated exports to the house and measures what came out against the truth.
final class DemoImport {

    /// Every file once, in an order a ministry would choose: registers first, so that namesakes can
    /// be told apart from the start. In another order nothing is lost and no strangers meet, but
    /// some records find each other less often.
    static final List<String[]> FILES =
            List.of(
                    new String[] {"population", "population"},
                    new String[] {"insurance", "insurance"},
                    new String[] {"vaccination", "vaccination_people"},
                    new String[] {"vaccination", "vaccination_doses"},
                    new String[] {"laboratory", "laboratory_samples"},
                    new String[] {"laboratory", "laboratory_results"},
                    new String[] {"bluezone", "bluezone"},
                    new String[] {"ncovi", "ncovi"},
                    new String[] {"vhd", "vhd"},
                    new String[] {"qr-checkin", "qr_places"},
                    new String[] {"qr-checkin", "qr_visits"},
                    new String[] {"movement", "movement"});

    private static final int PERSONS_AT_ONCE = 2_000;
    private static final double PRECISION_WANTED = 0.9999;
    private static final double RECALL_WANTED = 0.95;

    /// Vaccinated people from which on the bands of the rule of 2021 hold as they are. The demo's
    /// 20,000 people are above it.
    private static final int LARGE_SAMPLE = 5_000;

    private final Application application;
    private final Path sources;
    private final PrintWriter out;
    private final Map<String, Double> seconds;
    private final Map<String, Map<String, Long>> ledger = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    /// @param seconds phases measured so far; more are added
    DemoImport(
            Application application, Path sources, PrintWriter out, Map<String, Double> seconds) {
        this.application = application;
        this.sources = sources;
        this.out = out;
        this.seconds = seconds;
    }

    /// Imports every file, settles, and works out every colour.
    void run() {
        var imports = application.bean(Imports.class);
        long begun = System.nanoTime();
        // Colours rest while records still move; one pass over everybody follows.
        try (var _ = application.bean(Passes.class).hold()) {
            for (String[] file : FILES) {
                importFile(imports, file[0], file[1]);
            }
        }
        seconds.put("import", since(begun));
        begun = System.nanoTime();
        var line = new ProgressLine(out, "settling");
        var settled = application.bean(People.class).settle();
        line.done(
                "%,d looked at again, %,d persons joined, %,d records linked"
                        .formatted(settled.judged(), settled.joined(), settled.linked()));
        seconds.put("settle", since(begun));
        catchUp();
    }

    /// Brings every colour up to the clock.
    void catchUp() {
        long begun = System.nanoTime();
        var line = new ProgressLine(out, "colours");
        application.bean(Passes.class).catchUp();
        line.done("everybody has a colour of now");
        seconds.put("colours", since(begun));
    }

    private void importFile(Imports imports, String source, String file) {
        var line = new ProgressLine(out, file);
        RunReport run =
                imports.importFile(
                        source,
                        file,
                        sources.resolve(file + ".csv"),
                        progress -> line.at(progress.bytes(), progress.totalBytes()));
        line.done("%,d rows".formatted(run.rows()));
        long sum = run.fates().values().stream().mapToLong(Long::longValue).sum();
        if (sum != run.rows() || !run.state().equals("finished")) {
            failures.add(
                    "%s: %d rows, fates sum to %d, run %s"
                            .formatted(file, run.rows(), sum, run.state()));
        }
        var bySource = ledger.computeIfAbsent(source, s -> new TreeMap<>());
        run.fates().forEach((fate, n) -> bySource.merge(fate.text(), n, Long::sum));
    }

    /// Measures what stands in the database.
    DemoReport report(long people, long seed) throws IOException {
        long begun = System.nanoTime();
        var nation = Nation.read(sources);
        checkRowCounts(nation);
        var links = new HashMap<RowKey, String>();
        var personOfSubject = new HashMap<String, String>();
        Scopes.call(
                Scope.worker(Purpose.IMPORT),
                () -> {
                    application
                            .bean(People.class)
                            .exportLinks(link -> {
                                String file = Nation.PERSON_FILE.get(link.source());
                                UUID person = link.personId();
                                if (file != null && person != null) {
                                    links.put(
                                            new RowKey(file, link.sourceKey()), person.toString());
                                }
                            });
                    return null;
                });
        links.forEach((key, person) -> {
            if (key.file().equals("vaccination_people")) {
                personOfSubject.put(key.key(), person);
            }
        });
        var truth = nation.rowsAboutPeople();
        var quality = LinkQuality.of(truth, links);
        var doses = DoseQuality.of(nation, LinkQuality.owners(truth, links), personOfSubject);
        checkFacts(doses);
        var rule = ExactRule2021.of(sources);
        var passes = application.bean(Passes.class);
        var colours = new TreeMap<String, Long>();
        long redForLack = 0;
        for (var count : Scopes.call(Scope.worker(Purpose.STEERING), () -> passes.count("*"))) {
            colours.merge("green", count.green(), Long::sum);
            colours.merge("yellow", count.yellow(), Long::sum);
            colours.merge("red", count.red(), Long::sum);
            redForLack += count.redForLackOfData();
        }
        checkColours(colours);
        if (quality.precision() < PRECISION_WANTED) {
            failures.add(
                    "link precision %.6f, wanted at least %s"
                            .formatted(quality.precision(), PRECISION_WANTED));
        }
        if (quality.recall() < RECALL_WANTED) {
            failures.add(
                    "link recall %.4f, wanted at least %s"
                            .formatted(quality.recall(), RECALL_WANTED));
        }
        if (doses.shownToWrongPerson() > 0) {
            failures.add(doses.shownToWrongPerson() + " doses are shown to a wrong person");
        }
        checkRule(rule);
        seconds.put("measure", since(begun));
        var evidence = new LinkedHashMap<String, Long>();
        quality.rows().forEach((e, n) -> evidence.put(e.name().toLowerCase(Locale.ROOT), n));
        return new DemoReport(
                people,
                seed,
                ledger,
                new DemoReport.Links(
                        quality.precision(),
                        quality.precisionAtLeast(),
                        quality.recall(),
                        quality.pairsLinked(),
                        quality.pairsTrue(),
                        evidence,
                        quality.byErrorClass()),
                new DemoReport.ExactRule(
                        rule.share(rule.matched()),
                        rule.share(rule.mismatched()),
                        rule.share(rule.noId()),
                        rule.share(rule.notVerified())),
                doses.peopleComplete(),
                doses.vaccinatedComplete(),
                doses.shownToWrongPerson(),
                doses.wrongAtSource(),
                colours,
                redForLack,
                seconds,
                ProcessMemory.peakMib(),
                failures);
    }

    /// The ledger must know every row the simulator wrote.
    private void checkRowCounts(Nation nation) {
        var written = new TreeMap<String, Long>();
        nation.rows().keySet().forEach(key -> written.merge(key.file(), 1L, Long::sum));
        for (String[] file : FILES) {
            long rows = written.getOrDefault(file[1], 0L);
            var fates = ledger.get(file[0]);
            if (rows > 0
                    && fates != null
                    && fates.values().stream().mapToLong(Long::longValue).sum() < rows) {
                failures.add(file[1] + " has " + rows + " rows, its source's ledger fewer");
            }
        }
    }

    /// Facts must stand with the person of their record: the database's count of doses per person
    /// is that of the files.
    private void checkFacts(DoseQuality doses) {
        var facts = application.bean(Facts.class);
        var persons =
                doses.rowsByPerson().keySet().stream().map(UUID::fromString).sorted().toList();
        long different = 0;
        for (int i = 0; i < persons.size(); i += PERSONS_AT_ONCE) {
            var some = persons.subList(i, Math.min(persons.size(), i + PERSONS_AT_ONCE));
            Map<UUID, List<Fact>> found =
                    Scopes.call(Scope.worker(Purpose.COLOURING), () -> facts.ofAll(some));
            for (UUID person : some) {
                long shown =
                        found.getOrDefault(person, List.of()).stream()
                                .filter(f -> f.kind().equals("dose"))
                                .count();
                if (shown != doses.rowsByPerson().getOrDefault(person.toString(), 0L)) {
                    different++;
                }
            }
        }
        if (different > 0) {
            failures.add(
                    different + " people have another number of doses than their records bring");
        }
    }

    private void checkColours(Map<String, Long> colours) {
        long coloured = colours.values().stream().mapToLong(Long::longValue).sum();
        long people =
                Scopes.call(
                        Scope.worker(Purpose.STEERING),
                        () ->
                                application.bean(People.class).countByArea("*").values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum());
        if (coloured != people) {
            failures.add("%d people, %d colours".formatted(people, coloured));
        }
    }

    private void checkRule(ExactRule2021 rule) {
        long n = rule.people();
        band("exact rule matched", rule.share(rule.matched()), 0.65, 0.69, n);
        band("exact rule mismatched", rule.share(rule.mismatched()), 0.23, 0.27, n);
        band("exact rule without usable id", rule.share(rule.noId()), 0.04, 0.05, n);
    }

    private void band(String what, double share, double from, double to, long n) {
        double margin = margin(from, to, n);
        if (share < from - margin || share > to + margin) {
            failures.add(
                    "%s is %.4f, the real nation's is %s to %s%s"
                            .formatted(
                                    what,
                                    share,
                                    from,
                                    to,
                                    margin == 0
                                            ? ""
                                            : ", within %.4f for %d people".formatted(margin, n)));
        }
    }

    /// How far outside a band the share of a small sample may lie by chance alone: nothing from
    /// [#LARGE_SAMPLE] on, three standard errors of a share in the middle of the band below.
    static double margin(double from, double to, long n) {
        if (n >= LARGE_SAMPLE) {
            return 0;
        }
        double p = (from + to) / 2;
        return 3 * Math.sqrt(p * (1 - p) / Math.max(1, n));
    }

    private static double since(long begun) {
        return Math.round((System.nanoTime() - begun) / 1e7) / 100.0;
    }

    /// A fate's name where a report needs one that no row had.
    static List<String> fates() {
        return java.util.Arrays.stream(Fate.values()).map(Fate::text).toList();
    }
}
