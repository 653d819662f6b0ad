package vn.pccovid.server.care;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.FactsRecorded;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.fact.ProofsChanged;
import vn.pccovid.server.fact.StayRules;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.person.LinkedTo;
import vn.pccovid.server.person.LinksChanged;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.TimedId;

/// The door to proven cases. What changes a record marks it in the same transaction; [#step] takes
/// marks and makes the cases of these records what their facts now say, so that a result that comes
/// twice opens one case and a result taken back leaves none. Thread-safe.
@Service
public class ProvenCases {
    /// The source of recoveries that the discharge rules say.
    public static final String SOURCE = "care";

    private static final int AT_ONCE = 50;

    /// Where no rule says how long a case stays, somebody looks again after this.
    private static final Duration LOOK_AGAIN = Duration.ofDays(1);

    private static final Set<String> OF_AN_ILLNESS =
            Set.of("test_result", "diagnosis", "declaration");

    private final CaseRows rows;
    private final Facts facts;
    private final People people;
    private final StayRules rules;
    private final CareProperties properties;
    private final Thresholds thresholds;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ProvenCases(
            CaseRows rows,
            Facts facts,
            People people,
            StayRules rules,
            CareProperties properties,
            Thresholds thresholds,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.facts = facts;
        this.people = people;
        this.rules = rules;
        this.properties = properties;
        this.thresholds = thresholds;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// The case, as far as the caller may see it.
    @Transactional
    public Optional<ProvenCase> find(UUID caseId) {
        return rows.find(caseId);
    }

    /// As [#find] for many; unknown ones are missing.
    @Transactional
    public List<ProvenCase> find(Collection<UUID> cases) {
        return cases.isEmpty() ? List.of() : rows.find(cases);
    }

    /// The cases of a person, oldest first, as far as the caller may see them.
    @Transactional
    public List<ProvenCase> ofPerson(UUID person) {
        return rows.ofPerson(person);
    }

    @EventListener
    void on(ProofsChanged changed) {
        rows.mark(changed.records(), now());
    }

    @EventListener
    void on(FactsRecorded changed) {
        if (!changed.persons().isEmpty()) {
            rows.markCasesOf(List.of(), changed.persons(), now());
        }
    }

    @EventListener
    void on(LinksChanged changed) {
        rows.markCasesOf(changed.records(), changed.persons(), now());
    }

    /// Looks at some of what waits, in a transaction of its own. Needs no scope.
    ///
    /// @return true when there may be more at once
    public boolean step() {
        return Scopes.call(
                Scope.worker(Purpose.CARE),
                () ->
                        Boolean.TRUE.equals(
                                transaction.execute(status -> {
                                    Instant now = now();
                                    rows.markDue(now, AT_ONCE);
                                    List<UUID> records = rows.take(now, AT_ONCE);
                                    Set<UUID> changed = new LinkedHashSet<>();
                                    records.stream().sorted().forEach(r -> settle(r, now, changed));
                                    if (!changed.isEmpty()) {
                                        events.publishEvent(new CasesChanged(changed));
                                    }
                                    return !records.isEmpty();
                                })));
    }

    /// Looks at everything that waits now and returns when that is done.
    public void catchUp() {
        while (step()) {}
    }

    private void settle(UUID record, Instant now, Set<UUID> changed) {
        List<ProvenCase> before = new ArrayList<>(rows.ofRecord(record));
        List<Fact> told = facts.toldBy(List.of(record));
        LinkedTo link = people.linksOf(List.of(record)).get(record);
        UUID person =
                link != null && (float) link.probability() >= (float) thresholds.burden()
                        ? link.personId()
                        : null;
        List<Fact> known = person == null ? told : sure(facts.of(person));
        before.removeIf(c -> !c.stands());
        for (Fact proof : firstProofs(told, known)) {
            ProvenCase match =
                    before.stream()
                            .filter(c -> near(c.sampledAt(), proof.at()))
                            .findFirst()
                            .orElse(null);
            if (match != null) {
                before.remove(match);
            } else if (stale(proof) || (person != null && isAnothers(person, record, proof))) {
                continue;
            }
            String area = link == null ? proof.area() : link.area();
            ProvenCase one =
                    new ProvenCase(
                            match == null ? TimedId.next(clock) : match.caseId(),
                            record,
                            person,
                            area,
                            match == null ? "open" : match.state(),
                            proof.kind().equals("diagnosis") ? "diagnosis" : "own_pcr",
                            proof.at(),
                            resultAt(proof),
                            match == null ? proof.receivedAt() : match.receivedAt(),
                            match == null ? now : match.openedAt(),
                            match == null ? null : match.closedAt());
            boolean ended = look(one, known, now);
            if (ended || !one.equals(match)) {
                changed.add(one.caseId());
            }
        }
        for (ProvenCase gone : before) {
            withdraw(gone, person, now);
            changed.add(gone.caseId());
        }
    }

    /// Writes the case as the rules see it now; true when that closed it.
    private boolean look(ProvenCase one, List<Fact> known, Instant now) {
        if (!one.state().equals("open")) {
            rows.write(one, null);
            return false;
        }
        boolean paper =
                known.stream().anyMatch(f -> recovery(f) && !f.at().isBefore(one.sampledAt()));
        if (paper) {
            rows.write(closed(one, "recovered", now), null);
            return true;
        }
        Instant end = end(one, known, true);
        if (end == null || now.isBefore(end)) {
            rows.write(one, end == null ? now.plus(LOOK_AGAIN) : end);
            return false;
        }
        Instant withoutNews = end(one, known, false);
        if (withoutNews != null && !end.isBefore(withoutNews)) {
            rows.write(closed(one, "lapsed", now), null);
            return true;
        }
        rows.write(closed(one, "recovered", now), null);
        facts.record(
                List.of(
                        new NewFact(
                                one.recordId(),
                                key(one),
                                "recovery",
                                end,
                                "",
                                Map.of("proof", "discharge_rule", "case", one.caseId().toString()),
                                KeyClass.HEALTH,
                                SOURCE)));
        return true;
    }

    /// When the discharge rule in force lets the case go.
    ///
    /// @param tests false: as if no test had come after the proof
    private @Nullable Instant end(ProvenCase one, List<Fact> known, boolean tests) {
        List<StayRules.Ground> grounds =
                known.stream()
                        .filter(f -> OF_AN_ILLNESS.contains(f.kind()))
                        .filter(f -> tests || proves(f) || f.kind().equals("declaration"))
                        .filter(f ->
                                tests
                                        || !f.kind().equals("test_result")
                                        || !f.at().isAfter(one.sampledAt()))
                        .map(f -> new StayRules.Ground(f.kind(), f.at(), f.details()))
                        .toList();
        return rules.stay(one.personId(), grounds, one.sampledAt())
                .map(StayRules.Stay::until)
                .orElse(null);
    }

    private static ProvenCase closed(ProvenCase one, String state, Instant now) {
        return new ProvenCase(
                one.caseId(),
                one.recordId(),
                one.personId(),
                one.area(),
                state,
                one.proof(),
                one.sampledAt(),
                one.resultAt(),
                one.receivedAt(),
                one.openedAt(),
                now);
    }

    private void withdraw(ProvenCase gone, @Nullable UUID person, Instant now) {
        rows.write(closed(gone, "withdrawn", now), null);
        facts.retract(SOURCE, List.of(key(gone)));
        UUID other = person == null ? gone.personId() : person;
        if (other != null) {
            // Another record of the person may prove the illness by itself.
            rows.mark(
                    facts.of(other).stream()
                            .filter(ProvenCases::proves)
                            .map(Fact::recordId)
                            .filter(r -> !r.equals(gone.recordId()))
                            .toList(),
                    now);
        }
    }

    private static String key(ProvenCase one) {
        return "recovery:" + one.caseId();
    }

    /// The first proof of each illness this record proves.
    private List<Fact> firstProofs(List<Fact> told, List<Fact> known) {
        List<Fact> proofs =
                told.stream()
                        .filter(ProvenCases::proves)
                        .sorted(Comparator.comparing(Fact::at).thenComparing(Fact::factId))
                        .toList();
        List<Instant> recoveries =
                known.stream().filter(f -> f.kind().equals("recovery")).map(Fact::at).toList();
        List<Fact> first = new ArrayList<>();
        for (Fact proof : proofs) {
            Fact last = first.isEmpty() ? null : first.getLast();
            if (last == null
                    || !near(last.at(), proof.at())
                    || recoveries.stream()
                            .anyMatch(r -> r.isAfter(last.at()) && !r.isAfter(proof.at()))) {
                first.add(proof);
            }
        }
        return first;
    }

    private boolean near(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(properties.oneIllness()) <= 0;
    }

    private boolean stale(Fact proof) {
        return Duration.between(resultAt(proof), proof.receivedAt())
                        .compareTo(properties.freshWithin())
                > 0;
    }

    private boolean isAnothers(UUID person, UUID record, Fact proof) {
        return rows.ofPerson(person).stream()
                .anyMatch(c ->
                        c.stands()
                                && !c.recordId().equals(record)
                                && near(c.sampledAt(), proof.at()));
    }

    private List<Fact> sure(List<Fact> all) {
        return all.stream()
                .filter(f -> (float) f.linkProbability() >= (float) thresholds.burden())
                .toList();
    }

    /// A PCR of one person's own sample, or a diagnosis: what the text in force calls a case, as
    /// far as one fact alone can prove it (3638/QĐ-BYT; 11042/BYT-DP, first clause).
    private static boolean proves(Fact fact) {
        return switch (fact.kind()) {
            case "diagnosis" -> true;
            case "test_result" ->
                    "positive".equals(fact.details().get("result"))
                            && "pcr".equals(fact.details().get("method"))
                            && !Boolean.TRUE.equals(fact.details().get("pooled"));
            default -> false;
        };
    }

    private static boolean recovery(Fact fact) {
        return fact.kind().equals("recovery") && !"none".equals(fact.details().get("proof"));
    }

    private static Instant resultAt(Fact proof) {
        Object at = proof.details().get("result_at");
        try {
            return at == null ? proof.at() : Instant.parse(at.toString());
        } catch (DateTimeParseException unreadable) {
            return proof.at();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
