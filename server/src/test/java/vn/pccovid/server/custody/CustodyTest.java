package vn.pccovid.server.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.pccovid.postgres.testing.TestDatabase;
import vn.pccovid.server.MigratedDatabase;
import vn.pccovid.server.keys.Keys;

@DisplayName("Custody: seals movements, opens them for a proven case, destroys them in time")
class CustodyTest {
    private static final Instant NOW = Instant.parse("2021-10-10T05:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2021, 10, 9);
    private static final byte[] CONTEXT = "visit".getBytes(StandardCharsets.UTF_8);
    private static final byte[] MOVEMENT = "somewhere at noon".getBytes(StandardCharsets.UTF_8);
    private static final Opening OPENING =
            new Opening(UUID.randomUUID(), "tracer1", "tracer2", "case proven");

    private static TestDatabase database;

    @BeforeAll
    static void migrate() {
        database = MigratedDatabase.create();
    }

    @Test
    @DisplayName(
            "destroying a day's key is the deletion: nothing opens afterwards, a proof remains")
    void after_destruction_nothing_opens(@TempDir Path folder) throws Exception {
        Custody custody = custody(folder, NOW);
        byte[] sealed = custody.seal(DAY, MOVEMENT, CONTEXT);
        byte[] token = custody.token(DAY, "place", "P1");
        byte[] next = custody.seal(DAY.plusDays(1), MOVEMENT, CONTEXT);
        assertThat(custody.open(OPENING, DAY, List.of(sealed), CONTEXT)).containsExactly(MOVEMENT);

        Proof proof = custody.destroy(DAY, "retention").orElseThrow();

        assertThat(proof.day()).isEqualTo(DAY);
        assertThat(proof.fingerprint()).hasSize(32);
        for (Custody later : List.of(custody, custody(folder, NOW))) {
            assertThatThrownBy(() -> later.open(OPENING, DAY, List.of(sealed), CONTEXT))
                    .isInstanceOf(DayDestroyed.class);
            assertThatThrownBy(() -> later.seal(DAY, MOVEMENT, CONTEXT))
                    .isInstanceOf(DayDestroyed.class);
            assertThatThrownBy(() -> later.token(DAY, "place", "P1"))
                    .isInstanceOf(DayDestroyed.class);
            assertThat(later.destroy(DAY, "again")).contains(proof);
            assertThat(later.open(OPENING, DAY.plusDays(1), List.of(next), CONTEXT))
                    .containsExactly(MOVEMENT);
        }
        assertThat(token).hasSize(16);
        try (var files = Files.walk(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .contains("gone-2021-10-09.key")
                    .doesNotContain("day-2021-10-09.key", "token-2021-10-09.key");
        }
    }

    @Test
    @DisplayName("retention: day 28 is kept, day 29 is destroyed")
    void expired_days_are_destroyed(@TempDir Path folder) {
        Custody then = custody(folder, NOW);
        LocalDate today = LocalDate.of(2021, 10, 10);
        then.seal(today, MOVEMENT, CONTEXT);

        assertThat(custody(folder, NOW.plusSeconds(28L * 86_400)).destroyExpired()).isEmpty();
        assertThat(custody(folder, NOW.plusSeconds(29L * 86_400)).destroyExpired())
                .extracting(Proof::day)
                .containsExactly(today);
        assertThatThrownBy(() -> then.seal(today.minusDays(29), MOVEMENT, CONTEXT))
                .isInstanceOf(DayDestroyed.class);
    }

    @Test
    @DisplayName("a key gone without its line, because the transaction failed, gets its line later")
    void a_missing_proof_is_written_later(@TempDir Path folder) {
        LocalDate day = LocalDate.of(2021, 10, 8);
        Custody custody = custody(folder, NOW);
        custody.seal(day, MOVEMENT, CONTEXT);
        custody.destroy(day, "order 7");
        JdbcClient.create(database.owner().dataSource())
                .sql("DELETE FROM custody.proof WHERE day = '2021-10-08'")
                .update();

        assertThat(custody.destroyExpired()).extracting(Proof::day).containsExactly(day);
        assertThat(custody.destroyExpired()).isEmpty();
    }

    @Test
    @DisplayName(
            "two indexes that cannot be joined: equal visits look different, days do not match")
    void sealed_movements_cannot_be_joined(@TempDir Path folder) {
        Custody custody = custody(folder, NOW);
        assertThat(custody.seal(DAY, MOVEMENT, CONTEXT))
                .isNotEqualTo(custody.seal(DAY, MOVEMENT, CONTEXT));
        assertThat(custody.token(DAY, "place", "P1"))
                .isEqualTo(custody.token(DAY, "place", "P1"))
                .isNotEqualTo(custody.token(DAY, "person", "P1"))
                .isNotEqualTo(custody.token(DAY.plusDays(1), "place", "P1"));
    }

    @Test
    @DisplayName("every opening is written down, and two officers stand for it")
    void openings_are_logged_and_need_two_officers(@TempDir Path folder) {
        Custody custody = custody(folder, NOW);
        byte[] sealed = custody.seal(DAY, MOVEMENT, CONTEXT);
        Opening opening = new Opening(UUID.randomUUID(), "tracer3", "tracer4", "case proven");
        custody.open(opening, DAY, List.of(sealed, sealed), CONTEXT);

        assertThat(
                        JdbcClient.create(database.worker().dataSource())
                                .sql(
                                        "SELECT movements FROM custody.opening WHERE case_id = :id"
                                                + " AND first_officer = 'tracer3'")
                                .param("id", opening.caseId())
                                .query(Integer.class)
                                .single())
                .isEqualTo(2);
        assertThatThrownBy(() -> new Opening(UUID.randomUUID(), "tracer3", "tracer3", "alone"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("day keys never reach the application's database role, nor can it add an opening")
    void the_application_role_reads_proofs_only() {
        JdbcClient application = JdbcClient.create(database.application().dataSource());
        assertThat(
                        application
                                .sql("SELECT count(*) FROM custody.proof")
                                .query(Integer.class)
                                .single())
                .isNotNegative();
        assertThatThrownBy(() ->
                        application
                                .sql("SELECT count(*) FROM custody.opening")
                                .query(Integer.class)
                                .single())
                .hasStackTraceContaining("permission denied");
    }

    private static Custody custody(Path folder, Instant now) {
        return new Custody(
                Keys.open(folder.resolve("custody"), null, null),
                JdbcClient.create(database.worker().dataSource()),
                Clock.fixed(now, ZoneOffset.UTC));
    }
}
