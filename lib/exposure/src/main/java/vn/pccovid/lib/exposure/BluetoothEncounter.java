package vn.pccovid.lib.exposure;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Phones that heard each other without a long silence in between.
///
/// @param sightings in order of time, at least one, at most [#MOST]
public record BluetoothEncounter(List<Sighting> sightings) implements Evidence {
    /// A day of one sighting a second.
    public static final int MOST = 86_400;

    public BluetoothEncounter {
        if (sightings.isEmpty() || sightings.size() > MOST) {
            throw new IllegalArgumentException(
                    "an encounter of " + sightings.size() + " sightings, wanted 1 to " + MOST);
        }
        sightings = sightings.stream().sorted(Comparator.comparing(Sighting::at)).toList();
    }

    @Override
    public Source source() {
        return Source.BLUETOOTH;
    }

    @Override
    public Instant from() {
        return sightings.getFirst().at();
    }

    @Override
    public Instant to() {
        Sighting last = sightings.getLast();
        return last.at().plus(last.stands());
    }

    @Override
    public Masks masks() {
        return Masks.UNKNOWN;
    }
}
