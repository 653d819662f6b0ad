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
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A second, slow reading of the same rules that shares no code with the engine: every term is
/// judged at one instant from its definition, the logic between terms is left to CEL's own runtime,
/// and nothing is known of stretches or events.
final class Oracle {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final Pattern TERM =
            Pattern.compile(
                    "(within|since|known|unanswered|in_force|course_complete|doses|age_under"
                            + "|age_at_least)\\(((?:[^()]|\\([^()]*\\))*)\\)");
    private static final Map<String, Integer> SIXTHS = Map.of("Abdala", 2, "Janssen", 6);

    private final RulePack floor;
    private final List<RulePack> overlays;
    private final CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder().build();
    private final CelRuntime runtime = CelRuntimeFactory.plannerRuntimeBuilder().build();
    private final Map<String, Boolean> logic = new HashMap<>();

    Oracle(RulePack floor, List<RulePack> overlays) {
        this.floor = floor;
        this.overlays = overlays;
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
            case "test_result" -> !"negative".equals(fact.attributes().get("result"));
            case "declaration" -> Boolean.TRUE.equals(fact.attributes().get("symptoms"));
            case "diagnosis", "stay_order", "exposure" -> true;
            default -> false;
        };
    }

    private Colours judge(Subject subject, List<KnownFact> all, Instant at) {
        List<KnownFact> facts = all.stream().sorted(Comparator.comparing(KnownFact::at)).toList();
        List<RulePack> here = new ArrayList<>(List.of(floor));
        for (RulePack overlay : overlays) {
            boolean inForce =
                    !at.isBefore(overlay.from())
                            && (overlay.until() == null || at.isBefore(overlay.until()));
            if (inForce && (subject.area() + "/").startsWith(overlay.jurisdiction() + "/")) {
                here.add(overlay);
            }
        }
        return new Colours(
                combine(here, subject, facts, at), combine(List.of(floor), subject, facts, at));
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
        String written = when;
        for (Map.Entry<String, RulePack.Parameter> parameter : pack.parameters().entrySet()) {
            written =
                    written.replaceAll(
                            "\\b" + parameter.getKey() + "\\b", parameter.getValue().value());
        }
        String values =
                TERM.matcher(written)
                        .replaceAll(term -> String.valueOf(term(term, subject, facts, at)));
        return logic.computeIfAbsent(values, this::evaluate);
    }

    private boolean evaluate(String expression) {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(expression).getAst();
            return (Boolean) runtime.createProgram(tree).eval();
        } catch (Exception e) {
            throw new IllegalStateException("CEL cannot evaluate " + expression, e);
        }
    }

    private boolean term(MatchResult term, Subject subject, List<KnownFact> facts, Instant at) {
        String[] arguments = term.group(2).replace("\"", "").split(",\\s*", -1);
        return switch (term.group(1)) {
            case "within" ->
                    facts.stream()
                            .anyMatch(f ->
                                    is(f, arguments[0])
                                            && !f.at().isAfter(at)
                                            && notOlder(f.at(), arguments[1], at));
            case "known" ->
                    facts.stream().anyMatch(f -> is(f, arguments[0]) && !f.at().isAfter(at));
            case "unanswered" ->
                    facts.stream()
                            .anyMatch(f ->
                                    is(f, arguments[0])
                                            && !f.at().isAfter(at)
                                            && notOlder(f.at(), arguments[2], at)
                                            && facts.stream()
                                                    .noneMatch(answer ->
                                                            is(answer, arguments[1])
                                                                    && answer.at().isAfter(f.at())
                                                                    && !answer.at().isAfter(at)));
            case "in_force" ->
                    facts.stream()
                            .anyMatch(f ->
                                    is(f, arguments[0])
                                            && !f.at().isAfter(at)
                                            && at.isBefore((Instant) f.attributes().get("until")));
            case "course_complete" -> shots(facts, arguments[0], at, true, 6);
            case "doses" -> shots(facts, arguments[1], at, false, Integer.parseInt(arguments[0]));
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
            default -> throw new IllegalStateException("no reading for " + term.group());
        };
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
                    test && "rat".equals(method) && "positive".equals(result) && !pooled;
            case "test.positive.pool" -> test && "positive".equals(result) && pooled;
            case "test.negative" -> test && "negative".equals(result);
            case "test.negative.pcr" -> test && "negative".equals(result) && "pcr".equals(method);
            case "test.own.pcr" ->
                    test && "pcr".equals(method) && !"pending".equals(result) && !pooled;
            case "declaration.symptoms" ->
                    fact.kind().equals("declaration")
                            && Boolean.TRUE.equals(fact.attributes().get("symptoms"));
            case "declaration.no_symptoms" ->
                    fact.kind().equals("declaration")
                            && !Boolean.TRUE.equals(fact.attributes().get("symptoms"));
            default -> fact.kind().equals(selector);
        };
    }

    private static LocalDate day(Instant at) {
        return at.atZone(VIETNAM).toLocalDate();
    }

    private static boolean atLeast(Instant since, String period, Instant at) {
        int amount = amount(period);
        return period.startsWith("hours")
                ? Duration.between(since, at).compareTo(Duration.ofHours(amount)) >= 0
                : ChronoUnit.DAYS.between(day(since), day(at)) >= amount;
    }

    private static boolean notOlder(Instant since, String period, Instant at) {
        int amount = amount(period);
        return period.startsWith("hours")
                ? Duration.between(since, at).compareTo(Duration.ofHours(amount)) < 0
                : ChronoUnit.DAYS.between(day(since), day(at)) <= amount;
    }

    private static int amount(String period) {
        Matcher number = Pattern.compile("\\d+").matcher(period);
        if (!number.find()) {
            throw new IllegalStateException("no number in " + period);
        }
        return Integer.parseInt(number.group());
    }
}
