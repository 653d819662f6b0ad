package vn.pccovid.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Backup: consistent while the database is written to, checked when it comes back")
class BackupTest {

    @Test
    @DisplayName("what was committed before is there, pairs written in one transaction stay pairs")
    void a_backup_under_writes_is_one_moment(@TempDir Path folder) throws Exception {
        Path backup = folder.resolve("backup");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("one"))) {
            run(database, "CREATE TABLE left_one AS SELECT generate_series(1, 20000) AS id");
            run(database, "CREATE TABLE right_one AS SELECT id FROM left_one");
            boolean[] stop = {false};
            Thread writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int id = 20_001; !stop[0] && id < 60_000; id++) {
                                    write(database, id);
                                }
                            });
            Backup.Summary summary = Backup.take(database, backup, Map.of("made", "in-a-test"));
            stop[0] = true;
            writer.join();
            assertThat(summary.files()).isGreaterThan(500);
            assertThat(Backup.read(backup)).isEqualTo(summary);
            // After the backup: must not come back.
            run(database, "CREATE TABLE later AS SELECT 1 AS id");
        }

        assertThat(Backup.restore(backup, folder.resolve("two"))).isPositive();

        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("two"))) {
            assertThat(read(database, "SELECT count(*) FROM left_one WHERE id <= 20000"))
                    .isEqualTo("20000");
            assertThat(
                            read(
                                    database,
                                    "SELECT count(*) FROM left_one FULL JOIN right_one USING (id)"
                                            + " WHERE left_one.id IS NULL OR right_one.id IS NULL"))
                    .isEqualTo("0");
            assertThat(read(database, "SELECT to_regclass('later') IS NULL")).isEqualTo("t");
        }
        assertThat(Files.readString(folder.resolve("two/credentials")))
                .isNotEqualTo(Files.readString(folder.resolve("one/credentials")));
        try (var files = Files.walk(backup)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .doesNotContain("credentials", "postmaster.pid");
        }
    }

    @Test
    @DisplayName("one changed byte is found before anything is restored")
    void a_damaged_backup_is_refused(@TempDir Path folder) throws Exception {
        Path backup = folder.resolve("backup");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("one"))) {
            Backup.take(database, backup, Map.of());
        }
        Files.write(
                backup.resolve("cluster/PG_VERSION"), new byte[] {1}, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Backup.restore(backup, folder.resolve("two")))
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("PG_VERSION")
                .hasMessageContaining("damaged");
        assertThat(folder.resolve("two")).doesNotExist();
    }

    private static void write(EmbeddedDatabase database, int id) {
        try (Connection connection = database.owner().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO left_one VALUES (" + id + ")");
            statement.execute("INSERT INTO right_one VALUES (" + id + ")");
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = database.owner().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String read(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = database.owner().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
