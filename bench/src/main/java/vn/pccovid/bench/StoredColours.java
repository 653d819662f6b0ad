package vn.pccovid.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.postgres.DatabaseAccess;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.pass.Pass;
import vn.pccovid.server.pass.Passes;

/// The part of `bench colour` that needs an installation: how long one stored pass takes to read,
/// beside one SELECT by primary key in the same database, and how long after the commit of a fact
/// the colour it makes is read, beside one INSERT with its commit. Requests leave on one schedule
/// (open loop): of reads the waiting counts; a fact's time runs from its commit and an INSERT's
/// from its start, and the rate reached says whether the schedule was kept. The background worker
/// runs as it does in service.
final class StoredColours implements AutoCloseable {
    private static final int WORKERS = 16;
    private static final int SAMPLE = 50_000;
    private static final int READS_A_SECOND = 200;

    private final Installation installation;
    private final Passes passes;
    private final Facts facts;
    private final TransactionTemplate transaction;
    private final DatabaseAccess access;

    /// Between two looks whether a fact is in the colour: it adds at most this to what is measured,
    /// and without it the looking would be most of the work of the database.
    private static final long BETWEEN_READS_NANOS = 1_000_000L;

    private final ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
    private final List<Connection> connections = new ArrayList<>();
    private final ThreadLocal<Connection> own = ThreadLocal.withInitial(this::connect);
    private final List<UUID[]> sample = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private volatile @Nullable Exception failed;

    /// Times in milliseconds, sorted.
    ///
    /// @param factsPerS facts that were committed and read as colours, per second
    record Times(
            double[] read, double[] select, double[] fact, double[] commit, double factsPerS) {}

    private StoredColours(Installation installation) {
        this.installation = installation;
        passes = installation.bean(Passes.class);
        facts = installation.bean(Facts.class);
        transaction = new TransactionTemplate(installation.bean(PlatformTransactionManager.class));
        access = installation.database().superuser().in(EmbeddedDatabase.DATABASE);
    }

    /// Loads people, works out their colours, and measures.
    static Times measure(
            Installation.Starter starter,
            int people,
            int seed,
            int factsPerSecond,
            int seconds,
            PrintStream out)
            throws Exception {
        Path folder = Files.createTempDirectory("pccovid-bench-colour-");
        try {
            Path inputs = folder.resolve("inputs");
            ImportBench.java(
                    LinkInputs.class.getName(),
                    "--out",
                    inputs.toString(),
                    "--people",
                    Integer.toString(people),
                    "--seed",
                    Integer.toString(seed));
            try (Installation installation = starter.start(folder.resolve("installation"));
                    StoredColours stored = new StoredColours(installation)) {
                stored.load(inputs.resolve("registry.csv"), out);
                Times warm = stored.run(factsPerSecond, 5);
                Times times = stored.run(factsPerSecond, seconds);
                if (warm.read().length == 0 || stored.failed != null) {
                    throw new IllegalStateException("a request failed", stored.failed);
                }
                return times;
            }
        } finally {
            EmbeddedDatabase.deleteFolder(folder);
        }
    }

