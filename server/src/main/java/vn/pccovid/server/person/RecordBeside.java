package vn.pccovid.server.person;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// One record beside everything else known about a person, for an officer who has to decide whether
/// it is theirs.
///
/// @param id link event that made the record this person's, or id of the open review in which it
///   waits
/// @param probability that the record is this person, 0 to 1
/// @param decidedBy `model`, `settle` or `steward:` and a user name; empty while it waits
/// @param record its fields as shown on screens, numbers masked
/// @param person the same fields of the person without this record
/// @param evidence per compared field; empty when there is nothing to compare with
public record RecordBeside(
        UUID id,
        UUID recordId,
        String source,
        double probability,
        String decidedBy,
        Map<String, String> record,
        Map<String, String> person,
        List<Weight> evidence) {

    /// @param bits log2 of the likelihood ratio: positive speaks for one person
    public record Weight(String field, String level, double bits) {}

    public RecordBeside {
        record = Map.copyOf(record);
        person = Map.copyOf(person);
        evidence = List.copyOf(evidence);
    }

    @Override
    public String toString() {
        return "RecordBeside[" + recordId + ", ...]";
    }
}
