package vn.pccovid.server.exchange;

import java.util.Locale;

/// What became of a row received. Every row has exactly one, and the ledger of a run sums to its
/// file.
public enum Fate {
    /// Its record counts for a person we knew.
    LINKED(1),
    /// Its record is the first of a new person.
    NEW_PERSON(2),
    /// Kept, and counts for nobody until a steward, later evidence or the row it refers to arrives.
    WAITING(3),
    /// Not taken; the problem says why.
    REFUSED(4),
    /// We had it, word for word.
    REPEATED(5),
    /// We had it with other content; the new content counts from now on.
    CORRECTED(6),
    /// Kept, and about a place, a tube or a device rather than a person.
    NOT_ABOUT_PERSON(7);

    private final short code;

    Fate(int code) {
        this.code = (short) code;
    }

    /// Stands for the fate in the ledger; never changes.
    short code() {
        return code;
    }

    /// Name in answers and exports: `new_person`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Fate ofCode(int code) {
        for (Fate fate : values()) {
            if (fate.code == code) {
                return fate;
            }
        }
        throw new IllegalArgumentException("no fate has the code " + code);
    }
}
