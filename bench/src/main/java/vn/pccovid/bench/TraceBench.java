package vn.pccovid.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.custody.Window;
import vn.pccovid.server.place.FirstHop;
import vn.pccovid.server.place.HopRequest;
import vn.pccovid.server.place.Movements;
import vn.pccovid.server.place.SealedRows;
import vn.pccovid.server.place.SecondHop;
import vn.pccovid.server.place.SecondHopRequest;

/// `bench trace`: from a proven case to everybody who was where it was, over sealed visits: one hop
/// and two, the opening's line durable, beside the best plan over the same visits in clear
/// (covering B-trees with a bound on the length of a visit) in the same run, case by case in turn.
/// The answers are compared: who is found must be the same people.
///
/// Options: `--visits N` (10,000,000; `--full` 50,000,000), `--people N` (1,000,000), `--days N`
/// (28), `--window N` (14 days), `--cases N` (200), `--hops N` (50 cases of two hops), `--batch N`
/// (1,000 cases in one call), `--peer` (the naive B-tree, GiST and DuckDB as well). Loading is by
/// COPY and outside the clock. Cases are admitted by rows of the state, not by the code under test.
public final class TraceBench implements Bench {
    private static final Duration AFTER_STAY = Duration.ofHours(1);
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final long SEED = 6;
    private static final int WARM = 40;

    private static final String FIRST_HOP =
            """
            SELECT o.person
              FROM %1$s m
             CROSS JOIN LATERAL (SELECT v.person FROM %1$s v
                                  WHERE v.place = m.place AND v.from_s BETWEEN m.from_s - %2$d AND m.to_s + %3$d
                                    AND v.to_s >= m.from_s AND v.person <> m.person OFFSET 0) o
             WHERE m.person = ? AND m.from_s BETWEEN ? AND ?
            """;

    private final Installation.Starter starter;

    /// @param starter of an installation that keeps visits for 29 days
    public TraceBench(Installation.Starter starter) {
        this.starter = starter;
    }

    private record Case(UUID id, int person, Window window) {}

    private static final class Timed {
        final List<Double> millis = new ArrayList<>();

        double at(double share) {
            double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return sorted.length == 0
                    ? 0
                    : sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
        }

        double sum() {
            return millis.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private static <T> T timed(Timed into, Work<T> work) throws SQLException {
        long begun = System.nanoTime();
        T result = work.run();
        into.millis.add((System.nanoTime() - begun) / 1e6);
        return result;
    }

    @Override
    public int run(String[] options, PrintStream out) throws Exception {
        boolean full = Arrays.asList(options).contains("--full");
        int visits = number(options, "--visits", full ? 50_000_000 : 10_000_000);
        int people = number(options, "--people", 1_000_000);
        int days = number(options, "--days", 28);
        int cases = number(options, "--cases", 200);
        int batch = number(options, "--batch", 1_000);
        int known = Math.max(cases + WARM, batch);
        Path folder = Files.createTempDirectory("pccovid-trace");
        try (Installation installation = starter.start(folder)) {
            long begun = System.nanoTime();
            List<UUID> records = records(installation, known);
            LocalDate first = LocalDate.now(VIETNAM).minusDays(days);
            TracedVisits all = new TracedVisits(visits, people, days, first, records, SEED);
            load(installation.database(), installation.bean(SealedRows.class), all);
            out.printf(
                    Locale.ROOT,
                    "%,d visits of %,d people over %d days sealed and copied, and copied in clear, in %.0f s; %.2f GiB in all%n",
                    visits,
                    people,
                    days,
                    (System.nanoTime() - begun) / 1e9,
                    bytes(folder) / (double) (1 << 30));
            return measure(installation, all, options, cases, batch, out);
        } finally {
            EmbeddedDatabase.deleteFolder(folder);
        }
    }

    private static int number(String[] options, String name, int otherwise) {
        for (int i = 0; i + 1 < options.length; i++) {
            if (options[i].equals(name)) {
                return Integer.parseInt(options[i + 1]);
            }
        }
        return otherwise;
    }

    private static long bytes(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
        }
    }

    /// Records linked to a person above every threshold: those of the cases.
    private static List<UUID> records(Installation installation, int wanted) throws SQLException {
        StoredNation.load(installation, wanted, SEED);
        List<UUID> records = new ArrayList<>();
        try (Connection connection =
                        installation
                                .database()
                                .superuser()
                                .in(EmbeddedDatabase.DATABASE)
                                .connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT record_id FROM person.record_person ORDER BY record_id")) {
            while (rows.next()) {
                records.add(rows.getObject(1, UUID.class));
            }
        }
        return records;
    }

