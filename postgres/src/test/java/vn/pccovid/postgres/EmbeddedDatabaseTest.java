package vn.pccovid.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.pccovid.postgres.testing.TestDatabases;

@DisplayName("Embedded PostgreSQL: persistent, durable, no trust, survives kill -9 of the JVM")
class EmbeddedDatabaseTest {

    @Test
    @DisplayName("durable: fsync, synchronous commit and full page writes are on; state persists")
    void what_was_committed_is_there_after_a_restart(@TempDir Path folder) throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertThat(read(database.owner(), "SHOW " + setting)).isEqualTo("on");
            }
            run(database.owner(), "CREATE SCHEMA kept");
            run(database.owner(), "CREATE TABLE kept.line (id int PRIMARY KEY)");
            run(database.owner(), "INSERT INTO kept.line VALUES (7)");
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            assertThat(database.tookOver()).isFalse();
            assertThat(read(database.owner(), "SELECT id FROM kept.line")).isEqualTo("7");
        }
    }

    @Test
    @DisplayName("no trust authentication: a wrong password is refused for every role")
    void a_wrong_password_opens_nothing(@TempDir Path folder) throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            for (DatabaseAccess access :
                    List.of(
                            database.superuser(),
                            database.owner(),
                            database.application(),
                            database.worker())) {
                var wrong = new DatabaseAccess(access.url(), access.user(), "guess");
                assertThatThrownBy(wrong::connect)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("authentication failed");
                assertThat(access.toString()).doesNotContain(access.password());
            }
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(folder.resolve("credentials"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    @DisplayName("three roles, none of which is superuser or can bypass row-level security")
    void no_role_can_bypass_row_level_security(@TempDir Path folder) throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            assertThat(
                            read(
                                    database.application(),
                                    "SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles"
                                            + " WHERE rolname LIKE 'pccovid%' AND NOT rolsuper AND NOT"
                                            + " rolbypassrls AND NOT rolcreaterole"))
                    .isEqualTo("pccovid_app,pccovid_custody,pccovid_owner,pccovid_worker");
            assertThatThrownBy(() -> run(database.application(), "CREATE SCHEMA mine"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    @DisplayName("a second program on the same folder is refused with a sentence")
    void one_folder_one_program(@TempDir Path folder) {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(folder)) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedDatabase.start(folder))
                    .isInstanceOf(DatabaseFailure.class)
                    .hasMessageContaining("in use by another PcCovid");
        }
    }

    @Test
    @DisplayName("kill -9 of the JVM: the next start takes over its own orphan, nobody else's")
    void the_next_start_finds_the_orphan_by_its_own_pid_file(@TempDir Path folder)
            throws Exception {
        Process victim =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Victim.class.getName(),
                                folder.toString())
                        .redirectErrorStream(true)
                        .start();
        try (var lines = victim.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.equals("ready")) {
                line = lines.readLine();
            }
            assertThat(line).isEqualTo("ready");
        }
        victim.destroyForcibly();
        assertThat(victim.waitFor(30, TimeUnit.SECONDS)).isTrue();

        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            assertThat(database.tookOver()).isTrue();
            assertThat(read(database.owner(), "SELECT count(*) FROM victim.line")).isEqualTo("1");
        }
        assertThat(EmbeddedDatabase.attach(folder)).isEmpty();
    }

    @Test
    @DisplayName("a pid file whose number now belongs to another program does not stop the start")
    void a_stale_pid_file_is_told_from_a_live_server(@TempDir Path folder) throws Exception {
        EmbeddedDatabase.start(folder).close();
        Files.writeString(
                folder.resolve("cluster/postmaster.pid"),
                ProcessHandle.current().pid()
                        + "\n"
                        + folder.resolve("cluster")
                        + "\n1600000000\n5432\n\n127.0.0.1\n");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            assertThat(database.tookOver()).isFalse();
        }
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    @DisplayName("also runs on PostgreSQL 15")
    void runs_on_the_oldest_version() throws Exception {
        var database = TestDatabases.server(Path.of("target/postgres-15.jar")).empty();
        assertThat(read(database.application(), "SHOW server_version")).startsWith("15.");
    }

    @Test
    @DisplayName("a test class gets a clone of a migrated template")
    void clones_are_equal_and_separate() throws Exception {
        var server = TestDatabases.server();
        var one = server.clone("two_lines", EmbeddedDatabaseTest::migrate);
        var two = server.clone("two_lines", EmbeddedDatabaseTest::migrate);
        run(one.owner(), "DELETE FROM t.line");
        assertThat(read(two.owner(), "SELECT count(*) FROM t.line")).isEqualTo("2");
    }

    private static void migrate(javax.sql.DataSource owner) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA t");
            statement.execute("CREATE TABLE t.line AS SELECT generate_series(1, 2) AS id");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(DatabaseAccess access, String sql) throws SQLException {
        try (Connection connection = access.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String read(DatabaseAccess access, String sql) throws SQLException {
        try (Connection connection = access.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    /// Started as a process of its own and killed.
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws Exception {
            EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]));
            run(database.owner(), "CREATE SCHEMA victim");
            run(database.owner(), "CREATE TABLE victim.line AS SELECT 1 AS id");
            System.out.println("ready");
            Thread.sleep(60_000);
        }
    }
}
