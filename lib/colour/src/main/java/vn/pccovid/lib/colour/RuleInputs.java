package vn.pccovid.lib.colour;

import dev.cel.common.CelFunctionDecl;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The rules in force in a place at an instant for engines that are not ours, in two forms: as the
/// packs write them, for an interpreter of CEL that can call the words of the time vocabulary; and
/// with those calls taken out, which leaves logic over numbered truths that any rule engine can
/// evaluate. For comparing engines, and for showing which terms of a rule hold.
///
/// Immutable and safe for many threads.
public final class RuleInputs {
    private final Era era;
    private final Courses courses;
    private final List<Rule> rules;

    /// A rule and its logic in CEL, where `t7` is the truth of term 7. An overlay's and a floor's
    /// last minimum is `true`.
    ///
    /// @param named the pack's parameters, for its expression as written: whole numbers, or periods
    ///   as [#period] gives them
    public record Rule(PackRule rule, String logic, Map<String, Object> named) {}

    /// The truths of one person at one instant, found when they are asked for. For one thread.
    public final class Truths {
        private final Moment moment;

        private Truths(Moment moment) {
            this.moment = moment;
        }

        /// Whether a term holds, by its number.
        public boolean term(int index) {
            return era.terms.get(index).holds(moment);
        }

        /// The rule that decides by our own engine, for the facts already read.
        public PackRule decide() {
            return era.decide(moment).rule();
        }

        /// What a word of the vocabulary answers when an interpreter calls it.
        ///
        /// @param word one that is true or false ([#words])
        /// @param arguments in the order of its declaration: texts, whole numbers, periods
        /// @throws IllegalArgumentException for another word or number of arguments
        public boolean call(String word, Object... arguments) {
            return RuleInputs.term(word, arguments).holds(moment);
        }
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
                        .flatMap(pack -> {
                            Map<String, Object> named = named(pack);
                            return pack.rules().stream()
                                    .map(rule ->
                                            new Rule(rule.rule(), logic(rule.condition()), named));
                        })
                        .toList();
    }

    private static Map<String, Object> named(RulePack pack) {
        Map<String, Object> named = new HashMap<>();
        pack.parameters()
                .forEach((name, parameter) ->
                        named.put(name, Vocabulary.parameter(parameter.value())));
        return Map.copyOf(named);
    }

    /// The words of the vocabulary as CEL declares them; `hours`, `days` and `months` make periods,
    /// the others are true or false.
    public static List<CelFunctionDecl> words() {
        return Vocabulary.WORDS;
    }

    /// A period as the other words take it.
    ///
    /// @param unit `hours`, `days` or `months`
    /// @param amount 0 to 3,660
    public static Object period(String unit, long amount) {
        return new Period(
                Math.toIntExact(amount), Period.Unit.valueOf(unit.toUpperCase(Locale.ROOT)));
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
        return new Truths(
                new Moment(
                        new PersonFacts(subject.birth(), facts, courses), VietnamTime.micros(at)));
    }

    private static final Map<String, Selector> SELECTORS =
            Arrays.stream(Selector.values())
                    .collect(Collectors.toUnmodifiableMap(Selector::written, Function.identity()));

    private static Term term(String word, Object... a) {
        return switch (word) {
            case "within" -> new Term.Within(selector(a[0]), (Period) a[1]);
            case "lasting" -> new Term.Lasting(selector(a[0]), (Period) a[1]);
            case "lasting_unless_immune" ->
                    new Term.LastingUnlessImmune(
                            selector(a[0]),
                            (Period) a[1],
                            (Period) a[2],
                            a.length == 5 ? (Period) a[3] : null,
                            (Period) a[a.length - 1]);
            case "since" -> new Term.Since(selector(a[0]), (Period) a[1]);
            case "known" -> new Term.Since(selector(a[0]), Vocabulary.NONE);
            case "unanswered" ->
                    new Term.Unanswered(
                            selector(a[0]),
                            selector(a[1]),
                            a.length == 4 ? (Period) a[2] : Vocabulary.NONE,
                            (Period) a[a.length - 1]);
            case "unpreceded" ->
                    new Term.Unpreceded(
                            selector(a[0]), selector(a[1]), (Period) a[2], (Period) a[3]);
            case "in_force" -> new Term.InForce(selector(a[0]));
            case "ended" -> new Term.Ended(selector(a[0]), (Period) a[1]);
            case "episode" -> new Term.Episode(selector(a[0]), (Period) a[1], (Period) a[2]);
            case "uncleared" ->
                    new Term.Uncleared(
                            selector(a[0]), selector(a[1]), (Period) a[2], null, (Period) a[3]);
            case "uncleared_twice" ->
                    new Term.Uncleared(
                            selector(a[0]),
                            selector(a[1]),
                            Vocabulary.NONE,
                            (Period) a[2],
                            (Period) a[3]);
            case "course_complete" -> new Term.CourseComplete((Period) a[0]);
            case "doses" -> new Term.Doses(number(a[0]), (Period) a[1]);
            case "silent" -> new Term.Silent((String) a[0]);
            case "age_under" -> new Term.AgeUnder(number(a[0]));
            case "age_at_least" -> new Term.AgeAtLeast(number(a[0]));
            default ->
                    throw new IllegalArgumentException(word + " is not a word of the vocabulary");
        };
    }

    private static Selector selector(Object written) {
        Selector selector = SELECTORS.get(written);
        if (selector == null) {
            throw new IllegalArgumentException("no kind of fact is called \"" + written + "\"");
        }
        return selector;
    }

    private static int number(Object number) {
        return ((Number) number).intValue();
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
