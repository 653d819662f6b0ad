package vn.pccovid.program.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The simulator's answers, read from its truth tables. Only measuring looks at them; no importer
/// does.
///
/// @param rows truth of each row of each file
/// @param people all people, with those whose dose stands under another person's record
/// @param subjectOfDose key of the registration each dose row names
record Nation(
        Map<RowKey, TruthRow> rows,
        Set<String> people,
        Set<String> lostDose,
        Map<String, String> subjectOfDose) {

    /// Files whose rows describe a person, by source.
    static final Map<String, String> PERSON_FILE =
            Map.of(
                    "population", "population",
                    "insurance", "insurance",
                    "vaccination", "vaccination_people",
                    "laboratory", "laboratory_samples",
                    "bluezone", "bluezone",
                    "ncovi", "ncovi",
                    "vhd", "vhd",
                    "qr-checkin", "qr_visits",
                    "movement", "movement");

    static Nation read(Path folder) {
        var rows = new HashMap<RowKey, TruthRow>();
        table(
                folder.resolve("truth.csv"),
                List.of(
                        "source",
                        "file",
                        "source_key",
                        "person",
                        "evidence",
                        "errors",
                        "wrong_person"),
                f -> {
                    String file =
                            f[1].endsWith(".csv") ? f[1].substring(0, f[1].length() - 4) : f[1];
                    rows.put(new RowKey(file, f[2]), TruthRow.of(f[3], f[4], f[5], f[6]));
                });
        var people = new HashSet<String>();
        table(folder.resolve("truth_people.csv"), List.of("person"), f -> people.add(f[0]));
        var lost = new HashSet<String>();
        table(
                folder.resolve("truth_doses.csv"),
                List.of("ma_mui_tiem", "given_to", "entered_under"),
                f -> {
                    if (!f[2].isEmpty() && !f[1].equals(f[2])) {
                        lost.add(f[1]);
                    }
                });
        var subjects = new HashMap<String, String>();
        table(
                folder.resolve("vaccination_doses.csv"),
                List.of("ma_mui_tiem", "ma_doi_tuong"),
                f -> subjects.put(f[0], f[1]));
        return new Nation(rows, people, lost, subjects);
    }

    /// Rows of the files that describe people.
    Map<RowKey, TruthRow> rowsAboutPeople() {
        var files = Set.copyOf(PERSON_FILE.values());
        var chosen = new HashMap<RowKey, TruthRow>();
        rows.forEach((key, row) -> {
            if (files.contains(key.file())) {
                chosen.put(key, row);
            }
        });
        return chosen;
    }

    private interface Line {
        void take(String[] fields);
    }

    /// The simulator writes these tables without quotes in the columns read here.
    private static void table(Path file, List<String> firstColumns, Line line) {
        try (var reader = Files.newBufferedReader(file)) {
            String header = reader.readLine();
            if (header == null
                    || !List.of(header.split(",", -1))
                            .subList(0, firstColumns.size())
                            .equals(firstColumns)) {
                throw new IllegalStateException(
                        file.getFileName()
                                + " begins with "
                                + header
                                + ", wanted "
                                + String.join(",", firstColumns));
            }
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                line.take(text.split(",", -1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
