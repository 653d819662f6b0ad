package vn.pccovid.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import vn.pccovid.postgres.DatabaseAccess;
import vn.pccovid.postgres.testing.TestDatabases;

@DisplayName("Migrations: one schema per module, PostgreSQL 15 to 18, row-level security forced")
class MigrationsTest {
    private static final String MODULE_SCHEMAS =
            "n.nspname IN ('" + String.join("','", Migrations.MODULES) + "')";

    @Test
    @DisplayName("migrations also run on embedded PostgreSQL 15; a second run changes nothing")
    void they_run_on_the_oldest_version_we_promise() throws Exception {
        var database = TestDatabases.server(Path.of("target/postgres-15.jar")).empty();
        assertThat(strings(database.owner(), "SHOW server_version").getFirst()).startsWith("15.");

        assertThat(Migrations.migrate(database.owner().dataSource())).isPositive();
        assertThat(Migrations.migrate(database.owner().dataSource())).isZero();
    }

    @Test
    @DisplayName("row-level security is forced wherever it is on, and on for every person column")
    void tables_about_persons_force_row_level_security() throws Exception {
        var database = MigratedDatabase.create();
        assertThat(
                        strings(
                                database.owner(),
                                """
                                SELECT n.nspname || '.' || c.relname
                                  FROM pg_class c
                                  JOIN pg_namespace n ON n.oid = c.relnamespace
                                 WHERE c.relkind IN ('r', 'p')
                                   AND %s
                                   AND (EXISTS (SELECT FROM pg_attribute a
                                                 WHERE a.attrelid = c.oid
                                                   AND a.attname = 'person_id'
                                                   AND NOT a.attisdropped)
                                        OR c.relrowsecurity)
                                   AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                                 ORDER BY 1
                                """
                                        .formatted(MODULE_SCHEMAS)))
                .isEmpty();
    }

    @Test
    @DisplayName("no triggers, no foreign keys, and every table has a primary key")
    void the_schema_can_be_distributed() throws Exception {
        var database = MigratedDatabase.create();
        assertThat(
                        strings(
                                database.owner(),
                                """
                                SELECT n.nspname || '.' || c.relname || ' has a trigger'
                                  FROM pg_trigger t
                                  JOIN pg_class c ON c.oid = t.tgrelid
                                  JOIN pg_namespace n ON n.oid = c.relnamespace
                                 WHERE %1$s AND NOT t.tgisinternal
                                UNION ALL
                                SELECT n.nspname || '.' || c.relname || ' has a foreign key'
                                  FROM pg_constraint k
                                  JOIN pg_class c ON c.oid = k.conrelid
                                  JOIN pg_namespace n ON n.oid = c.relnamespace
                                 WHERE %1$s AND k.contype = 'f'
                                UNION ALL
                                SELECT n.nspname || '.' || c.relname || ' has no primary key'
                                  FROM pg_class c
                                  JOIN pg_namespace n ON n.oid = c.relnamespace
                                 WHERE %1$s AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                                   AND NOT EXISTS (SELECT FROM pg_constraint k
                                                    WHERE k.conrelid = c.oid AND k.contype = 'p')
                                """
                                        .formatted(MODULE_SCHEMAS)))
                .isEmpty();
    }

    @Test
    @DisplayName("application and worker own nothing and cannot create anything")
    void only_the_owner_changes_tables() throws Exception {
        var database = MigratedDatabase.create();
        assertThat(
                        strings(
                                database.owner(),
                                """
                                SELECT n.nspname || '.' || c.relname
                                  FROM pg_class c
                                  JOIN pg_namespace n ON n.oid = c.relnamespace
                                 WHERE %s AND pg_get_userbyid(c.relowner) <> 'pccovid_owner'
                                UNION ALL
                                SELECT n.nspname || ' lets ' || r.role || ' create'
                                  FROM pg_namespace n
                                 CROSS JOIN (VALUES ('pccovid_app'), ('pccovid_worker')) AS r(role)
                                 WHERE %s AND has_schema_privilege(r.role, n.nspname, 'CREATE')
                                """
                                        .formatted(MODULE_SCHEMAS, MODULE_SCHEMAS)))
                .isEmpty();
    }

    private static List<String> strings(DatabaseAccess access, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = access.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
