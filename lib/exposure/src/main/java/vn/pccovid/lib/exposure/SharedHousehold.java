package vn.pccovid.lib.exposure;

import java.time.Instant;

/// They live under one roof.
///
/// @param from from when both lived there, as far as it matters
/// @param to until when, for example until one of them was taken elsewhere
/// @param couple whether they share a bed
public record SharedHousehold(Instant from, Instant to, boolean couple) implements Evidence {
    public SharedHousehold {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a household ends at " + to + " before " + from);
        }
    }

    /// Of whom nothing more is known.
    public SharedHousehold(Instant from, Instant to) {
        this(from, to, false);
    }

    @Override
    public Source source() {
        return Source.HOUSEHOLD;
    }

    @Override
    public Masks masks() {
        return Masks.NONE;
    }
}
