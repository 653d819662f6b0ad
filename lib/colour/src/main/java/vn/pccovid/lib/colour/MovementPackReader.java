package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Turns the text of a movement pack into a [MovementPack], or refuses it.
final class MovementPackReader {
    private static final Set<String> PACK =
            Set.of(
                    "id",
                    "version",
                    "title",
                    "about",
                    "jurisdiction",
                    "from",
                    "until",
                    "sentences",
                    "parameters",
                    "rules",
                    "examples");
    private static final Set<String> RULE =
            Set.of("id", "answer", "class", "when", "sentence", "reason", "instruction");
    private static final Set<String> EXAMPLE =
            Set.of(
                    "name",
                    "colour",
                    "origin",
                    "destination",
                    "crossing",
                    "permits",
                    "purpose",
                    "hour",
                    "expect");

    private final YamlPack yaml;
    private final YamlPack.Fields root;

    MovementPackReader(String name, String text) {
        yaml = new YamlPack(name, text);
        root = yaml.root(text).only(PACK);
    }

    MovementPack read() {
        Map<String, RulePack.Sentence> sentences = sentences();
        Map<String, RulePack.Parameter> parameters = new LinkedHashMap<>();
        Map<String, Integer> values = new LinkedHashMap<>();
        YamlPack.Fields numbers = yaml.fields(root.need("parameters"));
        for (String name : numbers.keys()) {
            YamlPack.Fields number =
                    yaml.fields(numbers.need(name)).only(Set.of("value", "source", "certain"));
            values.put(name, number.read("value", Integer::valueOf));
            number.need("certain");
            parameters.put(
                    name,
                    new RulePack.Parameter(
                            number.text("value"), number.filled("source"), number.flag("certain")));
        }
        MovementWords words = new MovementWords(values);
        List<MovementPack.Rule> rules = rules(sentences, words);
        for (String name : values.keySet()) {
            if (!words.used().contains(name)) {
                throw yaml.refused(root.need("parameters"), "no rule uses `" + name + "`");
            }
        }
        String jurisdiction =
                root.find("jurisdiction").isEmpty()
                        ? ""
                        : root.read(
                                "jurisdiction", text -> matching(text, PackReader.JURISDICTION));
        Instant from = root.read("from", PackReader::instant);
        Instant until =
                root.find("until").map(node -> yaml.read(node, PackReader::instant)).orElse(null);
        if (until != null && !from.isBefore(until)) {
            throw yaml.refused(root.need("until"), "it ends before it begins");
        }
        List<Node> examples = yaml.items(root.need("examples"));
        MovementPack pack =
                new MovementPack(
                        root.read("id", text -> matching(text, "[a-z][a-z0-9-]{1,39}")),
                        root.read("version", text -> matching(text, "[0-9A-Za-z.-]{1,20}")),
                        jurisdiction,
                        from,
                        until,
                        words(root, "title"),
                        root.text("about").strip(),
                        sentences,
                        parameters,
                        rules,
                        examples.size());
        examples.forEach(node -> example(node, pack));
        tryAllJourneys(pack);
        return pack;
    }

    private static String matching(String text, String pattern) {
        if (!text.matches(pattern)) {
            throw new IllegalArgumentException("want " + pattern);
        }
        return text;
    }

    private PackRule.Words words(YamlPack.Fields fields, String key) {
        YamlPack.Fields words = yaml.fields(fields.need(key)).only(Set.of("vi", "en"));
        return new PackRule.Words(words.filled("vi"), words.filled("en"));
    }

    private Map<String, RulePack.Sentence> sentences() {
        Map<String, RulePack.Sentence> sentences = new LinkedHashMap<>();
        YamlPack.Fields written = yaml.fields(root.need("sentences"));
        for (String id : written.keys()) {
            if (!id.matches("M[1-9][0-9]?")) {
                throw yaml.refused(written.need(id), "sentences are numbered M1 to M99");
            }
            YamlPack.Fields sentence =
                    yaml.fields(written.need(id)).only(Set.of("text", "vi", "source"));
            sentences.put(
                    id,
                    new RulePack.Sentence(
                            sentence.filled("text"),
                            sentence.filled("vi"),
                            sentence.filled("source")));
        }
        return sentences;
    }

