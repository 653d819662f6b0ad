package vn.pccovid.server.custody;

import java.util.UUID;

/// A case that a laboratory has proven.
///
/// @param caseId the caller's, the same when it asks again
/// @param recordId the record whose sample was examined
/// @param window what may be opened for it
/// @param signedResult the laboratory's statement, as it came
public record CaseRequest(UUID caseId, UUID recordId, Window window, byte[] signedResult) {
    @Override
    public String toString() {
        return "CaseRequest[" + caseId + "]";
    }
}
