package vn.pccovid.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.IdCard;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.identity.SocialInsuranceNumber;
import vn.pccovid.postgres.DatabaseAccess;
import vn.pccovid.postgres.DatabaseCpu;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.access.ClaimMatcher;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.Outcome;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordOutcome;
import vn.pccovid.server.person.TimedId;

/// `bench lookup`: how long one online answer takes in an installation of N people. Three kinds of
/// requests leave in turn on one schedule, and waiting counts (open loop): a record of another
/// source is linked in a transaction of its own (`link`), a citizen id with a birth date finds its
/// person (`claim`), and the peer, one SELECT by primary key and one INSERT by plain JDBC in a
/// transaction of their own, in the same database (`peer`).
///
/// The register is hashed and sealed as an import would and loaded by COPY, not by the code that is
/// measured; indexes are built afterwards. The rows that arrive are drawn from all other sources,
/// with their errors, by another process.
///
/// Options: `--people N` (200,000: ends within five minutes), `--seed S` (7), `--rate R` (requests
/// a second, all three kinds together, 60), `--seconds T` (60).
public final class LookupBench implements Bench {
    /// Requests at work at the same time; those above wait, and their waiting counts.
    private static final int WORKERS = 4;

    /// Requests before the clock starts.
    private static final int WARM_UP = 6_000;

    private final Installation.Starter starter;

    /// @param starter starts the service in a folder
    public LookupBench(Installation.Starter starter) {
        this.starter = starter;
    }

    private record Arrival(String key, String source, PersonDescription description) {}

    record Claim(CitizenId id, BirthDate birth) {}

    @Override
    public int run(String[] options, PrintStream out) throws Exception {
        int people = Integer.parseInt(option(options, "--people", "200000"));
        String seed = option(options, "--seed", "7");
        double rate = Double.parseDouble(option(options, "--rate", "60"));
        int seconds = Integer.parseInt(option(options, "--seconds", "60"));
        Path folder = Files.createTempDirectory("pccovid-bench-lookup-");
        try {
            long begun = System.nanoTime();
            Path inputs = folder.resolve("inputs");
            ImportBench.java(
                    LinkInputs.class.getName(),
                    "--out",
                    inputs.toString(),
                    "--people",
                    Integer.toString(people),
                    "--seed",
                    seed);
            out.printf(
                    Locale.ROOT,
                    "outside the clock: inputs written in %.1f s by another process%n",
                    (System.nanoTime() - begun) / 1e9);
            try (Installation installation = starter.start(folder.resolve("installation"))) {
                return measure(installation, inputs, people, rate, seconds, out);
            }
        } finally {
            EmbeddedDatabase.deleteFolder(folder);
        }
    }

