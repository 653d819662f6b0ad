package vn.pccovid.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.postgres.testing.TestDatabase;
import vn.pccovid.server.MigratedDatabase;
import vn.pccovid.server.PcCovidServer;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.person.Invented;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordOutcome;
import vn.pccovid.server.person.Register;
import vn.pccovid.server.person.Verifications;
import vn.pccovid.simulation.RegisterFaults;
import vn.pccovid.simulation.RegisterServer;

/// A process of its own asks; it is killed with -9 while calls are under way and questions wait.
@NullUnmarked
@DisplayName("Questions to registers survive the death of the service")
class KilledVerificationTest {
    private static final int QUESTIONS = 60;
    private static final int FIRST = 820_000;

    @TempDir private static Path folder;

    /// The process that is killed. First argument: how many questions to put before asking.
    static final class Asking {
        private Asking() {}

        public static void main(String[] args) {
            List<String> more = new ArrayList<>(List.of(args));
            int questions = Integer.parseInt(more.removeFirst());
            ConfigurableApplicationContext context =
                    new SpringApplicationBuilder(PcCovidServer.class)
                            .run(more.toArray(String[]::new));
            People people = context.getBean(People.class);
            Verifications verifications = context.getBean(Verifications.class);
            TransactionTemplate transaction =
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            Scopes.run(
                    Scope.worker(Purpose.DATA_QUALITY),
                    () ->
                            transaction.executeWithoutResult(status -> {
                                for (int i = 0; i < questions; i++) {
                                    RecordOutcome row =
                                            people.link(
                                                            List.of(
                                                                    Invented.record(
                                                                            "ncovi",
                                                                            "k" + i,
                                                                            Invented.person(
                                                                                    FIRST + i))))
                                                    .getFirst();
                                    if (verifications
                                            .request(row.recordId(), Register.POPULATION, "test")
                                            .isEmpty()) {
                                        throw new IllegalStateException("nothing to ask");
                                    }
                                }
                            }));
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void a_killed_service_goes_on_where_it_was() throws Exception {
        TestDatabase database = MigratedDatabase.create();
        try (RegisterServer register = new RegisterServer(LocalDate.of(2021, 10, 10), 3)) {
            for (int i = 0; i < QUESTIONS; i++) {
                PersonDescription person = Invented.person(FIRST + i);
                register.citizen(
                        person.citizenId().value(),
                        person.name().display(),
                        RegisterCallsTest.birth(person),
                        person.sex() == Sex.MALE);
            }
            // Slow enough to be killed in the middle.
            register.faults(new RegisterFaults(Duration.ofMillis(250), 0, 0, 0, 0, false));
            Map<String, Object> properties = new HashMap<>(MigratedDatabase.properties(database));
            properties.put("server.port", 0);
            properties.put("management.server.port", 0);
            properties.put("pccovid.registers.population.url", register.population());
            properties.put("pccovid.registers.population.at-once", 2);
            properties.put("pccovid.verification.lease", "3s");
            properties.put("pccovid.verification.look", "50ms");

            Process first = start(QUESTIONS, properties);
            try {
                await(first, () -> register.answers() >= 6);
            } finally {
                first.destroyForcibly().waitFor();
            }
            long answered = count(database, "person.verification_answer");
            assertThat(answered).as("killed in the middle").isBetween(1L, QUESTIONS - 1L);
            assertThat(count(database, "person.verification_request")).isEqualTo(QUESTIONS);

            Process second = start(0, properties);
            try {
                await(second, () -> count(database, "person.verification_answer") >= QUESTIONS);
                Thread.sleep(1_000);
            } finally {
                second.destroyForcibly().waitFor();
            }
            assertThat(count(database, "person.verification_answer WHERE grade = 'matches'"))
                    .as("each answered, once")
                    .isEqualTo(QUESTIONS);
            assertThat(count(database, "person.verification_request WHERE state = 'answered'"))
                    .isEqualTo(QUESTIONS);
            assertThat(
                            count(
                                    database,
                                    "(SELECT DISTINCT request_id FROM person.verification_answer) a"))
                    .isEqualTo(QUESTIONS);
        }
    }

    private interface Wanted {
        boolean met() throws SQLException;
    }

    private static void await(Process process, Wanted wanted) throws Exception {
        Instant until = Instant.now().plus(Duration.ofMinutes(2));
        while (!wanted.met()) {
            assertThat(process.isAlive())
                    .as(() -> {
                        try {
                            return Files.readString(folder.resolve("output"));
                        } catch (IOException e) {
                            return "no output";
                        }
                    })
                    .isTrue();
            assertThat(Instant.now()).isBefore(until);
            Thread.sleep(20);
        }
    }

    private static Process start(int questions, Map<String, Object> properties) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Asking.class.getName());
        command.add(String.valueOf(questions));
        properties.forEach((key, value) -> command.add("--" + key + "=" + value));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    private static long count(TestDatabase database, String from) throws SQLException {
        try (Connection connection = database.worker().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET pccovid.purpose = 'DATA_QUALITY'");
            try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
