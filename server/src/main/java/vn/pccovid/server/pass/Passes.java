package vn.pccovid.server.pass;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.ColourOverride;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.lib.colour.RulePack;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.person.People;

/// The door to colours.
///
/// What is read is never older than the facts: a pass whose facts changed, or whose time has come,
/// is worked out again before it is shown. Reading runs in the caller's scope, so the database
/// hides persons the caller may not see; working out runs in the worker's. Thread-safe; call it
/// outside a transaction where you can.
@Service
public class Passes {
    /// Persons worked out in one transaction: large enough for bulk statements, small enough that
    /// an importer who waits for one of them hardly notices.
    private static final int BATCH = 500;

    private static final int DUE_AT_ONCE = 10_000;

    private final PassRows rows;
    private final SealedAnswers answers;
    private final ActivePacks packs;
    private final Judging judging;
    private final Recolouring recolouring;
    private final People people;
    private final Facts facts;
    private final AreaNames areas;
    private final Thresholds thresholds;
    private final Freshness freshness;
    private final StoredOverrides overrides;
    private final Duration lookAhead;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final AtomicInteger holds = new AtomicInteger();

    Passes(
            PassRows rows,
            SealedAnswers answers,
            ActivePacks packs,
            Judging judging,
            Recolouring recolouring,
            People people,
            Facts facts,
            AreaNames areas,
            Thresholds thresholds,
            Freshness freshness,
            FreshnessProperties properties,
            StoredOverrides overrides,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.answers = answers;
        this.packs = packs;
        this.judging = judging;
        this.recolouring = recolouring;
        this.people = people;
        this.facts = facts;
        this.areas = areas;
        this.thresholds = thresholds;
        this.freshness = freshness;
        this.lookAhead = properties.lookAhead();
        this.overrides = overrides;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// The pass that stands now; empty for nobody and for nobody the caller may see.
    public Optional<Pass> of(UUID personId) {
        return current(personId).map(PassRows.Row::pass);
    }

    /// Whether a pass of this area that was worked out at this instant may rest on rules that no
    /// longer hold: only while a publication is being applied. Asks the database at most once in a
    /// while; call it outside a transaction.
    public boolean mayBeOutdated(String area, Instant asOf) {
        return packs.mayBeOutdated(area, asOf);
    }

    /// The pass with its reasons; throws `pass.person_unknown` for nobody and for nobody the caller
    /// may see.
    public PassView view(UUID personId) {
        PassRows.Row row = current(personId).orElseThrow(() -> Problem.of("pass.person_unknown"));
        return view(row, clock.instant());
    }

    /// Works out up to `max` persons whose facts changed or whose time has come, in transactions of
    /// its own. Several may drain at once; a person is with one of them. Needs no scope and no
    /// transaction.
    ///
    /// @return how many were taken; 0: nothing waits, or others have it
    public int drain(int max) {
        int done = 0;
        while (done < max) {
            int most = Math.min(BATCH, max - done);
            int taken = working(() -> drainBatch(most));
            done += taken;
            if (taken < most) {
                break;
            }
        }
        return done;
    }

    /// Marks the passes whose next change has come by an instant.
    ///
    /// @return how many were marked; call again while it is not 0
    public int due(Instant at) {
        return working(() -> rows.markDue(at, DUE_AT_ONCE));
    }

    /// Marks everybody when a source fell silent, or spoke again, and some pack asks for it.
    ///
    /// @param age deliveries seen no longer ago than this are not looked at again
    /// @return how many were marked
    int heed(Duration age) {
        if (!freshness.lookAgain(age)) {
            return 0;
        }
        Instant now = now();
        Set<String> silent = new HashSet<>(freshness.codes(now));
        silent.removeIf(source -> !packs.engine().asksForSilence(source));
        return working(() -> rows.silences(silent, now) ? rows.markAll(now) : 0);
    }

    /// Brings every pass up to date now and returns when that is done: after an import, after a
    /// step of the demo's clock.
    ///
    /// @return how many persons were worked out
    public long catchUp() {
        long done = 0;
        int workers = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            heed(Duration.ZERO);
            while (true) {
                done += recolouring.work(() -> false);
                int due = due(clock.instant());
                List<Future<Integer>> running = new ArrayList<>();
                for (int i = 0; i < workers; i++) {
                    running.add(threads.submit((Callable<Integer>) () -> drain(Integer.MAX_VALUE)));
                }
                int drained = 0;
                for (Future<Integer> worker : running) {
                    drained += await(worker);
                }
                done += drained;
                if (due == 0 && drained == 0) {
                    return done;
                }
            }
        }
    }

