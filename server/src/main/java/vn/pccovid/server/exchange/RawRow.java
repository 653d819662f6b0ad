package vn.pccovid.server.exchange;

import org.jspecify.annotations.Nullable;

/// A row as it stands in a file, before anything is understood.
///
/// @param line where it begins, from 1
/// @param values in the order of the layout's columns, stripped; a column the file lacks is empty
/// @param refusal code why the row cannot be read at all, or null
@SuppressWarnings("ArrayRecordComponent") // one per row of a file: never compared, never kept
record RawRow(long line, String[] values, @Nullable String refusal) {
    static RawRow broken(long line, String code) {
        return new RawRow(line, new String[0], code);
    }

    @Override
    public String toString() {
        return "RawRow[" + line + ", •••]";
    }
}
