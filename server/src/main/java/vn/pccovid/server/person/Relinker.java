package vn.pccovid.server.person;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Moves stored records between persons and the waiting room: appends the events and makes every
/// projection (links, keys, residence, merged persons, reviews) what it would be had the records
/// always been there. Only called while links are locked for all others.
@Component
class Relinker {
    /// More records than this under one person is a mistake somewhere; nothing is moved then.
    static final int RECORDS_PER_PERSON = 5_000;

    private final LinkRows rows;
    private final BlindIndex index;
    private final LinkageModels models;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Relinker(
            LinkRows rows,
            BlindIndex index,
            LinkageModels models,
            ApplicationEventPublisher events,
            Clock clock) {
        this.rows = rows;
        this.index = index;
        this.models = models;
        this.events = events;
        this.clock = clock;
    }

    /// A person whose last record went back to the waiting room: a signpost to nobody.
    static final UUID NOBODY = new UUID(0, 0);

    /// One record's new place.
    ///
    /// @param to null: the waiting room
    /// @param kind of the event
    /// @param holds who is said to hold the record there; another than `decidedBy` when a decision
    ///   is taken back, since then whoever decided before decides again
    /// @param waitsFor why it waits, if it waits
    record Move(
            Stored record,
            @Nullable UUID to,
            float probability,
            String kind,
            String decidedBy,
            String evidence,
            String reason,
            @Nullable UUID undoes,
            String holds,
            String waitsFor) {
        Move(
                Stored record,
                @Nullable UUID to,
                float probability,
                String kind,
                String decidedBy,
                String evidence,
                String reason,
                @Nullable UUID undoes) {
            this(
                    record,
                    to,
                    probability,
                    kind,
                    decidedBy,
                    evidence,
                    reason,
                    undoes,
                    decidedBy,
                    reason);
        }

        static Move to(
                Stored record,
                UUID person,
                float probability,
                String by,
                String evidence,
                String reason) {
            return new Move(record, person, probability, "linked", by, evidence, reason, null);
        }

        static Move waiting(Stored record, float probability, String by, String reason) {
            return new Move(record, null, probability, "held", by, "", reason, null);
        }
    }

    /// @return the event of each record
    Map<UUID, UUID> apply(List<Move> moves) {
        Instant now = clock.instant();
        List<UUID> ids = moves.stream().map(m -> m.record().recordId()).toList();
        Map<UUID, LinkRows.Placed> placed = rows.placedBy(ids);
        Map<UUID, LinkRows.Held> waiting = rows.waitingOf(ids);
        Set<UUID> persons = new LinkedHashSet<>();
        placed.values().forEach(p -> persons.add(p.personId()));
        for (Move move : moves) {
            if (move.to() != null) {
                persons.add(move.to());
            }
        }
        Map<UUID, LinkRows.Loaded> before = rows.load(persons, RECORDS_PER_PERSON + 1);
        Map<UUID, Map<UUID, Stored>> after = new LinkedHashMap<>();
        for (UUID person : persons) {
            Map<UUID, Stored> records = new LinkedHashMap<>();
            LinkRows.Loaded loaded = before.get(person);
            if (loaded != null) {
                loaded.records().forEach(r -> records.put(r.recordId(), r));
            }
            if (records.size() > RECORDS_PER_PERSON) {
                throw new IllegalStateException(
                        "person " + person + " has over " + RECORDS_PER_PERSON + " records");
            }
            after.put(person, records);
        }
        moveKeysOfWaiting(moves, waiting);
        Map<UUID, UUID> wentTo = new HashMap<>();
        Set<UUID> moved = new LinkedHashSet<>();
        for (Move move : moves) {
            UUID id = move.record().recordId();
            LinkRows.Placed at = placed.get(id);
            if (at != null) {
                Objects.requireNonNull(after.get(at.personId())).remove(id);
                if (move.to() != null) {
                    wentTo.put(at.personId(), move.to());
                }
            }
            if (move.to() != null) {
                Objects.requireNonNull(after.get(move.to())).put(id, move.record());
            }
            if (!Objects.equals(at == null ? null : at.personId(), move.to())) {
                moved.add(id);
            }
        }
        rows.displace(
                placed.values().stream()
                        .collect(
                                HashMap::new,
                                (m, p) -> m.put(p.recordId(), p.personId()),
                                HashMap::putAll),
                waiting.keySet());
        Map<UUID, String> areas = movePersons(before, after, wentTo, now);
        Map<UUID, UUID> written = write(moves, placed, areas, now);
        if (!areas.isEmpty()) {
            Map<UUID, String> changed = new LinkedHashMap<>();
            areas.forEach((person, area) -> {
                LinkRows.Loaded was = before.get(person);
                if (was != null && !was.area().equals(area)) {
                    changed.put(person, area);
                }
            });
            rows.moveResidence(changed);
            if (!changed.isEmpty()) {
                events.publishEvent(new ResidenceChanged(changed));
            }
        }
        if (!moved.isEmpty()) {
            Set<UUID> touched = new LinkedHashSet<>();
            for (Move move : moves) {
                if (moved.contains(move.record().recordId())) {
                    LinkRows.Placed at = placed.get(move.record().recordId());
                    if (at != null) {
                        touched.add(at.personId());
                    }
                    if (move.to() != null) {
                        touched.add(move.to());
                    }
                }
            }
            events.publishEvent(new LinksChanged(moved, touched));
        }
        return written;
    }

