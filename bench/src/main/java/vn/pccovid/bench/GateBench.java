package vn.pccovid.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
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
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.credential.DeviceKey;
import vn.pccovid.lib.credential.GateCodes;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.postgres.DatabaseAccess;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Secrets;
import vn.pccovid.server.credential.Credentials;
import vn.pccovid.server.gate.Posts;
import vn.pccovid.server.pass.Passes;

/// `bench gate`: the online answer to a live code over HTTPS in an installation of N people, with
/// the access line durable before the answer: how many a second at saturation (closed loop, 16
/// connections), and how long one takes at 500 a second (open loop: requests leave on schedule and
/// waiting counts). Beside it `pgbench -S -M prepared -c 16 -j 2` over TCP against a database of
/// the same PostgreSQL, before and after, in the same run, and an endpoint of the same service that
/// asks no database but for the session: what HTTPS and the way to a controller cost by themselves.
/// Server, database and the keepers' side share the machine. At the end the access lines are
/// counted: one for each answer.
///
/// People, facts and colours are loaded by COPY and worked out outside the clock. The limits of
/// calls per session and of requests per connection are lifted for the bench; nothing else is.
///
/// Options: `--people N` (50,000: ends within five minutes), `--seconds T` (15), `--rate R` (500),
/// `--codes C` (2,000 people shown in turn), `--scans S` (0: lines of earlier scans stored before).
public final class GateBench implements Bench {
    private static final int CONNECTIONS = 16;
    private static final int OPEN_CONNECTIONS = 64;
    private static final int KEEPERS = 16;
    private static final int MOST_WARM_UPS = 24;

    /// Proofs are good for a minute; phones renew them sooner.
    private static final int PROOF_SECONDS = 30;

