package vn.pccovid.server.access;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// All refusals the service can give, read once from `problems/*.yaml`. Refuses to load when a code
/// is written twice, lacks a language, or names different arguments in its two sentences.
public final class ProblemTable {

    private static final Pattern ARGUMENT = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9]*)}");

    private record Row(ProblemCode code, Sentences sentences) {}

    private static final class Standard {
        private static final ProblemTable TABLE = load();
    }

    private final Map<String, Row> rows;

    private ProblemTable(Map<String, Row> rows) {
        this.rows = rows;
    }

    /// The table of this build. Thread-safe.
    public static ProblemTable standard() {
        return Standard.TABLE;
    }

    /// The code by its name; a name no file lists throws.
    public ProblemCode code(String name) {
        return row(name).code();
    }

    /// Both sentences with `{arguments}` filled in; an argument not given stays visible as written.
    public Sentences sentences(String name, Map<String, ?> arguments) {
        Sentences raw = row(name).sentences();
        return new Sentences(fill(raw.vi(), arguments), fill(raw.en(), arguments));
    }

    /// Every code in alphabetical order.
    public Iterable<ProblemCode> codes() {
        return rows.values().stream().map(Row::code).toList();
    }

    private Row row(String name) {
        Row row = rows.get(name);
        if (row == null) {
            throw new IllegalArgumentException("problem code not in any problems/*.yaml: " + name);
        }
        return row;
    }

    private static String fill(String sentence, Map<String, ?> arguments) {
        Matcher matcher = ARGUMENT.matcher(sentence);
        return matcher.replaceAll(match -> {
            Object value = arguments.get(match.group(1));
            return Matcher.quoteReplacement(value == null ? match.group() : value.toString());
        });
    }

    private static ProblemTable load() {
        Map<String, Row> rows = new TreeMap<>();
        try {
            Resource[] files =
                    new PathMatchingResourcePatternResolver(ProblemTable.class.getClassLoader())
                            .getResources("classpath*:problems/*.yaml");
            for (Resource file : files) {
                try (InputStream in = file.getInputStream()) {
                    read(String.valueOf(file.getFilename()), in, rows);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("problems/*.yaml cannot be read", e);
        }
        return new ProblemTable(Collections.unmodifiableMap(rows));
    }

    private static void read(String file, InputStream in, Map<String, Row> into) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Object document = new Yaml(new SafeConstructor(options)).load(in);
        if (!(document instanceof Map<?, ?> map)) {
            throw new IllegalStateException(file + ": a table of codes expected");
        }
        map.forEach((name, value) -> {
            if (!(value instanceof Map<?, ?> row)
                    || !(row.get("status") instanceof Integer status)) {
                throw new IllegalStateException(file + ": " + name + " needs status, vi and en");
            }
            Sentences sentences =
                    new Sentences(text(file, name, row.get("vi")), text(file, name, row.get("en")));
            if (!ARGUMENT.matcher(sentences.vi())
                    .results()
                    .map(m -> m.group(1))
                    .sorted()
                    .distinct()
                    .toList()
                    .equals(
                            ARGUMENT.matcher(sentences.en())
                                    .results()
                                    .map(m -> m.group(1))
                                    .sorted()
                                    .distinct()
                                    .toList())) {
                throw new IllegalStateException(
                        file + ": " + name + " names different arguments in vi and en");
            }
            ProblemCode code = new ProblemCode(String.valueOf(name), status);
            if (into.put(code.value(), new Row(code, sentences)) != null) {
                throw new IllegalStateException(file + ": " + name + " is written twice");
            }
        });
    }

    private static String text(String file, Object name, @Nullable Object value) {
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new IllegalStateException(file + ": " + name + " needs a sentence in vi and en");
    }
}
