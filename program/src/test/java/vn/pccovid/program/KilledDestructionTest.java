package vn.pccovid.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.custody.Custody;
import vn.pccovid.server.custody.MovementClass;
import vn.pccovid.server.place.Places;
import vn.pccovid.server.place.Visit;

@DisplayName("A server killed in the middle of destroying days finishes when it starts again")
class KilledDestructionTest {
    private static final Instant NOW = Instant.parse("2021-10-25T03:00:00Z");
    private static final int DAYS = 20;

    /// All but the last two days are then behind the retention of 21 days.
    private static final Duration LATER = Duration.ofDays(20);

    @TempDir private static Path folder;

    /// The service, started three weeks later: it destroys what is over before anybody asks.
    static final class Later {
        private Later() {}

        public static void main(String[] arguments) {
            Main.quiet();
            Application.start(settings(new DataFolder(Path.of(arguments[0])), LATER)).close();
        }
    }

    private static Settings settings(DataFolder data, Duration later) {
        return Settings.of(data).withClock(Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void destruction_is_finished_after_a_kill() throws Exception {
        DataFolder data = new DataFolder(folder.resolve("data"));
        List<LocalDate> days = new ArrayList<>();
        try (Application application = Application.start(settings(data, Duration.ZERO))) {
            List<Visit> visits = new ArrayList<>();
            for (int i = 0; i < DAYS; i++) {
                Instant at = NOW.minus(Duration.ofDays(i));
                days.add(Custody.day(at));
                visits.add(new Visit("v" + i, "venue", new UUID(1, i), at, false));
            }
            TransactionTemplate transaction =
                    new TransactionTemplate(application.bean(PlatformTransactionManager.class));
            Scopes.run(
                    Scope.worker(Purpose.IMPORT),
                    () ->
                            transaction.executeWithoutResult(
                                    status -> application.bean(Places.class).visits(visits)));
        }
        assertThat(keys(data, "day-")).hasSize(DAYS);

        Process process = start(data);
        while (keys(data, "gone-").size() < 3 && process.isAlive()) {
            Thread.sleep(1);
        }
        process.destroyForcibly().waitFor();
        assertThat(process.exitValue()).as("killed, not ended").isEqualTo(128 + 9);
        assertThat(keys(data, "day-")).as("in the middle").hasSizeGreaterThan(2);

        Custody custody;
        try (Application again = Application.start(settings(data, LATER))) {
            custody = again.bean(Custody.class);
            LocalDate oldest = custody.oldest(MovementClass.VISITS);
            List<LocalDate> over = days.stream().filter(d -> d.isBefore(oldest)).toList();
            assertThat(over).hasSize(DAYS - 2);
            for (LocalDate day : days) {
                boolean gone = day.isBefore(oldest);
                assertThat(custody.exists(MovementClass.VISITS, day)).isEqualTo(!gone);
                assertThat(custody.proof(MovementClass.VISITS, day).isPresent()).isEqualTo(gone);
            }
            assertThat(keys(data, "day-")).hasSize(2);
            assertThat(keys(data, "token-")).hasSize(2);
            JdbcClient database =
                    JdbcClient.create(again.database().orElseThrow().custody().dataSource());
            assertThat(
                            database.sql("SELECT count(*) FROM place.visit_at_place")
                                    .query(Integer.class)
                                    .single())
                    .isEqualTo(2);
            assertThat(
                            database.sql("SELECT count(*) FROM place.days()")
                                    .query(Integer.class)
                                    .single())
                    .isEqualTo(2);
            assertThat(custody.destroyExpired()).as("nothing is left to do").isEmpty();
        }
    }

    private static Process start(DataFolder data) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-XX:TieredStopAtLevel=1",
                        Later.class.getName(),
                        data.root().toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "output.txt"))
                .start();
    }

    /// By the names in the folders alone: keys go while this looks.
    private static List<String> keys(DataFolder data, String prefix) {
        File[] groups = data.custody().toFile().listFiles(File::isDirectory);
        assertThat(groups).isNotNull();
        return Arrays.stream(groups)
                .flatMap(g -> Arrays.stream(Objects.requireNonNull(g.list())))
                .filter(n -> n.startsWith(prefix) && n.endsWith(".key"))
                .toList();
    }
}
