package vn.pccovid.server.place;

/// What became of one venue, visit or trip.
public enum Kept {
    NEW,
    REPEATED,
    CORRECTED,
    /// A movement of a day behind the retention, or whose key is destroyed: not stored.
    TOO_OLD
}
