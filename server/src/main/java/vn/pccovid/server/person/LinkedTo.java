package vn.pccovid.server.person;

import java.util.UUID;

/// Whom a record counts for now.
///
/// @param probability 0 to 1
/// @param area current residence of the person, empty if unknown
public record LinkedTo(UUID personId, double probability, String area) {}
