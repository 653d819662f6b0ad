package vn.pccovid.server.place;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.pccovid.server.custody.CaseRefusal;

/// What was opened for a case: where it was, and who else was there.
///
/// @param refused why nothing was; the lists are empty then
public record FirstHop(
        UUID caseId,
        Optional<CaseRefusal> refused,
        List<Stay> stays,
        List<Ride> rides,
        List<CoPresence> present,
        List<FellowPassenger> fellows) {
    @Override
    public String toString() {
        return "FirstHop[" + caseId + "]";
    }
}
