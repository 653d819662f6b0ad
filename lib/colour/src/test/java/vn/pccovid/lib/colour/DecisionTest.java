package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName(
        "A decision says what decided, on which facts, since when, until when, and what is missing")
class DecisionTest {
    private static final RulePack FLOOR = RulePacks.nationalFloor();
    private static final ColourEngine ENGINE = RulePacks.engine(ColourEngine.BURDEN_THRESHOLD);

    @Nested
    @DisplayName(
            "C6 A full vaccine course, its last dose at least 14 days ago, allows free movement.")
    class C6 {
        private final List<KnownFact> doses =
                List.of(
                        People.dose("AstraZeneca", "2021-08-20T09:00"),
                        People.dose("AstraZeneca", "2021-10-01T15:30"));

        @Test
        void on_day_13_the_person_waits_and_sees_when_green_begins() {
            Decision decision = at("2021-10-14T23:59");

            assertThat(decision.colour()).isEqualTo(Colour.YELLOW);
            assertThat(decision.until()).isEqualTo(People.at("2021-10-15T00:00"));
            assertThat(decision.nextColour()).isEqualTo(Colour.GREEN);
            assertThat(decision.missing()).isEmpty();
        }

        @Test
        void on_day_14_green_rests_on_both_doses_and_stays() {
            Decision decision = at("2021-10-15T00:00");

            assertThat(decision.colour()).isEqualTo(Colour.GREEN);
            assertThat(decision.rule()).isEqualTo("full_course");
            assertThat(decision.sentence()).isEqualTo("C6");
            assertThat(decision.evidence())
                    .extracting(EvidenceItem::factId)
                    .containsExactly("dose@2021-08-20T09:00", "dose@2021-10-01T15:30");
            assertThat(decision.since()).isEqualTo(People.at("2021-10-15T00:00"));
            assertThat(decision.until()).isNull();
        }

        private Decision at(String local) {
            return ENGINE.decide(People.adult(People.ELSEWHERE), doses, People.at(local));
        }
    }

    @Nested
    @DisplayName(
            "C10 Where nothing is known movement is restricted, never forbidden, and the person is told what is missing.")
    class C10 {
        @Test
        void nothing_known_is_yellow_and_names_the_gaps() {
            Decision decision = nothing(People.ELSEWHERE);

            assertThat(decision.colour()).isEqualTo(Colour.YELLOW);
            assertThat(decision.missing()).containsExactly("full_course", "negative_test");
            assertThat(ENGINE.gap("full_course").vi()).isNotBlank();
            assertThat(decision.redForLackOfData()).isFalse();
        }

        @Test
        void khanh_hoa_says_red_and_it_counts_as_red_for_lack_of_data() {
            Decision decision = nothing(People.NHA_TRANG);

            assertThat(decision.colour()).isEqualTo(Colour.RED);
            assertThat(decision.floorColour()).isEqualTo(Colour.YELLOW);
            assertThat(decision.pack()).isEqualTo("khanh-hoa");
            assertThat(decision.redForLackOfData()).isTrue();
            assertThat(decision.heldRules())
                    .containsExactly("vn-floor/nothing_known", "khanh-hoa/everyone_else");
        }

        @Test
        void red_by_a_proven_case_is_not_for_lack_of_data() {
            Decision decision =
                    ENGINE.decide(
                            People.adult(People.NHA_TRANG),
                            List.of(People.test("pcr", "positive", "2021-10-10T10:00")),
                            People.at("2021-10-10T10:00"));

            assertThat(decision.colour()).isEqualTo(Colour.RED);
            assertThat(decision.rule()).isEqualTo("case");
            assertThat(decision.redForLackOfData()).isFalse();
        }

        private Decision nothing(String area) {
            return ENGINE.decide(People.adult(area), List.of(), People.at("2021-10-10T10:00"));
        }
    }

