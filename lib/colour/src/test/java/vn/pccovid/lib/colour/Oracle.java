package vn.pccovid.lib.colour;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A second, slow reading of the same rules that shares no code with the engine: every term is
/// judged at one instant from its definition, the logic between terms is left to CEL's own runtime,
/// and nothing is known of stretches or events.
final class Oracle {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final Pattern TERM =
            Pattern.compile(
                    "\\b(within|lasting_unless_immune|lasting|since|known|unanswered|unpreceded|in_force"
                            + "|ended|episode|uncleared_twice|uncleared|course_complete|doses|silent|age_under"
                            + "|age_at_least)\\(((?:[^()]|\\([^()]*\\))*)\\)");
    private static final Map<String, Integer> SIXTHS = Map.of("Abdala", 2, "Janssen", 6);

    private final List<RulePack> packs;
    private final CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder().build();
    private final CelRuntime runtime = CelRuntimeFactory.plannerRuntimeBuilder().build();
    private final Map<String, Boolean> logic = new HashMap<>();
    private final Map<String, Prepared> prepared = new HashMap<>();

    Oracle(List<RulePack> packs) {
        this.packs = packs;
    }

    /// Residence colour, floor colour.
    record Colours(Colour residence, Colour floor) {}

    Colours at(Subject subject, List<KnownFact> facts, Instant at) {
        Colours sure = judge(subject, facts.stream().filter(Oracle::sure).toList(), at);
        Colours lenient =
                judge(subject, facts.stream().filter(f -> sure(f) || !burdens(f)).toList(), at);
        return new Colours(
                Colour.best(sure.residence, lenient.residence),
                Colour.best(sure.floor, lenient.floor));
    }

    private static boolean sure(KnownFact fact) {
        return fact.linkProbability() >= 0.99;
    }

    private static boolean burdens(KnownFact fact) {
        return switch (fact.kind()) {
            case "test_result" ->
                    "positive".equals(fact.attributes().get("result"))
                            && !"antibody".equals(fact.attributes().get("method"));
            case "declaration" ->
                    Boolean.TRUE.equals(fact.attributes().get("symptoms"))
                            || Boolean.TRUE.equals(fact.attributes().get("no_dose"));
            case "diagnosis", "stay_order", "exposure", "trip", "border_crossing" -> true;
            default -> false;
        };
    }

    private Colours judge(Subject subject, List<KnownFact> all, Instant at) {
        List<KnownFact> facts = all.stream().sorted(Comparator.comparing(KnownFact::at)).toList();
        List<RulePack> here =
                packs.stream()
                        .filter(pack ->
                                !at.isBefore(pack.from())
                                        && (pack.until() == null || at.isBefore(pack.until()))
                                        && (subject.area() + "/")
                                                .startsWith(
                                                        pack.jurisdiction().isEmpty()
                                                                ? ""
                                                                : pack.jurisdiction() + "/"))
                        .toList();
        List<RulePack> national =
                here.stream().filter(pack -> pack.jurisdiction().isEmpty()).toList();
        return new Colours(
                combine(here, subject, facts, at), combine(national, subject, facts, at));
    }

    private Colour combine(
            List<RulePack> packs, Subject subject, List<KnownFact> facts, Instant at) {
        Colour minimum = Colour.GREEN;
        Colour guarantee = Colour.RED;
        Colour order = Colour.GREEN;
        for (RulePack pack : packs) {
            boolean answered = false;
            for (RulePack.Rule rule : pack.rules()) {
                if (!holds(pack, rule.rule().when(), subject, facts, at)) {
                    continue;
                }
                Colour colour = rule.rule().colour();
                switch (rule.rule().kind()) {
                    case ORDER -> order = Colour.worst(order, colour);
                    case GUARANTEE -> guarantee = Colour.best(guarantee, colour);
                    case MINIMUM -> {
                        if (!answered) {
                            minimum = Colour.worst(minimum, colour);
                            answered = true;
                        }
                    }
                }
            }
        }
        return Colour.worst(order, Colour.best(minimum, guarantee));
    }

    private boolean holds(
            RulePack pack, String when, Subject subject, List<KnownFact> facts, Instant at) {
        Prepared rule =
                prepared.computeIfAbsent(
                        pack.named() + when, _ -> Prepared.of(written(pack, when)));
        StringBuilder key = new StringBuilder(rule.expression).append('|');
        boolean[] values = new boolean[rule.terms.size()];
        for (int i = 0; i < values.length; i++) {
            Call call = rule.terms.get(i);
            values[i] = term(call.word, call.arguments, subject, facts, at);
            key.append(values[i] ? '1' : '0');
        }
        return logic.computeIfAbsent(key.toString(), _ -> evaluate(rule.with(values)));
    }

