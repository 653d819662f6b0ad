package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.Map;

/// One fact about a person as the rules read it.
///
/// @param id names the fact in the evidence of a decision
/// @param kind `dose`, `test_result`, `declaration`, `recovery`, `diagnosis`, `stay_order`,
///   `contraindication`, `exposure`; a fact of another kind is not read by any rule
/// @param at when it happened (a result: when the laboratory gave it); read to the microsecond,
///   digits beyond are cut
/// @param attributes `dose` vaccine, dose_no · `test_result` method (pcr, rat), result (negative,
///   positive, pending), pooled · `declaration` symptoms, contact · `stay_order` until (Instant or
///   ISO text; absent: open end), reason
/// @param source the system on whose word we hold it
/// @param knownAt when it reached us
/// @param linkProbability how sure we are that it is about this person, 0 to 1; below the burden
///   threshold a fact never worsens a colour
public record KnownFact(
        String id,
        String kind,
        Instant at,
        Map<String, Object> attributes,
        String source,
        Instant knownAt,
        double linkProbability) {
    public KnownFact {
        attributes = Map.copyOf(attributes);
        if (!(linkProbability >= 0 && linkProbability <= 1)) {
            throw new IllegalArgumentException(
                    "link probability " + linkProbability + " of a fact: want 0 to 1");
        }
    }

    /// Names kind and source only: what a test said belongs in no log.
    @Override
    public String toString() {
        return "KnownFact[" + kind + " from " + source + "]";
    }
}
