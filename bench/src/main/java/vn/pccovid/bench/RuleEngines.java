package vn.pccovid.bench;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import io.github.jamsesso.jsonlogic.JsonLogic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.lib.colour.RuleInputs;

/// Other rule engines on the same rules. CEL's own interpreter runs the packs as they are written,
/// with the words of our vocabulary as functions. Besides, it and the others are given the truths
/// of the terms our vocabulary found for the person: then what is measured is how an engine goes
/// from truths to the rule that decides. Reading the facts costs each of them what it costs us.
final class RuleEngines {
    private RuleEngines() {}

    /// Answers for one person: the rule that decides.
    interface Engine {
        PackRule decide(RuleInputs.Truths truths) throws Exception;
    }

    /// Which of the rules hold, asked one by one.
    interface Holds {
        boolean holds(int rule) throws Exception;
    }

    /// The rules of one era sorted as our engine asks them: red orders; per pack its minima;
    /// guarantees; yellow orders.
    record Stages(
            List<PackRule> rules,
            List<Integer> redOrders,
            List<List<Integer>> minima,
            List<Integer> guarantees,
            List<Integer> yellowOrders) {
        static Stages of(RuleInputs inputs) {
            List<PackRule> rules = inputs.rules().stream().map(RuleInputs.Rule::rule).toList();
            List<Integer> red = new ArrayList<>();
            List<Integer> yellow = new ArrayList<>();
            List<Integer> guarantees = new ArrayList<>();
            Map<String, List<Integer>> minima = new java.util.LinkedHashMap<>();
            for (int i = 0; i < rules.size(); i++) {
                PackRule rule = rules.get(i);
                switch (rule.kind()) {
                    case ORDER -> (rule.colour() == Colour.RED ? red : yellow).add(i);
                    case GUARANTEE -> guarantees.add(i);
                    case MINIMUM ->
                            minima.computeIfAbsent(rule.pack(), _ -> new ArrayList<>()).add(i);
                }
            }
            return new Stages(rules, red, List.copyOf(minima.values()), guarantees, yellow);
        }

        PackRule decide(Holds holds) throws Exception {
            int red = first(redOrders, holds);
            if (red >= 0) {
                return rules.get(red);
            }
            int answer = -1;
            for (List<Integer> pack : minima) {
                int own = first(pack, holds);
                if (own >= 0 && (answer < 0 || !colour(answer).worseThan(colour(own)))) {
                    answer = own;
                }
            }
            for (int guarantee : guarantees) {
                if (colour(answer).worseThan(colour(guarantee)) && holds.holds(guarantee)) {
                    answer = guarantee;
                }
            }
            if (colour(answer) != Colour.RED) {
                int yellow = first(yellowOrders, holds);
                answer = yellow >= 0 ? yellow : answer;
            }
            return rules.get(answer);
        }

        private Colour colour(int rule) {
            return rules.get(rule).colour();
        }

        private static int first(List<Integer> rules, Holds holds) throws Exception {
            for (int rule : rules) {
                if (holds.holds(rule)) {
                    return rule;
                }
            }
            return -1;
        }
    }

    /// CEL's own interpreter (dev.cel, its newer and faster planner runtime) on the expressions as
    /// the packs write them: one checked program per rule, the words of the vocabulary bound as
    /// functions over the facts of the person at hand (read once, as ours are), the packs'
    /// parameters as variables.
    static Engine cel(RuleInputs inputs) throws Exception {
        return cel(inputs, CelFactory::plannerCelBuilder);
    }

    /// The same with the runtime that `CelFactory.standardCelBuilder()` gives.
    static Engine celStandard(RuleInputs inputs) throws Exception {
        return cel(inputs, CelFactory::standardCelBuilder);
    }

    private static Engine cel(RuleInputs inputs, Supplier<CelBuilder> runtime) throws Exception {
        Stages stages = Stages.of(inputs);
        AtHand person = new AtHand();
        List<CelRuntime.Program> programs = new ArrayList<>();
        List<CelVariableResolver> variables = new ArrayList<>();
        Map<String, Cel> compilers = new HashMap<>();
        for (RuleInputs.Rule rule : inputs.rules()) {
            Cel cel =
                    compilers.computeIfAbsent(
                            rule.rule().pack(),
                            _ -> interpreter(runtime.get(), rule.named(), person));
            programs.add(cel.createProgram(cel.compile(rule.rule().when()).getAst()));
            Map<String, Object> values = new HashMap<>();
            rule.named()
                    .forEach((name, value) ->
                            values.put(
                                    name,
                                    value instanceof Integer n ? (Object) n.longValue() : value));
            variables.add(name -> Optional.ofNullable(values.get(name)));
        }
        return truths -> {
            person.truths = truths;
            return stages.decide(rule -> (Boolean) programs.get(rule).eval(variables.get(rule)));
        };
    }

    /// Whose facts the functions read: one evaluation after another, by one thread.
    private static final class AtHand {
        private RuleInputs.@Nullable Truths truths;

