package vn.pccovid.server.person;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.linkage.CandidatePerson;
import vn.pccovid.lib.linkage.FeatureCache;
import vn.pccovid.lib.linkage.FieldEvidence;
import vn.pccovid.lib.linkage.Judge;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.lib.linkage.Verdict;

/// Links a batch of records: one round of statements to find the candidates of all, then each
/// record is judged in turn and sees what the ones before it decided, then one round of statements
/// to write.
///
/// Order of locks, the same for everybody: source keys by hash, then the lock on links (shared, or
/// exclusive if a stored record has to be judged anew), then strong identifiers by hash.
@Component
class Linker {
    /// Persons compared with one record.
    private static final int CANDIDATES = 64;

    /// Descriptions whose features are kept; about 300 bytes each.
    private static final int FEATURES = 60_000;

    /// From so many new records on the database writes beside the judging thread; for fewer it does
    /// not pay to wake another.
    private static final int WRITTEN_BEHIND = 256;

    /// Records of a batch whose surroundings are looked up together.
    private static final int LOOKED_UP_AT_ONCE = 500;

    static final String BY_MODEL = "model";

    private final LinkRows rows;
    private final BlindIndex index;
    private final Vault vault;
    private final RegisterSurvey survey;
    private final LinkageModels models;
    private final Rejudging rejudging;
    private final SourceTallies tallies;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final DataSource source;
    private final LongAdder keysOverBound = new LongAdder();
    private volatile Features features =
            new Features(LinkageModel.standard(), new FeatureCache(FEATURES));

    /// What one model works out for descriptions, across batches.
    record Features(LinkageModel model, FeatureCache cache) {}

    Linker(
            LinkRows rows,
            BlindIndex index,
            Vault vault,
            RegisterSurvey survey,
            LinkageModels models,
            Relinker relinker,
            SourceTallies tallies,
            ApplicationEventPublisher events,
            Clock clock,
            DataSource source) {
        this.rows = rows;
        this.index = index;
        this.vault = vault;
        this.survey = survey;
        this.models = models;
        this.rejudging = new Rejudging(this::around, rows, index, vault, survey, relinker, clock);
        this.tallies = tallies;
        this.events = events;
        this.clock = clock;
        this.source = source;
    }

    private record Item(int place, PreparedRecord prepared) {
        IncomingRecord in() {
            return prepared.in;
        }

        byte[] keyHash() {
            return prepared.keyHash;
        }

        byte[] contentHash() {
            return prepared.contentHash;
        }
    }

    PreparedRecord prepare(IncomingRecord in) {
        Features known = features;
        known.model().ahead(in.description(), known.cache());
        return new PreparedRecord(in, index, vault);
    }

    /// Features by the model in force.
    FeatureCache features() {
        LinkageModel model = models.current();
        Features known = features;
        if (known.model() != model) {
            known = new Features(model, new FeatureCache(FEATURES));
            features = known;
        }
        return known.cache();
    }

    List<RecordOutcome> link(List<PreparedRecord> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        rows.planForLookups();
        List<Item> items = new ArrayList<>(batch.size());
        Map<ByteBuffer, Item> firsts = new LinkedHashMap<>();
        for (PreparedRecord prepared : batch) {
            Item item = new Item(items.size(), prepared);
            items.add(item);
            firsts.putIfAbsent(ByteBuffer.wrap(item.keyHash()), item);
        }
        Set<ByteBuffer> claimed =
                rows.claim(
                        firsts.values().stream()
                                .sorted((a, b) -> Arrays.compareUnsigned(a.keyHash(), b.keyHash()))
                                .map(i ->
                                        new LinkRows.Claim(
                                                i.keyHash(),
                                                i.in().source(),
                                                i.in().recordId(),
                                                i.contentHash()))
                                .toList());
        List<Item> fresh = new ArrayList<>();
        List<Item> known = new ArrayList<>();
        for (Item item : items) {
            ByteBuffer key = ByteBuffer.wrap(item.keyHash());
            Item first = firsts.get(key);
            boolean isFresh =
                    claimed.contains(key) && first != null && first.place() == item.place();
            (isFresh ? fresh : known).add(item);
        }
        Map<ByteBuffer, LinkRows.Known> stored =
                known.isEmpty()
                        ? Map.of()
                        : rows.lockKnown(
                                known.stream()
                                        .map(Item::keyHash)
                                        .sorted(Arrays::compareUnsigned)
                                        .toList());
        if (known.stream().allMatch(i -> same(stored, i))) {
            rows.holdLinks();
        } else {
            rows.lockLinks();
        }
        @Nullable RecordOutcome[] outcomes = new RecordOutcome[items.size()];
        linkFresh(fresh, outcomes);
        meetKnown(known, stored, outcomes);
        SourceTallies.Counter met = new SourceTallies.Counter();
        for (Item item : known) {
            RecordOutcome outcome = outcomes[item.place()];
            if (outcome != null && outcome.outcome() == Outcome.CORRECTED) {
                met.add(item.in().source(), "outcome:corrected", 1);
            }
        }
        tallies.append(met);
        return Arrays.stream(outcomes).map(Objects::requireNonNull).toList();
    }

