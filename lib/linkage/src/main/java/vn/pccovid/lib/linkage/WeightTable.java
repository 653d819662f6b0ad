package vn.pccovid.lib.linkage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vn.pccovid.lib.linkage.LinkageModel.Populations;

/// A model as data: levels of agreement (eight columns, `linkage-model-N.csv` explains them),
/// frequencies of names and dates (three columns, `name-frequencies-N.csv`), `population,WHO,COUNT`
/// and `version,NAME`. Immutable.
final class WeightTable {
    private static final int LEVEL_COLUMNS = 8;
    private static final int SHORT_COLUMNS = 3;

    /// Levels that came with version 3: a model learnt before is still read.
    private static final Map<Field, Set<String>> LATER =
            Map.of(Field.RESIDENCE, Set.of("birth_province", "other_birth_province"));

    private final String version;
    private final Populations populations;
    private final Map<Field, Map<String, Level>> levels = new EnumMap<>(Field.class);
    private final List<String[]> shares;
    private final Frequencies frequencies;

    WeightTable(
            String version, Populations populations, List<Level> levels, List<String[]> shares) {
        this.version = version;
        this.populations = populations;
        for (Level level : levels) {
            this.levels
                    .computeIfAbsent(level.field(), any -> new TreeMap<>())
                    .put(level.name(), level);
        }
        this.shares = List.copyOf(shares);
        frequencies = new Frequencies(shares);
    }

    static WeightTable shipped(int version) {
        return read(
                "version,"
                        + version
                        + "\n"
                        + resource("linkage-model-" + version + ".csv")
                        + resource("name-frequencies-" + version + ".csv"));
    }

    static WeightTable read(String text) {
        String version = "";
        Populations known = Populations.vietnam();
        List<Level> levels = new ArrayList<>();
        List<String[]> shares = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] cell = line.strip().split(",", -1);
            try {
                if (cell[0].equals("version")) {
                    version = cell[1];
                } else if (cell[0].equals("population")) {
                    known = with(known, cell[1], Double.parseDouble(cell[2]));
                } else if (cell.length == LEVEL_COLUMNS) {
                    levels.add(Level.parse(cell));
                } else if (cell.length == SHORT_COLUMNS) {
                    shares.add(cell);
                } else {
                    throw new IllegalArgumentException(cell.length + " columns");
                }
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "line " + number + " of a linkage model: " + e.getMessage(), e);
            }
        }
        if (version.isEmpty()) {
            throw new IllegalArgumentException("a linkage model needs a version");
        }
        return new WeightTable(version, known, levels, shares);
    }

    private static Populations with(Populations known, String who, double count) {
        return switch (who) {
            case "strangers" ->
                    new Populations(count, known.neighbours(), known.family(), known.twins());
            case "neighbours" ->
                    new Populations(known.strangers(), count, known.family(), known.twins());
            case "family" ->
                    new Populations(known.strangers(), known.neighbours(), count, known.twins());
            case "twins" ->
                    new Populations(known.strangers(), known.neighbours(), known.family(), count);
            default -> throw new IllegalArgumentException("no population " + who);
        };
    }

    String write() {
        StringBuilder out = new StringBuilder(1 << 14);
        out.append("version,").append(version).append('\n');
        out.append(
                String.format(
                        Locale.ROOT,
                        "population,strangers,%.6g%npopulation,neighbours,%.6g%n"
                                + "population,family,%.6g%npopulation,twins,%.6g%n",
                        populations.strangers(),
                        populations.neighbours(),
                        populations.family(),
                        populations.twins()));
        out.append("# field,level,scope,m,u_stranger,u_neighbour,u_family,u_twin\n");
        all().forEach(level -> out.append(level.write()).append('\n'));
        out.append("# part,value,percent\n");
        shares.forEach(row -> out.append(String.join(",", row)).append('\n'));
        return out.toString();
    }

    String version() {
        return version;
    }

    Populations populations() {
        return populations;
    }

    Frequencies frequencies() {
        return frequencies;
    }

    /// Rows of the frequencies, as read.
    List<String[]> shares() {
        return shares;
    }

    /// A line of the table; levels that an older table did not know are as shipped.
    Level level(Field field, String name) {
        Level level = levels.getOrDefault(field, Map.of()).get(name);
        if (level == null && LATER.getOrDefault(field, Set.of()).contains(name)) {
            return LinkageModel.standard().table().level(field, name);
        }
        if (level == null) {
            throw new IllegalArgumentException("the weight table lacks " + field + " " + name);
        }
        return level;
    }

    List<Level> all() {
        return levels.values().stream().flatMap(part -> part.values().stream()).toList();
    }

    private static String resource(String name) {
        try (InputStream in = WeightTable.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource missing: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