        RuleInputs.Truths truths() {
            return Objects.requireNonNull(truths);
        }
    }

    /// @param person whom the functions answer for: CEL asks for functions that never change, and
    ///   these change between evaluations only
    @SuppressWarnings("Immutable")
    private static Cel interpreter(CelBuilder builder, Map<String, Object> named, AtHand person) {
        builder.setResultType(SimpleType.BOOL).addFunctionDeclarations(RuleInputs.words());
        CelType period = RuleInputs.words().getFirst().overloads().iterator().next().resultType();
        named.forEach((name, value) ->
                builder.addVar(name, value instanceof Integer ? SimpleType.INT : period));
        for (CelFunctionDecl word : RuleInputs.words()) {
            for (CelOverloadDecl overload : word.overloads()) {
                List<Class<?>> classes = new ArrayList<>();
                for (CelType type : overload.parameterTypes()) {
                    classes.add(
                            type.equals(SimpleType.STRING)
                                    ? String.class
                                    : type.equals(SimpleType.INT) ? Long.class : Object.class);
                }
                String name = word.name();
                CelFunctionOverload answer =
                        overload.resultType().equals(period)
                                ? arguments -> RuleInputs.period(name, (Long) arguments[0])
                                : arguments -> person.truths().call(name, arguments);
                builder.addFunctionBindings(
                        CelFunctionBinding.from(overload.overloadId(), classes, answer));
            }
        }
        return builder.build();
    }

    /// The same interpreter on logic over truths: typed variables, found when the program asks for
    /// them.
    static Engine celLogic(RuleInputs inputs) throws Exception {
        Stages stages = Stages.of(inputs);
        var builder = CelFactory.plannerCelBuilder().setResultType(SimpleType.BOOL);
        Map<String, Integer> terms = new HashMap<>();
        for (int i = 0; i < inputs.terms(); i++) {
            builder.addVar("t" + i, SimpleType.BOOL);
            terms.put("t" + i, i);
        }
        Cel cel = builder.build();
        List<CelRuntime.Program> programs = new ArrayList<>();
        for (RuleInputs.Rule rule : inputs.rules()) {
            programs.add(cel.createProgram(cel.compile(rule.logic()).getAst()));
        }
        return truths ->
                stages.decide(rule ->
                        (Boolean)
                                programs.get(rule)
                                        .eval(name -> {
                                            Integer term = terms.get(name);
                                            return term == null
                                                    ? Optional.empty()
                                                    : Optional.of(truths.term(term));
                                        }));
    }

    /// JsonLogic (json-logic-java): one rule each, the truths in a map.
    static Engine jsonLogic(RuleInputs inputs) {
        Stages stages = Stages.of(inputs);
        JsonLogic engine = new JsonLogic();
        List<String> rules =
                inputs.rules().stream().map(rule -> new Json(rule.logic()).read()).toList();
        return truths -> {
            Map<String, Object> data = values(inputs, truths);
            return stages.decide(rule -> Boolean.TRUE.equals(engine.apply(rules.get(rule), data)));
        };
    }

    /// Decision tables (Camunda DMN with its FEEL): one table per stage, first row that hits.
    static Engine dmn(RuleInputs inputs) {
        Stages stages = Stages.of(inputs);
        DmnEngine engine =
                DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();
        DmnDecision red = table(engine, inputs, "red", stages.redOrders);
        List<DmnDecision> minima = new ArrayList<>();
        for (List<Integer> pack : stages.minima) {
            minima.add(table(engine, inputs, "minima" + minima.size(), pack));
        }
        DmnDecision guarantees = table(engine, inputs, "guarantees", stages.guarantees);
        DmnDecision yellow = table(engine, inputs, "yellow", stages.yellowOrders);
        return truths -> {
            VariableMap data = Variables.fromMap(values(inputs, truths));
            int decided = row(engine, red, data);
            if (decided >= 0) {
                return stages.rules.get(decided);
            }
            int answer = -1;
            for (DmnDecision pack : minima) {
                int own = row(engine, pack, data);
                if (answer < 0 || !stages.colour(answer).worseThan(stages.colour(own))) {
                    answer = own;
                }
            }
            int guarantee =
                    stages.colour(answer) == Colour.RED ? row(engine, guarantees, data) : -1;
            answer = guarantee >= 0 ? guarantee : answer;
            if (stages.colour(answer) != Colour.RED) {
                int order = row(engine, yellow, data);
                answer = order >= 0 ? order : answer;
            }
            return stages.rules.get(answer);
        };
    }

    private static int row(DmnEngine engine, DmnDecision table, VariableMap data) {
        DmnDecisionTableResult result = engine.evaluateDecisionTable(table, data);
        Object rule = result.isEmpty() ? null : result.getSingleResult().getEntry("rule");
        return rule instanceof Number number ? number.intValue() : -1;
    }

