package vn.pccovid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.pccovid.lib.colour.ColourEngine;
import vn.pccovid.lib.colour.RuleInputs;
import vn.pccovid.lib.colour.RulePacks;

/// What `bench colour` compares is the same thing.
class ColourBenchTest {
    @Test
    void rules_written_by_hand_decide_as_the_engine_does() {
        ColourEngine engine = RulePacks.engine(ColourEngine.BURDEN_THRESHOLD);
        List<ColourPeople.Question> people = ColourPeople.random(100_000, 2021);

        List<ColourPeople.Question> different =
                people.stream()
                        .filter(q ->
                                !HandWrittenRules.decide(q.subject(), q.facts(), q.at())
                                        .equals(engine.rule(q.subject(), q.facts(), q.at()).path()))
                        .toList();

        assertThat(different).isEmpty();
        assertThat(
                        people.stream()
                                .map(q -> engine.rule(q.subject(), q.facts(), q.at()).path())
                                .distinct())
                .as("rules that decide for somebody")
                .hasSizeGreaterThan(20);
    }

    @Test
    void interpreters_of_cel_decide_as_the_engine_does() throws Exception {
        ColourEngine engine = RulePacks.engine(ColourEngine.BURDEN_THRESHOLD);
        RuleInputs inputs =
                new RuleInputs(
                        RulePacks.all(), "56/568/22363", Instant.parse("2021-11-20T00:00:00Z"));
        List<RuleEngines.Engine> interpreters =
                List.of(
                        RuleEngines.cel(inputs),
                        RuleEngines.celStandard(inputs),
                        RuleEngines.celLogic(inputs));

        for (ColourPeople.Question q : ColourPeople.random(3_000, 77)) {
            if (!q.subject().area().equals("56/568/22363")) {
                continue;
            }
            String wanted = engine.rule(q.subject(), q.facts(), q.at()).path();
            RuleInputs.Truths truths = inputs.read(q.subject(), q.facts(), q.at());
            assertThat(truths.decide().path()).isEqualTo(wanted);
            for (RuleEngines.Engine interpreter : interpreters) {
                assertThat(interpreter.decide(truths).path()).isEqualTo(wanted);
            }
        }
    }

    @Test
    void one_instant_alone_answers_as_the_whole_explanation_does() {
        ColourEngine engine = RulePacks.engine(ColourEngine.BURDEN_THRESHOLD);

        assertThat(ColourPeople.random(5_000, 9))
                .allSatisfy(q -> {
                    var decision = engine.decide(q.subject(), q.facts(), q.at());
                    assertThat(engine.rule(q.subject(), q.facts(), q.at()).path())
                            .isEqualTo(decision.pack() + "/" + decision.rule());
                });
    }
}
