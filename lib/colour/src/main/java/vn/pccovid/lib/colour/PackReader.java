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

    private static final ZoneOffset VIETNAM = ZoneOffset.ofHours(7);
    private static final Set<String> PACK =
            Set.of(
                    "id",
                    "version",
                    "jurisdiction",
                    "from",
                    "until",
                    "sentences",
                    "parameters",
                    "vaccines",
                    "gaps",
                    "rules",
                    "examples");
    private static final Set<String> RULE =
            Set.of(
                    "id",
                    "kind",
                    "when",
                    "colour",
                    "sentence",
                    "reason",
                    "next_step",
                    "gaps",
                    "lack_of_data");

    private final YamlPack yaml;

    private PackReader(YamlPack yaml) {
        this.yaml = yaml;
    }

    static RulePack read(String text, String name, @Nullable RulePack floor) {
        YamlPack yaml = new YamlPack(name, text);
        PackReader reader = new PackReader(yaml);
        YamlPack.Fields root = yaml.root(text).only(PACK);
        RulePack pack = reader.pack(root);
        reader.examples(root, pack, floor);
        return pack;
    }

    private RulePack pack(YamlPack.Fields root) {
        Map<String, RulePack.Sentence> sentences = sentences(root);
        Map<String, RulePack.Parameter> parameters = new LinkedHashMap<>();
        Vocabulary vocabulary = new Vocabulary(parameters(root, parameters));
        Map<String, RulePack.Gap> gaps = gaps(root, vocabulary);
        String id = root.text("id");
        String version = root.text("version");
        boolean floor = root.text("jurisdiction").isEmpty();
        List<RulePack.Rule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        List<Node> written = yaml.items(root.need("rules"));
        if (written.size() > MAX_RULES) {
            throw yaml.refused(root.need("rules"), "more than " + MAX_RULES + " rules");
        }
        for (Node node : written) {
            RulePack.Rule rule = rule(node, id, version, floor, sentences, gaps, vocabulary);
            if (!ids.add(rule.rule().id())) {
                throw yaml.refused(node, "a second rule `" + rule.rule().id() + "`");
            }
            rules.add(rule);
        }
        mustAnswerEverybody(root, rules);
        return new RulePack(
                id,
                version,
                root.text("jurisdiction"),
                root.read("from", PackReader::instant),
                root.find("until").map(node -> yaml.read(node, PackReader::instant)).orElse(null),
                sentences,
                parameters,
                List.copyOf(rules),
                gaps,
                courses(root, floor));
    }

    private Map<String, RulePack.Sentence> sentences(YamlPack.Fields root) {
        Map<String, RulePack.Sentence> sentences = new LinkedHashMap<>();
        YamlPack.Fields written = yaml.fields(root.need("sentences"));
        for (String id : written.keys()) {
            if (!id.matches("C[1-9][0-9]?")) {
                throw yaml.refused(written.need(id), "sentences are numbered C1 to C99");
            }
            YamlPack.Fields sentence = yaml.fields(written.need(id)).only(Set.of("text", "source"));
            sentences.put(
                    id, new RulePack.Sentence(sentence.text("text"), sentence.text("source")));
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
                            parameter.text("source"),
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
            boolean floor,
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
        if (kind == PackRule.Kind.MINIMUM && colour == Colour.RED && floor) {
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
        Condition condition = yaml.condition(fields.need("when"), vocabulary);
        PackRule rule =
                new PackRule(
                        fields.text("id"),
                        pack,
                        version,
                        kind,
                        colour,
                        sentence,
                        fields.text("when").strip(),
                        words(fields, "reason"),
                        words(fields, "next_step"),
                        lackOfData);
        return new RulePack.Rule(rule, condition, List.copyOf(named));
    }

    private PackRule.Words words(YamlPack.Fields fields, String key) {
        YamlPack.Fields words = yaml.fields(fields.need(key)).only(Set.of("vi", "en"));
        return new PackRule.Words(words.text("vi"), words.text("en"));
    }

    private void mustAnswerEverybody(YamlPack.Fields root, List<RulePack.Rule> rules) {
        List<RulePack.Rule> minima =
                rules.stream().filter(r -> r.rule().kind() == PackRule.Kind.MINIMUM).toList();
        for (int i = 0; i < minima.size() - 1; i++) {
            if (minima.get(i).condition().equals(new Condition.Always(true))) {
                throw yaml.refused(
                        root.need("rules"),
                        "no minimum after `" + minima.get(i).rule().id() + "` is ever reached");
            }
        }
        if (minima.isEmpty() || !minima.getLast().condition().equals(new Condition.Always(true))) {
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
            doses.put(
                    vaccine.toLowerCase(Locale.ROOT),
                    yaml.read(written.need(vaccine), PackReader::course));
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
    private static Instant instant(String text) {
        return text.length() == "2021-10-01".length()
                ? LocalDate.parse(text).atStartOfDay().toInstant(VIETNAM)
                : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(VIETNAM);
    }

    private void examples(YamlPack.Fields root, RulePack pack, @Nullable RulePack floor) {
        List<Node> examples = yaml.items(root.need("examples"));
        if (examples.isEmpty()) {
            throw yaml.refused(root.need("examples"), "a pack needs examples");
        }
        ColourEngine engine;
        if (pack.isFloor()) {
            engine = new ColourEngine(pack, List.of());
        } else {
            engine =
                    new ColourEngine(
                            floor == null ? RulePacks.nationalFloor() : floor, List.of(pack));
        }
        for (Node node : examples) {
            example(node, engine);
        }
    }

    private void example(Node node, ColourEngine engine) {
        YamlPack.Fields fields =
                yaml.fields(node).only(Set.of("name", "born", "area", "facts", "expect"));
        BirthRange birth =
                fields.find("born").map(born -> yaml.read(born, PackReader::birth)).orElse(null);
        String area = fields.textOrNull("area");
        Subject subject = new Subject(birth, area == null ? "" : area);
        List<KnownFact> facts = new ArrayList<>();
        for (Node fact : yaml.items(fields.need("facts"))) {
            facts.add(fact(fact, "example-" + facts.size()));
        }
        for (Node expected : yaml.items(fields.need("expect"))) {
            YamlPack.Fields want =
                    yaml.fields(expected).only(Set.of("at", "colour", "floor", "rule"));
            Decision decision = engine.decide(subject, facts, want.read("at", PackReader::instant));
            Colour colour = want.read("colour", Colour::valueOf);
            if (decision.colour() != colour) {
                throw yaml.refused(
                        expected,
                        "example \""
                                + fields.text("name")
                                + "\": wanted "
                                + colour
                                + ", the rules say "
                                + decision.colour()
                                + " by `"
                                + decision.rule()
                                + "`");
            }
            String rule = want.textOrNull("rule");
            if (rule != null && !rule.equals(decision.rule())) {
                throw yaml.refused(
                        expected,
                        "example \""
                                + fields.text("name")
                                + "\": wanted `"
                                + rule
                                + "` to decide, it was `"
                                + decision.rule()
                                + "`");
            }
            if (want.find("floor").isPresent()
                    && want.read("floor", Colour::valueOf) != decision.floorColour()) {
                throw yaml.refused(
                        expected,
                        "example \""
                                + fields.text("name")
                                + "\": the floor says "
                                + decision.floorColour());
            }
        }
    }

    private KnownFact fact(Node node, String id) {
        YamlPack.Fields fields = yaml.fields(node);
        Map<String, Object> attributes = new HashMap<>();
        for (String key : fields.keys()) {
            switch (key) {
                case "kind", "at", "link" -> {}
                case "until" -> attributes.put(key, fields.read(key, PackReader::instant));
                default -> attributes.put(key, fields.text(key));
            }
        }
        Instant at = fields.read("at", PackReader::instant);
        double link = fields.find("link").map(l -> yaml.read(l, Double::parseDouble)).orElse(1.0);
        return new KnownFact(id, fields.text("kind"), at, attributes, "example", at, link);
    }

    /// `1984-03-05`, `1984-03` or `1984`.
    private static BirthRange birth(String text) {
        String[] parts = text.split("-", -1);
        return BirthRange.of(
                Integer.parseInt(parts[0]),
                parts.length > 1 ? Integer.parseInt(parts[1]) : 0,
                parts.length > 2 ? Integer.parseInt(parts[2]) : 0);
    }
}