    private static int measure(
            Installation installation,
            Path inputs,
            int people,
            double rate,
            int seconds,
            PrintStream out)
            throws Exception {
        long begun = System.nanoTime();
        List<Claim> claims = new ArrayList<>();
        long loaded = load(installation, inputs.resolve("registry.csv"), claims);
        double loadSeconds = (System.nanoTime() - begun) / 1e9;
        out.printf(
                Locale.ROOT,
                "outside the clock: %,d people hashed, sealed and copied in %.1f s%n",
                loaded,
                loadSeconds);
        People door = installation.bean(People.class);
        TransactionTemplate transaction =
                new TransactionTemplate(installation.bean(PlatformTransactionManager.class));
        Scopes.run(Scope.worker(Purpose.IMPORT), door::surveyRegister);
        int timed = (int) (rate * seconds);
        Queue<Arrival> arrivals =
                new ConcurrentLinkedQueue<>(
                        arrivals(inputs.resolve("incoming.csv"), (WARM_UP + timed) / 3 + 1));
        Requests requests =
                new Requests(
                        door,
                        installation.bean(ClaimMatcher.class),
                        transaction,
                        arrivals,
                        claims,
                        installation.database().superuser().in(EmbeddedDatabase.DATABASE),
                        loaded);
        try (requests) {
            requests.closedLoop(WARM_UP);
            Duration before = DatabaseCpu.of(installation.database());
            Duration own = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            requests.openLoop(rate, timed);
            double cpu =
                    (DatabaseCpu.of(installation.database()).minus(before).toNanos()
                                    + ProcessHandle.current()
                                            .info()
                                            .totalCpuDuration()
                                            .orElse(Duration.ZERO)
                                            .minus(own)
                                            .toNanos())
                            / 1e6
                            / timed;
            Map<String, double[]> times = requests.times();
            times.forEach((kind, t) ->
                    out.printf(
                            Locale.ROOT,
                            "%-6s %,6d requests: p50 %.2f ms, p99 %.2f ms, most %.2f ms%n",
                            kind,
                            t.length,
                            percentile(t, 50),
                            percentile(t, 99),
                            t[t.length - 1]));
            out.println(
                    "peer: SELECT by primary key and INSERT, one JDBC transaction, same database");
            out.println("links: " + requests.outcomes());
            double[] link = times.getOrDefault("link", new double[] {0});
            double[] claim = times.getOrDefault("claim", new double[] {0});
            double[] peer = times.getOrDefault("peer", new double[] {0});
            out.printf(
                    Locale.ROOT,
                    "{\"bench\":\"lookup\",\"people\":%d,\"requests\":%d,\"requests_per_s\":%.1f,"
                            + "\"link_p50_ms\":%.3f,\"link_p99_ms\":%.3f,\"claim_p50_ms\":%.3f,"
                            + "\"claim_p99_ms\":%.3f,\"peer_p50_ms\":%.3f,\"peer_p99_ms\":%.3f,"
                            + "\"ratio_p50_to_peer\":%.2f,\"ratio_p99_to_peer\":%.2f,"
                            + "\"cpu_ms_per_request\":%.3f,\"load_s\":%.1f}%n",
                    people,
                    timed,
                    rate,
                    percentile(link, 50),
                    percentile(link, 99),
                    percentile(claim, 50),
                    percentile(claim, 99),
                    percentile(peer, 50),
                    percentile(peer, 99),
                    percentile(link, 50) / percentile(peer, 50),
                    percentile(link, 99) / percentile(peer, 99),
                    cpu,
                    loadSeconds);
            return requests.failed() == null ? 0 : 1;
        }
    }

    // ---- state

