package vn.pccovid.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import vn.pccovid.lib.colour.RulePacks;
import vn.pccovid.postgres.DatabaseAccess;
import vn.pccovid.postgres.DatabaseCpu;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.pass.Packs;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.server.pass.RehearsalView;
import vn.pccovid.server.pass.Rehearsals;
import vn.pccovid.server.person.PeopleInOrder;

/// `bench rehearse`: a national pack tried on N stored people, and then everybody recoloured by it.
/// Beside it in the same run and turn by turn, on as many connections: the same rows read in ranges
/// by plain JDBC and thrown away, which is the limit of whoever must read them.
///
/// The first colours of everybody are worked out in the same run, as after an import, and told
/// beside. Processor time is that of this process and of PostgreSQL together.
///
/// Options: `--people N` (100,000), `--seed S` (7), `--runs R` (3).
public final class RehearseBench implements Bench {
    private static final int PAGE = 2_000;
    private static final String PACK = "vn-discharge";

    private final Installation.Starter starter;

    /// @param starter starts the service in a folder
    public RehearseBench(Installation.Starter starter) {
        this.starter = starter;
    }

    /// What a stretch of work took.
    private record Took(double seconds, double cpuSeconds, long people) {
        double rate() {
            return people / seconds;
        }

        double micros() {
            return 1e6 * cpuSeconds / people;
        }

        void print(String name, PrintStream out) {
            out.printf(
                    Locale.ROOT,
                    "%-10s %,12.0f people/s, %.1f s, %.1f s of processor, %.1f µs each%n",
                    name,
                    rate(),
                    seconds,
                    cpuSeconds,
                    micros());
        }
    }

    @FunctionalInterface
    private interface Work {
        long people() throws Exception;
    }

    @Override
    public int run(String[] options, PrintStream out) throws Exception {
        int people = Integer.parseInt(option(options, "--people", "100000"));
        long seed = Long.parseLong(option(options, "--seed", "7"));
        int runs = Integer.parseInt(option(options, "--runs", "3"));
        Path folder = Files.createTempDirectory("pccovid-bench-rehearse-");
        try (Installation installation = starter.start(folder.resolve("installation"))) {
            return measure(installation, people, seed, runs, out);
        } finally {
            EmbeddedDatabase.deleteFolder(folder);
        }
    }

