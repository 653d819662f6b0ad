package vn.pccovid.server.vaccination;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of one dose.
///
/// @param recordId the subject's record; null while the subject is unknown
/// @param personId whom it counts for; null while the subject is unknown or waits
public record DoseOutcome(Fate fate, @Nullable UUID recordId, @Nullable UUID personId) {
    /// How the dose met what we had.
    public enum Fate {
        RECORDED,
        /// Kept sealed until its subject arrives.
        WAITING_FOR_SUBJECT,
        REPEATED,
        CORRECTED
    }
}