    private static boolean same(Map<ByteBuffer, LinkRows.Known> stored, Item item) {
        LinkRows.Known known = stored.get(ByteBuffer.wrap(item.keyHash()));
        return known != null && Arrays.equals(known.contentHash(), item.contentHash());
    }

    // ---- records not seen before

    private void linkFresh(List<Item> fresh, @Nullable RecordOutcome[] outcomes) {
        if (fresh.isEmpty()) {
            return;
        }
        List<Long> strong = new ArrayList<>();
        fresh.forEach(item -> strong.addAll(item.prepared().keys.strong()));
        rows.lockIdentifiers(strong);
        Batch out = new Batch(clock.instant(), Around.nobody());
        if (fresh.size() < WRITTEN_BEHIND) {
            LinkRows.Together together = rows.together();
            meet(out.around, new Search(rows).find(keys(fresh)));
            judge(out, fresh, outcomes);
            write(out, together.rows(), fresh);
            together.run();
        } else {
            Connection connection = DataSourceUtils.getConnection(source);
            try (Writes writes = new Writes()) {
                LinkRows behind = rows.behind(connection, writes);
                judgeInParts(out, new Search(behind), writes, fresh, outcomes);
                write(out, behind, fresh);
                writes.finish();
            } finally {
                DataSourceUtils.releaseConnection(connection, source);
            }
        }
        tallies.append(out.counter);
        Map<String, Map<String, UUID>> bySource = new LinkedHashMap<>();
        for (Item item : fresh) {
            bySource.computeIfAbsent(item.in().source(), s -> new HashMap<>())
                    .put(item.in().sourceKey(), item.in().recordId());
        }
        bySource.forEach(
                (source, records) -> events.publishEvent(new RecordsStored(source, records)));
        out.publish();
    }

    /// While one part of the batch is judged the database looks up who is near the next. Nothing is
    /// written meanwhile, and each key and person is looked up once, so every record meets whom it
    /// would have met had all been looked up before the first was judged.
    private void judgeInParts(
            Batch out,
            Search search,
            Writes writes,
            List<Item> fresh,
            @Nullable RecordOutcome[] outcomes) {
        List<List<Item>> parts = new ArrayList<>();
        for (int from = 0; from < fresh.size(); from += LOOKED_UP_AT_ONCE) {
            parts.add(fresh.subList(from, Math.min(from + LOOKED_UP_AT_ONCE, fresh.size())));
        }
        Supplier<Search.Found> found = writes.ask(() -> search.find(keys(parts.getFirst())));
        for (int i = 0; i < parts.size(); i++) {
            Search.Found near = found.get();
            if (i + 1 < parts.size()) {
                List<Item> next = parts.get(i + 1);
                found = writes.ask(() -> search.find(keys(next)));
            }
            meet(out.around, near);
            judge(out, parts.get(i), outcomes);
        }
    }

    private static Set<Long> keys(List<Item> items) {
        Set<Long> keys = new HashSet<>();
        items.forEach(item -> keys.addAll(item.prepared().keys.all()));
        return keys;
    }

