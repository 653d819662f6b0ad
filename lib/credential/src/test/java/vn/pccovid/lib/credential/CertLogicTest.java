package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName(
        "CertLogic 1.3.3: its own suite, and the rules of EU, AT, DE and FR with their outcomes")
class CertLogicTest {

    record Case(
            String name,
            @Nullable Object expression,
            @Nullable Object data,
            @Nullable Object expected,
            boolean skipped) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> suite() throws IOException {
        var cases = new ArrayList<Case>();
        for (Path file : Shared.files("certlogic-testSuite/testSuite", ".json")) {
            JsonNode suite = Shared.json(file);
            boolean all = suite.path("directive").asString("").equals("skip");
            for (JsonNode one : suite.get("cases")) {
                int n = 0;
                for (JsonNode a : one.get("assertions")) {
                    var expression =
                            a.has("certLogicExpression")
                                    ? a.get("certLogicExpression")
                                    : one.get("certLogicExpression");
                    cases.add(
                            new Case(
                                    file.getFileName()
                                            + ": "
                                            + one.get("name").asString()
                                            + " "
                                            + n++,
                                    Shared.tree(expression),
                                    Shared.tree(a.get("data")),
                                    Shared.tree(a.get("expected")),
                                    all || a.path("directive").asString("").equals("skip")));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("suite")
    void the_specification_s_own_cases(Case one) throws CertLogic.Invalid {
        if (one.skipped()) {
            // The suite itself marks these as no part of the specification.
            return;
        }
        assertThat(CertLogic.evaluate(one.expression(), one.data())).isEqualTo(one.expected());
    }

    static List<Path> rules() throws IOException {
        return Shared.files("business-rules", "rule.json");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void a_published_rule_gives_its_published_outcomes(Path file) throws Exception {
        var rule =
                BusinessRules.Rule.read(
                        (Map<?, ?>) Objects.requireNonNull(Shared.tree(Shared.json(file))));
        Path folder = Objects.requireNonNull(file.getParent()).resolve("tests");
        try (var tests = Files.list(folder)) {
            for (Path test : tests.sorted().toList()) {
                JsonNode t = Shared.json(test);
                var data = new HashMap<String, @Nullable Object>();
                data.put("payload", Shared.tree(t.get("payload")));
                data.put("external", Shared.tree(t.get("external")));

                var outcome = BusinessRules.outcome(rule.logic(), data);

                assertThat(outcome)
                        .as(rule.id() + " " + test.getFileName() + ": " + t.path("name"))
                        .isEqualTo(
                                t.get("expected").asBoolean()
                                        ? BusinessRules.Outcome.PASSED
                                        : BusinessRules.Outcome.FAILED);
            }
        }
    }

    @Test
    void counts_are_printed() throws IOException {
        long skipped = suite().stream().filter(Case::skipped).count();
        int outcomes = Shared.files("business-rules", ".json").size() - rules().size();
        System.out.println(
                "CertLogic: "
                        + (suite().size() - skipped)
                        + " cases of the suite ("
                        + skipped
                        + " more it marks as skipped), "
                        + outcomes
                        + " outcomes of "
                        + rules().size()
                        + " rules");
        assertThat(outcomes).isGreaterThan(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "3.14",
                "{}",
                "{\"foo\":1,\"bar\":2}",
                "{\"all\":\"x\"}",
                "{\"all\":[]}",
                "{\"all\":[1,2]}",
                "{\"var\":0}",
                "{\"var\":null}",
                "{\"===\":[1]}",
                "{\"in\":[1,2]}",
                "{\"+\":[1,\"1\"]}",
                "{\"<\":[1,\"2\"]}",
                "{\"plusTime\":[\"2021\",1.5,\"day\"]}",
                "{\"plusTime\":[\"2021\",1,\"week\"]}",
                "{\"plusTime\":[\"2021-02-30\",1,\"day\"]}",
                "{\"before\":[\"2021\",\"2022\"]}",
                "{\"+\":[9223372036854775807,1]}"
            })
    void what_the_specification_calls_an_error_is_one(String json) {
        Object expression = Shared.tree(Shared.JSON.readTree(json));

        assertThatThrownBy(() -> CertLogic.evaluate(expression, Map.of()))
                .isInstanceOf(CertLogic.Invalid.class);
    }

    @Test
    void a_rule_that_never_ends_is_stopped() {
        Object list = new ArrayList<>(java.util.Collections.nCopies(2000, 1L));
        Object inner =
                Map.of("reduce", List.of(Map.of("var", "data.x"), Map.of("var", "current"), 0L));
        Object outer = Map.of("reduce", List.of(Map.of("var", "x"), inner, 0L));

        assertThatThrownBy(() -> CertLogic.evaluate(outer, Map.of("x", list)))
                .isInstanceOf(CertLogic.Invalid.class);
        Object deep = 1L;
        for (int i = 0; i < 10_000; i++) {
            deep = Map.of("!", List.of(deep));
        }
        Object tooDeep = deep;
        assertThatThrownBy(() -> CertLogic.evaluate(tooDeep, Map.of()))
                .isInstanceOf(CertLogic.Invalid.class);
    }
}
