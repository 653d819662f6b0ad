package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MovementPackTest {
    private static final Instant DAY = Instant.parse("2021-11-01T03:00:00Z");
    private static final List<MovementPack> PACKS = MovementPack.all();
    private static final String NATIONAL = RulePacks.text("movement/vn-movement.yaml");

    private static Journey journey(Journey.Standing standing, int destination, int hour) {
        return new Journey(
                standing,
                1,
                destination,
                Journey.Crossing.DISTRICT,
                Set.of(),
                Journey.Purpose.OTHER,
                hour);
    }

    @Test
    void a_province_may_be_stricter_at_its_gates_and_nowhere_else() {
        Journey late = journey(Journey.Standing.GREEN, 3, 23);
        assertThat(MovementPack.decide(PACKS, "56/568", DAY, late).path())
                .isEqualTo("khanh-hoa-movement/night");
        assertThat(MovementPack.decide(PACKS, "79/760", DAY, late).path())
                .isEqualTo("vn-movement/green");
    }

    @Test
    void a_province_cannot_open_what_the_nation_shuts() {
        MovementPack open =
                MovementPack.load(
                        """
                        id: open
                        version: "1"
                        title: {vi: a, en: a}
                        about: opens everything
                        jurisdiction: "56"
                        from: 2021-05-31
                        sentences:
                          M1: {text: a, vi: a, source: a}
                        parameters: {}
                        rules:
                          - {id: all, answer: go, class: green, sentence: M1, when: "true", reason: {vi: a, en: a}, instruction: {vi: a, en: a}}
                        examples:
                          - {name: all, colour: RED, expect: all}
                        """,
                        "open.yaml");
        assertThat(
                        MovementPack.decide(
                                        List.of(open, PACKS.getFirst()),
                                        "56",
                                        DAY,
                                        journey(Journey.Standing.RED, 1, 12))
                                .path())
                .isEqualTo("vn-movement/stay_home");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 56, PROVINCE",
        "48/490/20194, 56/568/22390, PROVINCE",
        "56/574/22651, 56/568/22390, DISTRICT",
        "56/568/22363, 56/568/22390, COMMUNE",
        "56/568/22390, 56/568/22390, NONE",
        "56/568/22390, 56/568, NONE"
    })
    void the_widest_border_counts(String from, String to, Journey.Crossing crossing) {
        assertThat(Journey.crossing(from, to)).isEqualTo(crossing);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "colour == \"BLUE\" # want one of",
                "colour == \"RED\" && now() # undeclared",
                "destination + 1 > 3 # want origin, destination or hour",
                "\"PLANE\" in permits # no permit is called",
                "hour >= 22 ? true : false # has no meaning here"
            })
    void what_is_not_about_a_journey_is_refused_with_its_place(String when, String why) {
        String text =
                NATIONAL.replace(
                        "when: '\"EMERGENCY\" in permits'", "when: '" + when.strip() + "'");
        assertThatThrownBy(() -> MovementPack.load(text, "pack.yaml"))
                .isInstanceOf(RulePackRefused.class)
                .hasMessageContaining(why.strip())
                .satisfies(e -> assertThat(((RulePackRefused) e).line()).isGreaterThan(50));
    }

    @Test
    void a_rule_that_never_decides_is_refused() {
        assertThatThrownBy(() ->
                        MovementPack.load(
                                NATIONAL.replace(
                                        "when: colour == \"FOREIGN\"",
                                        "when: colour == \"YELLOW\""),
                                "pack.yaml"))
                .isInstanceOf(RulePackRefused.class);
    }

    @Test
    void red_never_finds_open_what_yellow_finds_shut() {
        String text =
                """
                id: odd
                version: "1"
                title: {vi: a, en: a}
                about: shuts yellow out and lets red in
                from: 2021-05-31
                sentences:
                  M1: {text: a, vi: a, source: a}
                parameters: {}
                rules:
                  - {id: yellow, answer: stop, class: green, sentence: M1, when: colour == "YELLOW", reason: {vi: a, en: a}, instruction: {vi: a, en: a}}
                  - {id: all, answer: go, class: green, sentence: M1, when: "true", reason: {vi: a, en: a}, instruction: {vi: a, en: a}}
                examples:
                  - {name: all, colour: RED, expect: all}
                """;
        assertThatThrownBy(() -> MovementPack.load(text, "odd.yaml"))
                .isInstanceOf(RulePackRefused.class)
                .hasMessageContaining("worse colour");
        assertThatThrownBy(() ->
                        MovementPack.load(
                                text.replace("colour == \"YELLOW\"", "'\"TRAVEL\" in permits'"),
                                "odd.yaml"))
                .isInstanceOf(RulePackRefused.class)
                .hasMessageContaining("a permit shuts the gate");
    }

    @Test
    void an_example_that_comes_out_otherwise_is_refused() {
        assertThatThrownBy(() ->
                        MovementPack.load(
                                NATIONAL.replace(
                                        "colour: RED, expect: stay_home",
                                        "colour: RED, expect: green"),
                                "pack.yaml"))
                .hasMessageContaining("comes out as stay_home");
    }

    @Test
    void the_page_says_what_the_packs_say() throws IOException {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Passing a gate

                        Written from the packs in `lib/colour/src/main/resources/movement` by a test, which also keeps it true.
                        The first rule of a pack that holds decides; of several packs the strictest answer counts. A rule asks about
                        `colour` (GREEN, YELLOW, RED; UNKNOWN: nobody is known; FOREIGN: an accepted certificate of another country), the
                        published levels of `origin` and `destination` (1 to 4, 0: none), the widest border `crossing` between them, the
                        kinds of `permits` in force, the `purpose` told to the keeper and the `hour` of the day. When a pack is read, all
                        journeys there are get tried: every rule decides one, no worse colour opens what a better one finds shut, no
                        permit shuts a gate.
                        """);
        for (MovementPack pack : PACKS) {
            page.append("\n## ").append(pack.title().en()).append("\n\n`").append(pack.id());
            page.append("` version `").append(pack.version()).append("`");
            page.append(
                    pack.isNational()
                            ? ", everywhere."
                            : ", at gates in area `" + pack.jurisdiction() + "`.");
            page.append("\n\n").append(pack.about()).append("\n\n");
            pack.sentences()
                    .forEach((id, s) ->
                            page.append(
                                    "**%s** %s\n*Source: %s.*\n\n"
                                            .formatted(id, s.text(), s.source())));
            page.append(
                    "| rule | answer | class | sentence | when | the keeper reads |\n|---|---|---|---|---|---|\n");
            for (MovementPack.Rule rule : pack.rules()) {
                page.append(
                        "| %s | %s | %s | %s | `%s` | %s %s |\n"
                                .formatted(
                                        rule.id(),
                                        rule.answer()
                                                .name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', ' '),
                                        rule.reasonClass(),
                                        rule.sentence(),
                                        rule.when().replace("|", "\\|"),
                                        rule.reason().en(),
                                        rule.instruction().en()));
            }
            page.append("\n| number | value | certain | source |\n|---|---|---|---|\n");
            pack.parameters()
                    .forEach((name, n) ->
                            page.append(
                                    "| %s | %s | %s | %s |\n"
                                            .formatted(
                                                    name,
                                                    n.value(),
                                                    n.certain() ? "yes" : "**no**",
                                                    n.source())));
        }
        DocumentedRulesTest.golden("movement.md", page.toString());
    }

    /// The file the gate's page reads too: trees of the packs as they are served, and what comes
    /// out.
    @Test
    void the_vectors_for_the_page_are_what_the_packs_say() throws IOException {
        StringBuilder json = new StringBuilder("{\n  \"packs\": [\n");
        json.append(
                PACKS.stream()
                        .map(pack ->
                                "    {\"id\": \"%s\", \"jurisdiction\": \"%s\", \"rules\": [\n%s\n    ]}"
                                        .formatted(
                                                pack.id(),
                                                pack.jurisdiction(),
                                                pack.rules().stream()
                                                        .map(rule ->
                                                                "      {\"id\": \"%s\", \"answer\": \"%s\", \"reasonClass\": \"%s\", \"when\": %s, \"reason\": {\"vi\": \"%s\", \"en\": \"%s\"}, \"instruction\": {\"vi\": \"%s\", \"en\": \"%s\"}}"
                                                                        .formatted(
                                                                                rule.id(),
                                                                                rule.answer(),
                                                                                rule.reasonClass(),
                                                                                json(
                                                                                        rule.condition()
                                                                                                .tree()),
                                                                                rule.reason().vi(),
                                                                                rule.reason().en(),
                                                                                rule.instruction()
                                                                                        .vi(),
                                                                                rule.instruction()
                                                                                        .en()))
                                                        .collect(
                                                                java.util.stream.Collectors.joining(
                                                                        ",\n"))))
                        .collect(java.util.stream.Collectors.joining(",\n")));
        json.append("\n  ],\n  \"vectors\": [\n");
        java.util.SplittableRandom random = new java.util.SplittableRandom(7);
        List<Journey> all = MovementPackReader.everyJourney(Set.of(3, 12, 22));
        List<String> lines = new java.util.ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Journey j = all.get(random.nextInt(all.size()));
            for (String area : List.of("56/568/22390", "79/760")) {
                lines.add(
                        "    {\"area\": \"%s\", \"colour\": \"%s\", \"origin\": %d, \"destination\": %d, \"crossing\": \"%s\", \"permits\": %s, \"purpose\": \"%s\", \"hour\": %d, \"rule\": \"%s\"}"
                                .formatted(
                                        area,
                                        j.standing(),
                                        j.origin(),
                                        j.destination(),
                                        j.crossing(),
                                        json(
                                                j.permits().stream()
                                                        .map(Enum::name)
                                                        .sorted()
                                                        .toList()),
                                        j.purpose(),
                                        j.hour(),
                                        MovementPack.decide(PACKS, area, DAY, j).path()));
            }
        }
        json.append(String.join(",\n", lines)).append("\n  ]\n}\n");
        java.nio.file.Path file = java.nio.file.Path.of("src/test/resources/vectors/movement.json");
        if (Boolean.getBoolean("pccovid.rules.write")) {
            java.nio.file.Files.createDirectories(file.getParent());
            java.nio.file.Files.writeString(file, json);
        }
        assertThat(file).content().isEqualTo(json.toString());
    }

    private static String json(Object tree) {
        return switch (tree) {
            case java.util.Map<?, ?> map ->
                    map.entrySet().stream()
                            .sorted(java.util.Comparator.comparing(e -> e.getKey().toString()))
                            .map(e -> "\"" + e.getKey() + "\": " + json(e.getValue()))
                            .collect(java.util.stream.Collectors.joining(", ", "{", "}"));
            case List<?> list ->
                    list.stream()
                            .map(MovementPackTest::json)
                            .collect(java.util.stream.Collectors.joining(", ", "[", "]"));
            case String text -> "\"" + text + "\"";
            default -> String.valueOf(tree);
        };
    }
}
