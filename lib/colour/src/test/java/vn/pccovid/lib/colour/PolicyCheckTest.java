package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A pack is tried on people, and what is wrong with it is shown on one of them")
class PolicyCheckTest {
    private static final List<RulePack> NATIONAL = RulePacks.national();
    private static final List<RulePack> ALL = RulePacks.all();

    static Stream<RulePack> packs() {
        return ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("packs")
    void the_packs_that_come_with_the_program_pass(RulePack pack) {
        PolicyCheck.Report report = PolicyCheck.check(pack, ALL, 3);

        assertThat(report.findings())
                .filteredOn(f -> f.severity() == PolicyCheck.Severity.ERROR)
                .isEmpty();
        assertThat(report.people()).isGreaterThan(1_000);
        assertThat(report.facts()).isEqualTo(3);
    }

    @Test
    void red_for_lack_of_data_is_listed_for_the_provinces_that_want_it() {
        List<PolicyCheck.Finding> notes =
                ALL.stream()
                        .flatMap(p -> PolicyCheck.check(p, ALL, 2).findings().stream())
                        .toList();

        assertThat(notes)
                .extracting(PolicyCheck.Finding::check, PolicyCheck.Finding::rule)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                PolicyCheck.Check.RED_FOR_LACK_OF_DATA, "khanh-hoa/everyone_else"),
                        org.assertj.core.groups.Tuple.tuple(
                                PolicyCheck.Check.RED_FOR_LACK_OF_DATA,
                                "ho-chi-minh/everyone_else"),
                        org.assertj.core.groups.Tuple.tuple(
                                PolicyCheck.Check.RED_FOR_LACK_OF_DATA,
                                "ho-chi-minh/everyone_else"));
    }

    @Nested
    @DisplayName("What is wrong is found")
    class Found {
        @Test
        void a_rule_that_an_earlier_one_always_answers() {
            PolicyCheck.Finding found =
                    only(
                            PolicyCheck.Check.UNREACHABLE_RULE,
                            rule("one", "minimum", "GREEN", "course_complete(wait)")
                                    + rule(
                                            "two",
                                            "minimum",
                                            "GREEN",
                                            "course_complete(wait) && known(\"recovery\")")
                                    + rule("rest", "minimum", "YELLOW", "\"true\""));

            assertThat(found.rule()).isEqualTo("broken/two");
            assertThat(found.message()).contains("earlier minimum answers").contains("recovery");
        }

        @Test
        void a_rule_that_holds_for_nobody() {
            PolicyCheck.Finding found =
                    only(
                            PolicyCheck.Check.UNREACHABLE_RULE,
                            rule(
                                            "never",
                                            "order",
                                            "RED",
                                            "within(\"exposure\", wait) && !known(\"exposure\")")
                                    + rule("rest", "minimum", "YELLOW", "\"true\""));

            assertThat(found.rule()).isEqualTo("broken/never");
        }

        @Test
        void people_without_an_answer() {
            PolicyCheck.Finding found =
                    only(
                            PolicyCheck.Check.GAP,
                            rule("one", "minimum", "GREEN", "course_complete(wait)"));

            assertThat(found.person()).contains("born: 1984-03-05", "at: 2021-11-01 12:00");
        }

        @Test
        void a_guarantee_that_goes_below_the_floor() {
            PolicyCheck.Finding found =
                    only(
                            PolicyCheck.Check.LOOSER_THAN_FLOOR,
                            rule("free", "guarantee", "GREEN", "doses(1, wait)")
                                    + rule("rest", "minimum", "YELLOW", "\"true\""));

            assertThat(found.rule()).isEqualTo("broken/free");
            assertThat(found.message()).contains("GREEN where `vn-floor/one_dose` (C8)");
            assertThat(found.person()).anyMatch(fact -> fact.contains("dose"));
        }

        @Test
        void a_minimum_that_is_written_looser_than_the_floor() {
            PolicyCheck.Finding found =
                    only(
                            PolicyCheck.Check.LOOSER_THAN_FLOOR,
                            rule("first_dose", "minimum", "GREEN", "doses(1, wait)")
                                    + rule("rest", "minimum", "YELLOW", "\"true\""));

            assertThat(found.rule()).isEqualTo("broken/first_dose");
        }

        @Test
        void a_dose_that_reddens() {
            PolicyCheck.Finding found =
                    only(
                            PolicyCheck.Check.GOOD_NEWS_WORSENS,
                            rule(
                                            "side_effects",
                                            "order",
                                            "YELLOW",
                                            "course_complete(days(0)) && !course_complete(wait) &&"
                                                    + " within(\"recovery\", wait)")
                                    + rule("rest", "minimum", "GREEN", "course_complete(wait)")
                                    + rule("recovered", "minimum", "GREEN", "known(\"recovery\")")
                                    + rule("others", "minimum", "YELLOW", "\"true\""),
                            "2021-09-24");

            assertThat(found.rule()).isEqualTo("broken/side_effects");
            assertThat(found.message()).contains("GREEN by").contains("one more {kind: dose");
        }

        @Test
        void a_negative_test_that_worsens() {
            PolicyCheck.Finding found =
                    only(
                            PolicyCheck.Check.GOOD_NEWS_WORSENS,
                            rule(
                                            "why_a_test",
                                            "order",
                                            "RED",
                                            "within(\"test.negative\", wait) &&"
                                                    + " known(\"declaration.contact\")")
                                    + rule("rest", "minimum", "YELLOW", "\"true\""));

            assertThat(found.rule()).isEqualTo("broken/why_a_test");
            assertThat(found.message()).contains("becomes RED by one more {kind: test_result");
        }

        @Test
        void children_and_exempt_people_who_fall_to_red_by_default() {
            List<PolicyCheck.Finding> found =
                    check(
                                    rule("no_dose", "order", "RED", "'!doses(1, wait)'")
                                            + rule("rest", "minimum", "YELLOW", "\"true\""),
                                    "2021-11-01")
                            .findings();

            assertThat(found)
                    .extracting(PolicyCheck.Finding::check)
                    .contains(
                            PolicyCheck.Check.CHILD_OR_EXEMPT_RED,
                            PolicyCheck.Check.RED_FOR_LACK_OF_DATA);
            assertThat(found)
                    .filteredOn(f -> f.check() == PolicyCheck.Check.RED_FOR_LACK_OF_DATA)
                    .allMatch(f -> f.severity() == PolicyCheck.Severity.ERROR);
            assertThat(found)
                    .filteredOn(f -> f.check() == PolicyCheck.Check.CHILD_OR_EXEMPT_RED)
                    .first()
                    .satisfies(f -> assertThat(f.message()).contains("a child is red"))
                    .satisfies(f -> assertThat(f.person()).contains("born: 2011-11-01"));
        }

        @Test
        void a_duration_without_a_source() {
            PolicyCheck.Finding found =
                    only(
                            PolicyCheck.Check.DURATION_WITHOUT_SOURCE,
                            rule("one", "minimum", "YELLOW", "doses(1, days(21))")
                                    + rule("two", "minimum", "YELLOW", "known(\"recovery\")")
                                    + rule("rest", "minimum", "YELLOW", "\"true\""));

            assertThat(found.rule()).isEqualTo("broken/one");
            assertThat(found.message()).contains("line 12: days(21) has no source");
        }

        @Test
        void a_hole_between_two_versions() {
            RulePack first = load(REST, "2021-11-01\nuntil: 2021-12-01", "1");
            RulePack second = load(REST, "2021-12-02", "2");

            assertThat(PolicyCheck.check(first, with(second), 1).findings())
                    .extracting(PolicyCheck.Finding::message)
                    .contains(
                            "no version is in force from 2021-12-01 00:00 until 2021-12-02 00:00,"
                                    + " when 2 begins");
        }
    }

    private static final String REST =
            rule("one", "minimum", "YELLOW", "doses(1, wait)")
                    + rule("rest", "minimum", "YELLOW", "\"true\"");

    private static List<RulePack> with(RulePack pack) {
        return Stream.concat(NATIONAL.stream(), Stream.of(pack)).toList();
    }

    private static PolicyCheck.Finding only(PolicyCheck.Check check, String rules) {
        return only(check, rules, "2021-11-01");
    }

    private static PolicyCheck.Finding only(PolicyCheck.Check check, String rules, String from) {
        PolicyCheck.Report report = check(rules, from);
        assertThat(report.passes()).isFalse();
        assertThat(report.findings()).extracting(PolicyCheck.Finding::check).containsOnly(check);
        return report.findings().getFirst();
    }

    private static PolicyCheck.Report check(String rules, String from) {
        return PolicyCheck.check(load(rules, from, "1"), NATIONAL, 2);
    }

    private static RulePack load(String rules, String from, String version) {
        String yaml =
                """
                id: broken
                version: "%s"
                layer: overlay
                title: {vi: a, en: b}
                about: c
                jurisdiction: "58"
                from: %s
                sentences: {C1: {text: t, source: s}}
                parameters: {%s}
                examples: [{name: any, facts: [], expect: []}]
                rules:
                %s
                """
                        .formatted(
                                version,
                                from,
                                rules.contains("wait")
                                        ? "wait: {value: days(14), certain: true, source: s}"
                                        : "",
                                rules);
        return RulePack.load(yaml, "broken.yaml", NATIONAL);
    }

    private static String rule(String id, String kind, String colour, String when) {
        return """
          - id: %s
            kind: %s
            colour: %s
            sentence: C1
            when: %s
            reason: {vi: a, en: b}
            next_step: {vi: a, en: b}
        """
                .formatted(id, kind, colour, when);
    }
}
