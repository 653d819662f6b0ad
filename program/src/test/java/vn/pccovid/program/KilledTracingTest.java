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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.care.ProvenCases;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.server.tracing.Tracings;

@DisplayName(
        "A server killed with -9 while it traces finishes on restart, and nobody is listed twice")
class KilledTracingTest {
    private static final int CONTACTS = 300;
    private static final Duration LONGEST = Duration.ofMinutes(3);

    /// SQL states of a server, database or table that is not there yet.
    private static final Set<String> NOT_YET =
            Set.of("08001", "08006", "3D000", "42P01", "57P01", "57P03");

    @TempDir private static Path folder;

    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void a_killed_tracing_is_finished_by_the_next_process() throws Exception {
        Path data = folder.resolve("data");
        Process process = start(data);
        try {
            // The case is admitted, its contacts are not yet committed: the blow falls between.
            await(process, data, "SELECT count(*) FROM custody.admitted_case");
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).isEqualTo(128 + 9);
        assertThat(count(data, "SELECT count(*) FROM tracing.work"))
                .as("the work is written down")
                .isEqualTo(1);
        assertThat(count(data, "SELECT count(*) FROM tracing.contact"))
                .as("nothing is half listed")
                .isZero();

        // The lease of the dead process has run out.
        try (Application application =
                Application.start(
                        TracedCase.settings(data, TracedCase.NOW.plus(Duration.ofMinutes(5))))) {
            application.bean(ProvenCases.class).catchUp();
            long until = System.nanoTime() + LONGEST.toNanos();
            while (count(data, "SELECT count(*) FROM tracing.contact") < CONTACTS
                    && System.nanoTime() < until) {
                application.bean(Tracings.class).catchUp();
                Thread.sleep(50);
            }
            application.bean(Passes.class).catchUp();
            // One contact, one exposure in one version, one line of the list for everybody, once.
            assertThat(count(data, "SELECT count(*) FROM tracing.contact WHERE state = 'open'"))
                    .isEqualTo(CONTACTS);
            assertThat(count(data, "SELECT count(*) FROM tracing.step WHERE kind = 'listed'"))
                    .isEqualTo(CONTACTS);
            assertThat(count(data, "SELECT count(*) FROM fact.fact WHERE kind = 'exposure'"))
                    .isEqualTo(CONTACTS);
            assertThat(count(data, "SELECT count(*) FROM custody.admitted_case")).isEqualTo(1);
            assertThat(
                            Standing.client(application.database().orElseThrow())
                                    .sql(
                                            """
                                            SELECT colour || ' ' || pack || ' ' || rule || ' ' || count(*) FROM pass.pass
                                            GROUP BY colour, pack, rule ORDER BY count(*) DESC LIMIT 1
                                            """)
                                    .query(String.class)
                                    .single())
                    .isEqualTo("RED vn-contacts awaiting_order " + CONTACTS);
        }
        EmbeddedDatabase.attach(new DataFolder(data).database())
                .flatMap(EmbeddedDatabase::process)
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    private static Process start(Path data) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TracedCase.class.getName(),
                        data.toString(),
                        String.valueOf(CONTACTS))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
    }

    private static void await(Process process, Path data, String count)
            throws IOException, InterruptedException, SQLException {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (process.isAlive() && System.nanoTime() < until) {
            Optional<EmbeddedDatabase> database =
                    EmbeddedDatabase.attach(new DataFolder(data).database());
            if (database.isPresent()) {
                try (Connection connection = outside(database.get())) {
                    while (process.isAlive() && System.nanoTime() < until) {
                        if (count(connection, count) > 0) {
                            return;
                        }
                        Thread.sleep(1);
                    }
                } catch (SQLException e) {
                    if (!NOT_YET.contains(e.getSQLState())) {
                        throw new AssertionError(
                                "the server ended: "
                                        + Files.readString(folder.resolve("output.txt")),
                                e);
                    }
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError(
                "it was not seen: " + Files.readString(folder.resolve("output.txt")));
    }

    private static long count(Path data, String sql) throws SQLException {
        try (Connection connection =
                outside(EmbeddedDatabase.attach(new DataFolder(data).database()).orElseThrow())) {
            return count(connection, sql);
        }
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Connection outside(EmbeddedDatabase database) throws SQLException {
        return database.superuser().in(EmbeddedDatabase.DATABASE).connect();
    }
}