    private void load(Path registry, PrintStream out) throws Exception {
        long begun = System.nanoTime();
        long loaded = LookupBench.load(installation, registry, new ArrayList<>());
        try (Connection connection = access.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO pass.stale (person_id, not_before)"
                            + " SELECT person_id, now() - interval '1 minute' FROM person.person");
            statement.execute("CREATE TABLE IF NOT EXISTS bench_commit (id uuid PRIMARY KEY)");
            double before = (System.nanoTime() - begun) / 1e9;
            long drained = passes.catchUp();
            double after = (System.nanoTime() - begun) / 1e9;
            statement.execute("ANALYZE");
            try (ResultSet rows =
                    statement.executeQuery(
                            "SELECT record_id, person_id FROM person.record_person"
                                    + " WHERE random() < "
                                    + Math.min(1, SAMPLE * 1.2 / loaded)
                                    + " LIMIT "
                                    + SAMPLE)) {
                while (rows.next()) {
                    sample.add(
                            new UUID[] {
                                rows.getObject(1, UUID.class), rows.getObject(2, UUID.class)
                            });
                }
            }
            out.printf(
                    Locale.ROOT,
                    "outside the clock: %,d people loaded by COPY in %.1f s, %,d colours worked out in %.1f s%n",
                    loaded,
                    before,
                    drained,
                    after - before);
        }
    }

    private Times run(int factsPerSecond, int seconds) throws InterruptedException {
        Collection<Double> reads = new ConcurrentLinkedQueue<>();
        Collection<Double> selects = new ConcurrentLinkedQueue<>();
        Collection<Double> changed = new ConcurrentLinkedQueue<>();
        Collection<Double> commits = new ConcurrentLinkedQueue<>();
        openLoop(
                READS_A_SECOND,
                seconds,
                (i, due) -> {
                    UUID person = sample.get(anyone())[1];
                    if (i % 2 == 0) {
                        read(person);
                        reads.add((System.nanoTime() - due) / 1e6);
                    } else {
                        select(person);
                        selects.add((System.nanoTime() - due) / 1e6);
                    }
                });
        double elapsed =
                openLoop(
                        factsPerSecond * 6 / 5,
                        seconds,
                        (i, due) -> {
                            if (i % 6 == 0) {
                                long begun = System.nanoTime();
                                insert();
                                commits.add((System.nanoTime() - begun) / 1e6);
                            } else {
                                changed.add(
                                        fact(sample.get(next.getAndIncrement() % sample.size())));
                            }
                        });
        return new Times(
                sorted(reads),
                sorted(selects),
                sorted(changed),
                sorted(commits),
                changed.size() / elapsed);
    }

    private int anyone() {
        return ThreadLocalRandom.current().nextInt(sample.size());
    }

    @FunctionalInterface
    private interface Attempt {
        void at(int number, long due) throws SQLException;
    }

    /// @return seconds until the last was done
    private double openLoop(int rate, int seconds, Attempt attempt) throws InterruptedException {
        int count = rate * seconds;
        CountDownLatch done = new CountDownLatch(count);
        long start = System.nanoTime() + 100_000_000;
        for (int i = 0; i < count; i++) {
            int number = i;
            long due = start + i * 1_000_000_000L / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            threads.execute(() -> {
                try {
                    attempt.at(number, due);
                } catch (SQLException | RuntimeException e) {
                    failed = e;
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        return (System.nanoTime() - start) / 1e9;
    }

    private Pass read(UUID person) {
        return Scopes.call(
                new Scope(
                        "bench",
                        "",
                        "RESIDENT",
                        Purpose.SELF_SERVICE,
                        Category.PASS,
                        List.of(),
                        List.of(person),
                        DatabaseRole.APPLICATION),
                () -> passes.of(person).orElseThrow());
    }

    private void select(UUID person) throws SQLException {
        try (PreparedStatement statement =
                own.get().prepareStatement("SELECT * FROM pass.pass WHERE person_id = ?")) {
            statement.setObject(1, person);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("a person without a pass");
                }
            }
        }
    }

    /// A positive rapid test: the colour is read until that is what decides.
    ///
    /// @return milliseconds from the commit to the read that shows it
    private double fact(UUID[] who) {
        Clock clock = installation.bean(Clock.class);
        NewFact fact =
                new NewFact(
                        who[0],
                        "bench:" + UUID.randomUUID(),
                        "test_result",
                        clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                        "",
                        Map.of("method", "rat", "result", "positive", "pooled", false),
                        KeyClass.HEALTH,
                        "laboratory");
        Scopes.run(
                Scope.worker(Purpose.IMPORT),
                () -> transaction.executeWithoutResult(status -> facts.record(List.of(fact))));
        long committed = System.nanoTime();
        while (!read(who[1]).rule().equals("rapid_positive")) {
            if (System.nanoTime() - committed > 10_000_000_000L) {
                throw new IllegalStateException("a fact is not in the colour after ten seconds");
            }
            LockSupport.parkNanos(BETWEEN_READS_NANOS);
        }
        return (System.nanoTime() - committed) / 1e6;
    }

    private void insert() throws SQLException {
        try (PreparedStatement statement =
                own.get().prepareStatement("INSERT INTO bench_commit (id) VALUES (?)")) {
            statement.setObject(1, UUID.randomUUID());
            statement.executeUpdate();
        }
    }

    private Connection connect() {
        try {
            Connection connection = access.connect();
            synchronized (connections) {
                connections.add(connection);
            }
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double[] sorted(Collection<Double> times) {
        double[] all = times.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(all);
        return all;
    }

    static double percentile(double[] sorted, double percent) {
        return sorted[
                Math.min(sorted.length - 1, (int) Math.ceil(sorted.length * percent / 100) - 1)];
    }

    @Override
    public void close() throws SQLException {
        threads.close();
        synchronized (connections) {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }
}
