package vn.pccovid.server.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.pccovid.postgres.testing.TestDatabase;
import vn.pccovid.server.MigratedDatabase;
import vn.pccovid.server.keys.Keys;

@DisplayName("Custody: seals movements, destroys them in time")
class CustodyTest {
    private static final Instant NOW = Instant.parse("2021-10-10T05:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2021, 10, 9);
    private static final byte[] CONTEXT = "visit".getBytes(StandardCharsets.UTF_8);
    private static final byte[] MOVEMENT = "somewhere at noon".getBytes(StandardCharsets.UTF_8);
    private static final MovementClass VISITS = MovementClass.VISITS;
    private static final MovementClass ENCOUNTERS = MovementClass.ENCOUNTERS;

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
        byte[] sealed = custody.seal(VISITS, DAY, MOVEMENT, CONTEXT);
        byte[] token = custody.token(VISITS, DAY, "place", "P1");
        byte[] next = custody.seal(VISITS, DAY.plusDays(1), MOVEMENT, CONTEXT);
        byte[] encounter = custody.seal(ENCOUNTERS, DAY, MOVEMENT, CONTEXT);
        assertThat(opened(custody, VISITS, DAY, sealed)).isEqualTo(MOVEMENT);

        Proof proof = custody.destroy(VISITS, DAY, "retention").orElseThrow();

        assertThat(proof.day()).isEqualTo(DAY);
        assertThat(proof.fingerprint()).hasSize(32);
        for (Custody later : List.of(custody, custody(folder, NOW))) {
            assertThat(later.opener(VISITS, DAY)).isEmpty();
            assertThatThrownBy(() -> later.seal(VISITS, DAY, MOVEMENT, CONTEXT))
                    .isInstanceOf(DayDestroyed.class);
            assertThatThrownBy(() -> later.token(VISITS, DAY, "place", "P1"))
                    .isInstanceOf(DayDestroyed.class);
            assertThat(later.destroy(VISITS, DAY, "again")).contains(proof);
            assertThat(opened(later, VISITS, DAY.plusDays(1), next)).isEqualTo(MOVEMENT);
            assertThat(opened(later, ENCOUNTERS, DAY, encounter)).isEqualTo(MOVEMENT);
        }
        assertThat(token).hasSize(16);
        try (var files = Files.walk(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .contains("gone-2021-10-09.key")
                    .doesNotContain("day-2021-10-09.key", "token-2021-10-09.key");
        }
    }

    @Test
    @DisplayName("retention: visits of day 21 are kept, of day 22 destroyed; encounters after 14")
    void expired_days_are_destroyed(@TempDir Path folder) {
        Custody then = custody(folder, NOW);
        LocalDate today = LocalDate.of(2021, 10, 10);
        then.seal(VISITS, today, MOVEMENT, CONTEXT);
        then.seal(ENCOUNTERS, today, MOVEMENT, CONTEXT);

        assertThat(after(folder, 14).destroyExpired()).isEmpty();
        assertThat(after(folder, 15).destroyExpired())
                .extracting(Proof::movements, Proof::day)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(ENCOUNTERS, today));
        assertThat(after(folder, 21).destroyExpired()).isEmpty();
        assertThat(after(folder, 22).destroyExpired())
                .extracting(Proof::movements, Proof::day)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(VISITS, today));
        assertThatThrownBy(() -> then.seal(VISITS, today.minusDays(22), MOVEMENT, CONTEXT))
                .isInstanceOf(DayDestroyed.class);
    }

    @Test
    @DisplayName("cut off anywhere, destruction is finished by the next call")
    void a_half_destroyed_day_is_finished(@TempDir Path folder) {
        LocalDate day = LocalDate.of(2021, 10, 8);
        JdbcClient owner = JdbcClient.create(database.owner().dataSource());
        Custody custody = custody(folder, NOW);
        custody.seal(VISITS, day, MOVEMENT, CONTEXT);
        custody.token(VISITS, day, "place", "P");
        custody.prepare(VISITS, day);
        assertThat(tables(owner, day)).isEqualTo(2);

        // After the tombstone: key, token key, line and tables are still there.
        Keys.open(folder.resolve("custody"), null, null).create("gone-" + day, new byte[16]);
        assertThat(custody(folder, NOW).destroyExpired())
                .extracting(Proof::day)
                .containsExactly(day);
        assertThat(tables(owner, day)).isZero();
        assertThat(custody(folder, NOW).opener(VISITS, day)).isEmpty();

        // After the keys: the line is missing.
        owner.sql("DELETE FROM custody.proof WHERE day = '2021-10-08'").update();
        assertThat(custody(folder, NOW).destroyExpired())
                .extracting(Proof::day)
                .containsExactly(day);

        // After the line: the tables are there, for example in a database that was restored.
        owner.sql("SELECT place.make_day(?)")
                .param(Date.valueOf(day))
                .query(Boolean.class)
                .single();
        assertThat(custody(folder, NOW).destroyExpired()).isEmpty();
        assertThat(tables(owner, day)).isZero();
    }

    @Test
    @DisplayName("a day whose key is not destroyed cannot be dropped, by nobody")
    void tables_go_after_keys() {
        for (var access : List.of(database.custody(), database.owner())) {
            assertThatThrownBy(() ->
                            JdbcClient.create(access.dataSource())
                                    .sql("SELECT place.drop_day('2021-10-07')")
                                    .query(Boolean.class)
                                    .single())
                    .hasStackTraceContaining("is not destroyed");
        }
    }

    @Test
    @DisplayName(
            "two indexes that cannot be joined: equal visits look different, days do not match")
    void sealed_movements_cannot_be_joined(@TempDir Path folder) {
        Custody custody = custody(folder, NOW);
        assertThat(custody.seal(VISITS, DAY, MOVEMENT, CONTEXT))
                .isNotEqualTo(custody.seal(VISITS, DAY, MOVEMENT, CONTEXT));
        assertThat(custody.token(VISITS, DAY, "place", "P1"))
                .isEqualTo(custody.token(VISITS, DAY, "place", "P1"))
                .isNotEqualTo(custody.token(VISITS, DAY, "person", "P1"))
                .isNotEqualTo(custody.token(ENCOUNTERS, DAY, "place", "P1"))
                .isNotEqualTo(custody.token(VISITS, DAY.plusDays(1), "place", "P1"));
    }

    @Test
    @DisplayName("neither application nor worker reads what is sealed, a case or an opening")
    void only_custody_reads() {
        for (var access : List.of(database.application(), database.worker())) {
            JdbcClient role = JdbcClient.create(access.dataSource());
            assertThat(role.sql("SELECT count(*) FROM custody.proof").query(Integer.class).single())
                    .isNotNegative();
            for (String table :
                    List.of(
                            "custody.opening",
                            "custody.concerned",
                            "custody.admitted_case",
                            "custody.proposal",
                            "custody.refusal",
                            "custody.laboratory_key")) {
                assertThatThrownBy(() ->
                                role.sql("SELECT count(*) FROM " + table)
                                        .query(Integer.class)
                                        .single())
                        .as("%s reads %s", access.user(), table)
                        .hasStackTraceContaining("permission denied");
            }
            for (String table : List.of("place.visit_at_place", "place.movement_of_record")) {
                assertThatThrownBy(() ->
                                role.sql("SELECT count(sealed) FROM " + table)
                                        .query(Integer.class)
                                        .single())
                        .as("%s reads %s", access.user(), table)
                        .hasStackTraceContaining("permission denied");
            }
        }
    }

    private static byte[] opened(
            Custody custody, MovementClass movements, LocalDate day, byte[] sealed) {
        return custody.opener(movements, day).orElseThrow().open(sealed, CONTEXT);
    }

    private static int tables(JdbcClient owner, LocalDate day) {
        return owner.sql(
                        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname LIKE '%\\_' || ?")
                .param(day.toString().replace("-", ""))
                .query(Integer.class)
                .single();
    }

    private static Custody after(Path folder, int days) {
        return custody(folder, NOW.plus(Duration.ofDays(days)));
    }

    private static Custody custody(Path folder, Instant now) {
        return new Custody(
                Keys.open(folder.resolve("custody"), null, null),
                new CustodyDatabase(database.custody().dataSource()),
                Clock.fixed(now, ZoneOffset.UTC),
                Duration.ofDays(21),
                Duration.ofDays(14),
                List.of(new SealedDays(VISITS, "place")));
    }
}
