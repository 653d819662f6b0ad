package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The JSON Schema for editors and the loader know the same layout.
class PackSchemaTest {
    private static final Map<?, ?> SCHEMA = map(load(PackSchema.json()));

    @Test
    void it_stands_beside_the_pages() throws IOException {
        DocumentedRulesTest.golden("pack.schema.json", PackSchema.json());
    }

    @Test
    void it_names_the_keys_the_loader_takes_and_no_other() {
        assertThat(properties(SCHEMA)).isEqualTo(PackReader.PACK);
        assertThat(properties(in(SCHEMA, "properties", "rules", "items")))
                .isEqualTo(PackReader.RULE);
        Map<?, ?> scenario = in(SCHEMA, "$defs", "scenario");
        assertThat(properties(scenario)).isEqualTo(Scenarios.FIELDS);
        assertThat(properties(in(scenario, "properties", "expect", "items")))
                .isEqualTo(Scenarios.EXPECTED);
    }

    static Stream<String> names() {
        return RulePacks.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_pack_that_comes_with_the_program_is_valid(String name) {
        assertThat(problems(load(RulePacks.text("packs/" + name + ".yaml")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: minimum -> kind: maximum",
                "colour: RED -> colour: PURPLE",
                "layer: overlay -> layer: province",
                "jurisdiction: \"56\" -> jurisdiction: \"Khanh Hoa\"",
                "from: 2021-10-06 -> from: October",
                "certain: true -> certain: perhaps",
                "value: days(14) -> value: fortnight(1)",
                "id: full_course -> id: Full Course",
                "lack_of_data: true -> lack_of_data: 7",
                "when: \"true\" -> whenever: \"true\"",
                "title: -> headline:",
                "about: -> abuot:",
                "next_step: -> next:",
                "C1: -> S1:",
                "expect: -> expected:"
            })
    void what_the_loader_refuses_the_schema_refuses_too(String change) {
        String[] fromTo = change.split(" -> ", -1);
        String pack = RulePacks.text("packs/khanh-hoa.yaml");
        String changed = pack.replace(fromTo[0], fromTo[1]);

        assertThat(changed).isNotEqualTo(pack);
        assertThatThrownBy(() -> RulePack.load(changed, "changed"))
                .isInstanceOf(RulePackRefused.class);
        assertThat(problems(load(changed))).isNotEmpty();
    }

    private static Object load(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    private static List<String> problems(Object pack) {
        List<String> problems = new ArrayList<>();
        validate(SCHEMA, pack, "pack", problems);
        return problems;
    }

    /// As much of JSON Schema as our schema uses; a keyword it does not know fails the test.
    private static void validate(Map<?, ?> schema, Object value, String path, List<String> out) {
        for (Map.Entry<?, ?> entry : schema.entrySet()) {
            Object wanted = entry.getValue();
            boolean holds =
                    switch ((String) entry.getKey()) {
                        case "$schema", "$id", "$defs", "title", "description" -> true;
                        case "$ref" -> {
                            String name = ((String) wanted).replace("#/$defs/", "");
                            validate(in(SCHEMA, "$defs", name), value, path, out);
                            yield true;
                        }
                        case "type" ->
                                (wanted instanceof List<?> types ? types : List.of(wanted))
                                        .stream().anyMatch(type -> is((String) type, value));
                        case "enum" -> ((List<?>) wanted).contains(value);
                        case "pattern" ->
                                !(value instanceof String text) || text.matches((String) wanted);
                        case "minLength" -> ((String) value).length() >= (Integer) wanted;
                        case "minimum" -> ((Number) value).doubleValue() >= (Integer) wanted;
                        case "maximum" -> ((Number) value).doubleValue() <= (Integer) wanted;
                        case "minItems" -> ((List<?>) value).size() >= (Integer) wanted;
                        case "maxItems" -> ((List<?>) value).size() <= (Integer) wanted;
                        case "minProperties" -> map(value).size() >= (Integer) wanted;
                        case "required" -> map(value).keySet().containsAll((List<?>) wanted);
                        case "propertyNames" ->
                                map(value).keySet().stream()
                                        .allMatch(key ->
                                                ((String) key)
                                                        .matches(
                                                                (String)
                                                                        Objects.requireNonNull(
                                                                                map(wanted)
                                                                                        .get(
                                                                                                "pattern"))));
                        case "properties" -> {
                            map(wanted)
                                    .forEach((key, inner) -> {
                                        Object found = map(value).get(key);
                                        if (found != null) {
                                            validate(map(inner), found, path + "." + key, out);
                                        }
                                    });
                            yield true;
                        }
                        case "additionalProperties" -> {
                            if (Boolean.FALSE.equals(wanted)) {
                                yield properties(schema).containsAll(map(value).keySet());
                            }
                            map(value)
                                    .forEach((key, inner) ->
                                            validate(
                                                    map(wanted),
                                                    Objects.requireNonNull(inner),
                                                    path + "." + key,
                                                    out));
                            yield true;
                        }
                        case "items" -> {
                            ((List<?>) value)
                                    .forEach(inner ->
                                            validate(map(wanted), inner, path + "[]", out));
                            yield true;
                        }
                        default -> throw new AssertionError("keyword " + entry.getKey());
                    };
            if (!holds) {
                out.add(path + " breaks " + entry);
                return;
            }
        }
    }

    private static boolean is(String type, Object value) {
        return switch (type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Integer;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            default -> throw new AssertionError("type " + type);
        };
    }

    private static java.util.Set<?> properties(Map<?, ?> schema) {
        return in(schema, "properties").keySet();
    }

    private static Map<?, ?> in(Map<?, ?> schema, String... path) {
        Map<?, ?> here = schema;
        for (String key : path) {
            here = map(Objects.requireNonNull(here.get(key), key));
        }
        return here;
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }
}
