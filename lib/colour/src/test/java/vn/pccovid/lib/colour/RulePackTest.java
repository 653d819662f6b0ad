package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName(
        "A rule pack is read, type-checked and tried on its examples, or refused with line and column")
class RulePackTest {
    private static final String FLOOR = RulePacks.text("packs/vn-floor.yaml");

    @Test
    void the_packs_that_come_with_the_program_load() {
        RulePack floor = RulePacks.nationalFloor();
        List<RulePack> overlays = RulePacks.overlays(RulePacks.national());

        assertThat(floor.isFloor()).isTrue();
        assertThat(floor.covers("56/568/22363")).isTrue();
        assertThat(overlays)
                .extracting(RulePack::named)
                .containsExactly("khanh-hoa 2021-10", "ho-chi-minh 2021-09", "ho-chi-minh 2021-10");
        assertThat(overlays.getFirst().covers("56/568/22363")).isTrue();
        assertThat(overlays.getFirst().covers("56")).isTrue();
        assertThat(overlays.getFirst().covers("560/1/2")).isFalse();
        assertThat(overlays.getFirst().covers("")).isFalse();
    }

    @Test
    void every_sentence_and_every_number_has_a_source_and_uncertain_ones_say_so() {
        RulePack floor = RulePacks.nationalFloor();

        assertThat(floor.sentences().values()).allSatisfy(s -> assertThat(s.source()).isNotBlank());
        assertThat(floor.parameters().values())
                .allSatisfy(p -> assertThat(p.source()).isNotBlank());
        assertThat(floor.parameters())
                .hasEntrySatisfying("child_age", age -> assertThat(age.certain()).isFalse());
    }

    @Test
    void a_pack_lists_every_kind_of_instant_at_which_it_can_change() {
        assertThat(RulePacks.nationalFloor().changes())
                .contains(
                        "days(14) after the dose that completes the course",
                        "start and stated end of stay_order.open",
                        "latest possible birthday 18",
                        "recovery; end of days(180) after it",
                        "test.negative; end of hours(72) after it");
    }

    @Nested
    @DisplayName(
            "Expressions never see the present: whatever could change at an unlisted instant is refused")
    class Expressions {
        @Test
        void now_does_not_exist() {
            refused("now > since(\"recovery\", days(1))", 0, "undeclared reference to 'now'");
        }

        @Test
        void an_unknown_word_is_refused_where_it_stands() {
            refused("known(\"recovery\") || moon_is_full(days(1))", 33, "moon_is_full");
        }

        @Test
        void a_computed_period_is_refused() {
            refused("within(\"recovery\", days(90 + 90))", 27, "not a sum");
        }

        @Test
        void a_period_without_unit_is_refused() {
            refused("within(\"recovery\", 180)", 6, "no matching overload");
        }

        @Test
        void an_unknown_kind_of_fact_is_refused() {
            refused("known(\"horoscope\")", 6, "no kind of fact is called \"horoscope\"");
        }

        @Test
        void a_comparison_is_refused() {
            refused("known(\"recovery\") == true", 18, "`_==_` is not a term");
        }

        @Test
        void the_clock_of_cel_is_refused() {
            refused(
                    "timestamp(\"2021-10-01T00:00:00Z\") == timestamp(\"2021-10-01T00:00:00Z\")",
                    34,
                    "`_==_`");
        }

        @Test
        void an_expression_that_is_no_truth_value_is_refused() {
            refused("days(3)", 4, "expected type 'bool' but found 'period'");
        }

        @Test
        void a_syntax_error_is_refused() {
            refused("known(\"recovery\") &&", 20, "mismatched input");
        }

        @Test
        void a_period_beyond_ten_years_is_refused() {
            refused("within(\"recovery\", days(36500))", 24, "want 0 to 3660");
        }

        /// Puts the expression at line 15, column 13 of a pack's rules and expects the refusal
        /// there.
        private void refused(String expression, int column, String because) {
            String yaml =
                    """
                    id: xx
                    version: "1"
                    layer: overlay
                    title: {vi: a, en: b}
                    about: c
                    jurisdiction: "56"
                    from: 2021-10-01
                    sentences: {C1: {text: t, source: s}}
                    examples: []
                    rules:
                      - id: r
                        kind: order
                        colour: RED
                        sentence: C1
                        when: '%s'
                        reason: {vi: a, en: b}
                        next_step: {vi: a, en: b}
                    """
                            .formatted(expression);
            assertThatThrownBy(() -> RulePack.load(yaml, "x.yaml"))
                    .isInstanceOfSatisfying(
                            RulePackRefused.class,
                            refused -> {
                                assertThat(refused.line()).isEqualTo(15);
                                assertThat(refused.column()).isEqualTo(12 + column);
                                assertThat(refused).hasMessageContaining(because);
                            });
        }
    }

    @Nested
    @DisplayName("A pack that is written wrong is refused where it is wrong")
    class Layout {
        @Test
        void an_example_that_comes_out_otherwise() {
            refused(
                    yaml -> yaml.replace("colour: YELLOW, rule: pool_positive", "colour: RED"),
                    "wanted RED, the rules say YELLOW by `vn-floor/pool_positive`");
        }

        @Test
        void red_for_lack_of_data_in_the_floor() {
            refused(
                    yaml ->
                            yaml.replace(
                                    "colour: YELLOW\n    sentence: C10",
                                    "colour: RED\n    sentence: C10"),
                    "lack of data gives at worst yellow in the floor");
        }

        @Test
        void a_floor_that_leaves_somebody_without_colour() {
            refused(
                    yaml -> yaml.replace("when: \"true\"", "when: known(\"recovery\")"),
                    "the last minimum must hold for everybody");
        }

        @Test
        void a_sentence_that_does_not_exist() {
            refused(yaml -> yaml.replace("sentence: C7", "sentence: C77"), "no sentence `C77`");
        }

        @Test
        void a_key_without_meaning() {
            refused(yaml -> yaml.replace("kind: guarantee", "knid: guarantee"), "`knid`");
        }

        @Test
        void a_pack_that_is_no_yaml() {
            refused(yaml -> yaml + "\n  - [", "not YAML");
        }

        @Test
        void an_expression_in_a_block_is_refused_in_its_own_line() {
            String yaml =
                    FLOOR.replace(
                            "when: in_force(\"stay_order.stated_end\") || in_force(\"stay_order.open\")",
                            "when: |\n      in_force(\"stay_order\") ||\n        in_force(\"recovery\")");

            assertThatThrownBy(() -> RulePack.load(yaml, "floor"))
                    .isInstanceOfSatisfying(
                            RulePackRefused.class,
                            refused -> {
                                List<String> lines = yaml.lines().toList();
                                assertThat(lines.get(refused.line() - 1))
                                        .contains("in_force(\"recovery\")");
                            });
        }

        private void refused(UnaryOperator<String> change, String because) {
            String changed = change.apply(FLOOR);
            assertThat(changed).isNotEqualTo(FLOOR);
            assertThatThrownBy(() -> RulePack.load(changed, "floor"))
                    .isInstanceOf(RulePackRefused.class)
                    .hasMessageContaining(because);
        }
    }

    @Test
    @DisplayName("a sentence of a shipped pack can be read in Vietnamese")
    void every_shipped_sentence_is_vietnamese_too() {
        for (RulePack pack : RulePacks.all()) {
            pack.sentences()
                    .forEach((id, sentence) ->
                            assertThat(sentence.vi())
                                    .as(pack.id() + " " + pack.version() + " " + id)
                                    .isNotBlank()
                                    .isNotEqualTo(sentence.text()));
        }
    }
}
