package vn.pccovid.server.fact;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import vn.pccovid.server.keys.KeyClass;

/// Something a source tells about the subject of one of its records.
///
/// @param recordId the record whose subject it is about
/// @param factKey the source's stable name for it (`dose:<id>`): the same key again is a repetition
///   or a correction
/// @param kind `dose`, `test_result`, `declaration`, `recovery`, `diagnosis`, `contraindication` …
/// @param at when it holds from, as the source says
/// @param area where it happened, as an area path; empty if unknown or if it would tell a movement
/// @param details texts, numbers, booleans and lists of them; stored sealed
/// @param keyClass under which retention key
/// @param source e.g. `vaccination`
public record NewFact(
        UUID recordId,
        String factKey,
        String kind,
        Instant at,
        String area,
        Map<String, Object> details,
        KeyClass keyClass,
        String source) {
    public NewFact {
        if (factKey.isBlank() || factKey.length() > 300) {
            throw new IllegalArgumentException("a fact key has 1 to 300 characters");
        }
        details = Map.copyOf(details);
    }

    @Override
    public String toString() {
        return "NewFact[" + recordId + ", " + kind + ", ...]";
    }
}