    private static final String AREA = "56/568/22363";
    private static final Path PGBENCH = Path.of("/usr/bin/pgbench");
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+) \\(without");

    private final ServedInstallation.Starter starter;

    /// @param starter starts the service with its pages in a folder
    public GateBench(ServedInstallation.Starter starter) {
        this.starter = starter;
    }

    private record Holder(String code, KeyPair key) {}

    @Override
    public int run(String[] options, PrintStream out) throws Exception {
        int people = Integer.parseInt(option(options, "--people", "50000"));
        int seconds = Integer.parseInt(option(options, "--seconds", "15"));
        double rate = Double.parseDouble(option(options, "--rate", "500"));
        int codes = Integer.parseInt(option(options, "--codes", "2000"));
        long scans = Long.parseLong(option(options, "--scans", "0"));
        if (!Files.isExecutable(PGBENCH)) {
            throw new IllegalStateException(
                    "no pgbench at "
                            + PGBENCH
                            + ": install the package postgresql-contrib or postgresql");
        }
        Path folder = Files.createTempDirectory("pccovid-bench-gate-");
        try (ServedInstallation installation = starter.start(folder.resolve("installation"))) {
            return measure(installation, people, codes, scans, seconds, rate, out);
        } finally {
            EmbeddedDatabase.deleteFolder(folder);
        }
    }

    private static int measure(
            ServedInstallation installation,
            int people,
            int codes,
            long scans,
            int seconds,
            double rate,
            PrintStream out)
            throws Exception {
        long begun = System.nanoTime();
        long facts = StoredNation.load(installation, people, 7);
        long coloured = installation.bean(Passes.class).catchUp();
        List<Holder> holders = holders(installation, codes);
        DatabaseAccess database = installation.database().superuser();
        storeScans(database.in(EmbeddedDatabase.DATABASE), people, scans);
        List<String> keepers = keepers(installation, database.in(EmbeddedDatabase.DATABASE));
        pgbench(database, "-i", "-q", "-s", Integer.toString(Math.max(1, people / 100_000)));
        out.printf(
                Locale.ROOT,
                "outside the clock: %,d people, %,d facts, %,d colours, %,d live codes, %,d earlier scans in %.0f s%n",
                people,
                facts,
                coloured,
                holders.size(),
                scans,
                (System.nanoTime() - begun) / 1e9);
        Load load = new Load(installation.port(), keepers);
        load.prove(holders, installation.bean(Clock.class).instant());
        warmUp(load, holders, installation.bean(Clock.class));
        List<Double> peer = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        List<Double> trivial = new ArrayList<>();
        Spent spent = new Spent(0, 0);
        long measured = 0;
        long before = lines(database.in(EmbeddedDatabase.DATABASE));
        load.answered.set(0);
        for (int round = 0; round < 3; round++) {
            peer.add(tps(database, seconds / 3 + 1));
            load.prove(holders, installation.bean(Clock.class).instant());
            Spent begin = Spent.until(database);
            long already = load.answered.get();
            ours.add(load.closedLoop(CONNECTIONS, seconds / 3 + 1));
            spent = spent.and(begin, Spent.until(database));
            measured += load.answered.get() - already;
            trivial.add(load.trivial(CONNECTIONS, seconds / 6 + 1));
        }
        load.prove(holders, installation.bean(Clock.class).instant());
        double[] times =
                load.openLoop(
                        OPEN_CONNECTIONS, rate, seconds, holders, installation.bean(Clock.class));
        long written = lines(database.in(EmbeddedDatabase.DATABASE)) - before;
        double saturation = median(ours);
        double select = median(peer);
        out.printf(
                Locale.ROOT,
                "ours, closed loop on %d connections: %s requests/s%npgbench -S -M prepared -c 16 -j 2: %s requests/s%n"
                        + "an endpoint that only looks up the session: %s requests/s%n",
                CONNECTIONS,
                rounded(ours),
                rounded(peer),
                rounded(trivial));
        out.printf(
                Locale.ROOT,
                "open loop at %.0f/s for %d s: p50 %.2f ms, p99 %.2f ms, most %.2f ms; %,d answers, %,d access lines%n",
                rate,
                seconds,
                percentile(times, 50),
                percentile(times, 99),
                times[times.length - 1],
                load.answered.get(),
                written);
        out.printf(
                Locale.ROOT,
                "processor time of an answer in the closed loop: %.0f µs of this process (service and keepers), %.0f µs of PostgreSQL%n",
                spent.process() / 1e3 / measured,
                spent.database() / 1e3 / measured);
        if (written != load.answered.get()) {
            throw new IllegalStateException(
                    written + " access lines for " + load.answered.get() + " answers");
        }
        out.printf(
                Locale.ROOT,
                "{\"bench\":\"gate\",\"people\":%d,\"scans_stored\":%d,\"saturation_requests_per_s\":%.0f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"rate_per_s\":%.0f,"
                        + "\"pgbench_per_s\":%.0f,\"ratio_to_pgbench\":%.3f,\"trivial_requests_per_s\":%.0f,"
                        + "\"cpu_us_per_answer\":%.0f,\"db_cpu_us_per_answer\":%.0f,\"answers\":%d,\"access_lines\":%d}%n",
                people,
                scans,
                saturation,
                percentile(times, 50),
                percentile(times, 99),
                rate,
                select,
                saturation / select,
                median(trivial),
                spent.process() / 1e3 / measured,
                spent.database() / 1e3 / measured,
                load.answered.get(),
                written);
        return 0;
    }

    /// A service that has run for a day is compiled; until then answers come faster and faster. So
    /// rounds of five seconds, until one gains less than a twentieth, two minutes at most.
    private static void warmUp(Load load, List<Holder> holders, Clock clock) throws Exception {
        double before = 0;
        for (int round = 0; round < MOST_WARM_UPS; round++) {
            load.prove(holders, clock.instant());
            double rate = load.closedLoop(CONNECTIONS, 5);
            if (round > 1 && rate < before * 1.05) {
                return;
            }
            before = Math.max(before, rate);
        }
    }

    /// Live codes of people who live where the gate is, each with a phone's key of its own.
    private static List<Holder> holders(ServedInstallation installation, int codes)
            throws Exception {
        List<UUID> persons = new ArrayList<>();
        try (Connection connection =
                        installation
                                .database()
                                .superuser()
                                .in(EmbeddedDatabase.DATABASE)
                                .connect();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT person_id FROM pass.pass WHERE area = ? ORDER BY person_id LIMIT ?")) {
            statement.setString(1, AREA);
            statement.setInt(2, codes);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    persons.add(rows.getObject(1, UUID.class));
                }
            }
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        Credentials credentials = installation.bean(Credentials.class);
        Queue<Holder> made = new ConcurrentLinkedQueue<>();
        Scope care =
                new Scope(
                        "bench",
                        "bench",
                        "HEALTH_WORKER",
                        Purpose.CARE,
                        Category.PASS,
                        List.of("*"),
                        List.of(),
                        DatabaseRole.APPLICATION);
        for (UUID person : persons) {
            KeyPair key = generator.generateKeyPair();
            DeviceKey point = new DeviceKey(xy((ECPublicKey) key.getPublic()));
            made.add(
                    new Holder(
                            Scopes.call(care, () -> credentials.issueLive(person, point).code()),
                            key));
        }
        return List.copyOf(made);
    }

    private static byte[] xy(ECPublicKey key) {
        byte[] xy = new byte[64];
        byte[] x = key.getW().getAffineX().toByteArray();
        byte[] y = key.getW().getAffineY().toByteArray();
        System.arraycopy(
                x,
                Math.max(0, x.length - 32),
                xy,
                32 - Math.min(32, x.length),
                Math.min(32, x.length));
        System.arraycopy(
                y,
                Math.max(0, y.length - 32),
                xy,
                64 - Math.min(32, y.length),
                Math.min(32, y.length));
        return xy;
    }

    /// Keepers on duty at gates of their own, signed in: their sessions as rows, since signing in
    /// is not what is measured.
    ///
    /// @return secrets of their session cookies
    private static List<String> keepers(ServedInstallation installation, DatabaseAccess access)
            throws SQLException {
        Posts posts = installation.bean(Posts.class);
        Instant now = installation.bean(Clock.class).instant();
        List<String> secrets = new ArrayList<>();
        Scope authority =
                new Scope(
                        "bench",
                        "bench",
                        "AUTHORITY",
                        Purpose.GATE_DUTY,
                        Category.SYSTEM,
                        List.of("*"),
                        List.of(),
                        DatabaseRole.APPLICATION);
        try (Connection connection = access.connect();
                PreparedStatement session =
                        connection.prepareStatement(
                                """
                                INSERT INTO access.session (token_hash, kind, subject, details, started_at, seen_at,
                                                            idle_seconds, ends_at)
                                VALUES (?, 'staff', ?, ?, now(), now(), 3600, now() + interval '1 day')
                                """)) {
            for (int i = 0; i < KEEPERS; i++) {
                String keeper = "chot" + i;
                Scopes.run(
                        authority,
                        () -> {
                            Posts.Gate gate =
                                    posts.open(
                                            new Posts.NewGate(keeper, keeper, "56/568", false),
                                            "bench");
                            posts.assign(
                                    gate.gateId(),
                                    keeper,
                                    now.minus(Duration.ofHours(1)),
                                    now.plus(Duration.ofHours(12)),
                                    "bench");
                        });
                String secret = Secrets.fresh();
                session.setBytes(1, Secrets.hash(secret));
                session.setString(2, keeper);
                session.setString(
                        3,
                        "{\"displayName\":\"bench\",\"office\":\"bench\",\"roles\":[\"GATE_KEEPER\"],\"areas\":[\"56/568\"]}");
                session.executeUpdate();
                secrets.add(secret);
            }
        }
        return secrets;
    }

    /// Lines of earlier scans of everybody in turn: in the order of the index, for that is not what
    /// is measured.
    private static void storeScans(DatabaseAccess access, int people, long scans)
            throws SQLException {
        if (scans == 0) {
            return;
        }
        try (Connection connection = access.connect();
                PreparedStatement lines =
                        connection.prepareStatement(
                                """
                                INSERT INTO access.access_line (person_id, writer, seq, at, actor, office, role,
                                                                purpose, category, what, hash)
                                SELECT p.person_id, w.writer, row_number() OVER () , now() - interval '1 day', 'chot',
                                       'bench', 'GATE_KEEPER', 'GATE_CHECK', 'PASS', 'earlier',
                                       sha256(uuid_send(p.person_id))
                                  FROM (SELECT person_id FROM pass.pass ORDER BY person_id) p
                                 CROSS JOIN generate_series(1, CAST(? AS int)) g
                                 CROSS JOIN (SELECT gen_random_uuid() AS writer) w
                                 LIMIT ?
                                """);
                Statement statement = connection.createStatement()) {
            lines.setLong(1, Math.ceilDiv(scans, people));
            lines.setLong(2, scans);
            lines.executeUpdate();
            statement.execute("VACUUM ANALYZE access.access_line");
            statement.execute("CHECKPOINT");
        }
    }

    private static long lines(DatabaseAccess access) throws SQLException {
        try (Connection connection = access.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*) FROM access.access_line WHERE what = 'gate'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static double tps(DatabaseAccess access, int seconds)
            throws IOException, InterruptedException {
        String said =
                pgbench(
                        access,
                        "-S",
                        "-M",
                        "prepared",
                        "-c",
                        "16",
                        "-j",
                        "2",
                        "-n",
                        "-T",
                        Integer.toString(seconds));
        Matcher found = TPS.matcher(said);
        if (!found.find()) {
            throw new IllegalStateException("pgbench said: " + said);
        }
        return Double.parseDouble(found.group(1));
    }

    private static String pgbench(DatabaseAccess access, String... arguments)
            throws IOException, InterruptedException {
        URI uri = URI.create(access.url().substring("jdbc:".length()));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                PGBENCH.toString(),
                                "-h",
                                uri.getHost(),
                                "-p",
                                Integer.toString(uri.getPort()),
                                "-U",
                                access.user()));
        command.addAll(Arrays.asList(arguments));
        command.add("postgres");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", access.password());
        Process process = builder.start();
        String said =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("pgbench failed: " + said);
        }
        return said;
    }

    /// Processor time in nanoseconds, which a busy machine stretches less than the clock.
    ///
    /// @param process of this process
    /// @param database of all processes of PostgreSQL; 0 where the system does not tell
    private record Spent(long process, long database) {
        private static final long NANOS_PER_TICK = 10_000_000;

        static Spent until(DatabaseAccess access) throws SQLException, IOException {
            long ticks = 0;
            try (Connection connection = access.connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT pid FROM pg_stat_activity")) {
                while (rows.next()) {
                    Path stat = Path.of("/proc", Integer.toString(rows.getInt(1)), "stat");
                    if (Files.isReadable(stat)) {
                        String line = Files.readString(stat);
                        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
                        ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                    }
                }
            }
            var system =
                    (com.sun.management.OperatingSystemMXBean)
                            ManagementFactory.getOperatingSystemMXBean();
            return new Spent(system.getProcessCpuTime(), ticks * NANOS_PER_TICK);
        }

        Spent and(Spent begin, Spent end) {
            return new Spent(
                    process + end.process - begin.process,
                    database + Math.max(0, end.database - begin.database));
        }
    }

    /// The keepers' side: connections that stay open, one request at a time on each.
    private static final class Load {
        private final int port;
        private final List<String> keepers;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicLong answered = new AtomicLong();
        private final AtomicLong trivial = new AtomicLong();
        private volatile List<String> shown = List.of();
        private volatile @Nullable Exception failed;

        Load(int port, List<String> keepers) {
            this.port = port;
            this.keepers = keepers;
        }

        /// What the phones show now; good for a minute.
        void prove(List<Holder> holders, Instant at) {
            Signatures signatures = Signatures.platform();
            shown =
                    holders.parallelStream()
                            .map(h -> {
                                try {
                                    return GateCodes.prove(
                                            signatures, h.code(), at, h.key().getPrivate());
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            })
                            .toList();
        }

        private void ask(GateConnection connection) {
            try {
                connection.check(shown.get(Math.floorMod(next.getAndIncrement(), shown.size())));
                answered.incrementAndGet();
            } catch (Exception e) {
                failed = e;
            }
        }

        private List<GateConnection> open(int connections) throws Exception {
            List<GateConnection> open = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                open.add(GateConnection.open(port, keepers.get(i % keepers.size())));
            }
            return open;
        }

        /// @return answers a second
        double closedLoop(int connections, int seconds) throws Exception {
            return loop(connections, seconds, this::ask);
        }

        /// The same load on an endpoint that reads the session and nothing else from the database.
        double trivial(int connections, int seconds) throws Exception {
            return loop(
                    connections,
                    seconds,
                    connection -> {
                        try {
                            connection.keys();
                            trivial.incrementAndGet();
                        } catch (Exception e) {
                            failed = e;
                        }
                    });
        }

        private double loop(int connections, int seconds, Consumer<GateConnection> call)
                throws Exception {
            List<GateConnection> open = open(connections);
            long before = answered.get() + trivial.get();
            long begun = System.nanoTime();
            long end = begun + seconds * 1_000_000_000L;
            try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
                for (GateConnection connection : open) {
                    threads.execute(() -> {
                        while (System.nanoTime() < end && failed == null) {
                            call.accept(connection);
                        }
                    });
                }
                threads.shutdown();
                threads.awaitTermination(seconds + 60L, TimeUnit.SECONDS);
            }
            double elapsed = (System.nanoTime() - begun) / 1e9;
            close(open);
            return (answered.get() + trivial.get() - before) / elapsed;
        }

        /// @return times in milliseconds from when a request was due, sorted
        double[] openLoop(
                int connections, double rate, int seconds, List<Holder> holders, Clock clock)
                throws Exception {
            List<GateConnection> open = open(connections);
            Queue<GateConnection> free = new ConcurrentLinkedQueue<>(open);
            Collection<Double> times = new ConcurrentLinkedQueue<>();
            int count = (int) (rate * seconds);
            CountDownLatch done = new CountDownLatch(count);
            try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
                long start = System.nanoTime() + 100_000_000;
                for (int i = 0; i < count; i++) {
                    if (i > 0 && i % (int) Math.max(1, rate * PROOF_SECONDS) == 0) {
                        Thread.ofPlatform().start(() -> prove(holders, clock.instant()));
                    }
                    long due = start + (long) (i * 1e9 / rate);
                    while (System.nanoTime() < due) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                    threads.execute(() -> {
                        GateConnection connection = free.poll();
                        if (connection != null) {
                            ask(connection);
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

        private void close(List<GateConnection> open) throws Exception {
            for (GateConnection connection : open) {
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
