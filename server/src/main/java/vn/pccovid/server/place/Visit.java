package vn.pccovid.server.place;

import java.time.Instant;
import java.util.UUID;

/// Somebody came to a venue or left it. Goes straight into sealed storage.
///
/// @param visitId the source's key (`ma_luot`)
/// @param recordId the record holding the identifying part only, linked before
/// @param leaving true for `ra`
public record Visit(String visitId, String venueId, UUID recordId, Instant at, boolean leaving) {
    @Override
    public String toString() {
        return "Visit[...]";
    }
}
