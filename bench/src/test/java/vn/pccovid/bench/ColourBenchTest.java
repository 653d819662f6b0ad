package vn.pccovid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import vn.pccovid.lib.colour.ColourEngine;
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
