package vn.pccovid.server.laboratory;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.server.custody.CaseRecords;
import vn.pccovid.server.person.LinkedTo;
import vn.pccovid.server.person.People;

/// Tells custody whose records are whose, by the links of now and the threshold to burden somebody.
/// Thread-safe; needs the worker's scope.
@Component
class LinkedRecords implements CaseRecords {
    private final People people;
    private final Thresholds thresholds;

    LinkedRecords(People people, Thresholds thresholds) {
        this.people = people;
        this.thresholds = thresholds;
    }

    @Override
    public Map<UUID, List<UUID>> besides(Collection<UUID> records) {
        Map<UUID, LinkedTo> sure = new HashMap<>(people.linksOf(records));
        sure.values().removeIf(link -> !burdens(link.probability()));
        Map<UUID, Map<UUID, Double>> all =
                people.recordsOf(sure.values().stream().map(LinkedTo::personId).toList());
        Map<UUID, List<UUID>> besides = new HashMap<>();
        sure.forEach((record, link) ->
                besides.put(
                        record,
                        all.getOrDefault(link.personId(), Map.of()).entrySet().stream()
                                .filter(e -> burdens(e.getValue()))
                                .map(Map.Entry::getKey)
                                .sorted()
                                .toList()));
        return besides;
    }

    /// Probabilities are stored as 32-bit floats: compared as such.
    private boolean burdens(double probability) {
        return (float) probability >= (float) thresholds.burden();
    }
}
