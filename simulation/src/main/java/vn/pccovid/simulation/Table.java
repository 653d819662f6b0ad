package vn.pccovid.simulation;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One CSV file, UTF-8. Rows leave in another order than they came, through a window of fixed size,
/// so that a family does not stand together as it never does in a real export; memory stays
/// bounded.
final class Table implements Closeable {
    private static final int WINDOW = 8192;

    private final BufferedWriter out;
    private final List<String> window = new ArrayList<>();
    private final Dice dice;
    private long rows;

    Table(Path file, String header, long seed) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        this.out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        this.dice = Dice.of(seed, String.valueOf(file.getFileName()));
        out.write(header);
        out.write('\n');
    }

    void row(String... cells) throws IOException {
        var line = new StringBuilder(160);
        for (int i = 0; i < cells.length; i++) {
            if (i > 0) {
                line.append(',');
            }
            append(line, cells[i]);
        }
        line.append('\n');
        rows++;
        if (window.size() < WINDOW) {
            window.add(line.toString());
        } else {
            out.write(window.set(dice.below(WINDOW), line.toString()));
        }
    }

    private static void append(StringBuilder line, String cell) {
        boolean quoted = false;
        for (int i = 0; i < cell.length() && !quoted; i++) {
            char c = cell.charAt(i);
            quoted = c == ',' || c == '"' || c == '\n' || c == '\r';
        }
        if (quoted) {
            line.append('"').append(cell.replace("\"", "\"\"")).append('"');
        } else {
            line.append(cell);
        }
    }

    long rows() {
        return rows;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            while (!window.isEmpty()) {
                int at = dice.below(window.size());
                var last = window.removeLast();
                out.write(at == window.size() ? last : window.set(at, last));
            }
        }
    }
}
