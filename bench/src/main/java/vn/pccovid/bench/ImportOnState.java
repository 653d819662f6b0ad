package vn.pccovid.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.TimedId;

/// The import into installations that hold the registers of few and of many people: whether a row
/// costs the same in a nation as in a town.
final class ImportOnState {
    /// Files about people beside the register, and those that hang on them by a key of theirs.
    private static final List<String> ABOUT_PEOPLE =
            List.of(
                    "insurance.csv",
                    "vaccination_people.csv",
                    "laboratory_samples.csv",
                    "ncovi.csv",
                    "vhd.csv",
                    "movement.csv",
                    "qr_visits.csv",
                    "bluezone.csv");

    private static final Map<String, Hanging> HANGING =
            Map.of(
                    "vaccination_doses.csv",
                    new Hanging("ma_doi_tuong", "vaccination_people.csv"),
                    "laboratory_results.csv",
                    new Hanging("ma_ong", "laboratory_samples.csv"));

    private record Hanging(String column, String file) {}

    private final Installation.Starter starter;
    private final Path folder;
    private final String seed;

    ImportOnState(Installation.Starter starter, Path folder, String seed) {
        this.starter = starter;
        this.folder = folder;
        this.seed = seed;
    }

    private record Figures(
            int state,
            double rows,
            double seconds,
            double peakMib,
            double databaseMib,
            double cpuMicros,
            double databaseCpuMicros) {
        double perSecond() {
            return rows / seconds;
        }
    }

    int compare(int state, int beside, int rows, PrintStream out)
            throws IOException, InterruptedException, SQLException {
        Figures small = on(beside, rows, out);
        Figures large = on(state, rows, out);
        out.printf(
                Locale.ROOT,
                "{\"bench\":\"import\",\"state_people\":%d,\"beside_people\":%d,\"rows\":%.0f,\"beside_rows\":%.0f,"
                        + "\"records_per_s\":%.1f,\"beside_records_per_s\":%.1f,\"flat\":%.3f,\"flat_cpu\":%.3f,"
                        + "\"peak_mib\":%.0f,\"peak_db_mib\":%.0f,\"beside_peak_mib\":%.0f,"
                        + "\"cpu_us_per_row\":%.1f,\"db_cpu_us_per_row\":%.1f,"
                        + "\"beside_cpu_us_per_row\":%.1f,\"beside_db_cpu_us_per_row\":%.1f}%n",
                state,
                beside,
                large.rows(),
                small.rows(),
                large.perSecond(),
                small.perSecond(),
                large.perSecond() / small.perSecond(),
                (small.cpuMicros() + small.databaseCpuMicros())
                        / (large.cpuMicros() + large.databaseCpuMicros()),
                large.peakMib(),
                large.databaseMib(),
                small.peakMib(),
                large.cpuMicros(),
                large.databaseCpuMicros(),
                small.cpuMicros(),
                small.databaseCpuMicros());
        return 0;
    }

    private Figures on(int people, int rows, PrintStream out)
            throws IOException, InterruptedException, SQLException {
        Path here = Files.createDirectories(folder.resolve("state-" + people));
        Path nation = here.resolve("nation");
        Path data = here.resolve("installation");
        Path report = here.resolve("report.json");
        try {
            long begun = System.nanoTime();
            ImportBench.program(
                    "simulate",
                    "--out",
                    nation.toString(),
                    "--people",
                    Integer.toString(people),
                    "--seed",
                    seed);
            double simulated = (System.nanoTime() - begun) / 1e9;
            begun = System.nanoTime();
            long loaded = load(nation.resolve("population.csv"), data);
            out.printf(
                    Locale.ROOT,
                    "outside the clock: %,d people simulated in %.1f s, hashed, sealed and copied in %.1f s%n",
                    loaded,
                    simulated,
                    (System.nanoTime() - begun) / 1e9);
            double share = (double) rows / count(nation);
            if (share > 0.5) {
                throw new IllegalArgumentException(
                        "%d people have no %d rows to measure and as many to warm up"
                                .formatted(people, rows));
            }
            Path warm = slice(nation, here.resolve("warm-up"), 0, share, true);
            Path measured = slice(nation, here.resolve("measured"), share, 2 * share, false);
            EmbeddedDatabase.deleteFolder(nation);
            ImportBench.program(
                    "import",
                    "--data",
                    data.toString(),
                    "--report",
                    report.toString(),
                    "--warm-up",
                    warm.toString(),
                    measured.toString());
            String json = Files.readString(report);
            Figures figures =
                    new Figures(
                            people,
                            ImportBench.number(json, "rows"),
                            ImportBench.number(json, "seconds"),
                            ImportBench.number(json, "peak_mib"),
                            ImportBench.number(json, "peak_db_mib"),
                            ImportBench.number(json, "cpu_us_per_row"),
                            ImportBench.number(json, "db_cpu_us_per_row"));
            out.printf(
                    Locale.ROOT,
                    "beside %,d people: %,.0f rows in %.1f s = %,.0f/s, peak %,.0f MiB, database %,.0f MiB in"
                            + " memory; processor %.0f + %.0f µs a row; %s%n",
                    people,
                    figures.rows(),
                    figures.seconds(),
                    figures.perSecond(),
                    figures.peakMib(),
                    figures.databaseMib(),
                    figures.cpuMicros(),
                    figures.databaseCpuMicros(),
                    json.strip());
            return figures;
        } finally {
            EmbeddedDatabase.deleteFolder(here);
        }
    }

