package vn.pccovid.postgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import vn.pccovid.postgres.DatabaseAccess;
import vn.pccovid.postgres.EmbeddedDatabase;

/// Real databases for tests: one server per JVM (not durable, gone afterwards), one migrated
/// template per name, one clone of it per call (0.1 s). Safe for concurrent use.
public final class TestDatabases {
    private static final String FOLDER_PREFIX = "pccovid-test-";
    private static final Pattern FOLDER = Pattern.compile(FOLDER_PREFIX + "(\\d+)-\\d+");
    private static final Map<String, TestDatabases> SERVERS = new HashMap<>();

    private final EmbeddedDatabase server;
    private final Map<String, Boolean> templates = new HashMap<>();
    private final AtomicInteger counter = new AtomicInteger();

    private TestDatabases(EmbeddedDatabase server) {
        this.server = server;
    }

    /// The server of this JVM.
    public static TestDatabases server() {
        return server(null);
    }

    /// The server of this JVM that runs the PostgreSQL in this jar.
    public static TestDatabases server(@Nullable Path binaries) {
        synchronized (SERVERS) {
            return SERVERS.computeIfAbsent(
                    String.valueOf(binaries), key -> new TestDatabases(started(binaries)));
        }
    }

    private static EmbeddedDatabase started(@Nullable Path binaries) {
        try {
            removeLeftOvers();
            Path folder =
                    Files.createTempDirectory(FOLDER_PREFIX + ProcessHandle.current().pid() + "-");
            EmbeddedDatabase server =
                    EmbeddedDatabase.start(
                            folder,
                            new EmbeddedDatabase.Options(
                                    false, binaries, Map.of("shared_buffers", "64MB")));
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> {
                                server.close();
                                EmbeddedDatabase.deleteFolder(folder);
                            }));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends servers of test runs that were killed: the folder's name carries their process id.
    private static void removeLeftOvers() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            for (Path folder : folders.toList()) {
                Matcher name = FOLDER.matcher(folder.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1)))
                                .filter(ProcessHandle::isAlive)
                                .isEmpty()) {
                    EmbeddedDatabase.endLeftOver(folder);
                }
            }
        }
    }

    /// A fresh clone of the template with this name, which is made by `migrate` (given the owner's
    /// connections) the first time it is asked for.
    public synchronized TestDatabase clone(String template, Consumer<DataSource> migrate) {
        String source = "template_" + template;
        if (templates.putIfAbsent(template, true) == null) {
            try {
                create(source, "template0");
                migrate.accept(server.owner().in(source).dataSource());
            } catch (RuntimeException e) {
                templates.remove(template);
                run("DROP DATABASE IF EXISTS " + source);
                throw e;
            }
        }
        String name = "test_" + counter.incrementAndGet();
        create(name, source);
        return new TestDatabase(
                name,
                server.owner().in(name),
                server.application().in(name),
                server.worker().in(name),
                server.custody().in(name));
    }

    /// An empty database.
    public synchronized TestDatabase empty() {
        String name = "test_" + counter.incrementAndGet();
        create(name, "template0");
        return new TestDatabase(
                name,
                server.owner().in(name),
                server.application().in(name),
                server.worker().in(name),
                server.custody().in(name));
    }

    /// For looking at the server itself (catalogs, files); never for the code under test.
    public DatabaseAccess superuser(String database) {
        return server.superuser().in(database);
    }

    /// The server's files, for tests that search them.
    public Path cluster() {
        return server.cluster();
    }

    private void create(String name, String template) {
        run(
                "CREATE DATABASE "
                        + name
                        + " OWNER "
                        + server.owner().user()
                        + " TEMPLATE "
                        + template);
        run("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
        run(
                "GRANT CONNECT ON DATABASE "
                        + name
                        + " TO "
                        + server.application().user()
                        + ", "
                        + server.worker().user()
                        + ", "
                        + server.custody().user());
    }

    private void run(String sql) {
        try (Connection connection = server.superuser().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
