package vn.pccovid.server.place;

import java.time.Duration;

/// A case and somebody else at one place.
///
/// @param overlap while both were there; zero if they were not
/// @param gap how long after the case left the other came; zero while both were there
public record CoPresence(Stay ofCase, Stay ofContact, Duration overlap, Duration gap) {}
