package vn.pccovid.server.person;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.SqlArrays;

/// The door to persons: whom each record is about.
///
/// What changes links runs in the worker's scope; what shows a person runs in the caller's, so that
/// the database hides persons the caller may not see. Thread-safe.
@Service
public class People {
    /// Records linked in one call; more is a mistake of the caller.
    public static final int LARGEST_BATCH = 5_000;

    /// Items settled per transaction.
    private static final int SETTLED_AT_ONCE = 400;

    /// Questions put in order per transaction.
    private static final int RANKED_AT_ONCE = 1_000;

    /// Lines of the export read at once.
    private static final int PAGE = 2_000;

    private final LinkRows rows;
    private final BlindIndex index;
    private final Vault vault;
    private final Linker linker;
    private final Settler settler;
    private final RegisterSurvey survey;
    private final Decisions decisions;
    private final ReviewRanking ranking;
    private final SourceTallies tallies;
    private final JdbcClient jdbc;
    private final TransactionTemplate alone;

    People(
            LinkRows rows,
            BlindIndex index,
            Vault vault,
            Linker linker,
            Settler settler,
            RegisterSurvey survey,
            Decisions decisions,
            ReviewRanking ranking,
            SourceTallies tallies,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.index = index;
        this.vault = vault;
        this.linker = linker;
        this.settler = settler;
        this.survey = survey;
        this.decisions = decisions;
        this.ranking = ranking;
        this.tallies = tallies;
        this.jdbc = jdbc;
        this.alone = new TransactionTemplate(transactions);
        this.alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /// Stores and links a batch within the caller's transaction, in order: each record sees the
    /// ones before it. The same batch again answers REPEATED and changes nothing. Needs the
    /// worker's scope.
    @Transactional
    public List<RecordOutcome> link(List<IncomingRecord> batch) {
        return linkPrepared(batch.stream().map(this::prepare).toList());
    }

    /// The part of linking that needs no database, so that it can be done ahead on another thread.
    public PreparedRecord prepare(IncomingRecord record) {
        return linker.prepare(record);
    }

    /// As [#link].
    @Transactional
    public List<RecordOutcome> linkPrepared(List<PreparedRecord> batch) {
        if (batch.size() > LARGEST_BATCH) {
            throw new IllegalArgumentException(
                    "batch of %d, wanted at most %d".formatted(batch.size(), LARGEST_BATCH));
        }
        return linker.link(batch);
    }

    /// Looks again at new persons and waiting records until nothing changes: in small transactions
    /// of its own, so it can be stopped and called again. Run it after each import. Needs no
    /// transaction.
    public SettleReport settle() {
        if (Scopes.current().map(s -> s.database() != DatabaseRole.WORKER).orElse(true)) {
            return Scopes.call(Scope.worker(Purpose.IMPORT), this::settle);
        }
        Settler.Tally sum = new Settler.Tally();
        while (true) {
            Settler.Tally tally = new Settler.Tally();
            alone.executeWithoutResult(status -> settler.step(SETTLED_AT_ONCE, tally));
            if (tally.judged == 0) {
                break;
            }
            sum.judged += tally.judged;
            sum.joined += tally.joined;
            sum.linked += tally.linked;
            sum.created += tally.created;
        }
        while (ranked() > 0) {}
        Long waiting =
                alone.execute(status ->
                        jdbc.sql("SELECT count(*) FROM person.waiting").query(Long.class).single());
        return new SettleReport(
                sum.judged,
                sum.joined,
                sum.linked,
                sum.created,
                waiting == null ? 0 : waiting,
                linker.keysOverBound());
    }

    private int ranked() {
        Integer done =
                alone.execute(status -> {
                    rows.planForLookups();
                    return ranking.step(RANKED_AT_ONCE);
                });
        return done == null ? 0 : done;
    }

    /// How the records of each source fared, by week since a day: what became of them, which fields
    /// they lacked, how they compared. Counts only.
    @Transactional
    public List<SourceWeek> sourceQuality(java.time.LocalDate since) {
        return tallies.since(since);
    }

    /// Takes notice of how far the population register is loaded; from then on verdicts reckon with
    /// it. Call it in the transaction that closes a file of the register, and [#settle] afterwards.
    /// Needs the worker's scope.
    @Transactional
    public void surveyRegister() {
        survey.survey();
    }

    /// The record stored under a source key.
    @Transactional
    public Optional<UUID> recordOf(String source, String sourceKey) {
        return Optional.ofNullable(recordsOf(source, List.of(sourceKey)).get(sourceKey));
    }

    /// The records stored under source keys; unknown keys are missing from the answer.
    @Transactional
    public Map<String, UUID> recordsOf(String source, Collection<String> sourceKeys) {
        Map<ByteBuffer, String> byHash = new HashMap<>();
        List<byte[]> hashes = new ArrayList<>();
        for (String key : new LinkedHashSet<>(sourceKeys)) {
            byte[] hash = index.sourceKey(source, key);
            hashes.add(hash);
            byHash.put(ByteBuffer.wrap(hash), key);
        }
        Map<String, UUID> records = new HashMap<>();
        if (!hashes.isEmpty()) {
            rows.planForLookups();
            rows.recordsOf(hashes)
                    .forEach((hash, record) -> {
                        String key = byHash.get(hash);
                        if (key != null) {
                            records.put(key, record);
                        }
                    });
        }
        return records;
    }

    /// Whom records count for now; waiting records are missing from the answer.
    @Transactional
    public Map<UUID, LinkedTo> linksOf(Collection<UUID> recordIds) {
        Map<UUID, LinkedTo> links = new HashMap<>();
        if (!recordIds.isEmpty()) {
            rows.placedBy(new LinkedHashSet<>(recordIds))
                    .forEach((id, p) ->
                            links.put(id, new LinkedTo(p.personId(), p.probability(), p.area())));
        }
        return links;
    }

    /// All records that count for these persons now, with the probability of each link. Needs the
    /// worker's scope.
    @Transactional
    public Map<UUID, Map<UUID, Double>> recordsOf(Collection<UUID> personIds) {
        Map<UUID, Map<UUID, Double>> records = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT p.person_id, p.record_id, l.probability
                          FROM person.person_record p JOIN person.record_person l ON l.record_id = p.record_id
                         WHERE p.person_id = ANY (?)
                        """)
                .param(SqlArrays.uuids(new LinkedHashSet<>(personIds), id -> id))
                .query(row -> {
                    records.computeIfAbsent(row.getObject(1, UUID.class), p -> new HashMap<>())
                            .put(row.getObject(2, UUID.class), (double) row.getFloat(3));
                });
        return records;
    }

    /// As [#linksOf], and what it answers stays true until the caller's transaction ends.
    @Transactional
    public Map<UUID, LinkedTo> holdLinksOf(Collection<UUID> recordIds) {
        rows.planForLookups();
        rows.holdLinks();
        return linksOf(recordIds);
    }

    /// Takes back one link: the record goes where it was before, and is kept apart from that
    /// person's records. Needs the worker's scope, like those below; the steward's pages check
    /// first what the steward may see.
    ///
    /// @return the decision, to take it back with [#takeBack]; so do those below
    @Transactional
    public UUID undo(UUID eventId, String actor, String reason) {
        return decisions.undo(eventId, actor, reason);
    }

    /// A steward says whom a waiting record is about.
    @Transactional
    public UUID accept(UUID reviewId, UUID personId, String actor, String reason) {
        return decisions.accept(reviewId, personId, actor, reason);
    }

    /// A steward says that a waiting record is none of its candidates.
    @Transactional
    public UUID keepApart(UUID reviewId, String actor, String reason) {
        return decisions.keepApart(reviewId, actor, reason);
    }

    /// A steward cannot tell now: the question comes back in a week.
    @Transactional
    public UUID skip(UUID reviewId, String actor, String reason) {
        return decisions.skip(reviewId, actor, reason);
    }

    /// Some records of a person are somebody else's: they become a new person and are kept apart
    /// from those that stay. Facts, colours and codes follow.
    @Transactional
    public UUID split(UUID personId, Collection<UUID> recordIds, String actor, String reason) {
        return decisions.split(personId, recordIds, actor, reason);
    }

    /// Two persons are one human: all records move to the one the register knows, else the older.
    ///
    /// @param acknowledged contradictions between the two that were seen (`different_citizen_id`,
    ///   `both_registered`, `kept_apart` …); with one that is not named here the merge is refused
    @Transactional
    public UUID merge(
            UUID one, UUID other, Collection<String> acknowledged, String actor, String reason) {
        return decisions.merge(one, other, acknowledged, actor, reason);
    }

    /// Takes a decision back: records, persons, facts and the question are as they were before.
    /// Refused when the records have been moved since.
    @Transactional
    public UUID takeBack(UUID decisionId, String actor, String reason) {
        return decisions.takeBack(decisionId, actor, reason);
    }

    /// More facts wait with these records than before; questions about them may come earlier. Needs
    /// the worker's scope.
    @Transactional
    public void moreHangsOn(Collection<UUID> recordIds) {
        if (!recordIds.isEmpty()) {
            ranking.again(recordIds);
        }
    }

    /// The person as shown on a screen; throws `person.person_unknown` for nobody and for nobody
    /// the caller may see.
    @Transactional
    public PersonView view(UUID personId) {
        return find(personId)
                .orElseThrow(() -> vn.pccovid.server.access.Problem.of("person.person_unknown"));
    }

    /// As [#view], empty instead of a problem.
    @Transactional
    public Optional<PersonView> find(UUID personId) {
        LinkRows.Loaded loaded =
                rows.load(List.of(personId), Relinker.RECORDS_PER_PERSON).get(personId);
        return loaded == null
                ? Optional.empty()
                : Optional.of(new Portrait(loaded.records()).view(personId));
    }

    /// Where a person is to be found now: itself, or the person its records were joined to.
    @Transactional
    public Optional<UUID> current(UUID personId) {
        UUID id = personId;
        for (int hop = 0; hop < 16; hop++) {
            UUID asked = id;
            record Row(@Nullable UUID mergedInto) {}
            Optional<Row> row =
                    jdbc.sql("SELECT merged_into FROM person.person WHERE person_id = ?")
                            .param(asked)
                            .query((rs, n) -> new Row(rs.getObject(1, UUID.class)))
                            .optional();
            UUID next = row.map(Row::mergedInto).orElse(null);
            if (next == null) {
                return row.map(r -> asked);
            }
            id = next;
        }
        return Optional.empty();
    }

    /// The ids whose access lines belong to this person now: their own, those of their records,
    /// which may have been read while they counted for nobody, and those of persons joined to them.
    /// Needs the worker's scope, as the former are nobody's residence any more.
    @Transactional
    public List<UUID> subjectsOf(UUID personId) {
        return jdbc.sql(
                        """
                        WITH records AS (SELECT record_id FROM person.person_record WHERE person_id = :person)
                        SELECT :person AS subject
                        UNION SELECT record_id FROM records
                        UNION SELECT p.person_id FROM person.link_event e
                              JOIN person.person p ON p.person_id = e.prior_person
                              WHERE e.record_id IN (SELECT record_id FROM records) AND p.merged_into = :person
                        """)
                .param("person", personId)
                .query((rs, n) -> rs.getObject(1, UUID.class))
                .list();
    }

    /// Current residences as area paths; persons the caller may not see are missing.
    @Transactional
    public Map<UUID, String> areasOf(Collection<UUID> personIds) {
        Map<UUID, String> areas = new HashMap<>();
        jdbc.sql(
                        "SELECT person_id, area FROM person.person WHERE person_id = ANY (?::uuid[]) AND merged_into IS NULL")
                .param(LinkRows.uuids(personIds, id -> id))
                .query(rs -> {
                    areas.put(rs.getObject(1, UUID.class), rs.getString(2));
                });
        return areas;
    }

    /// Year of birth and residence of persons, for colours and counting.
    ///
    /// @param birthDate as the records together say, null if none does
    /// @param sources the systems that hold a record of the person
    public record Basics(
            UUID personId,
            String area,
            @Nullable BirthDate birthDate,
            boolean verified,
            Set<String> sources) {
        @Override
        public String toString() {
            return "Basics[" + personId + "]";
        }
    }

    /// What a colour needs of persons beside their facts, in bulk.
    @Transactional
    public Map<UUID, Basics> basicsOf(Collection<UUID> personIds) {
        rows.planForLookups();
        Map<UUID, List<LinkRows.Seen>> seen = rows.seen(personIds, LinkRows.RECORDS_COMPARED);
        Map<UUID, BirthDate> births = new HashMap<>();
        List<LinkRows.Seen> closed = new ArrayList<>();
        seen.forEach((id, records) -> {
            BirthDate registered = birthOf(records.stream().map(LinkRows.Seen::stored));
            if (registered == null) {
                closed.addAll(records);
            } else {
                births.put(id, registered);
            }
        });
        Map<Vault.VersionId, Stored> opened =
                rows.open(closed.stream().map(LinkRows.Seen::id).toList());
        Map<UUID, Basics> basics = new HashMap<>();
        seen.forEach((id, records) -> {
            BirthDate birth = births.get(id);
            if (birth == null) {
                birth = birthOf(records.stream().map(r -> opened.get(r.id())));
            }
            basics.put(
                    id,
                    new Basics(
                            id,
                            records.getFirst().area(),
                            birth,
                            records.stream().anyMatch(LinkRows.Seen::authoritative),
                            records.stream()
                                    .map(LinkRows.Seen::source)
                                    .collect(Collectors.toUnmodifiableSet())));
        });
        return basics;
    }

    private static @Nullable BirthDate birthOf(Stream<@Nullable Stored> records) {
        Portrait.Chosen<BirthDate> chosen =
                new Portrait(records.filter(Objects::nonNull).map(Objects::requireNonNull).toList())
                        .choose(PersonDescription::birthDate);
        return chosen == null ? null : chosen.value();
    }

    /// Persons with a record that shares a blocking key with this description and names the same
    /// document, or the same name and birth date. Ids only: show them with [#view], which hides
    /// whom the caller may not see. Call it outside a transaction.
    public List<UUID> search(PersonDescription wanted, int most) {
        return Scopes.call(
                Scope.worker(Purpose.CARE),
                () -> {
                    List<UUID> found = alone.execute(status -> matches(wanted, most));
                    return found == null ? List.of() : found;
                });
    }

    private List<UUID> matches(PersonDescription wanted, int most) {
        Linker.Around around = linker.around(index.of(wanted).all());
        List<UUID> found = new ArrayList<>();
        for (Linker.Subject subject : around.candidates(index.of(wanted).all())) {
            if (subject.records.stream()
                    .anyMatch(r -> Matching.sameDocumentOrNameAndBirth(wanted, r.description()))) {
                found.add(subject.id);
            }
        }
        return found.stream().sorted().limit(most).toList();
    }

    /// How many persons live in each commune under an area (`*` for all); counts only.
    @Transactional
    public Map<String, Long> countByArea(String prefix) {
        Map<String, Long> counts = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        SELECT area, count(*) FROM person.person
                        WHERE merged_into IS NULL AND (? = '*' OR area = ? OR starts_with(area, ? || '/'))
                        GROUP BY area ORDER BY area
                        """)
                .params(prefix, prefix, prefix)
                .query(rs -> {
                    counts.put(rs.getString(1), rs.getLong(2));
                });
        return counts;
    }

