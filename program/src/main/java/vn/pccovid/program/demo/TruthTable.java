package vn.pccovid.program.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The simulator's answers, read from its `truth.csv`. Only measuring looks at them; no importer
/// does.
record TruthTable(Map<RowKey, TruthRow> rows) {

    private static final List<String> HEADER =
            List.of("source", "file", "source_key", "person", "evidence", "errors", "wrong_person");

    static TruthTable read(Path file) {
        var rows = new HashMap<RowKey, TruthRow>();
        try (var lines = Files.lines(file)) {
            var all = lines.iterator();
            var header = List.of(all.next().split(",", -1));
            if (!header.equals(HEADER)) {
                throw new IllegalStateException(
                        "truth table with header " + header + ", wanted " + HEADER);
            }
            while (all.hasNext()) {
                String[] f = all.next().split(",", -1);
                rows.put(
                        new RowKey(f[1], f[2]),
                        new TruthRow(
                                f[3],
                                TruthRow.Evidence.valueOf(f[4].toUpperCase(Locale.ROOT)),
                                f[5].isEmpty() ? List.of() : List.of(f[5].split(";")),
                                f[6].equals("1")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TruthTable(rows);
    }

    /// Rows of the files that describe people, by row key.
    Map<RowKey, TruthRow> ofFiles(List<String> files) {
        var chosen = new HashMap<RowKey, TruthRow>();
        rows.forEach((key, row) -> {
            if (files.contains(key.file())) {
                chosen.put(key, row);
            }
        });
        return chosen;
    }

    /// People of the truth that any row is about.
    List<String> people() {
        return new ArrayList<>(
                rows.values().stream().map(TruthRow::person).distinct().sorted().toList());
    }
}
