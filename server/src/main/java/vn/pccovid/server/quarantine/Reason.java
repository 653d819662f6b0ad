package vn.pccovid.server.quarantine;

import java.util.Locale;

/// Why somebody has to stay.
public enum Reason {
    /// A close contact: quarantine.
    CONTACT,
    /// A proven case: isolation.
    CASE,
    /// Came from an area of high level: quarantine.
    ARRIVAL,
    /// Entered the country: quarantine.
    ENTRY;

    /// As the rules read it and pages name it.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
