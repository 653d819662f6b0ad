package vn.pccovid.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.pccovid.postgres.DatabaseAccess;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.simulation.Simulation;
import vn.pccovid.simulation.SimulationOptions;

@DisplayName("Import killed with -9 three times and resumed ends as an undisturbed one")
class KilledImportTest {
    private static final int PEOPLE = 1_500;

    @TempDir static Path folder;

    @BeforeAll
    static void simulate() throws IOException {
        Simulation.generate(
                new SimulationOptions(PEOPLE, 11, "56", "574", LocalDate.of(2021, 10, 10)),
                folder.resolve("nation"),
                progress -> {});
    }

    @Test
    @DisplayName(
            "same ledger, same partition of records, same colours; a second feed changes nothing")
    void a_killed_import_ends_as_an_undisturbed_one() throws Exception {
        Path calm = folder.resolve("calm");
        assertThat(importAll(calm)).isZero();
        Path disturbed = folder.resolve("disturbed");
        int kills = 0;
        for (int attempt = 0; kills < 3; attempt++) {
            assertThat(attempt).as("attempts to kill an import while it writes").isLessThan(12);
            if (killedWhileWriting(disturbed, 300L * (attempt + 1))) {
                kills++;
            }
        }
        assertThat(importAll(disturbed)).isZero();

        assertThat(ledger(disturbed)).isEqualTo(ledger(calm)).isNotEmpty();
        assertThat(partition(disturbed)).isEqualTo(partition(calm)).isNotEmpty();
        assertThat(colours(disturbed)).isEqualTo(colours(calm)).isNotEmpty();

        // Feeding any source file twice changes nothing.
        assertThat(importAll(disturbed)).isZero();
        assertThat(partition(disturbed)).isEqualTo(partition(calm));
        assertThat(colours(disturbed)).isEqualTo(colours(calm));
    }

    /// Starts an import in a process of its own and kills it some time after its first committed
    /// rows.
    ///
    /// @return whether it was still at work
    private static boolean killedWhileWriting(Path data, long millisAfterFirstRows)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx1g",
                                        "-XX:+UseSerialGC",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Main.class.getName(),
                                        "import",
                                        "--data",
                                        data.toString(),
                                        folder.resolve("nation").toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("killed.out").toFile())
                        .start();
        long before = rows(data);
        while (process.isAlive() && rows(data) <= before) {
            Thread.sleep(50);
        }
        boolean atWork =
                process.isAlive() && !process.waitFor(millisAfterFirstRows, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return atWork;
    }

    /// Rows in ledgers now, seen from outside; 0 while there is no ledger.
    private static long rows(Path data) {
        try {
            return EmbeddedDatabase.attach(data.resolve("database"))
                    .map(database ->
                            client(database)
                                    .sql("SELECT coalesce(sum(rows), 0) FROM exchange.run")
                                    .query(Long.class)
                                    .single())
                    .orElse(0L);
        } catch (org.springframework.dao.DataAccessException e) {
            return 0;
        }
    }

    private static int importAll(Path data) {
        StringWriter text = new StringWriter();
        int code =
                Main.commandLine()
                        .setOut(new PrintWriter(text))
                        .setErr(new PrintWriter(text))
                        .execute(
                                "import",
                                "--data",
                                data.toString(),
                                folder.resolve("nation").toString());
        assertThat(code).as(text.toString()).isZero();
        return code;
    }

    /// Fates by file and row, of the first run of each file.
    private static Map<String, Long> ledger(Path data) {
        return read(
                data,
                client -> {
                    Map<String, Long> ledger = new TreeMap<>();
                    client.sql(
                                    """
                                    SELECT r.file || ' ' || l.row_number || ' ' || l.fate
                                      FROM exchange.ledger l
                                      JOIN (SELECT DISTINCT ON (file) run_id, file
                                              FROM exchange.run ORDER BY file, started_at) r
                                     USING (run_id)
                                    """)
                            .query(String.class)
                            .list()
                            .forEach(line -> ledger.merge(line, 1L, Long::sum));
                    return ledger;
                });
    }

    /// Groups of records that count for one person, by their source keys; PersonIds left out.
    private static List<String> partition(Path data) throws IOException {
        Path links = Files.createTempDirectory(folder, "links").resolve("links.csv");
        assertThat(
                        Main.commandLine()
                                .execute(
                                        "links",
                                        "--data",
                                        data.toString(),
                                        "--out",
                                        links.toString()))
                .isZero();
        Map<String, TreeSet<String>> groups = new TreeMap<>();
        for (String line : Files.readAllLines(links).stream().skip(1).toList()) {
            List<String> cells = List.of(line.split(",", -1));
            String person = cells.get(2);
            String record = cells.get(0) + "/" + cells.get(1);
            groups.computeIfAbsent(
                            person.isEmpty() ? "waits " + record : person, p -> new TreeSet<>())
                    .add(record);
        }
        List<String> partition = new ArrayList<>();
        groups.forEach((person, records) ->
                partition.add(
                        (person.startsWith("waits") ? "waits: " : "") + String.join(" ", records)));
        partition.sort(Comparator.naturalOrder());
        return partition;
    }

    private static Map<String, Long> colours(Path data) {
        return read(
                data,
                client ->
                        client
                                .sql(
                                        "SELECT colour::text AS c, count(*) AS n FROM pass.pass GROUP BY"
                                                + " colour")
                                .query((row, number) -> Map.entry(row.getString(1), row.getLong(2)))
                                .list()
                                .stream()
                                .collect(
                                        Collectors.toMap(
                                                Map.Entry::getKey,
                                                Map.Entry::getValue,
                                                Long::sum,
                                                TreeMap::new)));
    }

    private static <T> T read(Path data, java.util.function.Function<JdbcClient, T> query) {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data.resolve("database"))) {
            return query.apply(client(database));
        }
    }

    private static JdbcClient client(EmbeddedDatabase database) {
        DatabaseAccess access = database.superuser().in(EmbeddedDatabase.DATABASE);
        return JdbcClient.create(access.dataSource());
    }
}