    private static void judge(Batch out, List<Item> items, @Nullable RecordOutcome[] outcomes) {
        for (Item item : items) {
            outcomes[item.place()] = out.place(item.prepared());
        }
    }

    private static void write(Batch out, LinkRows rows, List<Item> fresh) {
        rows.insertRecords(fresh.stream().map(item -> newRecord(item.prepared())).toList());
        out.write(rows);
    }

    private static LinkRows.NewRecord newRecord(PreparedRecord prepared) {
        IncomingRecord in = prepared.in;
        return new LinkRows.NewRecord(
                prepared.stored,
                Portrait.path(in.description()),
                in.receivedAt(),
                prepared.sealedOriginal,
                prepared.sealedCanonical);
    }

    /// A person as this batch sees it.
    static final class Subject {
        final UUID id;
        final boolean isNew;
        final String areaBefore;
        final List<Stored> records;
        private boolean touched;
        private @Nullable CandidatePerson candidate;

        Subject(UUID id, boolean isNew, String areaBefore, List<Stored> records) {
            this.id = id;
            this.isNew = isNew;
            this.areaBefore = areaBefore;
            this.records = records;
        }

        CandidatePerson candidate() {
            CandidatePerson known = candidate;
            if (known == null) {
                known =
                        new CandidatePerson(
                                id,
                                records.size() == 1
                                        ? List.of(records.getFirst().description())
                                        : records.stream()
                                                .limit(LinkRows.RECORDS_COMPARED)
                                                .map(Stored::description)
                                                .distinct()
                                                .toList());
                candidate = known;
            }
            return known;
        }

        /// The same person had that record never been; itself if it has none such.
        Subject without(UUID record) {
            if (records.stream().noneMatch(r -> r.recordId().equals(record))) {
                return this;
            }
            return new Subject(
                    id,
                    isNew,
                    areaBefore,
                    records.stream().filter(r -> !r.recordId().equals(record)).toList());
        }

        void add(Stored stored) {
            records.add(stored);
            touched = true;
            candidate = null;
        }

        boolean verified() {
            return records.stream().anyMatch(Stored::authoritative);
        }
    }

    /// Everyone near a set of keys.
    ///
    /// @param full keys with so many holders that nobody looks for more
    record Around(
            Map<UUID, Subject> persons,
            Map<Long, Set<Subject>> personsByKey,
            Map<Long, Set<UUID>> waitingByKey,
            Set<Long> full) {
        static Around nobody() {
            return new Around(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashSet<>());
        }

        /// Whether one more holder of a key is worth storing; to be asked before it is added.
        boolean hasRoom(Long key) {
            return !full.contains(key)
                    && personsByKey.getOrDefault(key, Set.of()).size()
                                    + waitingByKey.getOrDefault(key, Set.of()).size()
                            <= LinkRows.HOLDERS_PER_KEY;
        }

        List<Subject> candidates(Collection<Long> keys) {
            Set<Subject> found = new LinkedHashSet<>();
            for (Long key : keys) {
                Set<Subject> holders = personsByKey.get(key);
                if (holders != null) {
                    found.addAll(holders);
                }
            }
            List<Subject> candidates = new ArrayList<>(found);
            return candidates.size() > CANDIDATES ? candidates.subList(0, CANDIDATES) : candidates;
        }

        Set<UUID> waiting(Collection<Long> keys) {
            Set<UUID> ids = new LinkedHashSet<>();
            for (Long key : keys) {
                ids.addAll(waitingByKey.getOrDefault(key, Set.of()));
            }
            return ids;
        }
    }

    Around around(Collection<Long> keys) {
        Around around = Around.nobody();
        meet(around, new Search(rows).find(keys));
        return around;
    }