    private List<MovementPack.Rule> rules(
            Map<String, RulePack.Sentence> sentences, MovementWords words) {
        List<MovementPack.Rule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        List<Node> written = yaml.items(root.need("rules"));
        if (written.isEmpty() || written.size() > PackReader.MAX_RULES) {
            throw yaml.refused(root.need("rules"), "want 1 to " + PackReader.MAX_RULES + " rules");
        }
        for (Node node : written) {
            YamlPack.Fields fields = yaml.fields(node).only(RULE);
            String sentence = fields.text("sentence");
            if (!sentences.containsKey(sentence)) {
                throw yaml.refused(fields.need("sentence"), "no sentence `" + sentence + "`");
            }
            String id = fields.read("id", text -> matching(text, "[a-z][a-z0-9_]{1,39}"));
            if (!ids.add(id)) {
                throw yaml.refused(node, "a second rule `" + id + "`");
            }
            rules.add(
                    new MovementPack.Rule(
                            id,
                            fields.read("answer", MovementPackReader::answer),
                            fields.read("class", text -> matching(text, "[a-z][a-z_]{1,29}")),
                            sentence,
                            fields.text("when").strip(),
                            yaml.condition(fields.need("when"), words::read),
                            words(fields, "reason"),
                            words(fields, "instruction")));
        }
        return List.copyOf(rules);
    }