    private static void load(EmbeddedDatabase database, SealedRows rows, TracedVisits all)
            throws SQLException, IOException {
        try (Connection custody = database.custody().connect();
                PreparedStatement make = custody.prepareStatement("SELECT place.make_day(?)")) {
            for (int day = 0; day < all.days; day++) {
                make.setObject(1, all.first.plusDays(day));
                make.execute();
            }
        }
        try (Connection connection = database.superuser().in(EmbeddedDatabase.DATABASE).connect();
                Statement statement = connection.createStatement()) {
            all.seal(connection, rows);
            all.plain(connection);
            statement.execute("VACUUM ANALYZE place.visit_at_place");
            statement.execute("VACUUM ANALYZE place.movement_of_record");
            statement.execute("CHECKPOINT");
        }
    }

    private List<Case> admitted(Connection connection, TracedVisits all, int window, int wanted)
            throws SQLException {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Case> cases = new ArrayList<>();
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO custody.admitted_case
                               (case_id, record_id, basis, evidence, laboratory, first_officer, first_office,
                                second_officer, second_office, reason, proven_at, window_from, window_to, admitted_at)
                        VALUES (?, ?, 'laboratory', ?, 'bench', '', '', '', '', '', ?, ?, ?, ?)
                        """)) {
            for (int i = 0; i < wanted; i++) {
                UUID id = new UUID(random.nextLong(), random.nextLong());
                int day = random.nextInt(Math.max(1, all.days - window + 1));
                // Windows begin and end at three at night, when nobody is anywhere.
                Instant from = all.start(day).plus(Duration.ofHours(3));
                Window of = new Window(from, from.plus(Duration.ofDays(window)));
                cases.add(new Case(id, i, of));
                Timestamp proven = Timestamp.from(of.to());
                insert.setObject(1, id);
                insert.setObject(2, all.record(i));
                insert.setBytes(3, id.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                insert.setTimestamp(4, proven);
                insert.setTimestamp(5, Timestamp.from(of.from()));
                insert.setTimestamp(6, Timestamp.from(of.to()));
                insert.setTimestamp(7, proven);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return cases;
    }

    private int measure(
            Installation installation,
            TracedVisits all,
            String[] options,
            int count,
            int batch,
            PrintStream out)
            throws Exception {
        Movements movements = installation.bean(Movements.class);
        int window = number(options, "--window", 14);
        int hops = number(options, "--hops", 50);
        Timed sealed = new Timed();
        Timed unsealed = new Timed();
        Timed sealedTwo = new Timed();
        Timed unsealedTwo = new Timed();
        long contacts = 0;
        int different = 0;
        EmbeddedDatabase database = installation.database();
        try (Connection connection = database.superuser().in(EmbeddedDatabase.DATABASE).connect();
                PreparedStatement plain = prepared(connection, "bench.visit")) {
            List<Case> cases = admitted(connection, all, window, Math.max(count + WARM, batch));
            for (int i = 0; i < count + WARM; i++) {
                Case one = cases.get(i);
                Timed ours = i < WARM ? new Timed() : sealed;
                Timed theirs = i < WARM ? new Timed() : unsealed;
                // In turn, so that neither always finds what the other has warmed.
                FirstHop hop = null;
                Set<Integer> clear = Set.of();
                for (int turn = 0; turn < 2; turn++) {
                    if ((turn + i) % 2 == 0) {
                        hop = timed(ours, () -> first(movements, List.of(one)).getFirst());
                    } else {
                        clear = timed(theirs, () -> people(plain, one));
                    }
                }
                Set<Integer> found = people(java.util.Objects.requireNonNull(hop), all);
                different += found.equals(clear) ? 0 : 1;
                contacts += i < WARM ? 0 : found.size();
                if (i >= WARM && i < WARM + hops) {
                    Set<Integer> two = secondInClear(plain, one, clear, unsealedTwo);
                    different += two.equals(second(movements, all, one, hop, sealedTwo)) ? 0 : 1;
                }
            }
            long begun = System.nanoTime();
            first(movements, cases.subList(0, batch));
            double together = (System.nanoTime() - begun) / 1e6 / batch;
            double single = sealed.sum() / sealed.millis.size();
            out.printf(
                    Locale.ROOT,
                    "first hop, %d cases, %.1f contacts each: sealed p50 %.2f ms, p99 %.2f; in clear p50 %.2f, p99 %.2f (ratio %.2f and %.2f)%n",
                    count,
                    (double) contacts / count,
                    sealed.at(0.5),
                    sealed.at(0.99),
                    unsealed.at(0.5),
                    unsealed.at(0.99),
                    sealed.at(0.5) / unsealed.at(0.5),
                    sealed.at(0.99) / unsealed.at(0.99));
            out.printf(
                    Locale.ROOT,
                    "second hop, %d cases: sealed p50 %.1f ms, p99 %.1f; in clear p50 %.1f, p99 %.1f%n",
                    hops,
                    sealedTwo.at(0.5),
                    sealedTwo.at(0.99),
                    unsealedTwo.at(0.5),
                    unsealedTwo.at(0.99));
            out.printf(
                    Locale.ROOT,
                    "%d cases in one call: %.2f ms each, one by one %.2f%n",
                    batch,
                    together,
                    single);
            out.printf("answers that differ: %d%n", different);
            if (Arrays.asList(options).contains("--peer")) {
                peers(connection, all, cases.subList(WARM, WARM + count), out);
            }
            out.printf(
                    Locale.ROOT,
                    "{\"bench\":\"trace\",\"visits\":%d,\"people\":%d,\"days\":%d,\"window_days\":%d,\"cases\":%d,\"contacts_per_case\":%.1f,"
                            + "\"f1_p50_ms\":%.3f,\"f1_p99_ms\":%.3f,\"unsealed_f1_p50_ms\":%.3f,\"unsealed_f1_p99_ms\":%.3f,\"ratio_to_unsealed\":%.3f,"
                            + "\"f2_p50_ms\":%.2f,\"f2_p99_ms\":%.2f,\"unsealed_f2_p99_ms\":%.2f,\"batch_speedup\":%.2f,\"answers_that_differ\":%d}%n",
                    all.count,
                    all.people,
                    all.days,
                    window,
                    count,
                    (double) contacts / count,
                    sealed.at(0.5),
                    sealed.at(0.99),
                    unsealed.at(0.5),
                    unsealed.at(0.99),
                    sealed.at(0.99) / unsealed.at(0.99),
                    sealedTwo.at(0.5),
                    sealedTwo.at(0.99),
                    unsealedTwo.at(0.99),
                    single / together,
                    different);
        }
        return different == 0 ? 0 : 1;
    }

    private static PreparedStatement prepared(Connection connection, String table)
            throws SQLException {
        return connection.prepareStatement(
                FIRST_HOP.formatted(table, TracedVisits.LONGEST_SECONDS, AFTER_STAY.toSeconds()));
    }

    private static List<FirstHop> first(Movements movements, List<Case> cases) {
        List<FirstHop> hops =
                movements.firstHop(
                        cases.stream()
                                .map(c -> new HopRequest(c.id, c.window, AFTER_STAY))
                                .toList());
        for (FirstHop hop : hops) {
            if (hop.refused().isPresent()) {
                throw new IllegalStateException("refused: " + hop.refused().get());
            }
        }
        return hops;
    }

    private static Set<Integer> people(PreparedStatement statement, Case one) throws SQLException {
        return people(statement, one.person, one.window);
    }

    private static Set<Integer> people(PreparedStatement statement, int person, Window window)
            throws SQLException {
        statement.setInt(1, person);
        statement.setInt(2, (int) window.from().getEpochSecond());
        statement.setInt(3, (int) window.to().getEpochSecond());
        Set<Integer> people = new HashSet<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                people.add(rows.getInt(1));
            }
        }
        people.remove(person);
        return people;
    }

    private static Set<Integer> people(FirstHop hop, TracedVisits all) {
        Set<Integer> people = new HashSet<>();
        hop.present().forEach(p -> people.add(all.number(p.ofContact().who().id())));
        return people;
    }

    private static Set<Integer> second(
            Movements movements, TracedVisits all, Case one, FirstHop hop, Timed into)
            throws SQLException {
        Set<UUID> contacts = new HashSet<>();
        hop.present().forEach(p -> contacts.add(p.ofContact().who().id()));
        List<SecondHopRequest.Via> via =
                contacts.stream().map(c -> new SecondHopRequest.Via(c, one.window)).toList();
        SecondHop second =
                timed(
                        into,
                        () ->
                                movements
                                        .secondHop(
                                                List.of(
                                                        new SecondHopRequest(
                                                                one.id, via, AFTER_STAY)))
                                        .getFirst());
        Set<Integer> people = new HashSet<>();
        second.present()
                .values()
                .forEach(list ->
                        list.forEach(p -> people.add(all.number(p.ofContact().who().id()))));
        return people;
    }

    private static Set<Integer> secondInClear(
            PreparedStatement plain, Case one, Set<Integer> contacts, Timed into)
            throws SQLException {
        String sql =
                FIRST_HOP
                        .formatted(
                                "bench.visit", TracedVisits.LONGEST_SECONDS, AFTER_STAY.toSeconds())
                        .replace("m.person = ?", "m.person = ANY (?)");
        Integer[] via = contacts.toArray(Integer[]::new);
        Connection connection = plain.getConnection();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("int4", via));
            statement.setInt(2, (int) one.window.from().getEpochSecond());
            statement.setInt(3, (int) one.window.to().getEpochSecond());
            return timed(
                    into,
                    () -> {
                        Set<Integer> people = new HashSet<>();
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                people.add(rows.getInt(1));
                            }
                        }
                        return people;
                    });
        }
    }

    private static void peers(
            Connection connection, TracedVisits all, List<Case> cases, PrintStream out)
            throws SQLException {
        Map<String, Timed> figures = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bench.naive AS SELECT * FROM bench.visit");
            statement.execute("CREATE INDEX ON bench.naive (place)");
            statement.execute("CREATE INDEX ON bench.naive (person)");
            statement.execute("VACUUM ANALYZE bench.naive");
            try (PreparedStatement naive = prepared(connection, "bench.naive")) {
                for (Case one : cases) {
                    timed(
                            figures.computeIfAbsent("naive B-tree", k -> new Timed()),
                            () -> people(naive, one));
                }
            }
            statement.execute("DROP TABLE bench.naive");
            statement.execute(
                    "CREATE INDEX visit_gist ON bench.visit USING gist (box(point(place, from_s), point(place, to_s)))");
            statement.execute("ANALYZE bench.visit");
            String gist =
                    """
                    SELECT v.person FROM bench.visit m CROSS JOIN LATERAL
                           (SELECT v.person FROM bench.visit v
                             WHERE box(point(v.place, v.from_s), point(v.place, v.to_s))
                                   && box(point(m.place, m.from_s), point(m.place, m.to_s + %d)) OFFSET 0) v
                     WHERE m.person = ? AND m.from_s BETWEEN ? AND ?
                    """
                            .formatted(AFTER_STAY.toSeconds());
            statement.execute("DROP INDEX bench.visit_by_place");
            try (PreparedStatement boxes = connection.prepareStatement(gist)) {
                for (Case one : cases) {
                    timed(
                            figures.computeIfAbsent("GiST", k -> new Timed()),
                            () -> people(boxes, one));
                }
            }
        }
        try (DuckDBConnection duck =
                (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:")) {
            try (Statement statement = duck.createStatement()) {
                statement.execute(
                        "CREATE TABLE visit (person INT, place INT, from_s INT, to_s INT)");
            }
            try (DuckDBAppender appender = duck.createAppender("main", "visit")) {
                for (int i = 0; i < all.count; i++) {
                    appender.beginRow();
                    appender.append(all.person[i]);
                    appender.append(all.place[i]);
                    appender.append(all.from[i]);
                    appender.append(all.to[i]);
                    appender.endRow();
                }
            }
            String sql =
                    """
                    SELECT v.person FROM visit m JOIN visit v ON v.place = m.place
                       AND v.from_s BETWEEN m.from_s - %d AND m.to_s + %d AND v.to_s >= m.from_s
                     WHERE m.person = ? AND m.from_s BETWEEN ? AND ?
                    """
                            .formatted(TracedVisits.LONGEST_SECONDS, AFTER_STAY.toSeconds());
            try (PreparedStatement statement = duck.prepareStatement(sql)) {
                for (Case one : cases.subList(0, Math.min(50, cases.size()))) {
                    timed(
                            figures.computeIfAbsent("DuckDB", k -> new Timed()),
                            () -> people(statement, one));
                }
            }
        }
        figures.forEach((peer, times) ->
                out.printf(
                        Locale.ROOT,
                        "%s, first hop in clear: p50 %.2f ms, p99 %.2f%n",
                        peer,
                        times.at(0.5),
                        times.at(0.99)));
    }
}