    static long load(Installation installation, Path registry, List<Claim> claims)
            throws IOException, SQLException, InterruptedException {
        Clock clock = installation.bean(Clock.class);
        long loaded;
        try (BufferedReader in = Files.newBufferedReader(registry)) {
            in.readLine();
            loaded = RegisterState.load(installation, in, lines -> records(lines, clock));
        }
        try (BufferedReader in = Files.newBufferedReader(registry)) {
            in.readLine();
            long count = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (++count % 20 == 0) {
                    claim(line, claims);
                }
            }
        }
        try (Connection connection =
                        installation
                                .database()
                                .superuser()
                                .in(EmbeddedDatabase.DATABASE)
                                .connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA bench");
            statement.execute(
                    "CREATE TABLE bench.peer AS SELECT i AS id, repeat('x', 200) AS payload FROM"
                            + " generate_series(1, "
                            + loaded
                            + ") AS g (i)");
            statement.execute("ALTER TABLE bench.peer ADD PRIMARY KEY (id)");
            statement.execute("VACUUM ANALYZE bench.peer");
            statement.execute("CHECKPOINT");
        }
        return loaded;
    }

    private static List<IncomingRecord> records(List<String> lines, Clock clock) {
        List<IncomingRecord> records = new ArrayList<>(lines.size());
        Instant now = clock.instant();
        for (String line : lines) {
            String[] cell = cells(line);
            records.add(record(TimedId.next(clock), "population", cell[0], description(cell), now));
        }
        return records;
    }

    private static IncomingRecord record(
            java.util.UUID id, String source, String key, PersonDescription one, Instant now) {
        byte[] original = one.encode();
        return new IncomingRecord(
                id, source, key, sha256(original), original, one, now, source.equals("population"));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java knows SHA-256", e);
        }
    }

    private static void claim(String line, List<Claim> claims) {
        PersonDescription one = description(cells(line));
        if (one.citizenId() != null && one.birthDate() != null) {
            claims.add(new Claim(one.citizenId(), one.birthDate()));
        }
    }

    private static List<Arrival> arrivals(Path incoming, int most) throws IOException {
        List<Arrival> arrivals = new ArrayList<>(most);
        try (BufferedReader in = Files.newBufferedReader(incoming)) {
            in.readLine();
            for (String line = in.readLine();
                    line != null && arrivals.size() < most;
                    line = in.readLine()) {
                String[] cell = cells(line);
                arrivals.add(new Arrival(cell[0], cell[1], description(cell)));
            }
        }
        if (arrivals.size() < most) {
            throw new IllegalStateException(
                    "%d rows arrive, %d are wanted: more --people, or a lower --rate"
                            .formatted(arrivals.size(), most));
        }
        return arrivals;
    }

    /// `row,source,name,birth,sex,number,insurance,phone,province,district,commune,card,address`,
    /// the columns of [LinkInputs]; the address is not read.
    private static PersonDescription description(String[] cell) {
        PersonDescription.Builder b = PersonDescription.builder();
        b.name(cell[2].isBlank() ? null : FullName.read(cell[2]).value());
        b.birthDate(cell[3].isBlank() ? null : BirthDate.read(cell[3]).value());
        b.sex(
                switch (cell[4]) {
                    case "Nam", "1" -> Sex.MALE;
                    case "Nữ", "2" -> Sex.FEMALE;
                    default -> Sex.UNKNOWN;
                });
        if (!cell[5].isBlank()) {
            b.document(DocumentNumber.read(cell[5]).value());
        }
        if (!cell[11].isBlank() && DocumentNumber.read(cell[11]).value() instanceof IdCard card) {
            b.idCard(card);
        }
        if (!cell[6].isBlank()) {
            b.insurance(SocialInsuranceNumber.read(cell[6]).value());
        }
        if (!cell[7].isBlank()) {
            b.phone(PhoneNumber.read(cell[7]).value());
        }
        boolean whole = cell[8].length() == 2 && cell[9].length() == 3 && cell[10].length() == 5;
        b.residence(whole ? new Residence(cell[8], cell[9], cell[10], null) : null);
        return b.build();
    }

    private static String[] cells(String line) {
        String[] cells = new String[13];
        Arrays.fill(cells, "");
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        int at = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells[at++] = cell.toString();
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells[at] = cell.toString();
        return cells;
    }

    // ---- requests

    /// The three kinds in turn, on a few threads.
    private static final class Requests implements AutoCloseable {
        private static final List<String> KINDS = List.of("link", "claim", "peer");

        private final People people;
        private final ClaimMatcher claims;
        private final TransactionTemplate transaction;
        private final Queue<Arrival> arrivals;
        private final List<Claim> known;
        private final ThreadLocal<Connection> connections;
        private final Collection<Connection> opened = new ConcurrentLinkedQueue<>();
        private final long peerRows;
        private final AtomicLong nextPeer;
        private final Map<String, Collection<Double>> times = new TreeMap<>();
        private final Map<Outcome, AtomicLong> outcomes = new TreeMap<>();
        private final ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        private volatile @Nullable Exception failed;

        Requests(
                People people,
                ClaimMatcher claims,
                TransactionTemplate transaction,
                Queue<Arrival> arrivals,
                List<Claim> known,
                DatabaseAccess access,
                long peerRows) {
            this.people = people;
            this.claims = claims;
            this.transaction = transaction;
            this.arrivals = arrivals;
            this.known = known;
            this.peerRows = peerRows;
            nextPeer = new AtomicLong(peerRows);
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(outcome, new AtomicLong());
            }
            connections = ThreadLocal.withInitial(() -> connect(access));
        }

        private Connection connect(DatabaseAccess access) {
            try {
                Connection connection = access.connect();
                connection.setAutoCommit(false);
                opened.add(connection);
                return connection;
            } catch (SQLException e) {
                throw new IllegalStateException("the peer cannot connect", e);
            }
        }

        void closedLoop(int count) throws InterruptedException {
            CountDownLatch done = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                String kind = KINDS.get(i % KINDS.size());
                threads.execute(() -> {
                    attempt(kind);
                    done.countDown();
                });
            }
            done.await();
            outcomes.values().forEach(n -> n.set(0));
        }

        void openLoop(double rate, int count) throws InterruptedException {
            KINDS.forEach(kind -> times.put(kind, new ConcurrentLinkedQueue<>()));
            CountDownLatch done = new CountDownLatch(count);
            long start = System.nanoTime() + 100_000_000;
            for (int i = 0; i < count; i++) {
                String kind = KINDS.get(i % KINDS.size());
                long due = start + (long) (i * 1e9 / rate);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                threads.execute(() -> {
                    attempt(kind);
                    Collection<Double> taken = times.get(kind);
                    if (taken != null) {
                        taken.add((System.nanoTime() - due) / 1e6);
                    }
                    done.countDown();
                });
            }
            done.await();
        }

        private void attempt(String kind) {
            try {
                switch (kind) {
                    case "link" -> link();
                    case "claim" -> claim();
                    default -> peer();
                }
            } catch (SQLException | RuntimeException e) {
                failed = e;
            }
        }

        private void link() {
            Arrival arrival = java.util.Objects.requireNonNull(arrivals.poll());
            Scopes.run(
                    Scope.worker(Purpose.IMPORT),
                    () -> {
                        List<RecordOutcome> done =
                                transaction.execute(status ->
                                        people.link(
                                                List.of(
                                                        record(
                                                                TimedId.next(Clock.systemUTC()),
                                                                arrival.source(),
                                                                arrival.key(),
                                                                arrival.description(),
                                                                Instant.now()))));
                        if (done != null) {
                            AtomicLong count = outcomes.get(done.getFirst().outcome());
                            if (count != null) {
                                count.incrementAndGet();
                            }
                        }
                    });
        }

        private void claim() {
            Claim claim = known.get(ThreadLocalRandom.current().nextInt(known.size()));
            if (claims.personByNumberAndBirth(claim.id(), claim.birth()).isEmpty()) {
                throw new IllegalStateException("somebody of the register is not found");
            }
        }

        private void peer() throws SQLException {
            Connection connection = connections.get();
            try (PreparedStatement select =
                            connection.prepareStatement(
                                    "SELECT payload FROM bench.peer WHERE id = ?");
                    PreparedStatement insert =
                            connection.prepareStatement(
                                    "INSERT INTO bench.peer (id, payload) VALUES (?, ?)")) {
                select.setLong(1, 1 + ThreadLocalRandom.current().nextLong(peerRows));
                String payload;
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    payload = row.getString(1);
                }
                insert.setLong(1, nextPeer.incrementAndGet());
                insert.setString(2, payload);
                insert.executeUpdate();
                connection.commit();
            }
        }

        Map<String, double[]> times() throws Exception {
            Exception failure = failed;
            if (failure != null) {
                throw failure;
            }
            Map<String, double[]> sorted = new TreeMap<>();
            times.forEach((kind, taken) ->
                    sorted.put(
                            kind,
                            taken.stream().mapToDouble(Double::doubleValue).sorted().toArray()));
            return sorted;
        }

        Map<Outcome, AtomicLong> outcomes() {
            return outcomes;
        }

        @Nullable Exception failed() {
            return failed;
        }

        @Override
        public void close() throws SQLException {
            threads.shutdownNow();
            for (Connection connection : opened) {
                connection.close();
            }
        }
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
