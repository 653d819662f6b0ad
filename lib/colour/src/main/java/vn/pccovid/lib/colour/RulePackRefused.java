package vn.pccovid.lib.colour;

/// A rule pack that must not decide anything: where it goes wrong (line and column, counted from
/// one) and why, in words for the person who wrote it.
public final class RulePackRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    RulePackRefused(String pack, int line, int column, String message) {
        super(pack + ":" + line + ":" + column + ": " + message);
        this.line = line;
        this.column = column;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
