package vn.pccovid.lib.exposure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Both rode in one vehicle.
///
/// @param vehicle opaque key
/// @param rowsApart rows between their seats, 0 for the same row; null if a seat is not known
public record SharedVehicle(
        VehicleKind kind,
        String vehicle,
        Instant from,
        Instant to,
        @Nullable Integer rowsApart,
        Masks masks)
        implements Evidence {
    public SharedVehicle {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a ride ends at " + to + " before " + from);
        }
        if (rowsApart != null && rowsApart < 0) {
            throw new IllegalArgumentException("rows apart are " + rowsApart + ", wanted >= 0");
        }
    }

    @Override
    public Source source() {
        return Source.VEHICLE;
    }

    @Override
    public String toString() {
        return "SharedVehicle[%s, %s, %s, rows %s]".formatted(kind, from, to, rowsApart);
    }
}