    @Nested
    @DisplayName("C11 Children do not become red because they lack what they could not be given.")
    class C11 {
        @Test
        void a_year_of_birth_alone_protects_until_the_last_birthday_it_allows() {
            Subject subject = new Subject(BirthRange.of(2003, 0, 0), People.NHA_TRANG);

            assertThat(colour(subject, "2021-12-30T23:59")).isEqualTo(Colour.YELLOW);
            assertThat(colour(subject, "2021-12-31T00:00")).isEqualTo(Colour.RED);
        }

        @Test
        void without_any_birth_date_no_rule_about_age_holds_and_the_gap_is_named() {
            Subject unknown = new Subject(null, People.ELSEWHERE);
            Decision decision = ENGINE.decide(unknown, List.of(), People.at("2021-10-10T10:00"));

            assertThat(decision.heldRules()).doesNotContain("vn-floor/child");
            assertThat(decision.missing()).contains("birth_date");
        }

        private Colour colour(Subject subject, String local) {
            return ENGINE.decide(subject, List.of(), People.at(local)).colour();
        }
    }

    @Nested
    @DisplayName("C2 A person under an order to stay may not move until it ends.")
    class C2 {
        @Test
        void an_order_dominates_immunity_and_childhood_and_has_no_end_when_it_states_none() {
            List<KnownFact> facts =
                    List.of(
                            People.dose("Janssen", "2021-06-01T09:00"),
                            People.fact(
                                    "stay_order", "2021-10-01T00:00", Map.of("reason", "other")));
            Decision decision =
                    ENGINE.decide(
                            new Subject(BirthRange.of(2015, 1, 1), People.ELSEWHERE),
                            facts,
                            People.at("2022-10-10T10:00"));

            assertThat(decision.colour()).isEqualTo(Colour.RED);
            assertThat(decision.until()).isNull();
        }

        @Test
        void an_end_written_as_text_is_read() {
            List<KnownFact> facts =
                    List.of(
                            People.fact(
                                    "stay_order",
                                    "2021-10-01T00:00",
                                    Map.of("until", "2021-10-15T00:00:00Z")));

            assertThat(
                            ENGINE.decide(People.adult(""), facts, People.at("2021-10-01T10:00"))
                                    .until())
                    .isEqualTo(Instant.parse("2021-10-15T00:00:00Z"));
        }
    }

    @Test
    void versions_of_an_overlay_follow_one_another_without_gap() {
        String first = RulePacks.text("packs/khanh-hoa.yaml");
        String ended = first.replace("from: 2021-10-06", "from: 2021-10-06\nuntil: 2022-01-01");
        String next =
                first.replace("from: 2021-10-06", "from: 2022-01-01")
                        .replace("version: \"2021-10\"", "version: \"2022-01\"")
                        .replaceAll(
                                "(?s)examples:.*",
                                "examples: [{name: any, facts: [], expect: []}]");
        ColourEngine engine =
                new ColourEngine(
                        FLOOR,
                        List.of(
                                RulePack.load(ended, "ended", RulePacks.national()),
                                RulePack.load(next, "next", RulePacks.national())));

        assertThat(version(engine, "2021-12-31T23:59")).isEqualTo("2021-10");
        assertThat(version(engine, "2022-01-01T00:00")).isEqualTo("2022-01");
    }

    private static String version(ColourEngine engine, String local) {
        return engine.decide(People.adult(People.NHA_TRANG), List.of(), People.at(local))
                .packVersion();
    }

    @Test
    void before_the_floor_came_into_force_there_is_no_colour() {
        assertThatThrownBy(() ->
                        ENGINE.decide(People.adult(""), List.of(), People.at("2021-09-23T23:59")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(
                        ENGINE.timeline(
                                        People.adult(""),
                                        List.of(),
                                        People.at("2021-09-01T00:00"),
                                        People.at("2021-09-24T00:00"))
                                .segments())
                .isEmpty();
    }
}
