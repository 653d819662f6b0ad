package vn.pccovid.server.fact;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.person.LinkedTo;
import vn.pccovid.server.person.LinksChanged;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.ResidenceChanged;
import vn.pccovid.server.person.TimedId;

/// The door to facts. A fact belongs to its record; whom it counts for follows the links of person,
/// at once and in the same transaction. Thread-safe.
@Service
public class Facts {
    /// Persons read in one call of [#ofAll].
    private static final int PERSONS_AT_ONCE = 10_000;

    private static final int REBUILT_AT_ONCE = 2_000;

    private final FactRows rows;
    private final FactDetails details;
    private final People people;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Facts(
            FactRows rows,
            FactDetails details,
            People people,
            JdbcClient jdbc,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.details = details;
        this.people = people;
        this.jdbc = jdbc;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// Records a batch within the caller's transaction, in order. Same key and same content changes
    /// nothing; same key and other content is a new version that retracts the old one. Needs the
    /// worker's scope.
    ///
    /// @return one outcome per fact, in order
    @Transactional
    public List<FactOutcome> record(List<NewFact> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        Set<UUID> records = new LinkedHashSet<>();
        batch.forEach(f -> records.add(f.recordId()));
        Map<UUID, LinkedTo> links = new HashMap<>(people.holdLinksOf(records));
        List<byte[]> keys = batch.stream().map(f -> details.key(f.source(), f.factKey())).toList();
        Map<ByteBuffer, FactRows.Version> current = new HashMap<>(rows.current(keys));
        Map<UUID, FactRows.Version> added = new LinkedHashMap<>();
        List<FactRows.Version> written = new ArrayList<>();
        List<FactRows.Version> replaced = new ArrayList<>();
        List<FactOutcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            NewFact fact = batch.get(i);
            ByteBuffer key = ByteBuffer.wrap(keys.get(i));
            byte[] plain = details.plain(fact.details());
            byte[] content = details.content(fact, plain);
            FactRows.Version before = current.get(key);
            LinkedTo link = links.get(fact.recordId());
            UUID person = link == null ? null : link.personId();
            if (before != null && Arrays.equals(before.contentHash(), content)) {
                outcomes.add(new FactOutcome(before.factId(), FactOutcome.Change.REPEATED, person));
                continue;
            }
            UUID id = TimedId.next(clock);
            FactRows.Version version =
                    new FactRows.Version(
                            keys.get(i),
                            before == null ? 1 : before.version() + 1,
                            id,
                            fact.recordId(),
                            fact.source(),
                            fact.kind(),
                            fact.at(),
                            fact.area(),
                            now,
                            content,
                            details.seal(fact.keyClass(), now, plain, id));
            current.put(key, version);
            written.add(version);
            if (before != null) {
                if (added.remove(before.factId()) == null) {
                    replaced.add(before);
                }
            }
            added.put(id, version);
            outcomes.add(
                    new FactOutcome(
                            id,
                            before == null ? FactOutcome.Change.NEW : FactOutcome.Change.CORRECTED,
                            person));
        }
        rows.insert(written);
        Set<UUID> persons = new LinkedHashSet<>(discount(replaced, links));
        rows.count(counted(added.values(), links, persons));
        publish(persons);
        publishProofs(batch, outcomes, replaced);
        people.moreHangsOn(
                added.values().stream()
                        .map(FactRows.Version::recordId)
                        .filter(id -> !links.containsKey(id))
                        .toList());
        return outcomes;
    }

    /// A source takes facts back: a version without content ends each. Unknown keys and facts
    /// already taken back change nothing. Needs the worker's scope.
    ///
    /// @return how many ended
    @Transactional
    public int retract(String source, Collection<String> factKeys) {
        List<FactRows.Version> ends = new ArrayList<>();
        List<FactRows.Version> ended = new ArrayList<>();
        Instant now = clock.instant();
        List<byte[]> keys =
                new LinkedHashSet<>(factKeys).stream().map(k -> details.key(source, k)).toList();
        Map<UUID, LinkedTo> links = new HashMap<>(people.holdLinksOf(Set.of()));
        for (FactRows.Version before : rows.current(keys).values()) {
            if (before.details() != null) {
                ended.add(before);
                ends.add(
                        new FactRows.Version(
                                before.keyHash(),
                                before.version() + 1,
                                TimedId.next(clock),
                                before.recordId(),
                                before.source(),
                                before.kind(),
                                before.at(),
                                before.area(),
                                now,
                                new byte[16],
                                null));
            }
        }
        rows.insert(ends);
        publish(discount(ended, links));
        publishProofs(List.of(), List.of(), ended);
        return ends.size();
    }

