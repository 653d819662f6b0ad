package vn.pccovid.server.pass;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import vn.pccovid.lib.colour.KnownFact;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// Which sources have been silent for longer than their budget. A source that has never delivered
/// is not known here and not silent. Asked at most once in [#KEPT], never inside a transaction;
/// thread-safe.
@Component
class Freshness {
    /// How long one look at the deliveries serves everybody.
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final ObjectProvider<SourceArrivals> arrivals;
    private final FreshnessProperties properties;
    private final Clock clock;
    private final AtomicReference<@Nullable Looked> looked = new AtomicReference<>();

    Freshness(
            ObjectProvider<SourceArrivals> arrivals, FreshnessProperties properties, Clock clock) {
        this.arrivals = arrivals;
        this.properties = properties;
        this.clock = clock;
    }

    /// A source with a budget: when it last delivered and since when it is silent, if it is.
    record Silence(String source, Instant lastAt, Duration budget) {
        Instant since() {
            return lastAt.plus(budget);
        }
    }

    private record Looked(Instant at, List<Silence> budgeted) {}

    /// Sources silent at an instant, by code.
    List<Silence> silent(Instant now) {
        return budgeted(now).stream().filter(s -> !s.since().isAfter(now)).toList();
    }

    /// The same as the rules read it.
    List<KnownFact> facts(Instant now) {
        return silent(now).stream()
                .map(s ->
                        new KnownFact(
                                "silence:" + s.source(),
                                "source_silence",
                                s.since(),
                                Map.of(),
                                s.source(),
                                s.since(),
                                1))
                .toList();
    }

    Set<String> codes(Instant now) {
        return silent(now).stream()
                .map(Silence::source)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Silence> budgeted(Instant now) {
        Looked last = looked.get();
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            // Deliveries are asked for in a scope of their own, which cannot begin here.
            return last == null ? List.of() : last.budgeted();
        }
        if (last != null && !now.isBefore(last.at()) && now.isBefore(last.at().plus(KEPT))) {
            return last.budgeted();
        }
        List<Silence> found = look();
        looked.set(new Looked(now, found));
        return found;
    }

    private List<Silence> look() {
        SourceArrivals known = arrivals.getIfAvailable();
        if (known == null) {
            return List.of();
        }
        List<Silence> found = new ArrayList<>();
        for (SourceArrivals.Arrival arrival : known.arrivals()) {
            Instant last = arrival.lastRunAt();
            Optional.ofNullable(properties.budgets().get(arrival.source()))
                    .filter(budget -> last != null)
                    .ifPresent(budget ->
                            found.add(
                                    new Silence(
                                            arrival.source(),
                                            java.util.Objects.requireNonNull(last),
                                            budget)));
        }
        return List.copyOf(found);
    }

    /// Looks anew, outside a transaction, unless the last look is not that old.
    ///
    /// @return whether it looked
    boolean lookAgain(Duration age) {
        Instant now = clock.instant();
        Looked last = looked.get();
        if (last != null && !now.isBefore(last.at()) && now.isBefore(last.at().plus(age))) {
            return false;
        }
        Scopes.run(Scope.worker(Purpose.COLOURING), () -> looked.set(new Looked(now, look())));
        return true;
    }
}
