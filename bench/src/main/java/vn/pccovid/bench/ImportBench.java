package vn.pccovid.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.exchange.Imports;

/// `bench import`: all nine sources of a synthetic nation into a fresh embedded database, by
/// `./pccovid import` in a process of its own, beside a plain COPY of the same bytes into the same
/// database. The clock runs from the first byte read until everything is committed, ledgers are
/// closed and every colour is worked out.
///
/// Another nation is imported first, outside the clock, so that what is compiled only once in the
/// life of a process is not counted; what that first import made of it is reported beside
/// (`cold_records_per_s`).
///
/// With `--state M` it asks how the rate fares as the nation grows: into an installation that holds
/// the register of M people (loaded by COPY) go rows of all other sources about them, as many as
/// `--rows` says, after as many others to warm up; beside the same with `--beside` people in the
/// same run. `flat` is the ratio of the two rates.
///
/// With `--corrections` the files of another nation follow under the same keys, in a process of its
/// own: most rows then tell a stored record otherwise, about another person (`corrections_per_s`).
///
/// Options: `--people N` (20,000: three runs end within five minutes), `--seed S` (7), `--runs R`
/// (3; the median counts), or `--state M`, `--beside B` (100,000), `--rows ROWS` (200,000).
public final class ImportBench implements Bench {
    /// Most people imported to warm up.
    private static final int WARM_UP = 20_000;

    private static final String PROGRAM = "vn.pccovid.program.Main";

    private static final Pattern KEY =
            Pattern.compile("\\b(DT|MT|MX|ON|KQ|KB|TK|DD|LQ|DC)[0-9]([0-9]{7})\\b");

    /// The one field of the COPY's table is the whole line: neither character is ever in a file.
    private static final String COPY =
            "COPY bench_line FROM STDIN (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')";

    private final Installation.Starter starter;

    /// @param starter starts the service in a folder, to load a state
    public ImportBench(Installation.Starter starter) {
        this.starter = starter;
    }

    /// One import and one COPY in the same database.
    private record Run(
            double rows,
            double seconds,
            double peakMib,
            double databaseMib,
            double cpuMicros,
            double databaseCpuMicros,
            double storedMib,
            double copySeconds,
            double coldPerSecond,
            double correctionsPerSecond) {
        double perSecond() {
            return rows / seconds;
        }

        double ratio() {
            return copySeconds / seconds;
        }
    }

