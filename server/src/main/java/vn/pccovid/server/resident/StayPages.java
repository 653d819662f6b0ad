package vn.pccovid.server.resident;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.quarantine.Orders;
import vn.pccovid.server.quarantine.StayView;
import vn.pccovid.server.tracing.ExposureView;
import vn.pccovid.server.tracing.Tracings;

/// What a person is told of orders to stay and of exposures.
@Component
class StayPages {
    private final Orders orders;
    private final Tracings tracings;
    private final AccessLines lines;
    private final TransactionTemplate transaction;

    StayPages(
            Orders orders,
            Tracings tracings,
            AccessLines lines,
            PlatformTransactionManager transactions) {
        this.orders = orders;
        this.tracings = tracings;
        this.lines = lines;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// Orders and exposures, each newest first.
    record Stays(List<StayView> orders, List<ExposureView> exposures) {
        @Override
        public String toString() {
            return "Stays[•••]";
        }
    }

    Stays of(UUID person) {
        return Objects.requireNonNull(
                transaction.execute(status -> {
                    lines.record(List.of(person), "stays");
                    return new Stays(orders.of(person), tracings.exposuresOf(person));
                }));
    }
}
