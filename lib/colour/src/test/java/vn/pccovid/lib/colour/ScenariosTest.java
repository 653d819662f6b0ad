package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The scenarios that come with the packs, and whether they would notice a wrong number.
class ScenariosTest {
    private static final List<RulePack> PACKS = RulePacks.all();
    private static final ColourEngine ENGINE =
            new ColourEngine(PACKS, ColourEngine.BURDEN_THRESHOLD);
    private static final List<Scenarios.Scenario> SCENARIOS = RulePacks.scenarios();

    @Test
    void every_scenario_comes_out_as_written() {
        assertThat(SCENARIOS).hasSizeGreaterThanOrEqualTo(60);
        assertThat(SCENARIOS.stream().flatMap(s -> s.run(ENGINE).stream()).toList()).isEmpty();
    }

    @Test
    void every_sentence_a_rule_rests_on_is_quoted_by_a_scenario_and_no_other() {
        Set<String> quoted =
                SCENARIOS.stream()
                        .map(Scenarios.Scenario::quotes)
                        .filter(java.util.Objects::nonNull)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> written = new TreeSet<>();
        Set<String> needed = new TreeSet<>();
        for (RulePack pack : PACKS) {
            pack.sentences().keySet().forEach(id -> written.add(pack.id() + " " + id));
            pack.rules().forEach(rule -> needed.add(pack.id() + " " + rule.rule().sentence()));
        }
        assertThat(quoted).isSubsetOf(written).containsAll(needed);
    }

    static Stream<String> numbers() {
        return RulePacks.names().stream()
                .flatMap(name ->
                        Stream.of(1, -1)
                                .flatMap(change ->
                                        read(name).parameters().keySet().stream()
                                                .map(number ->
                                                        name + " " + number + " " + change)));
    }

    /// Both sides of every edge: a number one greater or one smaller than written is noticed by
    /// some scenario. The other packs stay as they are.
    @ParameterizedTest
    @MethodSource("numbers")
    void a_number_one_off_is_noticed(String numberAndChange) {
        String[] parts = numberAndChange.split(" ", -1);
        RulePack written = read(parts[0]);
        RulePack.Parameter number =
                java.util.Objects.requireNonNull(written.parameters().get(parts[1]));
        int value = Integer.parseInt(number.value().replaceAll("\\D", ""));
        int changed = value + Integer.parseInt(parts[2]);
        if (changed < 0) {
            return;
        }
        String text = RulePacks.text("packs/" + parts[0] + ".yaml");
        String mutated =
                text.replace(
                                parts[1] + ": {value: " + number.value() + ",",
                                parts[1]
                                        + ": {value: "
                                        + number.value().replaceAll("\\d+", "" + changed)
                                        + ",")
                        .replaceAll(
                                "(?s)\nexamples:.*",
                                "\nexamples: [{name: x, facts: [], expect: []}]");
        assertThat(mutated).contains("" + changed);

        List<RulePack> packs = new ArrayList<>();
        for (RulePack pack : PACKS) {
            packs.add(
                    pack.named().equals(written.named())
                            ? RulePack.load(mutated, "mutated", NATIONAL)
                            : pack);
        }
        ColourEngine engine = new ColourEngine(packs, ColourEngine.BURDEN_THRESHOLD);
        assertThat(SCENARIOS.stream().flatMap(s -> s.run(engine).stream()).toList()).isNotEmpty();
    }

    private static final List<RulePack> NATIONAL = RulePacks.national();
    private static final Map<String, RulePack> BY_NAME = byName();

    private static Map<String, RulePack> byName() {
        List<String> names = RulePacks.names();
        return names.stream().collect(Collectors.toMap(n -> n, n -> PACKS.get(names.indexOf(n))));
    }

    private static RulePack read(String name) {
        return java.util.Objects.requireNonNull(BY_NAME.get(name));
    }

    @Test
    void a_wrong_expectation_is_told_with_its_line() {
        List<Scenarios.Scenario> wrong =
                Scenarios.load(
                        """
                        scenarios:
                          - name: nothing known
                            facts: []
                            expect:
                              - {at: 2021-10-01 00:00, colour: GREEN}
                        """,
                        "wrong.yaml");

        assertThat(wrong.getFirst().run(ENGINE))
                .containsExactly(
                        "5: \"nothing known\" at 2021-10-01 00:00 wanted GREEN, the rules say YELLOW"
                                + " by `vn-floor/nothing_known`");
    }

    @Test
    void a_fact_no_rule_can_read_is_refused_where_it_stands() {
        assertThatThrownBy(() ->
                        Scenarios.load(
                                """
                                scenarios:
                                  - name: stars
                                    facts:
                                      - {kind: horoscope, at: 2021-10-01 00:00}
                                    expect: []
                                """,
                                "stars.yaml"))
                .isInstanceOfSatisfying(
                        RulePackRefused.class,
                        refused -> {
                            assertThat(refused.line()).isEqualTo(4);
                            assertThat(refused).hasMessageContaining("horoscope");
                        });
    }
}