    private long load(Path register, Path data)
            throws IOException, InterruptedException, SQLException {
        try (Installation installation = starter.start(data);
                BufferedReader in = Files.newBufferedReader(register)) {
            RegisterRows reader = new RegisterRows(in.readLine());
            Clock clock = installation.bean(Clock.class);
            Instant now = clock.instant();
            long loaded =
                    RegisterState.load(
                            installation,
                            in,
                            lines ->
                                    lines.stream()
                                            .map(line -> record(reader.read(line), clock, now))
                                            .toList());
            Scopes.run(
                    Scope.worker(Purpose.IMPORT), installation.bean(People.class)::surveyRegister);
            return loaded;
        }
    }

    private static IncomingRecord record(RegisterRows.Row row, Clock clock, Instant now) {
        byte[] original = row.description().encode();
        return new IncomingRecord(
                TimedId.next(clock),
                "population",
                row.key(),
                sha256(original),
                original,
                row.description(),
                now,
                true);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java knows SHA-256", e);
        }
    }

    private static long count(Path nation) throws IOException {
        long count = 0;
        for (String file : files()) {
            try (var lines = Files.lines(nation.resolve(file))) {
                count += lines.count() - 1;
            }
        }
        return count;
    }

    private static List<String> files() {
        List<String> all = new java.util.ArrayList<>(ABOUT_PEOPLE);
        all.addAll(HANGING.keySet());
        return all;
    }

    /// The same share of every file, with the doses and results of these people and no others.
    ///
    /// @param venues also all places, once: visits are nothing without them
    private static Path slice(Path nation, Path to, double from, double until, boolean venues)
            throws IOException {
        Files.createDirectories(to);
        Map<String, Set<String>> keys = new LinkedHashMap<>();
        for (String file : ABOUT_PEOPLE) {
            long rows;
            try (var lines = Files.lines(nation.resolve(file))) {
                rows = lines.count() - 1;
            }
            long first = (long) (rows * from);
            long end = (long) (rows * until);
            boolean hung = HANGING.values().stream().anyMatch(h -> h.file().equals(file));
            Set<String> met = new HashSet<>();
            try (BufferedReader in = Files.newBufferedReader(nation.resolve(file));
                    BufferedWriter out = Files.newBufferedWriter(to.resolve(file))) {
                String header = in.readLine();
                out.write(header + "\n");
                int[] columns =
                        HANGING.values().stream()
                                .filter(h -> h.file().equals(file))
                                .mapToInt(h -> RegisterRows.cells(header).indexOf(h.column()))
                                .toArray();
                long at = 0;
                for (String line = in.readLine(); line != null && at < end; line = in.readLine()) {
                    if (at++ >= first) {
                        out.write(line + "\n");
                        if (hung) {
                            met.add(RegisterRows.cells(line).get(columns[0]));
                        }
                    }
                }
            }
            keys.put(file, met);
        }
        for (Map.Entry<String, Hanging> hanging : HANGING.entrySet()) {
            Set<String> known = keys.getOrDefault(hanging.getValue().file(), Set.of());
            try (BufferedReader in = Files.newBufferedReader(nation.resolve(hanging.getKey()));
                    BufferedWriter out =
                            Files.newBufferedWriter(
                                    to.resolve(hanging.getKey()), StandardCharsets.UTF_8)) {
                String header = in.readLine();
                out.write(header + "\n");
                int column = RegisterRows.cells(header).indexOf(hanging.getValue().column());
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (known.contains(RegisterRows.cells(line).get(column))) {
                        out.write(line + "\n");
                    }
                }
            }
        }
        if (venues) {
            Files.copy(nation.resolve("qr_places.csv"), to.resolve("qr_places.csv"));
        }
        return to;
    }
}
