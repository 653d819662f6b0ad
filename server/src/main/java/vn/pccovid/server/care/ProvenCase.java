package vn.pccovid.server.care;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An illness that a laboratory or a clinic proved.
///
/// @param recordId the record of the proof
/// @param personId who it is, when the record is linked above the burden threshold; else null, and
///   a human has to see to it
/// @param area residence of the person, or where the sample was taken; may be empty
/// @param state `open`, `recovered`, `lapsed` (nothing more was heard) or `withdrawn` (it was no
///   case)
/// @param proof `own_pcr` or `diagnosis`
/// @param sampledAt first proof of this illness, @param resultAt when the laboratory said so,
/// @param receivedAt when we heard of it
public record ProvenCase(
        UUID caseId,
        UUID recordId,
        @Nullable UUID personId,
        String area,
        String state,
        String proof,
        Instant sampledAt,
        Instant resultAt,
        Instant receivedAt,
        Instant openedAt,
        @Nullable Instant closedAt) {
    /// True while it is, or was, a case.
    public boolean stands() {
        return !state.equals("withdrawn");
    }

    @Override
    public String toString() {
        return "ProvenCase[" + caseId + ", " + state + "]";
    }
}
