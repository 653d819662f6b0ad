package vn.pccovid.lib.exposure;

/// How near somebody remembers to have been.
public enum Nearness {
    /// Touched: shook hands, embraced, carried.
    BODY,
    WITHIN_1_M,
    WITHIN_2_M,
    SAME_ROOM,
    UNKNOWN
}
