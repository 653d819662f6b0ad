package vn.pccovid.server.place;

import java.time.Duration;
import java.util.UUID;
import vn.pccovid.server.custody.Window;

/// Who met a case.
///
/// @param window within the case's
/// @param afterStay how long after the case left somebody who came still counts; 0 to 24 hours
public record HopRequest(UUID caseId, Window window, Duration afterStay) {
    public HopRequest {
        if (afterStay.isNegative() || afterStay.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("after-stay of " + afterStay);
        }
    }
}
