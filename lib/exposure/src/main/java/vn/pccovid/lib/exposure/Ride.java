package vn.pccovid.lib.exposure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One journey in a vehicle.
///
/// @param person opaque key
/// @param vehicle opaque key of this vehicle on this journey
/// @param row of the seat, counted from the front; null if not known
public record Ride(
        String person,
        String vehicle,
        VehicleKind kind,
        Instant from,
        Instant to,
        @Nullable Integer row) {
    public Ride {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a ride ends at " + to + " before " + from);
        }
    }

    @Override
    public String toString() {
        return "Ride[%s, %s, %s]".formatted(kind, from, to);
    }
}
