package vn.pccovid.server.person;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The fate of one record, in the order of the batch.
///
/// @param recordId the stored record: the caller's id if the source key was new, else the one it
///   already had
/// @param personId whom it counts for now; null while it waits
/// @param probability 0 to 1, that it is this person (or, waiting, the best candidate)
public record RecordOutcome(
        UUID recordId, Outcome outcome, @Nullable UUID personId, double probability) {}