    private void publishProofs(
            List<NewFact> batch, List<FactOutcome> outcomes, List<FactRows.Version> ended) {
        Set<UUID> records = new LinkedHashSet<>();
        for (int i = 0; i < batch.size(); i++) {
            NewFact fact = batch.get(i);
            if (outcomes.get(i).change() != FactOutcome.Change.REPEATED
                    && ProofsChanged.proves(fact.kind(), fact.details())) {
                records.add(fact.recordId());
            }
        }
        for (FactRows.Version version : ended) {
            if (ProofsChanged.mayProve(version.kind())) {
                records.add(version.recordId());
            }
        }
        if (!records.isEmpty()) {
            events.publishEvent(new ProofsChanged(records));
        }
    }

    private Set<UUID> discount(List<FactRows.Version> ended, Map<UUID, LinkedTo> links) {
        if (ended.isEmpty()) {
            return Set.of();
        }
        Set<UUID> unknown = new LinkedHashSet<>();
        ended.forEach(v -> unknown.add(v.recordId()));
        unknown.removeAll(links.keySet());
        links.putAll(people.linksOf(unknown));
        Set<UUID> persons = new LinkedHashSet<>();
        for (FactRows.Version version : ended) {
            LinkedTo link = links.get(version.recordId());
            if (link != null) {
                persons.add(link.personId());
            }
        }
        rows.discount(persons, ended.stream().map(FactRows.Version::factId).toList());
        return persons;
    }

    private static List<FactRows.Counted> counted(
            Collection<FactRows.Version> facts, Map<UUID, LinkedTo> links, Set<UUID> persons) {
        List<FactRows.Counted> counted = new ArrayList<>();
        for (FactRows.Version fact : facts) {
            LinkedTo link = links.get(fact.recordId());
            if (link != null) {
                persons.add(link.personId());
                counted.add(
                        new FactRows.Counted(
                                fact, link.personId(), link.area(), (float) link.probability()));
            }
        }
        return counted;
    }

    private void publish(Set<UUID> persons) {
        if (!persons.isEmpty()) {
            events.publishEvent(new FactsRecorded(persons));
        }
    }

    /// Facts follow their records.
    @EventListener
    void on(LinksChanged changed) {
        if (!changed.records().isEmpty()) {
            rows.discountRecords(changed.persons(), changed.records());
            project(changed.records());
        }
        publish(changed.persons());
    }

    /// The residence stands in the projection, where row-level security reads it.
    @EventListener
    void on(ResidenceChanged changed) {
        Set<UUID> persons = changed.areas().keySet();
        List<UUID> records = rows.recordsOfPersons(persons);
        if (!records.isEmpty()) {
            rows.discountRecords(persons, records);
            project(records);
        }
        publish(persons);
    }

    private void project(Collection<UUID> records) {
        List<FactRows.Version> facts = rows.ofRecords(records);
        if (!facts.isEmpty()) {
            Set<UUID> speaking = new LinkedHashSet<>();
            facts.forEach(f -> speaking.add(f.recordId()));
            rows.count(counted(facts, people.linksOf(speaking), new LinkedHashSet<>()));
        }
    }

    /// What counts for a person now, oldest first; empty for nobody and for nobody the caller may
    /// see.
    @Transactional
    public List<Fact> of(UUID personId) {
        return ofAll(List.of(personId)).getOrDefault(personId, List.of());
    }

