package vn.pccovid.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What lies where in the folder of one installation.
///
/// @param root `./data` beside the launcher unless `PCCOVID_DATA` or `--data` says otherwise
public record DataFolder(Path root) {
    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /// The folder that the environment names.
    static DataFolder standard(Map<String, String> environment) {
        String given = environment.get("PCCOVID_DATA");
        if (given != null && !given.isBlank()) {
            return new DataFolder(Path.of(given));
        }
        return new DataFolder(Path.of(environment.getOrDefault("PCCOVID_HOME", "."), "data"));
    }

    /// Embedded PostgreSQL: its files, passwords and log.
    public Path database() {
        return root.resolve("database");
    }

    /// For commands that only read: makes sure that there is something to read, instead of making
    /// an empty installation.
    void requireInstallation(Map<String, String> environment) {
        if (ExternalDatabase.of(environment).isEmpty() && !Files.isDirectory(database())) {
            throw new Refusal("There is no database in " + root + ". Say --data FOLDER.");
        }
    }

    /// Key store of sealing, hashing and signing keys.
    public Path keys() {
        return root.resolve("keys");
    }

    /// Master key of [#keys].
    public Path masterKey() {
        return root.resolve("master.key");
    }

    /// Key store of the days; never backed up.
    public Path custody() {
        return root.resolve("custody");
    }

    /// Master key of [#custody].
    public Path custodyKey() {
        return root.resolve("custody.key");
    }

    /// Own certificate authority and server certificate.
    public Path certificates() {
        return root.resolve("tls");
    }
}
