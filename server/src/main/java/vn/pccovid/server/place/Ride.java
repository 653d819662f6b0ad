package vn.pccovid.server.place;

import java.time.Instant;

/// Somebody was in a vehicle.
///
/// @param plate plate, flight or train; empty if none was told: then nobody else is found in it
/// @param seat empty if unknown
public record Ride(
        Subject who, String vehicle, String plate, String seat, Instant from, Instant to) {
    @Override
    public String toString() {
        return "Ride[...]";
    }
}
