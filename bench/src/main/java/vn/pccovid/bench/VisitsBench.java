package vn.pccovid.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.pccovid.postgres.DatabaseAccess;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.place.Venues;
import vn.pccovid.server.place.VisitTokens;

/// `bench visits`: sealed check-ins over HTTPS, acknowledged after commit: how many a second one by
/// one at saturation (closed loop, 64 connections), how long one takes at 1,000 a second (open
/// loop: requests leave on schedule and waiting counts), and how many a second when devices deliver
/// what they kept for a day in batches of 1,000. Beside it `pgbench -M prepared -c 64 -j 2`
/// inserting one row of the same columns, sizes and indexes, one transaction each, durably,
/// interleaved in the same run. A check-in is two rows of ours, under the place and under the
/// record. Server, database and phones share the machine. At the end the rows are counted: two for
/// each acknowledgement.
///
/// The limit of calls per address and of requests per connection is lifted for the bench; nothing
/// else is. Options: `--people N` (20,000), `--venues N` (2,000), `--seconds T` (15), `--rate R`
/// (1,000).
public final class VisitsBench implements Bench {
    private static final int CONNECTIONS = 64;
    private static final int BULK_CONNECTIONS = 4;
    private static final int BULK = 1_000;
    private static final Path PGBENCH = Path.of("/usr/bin/pgbench");
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+) \\(without");

    private final ServedInstallation.Starter starter;

    /// @param starter starts the service with its pages in a folder
    public VisitsBench(ServedInstallation.Starter starter) {
        this.starter = starter;
    }

    @Override
    public int run(String[] options, PrintStream out) throws Exception {
        int people = Integer.parseInt(option(options, "--people", "20000"));
        int venues = Integer.parseInt(option(options, "--venues", "2000"));
        int seconds = Integer.parseInt(option(options, "--seconds", "15"));
        double rate = Double.parseDouble(option(options, "--rate", "1000"));
        if (!Files.isExecutable(PGBENCH)) {
            throw new IllegalStateException(
                    "no pgbench at "
                            + PGBENCH
                            + ": install the package postgresql-contrib or postgresql");
        }
        Path folder = Files.createTempDirectory("pccovid-bench-visits-");
        try (ServedInstallation installation = starter.start(folder.resolve("installation"))) {
            return measure(installation, folder, people, venues, seconds, rate, out);
        } finally {
            EmbeddedDatabase.deleteFolder(folder);
        }
    }

    private static int measure(
            ServedInstallation installation,
            Path folder,
            int people,
            int venues,
            int seconds,
            double rate,
            PrintStream out)
            throws Exception {
        long begun = System.nanoTime();
        VisitTokens tokens = installation.bean(VisitTokens.class);
        List<String> held = new ArrayList<>(people);
        for (int i = 0; i < people; i++) {
            held.add(tokens.issue(new UUID(1, i)));
        }
        Venues door = installation.bean(Venues.class);
        List<String> posters = new ArrayList<>(venues);
        for (int i = 0; i < venues; i++) {
            posters.add(door.code(new UUID(2, i).toString(), false));
        }
        DatabaseAccess database = installation.database().superuser().in(EmbeddedDatabase.DATABASE);
        Path script = peerTable(database, folder);
        out.printf(
                Locale.ROOT,
                "outside the clock: %,d visit tokens, %,d posters in %.0f s%n",
                people,
                venues,
                (System.nanoTime() - begun) / 1e9);
        Load load = new Load(installation, held, posters);
        load.closedLoop(CONNECTIONS, Math.max(5, seconds / 2), 1);
        tps(database, script, 3);
        long before = rows(database);
        load.acknowledged.set(0);
        List<Double> ours = new ArrayList<>();
        List<Double> peer = new ArrayList<>();
        List<Double> bulk = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            peer.add(tps(database, script, seconds / 3 + 1));
            ours.add(load.closedLoop(CONNECTIONS, seconds / 3 + 1, 1));
            bulk.add(load.closedLoop(BULK_CONNECTIONS, seconds / 3 + 1, BULK));
        }
        double[] times = load.openLoop(CONNECTIONS, rate, seconds);
        long written = rows(database) - before;
        out.printf(
                Locale.ROOT,
                "one by one on %d connections: %s visits/s%npgbench -M prepared -c 64 -j 2, one row: %s rows/s%n"
                        + "in batches of %,d on %d connections: %s visits/s%n",
                CONNECTIONS,
                rounded(ours),
                rounded(peer),
                BULK,
                BULK_CONNECTIONS,
                rounded(bulk));
        out.printf(
                Locale.ROOT,
                "open loop at %.0f/s for %d s: p50 %.2f ms, p99 %.2f ms, most %.2f ms; %,d acknowledged, %,d rows%n",
                rate,
                seconds,
                percentile(times, 50),
                percentile(times, 99),
                times[times.length - 1],
                load.acknowledged.get(),
                written);
        if (written != 2 * load.acknowledged.get()) {
            throw new IllegalStateException(
                    written + " rows for " + load.acknowledged.get() + " acknowledged visits");
        }
        out.printf(
                Locale.ROOT,
                "{\"bench\":\"visits\",\"visits_per_s\":%.0f,\"pgbench_per_s\":%.0f,\"ratio_to_pgbench\":%.3f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,"
                        + "\"rate_per_s\":%.0f,\"bulk_visits_per_s\":%.0f,\"acknowledged\":%d,\"rows\":%d}%n",
                median(ours),
                median(peer),
                median(ours) / median(peer),
                percentile(times, 50),
                percentile(times, 99),
                rate,
                median(bulk),
                load.acknowledged.get(),
                written);
        return 0;
    }

    /// A table like a day's of ours, and the insert of one row of the same sizes.
    private static Path peerTable(DatabaseAccess access, Path folder)
            throws SQLException, IOException {
        try (Connection connection = access.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE public.bench_visit (LIKE place.visit_at_place INCLUDING ALL)");
        }
        Path script = folder.resolve("visit.sql");
        Files.writeString(
                script,
                """
                \\set a random(1, 9000000000000000)
                \\set b random(1, 9000000000000000)
                INSERT INTO public.bench_visit (day, place_token, visit_token, content, sealed)
                VALUES (current_date, decode(md5(:a::text), 'hex'), decode(md5(:b::text), 'hex'),
                        decode(md5((:a::bigint + 1)::text), 'hex'), decode(repeat(md5(:b::text), 5), 'hex'));
                """,
                StandardCharsets.UTF_8);
        return script;
    }

    private static long rows(DatabaseAccess access) throws SQLException {
        try (Connection connection = access.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT (SELECT count(*) FROM place.visit_at_place)"
                                        + " + (SELECT count(*) FROM place.movement_of_record)")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static double tps(DatabaseAccess access, Path script, int seconds)
            throws IOException, InterruptedException {
        URI uri = URI.create(access.url().substring("jdbc:".length()));
        String path = uri.getPath().substring(1);
        List<String> command =
                List.of(
                        PGBENCH.toString(),
                        "-h",
                        uri.getHost(),
                        "-p",
                        Integer.toString(uri.getPort()),
                        "-U",
                        access.user(),
                        "-M",
                        "prepared",
                        "-c",
                        "64",
                        "-j",
                        "2",
                        "-n",
                        "-T",
                        Integer.toString(seconds),
                        "-f",
                        script.toString(),
                        path);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", access.password());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher found = TPS.matcher(said);
        if (process.waitFor() != 0 || !found.find()) {
            throw new IllegalStateException("pgbench said: " + said);
        }
        return Double.parseDouble(found.group(1));
    }

    /// The phones' side: connections that stay open, one request at a time on each.
    private static final class Load {
        private final ServedInstallation installation;
        private final List<String> tokens;
        private final List<String> posters;
        private final Clock clock;
        private final String run = UUID.randomUUID().toString().substring(0, 8);
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicLong acknowledged = new AtomicLong();
        private volatile @Nullable Exception failed;

        Load(ServedInstallation installation, List<String> tokens, List<String> posters) {
            this.installation = installation;
            this.tokens = tokens;
            this.posters = posters;
            this.clock = installation.bean(Clock.class);
        }

        private void send(VisitConnection connection, int count) {
            try {
                StringBuilder scans = new StringBuilder(count * 560).append('[');
                Instant now = clock.instant();
                for (int i = 0; i < count; i++) {
                    int n = next.getAndIncrement();
                    scans.append(i == 0 ? "{\"id\":\"" : ",{\"id\":\"")
                            .append(run)
                            .append('-')
                            .append(n)
                            .append("\",\"token\":\"")
                            .append(tokens.get(Math.floorMod(n * 7919, tokens.size())))
                            .append("\",\"poster\":\"")
                            .append(posters.get(Math.floorMod(n * 31, posters.size())))
                            .append("\",\"at\":\"")
                            .append(now)
                            .append("\"}");
                }
                connection.keep(scans.append(']').toString(), count);
                acknowledged.addAndGet(count);
            } catch (Exception e) {
                failed = e;
            }
        }

        private List<VisitConnection> open(int connections) throws Exception {
            List<VisitConnection> open = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                open.add(VisitConnection.open(installation.port()));
            }
            return open;
        }

        /// @return visits a second
        double closedLoop(int connections, int seconds, int count) throws Exception {
            List<VisitConnection> open = open(connections);
            long before = acknowledged.get();
            long begun = System.nanoTime();
            long end = begun + seconds * 1_000_000_000L;
            try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
                for (VisitConnection connection : open) {
                    threads.execute(() -> {
                        while (System.nanoTime() < end && failed == null) {
                            send(connection, count);
                        }
                    });
                }
                threads.shutdown();
                threads.awaitTermination(seconds + 60L, TimeUnit.SECONDS);
            }
            double elapsed = (System.nanoTime() - begun) / 1e9;
            close(open);
            return (acknowledged.get() - before) / elapsed;
        }

        /// @return times in milliseconds from when a request was due, sorted
        double[] openLoop(int connections, double rate, int seconds) throws Exception {
            List<VisitConnection> open = open(connections);
            Queue<VisitConnection> free = new ConcurrentLinkedQueue<>(open);
            Collection<Double> times = new ConcurrentLinkedQueue<>();
            int count = (int) (rate * seconds);
            CountDownLatch done = new CountDownLatch(count);
            try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
                long start = System.nanoTime() + 100_000_000;
                for (int i = 0; i < count; i++) {
                    long due = start + (long) (i * 1e9 / rate);
                    while (System.nanoTime() < due) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                    threads.execute(() -> {
                        VisitConnection connection = free.poll();
                        if (connection != null) {
                            send(connection, 1);
                            free.add(connection);
                        }
                        times.add((System.nanoTime() - due) / 1e6);
                        done.countDown();
                    });
                }
                done.await();
            }
            close(open);
            return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        }

        private void close(List<VisitConnection> open) throws Exception {
            for (VisitConnection connection : open) {
                connection.close();
            }
            Exception failure = failed;
            if (failure != null) {
                throw failure;
            }
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static String rounded(List<Double> values) {
        return String.join(
                ", ", values.stream().map(v -> String.format(Locale.ROOT, "%,.0f", v)).toList());
    }

    private static double percentile(double[] sorted, double percent) {
        return sorted[
                Math.min(sorted.length - 1, (int) Math.ceil(sorted.length * percent / 100) - 1)];
    }

    private static String option(String[] options, String name, String standard) {
        int at = Arrays.asList(options).indexOf(name);
        return at >= 0 && at + 1 < options.length ? options[at + 1] : standard;
    }
}
