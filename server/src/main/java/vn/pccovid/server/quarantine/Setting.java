package vn.pccovid.server.quarantine;

import java.util.Locale;

/// Where somebody stays.
public enum Setting {
    HOME,
    /// A quarantine centre, or a hospital.
    CENTRALISED;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
