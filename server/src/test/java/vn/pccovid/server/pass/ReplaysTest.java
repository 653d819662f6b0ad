package vn.pccovid.server.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.person.People;

@NullUnmarked
@DisplayName(
        "Replay: what was shown is read from history, what should have been is worked out anew")
class ReplaysTest {
    private static final String ELSEWHERE = "58/582/22741";
    private static final String THU_DUC = "79/769/26794";

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
    }

    @Test
    void a_dose_that_came_late_shows_what_should_have_been_and_what_could_be_known() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        nation.dose(who, "late-1", "2021-07-01T09:00");
        shown(who);
        nation.now("2021-10-12T08:00");
        nation.dose(who, "late-2", "2021-09-01T09:00");
        shown(who);
        nation.now("2021-10-14T08:00");

        Replays.Replay then = replay(who, "2021-10-11T08:00", "2021-10-11T08:00", null);
        Replays.Replay now = replay(who, "2021-10-11T08:00", "2021-10-13T08:00", null);

        assertThat(then.shown().colour()).isEqualTo(Colour.YELLOW);
        assertThat(then.should().colour()).isEqualTo(Colour.YELLOW);
        assertThat(then.differ()).isFalse();
        assertThat(now.shown().colour()).isEqualTo(Colour.YELLOW);
        assertThat(now.shown().asOf()).isEqualTo(Nation.at("2021-10-10T08:00"));
        assertThat(now.should().colour()).isEqualTo(Colour.GREEN);
        assertThat(now.should().sentence().id()).isEqualTo("C6");
        assertThat(now.differ()).isTrue();
        assertThat(now.should().evidence())
                .extracting(Replays.Item::lateBy)
                .containsExactly(false, true);
    }

    @Test
    void links_count_as_they_were_so_a_strangers_test_is_seen_and_then_not() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        nation.dose(who, "link-1", "2021-07-01T09:00");
        nation.dose(who, "link-2", "2021-08-01T09:00");
        shown(who);
        nation.now("2021-10-11T08:00");
        Nation.Somebody wrong = nation.again(who, "laboratory");
        assertThat(wrong.person()).isEqualTo(who.person());
        nation.fact(
                wrong,
                "link-x",
                "test_result",
                "2021-10-10T09:00",
                Map.of("method", "pcr", "result", "positive", "pooled", false));
        assertThat(shown(who)).isEqualTo(Colour.RED);
        nation.now("2021-10-12T08:00");
        nation.working(() -> {
            UUID event =
                    nation.server
                            .bean(JdbcClient.class)
                            .sql("SELECT event_id FROM person.record_person WHERE record_id = ?")
                            .param(wrong.record())
                            .query(UUID.class)
                            .single();
            return nation.server.bean(People.class).undo(event, "steward", "another person");
        });
        assertThat(shown(who)).isEqualTo(Colour.GREEN);
        nation.now("2021-10-13T08:00");

        Replays.Replay before = replay(who, "2021-10-11T12:00", "2021-10-11T12:00", null);
        Replays.Replay after = replay(who, "2021-10-11T12:00", "2021-10-13T08:00", null);

        assertThat(before.shown().colour()).isEqualTo(Colour.RED);
        assertThat(before.should().colour()).isEqualTo(Colour.RED);
        assertThat(before.differ()).isFalse();
        assertThat(after.shown().colour()).isEqualTo(Colour.RED);
        assertThat(after.should().colour()).isEqualTo(Colour.GREEN);
        assertThat(after.differ()).isTrue();
    }

    @Test
    void a_fact_taken_back_later_counts_until_it_was() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        nation.fact(who, "back", "recovery", "2021-10-01T09:00", Map.of());
        shown(who);
        nation.now("2021-10-12T08:00");
        nation.working(
                () -> nation.server.bean(Facts.class).retract("vaccination", List.of("back")));
        nation.now("2021-10-13T08:00");

        assertThat(replay(who, "2021-10-11T08:00", "2021-10-11T08:00", null).should().colour())
                .isEqualTo(Colour.GREEN);
        assertThat(replay(who, "2021-10-11T08:00", "2021-10-12T08:00", null).should().colour())
                .isEqualTo(Colour.YELLOW);
    }

    @Test
    void under_another_version_of_a_pack_the_same_facts_give_another_answer() {
        Nation.Somebody who = nation.adult(THU_DUC);
        shown(who);
        nation.now("2021-10-14T08:00");
        Replays.History history = Scopes.call(auditor(), () -> replays().history(who.person()));
        List<String> versions =
                history.packs().stream()
                        .filter(p -> p.id().equals("ho-chi-minh"))
                        .map(p -> p.id() + " " + p.version())
                        .toList();
        assertThat(versions).hasSize(2);

        List<String> decidedBy =
                versions.stream()
                        .map(v -> {
                            Replays.Side side =
                                    replay(who, "2021-10-11T08:00", "2021-10-11T08:00", v).should();
                            return side.rule().startsWith("ho-chi-minh/")
                                    ? side.rule() + " " + side.version()
                                    : String.join(",", side.heldRules());
                        })
                        .toList();

        assertThat(decidedBy).doesNotHaveDuplicates();
        assertThat(history.published()).isNotEmpty();
        assertThatThrownBy(() -> replay(who, "2021-10-11T08:00", "2021-10-11T08:00", "nowhere 1"))
                .hasMessage("pass.pack_unknown");
    }

    @Test
    void nobody_replays_the_future_and_every_look_leaves_a_line() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        shown(who);

        assertThatThrownBy(() -> replay(who, "2021-10-10T08:01", "2021-10-10T08:00", null))
                .hasMessage("pass.replay_future");
        replay(who, "2021-10-10T08:00", "2021-10-10T08:00", null);

        assertThat(
                        nation.as(
                                who,
                                () ->
                                        nation.transaction(() ->
                                                nation.server
                                                        .bean(JdbcClient.class)
                                                        .sql(
                                                                "SELECT purpose FROM access.access_line WHERE person_id = ?")
                                                        .param(who.person())
                                                        .query(String.class)
                                                        .list())))
                .contains("AUDIT");
    }

    @Test
    void before_anything_was_published_only_what_should_have_been_is_there() {
        Nation.Somebody who = nation.adult(ELSEWHERE);
        nation.now("2021-10-11T08:00");
        shown(who);

        Replays.Replay early = replay(who, "2021-10-10T12:00", "2021-10-11T08:00", null);

        assertThat(early.shown()).isNull();
        assertThat(early.should().colour()).isEqualTo(Colour.YELLOW);
        assertThat(early.differ()).isTrue();
    }

    private static Colour shown(Nation.Somebody who) {
        return nation.as(who, () -> nation.passes().of(who.person())).orElseThrow().colour();
    }

    private static Replays replays() {
        return nation.server.bean(Replays.class);
    }

    private static Replays.Replay replay(
            Nation.Somebody who, String at, String known, String pack) {
        Instant asked = Nation.at(at);
        return as(auditor(), () -> replays().replay(who.person(), asked, Nation.at(known), pack));
    }

    private static <T> T as(Scope scope, Supplier<T> body) {
        return Scopes.call(scope, body::get);
    }

    private static Scope auditor() {
        return new Scope(
                "auditor",
                "inspectorate",
                "AUDITOR",
                Purpose.AUDIT,
                Category.PASS,
                List.of(),
                List.of(),
                DatabaseRole.APPLICATION);
    }
}
