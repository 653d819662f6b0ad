package vn.pccovid.server.proximity;

import java.util.List;
import java.util.UUID;
import vn.pccovid.server.custody.Window;

/// Whose phones were near a case's, or near those of its contacts.
///
/// @param window within the case's
/// @param via empty for the case itself; contacts for its second hop
public record EncounterRequest(UUID caseId, Window window, List<UUID> via) {
    static final int MOST_VIA = 5_000;

    public EncounterRequest {
        via = List.copyOf(via);
        if (via.size() > MOST_VIA) {
            throw new IllegalArgumentException(via.size() + " contacts, at most " + MOST_VIA);
        }
    }

    /// The case itself.
    public EncounterRequest(UUID caseId, Window window) {
        this(caseId, window, List.of());
    }
}
