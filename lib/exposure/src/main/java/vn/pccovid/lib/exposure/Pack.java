package vn.pccovid.lib.exposure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// A mapping of a YAML pack that refuses what it does not know, naming the place.
final class Pack {
    static final int MAX_CHARS = 200_000;

    private final String path;
    private final Map<?, ?> values;

    private Pack(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    static Pack read(String name, String yaml) {
        if (yaml.length() > MAX_CHARS) {
            throw new PackRefused(name, "longer than " + MAX_CHARS + " characters");
        }
        Object root;
        try {
            root = new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new PackRefused(name, "not YAML: " + e.getMessage());
        }
        return mapping(name, root);
    }

    /// A file beside the classes.
    static String shipped(String name) {
        try (InputStream in = Pack.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pack mapping(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Pack(path, map);
        }
        throw new PackRefused(path, "wants a mapping here");
    }

    Pack only(String... allowed) {
        Set<String> known = Set.of(allowed);
        for (Object key : values.keySet()) {
            if (!known.contains(String.valueOf(key))) {
                throw new PackRefused(path, "`" + key + "` has no meaning here");
            }
        }
        return this;
    }

    List<String> keys() {
        return values.keySet().stream().map(String::valueOf).toList();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    private Object need(String key) {
        Object value = values.get(key);
        if (value == null) {
            throw new PackRefused(path, "`" + key + "` is missing");
        }
        return value;
    }

    private String at(String key) {
        return path + "." + key;
    }

    Pack mapping(String key) {
        return mapping(at(key), need(key));
    }

    Optional<Pack> find(String key) {
        return has(key) ? Optional.of(mapping(key)) : Optional.empty();
    }

    String text(String key) {
        if (need(key) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new PackRefused(at(key), "wants a text");
    }

    double number(String key) {
        if (need(key) instanceof Number number) {
            return number.doubleValue();
        }
        throw new PackRefused(at(key), "wants a number");
    }

    /// A number within bounds, both included.
    double number(String key, double least, double most) {
        double value = number(key);
        if (!(value >= least && value <= most)) {
            throw new PackRefused(at(key), "is " + value + ", wanted " + least + " to " + most);
        }
        return value;
    }

    boolean flag(String key) {
        Object value = values.get(key);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new PackRefused(at(key), "wants true or false");
    }

    List<Pack> mappings(String key) {
        List<Pack> all = new ArrayList<>();
        for (Object item : list(key)) {
            all.add(mapping(at(key) + "[" + all.size() + "]", item));
        }
        return all;
    }

    List<String> texts(String key) {
        return list(key).stream().map(String::valueOf).toList();
    }

    private List<?> list(String key) {
        if (need(key) instanceof List<?> list) {
            return list;
        }
        throw new PackRefused(at(key), "wants a list");
    }

    <E extends Enum<E>> E choice(Class<E> type, String text) {
        for (E each : type.getEnumConstants()) {
            if (each.name().toLowerCase(java.util.Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw new PackRefused(path, "`" + text + "` is no " + type.getSimpleName());
    }

    Sentence sentence() {
        return new Sentence(text("vi"), text("en"));
    }

    Parameter parameter(String name) {
        Pack pack = mapping(name).only("value", "certain", "source");
        return new Parameter(name, pack.number("value"), pack.flag("certain"), pack.text("source"));
    }

    String path() {
        return path;
    }
}
