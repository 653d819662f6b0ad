package vn.pccovid.server.laboratory;

import java.time.Instant;
import java.util.UUID;

/// One person's swab in a tube.
///
/// @param sampleId the platform's key (`ma_mau`)
/// @param recordId the record of the person, linked before
/// @param tube the tube's barcode (`ma_ong`), shared by the members of a pool
/// @param pooled true if the tube was declared a pool
/// @param area commune of the person as told with the sample, as an area path
public record Sample(
        String sampleId,
        UUID recordId,
        String tube,
        boolean pooled,
        Instant takenAt,
        String takenBy,
        String area) {
    @Override
    public String toString() {
        return "Sample[" + recordId + ", ...]";
    }
}
