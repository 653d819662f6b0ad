package vn.pccovid.server.access;

/// The database role a piece of work runs as. The owner is not among them: it only migrates.
public enum DatabaseRole {
    /// `pccovid_app`: requests of people; sees the persons and areas its [Scope] names.
    APPLICATION,
    /// `pccovid_worker`: imports and colours; sees every row once a purpose is stated.
    WORKER
}
