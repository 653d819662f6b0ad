package vn.pccovid.server.exchange;

/// Something about a row that its source should know. Holds no personal data: where, and which
/// rule.
///
/// @param column header of the column, empty for the whole row
/// @param code key of a sentence in `problems/exchange.yaml`
/// @param severity what it did to the row
record RowProblem(String column, String code, Severity severity) {

    enum Severity {
        /// Read, after a repair the source could make itself.
        REPAIRED(1),
        /// The value was dropped, the row went on.
        DROPPED(2),
        /// The row was refused.
        REFUSED(3);

        private final short code;

        Severity(int code) {
            this.code = (short) code;
        }

        short code() {
            return code;
        }
    }

    static RowProblem refused(String column, String code) {
        return new RowProblem(column, code, Severity.REFUSED);
    }

    static RowProblem dropped(String column, String code) {
        return new RowProblem(column, code, Severity.DROPPED);
    }

    static RowProblem repaired(String column, String code) {
        return new RowProblem(column, code, Severity.REPAIRED);
    }
}
