package vn.pccovid.server.pass;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.colour.ColourEngine;
import vn.pccovid.lib.colour.ColourOverride;
import vn.pccovid.lib.colour.KnownFact;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.FactsInOrder;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.PeopleInOrder;
import vn.pccovid.server.person.TimedId;

/// Looks at everybody once after rules changed and writes anew what they say otherwise now, or will
/// at an activation to come. Pages of persons in the order of ids are read in ranges; a person
/// whose answer stays costs no write. The position is kept with every page, so a process killed
/// anywhere goes on from there; several nodes take different slices. Thread-safe.
@Component
class Recolouring {
    private static final int PAGE = 2_000;

    /// Persons of one slice at least; a small population is one slice.
    private static final int SLICE = 20_000;

    private final RecolouringRows rows;
    private final PassRows passRows;
    private final ActivePacks packs;
    private final PeopleInOrder people;
    private final FactsInOrder facts;
    private final OverridesInOrder overrides;
    private final Judging judging;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Recolouring(
            RecolouringRows rows,
            PassRows passRows,
            ActivePacks packs,
            PeopleInOrder people,
            FactsInOrder facts,
            OverridesInOrder overrides,
            Judging judging,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.passRows = passRows;
        this.packs = packs;
        this.people = people;
        this.facts = facts;
        this.overrides = overrides;
        this.judging = judging;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// Asks for everybody under an area to be looked at, in the caller's transaction.
    void ask(long event, String jurisdiction, Instant now) {
        rows.ask(
                TimedId.next(clock),
                event,
                jurisdiction,
                now,
                people.pageEnds(SLICE),
                PeopleInOrder.FIRST);
    }

    /// Works until nothing is left to look at or the caller wants to stop, on as many threads as
    /// there are processors (four at most).
    ///
    /// @return persons looked at
    long work(BooleanSupplier stop) {
        if (packs.current().open().isEmpty()) {
            return 0;
        }
        int workers = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
        long done = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                running.add(threads.submit(() -> slices(stop)));
            }
            for (Future<Long> worker : running) {
                done += await(worker);
            }
        }
        packs.refresh();
        return done;
    }

    private static long await(Future<Long> worker) {
        try {
            return worker.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while people were looked at", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("people could not be looked at", e.getCause());
        }
    }

    private long slices(BooleanSupplier stop) {
        long done = 0;
        while (!stop.getAsBoolean()) {
            int page =
                    Scopes.call(
                            Scope.worker(Purpose.COLOURING),
                            () -> Objects.requireNonNull(transaction.execute(s -> page())));
            if (page < 0) {
                return done;
            }
            done += page;
        }
        return done;
    }

    /// One page of a slice in one transaction; -1: no slice is free.
    private int page() {
        RecolouringRows.Slice slice = rows.take().orElse(null);
        if (slice == null) {
            return -1;
        }
        if (packs.current().seq() < slice.event()) {
            packs.refresh();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<PassRows.Row> page =
                passRows.between(slice.after(), slice.upTo(), slice.jurisdiction(), PAGE);
        List<UUID> changed = page.isEmpty() ? List.of() : changed(slice, page, now);
        if (!changed.isEmpty()) {
            passRows.mark(changed, now);
            judging.settle(changed, now);
        }
        if (page.size() < PAGE) {
            rows.done(slice, page.size(), changed.size(), now);
        } else {
            rows.moved(slice, page.getLast().pass().personId(), page.size(), changed.size());
        }
        return page.size();
    }

    /// Who is to be told something else. Whoever is marked stale is among them or is worked out
    /// soon anyway, by the same rules.
    private List<UUID> changed(RecolouringRows.Slice slice, List<PassRows.Row> page, Instant now) {
        UUID last = page.getLast().pass().personId();
        ColourEngine engine = packs.engine();
        Map<UUID, People.Basics> basics = people.between(slice.after(), last);
        Map<UUID, List<Fact>> known = facts.between(slice.after(), last);
        Map<UUID, List<ColourOverride>> set = overrides.between(slice.after(), last);
        List<KnownFact> silences = judging.silences(now);
        List<UUID> changed = new ArrayList<>();
        for (PassRows.Row row : page) {
            UUID id = row.pass().personId();
            People.Basics person = basics.get(id);
            if (person == null
                    || !judging.saysTheSame(
                            row,
                            person,
                            KnownFacts.of(known.getOrDefault(id, List.of()), silences),
                            set.getOrDefault(id, List.of()),
                            engine,
                            now)) {
                changed.add(id);
            }
        }
        return changed;
    }
}
