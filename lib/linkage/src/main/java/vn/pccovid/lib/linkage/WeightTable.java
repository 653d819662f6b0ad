package vn.pccovid.lib.linkage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The weights as data: `linkage-model-N.csv`, whose first comment explains its columns.
final class WeightTable {
    private static final int LEVEL_COLUMNS = 8;
    private static final int NAME_COLUMNS = 3;

    private final Map<Field, Map<String, Level>> levels = new EnumMap<>(Field.class);
    private final Frequencies frequencies;

    private WeightTable(Frequencies frequencies, List<String[]> rows) {
        this.frequencies = frequencies;
        for (String[] row : rows) {
            Level level = Level.parse(row);
            levels.computeIfAbsent(level.field(), any -> new TreeMap<>()).put(level.name(), level);
        }
    }

    static WeightTable shipped(int version) {
        return new WeightTable(
                new Frequencies(rows("name-frequencies-" + version + ".csv", NAME_COLUMNS)),
                rows("linkage-model-" + version + ".csv", LEVEL_COLUMNS));
    }

    Frequencies frequencies() {
        return frequencies;
    }

    Level level(Field field, String name) {
        Level level = levels.getOrDefault(field, Map.of()).get(name);
        if (level == null) {
            throw new IllegalStateException("the weight table lacks " + field + " " + name);
        }
        return level;
    }

    List<Level> all() {
        return levels.values().stream().flatMap(part -> part.values().stream()).toList();
    }

    private static List<String[]> rows(String resource, int columns) {
        InputStream in = WeightTable.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("resource missing: " + resource);
        }
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String[]> rows =
                    reader.lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(line -> line.split(",", -1))
                            .toList();
            for (String[] row : rows) {
                if (row.length != columns) {
                    throw new IllegalStateException(
                            resource + ": a row has " + columns + " columns, not " + row.length);
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
