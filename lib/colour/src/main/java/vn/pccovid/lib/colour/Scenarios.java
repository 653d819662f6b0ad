package vn.pccovid.lib.colour;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads scenarios: facts with their instants, place and birth date of an invented person, and the
/// colours and deciding rules expected at given instants. The examples inside a pack have the same
/// layout; it is told in `docs/rules/scenarios.md`.
public final class Scenarios {
    static final int MAX_SCENARIOS = 2_000;
    static final Set<String> FIELDS = Set.of("name", "quotes", "born", "area", "facts", "expect");
    static final Set<String> EXPECTED = Set.of("at", "colour", "floor", "rule", "missing");

    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.ofHours(7));

    private final YamlPack yaml;

    Scenarios(YamlPack yaml) {
        this.yaml = yaml;
    }

    /// One invented person and what is expected of the rules.
    ///
    /// @param name what it shows
    /// @param quotes the sentence it tests, as `pack C7`; null when it tests how rules work
    ///   together
    /// @param subject birth and place
    /// @param facts what is known
    /// @param expected in the order written
    /// @param line where it stands in its file
    public record Scenario(
            String name,
            @Nullable String quotes,
            Subject subject,
            List<KnownFact> facts,
            List<Expected> expected,
            int line) {

        /// Runs the scenario; an empty list when all comes out as written.
        List<Failure> failures(ColourEngine engine) {
            List<Failure> failures = new ArrayList<>();
            for (Expected want : expected) {
                Decision got;
                try {
                    got = engine.decide(subject, facts, want.at);
                } catch (IllegalArgumentException | DateTimeException e) {
                    failures.add(new Failure(want.node, String.valueOf(e.getMessage())));
                    continue;
                }
                String why = want.differs(got);
                if (why != null) {
                    failures.add(new Failure(want.node, "at " + LOCAL.format(want.at) + " " + why));
                }
            }
            return failures;
        }

        /// The ways in which this scenario does not come out as written, each with its line.
        public List<String> run(ColourEngine engine) {
            return failures(engine).stream()
                    .map(failure -> failure.line() + ": \"" + name + "\" " + failure.why)
                    .toList();
        }
    }

    /// What one scenario expects at one instant; a null field is not asked.
    ///
    /// @param rule `pack/rule`, or the bare rule
    /// @param missing codes of gaps, in order
    public record Expected(
            Instant at,
            Colour colour,
            @Nullable Colour floor,
            @Nullable String rule,
            @Nullable List<String> missing,
            Node node) {

        private @Nullable String differs(Decision got) {
            String decided = got.pack() + "/" + got.rule();
            if (got.colour() != colour) {
                return "wanted "
                        + colour
                        + ", the rules say "
                        + got.colour()
                        + " by `"
                        + decided
                        + "`";
            }
            if (rule != null && !rule.equals(got.rule()) && !rule.equals(decided)) {
                return "wanted `" + rule + "` to decide, it was `" + decided + "`";
            }
            if (floor != null && floor != got.floorColour()) {
                return "wanted the nation to say " + floor + ", it says " + got.floorColour();
            }
            if (missing != null && !missing.equals(got.missing())) {
                return "wanted " + missing + " to be missing, it is " + got.missing();
            }
            return null;
        }
    }

    record Failure(Node node, String why) {
        int line() {
            return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        }
    }

    /// Reads a file of scenarios.
    ///
    /// @throws RulePackRefused with line and column when something in it is not understood
    public static List<Scenario> load(String text, String name) {
        YamlPack yaml = new YamlPack(name, text);
        YamlPack.Fields root = yaml.root(text).only(Set.of("scenarios"));
        List<Node> nodes = yaml.items(root.need("scenarios"));
        if (nodes.isEmpty() || nodes.size() > MAX_SCENARIOS) {
            throw yaml.refused(root.need("scenarios"), "want 1 to " + MAX_SCENARIOS + " scenarios");
        }
        Scenarios reader = new Scenarios(yaml);
        return nodes.stream().map(reader::scenario).toList();
    }

    /// Reads one person: `born`, `area` and `facts`, as a scenario has them, without expectations.
    ///
    /// @throws RulePackRefused with line and column when something in it is not understood
    public static Scenario person(String text, String name) {
        YamlPack yaml = new YamlPack(name, text);
        YamlPack.Fields root = yaml.root(text).only(FIELDS);
        return new Scenarios(yaml).read(root, "", List.of());
    }

    /// True when the text looks like a file of scenarios and not like a pack.
    public static boolean looksLike(String text) {
        return text.lines().anyMatch(line -> line.startsWith("scenarios:"));
    }

    Scenario scenario(Node node) {
        YamlPack.Fields fields = yaml.fields(node).only(FIELDS);
        List<Expected> expected = new ArrayList<>();
        for (Node want : yaml.items(fields.need("expect"))) {
            expected.add(expected(want));
        }
        return read(fields, fields.filled("name"), List.copyOf(expected));
    }

    private Scenario read(YamlPack.Fields fields, String name, List<Expected> expected) {
        BirthRange birth =
                fields.find("born").map(born -> yaml.read(born, Scenarios::birth)).orElse(null);
        String area = fields.textOrNull("area");
        List<KnownFact> facts = new ArrayList<>();
        for (Node fact : yaml.items(fields.need("facts"))) {
            facts.add(fact(fact, "fact-" + (facts.size() + 1)));
        }
        return new Scenario(
                name,
                fields.textOrNull("quotes"),
                new Subject(birth, area == null ? "" : area),
                List.copyOf(facts),
                expected,
                yaml.line(fields.node()));
    }

    private Expected expected(Node node) {
        YamlPack.Fields want = yaml.fields(node).only(EXPECTED);
        return new Expected(
                want.read("at", PackReader::instant),
                want.read("colour", Colour::valueOf),
                want.find("floor").isPresent() ? want.read("floor", Colour::valueOf) : null,
                want.textOrNull("rule"),
                want.find("missing")
                        .map(missing -> yaml.items(missing).stream().map(yaml::text).toList())
                        .orElse(null),
                node);
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
        KnownFact fact =
                new KnownFact(id, fields.text("kind"), at, attributes, "scenario", at, link);
        if (!fact.kind().equals("dose") && Selector.mask(fact) == 0) {
            if (!MUTE.contains(fact.kind())) {
                throw yaml.refused(node, "no rule can read a fact of kind `" + fact.kind() + "`");
            }
        }
        return fact;
    }

    /// Kinds of which some facts answer no selector: a pending test, a trip from a calm area.
    private static final Set<String> MUTE = Set.of("test_result", "trip", "border_crossing");

    /// `1984-03-05`, `1984-03` or `1984`.
    private static BirthRange birth(String text) {
        String[] parts = text.split("-", -1);
        return BirthRange.of(
                Integer.parseInt(parts[0]),
                parts.length > 1 ? Integer.parseInt(parts[1]) : 0,
                parts.length > 2 ? Integer.parseInt(parts[2]) : 0);
    }

    static LocalDateTime local(Instant at) {
        return LocalDateTime.ofInstant(at, ZoneOffset.ofHours(7));
    }
}
