package vn.pccovid.lib.identity;

/// How much of a birth date is known.
public enum Precision {
    YEAR,
    MONTH,
    DAY
}
