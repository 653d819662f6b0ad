package vn.pccovid.server.place;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody came to a venue or left it. Goes straight into sealed storage.
///
/// @param visitId the source's key (`ma_luot`)
/// @param recordId the record holding the identifying part only, linked before
/// @param leaving true for `ra`
/// @param until when they left, where the source tells both at once; null else
public record Visit(
        String visitId,
        String venueId,
        UUID recordId,
        Instant at,
        boolean leaving,
        @Nullable Instant until) {

    /// An entry or an exit.
    public Visit(String visitId, String venueId, UUID recordId, Instant at, boolean leaving) {
        this(visitId, venueId, recordId, at, leaving, null);
    }

    @Override
    public String toString() {
        return "Visit[...]";
    }
}
