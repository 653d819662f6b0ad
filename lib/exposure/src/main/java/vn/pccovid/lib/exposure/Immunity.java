package vn.pccovid.lib.exposure;

/// How well somebody is protected, as far as the record says.
public enum Immunity {
    UNKNOWN,
    /// Known to have no dose and no infection before.
    NONE,
    /// Some doses, not the full series.
    PARTIAL,
    /// Full series, the last dose at least 14 days and at most half a year ago.
    FULL,
    /// Full series, longer ago.
    WANED,
    BOOSTED,
    /// Recovered within half a year.
    RECOVERED
}
