package vn.pccovid.server.proximity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Two phones near each other on one day.
///
/// @param observer record of whose phone received, and handed over
/// @param observed record of whose phone was received
/// @param sightings in order, at least one
/// @param phoneModel of the phone that received; empty if not told
public record Encounter(UUID observer, UUID observed, List<Sighting> sightings, String phoneModel) {
    public Encounter {
        sightings = List.copyOf(sightings);
        if (sightings.isEmpty()) {
            throw new IllegalArgumentException("an encounter without a sighting");
        }
    }

    /// First message.
    public Instant from() {
        return sightings.getFirst().at();
    }

    /// Last message.
    public Instant to() {
        return sightings.getLast().at();
    }

    @Override
    public String toString() {
        return "Encounter[...]";
    }
}
