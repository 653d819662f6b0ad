package vn.pccovid.simulation;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The rule of 2021: a registration counts as the person of the register only if number, name and
/// birth date are all equal. Letters are compared after NFC and case folding; accents and the place
/// of the tone must be the same. Reads the files themselves, so it does not depend on how they were
/// made.
///
/// @param matched registrations with doses where all three are equal
/// @param mismatched the number leads into the register (as its number or as the older card it
///   knows), something differs
/// @param noId no number, or none that could be one: twelve or nine digits, or a letter and seven
///   or eight digits
/// @param notVerified a possible number that the register does not know: foreigners, people left
///   out, wrong digits
public record ExactRule2021(long matched, long mismatched, long noId, long notVerified) {
    private static final Pattern POSSIBLE = Pattern.compile("\\d{12}|\\d{9}|[A-Z]\\d{7,8}");

    /// Registrations with at least one dose.
    public long people() {
        return matched + mismatched + noId + notVerified;
    }

    /// A count as a share of all people, 0 to 1.
    public double share(long count) {
        return people() == 0 ? 0 : (double) count / people();
    }

    /// Applies the rule to the files of a folder. Memory grows with the register: about 100 bytes a
    /// person.
    public static ExactRule2021 of(Path folder) throws IOException {
        var register = new HashMap<Long, Long>();
        var cards = new HashSet<String>();
        for (var rows = new Rows(folder.resolve("population.csv")); rows.next(); ) {
            register.put(
                    Long.parseLong(rows.get("so_dinh_danh")),
                    print(rows.get("ho_ten"), rows.get("ngay_sinh")));
            if (!rows.get("so_cmnd").isEmpty()) {
                cards.add(rows.get("so_cmnd"));
            }
        }
        var dosed = new HashSet<String>();
        for (var rows = new Rows(folder.resolve("vaccination_doses.csv")); rows.next(); ) {
            dosed.add(rows.get("ma_doi_tuong"));
        }
        return count(folder, register, cards, dosed);
    }

    private static ExactRule2021 count(
            Path folder, Map<Long, Long> register, Set<String> cards, Set<String> dosed)
            throws IOException {
        long matched = 0;
        long mismatched = 0;
        long noId = 0;
        long notVerified = 0;
        for (var rows = new Rows(folder.resolve("vaccination_people.csv")); rows.next(); ) {
            if (!dosed.contains(rows.get("ma_doi_tuong"))) {
                continue;
            }
            var number = rows.get("so_giay_to");
            var known =
                    number.length() == 12 && POSSIBLE.matcher(number).matches()
                            ? register.get(Long.parseLong(number))
                            : null;
            if (!POSSIBLE.matcher(number).matches()) {
                noId++;
            } else if (known != null && known == print(rows.get("ho_ten"), rows.get("ngay_sinh"))) {
                matched++;
            } else if (known != null || cards.contains(number)) {
                mismatched++;
            } else {
                notVerified++;
            }
        }
        return new ExactRule2021(matched, mismatched, noId, notVerified);
    }

    /// 64 bits of the folded name and the date; equal prints mean equal texts for all practical
    /// numbers.
    private static long print(String name, String birth) {
        var text =
                Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT)
                        + "|"
                        + birth;
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /// A CSV file read row by row; cells by the name of their column.
    static final class Rows {
        private final BufferedReader reader;
        private final Map<String, Integer> columns = new HashMap<>();
        private List<String> cells = List.of();

        Rows(Path file) throws IOException {
            this.reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
            var header = reader.readLine();
            if (header == null) {
                throw new IOException("no header in " + file.getFileName());
            }
            for (var column : cells(header)) {
                columns.put(column, columns.size());
            }
        }

        boolean next() throws IOException {
            var line = reader.readLine();
            if (line == null) {
                reader.close();
                return false;
            }
            cells = cells(line);
            return true;
        }

        String get(String column) {
            var at = columns.get(column);
            if (at == null) {
                throw new IllegalArgumentException("no column " + column);
            }
            return cells.get(at);
        }

        private static List<String> cells(String line) {
            var cells = new ArrayList<String>();
            var cell = new StringBuilder();
            boolean quoted = false;
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else if (c == '"') {
                    quoted = !quoted;
                } else if (c == ',' && !quoted) {
                    cells.add(cell.toString());
                    cell.setLength(0);
                } else {
                    cell.append(c);
                }
            }
            cells.add(cell.toString());
            return cells;
        }
    }
}
