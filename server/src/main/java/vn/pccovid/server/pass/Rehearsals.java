package vn.pccovid.server.pass;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.lib.colour.ColourEngine;
import vn.pccovid.lib.colour.ColourOverride;
import vn.pccovid.lib.colour.KnownFact;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.lib.colour.RulePack;
import vn.pccovid.lib.colour.Subject;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.FactsInOrder;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.PeopleInOrder;
import vn.pccovid.server.person.TimedId;

/// Tries a pack on everybody it covers before it is published: each person is judged twice at one
/// instant, by the rules as published and by the same with the pack, and what differs is counted by
/// place and age.
///
/// Nobody is looked at: no reading of a person leaves this class, only counts, and what at least
/// five people who change alike have in common. So no access line stands in anybody's list; the
/// rehearsal itself is the trace, with officer, office, purpose, instant and number of people.
/// Thread-safe.
@Service
public class Rehearsals implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsals.class);
    private static final int PAGE = 2_000;

    /// A pack that covers at least this share of the population is tried by reading ranges of
    /// everybody; a smaller one looks up those it covers.
    private static final double RANGE_SHARE = 0.25;

    private static final int MOST_EXAMPLES = 60;
    private static final Duration TELL_EVERY = Duration.ofSeconds(2);

    private final RehearsalRows rows;
    private final PackRows packRows;
    private final Packs packs;
    private final ActivePacks active;
    private final PeopleInOrder people;
    private final FactsInOrder facts;
    private final People persons;
    private final Facts factsOf;
    private final OverridesInOrder overrides;
    private final Freshness freshness;
    private final RulesProperties limits;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();
    private volatile boolean closing;

    Rehearsals(
            RehearsalRows rows,
            PackRows packRows,
            Packs packs,
            ActivePacks active,
            PeopleInOrder people,
            FactsInOrder facts,
            People persons,
            Facts factsOf,
            OverridesInOrder overrides,
            Freshness freshness,
            RulesProperties limits,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.packRows = packRows;
        this.packs = packs;
        this.active = active;
        this.people = people;
        this.facts = facts;
        this.persons = persons;
        this.factsOf = factsOf;
        this.overrides = overrides;
        this.freshness = freshness;
        this.limits = limits;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    private record Plan(
            UUID id,
            PackRows.Text text,
            RulePack pack,
            Instant at,
            boolean ranges,
            List<KnownFact> silences) {}

    /// Rehearses a version and returns when that is done.
    ///
    /// @param at the instant of the planned activation; null: now, or the pack's first day
    public UUID rehearse(String pack, String version, @Nullable Instant at) {
        Scope scope = scope();
        return Scopes.call(
                scope,
                () -> {
                    Plan plan = begin(pack, version, at);
                    run(plan, scope);
                    return plan.id;
                });
    }

    /// Begins a rehearsal in the background and returns at once.
    public UUID start(String pack, String version, @Nullable Instant at) {
        Scope scope = scope();
        Plan plan = Scopes.call(scope, () -> begin(pack, version, at));
        Thread.ofVirtual()
                .name("rehearsal")
                .start(() -> {
                    try {
                        Scopes.run(scope, () -> run(plan, scope));
                    } catch (RuntimeException e) {
                        LOG.warn("a rehearsal ended early ({})", e.getClass().getSimpleName());
                    }
                });
        return plan.id;
    }

    /// The caller counting as the worker's role, for this purpose and no other.
    private static Scope scope() {
        Scope caller = Scopes.required();
        return new Scope(
                caller.actor(),
                caller.office(),
                caller.role(),
                Purpose.REHEARSAL,
                Category.COUNTS,
                caller.areas(),
                List.of(),
                DatabaseRole.WORKER);
    }

    private Plan begin(String pack, String version, @Nullable Instant at) {
        return in(() -> {
            packRows.lock();
            PackRows.Text text = packs.governed(pack, version);
            RulePack loaded = active.pack(text);
            Instant now = now();
            boolean checked =
                    packRows.events().stream()
                            .anyMatch(e -> e.of(text) && e.kind() == PackRows.Kind.CHECKED);
            if (!checked) {
                throw Problem.of("pass.pack_unchecked");
            }
            RehearsalRows.Head running = rows.newest(text).orElse(null);
            if (running != null && RehearsalView.running(running, now)) {
                throw Problem.of("pass.rehearsal_running");
            }
            Instant from = at == null ? now : at;
            Instant judged = loaded.from().isAfter(from) ? loaded.from() : from;
            PeopleInOrder.Size size = people.size(loaded.jurisdiction());
            UUID id = TimedId.next(clock);
            rows.begin(
                    id,
                    text,
                    active.refresh().seq(),
                    judged.truncatedTo(ChronoUnit.MICROS),
                    now,
                    new PackRows.Officer(Scopes.required().actor(), Scopes.required().office()),
                    size.covered());
            return new Plan(
                    id,
                    text,
                    loaded,
                    judged,
                    size.covered() >= RANGE_SHARE * size.all(),
                    freshness.facts(now));
        });
    }

    private void run(Plan plan, Scope scope) {
        long began = System.nanoTime();
        try {
            ColourEngine before = active.engine();
            ColourEngine after = active.engineWith(plan.pack, plan.at);
            ConcurrentLinkedQueue<List<UUID>> pages = new ConcurrentLinkedQueue<>(pages(plan));
            AtomicLong done = new AtomicLong();
            int workers = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
            RehearsalTally total = new RehearsalTally(plan.at);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<RehearsalTally>> running = new ArrayList<>();
                for (int i = 0; i < workers; i++) {
                    running.add(
                            threads.submit(() ->
                                    Scopes.call(
                                            scope, () -> count(plan, before, after, pages, done))));
                }
                tell(plan.id, done, running);
                for (Future<RehearsalTally> worker : running) {
                    total.add(await(worker));
                }
            }
            if (closing) {
                throw new IllegalStateException("the service ends");
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            in(() -> {
                rows.finish(
                        plan.id,
                        now(),
                        seconds,
                        total.people(),
                        total.judgedWrong(),
                        json.writeValueAsString(total.examples(limits.fewest(), MOST_EXAMPLES)),
                        total.cells());
                packRows.lock();
                return packRows.append(
                        plan.text,
                        PackRows.Kind.REHEARSED,
                        now(),
                        null,
                        new PackRows.Officer(scope.actor(), scope.office()),
                        "",
                        plan.id.toString());
            });
        } catch (RuntimeException e) {
            in(() -> {
                rows.failed(plan.id, e.getClass().getSimpleName());
                return plan.id;
            });
            throw e;
        }
    }

    /// Tells how far it is until all workers are done.
    private void tell(UUID id, AtomicLong done, List<Future<RehearsalTally>> running) {
        long began = System.nanoTime();
        long told = began;
        while (running.stream().anyMatch(worker -> !worker.isDone())) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                closing = true;
                Thread.currentThread().interrupt();
                return;
            }
            if (System.nanoTime() - told > TELL_EVERY.toNanos()) {
                told = System.nanoTime();
                in(() -> {
                    rows.progress(id, done.get(), (System.nanoTime() - began) / 1e9);
                    return id;
                });
            }
        }
    }

    /// Pages of work: the two ends of a range, or the persons themselves.
    private List<List<UUID>> pages(Plan plan) {
        return in(() -> {
            List<List<UUID>> pages = new ArrayList<>();
            if (plan.ranges) {
                UUID after = PeopleInOrder.FIRST;
                for (UUID end : people.pageEnds(PAGE)) {
                    pages.add(List.of(after, end));
                    after = end;
                }
                return pages;
            }
            UUID after = PeopleInOrder.FIRST;
            while (true) {
                List<UUID> page = people.livingIn(plan.pack.jurisdiction(), after, PAGE);
                if (page.isEmpty()) {
                    return pages;
                }
                pages.add(page);
                after = page.getLast();
            }
        });
    }

    private RehearsalTally count(
            Plan plan,
            ColourEngine before,
            ColourEngine after,
            ConcurrentLinkedQueue<List<UUID>> pages,
            AtomicLong done) {
        RehearsalTally tally = new RehearsalTally(plan.at);
        List<UUID> page = pages.poll();
        while (page != null && !closing) {
            List<UUID> now = page;
            long counted = tally.people();
            in(() -> {
                count(plan, before, after, now, tally);
                return now;
            });
            done.addAndGet(tally.people() - counted);
            page = pages.poll();
        }
        return tally;
    }

    private void count(
            Plan plan,
            ColourEngine before,
            ColourEngine after,
            List<UUID> page,
            RehearsalTally tally) {
        Map<UUID, People.Basics> basics;
        Map<UUID, List<Fact>> known;
        Map<UUID, List<ColourOverride>> set = overrides.between(page.getFirst(), page.getLast());
        if (plan.ranges) {
            basics = people.between(page.getFirst(), page.getLast());
            known = facts.between(page.getFirst(), page.getLast());
        } else {
            basics = persons.basicsOf(page);
            known = factsOf.ofAll(page);
        }
        for (People.Basics person : basics.values()) {
            if (!plan.pack.covers(person.area())) {
                continue;
            }
            try {
                Subject subject =
                        KnownFacts.subject(person, set.getOrDefault(person.personId(), List.of()));
                List<KnownFact> list =
                        KnownFacts.of(
                                known.getOrDefault(person.personId(), List.of()), plan.silences);
                PackRule was = before.rule(subject, list, plan.at);
                PackRule is = after.rule(subject, list, plan.at);
                tally.count(person, list, was, is);
            } catch (IllegalArgumentException | DateTimeException e) {
                tally.unjudged();
            }
        }
    }

    /// What a rehearsal counted under an area (empty: the widest the caller is in charge of), small
    /// counts hidden. Throws `pass.rehearsal_unknown`, `pass.rehearsal_area`.
    public RehearsalView view(UUID id, String area) {
        List<String> own = Scopes.required().areas();
        RehearsalRows.Head head = head(id);
        String jurisdiction =
                in(() -> packRows.newest(head.pack(), head.version()))
                        .map(PackRows.Text::jurisdiction)
                        .orElse("");
        String widest =
                own.contains("*") || own.isEmpty()
                        ? (jurisdiction.isEmpty() ? "*" : jurisdiction)
                        : own.getFirst();
        String asked = area.isEmpty() ? widest : area;
        boolean within =
                own.stream()
                        .anyMatch(prefix ->
                                prefix.equals("*")
                                        || asked.equals(prefix)
                                        || asked.startsWith(prefix + "/"));
        if (!within || !(asked.equals("*") || asked.matches("\\d{2}(/\\d{3}(/\\d{5})?)?"))) {
            throw Problem.of("pass.rehearsal_area");
        }
        List<RehearsalView.Example> examples =
                json.readValue(head.examples(), new TypeReference<>() {});
        return RehearsalView.of(head, asked, in(() -> rows.cells(id, asked)), examples, now());
    }

    private RehearsalRows.Head head(UUID id) {
        return in(() -> rows.find(id)).orElseThrow(() -> Problem.of("pass.rehearsal_unknown"));
    }

    private static RehearsalTally await(Future<RehearsalTally> worker) {
        try {
            return worker.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during a rehearsal", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("the rehearsal failed", e.getCause());
        }
    }

    @Override
    public void destroy() {
        closing = true;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private <T> T in(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
