package vn.pccovid.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server of our own in a folder: persistent, durable, on the loopback address only,
/// with password authentication only.
///
/// The folder holds `cluster/` (the server's files), `credentials` (0600), `server.log`, and
/// `in-use`, locked by the one program that uses it. If that program is killed its server lives on;
/// the next start finds it by the cluster's own pid file and takes it over.
///
/// Not for concurrent use of one instance; its connections are.
public final class EmbeddedDatabase implements AutoCloseable {
    /// Name of the one database.
    public static final String DATABASE = "pccovid";

    private static final int START_ATTEMPTS = 5;

    private final Path folder;
    private final Postmaster postmaster;
    private final Credentials credentials;
    private final int port;
    private final @Nullable FileChannel lock;
    private final boolean tookOver;

    private EmbeddedDatabase(
            Path folder,
            Postmaster postmaster,
            Credentials credentials,
            int port,
            @Nullable FileChannel lock,
            boolean tookOver) {
        this.folder = folder;
        this.postmaster = postmaster;
        this.credentials = credentials;
        this.port = port;
        this.lock = lock;
        this.tookOver = tookOver;
    }

    /// How the server is run.
    ///
    /// @param durable whether a commit survives a power cut; false only for throw-away test data
    /// @param binaries jar with another PostgreSQL, null for the one on the class path
    /// @param settings more lines for postgresql.conf, over ours
    public record Options(boolean durable, @Nullable Path binaries, Map<String, String> settings) {
        public Options {
            settings = Map.copyOf(settings);
        }

        /// What everybody but tests wants.
        public static Options standard() {
            return new Options(true, null, Map.of());
        }
    }

    /// Starts, or takes over, the server in this folder; creates it on first use.
    ///
    /// @throws DatabaseFailure if another program uses the folder, or the server does not start
    public static EmbeddedDatabase start(Path dataDir) {
        return start(dataDir, Options.standard());
    }

