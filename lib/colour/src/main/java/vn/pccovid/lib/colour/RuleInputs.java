package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.List;

/// The rules in force in a place at an instant with the calls of the time vocabulary taken out:
/// what is left is logic over numbered truths, which any rule engine can evaluate. For comparing
/// engines, and for showing which terms of a rule hold.
///
/// Immutable and safe for many threads.
public final class RuleInputs {
    private final Era era;
    private final Courses courses;
    private final List<Rule> rules;

    /// A rule and its logic in CEL, where `t7` is the truth of term 7. An overlay's and a floor's
    /// last minimum is `true`.
    public record Rule(PackRule rule, String logic) {}

    /// The truths of one person at one instant, found when they are asked for.
    @FunctionalInterface
    public interface Truths {
        boolean term(int index);
    }

    /// @param packs as for [ColourEngine]
    public RuleInputs(List<RulePack> packs, String area, Instant at) {
        era =
                new Place(packs.stream().filter(p -> p.covers(area)).toList())
                        .at(VietnamTime.micros(at));
        courses =
                packs.stream()
                        .map(RulePack::courses)
                        .flatMap(java.util.stream.Stream::ofNullable)
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("want a floor"));
        rules =
                era.packs.stream()
                        .flatMap(pack -> pack.rules().stream())
                        .map(rule -> new Rule(rule.rule(), logic(rule.condition())))
                        .toList();
    }

    /// How many terms the rules ask; they are numbered from 0.
    public int terms() {
        return era.terms.size();
    }

    /// The rules in the order in which the engine asks them, pack by pack.
    public List<Rule> rules() {
        return rules;
    }

    /// Reads the facts of one person for one instant of this era.
    public Truths read(Subject subject, List<KnownFact> facts, Instant at) {
        Moment moment =
                new Moment(
                        new PersonFacts(subject.birth(), facts, courses), VietnamTime.micros(at));
        return index -> era.terms.get(index).holds(moment);
    }

    private String logic(Condition condition) {
        return switch (condition) {
            case Condition.Always(boolean value) -> String.valueOf(value);
            case Condition.Leaf(Term term) -> "t" + era.terms.indexOf(term);
            case Condition.Not(Condition inner) -> "!" + logic(inner);
            case Condition.And(Condition left, Condition right) ->
                    "(" + logic(left) + " && " + logic(right) + ")";
            case Condition.Or(Condition left, Condition right) ->
                    "(" + logic(left) + " || " + logic(right) + ")";
            case Condition.Choice(Condition test, Condition then, Condition otherwise) ->
                    "(" + logic(test) + " ? " + logic(then) + " : " + logic(otherwise) + ")";
        };
    }
}
