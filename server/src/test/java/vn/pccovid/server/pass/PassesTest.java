package vn.pccovid.server.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Facts;

@org.jspecify.annotations.NullUnmarked
@DisplayName("Passes follow the facts, in the same transaction and over time")
class PassesTest {
    private static final String NHA_TRANG = "56/568/22363";
    private static final String ELSEWHERE = "58/582/22741";

    private static Nation nation;

    @BeforeAll
    static void start() {
        nation = new Nation();
    }

    @AfterAll
    static void stop() {
        nation.close();
    }

    @BeforeEach
    void morning() {
        nation.now("2021-10-10T08:00");
        nation.passes().catchUp();
    }

    @Test
    void a_person_only_the_register_knows_gets_a_colour_with_reason_and_what_is_missing() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        nation.passes().drain(100);

        PassView view = nation.as(who, () -> nation.passes().view(who.person()));

        assertThat(view.colour()).isEqualTo(Colour.YELLOW);
        assertThat(view.rule()).isEqualTo("vn-floor/nothing_known");
        assertThat(view.sentence().id()).isEqualTo("C10");
        assertThat(view.missing()).contains("full_course");
        assertThat(view.missingWords()).allSatisfy(m -> assertThat(m.vi()).isNotBlank());
        assertThat(view.area().code()).isEqualTo(ELSEWHERE);
        assertThat(view.area().nameVi()).isNotBlank();
        assertThat(view.evidence()).isEmpty();
        assertThat(view.timeline()).isNotEmpty();
    }

    @Test
    void the_place_of_residence_decides_and_the_floor_stands_beside_it() {
        Nation.Somebody who = nation.adult(NHA_TRANG);

        PassView view = nation.as(who, () -> nation.passes().view(who.person()));

        assertThat(view.colour()).isEqualTo(Colour.RED);
        assertThat(view.floorColour()).isEqualTo(Colour.YELLOW);
        assertThat(view.redForLackOfData()).isTrue();
    }

    @Test
    void a_fact_committed_is_in_the_colour_read_next_even_before_any_drain() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        nation.dose(who, "a1", "2021-07-01T09:00");
        nation.dose(who, "a2", "2021-09-01T09:00");

        PassView view = nation.as(who, () -> nation.passes().view(who.person()));

        assertThat(view.colour()).isEqualTo(Colour.GREEN);
        assertThat(view.since()).isEqualTo(Nation.at("2021-09-24T00:00"));
        assertThat(view.evidence()).hasSize(2);
        assertThat(view.evidence().getLast())
                .satisfies(e -> {
                    assertThat(e.source()).isEqualTo("vaccination");
                    assertThat(e.sourceLabel().vi()).contains("tiêm chủng");
                    assertThat(e.ageDays()).isEqualTo(38);
                    assertThat(e.linkLevel()).isEqualTo("certain");
                    assertThat(e.details()).containsEntry("vaccine", "AstraZeneca");
                });
        assertThat(view.until()).isNull();
    }

    @Test
    void inside_a_transaction_the_answer_is_fresh_too() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        nation.dose(who, "t1", "2021-07-01T09:00");
        nation.dose(who, "t2", "2021-09-01T09:00");

        Optional<Pass> pass =
                nation.as(who, () -> nation.transaction(() -> nation.passes().of(who.person())));

        assertThat(pass).hasValueSatisfying(p -> assertThat(p.colour()).isEqualTo(Colour.GREEN));
    }

    @Test
    void a_transaction_that_rolls_back_leaves_no_mark() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        nation.passes().catchUp();

        assertThatThrownBy(() ->
                        nation.working(() -> {
                            nation.server
                                    .bean(Facts.class)
                                    .record(
                                            List.of(
                                                    Nation.newFact(
                                                            who,
                                                            "r1",
                                                            "recovery",
                                                            "2021-10-01T09:00",
                                                            Map.of())));
                            throw new IllegalStateException("on purpose");
                        }))
                .hasMessage("on purpose");

        assertThat(waiting()).isZero();
    }

    @Test
    void a_colour_changes_by_itself_when_its_time_comes_and_the_change_is_in_the_history() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        nation.dose(who, "d1", "2021-08-01T09:00");
        nation.dose(who, "d2", "2021-10-01T09:00");
        nation.passes().catchUp();
        Pass before = nation.as(who, () -> nation.passes().of(who.person())).orElseThrow();
        assertThat(before.colour()).isEqualTo(Colour.YELLOW);
        assertThat(before.nextChange()).isEqualTo(Nation.at("2021-10-15T00:00"));

        nation.now("2021-10-14T23:59");
        assertThat(nation.passes().due(Nation.at("2021-10-14T23:59"))).isZero();
        nation.now("2021-10-15T00:00");
        assertThat(nation.passes().due(Nation.at("2021-10-15T00:00"))).isPositive();
        nation.passes().drain(100);

        Pass after = nation.as(who, () -> nation.passes().of(who.person())).orElseThrow();
        assertThat(after.colour()).isEqualTo(Colour.GREEN);
        assertThat(after.nextChange()).isNull();
        assertThat(history(who)).containsExactly("YELLOW", "GREEN");
    }

    @Test
    void working_out_again_without_news_publishes_nothing() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        nation.dose(who, "n1", "2021-08-01T09:00");
        nation.passes().catchUp();
        List<String> before = history(who);

        nation.now("2021-10-11T08:00");
        nation.working(() -> {
            nation.server.bean(PassRows.class).mark(List.of(who.person()), nowInstant());
            return true;
        });
        nation.passes().catchUp();

        assertThat(history(who)).isEqualTo(before);
        assertThat(waiting()).isZero();
    }

    @Test
    @DisplayName(
            "8. Handling anything twice changes nothing; a retracted fact leaves no trace in the colour")
    void a_retracted_fact_leaves_no_trace() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        PassView before = nation.as(who, () -> nation.passes().view(who.person()));
        nation.fact(
                who,
                "x1",
                "test_result",
                "2021-10-09T09:00",
                Map.of("method", "pcr", "result", "positive", "pooled", false));
        assertThat(nation.as(who, () -> nation.passes().view(who.person())).colour())
                .isEqualTo(Colour.RED);

        nation.working(() -> nation.server.bean(Facts.class).retract("vaccination", List.of("x1")));

        PassView after = nation.as(who, () -> nation.passes().view(who.person()));
        assertThat(after).isEqualTo(before);
    }

    @Test
    void a_stranger_sees_no_pass_no_history_and_no_mark() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        Nation.Somebody other = nation.adult(NHA_TRANG);
        nation.passes().catchUp();

        assertThat(nation.as(other, () -> nation.passes().of(who.person()))).isEmpty();
        assertThatThrownBy(() -> nation.as(other, () -> nation.passes().view(who.person())))
                .isInstanceOf(Problem.class);
        assertThat(nation.over("56", () -> nation.passes().of(who.person()))).isEmpty();
        assertThat(nation.over("58/582", () -> nation.passes().of(who.person()))).isPresent();
        assertThat(nation.passes().of(who.person())).as("no scope, no rows").isEmpty();
        assertThat(nation.as(other, () -> nation.transaction(() -> rowsOf(who)))).isZero();
    }

    @Test
    void facts_that_arrive_while_colours_are_worked_out_are_never_lost() throws Exception {
        List<Nation.Somebody> people = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            people.add(nation.adult(ELSEWHERE));
        }
        CountDownLatch done = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> drains = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                drains.add(
                        threads.submit(() -> {
                            while (!done.await(1, TimeUnit.MILLISECONDS)) {
                                nation.passes().drain(7);
                            }
                            return null;
                        }));
            }
            List<Future<?>> writers = new ArrayList<>();
            for (int w = 0; w < 2; w++) {
                int writer = w;
                writers.add(
                        threads.submit(() -> {
                            for (int i = 0; i < people.size(); i++) {
                                nation.dose(
                                        people.get(i),
                                        "race-" + writer + "-" + i,
                                        writer == 0 ? "2021-07-01T09:00" : "2021-09-01T09:00");
                            }
                        }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            done.countDown();
            for (Future<?> drain : drains) {
                drain.get();
            }
        }
        nation.passes().catchUp();

        for (Nation.Somebody who : people) {
            assertThat(stored(who)).isEqualTo("GREEN");
        }
    }

    @Test
    void a_fact_nobody_can_judge_holds_up_only_its_own_person_and_is_counted() {
        Nation.Somebody bad = nation.adult(ELSEWHERE);
        Nation.Somebody good = nation.adult(ELSEWHERE);
        nation.passes().catchUp();
        nation.fact(bad, "b1", "stay_order", "2021-10-01T09:00", Map.of("until", "soon"));
        nation.dose(good, "g1", "2021-07-01T09:00");
        nation.dose(good, "g2", "2021-09-01T09:00");
        nation.passes().catchUp();

        assertThat(stored(good)).isEqualTo("GREEN");
        assertThat(
                        Scopes.<Long, RuntimeException>call(
                                Scope.worker(Purpose.COLOURING), () -> nation.passes().failing()))
                .isEqualTo(1);

        nation.working(() -> nation.server.bean(Facts.class).retract("vaccination", List.of("b1")));
        nation.passes().catchUp();
        assertThat(waiting()).isZero();
    }

    @Test
    void counts_by_area_add_up_and_know_who_was_carried_over() {
        String commune = "60/595/23206";
        nation.adult(commune);
        nation.adult(commune);
        nation.somebody("ncovi", commune, 1990);
        nation.passes().catchUp();

        List<ColourCount> counts = nation.over("60", () -> nation.passes().count("60"));

        assertThat(counts).containsExactly(new ColourCount(commune, 3, 1, 0, 3, 0, 0));
        assertThat(nation.over("56", () -> nation.passes().count("60"))).isEmpty();
    }

    private static java.time.Instant nowInstant() {
        return nation.server.bean(Clock.class).instant();
    }

    private static long waiting() {
        return Scopes.<Long, RuntimeException>call(
                Scope.worker(Purpose.COLOURING), () -> nation.passes().waiting());
    }

    private static String stored(Nation.Somebody who) {
        return nation.working(() ->
                nation.server
                        .bean(JdbcClient.class)
                        .sql("SELECT colour FROM pass.pass WHERE person_id = ?")
                        .param(who.person())
                        .query(String.class)
                        .single());
    }

    private static long rowsOf(Nation.Somebody who) {
        return Objects.requireNonNull(
                nation.server
                        .bean(JdbcClient.class)
                        .sql(
                                """
                                SELECT (SELECT count(*) FROM pass.pass WHERE person_id = :p)
                                     + (SELECT count(*) FROM pass.published WHERE person_id = :p)
                                     + (SELECT count(*) FROM pass.stale WHERE person_id = :p)
                                """)
                        .param("p", who.person())
                        .query(Long.class)
                        .single());
    }

    private static List<String> history(Nation.Somebody who) {
        return nation.working(() ->
                nation.server
                        .bean(JdbcClient.class)
                        .sql("SELECT colour FROM pass.published WHERE person_id = ? ORDER BY seq")
                        .param(who.person())
                        .query(String.class)
                        .list());
    }
}
