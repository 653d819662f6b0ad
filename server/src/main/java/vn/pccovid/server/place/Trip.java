package vn.pccovid.server.place;

import java.time.Instant;
import java.util.UUID;

/// A journey somebody declared. Goes straight into sealed storage.
///
/// @param tripId the source's key (`ma_khai`)
/// @param recordId the record holding the identifying part only, linked before
/// @param vehicle kind of vehicle, @param plate its number, empty if none
public record Trip(
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
    @Override
    public String toString() {
        return "Trip[...]";
    }
}
