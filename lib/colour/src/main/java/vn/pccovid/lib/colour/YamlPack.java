package vn.pccovid.lib.colour;

import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A pack's YAML as nodes that know their line and column, so that every refusal can say where. All
/// scalars are read as text; anchors and tags have no use here.
final class YamlPack {
    static final int MAX_CHARS = 1_000_000;

    private final String name;
    private final List<String> lines;

    private record Place(int line, int column) {}

    YamlPack(String name, String yaml) {
        this.name = name;
        if (yaml.length() > MAX_CHARS) {
            throw new RulePackRefused(
                    name, 1, 1, "the pack is longer than " + MAX_CHARS + " characters");
        }
        this.lines = yaml.lines().toList();
    }

    /// A mapping with the keys it may have.
    final class Fields {
        private final MappingNode node;
        private final Map<String, Node> values = new LinkedHashMap<>();

        Fields(MappingNode node) {
            this.node = node;
            for (NodeTuple tuple : node.getValue()) {
                String key = YamlPack.this.text(tuple.getKeyNode());
                if (values.put(key, tuple.getValueNode()) != null) {
                    throw refused(tuple.getKeyNode(), "`" + key + "` stands twice");
                }
            }
        }

        Fields only(Set<String> allowed) {
            for (NodeTuple tuple : node.getValue()) {
                if (!allowed.contains(YamlPack.this.text(tuple.getKeyNode()))) {
                    throw refused(
                            tuple.getKeyNode(),
                            "`" + YamlPack.this.text(tuple.getKeyNode()) + "` has no meaning here");
                }
            }
            return this;
        }

        Set<String> keys() {
            return values.keySet();
        }

        Node need(String key) {
            Node value = values.get(key);
            if (value == null) {
                throw refused(node, "`" + key + "` is missing");
            }
            return value;
        }

        Optional<Node> find(String key) {
            return Optional.ofNullable(values.get(key));
        }

        String text(String key) {
            return YamlPack.this.text(need(key));
        }

        /// A text that says something.
        String filled(String key) {
            String text = text(key);
            if (text.isBlank()) {
                throw refused(need(key), "`" + key + "` is empty");
            }
            return text;
        }

        @Nullable String textOrNull(String key) {
            Node value = values.get(key);
            return value == null ? null : YamlPack.this.text(value);
        }

        <T> T read(String key, Function<String, T> reader) {
            return YamlPack.this.read(need(key), reader);
        }

        boolean flag(String key) {
            Node value = values.get(key);
            return value != null
                    && YamlPack.this.read(
                            value,
                            text ->
                                    switch (text) {
                                        case "true" -> true;
                                        case "false" -> false;
                                        default ->
                                                throw new IllegalArgumentException(
                                                        "want true or false");
                                    });
        }

        MappingNode node() {
            return node;
        }
    }

    Fields root(String yaml) {
        try {
            Node root =
                    new Compose(
                                    LoadSettings.builder()
                                            .setLabel(name)
                                            .setUseMarks(true)
                                            .setAllowDuplicateKeys(true)
                                            .build())
                            .composeString(yaml)
                            .orElseThrow(() -> new RulePackRefused(name, 1, 1, "it is empty"));
            return fields(root);
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().orElse(null);
            throw new RulePackRefused(
                    name,
                    mark == null ? 1 : mark.getLine() + 1,
                    mark == null ? 1 : mark.getColumn() + 1,
                    "not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new RulePackRefused(name, 1, 1, "not YAML: " + e.getMessage());
        }
    }

    Fields fields(Node node) {
        if (node instanceof MappingNode mapping) {
            return new Fields(mapping);
        }
        throw refused(node, "want a mapping here");
    }

    List<Node> items(Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw refused(node, "want a list here");
    }

    String text(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw refused(node, "want a text here");
    }

    <T> T read(Node node, Function<String, T> reader) {
        try {
            return reader.apply(text(node));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw refused(node, "`" + text(node) + "` cannot be read: " + e.getMessage());
        }
    }

    Condition condition(Node node, Vocabulary vocabulary) {
        return condition(node, vocabulary::read);
    }

    /// Reads one expression, or says where it goes wrong.
    interface Expression<T> {
        T read(String expression) throws Vocabulary.Refused;
    }

    <T> T condition(Node node, Expression<T> reader) {
        try {
            return reader.read(text(node));
        } catch (Vocabulary.Refused e) {
            Place start = place(node);
            Place at = within(node, start, e.line, e.column);
            throw new RulePackRefused(name, at.line, at.column, String.valueOf(e.getMessage()));
        }
    }

    /// Where a place inside an expression lies in the file. An expression folded over several lines
    /// is read by CEL as one line; then the place is the start of the expression.
    private Place within(Node node, Place start, int line, int column) {
        ScalarNode scalar = (ScalarNode) node;
        ScalarStyle style = scalar.getScalarStyle();
        int lastLine = node.getEndMark().map(Mark::getLine).orElse(start.line - 1) + 1;
        if (style == ScalarStyle.LITERAL) {
            int fileLine = start.line + line;
            String written = fileLine <= lines.size() ? lines.get(fileLine - 1) : "";
            int indent = written.length() - written.stripLeading().length();
            return new Place(fileLine, indent + column + 1);
        }
        if (lastLine != start.line) {
            return start;
        }
        int quote = style == ScalarStyle.PLAIN ? 0 : 1;
        return new Place(start.line, start.column + quote + column);
    }

    /// The line of the file a node begins on, from one.
    int line(Node node) {
        return place(node).line;
    }

    String name() {
        return name;
    }

    RulePackRefused refused(Node node, String message) {
        Place at = place(node);
        return new RulePackRefused(name, at.line, at.column, message);
    }

    private static Place place(Node node) {
        return node.getStartMark()
                .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(new Place(1, 1));
    }
}
