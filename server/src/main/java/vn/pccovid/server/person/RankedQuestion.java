package vn.pccovid.server.person;

import java.time.Instant;
import java.util.UUID;

/// The question that would resolve most about one waiting record, for a steward who can call the
/// person.
///
/// @param reviewId open review of the record
/// @param personId its best candidate, whom to ask
/// @param topic what to ask about
/// @param gainBits doubt the answer is expected to resolve; at most `doubtBits`
/// @param doubtBits how open the matter is now, 0 to 1
/// @param probability of the candidate now
/// @param asked the person was asked through the app and has not answered
/// @param openedAt when the review was opened
public record RankedQuestion(
        UUID reviewId,
        UUID personId,
        String topic,
        double gainBits,
        double doubtBits,
        double probability,
        boolean asked,
        Instant openedAt) {}
