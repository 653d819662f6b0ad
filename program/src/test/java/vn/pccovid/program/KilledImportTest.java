package vn.pccovid.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.exchange.Fate;
import vn.pccovid.server.exchange.Imports;
import vn.pccovid.server.exchange.RunReport;
import vn.pccovid.simulation.Simulation;
import vn.pccovid.simulation.SimulationOptions;

@DisplayName(
        "Import killed with -9 three times, then rules changed and cut off in the middle, end with"
                + " the same ledger, partition of records, and colours as undisturbed ones")
class KilledImportTest {
    private static final int PEOPLE = 3_400;
    private static final long SEED = 11;
    private static final Duration LONGEST_RUN = Duration.ofMinutes(5);

    /// Where a blow falls: while this file is written and this many of its rows are committed.
    private record Target(String file, long rows) {}

    /// Early in the nation, in the middle, and late; each with others in case the import is faster
    /// than the blow.
    private static final List<List<Target>> TARGETS =
            List.of(
                    List.of(new Target("population", 2_000), new Target("insurance", 2_000)),
                    List.of(
                            new Target("vaccination_people", 0),
                            new Target("vaccination_doses", 2_000),
                            new Target("laboratory_samples", 0)),
                    List.of(
                            new Target("bluezone", 0),
                            new Target("ncovi", 0),
                            new Target("vhd", 0),
                            new Target("qr_visits", 0)));

    /// SQL states of a server, database or table that is not there yet.
    private static final Set<String> NOT_YET = Set.of("08001", "08006", "3D000", "42P01", "57P03");

    @TempDir private static Path folder;

    private final Random random = new Random(SEED);

    /// Every server process met, to be sure that none is left.
    private final List<ProcessHandle> servers = new ArrayList<>();

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void a_killed_nation_ends_as_an_undisturbed_one() throws Exception {
        Path nation = folder.resolve("nation");
        Simulation.generate(SimulationOptions.demo(PEOPLE, SEED), nation, progress -> {});
        DataFolder calm = new DataFolder(folder.resolve("calm"));
        DataFolder disturbed = new DataFolder(folder.resolve("disturbed"));

        finish(start(calm, nation));

        kill(disturbed, nation, TARGETS.get(0), false);
        // The second blow is a power cut: the server's processes die as well and it must recover.
        kill(disturbed, nation, TARGETS.get(1), true);
        kill(disturbed, nation, TARGETS.get(2), false);
        finish(start(disturbed, nation));
        assertThat(said()).as("what was committed is not read again").contains("continued at row");

        Standing expected = standing(calm);
        try (Application application = open(disturbed)) {
            Standing ended = Standing.of(application);
            same(ended, expected);
            assertThat(
                            ended.colours().values().stream()
                                    .map(c -> List.of(c.split(" ", -1)).get(1))
                                    .distinct())
                    .as("a nation of one colour would prove nothing")
                    .hasSizeGreaterThan(1);

            // 8 "Handling anything twice changes nothing the second time."
            for (Imports.FileKind kind : Imports.fileKinds()) {
                RunReport again =
                        application
                                .bean(Imports.class)
                                .importFile(
                                        kind.source(),
                                        kind.file(),
                                        nation.resolve(kind.file() + ".csv"),
                                        progress -> {});
                // A device without a person is about nobody each time; all else is repeated.
                for (Fate fate :
                        List.of(Fate.LINKED, Fate.NEW_PERSON, Fate.WAITING, Fate.CORRECTED)) {
                    assertThat(again.fates()).as(kind.file()).containsEntry(fate, 0L);
                }
            }
            same(Standing.of(application), expected);
        }
        assertThat(EmbeddedDatabase.attach(disturbed.database())).isEmpty();

        killedChangeOfRules(calm, disturbed, expected);
        assertThat(EmbeddedDatabase.attach(disturbed.database())).isEmpty();
        assertThat(servers).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        assertThat(processesIn(folder)).isEmpty();
    }