    private static int await(Future<Integer> worker) {
        try {
            return worker.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while colours were worked out", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("colours could not be worked out", e.getCause());
        }
    }

    /// Exact counts by area path under an area (`PP`, `PP/DDD`, `*`), as far as the caller's scope
    /// reaches. Never show them without hiding small cells.
    public List<ColourCount> count(String area) {
        return reading(() -> rows.count(area));
    }

    /// How many persons wait to be worked out. Needs the worker's scope.
    public long waiting() {
        return reading(() -> rows.countStale(false));
    }

    /// How many of them failed at least once, because a fact of theirs cannot be judged. Needs the
    /// worker's scope.
    public long failing() {
        return reading(() -> rows.countStale(true));
    }

    /// The background worker rests until this is closed: for an import that drains itself at its
    /// end, so that nobody is worked out once per source.
    public Hold hold() {
        holds.incrementAndGet();
        return holds::decrementAndGet;
    }

    boolean held() {
        return holds.get() > 0;
    }

    /// See [#hold].
    @FunctionalInterface
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    private Optional<PassRows.Row> current(UUID person) {
        Instant now = now();
        Optional<PassRows.Found> found = reading(() -> rows.find(person));
        if (found.isPresent() && stands(found.get(), now)) {
            return found.map(PassRows.Found::row);
        }
        if (found.isEmpty() && people.areasOf(List.of(person)).isEmpty()) {
            return Optional.empty();
        }
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return judging.row(person, now);
        }
        working(() -> refresh(person));
        return reading(() -> rows.find(person)).map(PassRows.Found::row);
    }

    private boolean stands(PassRows.Found found, Instant now) {
        Pass pass = found.row().pass();
        Instant next = pass.nextChange();
        return !found.stale()
                && (next == null || now.isBefore(next))
                && !packs.mayBeOutdated(pass.area(), pass.asOf());
    }

    private int refresh(UUID person) {
        Instant now = now();
        rows.takeOne(person, now);
        return judging.settle(List.of(person), now);
    }

    private int drainBatch(int most) {
        Instant now = now();
        List<UUID> persons = rows.take(now, most);
        return persons.isEmpty() ? 0 : judging.settle(persons, now);
    }

    private PassView view(PassRows.Row row, Instant now) {
        Pass pass = row.pass();
        Answer answer = answers.open(pass.personId(), row.sealed());
        PackRule rule = rule(pass.pack(), pass.packVersion(), pass.rule());
        RulePack pack = packs.engine().pack(pass.pack(), pass.packVersion());
        Map<UUID, Fact> known = new LinkedHashMap<>();
        facts.of(pass.personId()).forEach(fact -> known.put(fact.factId(), fact));
        RulePack.Sentence sentence = pack.sentences().get(rule.sentence());
        return new PassView(
                pass.colour(),
                areas.of(pass.area()),
                rule.path(),
                pass.packVersion(),
                sentence == null
                        ? new PassView.Sentence(rule.sentence(), "", "", "")
                        : new PassView.Sentence(
                                rule.sentence(),
                                sentence.text(),
                                sentence.vietnamese(),
                                sentence.source()),
                rule.reason(),
                rule.nextStep(),
                evidence(known, answer, now),
                pass.since(),
                answer.until(),
                answer.until() == null || answer.nextColour() == null
                        ? null
                        : new PassView.NextChange(answer.until(), answer.nextColour()),
                answer.missing(),
                answer.missing().stream().map(this::missing).toList(),
                pass.floorColour(),
                pass.redForLackOfData(),
                answer.heldRules(),
                answer.spans().stream().map(this::span).toList(),
                sooner(pass, List.copyOf(known.values()), now),
                freshness.silent(now).stream().map(silence -> silent(silence, now)).toList(),
                pass.pack().equals(ColourOverride.PACK)
                        ? reading(() -> overrides.setBy(pass.personId(), now)).orElse(null)
                        : null,
                now);
    }

    /// Not stored: it is asked for by one person at a time, and colours of millions need not wait
    /// for it.
    private List<PassView.Sooner> sooner(Pass pass, List<Fact> known, Instant now) {
        if (pass.colour() == Colour.GREEN && pass.nextChange() == null) {
            return List.of();
        }
        UUID person = pass.personId();
        return reading(() -> {
            People.Basics basics = people.basicsOf(List.of(person)).get(person);
            if (basics == null) {
                return List.of();
            }
            return packs
                    .engine()
                    .sooner(
                            KnownFacts.subject(
                                    basics,
                                    overrides.of(List.of(person)).getOrDefault(person, List.of())),
                            KnownFacts.of(known, judging.silences(now)),
                            now,
                            lookAhead)
                    .stream()
                    .map(way ->
                            new PassView.Sooner(
                                    way.kind(),
                                    FactNames.of(way.kind()),
                                    way.from(),
                                    way.before(),
                                    way.effective(),
                                    way.colour()))
                    .toList();
        });
    }

    private static PassView.SilentSource silent(Freshness.Silence silence, Instant now) {
        return new PassView.SilentSource(
                silence.source(),
                SourceNames.of(silence.source()),
                silence.lastAt(),
                Duration.between(silence.lastAt(), now).toHours(),
                silence.budget().toHours());
    }

    private List<PassView.Evidence> evidence(Map<UUID, Fact> known, Answer answer, Instant now) {
        double certain = (float) thresholds.burden();
        return answer.evidence().stream()
                .map(item -> {
                    Fact fact =
                            item.kind().equals(KnownFacts.SILENCE)
                                    ? null
                                    : known.get(KnownFacts.id(item.factId()));
                    return new PassView.Evidence(
                            fact == null ? null : fact.factId(),
                            item.kind(),
                            item.at(),
                            item.source(),
                            SourceNames.of(item.source()),
                            Math.max(0, ChronoUnit.DAYS.between(item.at(), now)),
                            item.knownAt(),
                            item.linkProbability() >= certain ? "certain" : "likely",
                            fact == null ? Map.of() : fact.shownDetails());
                })
                .toList();
    }

    private PassView.Missing missing(String code) {
        PackRule.Words words = packs.engine().gap(code);
        return new PassView.Missing(code, words.vi(), words.en());
    }

    private PassView.Span span(Answer.Span span) {
        PackRule rule = rule(span.pack(), span.packVersion(), span.rule());
        return new PassView.Span(span.from(), span.to(), span.colour(), rule.path(), rule.reason());
    }

    private PackRule rule(String pack, String version, String id) {
        return packs.engine().pack(pack, version).rules().stream()
                .map(RulePack.Rule::rule)
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("pack " + pack + " has no rule " + id));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /// In the caller's scope and transaction, or a transaction of its own.
    private <T> T reading(Supplier<T> body) {
        return in(body);
    }

    /// In the worker's scope and a transaction of its own.
    private <T> T working(Supplier<T> body) {
        return Scopes.call(Scope.worker(Purpose.COLOURING), () -> in(body));
    }

    private <T> T in(Supplier<T> body) {
        T result = transaction.execute(status -> body.get());
        return Objects.requireNonNull(result, "a statement answered nothing");
    }
}
