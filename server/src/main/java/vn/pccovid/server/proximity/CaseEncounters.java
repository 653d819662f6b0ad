package vn.pccovid.server.proximity;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.pccovid.server.custody.CaseRefusal;

/// What was opened for a case.
///
/// @param refused why nothing was; the list is empty then
public record CaseEncounters(
        UUID caseId, Optional<CaseRefusal> refused, List<Encounter> encounters) {
    @Override
    public String toString() {
        return "CaseEncounters[" + caseId + "]";
    }
}
