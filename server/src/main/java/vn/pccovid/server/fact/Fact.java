package vn.pccovid.server.fact;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
    /// Details that name other facts, other people's matters or our own papers.
    private static final Set<String> INNER =
            Set.of("rests_on", "contact", "case", "order", "probability", "record");

    /// The details as the person themselves may see them: an exposure tells its kind and rule,
    /// never what it rests on.
    public Map<String, Object> shownDetails() {
        if (details.keySet().stream().noneMatch(INNER::contains)) {
            return details;
        }
        Map<String, Object> shown = new HashMap<>(details);
        shown.keySet().removeAll(INNER);
        return shown;
    }

    @Override
    public String toString() {
        return "Fact[" + factId + ", " + kind + ", ...]";
    }
}
