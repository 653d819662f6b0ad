package vn.pccovid.server.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.fact.StayRules;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.laboratory.Laboratories;
import vn.pccovid.server.laboratory.Sample;
import vn.pccovid.server.laboratory.TubeResult;
import vn.pccovid.server.pass.Nation;
import vn.pccovid.server.quarantine.NewOrder;
import vn.pccovid.server.quarantine.Orders;
import vn.pccovid.server.quarantine.Reason;
import vn.pccovid.server.quarantine.Setting;
import vn.pccovid.server.quarantine.StayView;

@NullUnmarked
@DisplayName("Proven cases and orders to stay")
class CareAndStayTest {
    private static final String COMMUNE = "58/582/22741";

    private static Nation nation;
    private static int next;

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
        settle();
    }

    private static void settle() {
        nation.server.bean(ProvenCases.class).catchUp();
        nation.passes().catchUp();
    }

    private static <T> T working(Supplier<T> body) {
        return nation.working(body);
    }

    /// Somebody's own tube and what the laboratory says about it.
    private static String tested(
            Nation.Somebody who, String taken, TubeResult.Finding finding, Double ct) {
        String tube = "tube-" + ++next;
        Laboratories laboratories = nation.server.bean(Laboratories.class);
        working(() ->
                laboratories.samples(
                        List.of(
                                new Sample(
                                        "sample-" + tube,
                                        who.record(),
                                        tube,
                                        false,
                                        Nation.at(taken),
                                        "Trạm y tế thử",
                                        COMMUNE))));
        result(tube, taken, finding, ct);
        return tube;
    }

    private static void result(String tube, String taken, TubeResult.Finding finding, Double ct) {
        working(() ->
                nation.server
                        .bean(Laboratories.class)
                        .results(
                                List.of(
                                        new TubeResult(
                                                "result-" + tube,
                                                tube,
                                                TubeResult.Method.PCR,
                                                finding,
                                                ct,
                                                Nation.at(taken).plusSeconds(4 * 3600),
                                                "Phòng xét nghiệm thử"))));
        settle();
    }

    private static List<ProvenCase> cases(Nation.Somebody who) {
        return working(() -> nation.server.bean(ProvenCases.class).ofPerson(who.person()));
    }

    private static Colour colour(Nation.Somebody who) {
        return nation.as(who, () -> nation.passes().view(who.person())).colour();
    }

    private static List<Fact> facts(Nation.Somebody who, String kind) {
        return working(() -> nation.server.bean(Facts.class).of(who.person())).stream()
                .filter(f -> f.kind().equals(kind))
                .toList();
    }

    @Nested
    @DisplayName("A case")
    class ACase {
        @Test
        void opens_from_the_laboratorys_word_once_and_falls_with_it() {
            Nation.Somebody who = nation.adult(COMMUNE);
            String tube = tested(who, "2021-10-09T09:00", TubeResult.Finding.POSITIVE, 22.0);

            assertThat(cases(who))
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.state()).isEqualTo("open");
                        assertThat(one.proof()).isEqualTo("own_pcr");
                        assertThat(one.personId()).isEqualTo(who.person());
                        assertThat(one.area()).isEqualTo(COMMUNE);
                        assertThat(one.sampledAt()).isEqualTo(Nation.at("2021-10-09T09:00"));
                        assertThat(one.resultAt()).isEqualTo(Nation.at("2021-10-09T13:00"));
                    });
            UUID id = cases(who).getFirst().caseId();

            // The same again, and another threshold of the same sample, change nothing.
            result(tube, "2021-10-09T09:00", TubeResult.Finding.POSITIVE, 22.0);
            result(tube, "2021-10-09T09:00", TubeResult.Finding.POSITIVE, 23.0);
            assertThat(cases(who)).extracting(ProvenCase::caseId).containsExactly(id);

            result(tube, "2021-10-09T09:00", TubeResult.Finding.NEGATIVE, null);
            assertThat(cases(who)).extracting(ProvenCase::state).containsExactly("withdrawn");
            assertThat(colour(who)).isNotEqualTo(Colour.RED);
        }

        @Test
        void of_two_records_of_one_person_is_one_until_the_first_falls() {
            Nation.Somebody who = nation.adult(COMMUNE);
            Nation.Somebody again = nation.again(who, "laboratory");
            String first = tested(who, "2021-10-08T09:00", TubeResult.Finding.POSITIVE, 20.0);
            tested(again, "2021-10-09T09:00", TubeResult.Finding.POSITIVE, 21.0);
            assertThat(cases(who)).hasSize(1);

            result(first, "2021-10-08T09:00", TubeResult.Finding.NEGATIVE, null);

            assertThat(cases(who))
                    .extracting(ProvenCase::state)
                    .containsExactly("withdrawn", "open");
        }

        @Test
        void of_a_record_that_is_nobodys_is_for_a_human() {
            UUID record = UUID.randomUUID();
            working(() ->
                    nation.server
                            .bean(Facts.class)
                            .record(
                                    List.of(
                                            new NewFact(
                                                    record,
                                                    "pcr:" + record,
                                                    "test_result",
                                                    Nation.at("2021-10-09T09:00"),
                                                    COMMUNE,
                                                    Map.of("method", "pcr", "result", "positive"),
                                                    KeyClass.HEALTH,
                                                    "laboratory"))));
            settle();

            ProvenCase one =
                    working(() ->
                            nation
                                    .server
                                    .bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                                    .sql("SELECT case_id FROM care.proven_case WHERE record_id = ?")
                                    .param(record)
                                    .query(UUID.class)
                                    .list()
                                    .stream()
                                    .map(id ->
                                            nation.server
                                                    .bean(ProvenCases.class)
                                                    .find(id)
                                                    .orElseThrow())
                                    .toList()
                                    .getFirst());
            assertThat(one.personId()).isNull();
            assertThat(one.area()).isEqualTo(COMMUNE);
            assertThat(one.state()).isEqualTo("open");
        }

        @Test
        @DisplayName("that reaches us ten days late opens nothing: somebody else has dealt with it")
        void of_long_ago_is_history() {
            Nation.Somebody who = nation.adult(COMMUNE);
            tested(who, "2021-09-30T09:00", TubeResult.Finding.POSITIVE, 22.0);

            assertThat(cases(who)).isEmpty();
            assertThat(colour(who)).isEqualTo(Colour.RED);
        }

        @Test
        @DisplayName("4689: one clear PCR on day 9 ends it on day 10, and leaves a recovery")
        void closes_by_the_discharge_rule() {
            Nation.Somebody who = nation.adult(COMMUNE);
            tested(who, "2021-10-09T09:00", TubeResult.Finding.POSITIVE, 22.0);
            nation.now("2021-10-18T20:00");
            tested(who, "2021-10-18T09:00", TubeResult.Finding.NEGATIVE, null);
            nation.now("2021-10-18T23:59");
            settle();
            assertThat(cases(who).getFirst().state()).isEqualTo("open");

            nation.now("2021-10-19T00:00");
            settle();

            assertThat(cases(who).getFirst().state()).isEqualTo("recovered");
            assertThat(facts(who, "recovery"))
                    .singleElement()
                    .satisfies(f -> {
                        assertThat(f.at()).isEqualTo(Nation.at("2021-10-19T00:00"));
                        assertThat(f.source()).isEqualTo("care");
                    });
            // C4: 7 days of self-monitoring, then the recovery counts.
            assertThat(colour(who)).isEqualTo(Colour.YELLOW);
            nation.now("2021-10-26T00:00");
            settle();
            assertThat(colour(who)).isEqualTo(Colour.GREEN);
        }

        @Test
        @DisplayName("of which nothing more is heard lapses and proves no recovery")
        void lapses_without_news() {
            Nation.Somebody who = nation.adult(COMMUNE);
            tested(who, "2021-10-09T09:00", TubeResult.Finding.POSITIVE, 22.0);
            nation.now("2021-10-30T00:00");
            settle();

            assertThat(cases(who).getFirst().state()).isEqualTo("lapsed");
            assertThat(facts(who, "recovery")).isEmpty();
        }
    }

    @Nested
    @DisplayName("An order to stay")
    class AnOrder {
        private Orders orders() {
            return nation.server.bean(Orders.class);
        }

        private UUID order(Nation.Somebody who, UUID ground, String exposed) {
            return working(() ->
                    orders().order(
                                    new NewOrder(
                                            who.record(),
                                            Reason.CONTACT,
                                            Setting.HOME,
                                            List.of(ground),
                                            List.of(),
                                            List.of(
                                                    new StayRules.Ground(
                                                            "exposure",
                                                            Nation.at(exposed),
                                                            Map.of())),
                                            "",
                                            "12/QĐ-UBND")));
        }

        private StayView only(Nation.Somebody who) {
            return nation.as(who, () -> orders().of(who.person())).getFirst();
        }

        private void exposed(Nation.Somebody who, String key, String at) {
            nation.fact(who, key, "exposure", at, Map.of());
            settle();
        }

        @Test
        @DisplayName("5599: is counted from its own start; the colour follows to the last midnight")
        void by_5599() {
            Nation.Somebody who = nation.adult(COMMUNE);
            exposed(who, "e1", "2021-10-08T10:00");
            assertThat(colour(who)).isEqualTo(Colour.RED);

            UUID id = order(who, UUID.randomUUID(), "2021-10-08T10:00");
            settle();

            StayView stay = only(who);
            assertThat(stay.orderId()).isEqualTo(id);
            assertThat(stay.kind()).isEqualTo("quarantine");
            assertThat(stay.anchor()).isEqualTo("start");
            assertThat(stay.anchorDay()).isEqualTo(LocalDate.of(2021, 10, 10));
            assertThat(stay.lastDay()).isEqualTo(LocalDate.of(2021, 10, 23));
            assertThat(stay.rule()).isEqualTo("vn-contacts/quarantine 5599");
            assertThat(stay.text().vi()).contains("14 ngày");
            assertThat(stay.source()).contains("5599/BYT-MT");
            assertThat(stay.state()).isEqualTo("in_force");
            nation.now("2021-10-23T23:59");
            settle();
            assertThat(colour(who)).isEqualTo(Colour.RED);
            nation.now("2021-10-24T00:00");
            settle();
            assertThat(colour(who)).isEqualTo(Colour.YELLOW);
            assertThat(only(who).state()).isEqualTo("ended");
        }

        @Test
        void given_twice_on_the_same_ground_is_one() {
            Nation.Somebody who = nation.adult(COMMUNE);
            UUID ground = UUID.randomUUID();

            assertThat(order(who, ground, "2021-10-08T10:00"))
                    .isEqualTo(order(who, ground, "2021-10-08T10:00"));
            assertThat(facts(who, "stay_order")).hasSize(1);
        }

        @Test
        @DisplayName("762: is counted from the last exposure, with the tests of that rule")
        void by_762() {
            nation.now("2022-03-03T09:00");
            Nation.Somebody who = nation.adult(COMMUNE);
            exposed(who, "e762", "2022-03-01T20:00");
            order(who, UUID.randomUUID(), "2022-03-01T20:00");
            settle();

            StayView stay = only(who);
            assertThat(stay.anchor()).isEqualTo("last_exposure");
            assertThat(stay.lastDay()).isEqualTo(LocalDate.of(2022, 3, 7));
            assertThat(stay.testDays()).containsExactly(LocalDate.of(2022, 3, 8));
            nation.now("2022-03-08T00:00");
            settle();
            assertThat(colour(who)).isEqualTo(Colour.YELLOW);
        }

        @Test
        @DisplayName("762: an exposure too long ago orders nobody to stay")
        void too_late() {
            nation.now("2022-03-09T09:00");
            Nation.Somebody who = nation.adult(COMMUNE);

            assertThatThrownBy(() -> order(who, UUID.randomUUID(), "2022-03-01T20:00"))
                    .isInstanceOf(Problem.class)
                    .hasMessage("quarantine.no_rule");
        }

        @Test
        void is_released_early_with_a_reason_the_person_reads_and_the_colour_follows() {
            Nation.Somebody who = nation.adult(COMMUNE);
            UUID id = order(who, UUID.randomUUID(), "2021-10-08T10:00");
            nation.now("2021-10-12T10:00");
            settle();
            assertThat(colour(who)).isEqualTo(Colour.RED);

            working(() -> {
                orders().release(id, "Xác minh lại: không gặp ca bệnh");
                return id;
            });
            settle();

            assertThat(colour(who)).isEqualTo(Colour.YELLOW);
            StayView stay = only(who);
            assertThat(stay.state()).isEqualTo("released");
            assertThat(stay.note()).isEqualTo("Xác minh lại: không gặp ca bệnh");
            assertThatThrownBy(() ->
                            working(() -> {
                                orders().release(id, "lần nữa");
                                return id;
                            }))
                    .hasMessage("quarantine.not_in_force");
        }

        @Test
        void is_extended_with_a_reason_within_the_limit() {
            Nation.Somebody who = nation.adult(COMMUNE);
            UUID id = order(who, UUID.randomUUID(), "2021-10-08T10:00");

            working(() -> {
                orders().extend(id, LocalDate.of(2021, 10, 30), "Có triệu chứng");
                return id;
            });
            settle();

            assertThat(only(who).lastDay()).isEqualTo(LocalDate.of(2021, 10, 30));
            nation.now("2021-10-30T23:00");
            settle();
            assertThat(colour(who)).isEqualTo(Colour.RED);
            for (LocalDate wrong :
                    List.of(LocalDate.of(2021, 10, 30), LocalDate.of(2021, 12, 30))) {
                assertThatThrownBy(() ->
                                working(() -> {
                                    orders().extend(id, wrong, "Có triệu chứng");
                                    return id;
                                }))
                        .hasMessage("quarantine.extension");
            }
        }

        @Test
        void falls_with_the_last_thing_it_stands_on_and_not_before() {
            Nation.Somebody who = nation.adult(COMMUNE);
            UUID one = UUID.randomUUID();
            UUID other = UUID.randomUUID();
            working(() ->
                    orders().order(
                                    new NewOrder(
                                            who.record(),
                                            Reason.CONTACT,
                                            Setting.CENTRALISED,
                                            List.of(one, other),
                                            List.of(),
                                            List.of(
                                                    new StayRules.Ground(
                                                            "exposure",
                                                            Nation.at("2021-10-08T10:00"),
                                                            Map.of())),
                                            "Trường tiểu học thử",
                                            "")));

            assertThat(working(() -> orders().withdraw(List.of(one), "case withdrawn"))).isZero();
            assertThat(only(who).place()).isEqualTo("Trường tiểu học thử");
            assertThat(working(() -> orders().withdraw(List.of(other), "case withdrawn")))
                    .isEqualTo(1);
            assertThat(facts(who, "stay_order")).isEmpty();
        }
    }
}
