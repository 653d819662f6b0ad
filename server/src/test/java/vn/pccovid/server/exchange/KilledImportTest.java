package vn.pccovid.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import vn.pccovid.postgres.testing.TestDatabase;
import vn.pccovid.server.MigratedDatabase;

class KilledImportTest {
    private static final String[] FAMILY = {"Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng"};
    private static final String[] GIVEN = {
        "An", "Bình", "Châu", "Dũng", "Hà", "Hòa", "Lan", "Mai", "Nga", "Phúc", "Quý", "Thủy",
        "Tuấn", "Vy"
    };

    @TempDir private Path folder;

    @Test
    @DisplayName(
            "issue 2 §7 \"Import killed with -9 three times and resumed ends with the same ledger, partition of records, and colours as an undisturbed one (a test that really kills a process)\"")
    void killed_three_times_and_resumed_it_ends_as_if_nothing_had_happened() throws Exception {
        Path nation = Files.createDirectory(folder.resolve("nation"));
        write(nation);

        TestDatabase calm = MigratedDatabase.create();
        Path undisturbed = folder.resolve("undisturbed.csv");
        assertThat(run(nation, undisturbed, MigratedDatabase.properties(calm), "never")).isTrue();

        TestDatabase stormy = MigratedDatabase.create();
        Map<String, Object> properties = MigratedDatabase.properties(stormy);
        Path disturbed = folder.resolve("disturbed.csv");
        for (String fatal :
                List.of(
                        "ROWS population 2000",
                        "ROWS vaccination_people 2000",
                        "ROWS vaccination_doses 4000")) {
            assertThat(run(nation, disturbed, properties, fatal))
                    .as("killed at " + fatal)
                    .isFalse();
        }
        assertThat(run(nation, disturbed, properties, "never")).isTrue();

        assertThat(ledger(stormy)).isEqualTo(ledger(calm)).hasSizeGreaterThan(10_000);
        assertThat(partition(disturbed))
                .isEqualTo(partition(undisturbed))
                .hasSizeGreaterThan(3_000);
    }

    /// Runs the importing process and kills it when it says `fatal`.
    ///
    /// @return true when it came to its end
    private boolean run(Path nation, Path result, Map<String, Object> properties, String fatal)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx600m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dfile.encoding=UTF-8",
                        "--enable-native-access=ALL-UNNAMED"));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        ImportingProcess.class.getName(),
                        nation.toString(),
                        result.toString()));
        Map<String, Object> all = new HashMap<>(properties);
        try (ServerSocket free = new ServerSocket(0)) {
            all.put("server.port", free.getLocalPort());
            all.put("pccovid.public-url", "http://localhost:" + free.getLocalPort());
        }
        all.put("management.server.port", 0);
        all.forEach((name, value) -> command.add("--" + name + "=" + value));
        File errors = folder.resolve("errors.txt").toFile();
        Process process = new ProcessBuilder(command).redirectError(errors).start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.equals(fatal)) {
                    process.toHandle().destroyForcibly(); // kill -9
                    break;
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        boolean killed = process.exitValue() == 137;
        assertThat(killed || process.exitValue() == 0)
                .as("exit %d: %s", process.exitValue(), Files.readString(errors.toPath()))
                .isTrue();
        return !killed;
    }

    /// File, line and fate of every row; a file read again from its beginning after a kill is all
    /// `repeated` and left out.
    private static Set<String> ledger(TestDatabase database) {
        SingleConnectionDataSource worker =
                new SingleConnectionDataSource(
                        database.worker().url(),
                        database.worker().user(),
                        database.worker().password(),
                        true);
        try {
            JdbcClient jdbc = JdbcClient.create(worker);
            jdbc.sql("SELECT set_config('pccovid.purpose', 'OPERATION', false)")
                    .query(String.class)
                    .single();
            return new TreeSet<>(
                    jdbc.sql(
                                    "SELECT r.file || ' ' || l.line || ' ' || l.fate FROM exchange.ledger l JOIN exchange.run r ON r.run_id = l.run_id"
                                            + " WHERE r.fates[5] < r.line_count")
                            .query((rs, n) -> rs.getString(1))
                            .list());
        } finally {
            worker.destroy();
        }
    }

    /// The records of each person, and the person's colour: the same whatever the persons are
    /// called.
    private static Map<Set<String>, String> partition(Path result) throws IOException {
        Map<String, Set<String>> members = new HashMap<>();
        Map<String, String> colours = new HashMap<>();
        for (String line : Files.readAllLines(result)) {
            String[] cells = line.split(",", -1);
            String person = cells[1].isEmpty() ? "waiting " + cells[0] : cells[1];
            members.computeIfAbsent(person, p -> new TreeSet<>()).add(cells[0]);
            colours.put(person, cells[2]);
        }
        Map<Set<String>, String> partition = new HashMap<>();
        members.forEach(
                (person, records) -> partition.put(records, colours.getOrDefault(person, "")));
        return partition;
    }

    /// Seven thousand invented people, of whom the vaccination platform knows most, often badly
    /// written, and their doses.
    private static void write(Path nation) throws IOException {
        Random random = new Random(41);
        StringBuilder population = new StringBuilder(header("population/population"));
        StringBuilder people = new StringBuilder(header("vaccination/vaccination_people"));
        StringBuilder doses = new StringBuilder(header("vaccination/vaccination_doses"));
        Map<Integer, String> communes = new TreeMap<>(Map.of(0, "22366", 1, "22651", 2, "22363"));
        for (int i = 0; i < 4_500; i++) {
            String name =
                    FAMILY[random.nextInt(7)]
                            + " Thị "
                            + GIVEN[random.nextInt(14)]
                            + " "
                            + GIVEN[random.nextInt(14)];
            int year = 1930 + random.nextInt(70);
            String birth =
                    "%02d/%02d/%d".formatted(1 + random.nextInt(28), 1 + random.nextInt(12), year);
            String id = "0561%02d%06d".formatted(year % 100, i);
            String phone = "09%08d".formatted(10_000_000 + i / 2);
            String commune = communes.get(random.nextInt(3));
            population.append(
                    "%s,,%s,%s,Nữ,%s,,%s,,\n".formatted(id, name, birth, commune, commune));
            if (random.nextInt(10) == 0) {
                continue;
            }
            String written =
                    random.nextInt(5) == 0 ? name.toUpperCase(java.util.Locale.ROOT) : name;
            String told =
                    random.nextInt(8) == 0 ? "" : random.nextInt(8) == 0 ? id.substring(1) : id;
            String born = random.nextInt(8) == 0 ? String.valueOf(year) : birth;
            people.append(
                    "V%d,%s,%s,Nữ,%s,%s,,Kinh,Việt Nam,9,0,56,,%s,\n"
                            .formatted(i, written, born, phone, told, commune));
            for (int dose = 1; dose <= 1 + random.nextInt(2); dose++) {
                doses.append(
                        "M%d-%d,V%d,%d,AstraZeneca,L,%02d/0%d/2021 08:00,Trạm,%s\n"
                                .formatted(
                                        i,
                                        dose,
                                        i,
                                        dose,
                                        1 + random.nextInt(28),
                                        5 + dose,
                                        commune));
            }
        }
        Files.writeString(nation.resolve("population.csv"), population);
        Files.writeString(nation.resolve("vaccination_people.csv"), people);
        Files.writeString(nation.resolve("vaccination_doses.csv"), doses);
    }

    private static String header(String file) {
        return java.util.Objects.requireNonNull(NineSources.FILES.get(file))
                        .lines()
                        .findFirst()
                        .orElseThrow()
                + "\n";
    }
}
