package vn.pccovid.server.place;

/// What became of one venue, visit or trip.
public enum Kept {
    NEW,
    REPEATED,
    CORRECTED
}
