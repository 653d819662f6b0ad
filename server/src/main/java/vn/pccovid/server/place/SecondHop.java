package vn.pccovid.server.place;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import vn.pccovid.server.custody.CaseRefusal;

/// Who met the contacts of a case, by the contact's record.
///
/// @param refused why nothing was opened; the maps are empty then
public record SecondHop(
        UUID caseId,
        Optional<CaseRefusal> refused,
        Map<UUID, List<CoPresence>> present,
        Map<UUID, List<FellowPassenger>> fellows) {
    @Override
    public String toString() {
        return "SecondHop[" + caseId + "]";
    }
}
