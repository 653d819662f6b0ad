package vn.pccovid.program;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.pccovid.postgres.DatabaseAccess;

/// A PostgreSQL that somebody else runs, from the environment: `PCCOVID_DB_URL`, `_USER`,
/// `_PASSWORD` for requests; `PCCOVID_DB_WORKER_…` for imports and colours (the same server unless
/// it has a URL of its own); `PCCOVID_DB_CUSTODY_…` for opening and destroying sealed movements;
/// `PCCOVID_DB_OWNER_…` for migrations.
///
/// @param owner null: the schema is migrated by somebody else
public record ExternalDatabase(
        DatabaseAccess application,
        DatabaseAccess worker,
        DatabaseAccess custody,
        @Nullable DatabaseAccess owner) {
    /// Oldest and newest major version that migrations and tests run on.
    private static final int OLDEST = 15;

    private static final int NEWEST = 18;

    /// Empty if `PCCOVID_DB_URL` is not set: then the embedded database is used.
    static Optional<ExternalDatabase> of(Map<String, String> environment) {
        String url = environment.getOrDefault("PCCOVID_DB_URL", "");
        if (url.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(
                new ExternalDatabase(
                        access(environment, url, "PCCOVID_DB_", "pccovid_app"),
                        access(
                                environment,
                                environment.getOrDefault("PCCOVID_DB_WORKER_URL", url),
                                "PCCOVID_DB_WORKER_",
                                "pccovid_worker"),
                        access(
                                environment,
                                environment.getOrDefault("PCCOVID_DB_CUSTODY_URL", url),
                                "PCCOVID_DB_CUSTODY_",
                                "pccovid_custody"),
                        environment.containsKey("PCCOVID_DB_OWNER_PASSWORD")
                                ? access(
                                        environment,
                                        environment.getOrDefault("PCCOVID_DB_OWNER_URL", url),
                                        "PCCOVID_DB_OWNER_",
                                        "pccovid_owner")
                                : null));
    }

    private static DatabaseAccess access(
            Map<String, String> environment, String url, String prefix, String user) {
        if (!url.startsWith("jdbc:postgresql://")) {
            throw new Refusal(prefix + "URL must start with jdbc:postgresql://");
        }
        String password = environment.get(prefix + "PASSWORD");
        if (password == null) {
            throw new Refusal("PCCOVID_DB_URL is set, but " + prefix + "PASSWORD is missing.");
        }
        return new DatabaseAccess(
                quiet(url), environment.getOrDefault(prefix + "USER", user), password);
    }

    /// The server's details of a violated constraint repeat the row: keep them out of exceptions.
    private static String quiet(String url) {
        if (url.contains("logServerErrorDetail=")) {
            return url;
        }
        return url + (url.contains("?") ? "&" : "?") + "logServerErrorDetail=false";
    }

    /// Refuses versions we do not test on, and an owner that is the application's role.
    void check() {
        if (owner != null
                && (owner.user().equals(application.user())
                        || owner.user().equals(worker.user())
                        || owner.user().equals(custody.user()))) {
            throw new Refusal(
                    "The owner of the tables must not be the role of the application: row-level"
                            + " security would be the application's to change.");
        }
        try (Connection connection = application.connect()) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST || version > NEWEST) {
                throw new Refusal(
                        "PostgreSQL %d: PcCovid runs on %d to %d."
                                .formatted(version, OLDEST, NEWEST));
            }
        } catch (SQLException e) {
            throw new Refusal(
                    "The database does not let "
                            + application.user()
                            + " in (SQL state "
                            + e.getSQLState()
                            + "). Check PCCOVID_DB_URL, _USER and _PASSWORD.",
                    e);
        }
    }
}
