package vn.pccovid.server.exchange;

import java.util.Arrays;
import java.util.List;

/// One kind of file: whose it is, what its columns are for, and what its rows become.
///
/// It belongs to one of the nine sources; the name of the file kind is unique
/// (`vaccination_doses`); authoritative is the population register
final class Layout {
    private final String source;
    private final String file;
    private final boolean authoritative;
    private final Yield becomes;
    private final List<Column> columns;

    Layout(String source, String file, boolean authoritative, Yield becomes, Column... columns) {
        this.source = source;
        this.file = file;
        this.authoritative = authoritative;
        this.becomes = becomes;
        this.columns = List.copyOf(Arrays.asList(columns));
        if (columns[0].use() != Use.KEY) {
            throw new IllegalArgumentException(file + ": the first column listed is the key");
        }
    }

    String source() {
        return source;
    }

    String file() {
        return file;
    }

    boolean authoritative() {
        return authoritative;
    }

    Yield becomes() {
        return becomes;
    }

    /// In the order of the table, not of the file; the key is first.
    List<Column> columns() {
        return columns;
    }

    /// Place of a column in [#columns].
    int index(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(file + " has no column " + name);
    }
}