    /// Adds those found.
    private void meet(Around around, Search.Found found) {
        keysOverBound.add(found.full().size());
        around.full().addAll(found.full());
        found.persons()
                .forEach((id, loaded) ->
                        around.persons()
                                .put(id, new Subject(id, false, loaded.area(), loaded.records())));
        for (LinkRows.Holder holder : found.holders()) {
            if (holder.waiting()) {
                around.waitingByKey()
                        .computeIfAbsent(holder.key(), k -> new LinkedHashSet<>())
                        .add(holder.id());
            } else {
                Subject subject = around.persons().get(holder.id());
                if (subject != null) {
                    around.personsByKey()
                            .computeIfAbsent(holder.key(), k -> new LinkedHashSet<>())
                            .add(subject);
                }
            }
        }
    }

    /// What one batch decides, until it is written.
    private final class Batch {
        private final Instant now;
        private final Around around;
        private final Judge judge = survey.judge();
        private final FeatureCache features = features();
        private final List<Placement> placements = new ArrayList<>();
        private final List<LinkRows.Held> held = new ArrayList<>();
        private final List<LinkRows.Event> log = new ArrayList<>();
        private final List<LinkRows.NewReview> reviews = new ArrayList<>();
        private final Set<LinkRows.KeyRow> keyRows = new LinkedHashSet<>();
        private final Map<UUID, Boolean> unsettled = new HashMap<>();
        private final Set<UUID> created = new LinkedHashSet<>();
        private final Map<UUID, String> moved = new LinkedHashMap<>();
        private final SourceTallies.Counter counter = new SourceTallies.Counter();

        private record Placement(Stored stored, Subject person, float probability, UUID eventId) {}

        Batch(Instant now, Around around) {
            this.now = now;
            this.around = around;
        }

        RecordOutcome place(PreparedRecord prepared) {
            IncomingRecord in = prepared.in;
            BlindIndex.Keys keys = prepared.keys;
            Stored stored = prepared.stored;
            List<Subject> candidates = around.candidates(keys.all());
            Verdict verdict =
                    judge.judge(
                            in.description(),
                            candidates.stream().map(Subject::candidate).toList(),
                            features);
            if (foundsAnyway(stored, verdict, around)) {
                verdict = new Verdict.NewPerson(0);
            }
            counter.judged(in.source(), in.description(), verdict);
            return switch (verdict) {
                case Verdict.Link link -> {
                    Subject person = Objects.requireNonNull(around.persons().get(link.personId()));
                    settled(
                            stored,
                            person,
                            "linked",
                            link.probability(),
                            text(link.evidence()),
                            keys,
                            candidates);
                    yield new RecordOutcome(
                            in.recordId(), Outcome.LINKED, person.id, link.probability());
                }
                case Verdict.NewPerson none -> {
                    Subject person = new Subject(TimedId.next(clock), true, "", new ArrayList<>());
                    around.persons().put(person.id, person);
                    created.add(person.id);
                    if (!stored.authoritative()) {
                        // Another worker may found the same person at this moment.
                        unsettled.put(person.id, false);
                    }
                    settled(stored, person, "created", 1, "", keys, candidates);
                    yield new RecordOutcome(in.recordId(), Outcome.NEW_PERSON, person.id, 1);
                }
                case Verdict.Wait wait -> {
                    double best =
                            wait.candidates().isEmpty()
                                    ? 0
                                    : wait.candidates().getFirst().probability();
                    wait(stored, wait, best, keys);
                    yield new RecordOutcome(in.recordId(), Outcome.WAITING, null, best);
                }
            };
        }

        private void settled(
                Stored stored,
                Subject person,
                String kind,
                double probability,
                String evidence,
                BlindIndex.Keys keys,
                List<Subject> candidates) {
            person.add(stored);
            UUID eventId = TimedId.next(clock);
            placements.add(new Placement(stored, person, (float) probability, eventId));
            log.add(
                    event(
                            stored.recordId(),
                            eventId,
                            kind,
                            now,
                            person.id,
                            null,
                            probability,
                            BY_MODEL,
                            evidence,
                            ""));
            for (Long key : keys.all()) {
                boolean room = around.hasRoom(key);
                if (around.personsByKey()
                                .computeIfAbsent(key, k -> new LinkedHashSet<>())
                                .add(person)
                        && room) {
                    keyRows.add(new LinkRows.KeyRow(key, person.id, false));
                }
            }
            // Whoever stands near may be this person too, now that more is known.
            around.waiting(keys.all()).forEach(id -> unsettled.put(id, true));
            boolean verified = person.verified();
            for (Subject other : candidates) {
                if (other != person && !(verified && other.verified())) {
                    unsettled.put(other.verified() ? person.id : other.id, false);
                }
            }
        }

