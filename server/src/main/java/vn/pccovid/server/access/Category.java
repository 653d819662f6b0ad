package vn.pccovid.server.access;

/// The kind of data an endpoint hands out: the most sensitive kind in its answer.
public enum Category {
    /// Who somebody is: name, documents, address.
    IDENTITY,
    /// Doses, tests, declarations, diagnoses.
    HEALTH,
    /// Where somebody was and when.
    MOVEMENT,
    /// A colour, its reason and its code.
    PASS,
    /// Who read what about a person.
    ACCESS_LOG,
    /// Numbers about areas, never about a person.
    COUNTS,
    /// Nothing about persons: clocks, keys, code lists, the session itself.
    SYSTEM
}
