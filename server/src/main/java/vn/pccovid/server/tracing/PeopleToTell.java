package vn.pccovid.server.tracing;

/// Somebody became a contact, or is none any more, and has to be told. Published in the transaction
/// that decided it.
public record PeopleToTell() {}
