package vn.pccovid.server;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Brings every module's schema up to date, lower floors first. Runs as the owner, before the
/// service starts; the service itself holds no right to change a table.
public final class Migrations {
    /// Modules with a schema, in floor order.
    static final List<String> MODULES =
            List.of(
                    "access",
                    "keys",
                    "territory",
                    "person",
                    "custody",
                    "fact",
                    "pass",
                    "place",
                    "proximity",
                    "declaration",
                    "laboratory",
                    "vaccination",
                    "redress",
                    "care",
                    "quarantine",
                    "credential",
                    "tracing",
                    "gate",
                    "exchange",
                    "resident",
                    "oversight");

    private Migrations() {}

    /// Runs what has not run yet. A second call changes nothing.
    ///
    /// @return how many migrations ran
    public static int migrate(DataSource owner) {
        int ran = 0;
        for (String module : MODULES) {
            String folder = "db/migration/" + module;
            if (Migrations.class.getClassLoader().getResource(folder) == null) {
                continue;
            }
            ran +=
                    Flyway.configure(Migrations.class.getClassLoader())
                            .dataSource(owner)
                            .locations("classpath:" + folder)
                            .defaultSchema(module)
                            .schemas(module)
                            .createSchemas(true)
                            .table("flyway_history")
                            .cleanDisabled(true)
                            .validateMigrationNaming(true)
                            .load()
                            .migrate()
                            .migrationsExecuted;
        }
        return ran;
    }
}