    /// The power is cut when the first page of people is looked at and the second is not: everybody
    /// is looked at once, and nobody is left with the colour of the old rules.
    private void killedChangeOfRules(DataFolder calm, DataFolder disturbed, Standing before)
            throws IOException, InterruptedException, SQLException {
        Standing expected;
        String everybody;
        try (Application application = open(calm)) {
            RuleChange.prepare(application);
            RuleChange.bringIntoForce(application);
            expected = Standing.of(application);
            everybody = looked(application.database().orElseThrow());
        }
        assertThat(differences(expected.colours(), before.colours()))
                .as("rules that change nobody's colour would prove nothing")
                .hasSizeGreaterThan(100);
        assertThat(everybody).endsWith(" t");
        try (Application application = open(disturbed)) {
            RuleChange.prepare(application);
        }
        Path begin = folder.resolve("begin");
        Process process = start(RuleChange.class, disturbed.root().toString(), begin.toString());
        EmbeddedDatabase database = awaitDatabase(process, disturbed);
        ProcessHandle server = server(disturbed).orElseThrow();
        servers.add(server);
        try (Connection lock = outside(database)) {
            lock.setAutoCommit(false);
            // Whoever comes after the first page cannot be written anew.
            lock.createStatement()
                    .execute(
                            """
                            SELECT FROM pass.pass WHERE person_id > (
                                SELECT person_id FROM pass.pass ORDER BY person_id OFFSET 2400 LIMIT 1)
                            FOR UPDATE
                            """);
            Files.createFile(begin);
            while (process.isAlive() && !looked(database).equals("2000 f")) {
                Thread.sleep(10);
            }
            process.destroyForcibly().waitFor();
            assertThat(process.exitValue()).as(said()).isEqualTo(128 + 9);
        }
        cut(server);
        try (Application application = open(disturbed)) {
            same(Standing.of(application), expected);
            assertThat(looked(application.database().orElseThrow())).isEqualTo(everybody);
        }
    }