    /// As [#of] for many persons; persons without facts are missing from the answer.
    @Transactional
    public Map<UUID, List<Fact>> ofAll(Collection<UUID> personIds) {
        if (personIds.size() > PERSONS_AT_ONCE) {
            throw new IllegalArgumentException(
                    "facts of %d persons at once, wanted at most %d"
                            .formatted(personIds.size(), PERSONS_AT_ONCE));
        }
        Map<UUID, List<Fact>> facts = new HashMap<>();
        if (personIds.isEmpty()) {
            return facts;
        }
        jdbc.sql(
                        """
                        SELECT f.person_id, f.fact_id, f.record_id, f.kind, f.at, f.area, f.details, f.source,
                               f.received_at, f.link_probability
                        FROM unnest(?::uuid[]) AS u (p)
                        CROSS JOIN LATERAL (SELECT * FROM fact.person_fact WHERE person_id = u.p) f
                        ORDER BY f.person_id, f.at, f.fact_id
                        """)
                .param(FactRows.uuids(personIds, id -> id))
                .query(rs -> {
                    UUID id = rs.getObject(2, UUID.class);
                    facts.computeIfAbsent(rs.getObject(1, UUID.class), p -> new ArrayList<>())
                            .add(
                                    new Fact(
                                            id,
                                            rs.getObject(3, UUID.class),
                                            rs.getString(4),
                                            rs.getTimestamp(5).toInstant(),
                                            rs.getString(6),
                                            details.open(rs.getBytes(7), id),
                                            rs.getString(8),
                                            rs.getTimestamp(9).toInstant(),
                                            rs.getFloat(10)));
                });
        return facts;
    }

    /// What records tell now, whomever they count for, and even if they count for nobody yet;
    /// `linkProbability` is 0. Opens sealed details: only for work on links. Needs the worker's
    /// scope.
    @Transactional
    public List<Fact> toldBy(Collection<UUID> recordIds) {
        return rows.ofRecords(recordIds).stream()
                .filter(version -> version.details() != null)
                .map(version -> fact(version, 0))
                .toList();
    }

    /// What records had told by an instant, with the versions as they were then, oldest first. Only
    /// for replays; needs the worker's scope.
    ///
    /// @param links match probability by record
    @Transactional
    public List<Fact> toldBy(Map<UUID, Double> links, Instant at) {
        return rows.ofRecords(links.keySet(), at).stream()
                .map(version ->
                        fact(version, Objects.requireNonNull(links.get(version.recordId()))))
                .sorted(java.util.Comparator.comparing(Fact::at).thenComparing(Fact::factId))
                .toList();
    }

    private Fact fact(FactRows.Version version, double linkProbability) {
        return new Fact(
                version.factId(),
                version.recordId(),
                version.kind(),
                version.at(),
                version.area(),
                details.open(Objects.requireNonNull(version.details()), version.factId()),
                version.source(),
                version.receivedAt(),
                linkProbability);
    }

    /// Makes the projection anew from facts and links, in small transactions. Safe to stop and run
    /// again; while it runs persons may show fewer facts. Needs the worker's scope.
    ///
    /// @return how many facts count for somebody
    public long rebuild() {
        while (rebuilt(() -> rows.clearProjection(REBUILT_AT_ONCE)) > 0) {}
        long total = 0;
        UUID last = new UUID(0, 0);
        while (true) {
            UUID after = last;
            List<UUID> page = new ArrayList<>();
            total +=
                    rebuilt(() -> {
                        page.addAll(rows.recordsAfter(after, REBUILT_AT_ONCE));
                        Map<UUID, LinkedTo> links = people.holdLinksOf(page);
                        Set<UUID> persons = new LinkedHashSet<>();
                        links.values().forEach(l -> persons.add(l.personId()));
                        rows.discountRecords(persons, page);
                        List<FactRows.Counted> counted =
                                counted(rows.ofRecords(page), links, new LinkedHashSet<>());
                        rows.count(counted);
                        publish(persons);
                        return counted.size();
                    });
            if (page.isEmpty()) {
                return total;
            }
            last = page.getLast();
        }
    }

    private int rebuilt(java.util.function.Supplier<Integer> step) {
        @Nullable Integer done = transaction.execute(status -> step.get());
        return Objects.requireNonNull(done);
    }
}
