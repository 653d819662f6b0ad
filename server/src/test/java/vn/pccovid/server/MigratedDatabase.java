package vn.pccovid.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import vn.pccovid.postgres.testing.TestDatabase;
import vn.pccovid.postgres.testing.TestDatabases;

/// A database of its own for a test class, with every module's tables.
public final class MigratedDatabase {
    private MigratedDatabase() {}

    /// A clone on the embedded PostgreSQL 18.
    public static TestDatabase create() {
        return TestDatabases.server().clone("all_modules", Migrations::migrate);
    }

    /// The properties that let the application use this database and a key store of its own: for
    /// `SpringApplicationBuilder.properties(...)` or `DynamicPropertyRegistry`.
    public static Map<String, Object> properties(TestDatabase database) {
        try {
            Path folder = Files.createTempDirectory("pccovid-keys-");
            Map<String, Object> properties = new HashMap<>();
            properties.put("pccovid.db.app-url", database.application().url());
            properties.put("pccovid.db.app-user", database.application().user());
            properties.put("pccovid.db.app-password", database.application().password());
            properties.put("pccovid.db.worker-url", database.worker().url());
            properties.put("pccovid.db.worker-user", database.worker().user());
            properties.put("pccovid.db.worker-password", database.worker().password());
            properties.put("pccovid.custody.db-url", database.custody().url());
            properties.put("pccovid.custody.db-user", database.custody().user());
            properties.put("pccovid.custody.db-password", database.custody().password());
            properties.put("pccovid.keys.folder", folder.resolve("keys").toString());
            properties.put("pccovid.keys.master-file", folder.resolve("master.key").toString());
            properties.put("pccovid.custody.folder", folder.resolve("custody").toString());
            properties.put("pccovid.custody.master-file", folder.resolve("custody.key").toString());
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
