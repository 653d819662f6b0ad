package vn.pccovid.lib.exposure;

import java.time.Duration;
import java.time.Instant;

/// One phone heard the other.
///
/// @param attenuationDb loss between sender and receiver in decibels, see [Bluetooth#attenuation]
/// @param stands how long it stands for: until the next time the phone listens; several sightings
///   of one listening may stand for the same time, which counts once
public record Sighting(Instant at, double attenuationDb, Duration stands) {
    private static final Duration LONGEST = Duration.ofMinutes(30);

    public Sighting {
        if (!(attenuationDb > -50 && attenuationDb < 200)) {
            throw new IllegalArgumentException("attenuation is " + attenuationDb + " dB");
        }
        if (stands.isNegative() || stands.isZero() || stands.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a sighting stands for " + stands + ", wanted up to " + LONGEST);
        }
    }
}
