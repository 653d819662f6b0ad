package vn.pccovid.server.place;

/// A case and somebody else in one vehicle at the same time.
public record FellowPassenger(Ride ofCase, Ride ofContact) {}
