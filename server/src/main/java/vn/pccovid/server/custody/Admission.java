package vn.pccovid.server.custody;

import java.util.UUID;

/// The answer to whoever wants movements opened for a case.
public sealed interface Admission {
    UUID caseId();

    record Admitted(OpenCase openCase) implements Admission {
        @Override
        public UUID caseId() {
            return openCase.caseId();
        }
    }

    /// Nothing opens; a line of it remains.
    record Refused(UUID caseId, CaseRefusal reason) implements Admission {}
}
