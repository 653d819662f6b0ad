package vn.pccovid.server.place;

import java.time.Instant;

/// Somebody was at a place.
///
/// @param exitInferred nobody scanned the exit (or the entry): it is what such a place usually
///   takes
public record Stay(Subject who, PlaceRef place, Instant from, Instant to, boolean exitInferred) {
    @Override
    public String toString() {
        return "Stay[...]";
    }
}
