package vn.pccovid.server.exchange;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import vn.pccovid.server.access.Problem;

/// Where the columns of a layout stand in a file.
final class Header {
    private static final int MOST_COLUMNS = 200;
    private static final int LONGEST_FIELD = 2_000;

    private final int[] place;
    private final int width;
    private final int unknown;

    private Header(int[] place, int width, int unknown) {
        this.place = place;
        this.width = width;
        this.unknown = unknown;
    }

    /// Finds each column by its name, in any order and case. Columns we do not know are dropped.
    static Header of(Layout layout, List<String> cells, long line) {
        if (cells.size() > MOST_COLUMNS) {
            throw Problem.of(
                    "exchange.columns_too_many", Map.of("line", line, "most", MOST_COLUMNS));
        }
        List<Column> columns = layout.columns();
        int[] place = new int[columns.size()];
        java.util.Arrays.fill(place, -1);
        int unknown = 0;
        for (int c = 0; c < cells.size(); c++) {
            String name = name(cells.get(c));
            int at = -1;
            for (int i = 0; i < place.length; i++) {
                at = columns.get(i).name().equals(name) ? i : at;
            }
            if (at < 0) {
                unknown += name.isEmpty() ? 0 : 1;
                continue;
            }
            if (place[at] >= 0) {
                throw Problem.of(
                        "exchange.header_twice",
                        Map.of("line", line, "column", c + 1, "name", columns.get(at).name()));
            }
            place[at] = c;
        }
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < place.length; i++) {
            if (place[i] < 0 && !columns.get(i).optional()) {
                missing.add(columns.get(i).name());
            }
        }
        if (missing.size() == place.length) {
            throw Problem.of(
                    "exchange.header_unknown",
                    Map.of(
                            "line",
                            line,
                            "file",
                            layout.file(),
                            "first",
                            columns.getFirst().name()));
        }
        if (!missing.isEmpty()) {
            throw Problem.of(
                    "exchange.header_missing",
                    Map.of(
                            "line",
                            line,
                            "column",
                            cells.size() + 1,
                            "names",
                            String.join(", ", missing)));
        }
        return new Header(place, cells.size(), unknown);
    }

    private static String name(String cell) {
        String text =
                Normalizer.normalize(cell, Normalizer.Form.NFC).strip().toLowerCase(Locale.ROOT);
        return text.startsWith("\uFEFF") ? text.substring(1).strip() : text;
    }

    int width() {
        return width;
    }

    int unknown() {
        return unknown;
    }

    /// The cells of a row in the order of the layout, or a broken row when they cannot belong to
    /// this header. Empty cells at the end may be missing or too many.
    RawRow row(long line, List<String> cells, boolean last) {
        int size = cells.size();
        while (size > width && cells.get(size - 1).isBlank()) {
            size--;
        }
        if (size > width) {
            return RawRow.broken(line, "exchange.row_too_wide");
        }
        if (size < width) {
            return RawRow.broken(line, last ? "exchange.row_cut" : "exchange.row_too_narrow");
        }
        String[] values = new String[place.length];
        for (int i = 0; i < place.length; i++) {
            String value = place[i] < 0 ? "" : cells.get(place[i]).strip();
            if (value.length() > LONGEST_FIELD) {
                return RawRow.broken(line, "exchange.field_too_long");
            }
            values[i] = value;
        }
        return new RawRow(line, values, null);
    }
}