    private static int measure(
            Installation installation, int people, long seed, int runs, PrintStream out)
            throws Exception {
        EmbeddedDatabase database = installation.database();
        Passes passes = installation.bean(Passes.class);
        Packs packs = installation.bean(Packs.class);
        Rehearsals rehearsals = installation.bean(Rehearsals.class);
        long begun = System.nanoTime();
        Took first;
        long facts;
        Passes.Hold hold = passes.hold();
        try {
            facts = StoredNation.load(installation, people, seed);
            out.printf(
                    Locale.ROOT,
                    "outside the clock: %,d people and %,d facts sealed and copied in %.1f s%n",
                    people,
                    facts,
                    (System.nanoTime() - begun) / 1e9);
            first = took(database, () -> passes.catchUp());
        } finally {
            hold.close();
        }
        first.print("first", out);
        try (Connection connection = database.superuser().in(EmbeddedDatabase.DATABASE).connect()) {
            connection.createStatement().execute("VACUUM ANALYZE");
        }
        as("an", () -> packs.add(text("a")));
        as("an", () -> packs.check(PACK, "a"));
        List<Took> reads = new ArrayList<>();
        List<Took> tried = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            reads.add(took(database, () -> read(database)));
            tried.add(
                    took(
                            database,
                            () -> {
                                UUID id = as("an", () -> rehearsals.rehearse(PACK, "a", null));
                                RehearsalView view = as("an", () -> rehearsals.view(id, ""));
                                return view.people();
                            }));
            reads.getLast().print("read", out);
            tried.getLast().print("rehearse", out);
        }
        as("an", () -> packs.approve(PACK, "a"));
        as("binh", () -> packs.approve(PACK, "a"));
        Took stored =
                took(
                        database,
                        () -> {
                            as("an", () -> packs.schedule(PACK, "a", null));
                            passes.catchUp();
                            return people;
                        });
        Packs.Work work = as("an", () -> packs.view(PACK, "a")).recolouring();
        long changed = work == null ? 0 : work.changed();
        stored.print("recolour", out);
        out.printf(Locale.ROOT, "%,d of %,d people were written anew%n", changed, people);
        Took read = median(reads);
        Took rehearsal = median(tried);
        out.printf(
                Locale.ROOT,
                "{\"bench\":\"rehearse\",\"people\":%d,\"facts\":%d,\"people_per_s\":%.0f,"
                        + "\"cpu_us_per_person\":%.1f,\"read_people_per_s\":%.0f,"
                        + "\"read_cpu_us_per_person\":%.1f,\"ratio_to_read\":%.3f,"
                        + "\"stored_people_per_s\":%.0f,\"stored_cpu_us_per_person\":%.1f,"
                        + "\"stored_changed\":%d,\"first_people_per_s\":%.0f,"
                        + "\"first_cpu_us_per_person\":%.1f,\"processors\":%d}%n",
                people,
                facts,
                rehearsal.rate(),
                rehearsal.micros(),
                read.rate(),
                read.micros(),
                read.cpuSeconds / rehearsal.cpuSeconds,
                stored.rate(),
                stored.micros(),
                changed,
                first.rate(),
                first.micros(),
                Runtime.getRuntime().availableProcessors());
        return rehearsal.people == people ? 0 : 1;
    }

    /// The text in force of how a case is released, as another version of it: whoever is ill is
    /// told another version, nobody another colour.
    private static String text(String version) {
        return Objects.requireNonNull(RulePacks.texts().get("vn-discharge-604.yaml"))
                .replaceFirst("(?m)^version: .*$", "version: \"" + version + "\"");
    }

    private static <T> T as(String officer, Supplier<T> body) {
        return Scopes.call(
                new Scope(
                        officer,
                        "bench",
                        "AUTHORITY",
                        Purpose.RULE_MAKING,
                        Category.SYSTEM,
                        List.of("*"),
                        List.of(),
                        DatabaseRole.APPLICATION),
                body::get);
    }

    private static Took took(EmbeddedDatabase database, Work work) throws Exception {
        Duration before = DatabaseCpu.of(database).plus(own());
        long begun = System.nanoTime();
        long people = work.people();
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new Took(
                seconds,
                DatabaseCpu.of(database).plus(own()).minus(before).toNanos() / 1e9,
                people);
    }

    private static Duration own() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static Took median(List<Took> took) {
        return took.stream()
                .sorted((a, b) -> Double.compare(a.rate(), b.rate()))
                .toList()
                .get(took.size() / 2);
    }

    // ---- the limit

    private static long read(EmbeddedDatabase database) throws Exception {
        DatabaseAccess access = database.superuser().in(EmbeddedDatabase.DATABASE);
        ConcurrentLinkedQueue<UUID[]> pages = new ConcurrentLinkedQueue<>();
        try (Connection connection = access.connect();
                PreparedStatement ends =
                        connection.prepareStatement(
                                "SELECT person_id FROM (SELECT person_id, row_number() OVER (ORDER BY"
                                        + " person_id) AS n FROM person.person) AS p WHERE n % "
                                        + PAGE
                                        + " = 0 ORDER BY person_id");
                ResultSet rows = ends.executeQuery()) {
            UUID after = PeopleInOrder.FIRST;
            while (rows.next()) {
                UUID end = rows.getObject(1, UUID.class);
                pages.add(new UUID[] {after, end});
                after = end;
            }
            pages.add(new UUID[] {after, PeopleInOrder.LAST});
        }
        int workers = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
        long people = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                running.add(threads.submit(() -> read(access, pages)));
            }
            for (Future<Long> worker : running) {
                people += worker.get();
            }
        }
        return people;
    }

    private static long read(DatabaseAccess access, ConcurrentLinkedQueue<UUID[]> pages)
            throws SQLException {
        long people = 0;
        long bytes = 0;
        try (Connection connection = access.connect();
                PreparedStatement records =
                        connection.prepareStatement(
                                """
                                SELECT l.person_id, l.area, l.record_id, l.version, l.source, l.authoritative,
                                       r.sealed_canonical
                                FROM person.person_record l
                                LEFT JOIN person.record r
                                    ON l.authoritative AND r.record_id = l.record_id AND r.version = l.version
                                WHERE l.person_id > ? AND l.person_id <= ? ORDER BY l.person_id, l.record_id
                                """);
                PreparedStatement facts =
                        connection.prepareStatement(
                                """
                                SELECT person_id, fact_id, record_id, kind, at, area, details, source, received_at,
                                       link_probability
                                FROM fact.person_fact WHERE person_id > ? AND person_id <= ?
                                ORDER BY person_id, at, fact_id
                                """)) {
            UUID[] page = pages.poll();
            while (page != null) {
                try (ResultSet rows = asked(records, page)) {
                    while (rows.next()) {
                        people++;
                        bytes += rows.getBytes(7).length;
                    }
                }
                try (ResultSet rows = asked(facts, page)) {
                    while (rows.next()) {
                        bytes += rows.getBytes(7).length;
                    }
                }
                page = pages.poll();
            }
        }
        if (bytes == 0) {
            throw new IllegalStateException("nothing was read");
        }
        return people;
    }

    private static ResultSet asked(PreparedStatement statement, UUID[] page) throws SQLException {
        statement.setObject(1, page[0]);
        statement.setObject(2, page[1]);
        return statement.executeQuery();
    }

    private static String option(String[] options, String name, String otherwise) {
        int at = Arrays.asList(options).indexOf(name);
        return at < 0 || at + 1 == options.length ? otherwise : options[at + 1];
    }
}
