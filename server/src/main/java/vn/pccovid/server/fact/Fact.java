package vn.pccovid.server.fact;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/// A fact as it counts for a person now.
///
/// @param recordId whose word it is
/// @param receivedAt when we learnt it
/// @param linkProbability 0 to 1, that the record is this person: below the show threshold it is
///   not shown, below the burden threshold it never worsens a colour
public record Fact(
        UUID factId,
        UUID recordId,
        String kind,
        Instant at,
        String area,
        Map<String, Object> details,
        String source,
        Instant receivedAt,
        double linkProbability) {
    @Override
    public String toString() {
        return "Fact[" + factId + ", " + kind + ", ...]";
    }
}
