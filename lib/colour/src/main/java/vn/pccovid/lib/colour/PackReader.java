package vn.pccovid.lib.colour;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Turns the text of a pack into a [RulePack], or refuses it.
final class PackReader {
    static final int MAX_RULES = 60;
    static final int MAX_EXAMPLES = 500;

    /// A province, district or commune: `56`, `56/568`, `56/568/22363`.
    static final String JURISDICTION = "[0-9]{2}(/[0-9]{3}(/[0-9]{5})?)?";

    private static final ZoneOffset VIETNAM = ZoneOffset.ofHours(7);
    static final Set<String> PACK =
            Set.of(
                    "id",
                    "version",
                    "layer",
                    "title",
                    "about",
                    "jurisdiction",
                    "from",
                    "until",
                    "sentences",
                    "parameters",
                    "vaccines",
                    "gaps",
                    "rules",
                    "examples");
    static final Set<String> RULE =
            Set.of(
                    "id",
                    "kind",
                    "when",
                    "colour",
                    "sentence",
                    "reason",
                    "next_step",
                    "gaps",
                    "lack_of_data",
                    "stay");

    private final YamlPack yaml;

    private PackReader(YamlPack yaml) {
        this.yaml = yaml;
    }

    /// @param above packs the examples run above; null: those that come with the program
    static RulePack read(String text, String name, @Nullable List<RulePack> above) {
        YamlPack yaml = new YamlPack(name, text);
        PackReader reader = new PackReader(yaml);
        YamlPack.Fields root = yaml.root(text).only(PACK);
        RulePack pack = reader.pack(root);
        reader.examples(root, pack, above);
        return pack;
    }

    private RulePack pack(YamlPack.Fields root) {
        Map<String, RulePack.Sentence> sentences = sentences(root);
        Map<String, RulePack.Parameter> parameters = new LinkedHashMap<>();
        Vocabulary vocabulary = new Vocabulary(parameters(root, parameters));
        Map<String, RulePack.Gap> gaps = gaps(root, vocabulary);
        String id = root.read("id", text -> matching(text, "[a-z][a-z0-9-]{1,39}"));
        String version = root.read("version", text -> matching(text, "[0-9A-Za-z.-]{1,20}"));
        RulePack.Layer layer = root.read("layer", PackReader::layer);
        String jurisdiction = jurisdiction(root, layer);
        Instant from = root.read("from", PackReader::instant);
        Instant until =
                root.find("until").map(node -> yaml.read(node, PackReader::instant)).orElse(null);
        if (until != null && !from.isBefore(until)) {
            throw yaml.refused(root.need("until"), "it ends before it begins");
        }
        List<RulePack.Rule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        List<Node> written = yaml.items(root.need("rules"));
        if (written.isEmpty() || written.size() > MAX_RULES) {
            throw yaml.refused(root.need("rules"), "want 1 to " + MAX_RULES + " rules");
        }
        for (Node node : written) {
            RulePack.Rule rule = rule(node, id, version, layer, sentences, gaps, vocabulary);
            if (!ids.add(rule.rule().id())) {
                throw yaml.refused(node, "a second rule `" + rule.rule().id() + "`");
            }
            rules.add(rule);
        }
        mustAnswerEverybody(root, rules, layer);
        for (String name : parameters.keySet()) {
            if (!vocabulary.used().contains(name)) {
                throw yaml.refused(root.need("parameters"), "no rule uses `" + name + "`");
            }
        }
        return new RulePack(
                id,
                version,
                layer,
                jurisdiction,
                from,
                until,
                words(root, "title"),
                root.text("about").strip(),
                sentences,
                parameters,
                List.copyOf(rules),
                gaps,
                courses(root, layer == RulePack.Layer.FLOOR),
                yaml.items(root.need("examples")).size());
    }

