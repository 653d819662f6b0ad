package vn.pccovid.server.person;

/// What became of one incoming record.
public enum Outcome {
    /// It counts for a person we knew.
    LINKED,
    /// It is the first record of a new person.
    NEW_PERSON,
    /// It is kept and counts for nobody until a steward or later evidence decides.
    WAITING,
    /// The same row again; nothing changed.
    REPEATED,
    /// The same source key with other content: a new version that replaces the old one.
    CORRECTED
}
