package vn.pccovid.server.pass;

import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import vn.pccovid.server.fact.FactsRecorded;

/// Marks persons whose facts changed, in the transaction that changed them. The marks of one
/// transaction are written once, just before it commits, in the order of ids: two importers that
/// touch the same persons wait for each other instead of blocking one another.
@Component
class StaleMarks {
    private final PassRows rows;
    private final Clock clock;

    StaleMarks(PassRows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    @EventListener
    void on(FactsRecorded changed) {
        if (changed.persons().isEmpty()) {
            return;
        }
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            throw new IllegalStateException("facts changed outside a transaction");
        }
        Object bound = TransactionSynchronizationManager.getResource(this);
        if (bound instanceof Marks marks) {
            marks.persons.addAll(changed.persons());
            return;
        }
        Marks marks = new Marks();
        marks.persons.addAll(changed.persons());
        TransactionSynchronizationManager.bindResource(this, marks);
        TransactionSynchronizationManager.registerSynchronization(marks);
    }

    private final class Marks implements TransactionSynchronization {
        private final Set<UUID> persons = new TreeSet<>();

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(StaleMarks.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(StaleMarks.this, this);
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            rows.mark(persons, clock.instant());
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(StaleMarks.this);
        }
    }
}