    private static EmbeddedDatabase awaitDatabase(Process process, DataFolder data)
            throws IOException, InterruptedException {
        while (process.isAlive()) {
            Optional<EmbeddedDatabase> database = EmbeddedDatabase.attach(data.database());
            if (database.isPresent()) {
                try (Connection connection = outside(database.get())) {
                    if (connection.isValid(1)) {
                        return database.get();
                    }
                } catch (SQLException e) {
                    assertThat(NOT_YET).contains(e.getSQLState());
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("its database was never there: " + said());
    }

    /// How many people were looked at since the rules changed, and whether that is all.
    private static String looked(EmbeddedDatabase database) {
        return Standing.client(database)
                .sql(
                        """
                        SELECT coalesce(sum(people), 0) || ' ' || coalesce(bool_and(done_at IS NOT NULL), false)::text::char
                        FROM pass.recolouring
                        """)
                .query(String.class)
                .single();
    }

    private static void same(Standing standing, Standing expected) {
        assertThat(expected.ledger()).isNotEmpty();
        assertThat(differences(standing.ledger(), expected.ledger())).isEmpty();
        assertThat(standing.people()).isEqualTo(expected.people()).isNotEmpty();
        assertThat(differences(standing.facts(), expected.facts())).isEmpty();
        assertThat(differences(standing.colours(), expected.colours())).isEmpty();
        assertThat(standing.rows()).isEqualTo(expected.rows());
    }

    private static List<String> differences(Map<String, ?> here, Map<String, ?> expected) {
        Set<String> keys = new TreeSet<>(here.keySet());
        keys.addAll(expected.keySet());
        return keys.stream()
                .filter(k -> !Objects.equals(here.get(k), expected.get(k)))
                .map(k -> "%s: %s, expected %s".formatted(k, here.get(k), expected.get(k)))
                .toList();
    }

    private static Application open(DataFolder data) {
        return Application.start(Settings.of(data).withClock(RuleChange.EVENING));
    }

    private static Standing standing(DataFolder data) {
        try (Application application = open(data)) {
            return Standing.of(application);
        }
    }

    /// The program as a process of its own, importing everything from the first file on.
    private static Process start(DataFolder data, Path nation) throws IOException {
        return start(TimedImport.class, "--data", data.root().toString(), nation.toString());
    }

    private static Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx1g",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                TimedImport.sameClock(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                .start();
    }

    private static Path output() {
        return folder.resolve("output.txt");
    }

    /// What all processes said so far.
    private static String said() throws IOException {
        return Files.readString(output());
    }

    private static void finish(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(LONGEST_RUN.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).as(said()).isZero();
    }

    /// Starts an import and kills it at a random moment while one of these files is written. If the
    /// blow falls between two files, the import goes on and the next file of the group is tried.
    private void kill(DataFolder data, Path nation, List<Target> targets, boolean powerCut)
            throws IOException, InterruptedException, SQLException {
        Optional<ProcessHandle> orphan = server(data);
        for (Target target : targets) {
            Process process = start(data, nation);
            await(process, data, target);
            Optional<ProcessHandle> server = server(data);
            orphan.ifPresent(
                    o -> assertThat(server).as("the orphaned server is used on").contains(o));
            server.ifPresent(servers::add);
            Thread.sleep(random.nextInt(40));
            process.destroyForcibly().waitFor();
            assertThat(process.exitValue()).isEqualTo(128 + 9);
            boolean hit = isRunning(data, target.file());
            if (powerCut) {
                cut(server.orElseThrow());
            }
            orphan = server(data);
            assertThat(orphan.isPresent())
                    .as("a killed JVM orphans its server, a power cut does not")
                    .isNotEqualTo(powerCut);
            if (hit) {
                return;
            }
        }
        throw new AssertionError("no blow fell in the middle of " + targets + "\n" + said());
    }

    private static void cut(ProcessHandle server) throws InterruptedException {
        List<ProcessHandle> all = Stream.concat(Stream.of(server), server.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        while (all.stream().anyMatch(ProcessHandle::isAlive)) {
            Thread.sleep(10);
        }
    }

    /// Returns as soon as a file is being written.
    private static void await(Process process, DataFolder data, Target target)
            throws IOException, InterruptedException, SQLException {
        while (process.isAlive()) {
            Optional<EmbeddedDatabase> database = EmbeddedDatabase.attach(data.database());
            if (database.isPresent()) {
                try (Connection connection = outside(database.get())) {
                    while (process.isAlive()) {
                        if (rows(connection, target.file()) >= target.rows()) {
                            return;
                        }
                        Thread.sleep(2);
                    }
                } catch (SQLException e) {
                    if (!NOT_YET.contains(e.getSQLState())) {
                        throw e;
                    }
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("%s came to its end unseen: %s".formatted(target.file(), said()));
    }

    /// Whether a file's run has begun and not ended, seen from outside.
    private static boolean isRunning(DataFolder data, String file) throws SQLException {
        try (Connection connection =
                outside(EmbeddedDatabase.attach(data.database()).orElseThrow())) {
            return rows(connection, file) >= 0;
        }
    }

    /// Rows of a running file whose fate is committed; -1 if it does not run.
    private static long rows(Connection connection, String file) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT line_count FROM exchange.run WHERE state = 'running' AND file = ?")) {
            statement.setString(1, file);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : -1;
            }
        }
    }

    private static Connection outside(EmbeddedDatabase database) throws SQLException {
        return database.superuser().in(EmbeddedDatabase.DATABASE).connect();
    }

    private static Optional<ProcessHandle> server(DataFolder data) {
        return EmbeddedDatabase.attach(data.database()).flatMap(EmbeddedDatabase::process);
    }

    /// Processes that work in a folder: the servers of its databases.
    private static List<String> processesIn(Path folder) throws IOException {
        Path real = folder.toRealPath();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(p -> p.getFileName().toString().chars().allMatch(Character::isDigit))
                    .map(p -> p.resolve("cwd"))
                    .filter(cwd -> {
                        try {
                            return cwd.toRealPath().startsWith(real);
                        } catch (IOException e) {
                            return false; // Gone, or somebody else's.
                        }
                    })
                    .map(Path::toString)
                    .toList();
        }
    }
}
