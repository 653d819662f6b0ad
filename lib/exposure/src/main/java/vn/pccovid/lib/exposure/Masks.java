package vn.pccovid.lib.exposure;

/// Who wore a mask. Unknown is judged by what is customary at the kind of place.
public enum Masks {
    BOTH,
    ONE,
    NONE,
    UNKNOWN
}