    private static RulePack.Layer layer(String text) {
        return RulePack.Layer.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static String matching(String text, String pattern) {
        if (!text.matches(pattern)) {
            throw new IllegalArgumentException("want " + pattern);
        }
        return text;
    }

    private String jurisdiction(YamlPack.Fields root, RulePack.Layer layer) {
        if (layer == RulePack.Layer.OVERLAY) {
            return root.read("jurisdiction", text -> matching(text, JURISDICTION));
        }
        root.find("jurisdiction")
                .filter(node -> !yaml.text(node).isEmpty())
                .ifPresent(node -> {
                    throw yaml.refused(node, "a national pack holds everywhere");
                });
        return "";
    }

    private Map<String, RulePack.Sentence> sentences(YamlPack.Fields root) {
        Map<String, RulePack.Sentence> sentences = new LinkedHashMap<>();
        YamlPack.Fields written = yaml.fields(root.need("sentences"));
        for (String id : written.keys()) {
            if (!id.matches("C[1-9][0-9]?")) {
                throw yaml.refused(written.need(id), "sentences are numbered C1 to C99");
            }
            YamlPack.Fields sentence =
                    yaml.fields(written.need(id)).only(Set.of("text", "vi", "source"));
            sentences.put(
                    id,
                    new RulePack.Sentence(
                            sentence.filled("text"),
                            sentence.find("vi").isPresent() ? sentence.filled("vi") : "",
                            sentence.filled("source")));
        }
        return sentences;
    }

    private Map<String, Object> parameters(
            YamlPack.Fields root, Map<String, RulePack.Parameter> into) {
        Map<String, Object> values = new HashMap<>();
        if (root.find("parameters").isEmpty()) {
            return values;
        }
        YamlPack.Fields written = yaml.fields(root.need("parameters"));
        for (String id : written.keys()) {
            YamlPack.Fields parameter =
                    yaml.fields(written.need(id)).only(Set.of("value", "source", "certain"));
            values.put(id, parameter.read("value", Vocabulary::parameter));
            parameter.need("certain");
            into.put(
                    id,
                    new RulePack.Parameter(
                            parameter.text("value"),
                            parameter.filled("source"),
                            parameter.flag("certain")));
        }
        return values;
    }

    private Map<String, RulePack.Gap> gaps(YamlPack.Fields root, Vocabulary vocabulary) {
        Map<String, RulePack.Gap> gaps = new LinkedHashMap<>();
        if (root.find("gaps").isEmpty()) {
            return gaps;
        }
        YamlPack.Fields written = yaml.fields(root.need("gaps"));
        for (String code : written.keys()) {
            YamlPack.Fields gap =
                    yaml.fields(written.need(code)).only(Set.of("vi", "en", "closed_when"));
            gaps.put(
                    code,
                    new RulePack.Gap(
                            code,
                            gap.text("vi"),
                            gap.text("en"),
                            yaml.condition(gap.need("closed_when"), vocabulary)));
        }
        return gaps;
    }

    private RulePack.Rule rule(
            Node node,
            String pack,
            String version,
            RulePack.Layer layer,
            Map<String, RulePack.Sentence> sentences,
            Map<String, RulePack.Gap> gaps,
            Vocabulary vocabulary) {
        YamlPack.Fields fields = yaml.fields(node).only(RULE);
        String sentence = fields.text("sentence");
        if (!sentences.containsKey(sentence)) {
            throw yaml.refused(fields.need("sentence"), "no sentence `" + sentence + "`");
        }
        PackRule.Kind kind =
                fields.read("kind", text -> PackRule.Kind.valueOf(text.toUpperCase(Locale.ROOT)));
        Colour colour = fields.read("colour", Colour::valueOf);
        boolean lackOfData = fields.flag("lack_of_data");
        if (kind == PackRule.Kind.MINIMUM
                && colour == Colour.RED
                && layer != RulePack.Layer.OVERLAY) {
            throw yaml.refused(
                    fields.need("colour"),
                    "lack of data gives at worst yellow in the floor; red needs an order");
        }
        if (lackOfData != (kind == PackRule.Kind.MINIMUM && colour == Colour.RED)) {
            throw yaml.refused(
                    node,
                    "a minimum that is red is red for lack of data and must say `lack_of_data:"
                            + " true`; no other rule may");
        }
        List<String> named = new ArrayList<>();
        if (fields.find("gaps").isPresent()) {
            for (Node gap : yaml.items(fields.need("gaps"))) {
                if (!gaps.containsKey(yaml.text(gap))) {
                    throw yaml.refused(gap, "no gap `" + yaml.text(gap) + "`");
                }
                named.add(yaml.text(gap));
            }
        }
        vocabulary.takeLiterals();
        Condition condition = yaml.condition(fields.need("when"), vocabulary);
        Set<String> literals = vocabulary.takeLiterals();
        PackRule rule =
                new PackRule(
                        fields.read("id", text -> matching(text, "[a-z][a-z0-9_]{1,39}")),
                        pack,
                        version,
                        kind,
                        colour,
                        sentence,
                        fields.text("when").strip(),
                        words(fields, "reason"),
                        words(fields, "next_step"),
                        lackOfData,
                        stay(fields, kind, colour));
        return new RulePack.Rule(rule, condition, List.copyOf(named), literals, yaml.line(node));
    }

    private PackRule.@Nullable Stay stay(
            YamlPack.Fields fields, PackRule.Kind kind, Colour colour) {
        if (fields.find("stay").isEmpty()) {
            return null;
        }
        Node node = fields.need("stay");
        if (kind != PackRule.Kind.ORDER || colour != Colour.RED) {
            throw yaml.refused(node, "only a red order keeps somebody where they are");
        }
        YamlPack.Fields stay = yaml.fields(node).only(Set.of("anchor", "tests"));
        List<Integer> tests = new ArrayList<>();
        if (stay.find("tests").isPresent()) {
            for (Node day : yaml.items(stay.need("tests"))) {
                tests.add(yaml.read(day, t -> limited(t, 1, PackRule.Stay.LAST_TEST_DAY)));
            }
        }
        try {
            return new PackRule.Stay(
                    stay.read(
                            "anchor",
                            text -> PackRule.Anchor.valueOf(text.toUpperCase(Locale.ROOT))),
                    tests);
        } catch (IllegalArgumentException e) {
            throw yaml.refused(stay.need("tests"), String.valueOf(e.getMessage()));
        }
    }

    private PackRule.Words words(YamlPack.Fields fields, String key) {
        YamlPack.Fields words = yaml.fields(fields.need(key)).only(Set.of("vi", "en"));
        return new PackRule.Words(words.filled("vi"), words.filled("en"));
    }

    private void mustAnswerEverybody(
            YamlPack.Fields root, List<RulePack.Rule> rules, RulePack.Layer layer) {
        List<RulePack.Rule> minima =
                rules.stream().filter(r -> r.rule().kind() == PackRule.Kind.MINIMUM).toList();
        for (int i = 0; i < minima.size() - 1; i++) {
            if (minima.get(i).condition().equals(new Condition.Always(true))) {
                throw yaml.refused(
                        root.need("rules"),
                        "no minimum after `" + minima.get(i).rule().id() + "` is ever reached");
            }
        }
        if (layer == RulePack.Layer.FLOOR
                && (minima.isEmpty()
                        || !minima.getLast().condition().equals(new Condition.Always(true)))) {
            throw yaml.refused(
                    root.need("rules"),
                    "the last minimum must hold for everybody (`when: \"true\"`), or some people"
                            + " would have no colour");
        }
    }

    private @Nullable Courses courses(YamlPack.Fields root, boolean floor) {
        if (!floor) {
            root.find("vaccines")
                    .ifPresent(node -> {
                        throw yaml.refused(node, "vaccine courses stand in the floor");
                    });
            return null;
        }
        YamlPack.Fields fields =
                yaml.fields(root.need("vaccines"))
                        .only(Set.of("doses", "other", "same_shot_days", "source"));
        fields.text("source");
        Map<String, Integer> doses = new HashMap<>();
        YamlPack.Fields written = yaml.fields(fields.need("doses"));
        for (String vaccine : written.keys()) {
            int course = yaml.read(written.need(vaccine), PackReader::course);
            doses.put(vaccine, course);
            doses.put(vaccine.toLowerCase(Locale.ROOT), course);
        }
        return new Courses(
                doses,
                fields.read("other", PackReader::course),
                fields.read("same_shot_days", text -> limited(text, 1, 60)));
    }

    private static int course(String text) {
        return limited(text, 1, 3);
    }

    private static int limited(String text, int least, int most) {
        int value = Integer.parseInt(text);
        if (value < least || value > most) {
            throw new IllegalArgumentException("want " + least + " to " + most);
        }
        return value;
    }

    /// A day (its first midnight) or a minute of Vietnamese time.
    static Instant instant(String text) {
        return text.length() == "2021-10-01".length()
                ? LocalDate.parse(text).atStartOfDay().toInstant(VIETNAM)
                : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(VIETNAM);
    }

    private void examples(YamlPack.Fields root, RulePack pack, @Nullable List<RulePack> above) {
        List<Node> examples = yaml.items(root.need("examples"));
        if (examples.isEmpty() || examples.size() > MAX_EXAMPLES) {
            throw yaml.refused(
                    root.need("examples"), "a pack needs 1 to " + MAX_EXAMPLES + " examples");
        }
        ColourEngine engine = engine(root, pack, above);
        for (Node node : examples) {
            example(node, engine);
        }
    }

    private ColourEngine engine(
            YamlPack.Fields root, RulePack pack, @Nullable List<RulePack> above) {
        List<RulePack> packs = new ArrayList<>();
        if (!pack.isFloor()) {
            packs.addAll(above == null ? RulePacks.national() : above);
        }
        PolicyCheck.putInPlace(pack, packs);
        try {
            return new ColourEngine(packs, ColourEngine.BURDEN_THRESHOLD);
        } catch (IllegalArgumentException e) {
            throw yaml.refused(root.need("rules"), String.valueOf(e.getMessage()));
        }
    }

    private void example(Node node, ColourEngine engine) {
        Scenarios.Scenario scenario = new Scenarios(yaml).scenario(node);
        scenario.failures(engine)
                .forEach(failure -> {
                    throw yaml.refused(
                            failure.node(),
                            "example \"" + scenario.name() + "\": " + failure.why());
                });
    }
}