    /// A table with one input per term its rows ask; a row per way in which a rule can hold.
    private static DmnDecision table(
            DmnEngine engine, RuleInputs inputs, String name, List<Integer> rules) {
        List<Integer> asked = new ArrayList<>();
        for (int i = 0; i < inputs.terms(); i++) {
            String term = "\\bt" + i + "\\b";
            if (rules.stream()
                    .anyMatch(rule ->
                            java.util.regex.Pattern.compile(term)
                                    .matcher(inputs.rules().get(rule).logic())
                                    .find())) {
                asked.add(i);
            }
        }
        StringBuilder xml = new StringBuilder();
        xml.append(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="pccovid">
                <decision id="%s" name="%s"><decisionTable id="t" hitPolicy="FIRST">
                """
                        .formatted(name, name));
        for (int term : asked) {
            xml.append(
                    "<input id=\"i%d\"><inputExpression id=\"e%d\" typeRef=\"boolean\"><text>t%d</text></inputExpression></input>\n"
                            .formatted(term, term, term));
        }
        xml.append("<output id=\"o\" name=\"rule\" typeRef=\"integer\"/>\n");
        int row = 0;
        for (int rule : rules) {
            for (Map<Integer, Boolean> way : new Json(inputs.rules().get(rule).logic()).ways()) {
                xml.append("<rule id=\"r").append(row).append("\">");
                for (int term : asked) {
                    Boolean wanted = way.get(term);
                    xml.append(
                            "<inputEntry id=\"x%d_%d\"><text>%s</text></inputEntry>"
                                    .formatted(row, term, wanted == null ? "-" : wanted));
                }
                xml.append(
                        "<outputEntry id=\"y%d\"><text>%d</text></outputEntry></rule>\n"
                                .formatted(row, rule));
                row++;
            }
        }
        xml.append("</decisionTable></decision></definitions>");
        return engine.parseDecision(
                name,
                new java.io.ByteArrayInputStream(
                        xml.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static Map<String, Object> values(RuleInputs inputs, RuleInputs.Truths truths) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < inputs.terms(); i++) {
            values.put("t" + i, truths.term(i));
        }
        return values;
    }

    /// Reads the logic of a rule (`t3 && (t4 || !t5)`, brackets around every pair) for the formats
    /// of other engines.
    private static final class Json {
        private final String logic;
        private int at;

        Json(String logic) {
            this.logic = logic;
        }

        /// As JsonLogic.
        String read() {
            if (logic.startsWith("(", at)) {
                at++;
                String left = read();
                String operator = logic.startsWith(" && ", at) ? "and" : "or";
                at += 4;
                String right = read();
                at++;
                return "{\"%s\":[%s,%s]}".formatted(operator, left, right);
            }
            if (logic.startsWith("!", at)) {
                at++;
                return "{\"!\":[%s]}".formatted(read());
            }
            String word = word();
            return word.startsWith("t") && !word.equals("true")
                    ? "{\"var\":\"%s\"}".formatted(word)
                    : word;
        }

        private String word() {
            int start = at;
            while (at < logic.length() && Character.isLetterOrDigit(logic.charAt(at))) {
                at++;
            }
            return logic.substring(start, at);
        }

        /// The ways in which it holds, each as wanted truths of terms.
        List<Map<Integer, Boolean>> ways() {
            return ways(true);
        }

        private List<Map<Integer, Boolean>> ways(boolean wanted) {
            if (logic.startsWith("(", at)) {
                at++;
                List<Map<Integer, Boolean>> left = ways(wanted);
                boolean and = logic.startsWith(" && ", at);
                at += 4;
                List<Map<Integer, Boolean>> right = ways(wanted);
                at++;
                List<Map<Integer, Boolean>> both = new ArrayList<>();
                if (and != wanted) {
                    both.addAll(left);
                    both.addAll(right);
                    return both;
                }
                for (Map<Integer, Boolean> a : left) {
                    for (Map<Integer, Boolean> b : right) {
                        Map<Integer, Boolean> joined = join(a, b);
                        if (joined != null) {
                            both.add(joined);
                        }
                    }
                }
                return both;
            }
            if (logic.startsWith("!", at)) {
                at++;
                return ways(!wanted);
            }
            String word = word();
            if (word.equals("true") || word.equals("false")) {
                return word.equals(String.valueOf(wanted)) ? List.of(Map.of()) : List.of();
            }
            return List.of(Map.of(Integer.valueOf(word.substring(1)), wanted));
        }

        private static @Nullable Map<Integer, Boolean> join(
                Map<Integer, Boolean> a, Map<Integer, Boolean> b) {
            Map<Integer, Boolean> joined = new HashMap<>(a);
            for (Map.Entry<Integer, Boolean> entry : b.entrySet()) {
                Boolean other = joined.put(entry.getKey(), entry.getValue());
                if (other != null && !other.equals(entry.getValue())) {
                    return null;
                }
            }
            return joined;
        }
    }
}
