package vn.pccovid.server.access;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// `grants.yaml`, read once. Anything it does not say is refused; a name it does not know stops the
/// start.
final class Grants {

    /// How far a grant reaches.
    enum Reach {
        OWN,
        ASSIGNED,
        NATION,
        NONE
    }

    /// One line of the file.
    record Grant(Role role, Purpose purpose, Set<Category> categories, Reach reach) {}

    private static final Set<String> COLUMNS = Set.of("role", "purpose", "categories", "area");

    private final List<Grant> grants;

    private Grants(List<Grant> grants) {
        this.grants = grants;
    }

    static Grants load() {
        try (InputStream in = Grants.class.getResourceAsStream("/grants.yaml")) {
            if (in == null) {
                throw new IllegalStateException("grants.yaml is missing");
            }
            return read(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw new IllegalStateException("grants.yaml cannot be read", e);
        }
    }

    static Grants read(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Object document = new Yaml(new SafeConstructor(options)).load(yaml);
        if (!(document instanceof List<?> lines) || lines.isEmpty()) {
            throw new IllegalStateException("grants.yaml: a list of grants expected");
        }
        List<Grant> grants = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Grant grant = grant(i + 1, lines.get(i));
            for (Grant before : grants) {
                if (before.role() == grant.role() && before.purpose() == grant.purpose()) {
                    throw refused(i + 1, grant.role() + " × " + grant.purpose() + " stands twice");
                }
            }
            grants.add(grant);
        }
        return new Grants(List.copyOf(grants));
    }

    /// How far this role may look for this purpose in this kind of data; empty: not at all.
    Optional<Reach> reach(Role role, Purpose purpose, Category category) {
        return grants.stream()
                .filter(grant ->
                        grant.role() == role
                                && grant.purpose() == purpose
                                && grant.categories().contains(category))
                .map(Grant::reach)
                .findFirst();
    }

    private static Grant grant(int line, @Nullable Object raw) {
        if (!(raw instanceof Map<?, ?> map)) {
            throw refused(line, "{role, purpose, categories, area} expected");
        }
        for (Object key : map.keySet()) {
            if (!COLUMNS.contains(String.valueOf(key))) {
                throw refused(line, "unknown column " + key);
            }
        }
        if (!(map.get("categories") instanceof List<?> names) || names.isEmpty()) {
            throw refused(line, "categories: a list expected");
        }
        EnumSet<Category> categories = EnumSet.noneOf(Category.class);
        names.forEach(name -> categories.add(one(Category.class, line, name)));
        Role role = one(Role.class, line, map.get("role"));
        Object area = map.get("area");
        Reach reach =
                one(
                        Reach.class,
                        line,
                        area == null ? null : area.toString().toUpperCase(Locale.ROOT));
        if ((reach == Reach.OWN) != (role == Role.RESIDENT)) {
            throw refused(line, "area own is for residents, and residents have no other");
        }
        return new Grant(
                role, one(Purpose.class, line, map.get("purpose")), Set.copyOf(categories), reach);
    }

    private static <E extends Enum<E>> E one(Class<E> type, int line, @Nullable Object name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        refused(
                                line,
                                "unknown "
                                        + type.getSimpleName().toLowerCase(Locale.ROOT)
                                        + " "
                                        + name));
    }

    private static IllegalStateException refused(int line, String why) {
        return new IllegalStateException("grants.yaml, grant %d: %s".formatted(line, why));
    }
}
