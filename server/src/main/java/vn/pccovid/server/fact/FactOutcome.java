package vn.pccovid.server.fact;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of one [NewFact].
///
/// @param personId whom it counts for now; null while its record waits
public record FactOutcome(UUID factId, Change change, @Nullable UUID personId) {
    /// How the fact met what we had.
    public enum Change {
        /// Not known before.
        NEW,
        /// Same key, same content: nothing changed.
        REPEATED,
        /// Same key, other content: the old version is retracted.
        CORRECTED
    }
}
