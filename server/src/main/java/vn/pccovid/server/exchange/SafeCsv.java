package vn.pccovid.server.exchange;

import java.io.IOException;
import java.io.Writer;

/// Writes CSV that no spreadsheet takes for a formula: a cell that begins with `=`, `+`, `-`, `@`,
/// a tab or a line break gets an apostrophe in front (OWASP, CSV injection). UTF-8 with a byte
/// order mark, so that spreadsheets read Vietnamese.
final class SafeCsv {
    private final Writer out;

    SafeCsv(Writer out) throws IOException {
        this.out = out;
        out.write('\uFEFF');
    }

    void row(Object... cells) throws IOException {
        for (int i = 0; i < cells.length; i++) {
            if (i > 0) {
                out.write(',');
            }
            cell(String.valueOf(cells[i]), cells[i] instanceof Number);
        }
        out.write("\r\n");
    }

    private void cell(String value, boolean number) throws IOException {
        boolean formula = !number && !value.isEmpty() && "=+-@\t\r\n".indexOf(value.charAt(0)) >= 0;
        String text = formula ? "'" + value : value;
        boolean quoted = false;
        for (int i = 0; i < text.length() && !quoted; i++) {
            quoted = ",\"\r\n;".indexOf(text.charAt(i)) >= 0;
        }
        out.write(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
    }
}