        private void wait(Stored stored, Verdict.Wait wait, double best, BlindIndex.Keys keys) {
            unsettled.put(stored.recordId(), true);
            held.add(new LinkRows.Held(stored.recordId(), 1, (float) best, wait.reason()));
            log.add(
                    event(
                            stored.recordId(),
                            TimedId.next(clock),
                            "held",
                            now,
                            null,
                            null,
                            best,
                            BY_MODEL,
                            "",
                            wait.reason()));
            for (Long key : keys.all()) {
                if (around.hasRoom(key)) {
                    keyRows.add(new LinkRows.KeyRow(key, stored.recordId(), true));
                }
                around.waitingByKey()
                        .computeIfAbsent(key, k -> new LinkedHashSet<>())
                        .add(stored.recordId());
            }
            review(stored, wait, now, around).ifPresent(reviews::add);
        }

        void write(LinkRows rows) {
            List<LinkRows.PersonRow> founded = new ArrayList<>();
            List<LinkRows.PersonRow> changed = new ArrayList<>();
            Map<UUID, String> areas = new HashMap<>();
            for (Subject person : around.persons().values()) {
                if (!person.touched) {
                    continue;
                }
                Portrait portrait = new Portrait(person.records);
                String area = portrait.area();
                areas.put(person.id, area);
                boolean hasMoved = !person.isNew && !area.equals(person.areaBefore);
                if (hasMoved) {
                    moved.put(person.id, area);
                }
                if (person.isNew || hasMoved || person.records.getLast().authoritative()) {
                    (person.isNew ? founded : changed)
                            .add(
                                    new LinkRows.PersonRow(
                                            person.id,
                                            area,
                                            portrait.birthYear(),
                                            portrait.verified(),
                                            now));
                }
            }
            rows.insertPersons(founded);
            rows.upsertPersons(changed);
            rows.moveResidence(moved);
            rows.place(
                    placements.stream()
                            .map(p ->
                                    new LinkRows.Placed(
                                            p.stored().recordId(),
                                            p.stored().version(),
                                            p.person().id,
                                            areas.getOrDefault(p.person().id, ""),
                                            p.probability(),
                                            p.eventId(),
                                            BY_MODEL))
                            .toList(),
                    placements.stream()
                            .map(Placement::stored)
                            .collect(Collectors.toMap(Stored::recordId, s -> s)));
            rows.hold(held);
            rows.append(log);
            rows.addKeys(keyRows, index.keyId());
            rows.openReviews(reviews);
            rows.unsettle(unsettled);
        }

        void publish() {
            if (!moved.isEmpty()) {
                events.publishEvent(new ResidenceChanged(moved));
            }
            if (!created.isEmpty()) {
                events.publishEvent(new LinksChanged(Set.of(), created));
            }
        }
    }

    /// The register's people exist whoever resembles them: a row of the register waits only for
    /// another row of the register. What others founded before it came is joined to it by settle,
    /// so that it may come last.
    static boolean foundsAnyway(Stored stored, Verdict verdict, Around around) {
        return stored.authoritative()
                && verdict instanceof Verdict.Wait wait
                && !wait.reason().equals("insufficient_evidence")
                && wait.candidates().stream()
                        .map(c -> around.persons().get(c.personId()))
                        .noneMatch(s -> s != null && s.verified());
    }

    LinkRows.Event event(
            UUID record,
            UUID eventId,
            String kind,
            Instant at,
            @Nullable UUID person,
            @Nullable UUID prior,
            double probability,
            String by,
            String evidence,
            String reason) {
        return new LinkRows.Event(
                record,
                eventId,
                kind,
                at,
                person,
                prior,
                (float) probability,
                by,
                models.current().version(),
                evidence,
                reason,
                null);
    }

