package vn.pccovid.server.place;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A journey somebody declared. Goes straight into sealed storage.
///
/// @param tripId the source's key (`ma_khai`)
/// @param recordId the record holding the identifying part only, linked before
/// @param vehicle kind of vehicle
/// @param plate its number: a plate, a flight, a train; empty if none
/// @param seat empty if none or unknown
/// @param arrivingAt null if not told: then as long as such a vehicle usually travels
public record Trip(
        String tripId,
        UUID recordId,
        String fromArea,
        String fromAddress,
        String toArea,
        String toAddress,
        String vehicle,
        String plate,
        String seat,
        Instant leavingAt,
        @Nullable Instant arrivingAt,
        String reason) {

    /// Without seat and arrival.
    public Trip(
            String tripId,
            UUID recordId,
            String fromArea,
            String fromAddress,
            String toArea,
            String toAddress,
            String vehicle,
            String plate,
            Instant leavingAt,
            String reason) {
        this(
                tripId,
                recordId,
                fromArea,
                fromAddress,
                toArea,
                toAddress,
                vehicle,
                plate,
                "",
                leavingAt,
                null,
                reason);
    }

    @Override
    public String toString() {
        return "Trip[...]";
    }
}
