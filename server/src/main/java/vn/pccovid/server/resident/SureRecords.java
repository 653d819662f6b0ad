package vn.pccovid.server.resident;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.person.People;

/// The records that surely belong to a person: what somebody does with their phone is kept under
/// the oldest of them, and what was opened about any of them is shown. Thread-safe.
@Component
class SureRecords {
    private final People people;
    private final Thresholds thresholds;
    private final TransactionTemplate transaction;

    SureRecords(People people, Thresholds thresholds, PlatformTransactionManager transactions) {
        this.people = people;
        this.thresholds = thresholds;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// All of them, the oldest first.
    List<UUID> of(UUID person) {
        Map<UUID, Map<UUID, Double>> all =
                Scopes.call(
                        Scope.worker(Purpose.SELF_SERVICE),
                        () ->
                                Objects.requireNonNull(
                                        transaction.execute(
                                                status -> people.recordsOf(List.of(person)))));
        return all.getOrDefault(person, Map.of()).entrySet().stream()
                // Probabilities are stored as 32-bit floats: compared as such.
                .filter(e -> e.getValue().floatValue() >= (float) thresholds.burden())
                .map(Map.Entry::getKey)
                .sorted(java.util.Comparator.comparing(UUID::toString))
                .toList();
    }

    /// The oldest; empty for somebody whose records are all doubtful.
    Optional<UUID> oldest(UUID person) {
        Collection<UUID> all = of(person);
        return all.stream().findFirst();
    }
}