    /// Records nobody resembles enough, for want of evidence, are no question a steward could
    /// answer.
    java.util.Optional<LinkRows.NewReview> review(
            Stored stored, Verdict.Wait wait, Instant now, Around around) {
        if (wait.candidates().isEmpty() || wait.reason().equals("insufficient_evidence")) {
            return java.util.Optional.empty();
        }
        List<Verdict.Candidate> shown = wait.candidates().stream().limit(8).toList();
        // A record without an address is asked where its best candidate lives.
        String area = Portrait.path(stored.description());
        Subject best = around.persons().get(shown.getFirst().personId());
        if (area.isEmpty() && best != null) {
            area = new Portrait(best.records).area();
        }
        return java.util.Optional.of(
                new LinkRows.NewReview(
                        TimedId.next(clock),
                        stored.recordId(),
                        area,
                        now,
                        (float) shown.getFirst().probability(),
                        wait.reason(),
                        stored.source(),
                        ReviewPattern.of(
                                stored.source(), wait.reason(), shown.getFirst().evidence()),
                        shown.stream().map(Verdict.Candidate::personId).toList(),
                        shown.stream().map(c -> (float) c.probability()).toList()));
    }

    static String text(List<FieldEvidence> evidence) {
        return evidence.stream()
                .map(e -> e.field() + ":" + e.level() + ":" + Math.round(e.bits() * 10) / 10.0)
                .collect(Collectors.joining(" "));
    }

    long keysOverBound() {
        return keysOverBound.sum();
    }

    // ---- source keys seen before

    private void meetKnown(
            List<Item> known,
            Map<ByteBuffer, LinkRows.Known> stored,
            @Nullable RecordOutcome[] outcomes) {
        if (known.isEmpty()) {
            return;
        }
        Map<ByteBuffer, LinkRows.Known> now = new HashMap<>(stored);
        List<Rejudging.Correction> corrected = new ArrayList<>();
        for (Item item : known) {
            ByteBuffer key = ByteBuffer.wrap(item.keyHash());
            LinkRows.Known before =
                    now.computeIfAbsent(
                            key,
                            k ->
                                    Objects.requireNonNull(
                                            rows.lockKnown(List.of(item.keyHash())).get(k),
                                            "a source key was neither claimed nor known"));
            if (!Arrays.equals(before.contentHash(), item.contentHash())) {
                int version = before.version() + 1;
                corrected.add(
                        new Rejudging.Correction(
                                before.recordId(),
                                version,
                                item.keyHash(),
                                item.contentHash(),
                                item.in()));
                now.put(key, new LinkRows.Known(before.recordId(), version, item.contentHash()));
            }
        }
        rejudging.correct(corrected);
        List<UUID> ids = now.values().stream().map(LinkRows.Known::recordId).toList();
        Map<UUID, LinkRows.Placed> placed = rows.placedBy(ids);
        Map<UUID, LinkRows.Held> waiting = rows.waitingOf(ids);
        Map<ByteBuffer, LinkRows.Known> seen = new HashMap<>(stored);
        for (Item item : known) {
            ByteBuffer key = ByteBuffer.wrap(item.keyHash());
            LinkRows.Known before = seen.getOrDefault(key, now.get(key));
            boolean repeated =
                    before != null && Arrays.equals(before.contentHash(), item.contentHash());
            UUID record = Objects.requireNonNull(now.get(key)).recordId();
            seen.put(key, new LinkRows.Known(record, 0, item.contentHash()));
            LinkRows.Placed at = placed.get(record);
            LinkRows.Held held = waiting.get(record);
            outcomes[item.place()] =
                    new RecordOutcome(
                            record,
                            repeated ? Outcome.REPEATED : Outcome.CORRECTED,
                            at == null ? null : at.personId(),
                            at != null ? at.probability() : held != null ? held.probability() : 0);
        }
    }

    /// Names of automatic deciders carry no `@`, users are stored as `steward:<name>`.
    static boolean byHuman(String decidedBy) {
        return decidedBy.startsWith("steward:");
    }
}