    private static MovementPack.Answer answer(String text) {
        return MovementPack.Answer.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private void example(Node node, MovementPack pack) {
        YamlPack.Fields fields = yaml.fields(node).only(EXAMPLE);
        Set<Journey.Permit> permits = EnumSet.noneOf(Journey.Permit.class);
        if (fields.find("permits").isPresent()) {
            yaml.items(fields.need("permits"))
                    .forEach(permit -> permits.add(yaml.read(permit, Journey.Permit::valueOf)));
        }
        Journey journey =
                new Journey(
                        fields.read("colour", Journey.Standing::valueOf),
                        or(fields, "origin", Integer::valueOf, 1),
                        or(fields, "destination", Integer::valueOf, 1),
                        or(fields, "crossing", Journey.Crossing::valueOf, Journey.Crossing.NONE),
                        permits,
                        or(fields, "purpose", Journey.Purpose::valueOf, Journey.Purpose.UNSTATED),
                        or(fields, "hour", Integer::valueOf, 10));
        MovementPack.Rule rule = pack.deciding(journey);
        String came = rule == null ? "nothing" : rule.id();
        String wanted = fields.text("expect");
        if (!came.equals(wanted)) {
            throw yaml.refused(
                    fields.need("expect"),
                    "example \"%s\": want %s, comes out as %s"
                            .formatted(fields.text("name"), wanted, came));
        }
    }

    private <T> T or(YamlPack.Fields fields, String key, Function<String, T> reader, T standard) {
        return fields.find(key).isPresent() ? fields.read(key, reader) : standard;
    }

    /// All journeys there are, at every hour at which some rule may change its mind.
    private void tryAllJourneys(MovementPack pack) {
        Set<MovementPack.Rule> deciding = new HashSet<>();
        for (Journey journey : everyJourney(hours(pack))) {
            MovementPack.Rule rule = pack.deciding(journey);
            if (rule != null) {
                deciding.add(rule);
            } else if (pack.isNational()) {
                throw yaml.refused(root.need("rules"), "no rule answers " + journey);
            }
            int answer = strictness(rule);
            Journey.Standing worseThan = worse(journey.standing());
            if (worseThan != null) {
                Journey worse = with(journey, worseThan, journey.permits());
                if (strictness(pack.deciding(worse)) < answer) {
                    throw yaml.refused(
                            root.need("rules"),
                            "a worse colour opens what a better one finds shut: " + journey);
                }
            }
            for (Journey.Permit permit : Journey.Permit.values()) {
                if (!journey.permits().contains(permit)) {
                    Set<Journey.Permit> more = EnumSet.of(permit);
                    more.addAll(journey.permits());
                    if (strictness(pack.deciding(with(journey, journey.standing(), more)))
                            > answer) {
                        throw yaml.refused(
                                root.need("rules"), "a permit shuts the gate: " + journey);
                    }
                }
            }
        }
        for (MovementPack.Rule rule : pack.rules()) {
            if (!deciding.contains(rule)) {
                throw yaml.refused(
                        root.need("rules"), "rule `" + rule.id() + "` never decides anything");
            }
        }
    }

    private static Journey.@Nullable Standing worse(Journey.Standing standing) {
        return switch (standing) {
            case GREEN -> Journey.Standing.YELLOW;
            case YELLOW -> Journey.Standing.RED;
            case RED, UNKNOWN, FOREIGN -> null;
        };
    }

    private static int strictness(MovementPack.@Nullable Rule rule) {
        return rule == null
                ? -1
                : switch (rule.answer()) {
                    case GO -> 0;
                    case GO_IF -> 1;
                    case STOP -> 2;
                };
    }

    private static Journey with(
            Journey journey, Journey.Standing standing, Set<Journey.Permit> permits) {
        return new Journey(
                standing,
                journey.origin(),
                journey.destination(),
                journey.crossing(),
                permits,
                journey.purpose(),
                journey.hour());
    }

    /// One hour of every stretch of the day in which no rule can tell the hours apart.
    static Set<Integer> hours(MovementPack pack) {
        Set<Integer> hours = new TreeSet<>(Set.of(0));
        pack.rules().forEach(rule -> hours(rule.condition(), hours));
        return hours;
    }

    private static void hours(MovementCondition condition, Set<Integer> into) {
        switch (condition) {
            case MovementCondition.All all -> all.parts().forEach(part -> hours(part, into));
            case MovementCondition.Any any -> any.parts().forEach(part -> hours(part, into));
            case MovementCondition.Not not -> hours(not.part(), into);
            case MovementCondition.Between(
                            MovementCondition.Measure number,
                            int least,
                            int most) -> {
                if (number == MovementCondition.Measure.HOUR) {
                    into.add(Math.clamp(least, 0, 23));
                    into.add(Math.clamp(most + 1, 0, 23));
                }
            }
            case MovementCondition.Always always -> {}
            case MovementCondition.In in -> {}
            case MovementCondition.Has has -> {}
        }
    }

    /// Every journey there is at these hours, always in the same order.
    static List<Journey> everyJourney(Set<Integer> hours) {
        List<Set<Journey.Permit>> permits =
                new ArrayList<>(List.of(EnumSet.noneOf(Journey.Permit.class)));
        for (Journey.Permit permit : Journey.Permit.values()) {
            for (Set<Journey.Permit> without : List.copyOf(permits)) {
                Set<Journey.Permit> with = EnumSet.of(permit);
                with.addAll(without);
                permits.add(with);
            }
        }
        Set<Integer> inOrder = new TreeSet<>(hours);
        List<Journey> all = new ArrayList<>();
        for (Journey.Standing standing : Journey.Standing.values()) {
            for (int origin = 0; origin <= 4; origin++) {
                for (int destination = 0; destination <= 4; destination++) {
                    for (Journey.Crossing crossing : Journey.Crossing.values()) {
                        for (Journey.Purpose purpose : Journey.Purpose.values()) {
                            for (Set<Journey.Permit> set : permits) {
                                for (int hour : inOrder) {
                                    all.add(
                                            new Journey(
                                                    standing,
                                                    origin,
                                                    destination,
                                                    crossing,
                                                    set,
                                                    purpose,
                                                    hour));
                                }
                            }
                        }
                    }
                }
            }
        }
        return all;
    }
}
