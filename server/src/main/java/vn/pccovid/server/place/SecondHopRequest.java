package vn.pccovid.server.place;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import vn.pccovid.server.custody.Window;

/// Who met the contacts of a case.
///
/// @param via contacts that a first hop of the case showed, or somebody named; at most 5,000
public record SecondHopRequest(UUID caseId, List<Via> via, Duration afterStay) {
    static final int MOST_VIA = 5_000;

    public SecondHopRequest {
        via = List.copyOf(via);
        if (via.size() > MOST_VIA) {
            throw new IllegalArgumentException(via.size() + " contacts, at most " + MOST_VIA);
        }
        if (afterStay.isNegative() || afterStay.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("after-stay of " + afterStay);
        }
    }

    /// A contact, and when they could be infectious; cut to the case's window.
    public record Via(UUID recordId, Window window) {}
}