    @Override
    public int run(String[] options, PrintStream out)
            throws IOException, InterruptedException, SQLException {
        int people = Integer.parseInt(option(options, "--people", "20000"));
        String seed = option(options, "--seed", "7");
        int runs = Integer.parseInt(option(options, "--runs", "3"));
        int state = Integer.parseInt(option(options, "--state", "0"));
        Path folder = Files.createTempDirectory("pccovid-bench-import-");
        try {
            if (state > 0) {
                return new ImportOnState(starter, folder, seed)
                        .compare(
                                state,
                                Integer.parseInt(option(options, "--beside", "100000")),
                                Integer.parseInt(option(options, "--rows", "200000")),
                                out);
            }
            Path warmUp = others(folder, Math.min(people, WARM_UP), Long.parseLong(seed) + 1);
            Path nation = folder.resolve("nation");
            long begun = System.nanoTime();
            simulate(nation, people, Long.parseLong(seed));
            @Nullable Path corrections = null;
            if (Arrays.asList(options).contains("--corrections")) {
                corrections = folder.resolve("corrections");
                simulate(corrections, people, Long.parseLong(seed) + 2);
            }
            List<Path> files = sources(nation);
            long bytes = 0;
            for (Path file : files) {
                bytes += Files.size(file);
            }
            out.printf(
                    Locale.ROOT,
                    "outside the clock: nation of %,d people, %,d MiB in %d files, made in %.1f s%n",
                    people,
                    bytes >> 20,
                    files.size(),
                    (System.nanoTime() - begun) / 1e9);
            out.println("peer: " + COPY + ", one line one row, same database, fsync on");
            List<Run> results = new ArrayList<>();
            for (int number = 1; number <= runs; number++) {
                Run result =
                        once(folder.resolve("run-" + number), warmUp, nation, corrections, files);
                results.add(result);
                out.printf(
                        Locale.ROOT,
                        "run %d: %,.0f rows in %.1f s = %,.0f/s, peak %,.0f MiB, database %,.0f MiB in"
                                + " memory, %,.0f MiB on disk; processor %.0f + %.0f µs a row; COPY %.2f s,"
                                + " ratio %.4f%s%n",
                        number,
                        result.rows(),
                        result.seconds(),
                        result.perSecond(),
                        result.peakMib(),
                        result.databaseMib(),
                        result.storedMib(),
                        result.cpuMicros(),
                        result.databaseCpuMicros(),
                        result.copySeconds(),
                        result.ratio(),
                        result.correctionsPerSecond() == 0
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "; corrections %,.0f/s",
                                        result.correctionsPerSecond()));
                delete(folder.resolve("run-" + number));
            }
            out.println(json(people, bytes, results));
        } finally {
            delete(folder);
        }
        return 0;
    }

    /// The importer is given the folder and chooses its order: registers first.
    private static Run once(
            Path data, Path warmUp, Path nation, @Nullable Path corrections, List<Path> files)
            throws IOException, InterruptedException, SQLException {
        Path report = data.resolveSibling(data.getFileName() + ".json");
        program(
                "import",
                "--data",
                data.toString(),
                "--report",
                report.toString(),
                "--warm-up",
                warmUp.toString(),
                nation.toString());
        String figures = Files.readString(report);
        double stored = stored(data.resolve("database"));
        double correctionsPerSecond = 0;
        if (corrections != null) {
            program(
                    "import",
                    "--data",
                    data.toString(),
                    "--report",
                    report.toString(),
                    corrections.toString());
            correctionsPerSecond = number(Files.readString(report), "records_per_s");
        }
        return new Run(
                number(figures, "rows"),
                number(figures, "seconds"),
                number(figures, "peak_mib"),
                number(figures, "peak_db_mib"),
                number(figures, "cpu_us_per_row"),
                number(figures, "db_cpu_us_per_row"),
                stored,
                copy(data.resolve("database"), files),
                number(figures, "warm_up_rows") / number(figures, "warm_up_s"),
                correctionsPerSecond);
    }

    /// A nation of other people, whose rows bear other keys.
    private static Path others(Path folder, int people, long seed)
            throws IOException, InterruptedException {
        Path nation = folder.resolve("others");
        simulate(nation, people, seed);
        for (Path file : sources(nation)) {
            List<String> lines = Files.readAllLines(file);
            Files.write(file, lines.stream().map(ImportBench::otherKeys).toList());
        }
        return nation;
    }

    private static void simulate(Path nation, int people, long seed)
            throws IOException, InterruptedException {
        program(
                "simulate",
                "--out",
                nation.toString(),
                "--people",
                Integer.toString(people),
                "--seed",
                Long.toString(seed));
    }

    /// The simulation numbers rows of every nation from one; its keys are two letters and eight
    /// digits.
    private static String otherKeys(String line) {
        return KEY.matcher(line).replaceAll("$19$2");
    }

    /// What the imported rows occupy on disk, indexes included, without the log.
    private static double stored(Path database) throws SQLException {
        try (EmbeddedDatabase running = EmbeddedDatabase.start(database);
                Connection connection = running.owner().connect();
                Statement statement = connection.createStatement();
                ResultSet size =
                        statement.executeQuery("SELECT pg_database_size(current_database())")) {
            size.next();
            return size.getLong(1) / 1048576.0;
        }
    }

    private static double copy(Path database, List<Path> files) throws IOException, SQLException {
        try (EmbeddedDatabase running = EmbeddedDatabase.start(database);
                Connection connection = running.owner().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA bench");
            statement.execute("SET search_path = bench");
            statement.execute("CREATE TABLE bench_line (line text)");
            long begun = System.nanoTime();
            for (Path file : files) {
                try (BufferedReader reader = Files.newBufferedReader(file)) {
                    connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY, reader);
                }
            }
            return (System.nanoTime() - begun) / 1e9;
        }
    }

    /// The files the importer takes from that folder, so that both read the same bytes.
    static List<Path> sources(Path nation) {
        return Imports.fileKinds().stream()
                .map(kind -> nation.resolve(kind.file() + ".csv"))
                .filter(Files::exists)
                .toList();
    }

    /// Runs a command of ours in a process of its own, with this JVM's flags.
    static void program(String... arguments) throws IOException, InterruptedException {
        java(PROGRAM, arguments);
    }

    /// Runs a class of this class path in a process of its own, with this JVM's flags.
    static void java(String main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(Arrays.asList(arguments));
        Path output = Files.createTempFile("pccovid-bench-", ".out");
        try {
            int code =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start()
                            .waitFor();
            if (code != 0) {
                throw new IOException(
                        arguments[0] + " ended with " + code + ":\n" + Files.readString(output));
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String json(int people, long bytes, List<Run> runs) {
        Run median =
                runs.stream()
                        .sorted(Comparator.comparingDouble(Run::perSecond))
                        .toList()
                        .get(runs.size() / 2);
        return String.format(
                Locale.ROOT,
                "{\"bench\":\"import\",\"people\":%d,\"rows\":%.0f,\"input_mib\":%d,\"runs\":%d,"
                        + "\"records_per_s\":%.1f,\"records_per_s_min\":%.1f,\"records_per_s_max\":%.1f,"
                        + "\"seconds\":%.2f,\"peak_mib\":%.0f,\"peak_db_mib\":%.0f,"
                        + "\"cpu_us_per_row\":%.1f,\"db_cpu_us_per_row\":%.1f,\"stored_kib_per_person\":%.2f,"
                        + "\"copy_records_per_s\":%.1f,\"ratio_to_copy\":%.5f,\"cold_records_per_s\":%.1f,\"corrections_per_s\":%.1f}",
                people,
                median.rows(),
                bytes >> 20,
                runs.size(),
                median.perSecond(),
                runs.stream().mapToDouble(Run::perSecond).min().orElse(0),
                runs.stream().mapToDouble(Run::perSecond).max().orElse(0),
                median.seconds(),
                runs.stream().mapToDouble(Run::peakMib).max().orElse(0),
                runs.stream().mapToDouble(Run::databaseMib).max().orElse(0),
                median.cpuMicros(),
                median.databaseCpuMicros(),
                median.storedMib() * 1024 / (people + Math.min(people, WARM_UP)),
                median.rows() / median.copySeconds(),
                median.ratio(),
                median.coldPerSecond(),
                median.correctionsPerSecond());
    }

    static double number(String json, String key) {
        Matcher found = Pattern.compile("\"" + key + "\":([0-9.]+)").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no " + key + " in " + json);
        }
        return Double.parseDouble(found.group(1));
    }

    private static String option(String[] options, String name, String standard) {
        int at = Arrays.asList(options).indexOf(name);
        return at >= 0 && at + 1 < options.length ? options[at + 1] : standard;
    }

    private static void delete(Path folder) {
        EmbeddedDatabase.deleteFolder(folder);
    }
}