    private static String written(RulePack pack, String when) {
        String written = when;
        for (Map.Entry<String, RulePack.Parameter> parameter : pack.parameters().entrySet()) {
            written =
                    written.replaceAll(
                            "\\b" + parameter.getKey() + "\\b", parameter.getValue().value());
        }
        return written;
    }

    private record Call(String word, String[] arguments) {}

    /// An expression with its calls of the vocabulary taken out.
    private record Prepared(String expression, List<Call> terms) {
        static Prepared of(String written) {
            List<Call> terms = new ArrayList<>();
            String expression =
                    TERM.matcher(written)
                            .replaceAll(term -> {
                                terms.add(
                                        new Call(
                                                term.group(1),
                                                term.group(2)
                                                        .replace("\"", "")
                                                        .split(",\\s*", -1)));
                                return "@" + (terms.size() - 1) + "@";
                            });
            return new Prepared(expression, terms);
        }

        String with(boolean[] values) {
            String filled = expression;
            for (int i = 0; i < values.length; i++) {
                filled = filled.replace("@" + i + "@", String.valueOf(values[i]));
            }
            return filled;
        }
    }

    private boolean evaluate(String expression) {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(expression).getAst();
            return (Boolean) runtime.createProgram(tree).eval();
        } catch (Exception e) {
            throw new IllegalStateException("CEL cannot evaluate " + expression, e);
        }
    }

    private boolean term(
            String word, String[] arguments, Subject subject, List<KnownFact> facts, Instant at) {
        return switch (word) {
            case "within" ->
                    facts.stream()
                            .anyMatch(f ->
                                    is(f, arguments[0])
                                            && !f.at().isAfter(at)
                                            && notOlder(f.at(), arguments[1], at));
            case "known" ->
                    facts.stream().anyMatch(f -> is(f, arguments[0]) && !f.at().isAfter(at));
            case "lasting" ->
                    past(facts, at)
                            .anyMatch(
                                    f -> is(f, arguments[0]) && !atLeast(f.at(), arguments[1], at));
            case "lasting_unless_immune" ->
                    past(facts, at)
                            .anyMatch(f ->
                                    is(f, arguments[0])
                                            && !atLeast(f.at(), arguments[1], at)
                                            && !immune(facts, arguments, f.at()));
            case "unanswered" ->
                    past(facts, at)
                            .anyMatch(f ->
                                    is(f, arguments[0])
                                            && notOlder(f.at(), arguments[arguments.length - 1], at)
                                            && past(facts, at)
                                                    .noneMatch(answer ->
                                                            is(answer, arguments[1])
                                                                    && answer.at().isAfter(f.at())
                                                                    && (arguments.length == 3
                                                                            || atLeast(
                                                                                    f.at(),
                                                                                    arguments[2],
                                                                                    answer.at()))));
            case "unpreceded" ->
                    past(facts, at)
                            .anyMatch(f ->
                                    is(f, arguments[0])
                                            && !atLeast(f.at(), arguments[3], at)
                                            && past(facts, f.at())
                                                    .noneMatch(before ->
                                                            is(before, arguments[1])
                                                                    && notOlder(
                                                                            before.at(),
                                                                            arguments[2],
                                                                            f.at())));
            case "in_force" ->
                    past(facts, at)
                            .anyMatch(f ->
                                    is(f, arguments[0])
                                            && (f.attributes().get("until") == null
                                                    || at.isBefore(
                                                            (Instant)
                                                                    f.attributes().get("until"))));
            case "ended" ->
                    past(facts, at)
                            .filter(f -> is(f, arguments[0]) && f.attributes().get("until") != null)
                            .map(f -> (Instant) f.attributes().get("until"))
                            .anyMatch(end -> !end.isAfter(at) && !atLeast(end, arguments[1], at));
            case "episode" -> {
                KnownFact start = illness(facts, arguments[0], arguments[2], at);
                yield start != null && !atLeast(start.at(), arguments[1], at);
            }
            case "uncleared", "uncleared_twice" -> {
                KnownFact start = illness(facts, arguments[0], arguments[3], at);
                yield start != null && !released(facts, start, word, arguments, at);
            }
            case "course_complete" -> shots(facts, arguments[0], at, true, 6);
            case "doses" -> shots(facts, arguments[1], at, false, Integer.parseInt(arguments[0]));
            case "silent" ->
                    past(facts, at)
                            .anyMatch(f ->
                                    f.kind().equals("source_silence")
                                            && f.source().equals(arguments[0]));
            case "age_under" ->
                    subject.birth() != null
                            && day(at).isBefore(
                                            subject.birth()
                                                    .latest()
                                                    .plusYears(Integer.parseInt(arguments[0])));
            case "age_at_least" ->
                    subject.birth() != null
                            && !day(at).isBefore(
                                            subject.birth()
                                                    .latest()
                                                    .plusYears(Integer.parseInt(arguments[0])));
            default -> throw new IllegalStateException("no reading for " + word);
        };
    }

    private static Stream<KnownFact> past(List<KnownFact> facts, Instant at) {
        return facts.stream().filter(f -> !f.at().isAfter(at));
    }

    /// The first fact of the illness the person has at an instant: walking through time, a matching
    /// fact begins one unless one is going on.
    private static @Nullable KnownFact illness(
            List<KnownFact> facts, String kind, String limit, Instant at) {
        KnownFact current = null;
        for (KnownFact fact : past(facts, at).toList()) {
            if (current != null && over(facts, current, limit, fact.at())) {
                current = null;
            }
            if (current == null && is(fact, kind)) {
                current = fact;
            }
        }
        return current == null || over(facts, current, limit, at) ? null : current;
    }

    private static boolean over(List<KnownFact> facts, KnownFact start, String limit, Instant at) {
        return atLeast(start.at(), limit, at)
                || past(facts, at).anyMatch(f -> is(f, "recovery") && f.at().isAfter(start.at()));
    }

    private static boolean released(
            List<KnownFact> facts, KnownFact start, String word, String[] arguments, Instant at) {
        Instant keeps =
                past(facts, at)
                        .filter(f ->
                                !f.at().isBefore(start.at())
                                        && is(f, arguments[0])
                                        && !is(f, arguments[1]))
                        .map(KnownFact::at)
                        .reduce(start.at(), (a, b) -> b.isAfter(a) ? b : a);
        List<Instant> answers =
                past(facts, at)
                        .filter(f -> is(f, arguments[1]) && f.at().isAfter(keeps))
                        .map(KnownFact::at)
                        .toList();
        return word.equals("uncleared")
                ? answers.stream().anyMatch(a -> atLeast(start.at(), arguments[2], a))
                : answers.stream()
                        .anyMatch(a ->
                                answers.stream()
                                        .anyMatch(b ->
                                                b.isAfter(keeps) && atLeast(a, arguments[2], b)));
    }

    /// Immune at an instant: doses that complete a course by then, one of those no earlier than the
    /// completing one old enough and not too old; or a recovery that still counts.
    private static boolean immune(List<KnownFact> facts, String[] arguments, Instant at) {
        String delay = arguments[2];
        String recovery = arguments[arguments.length - 1];
        boolean recovered =
                past(facts, at).anyMatch(f -> is(f, "recovery") && notOlder(f.at(), recovery, at));
        boolean vaccinated =
                past(facts, at)
                        .filter(f -> f.kind().equals("dose") && atLeast(f.at(), delay, at))
                        .filter(f -> arguments.length == 4 || notOlder(f.at(), arguments[3], at))
                        .anyMatch(f -> shots(facts, "hours(0)", f.at(), true, 6));
        return recovered || vaccinated;
    }

    /// Some set of doses, all at least the period back and at least ten days apart by the calendar,
    /// weighs enough.
    private static boolean shots(
            List<KnownFact> facts, String period, Instant at, boolean shares, int wanted) {
        List<KnownFact> old =
                facts.stream()
                        .filter(f -> f.kind().equals("dose") && !f.at().isAfter(at))
                        .filter(f -> atLeast(f.at(), period, at))
                        .toList();
        for (int subset = 1; subset < 1 << old.size(); subset++) {
            int weight = 0;
            @Nullable LocalDate last = null;
            boolean apart = true;
            for (int i = 0; i < old.size(); i++) {
                if ((subset >> i & 1) == 0) {
                    continue;
                }
                LocalDate day = day(old.get(i).at());
                apart &= last == null || ChronoUnit.DAYS.between(last, day) >= 10;
                last = day;
                String vaccine = String.valueOf(old.get(i).attributes().get("vaccine"));
                weight += shares ? SIXTHS.getOrDefault(vaccine, 3) : 1;
            }
            if (apart && weight >= wanted) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(KnownFact fact, String selector) {
        Object method = fact.attributes().get("method");
        Object result = fact.attributes().get("result");
        boolean pooled = Boolean.TRUE.equals(fact.attributes().get("pooled"));
        boolean test = fact.kind().equals("test_result");
        return switch (selector) {
            case "test.positive.pcr" ->
                    test && "pcr".equals(method) && "positive".equals(result) && !pooled;
            case "test.positive.rat" ->
                    test
                            && ("rat".equals(method) || "lamp".equals(method))
                            && "positive".equals(result)
                            && !pooled;
            case "test.positive.pool" ->
                    test && "positive".equals(result) && pooled && !"antibody".equals(method);
            case "test.positive.antibody" ->
                    test && "positive".equals(result) && "antibody".equals(method);
            case "test.negative" -> test && "negative".equals(result) && !"antibody".equals(method);
            case "test.negative.pcr" -> test && "negative".equals(result) && "pcr".equals(method);
            case "test.negative.rat" -> test && "negative".equals(result) && "rat".equals(method);
            case "test.negative.molecular" ->
                    test
                            && "negative".equals(result)
                            && ("pcr".equals(method) || "lamp".equals(method));
            case "test.own.pcr" ->
                    test && "pcr".equals(method) && !"pending".equals(result) && !pooled;
            case "test.clear.pcr" -> test && clearPcr(fact);
            case "test.clear" -> test && (clearPcr(fact) || watchedRapid(fact));
            case "case" -> is(fact, "test.positive.pcr") || fact.kind().equals("diagnosis");
            case "declaration.symptoms" ->
                    fact.kind().equals("declaration")
                            && Boolean.TRUE.equals(fact.attributes().get("symptoms"));
            case "declaration.no_symptoms" ->
                    fact.kind().equals("declaration")
                            && !Boolean.TRUE.equals(fact.attributes().get("symptoms"));
            case "declaration.no_dose" ->
                    fact.kind().equals("declaration")
                            && Boolean.TRUE.equals(fact.attributes().get("no_dose"));
            case "recovery" ->
                    fact.kind().equals("recovery")
                            && !"none".equals(fact.attributes().get("proof"));
            case "recovery.without_paper" ->
                    fact.kind().equals("recovery") && "none".equals(fact.attributes().get("proof"));
            case "exposure" ->
                    fact.kind().equals("exposure")
                            && !Boolean.TRUE.equals(fact.attributes().get("released"))
                            && !Boolean.TRUE.equals(fact.attributes().get("possible"));
            case "exposure.possible" ->
                    fact.kind().equals("exposure")
                            && !Boolean.TRUE.equals(fact.attributes().get("released"))
                            && Boolean.TRUE.equals(fact.attributes().get("possible"));
            case "stay_order.stated_end" ->
                    fact.kind().equals("stay_order")
                            && fact.attributes().containsKey("until")
                            && !ruled(fact);
            case "stay_order.contact" ->
                    fact.kind().equals("stay_order")
                            && !fact.attributes().containsKey("until")
                            && "contact".equals(fact.attributes().get("reason"));
            case "stay_order.open" ->
                    fact.kind().equals("stay_order")
                            && (ruled(fact)
                                    ? fact.attributes().containsKey("until")
                                    : !fact.attributes().containsKey("until")
                                            && !"contact".equals(fact.attributes().get("reason")));
            case "trip.from_level_4" ->
                    fact.kind().equals("trip")
                            && List.of("4", "lockdown")
                                    .contains(String.valueOf(fact.attributes().get("from_level")));
            case "border.entry" ->
                    fact.kind().equals("border_crossing")
                            && "entry".equals(fact.attributes().get("direction"));
            default -> fact.kind().equals(selector);
        };
    }

    private static boolean watchedRapid(KnownFact fact) {
        return "rat".equals(fact.attributes().get("method"))
                && "negative".equals(fact.attributes().get("result"))
                && !Boolean.TRUE.equals(fact.attributes().get("self"));
    }

    private static boolean clearPcr(KnownFact fact) {
        if (!"pcr".equals(fact.attributes().get("method"))) {
            return false;
        }
        if ("negative".equals(fact.attributes().get("result"))) {
            return true;
        }
        return is(fact, "test.positive.pcr")
                && fact.attributes().get("ct") instanceof Integer ct
                && ct >= 30;
    }

    private static LocalDate day(Instant at) {
        return at.atZone(VIETNAM).toLocalDate();
    }

    private static boolean atLeast(Instant since, String period, Instant at) {
        int amount = amount(period);
        return period.startsWith("hours")
                ? Duration.between(since, at).compareTo(Duration.ofHours(amount)) >= 0
                : !day(at).isBefore(later(since, period)) && !at.isBefore(since);
    }

    private static boolean notOlder(Instant since, String period, Instant at) {
        int amount = amount(period);
        return period.startsWith("hours")
                ? Duration.between(since, at).compareTo(Duration.ofHours(amount)) < 0
                : !day(at).isAfter(later(since, period));
    }

    private static LocalDate later(Instant since, String period) {
        return period.startsWith("months")
                ? day(since).plusMonths(amount(period))
                : day(since).plusDays(amount(period));
    }

    private static int amount(String period) {
        Matcher number = Pattern.compile("\\d+").matcher(period);
        if (!number.find()) {
            throw new IllegalStateException("no number in " + period);
        }
        return Integer.parseInt(number.group());
    }

    /// Orders whose length other rules know.
    private static boolean ruled(KnownFact order) {
        return List.of("case", "arrival", "entry")
                .contains(String.valueOf(order.attributes().get("reason")));
    }
}
