package vn.pccovid.lib.exposure;

import java.util.Locale;

/// Who says that two people met.
public enum Source {
    HOUSEHOLD,
    /// Named by the case, or by the contact, in an interview.
    NAMED,
    BLUETOOTH,
    PLACE,
    VEHICLE;

    /// Stable name for storage and interfaces, lower case.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