    /// Keys, residence and existence of the persons; returns the residence of those that have
    /// records.
    private Map<UUID, String> movePersons(
            Map<UUID, LinkRows.Loaded> before,
            Map<UUID, Map<UUID, Stored>> after,
            Map<UUID, UUID> wentTo,
            Instant now) {
        List<LinkRows.KeyRow> added = new ArrayList<>();
        List<LinkRows.KeyRow> removed = new ArrayList<>();
        Set<Long> changed = new LinkedHashSet<>();
        List<LinkRows.PersonRow> people = new ArrayList<>();
        Map<UUID, String> areas = new LinkedHashMap<>();
        Map<UUID, Boolean> nearby = new HashMap<>();
        after.forEach((person, records) -> {
            LinkRows.Loaded loaded = before.get(person);
            Set<Long> had = loaded == null ? Set.of() : index.union(loaded.records());
            Set<Long> has = index.union(records.values());
            had.stream()
                    .filter(k -> !has.contains(k))
                    .forEach(k -> removed.add(new LinkRows.KeyRow(k, person, false)));
            has.stream()
                    .filter(k -> !had.contains(k))
                    .forEach(k -> added.add(new LinkRows.KeyRow(k, person, false)));
            if (loaded == null || !sameRecords(loaded.records(), records.keySet())) {
                changed.addAll(had);
                changed.addAll(has);
            }
            if (records.isEmpty()) {
                return;
            }
            Portrait portrait = new Portrait(records.values());
            areas.put(person, portrait.area());
            people.add(
                    new LinkRows.PersonRow(
                            person,
                            portrait.area(),
                            portrait.birthYear(),
                            portrait.verified(),
                            now));
        });
        rows.removeKeys(removed);
        rows.addKeys(added, index.keyId());
        rows.upsertPersons(people);
        after.forEach((person, records) -> {
            UUID target = wentTo.get(person);
            if (records.isEmpty() && target != null && !target.equals(person)) {
                rows.mergeInto(person, target);
            } else if (records.isEmpty() && target == null && before.containsKey(person)) {
                rows.mergeInto(person, NOBODY);
            }
        });
        // Whoever waits near a person whose records changed is judged again: with one more record
        // it
        // may be sure now, with one person less nobody else is in question.
        for (LinkRows.Holder holder : rows.holders(changed)) {
            if (holder.waiting()) {
                nearby.put(holder.id(), true);
            }
        }
        rows.unsettle(nearby);
        return areas;
    }

    private static boolean sameRecords(List<Stored> before, Set<UUID> after) {
        return before.size() == after.size()
                && before.stream().allMatch(r -> after.contains(r.recordId()));
    }

    private void moveKeysOfWaiting(List<Move> moves, Map<UUID, LinkRows.Held> waiting) {
        List<LinkRows.KeyRow> removed = new ArrayList<>();
        List<LinkRows.KeyRow> added = new ArrayList<>();
        Map<Vault.VersionId, Stored> old =
                rows.open(
                        waiting.values().stream()
                                .map(h -> new Vault.VersionId(h.recordId(), h.version()))
                                .toList());
        for (Move move : moves) {
            UUID id = move.record().recordId();
            LinkRows.Held held = waiting.get(id);
            Stored was = held == null ? null : old.get(new Vault.VersionId(id, held.version()));
            if (was != null) {
                index.of(was.description())
                        .all()
                        .forEach(k -> removed.add(new LinkRows.KeyRow(k, id, true)));
            }
            if (move.to() == null) {
                index.of(move.record().description())
                        .all()
                        .forEach(k -> added.add(new LinkRows.KeyRow(k, id, true)));
            }
        }
        rows.removeKeys(removed);
        rows.addKeys(added, index.keyId());
    }

    private Map<UUID, UUID> write(
            List<Move> moves,
            Map<UUID, LinkRows.Placed> placed,
            Map<UUID, String> areas,
            Instant now) {
        List<LinkRows.Placed> places = new ArrayList<>();
        List<LinkRows.Held> held = new ArrayList<>();
        List<LinkRows.Event> log = new ArrayList<>();
        List<UUID> decided = new ArrayList<>();
        Map<UUID, UUID> written = new LinkedHashMap<>();
        for (Move move : moves) {
            Stored record = move.record();
            UUID eventId = TimedId.next(clock);
            written.put(record.recordId(), eventId);
            LinkRows.Placed at = placed.get(record.recordId());
            if (move.to() != null) {
                places.add(
                        new LinkRows.Placed(
                                record.recordId(),
                                record.version(),
                                move.to(),
                                areas.getOrDefault(move.to(), ""),
                                move.probability(),
                                eventId,
                                move.holds()));
                decided.add(record.recordId());
            } else {
                held.add(
                        new LinkRows.Held(
                                record.recordId(),
                                record.version(),
                                move.probability(),
                                move.waitsFor()));
            }
            log.add(
                    new LinkRows.Event(
                            record.recordId(),
                            eventId,
                            move.kind(),
                            now,
                            move.to(),
                            at == null ? null : at.personId(),
                            move.probability(),
                            move.decidedBy(),
                            models.current().version(),
                            move.evidence(),
                            move.reason(),
                            move.undoes()));
        }
        rows.place(
                places,
                moves.stream()
                        .map(Move::record)
                        .collect(Collectors.toMap(Stored::recordId, r -> r, (a, b) -> b)));
        rows.hold(held);
        rows.append(log);
        if (!decided.isEmpty()) {
            rows.closeReviews(decided, "settled", now, moves.getFirst().decidedBy());
        }
        return written;
    }
}
