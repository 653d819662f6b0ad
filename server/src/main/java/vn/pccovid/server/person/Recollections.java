package vn.pccovid.server.person;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What the owner of a record would remember about it: a dose, its month, where it was given.
/// Declared here, implemented above by whoever knows such facts. Only used to ask one question
/// about a record that waits; never shown as it is.
public interface Recollections {
    /// One thing to remember.
    ///
    /// @param topic `dose_commune` with an area path, `dose_month` with `2021-08`, or
    ///   `dose_vaccine` with the name on the paper
    record Recollection(String topic, String value) {
        @Override
        public String toString() {
            return "Recollection[" + topic + ", ...]";
        }
    }

    /// By record; records that tell nothing of the kind are missing. Needs the worker's scope.
    Map<UUID, List<Recollection>> of(Collection<UUID> recordIds);
}