    /// As [#start(Path)], with options.
    public static EmbeddedDatabase start(Path dataDir, Options options) {
        Path folder = dataDir.toAbsolutePath().normalize();
        FileChannel lock = null;
        try {
            Folders.createPrivate(folder);
            lock = lock(folder);
            Postmaster postmaster =
                    new Postmaster(
                            Binaries.unpacked(options.binaries()), folder.resolve("cluster"));
            Credentials credentials = initialised(folder, postmaster, options);
            EmbeddedDatabase database =
                    takenOver(folder, postmaster, credentials, lock).orElse(null);
            if (database == null) {
                int port = startOnFreePort(folder, postmaster, options);
                database = new EmbeddedDatabase(folder, postmaster, credentials, port, lock, false);
            }
            database.createRoles();
            database.refuseTrust();
            return database;
        } catch (IOException e) {
            release(lock);
            throw new UncheckedIOException("Cannot prepare the database folder " + folder, e);
        } catch (SQLException e) {
            release(lock);
            throw new DatabaseFailure("The embedded database answers wrongly: " + e, e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    /// The server in this folder that another program has running, for reading only: closing the
    /// result does not stop it. Empty if none runs.
    public static Optional<EmbeddedDatabase> attach(Path dataDir) {
        Path folder = dataDir.toAbsolutePath().normalize();
        Path file = folder.resolve("credentials");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Postmaster postmaster =
                    new Postmaster(Binaries.unpacked(null), folder.resolve("cluster"));
            Credentials credentials = Credentials.read(file);
            return postmaster
                    .running()
                    .map(r ->
                            new EmbeddedDatabase(
                                    folder, postmaster, credentials, r.port(), null, true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Credentials initialised(Path folder, Postmaster postmaster, Options options)
            throws IOException {
        Path cluster = folder.resolve("cluster");
        Path ready = folder.resolve("initialised");
        Path file = folder.resolve("credentials");
        if (Files.exists(ready)) {
            return Credentials.read(file);
        }
        // A first start that was cut off left half a cluster that nobody has ever used.
        postmaster.stop();
        Folders.delete(cluster);
        Credentials credentials = Credentials.generate(file);
        Path password = folder.resolve("initdb-password");
        Folders.writePrivate(password, credentials.password(Credentials.SUPERUSER) + "\n");
        try {
            postmaster.initialise(password, options.durable());
        } finally {
            Files.deleteIfExists(password);
        }
        Folders.writePrivate(ready, "");
        return credentials;
    }

    private static Optional<EmbeddedDatabase> takenOver(
            Path folder, Postmaster postmaster, Credentials credentials, FileChannel lock) {
        Optional<Postmaster.Running> running = postmaster.running();
        if (running.isEmpty()) {
            return Optional.empty();
        }
        EmbeddedDatabase database =
                new EmbeddedDatabase(
                        folder, postmaster, credentials, running.get().port(), lock, true);
        try (Connection connection = database.superuser().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return Optional.of(database);
        } catch (SQLException e) {
            // Ours, but not well: end it and start again (PostgreSQL recovers from its log).
            postmaster.stop();
            return Optional.empty();
        }
    }

    private static int startOnFreePort(Path folder, Postmaster postmaster, Options options)
            throws IOException {
        postmaster.forgetStalePidFile();
        DatabaseFailure last = new DatabaseFailure("not tried");
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            int port;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            configure(folder.resolve("cluster"), port, options);
            try {
                postmaster.start(folder.resolve("server.log"));
                return port;
            } catch (DatabaseFailure e) {
                last = e;
                postmaster.stop();
            }
        }
        throw new DatabaseFailure(
                "The embedded database does not start; see " + folder.resolve("server.log"), last);
    }

    private static void configure(Path cluster, int port, Options options) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        settings.put("unix_socket_directories", "");
        settings.put("password_encryption", "scram-sha-256");
        String durable = options.durable() ? "on" : "off";
        settings.put("fsync", durable);
        settings.put("synchronous_commit", durable);
        settings.put("full_page_writes", durable);
        settings.put("wal_level", "replica");
        settings.put("max_connections", "100");
        // Throw-away databases are small, and many run at once.
        Sizes sizes = options.durable() ? Sizes.here(cluster) : new Sizes(512, 4096);
        settings.put("shared_buffers", sizes.sharedBuffersMib() + "MB");
        settings.put("max_wal_size", sizes.maxWalMib() + "MB");
        settings.put("checkpoint_timeout", "15min");
        settings.put("random_page_cost", "1.1");
        settings.put("jit", "off");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put("idle_in_transaction_session_timeout", "10min");
        // No personal data in the server's log: neither statements, nor parameters, nor the
        // "Key (…)=(…)" details of a violated constraint.
        settings.put("log_statement", "none");
        settings.put("log_min_messages", "warning");
        settings.put("log_min_error_statement", "panic");
        settings.put("log_error_verbosity", "terse");
        settings.put("log_parameter_max_length", "0");
        settings.put("log_parameter_max_length_on_error", "0");
        settings.put("log_min_duration_statement", "-1");
        settings.putAll(options.settings());
        StringBuilder text =
                new StringBuilder("# Written by PcCovid at every start; changes are lost.\n");
        settings.forEach((name, value) ->
                text.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
        Folders.writePrivate(cluster.resolve("postgresql.conf"), text.toString());
        Folders.writePrivate(
                cluster.resolve("pg_hba.conf"),
                """
                # Written by PcCovid at every start; changes are lost.
                host all all 127.0.0.1/32 scram-sha-256
                """);
    }

    private void createRoles() throws SQLException {
        try (Connection connection = superuser().connect();
                Statement statement = connection.createStatement()) {
            for (String role :
                    List.of(
                            Credentials.OWNER,
                            Credentials.APPLICATION,
                            Credentials.WORKER,
                            Credentials.CUSTODY)) {
                boolean exists = exists(statement, "pg_roles WHERE rolname = '" + role + "'");
                // Role and password are ours: hexadecimal digits, nothing to escape.
                statement.execute(
                        (exists ? "ALTER ROLE " : "CREATE ROLE ")
                                + role
                                + " LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
                                + " NOREPLICATION PASSWORD '"
                                + credentials.password(role)
                                + "'");
            }
            if (!exists(statement, "pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + Credentials.OWNER);
            }
            statement.execute("REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
            statement.execute(
                    "GRANT CONNECT ON DATABASE "
                            + DATABASE
                            + " TO "
                            + Credentials.APPLICATION
                            + ", "
                            + Credentials.WORKER
                            + ", "
                            + Credentials.CUSTODY);
        }
    }

    private static boolean exists(Statement statement, String where) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT 1 FROM " + where)) {
            return found.next();
        }
    }

    /// The server's own reading of its access file must know passwords only.
    private void refuseTrust() throws SQLException {
        try (Connection connection = superuser().connect();
                Statement statement = connection.createStatement()) {
            if (exists(
                    statement,
                    "pg_hba_file_rules WHERE auth_method <> 'scram-sha-256' OR error IS NOT"
                            + " NULL")) {
                throw new DatabaseFailure(
                        "pg_hba.conf allows access without a password; refusing to go on");
            }
        }
    }

    /// Whether a program has this folder open now.
    public static boolean inUse(Path dataDir) {
        if (!Files.exists(dataDir.resolve("in-use"))) {
            return false;
        }
        try {
            release(lock(dataDir.toAbsolutePath().normalize()));
            return false;
        } catch (DatabaseFailure e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve("in-use"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new DatabaseFailure(
                    "The data folder "
                            + folder
                            + " is in use by another PcCovid. Stop that one, or choose another"
                            + " folder.");
        }
        return channel;
    }

    private static void release(@Nullable FileChannel lock) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Makes a restored cluster ours: new passwords, set while nobody can connect.
    static void adopt(Path folder) throws IOException {
        Credentials credentials = Credentials.generate(folder.resolve("credentials"));
        Path cluster = folder.resolve("cluster");
        configure(cluster, 5432, Options.standard());
        new Postmaster(Binaries.unpacked(null), cluster)
                .single(
                        "ALTER ROLE "
                                + Credentials.SUPERUSER
                                + " PASSWORD '"
                                + credentials.password(Credentials.SUPERUSER)
                                + "'");
        Folders.writePrivate(folder.resolve("initialised"), "");
    }

    /// Deletes the folder of a stopped database.
    public static void deleteFolder(Path dataDir) {
        try {
            Folders.delete(dataDir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the server that a killed program left in this folder, if any, and deletes the folder.
    public static void endLeftOver(Path dataDir) {
        new Postmaster(Binaries.unpacked(null), dataDir.resolve("cluster")).stop();
        deleteFolder(dataDir);
    }

    /// Owns every table; migrations and retention only.
    public DatabaseAccess owner() {
        return access(Credentials.OWNER, DATABASE);
    }

    /// HTTP requests; row-level security applies.
    public DatabaseAccess application() {
        return access(Credentials.APPLICATION, DATABASE);
    }

    /// Imports and colours; row-level security applies.
    public DatabaseAccess worker() {
        return access(Credentials.WORKER, DATABASE);
    }

    /// What opens and destroys sealed movements; row-level security applies.
    public DatabaseAccess custody() {
        return access(Credentials.CUSTODY, DATABASE);
    }

    /// For creating databases, backup and the benchmark's own figures; never for the application.
    public DatabaseAccess superuser() {
        return access(Credentials.SUPERUSER, "postgres");
    }

    private DatabaseAccess access(String role, String database) {
        return new DatabaseAccess(
                "jdbc:postgresql://127.0.0.1:"
                        + port
                        + "/"
                        + database
                        + "?reWriteBatchedInserts=true&logServerErrorDetail=false",
                role,
                credentials.password(role));
    }

    /// TCP port on 127.0.0.1.
    public int port() {
        return port;
    }

    /// Folder of everything that belongs to this database.
    public Path folder() {
        return folder;
    }

    /// The server's own files.
    public Path cluster() {
        return folder.resolve("cluster");
    }

    /// Whether a server that an earlier, killed program left behind was taken over.
    public boolean tookOver() {
        return tookOver;
    }

    /// The server's first process; its backends are its children.
    public Optional<ProcessHandle> process() {
        return postmaster.running().map(Postmaster.Running::process);
    }

    /// Ends the server and frees the folder.
    @Override
    public void close() {
        if (lock == null) {
            return;
        }
        postmaster.stop();
        release(lock);
    }
}