    /// What records say about their persons, newest version. Opens sealed rows: only to tell a
    /// source what to put right. Needs the worker's scope.
    @Transactional
    public Map<UUID, PersonDescription> descriptionsOf(Collection<UUID> recordIds) {
        List<Vault.VersionId> ids =
                jdbc.sql(
                                """
                                SELECT record_id, max(version) FROM person.record
                                WHERE record_id = ANY (?::uuid[]) GROUP BY record_id
                                """)
                        .param(LinkRows.uuids(recordIds, id -> id))
                        .query((rs, n) ->
                                new Vault.VersionId(rs.getObject(1, UUID.class), rs.getInt(2)))
                        .list();
        Map<UUID, PersonDescription> found = new HashMap<>();
        rows.open(ids).forEach((id, stored) -> found.put(id.recordId(), stored.description()));
        return found;
    }

    /// What the population register says about persons; persons it does not know are missing. As
    /// above.
    @Transactional
    public Map<UUID, PersonDescription> registerOf(Collection<UUID> personIds) {
        Map<Vault.VersionId, UUID> persons = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        SELECT p.person_id, r.record_id, r.version FROM person.person_record p
                        JOIN person.record r ON r.record_id = p.record_id AND r.version = p.version
                        WHERE p.person_id = ANY (?::uuid[]) AND r.authoritative
                        ORDER BY p.person_id, r.record_id
                        """)
                .param(LinkRows.uuids(personIds, id -> id))
                .query(rs -> {
                    persons.put(
                            new Vault.VersionId(rs.getObject(2, UUID.class), rs.getInt(3)),
                            rs.getObject(1, UUID.class));
                });
        Map<UUID, PersonDescription> found = new HashMap<>();
        Map<Vault.VersionId, Stored> opened = rows.open(persons.keySet());
        persons.forEach((id, person) -> {
            Stored stored = opened.get(id);
            if (stored != null) {
                found.putIfAbsent(person, stored.description());
            }
        });
        return found;
    }

    /// Every current record with whom it counts for, page by page in transactions of their own,
    /// oldest first. Opens the sealed source keys: only for the operator's export. Needs the
    /// worker's scope.
    public void exportLinks(Consumer<ExportedLink> out) {
        UUID[] last = {new UUID(0, 0)};
        while (true) {
            List<ExportedLink> page = alone.execute(status -> page(last[0]));
            if (page == null || page.isEmpty()) {
                return;
            }
            page.forEach(out);
            last[0] = page.getLast().recordId();
        }
    }

    private List<ExportedLink> page(UUID after) {
        return jdbc.sql(
                        """
                        SELECT r.record_id, r.version, r.source, r.sealed_original, l.person_id,
                               coalesce(l.probability, w.probability, 0), coalesce(l.decided_by, 'model')
                        FROM (SELECT DISTINCT ON (record_id) record_id, version, source, sealed_original
                              FROM person.record WHERE record_id > ? ORDER BY record_id, version DESC LIMIT ?) r
                        LEFT JOIN person.record_person l ON l.record_id = r.record_id
                        LEFT JOIN person.waiting w ON w.record_id = r.record_id
                        ORDER BY r.record_id
                        """)
                .params(after, PAGE)
                .query((rs, n) -> {
                    UUID id = rs.getObject(1, UUID.class);
                    return new ExportedLink(
                            rs.getString(3),
                            vault.openSourceKey(id, rs.getInt(2), rs.getBytes(4)),
                            id,
                            rs.getObject(5, UUID.class),
                            rs.getFloat(6),
                            rs.getString(7));
                })
                .list();
    }
}
