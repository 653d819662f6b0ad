package vn.pccovid.server.person;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.linkage.Assessment;
import vn.pccovid.lib.linkage.CandidatePerson;
import vn.pccovid.lib.linkage.FieldEvidence;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.lib.linkage.Veto;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scopes;

/// What stewards see of one question or one person, and what they decide. Reading happens in the
/// steward's own scope, so that row-level security hides what is outside their area; a decision
/// first reads what it is about in that scope, then runs as the worker.
@Component
class Stewards {
    /// Decisions listed at once.
    static final int DECISIONS_PAGE = 50;

    private static final UUID LAST_ID = new UUID(-1, -1);

    private final JdbcClient jdbc;
    private final LinkRows rows;
    private final People people;
    private final Decisions decisions;
    private final RegisterSurvey survey;
    private final LinkageModels models;
    private final Thresholds thresholds;
    private final SideBySide beside;
    private final AccessLines lines;
    private final TransactionTemplate transaction;

    Stewards(
            JdbcClient jdbc,
            LinkRows rows,
            People people,
            Decisions decisions,
            RegisterSurvey survey,
            LinkageModels models,
            Thresholds thresholds,
            SideBySide beside,
            AccessLines lines,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.people = people;
        this.decisions = decisions;
        this.survey = survey;
        this.models = models;
        this.thresholds = thresholds;
        this.beside = beside;
        this.lines = lines;
        this.transaction = new TransactionTemplate(transactions);
    }

    record Evidence(String field, String level, double bits) {}

    /// By which model and thresholds something was weighed.
    ///
    /// @param priorBits log2 of the people a record could be about
    record ModelView(
            String version, double priorBits, double show, double burden, double analyse) {}

    /// One person a record may be about, with every number between evidence and share: log odds in
    /// bits are −priorBits + Σ evidence + registerBits.
    ///
    /// @param probability when the question was opened
    /// @param now today, against everybody who is no candidate; null for a person outside the area
    /// @param share today, against the other candidates too
    /// @param registerBits what a complete register of the commune takes away from unknown others
    /// @param vetoes rules against this link, whatever the weight
    /// @param visible false: outside the steward's area; no field is shown then
    /// @param rows both sides field by field; see SideBySide
    record Candidate(
            UUID personId,
            double probability,
            @Nullable Double now,
            @Nullable Double share,
            @Nullable Double weightBits,
            @Nullable Double registerBits,
            List<String> vetoes,
            boolean visible,
            boolean verified,
            int records,
            Map<String, String> fields,
            List<Evidence> evidence,
            List<SideBySide.Row> rows) {}

    record RecordFields(UUID recordId, String source, Map<String, String> fields) {}

    record ReviewDetail(
            UUID id,
            String state,
            String reason,
            String pattern,
            Instant openedAt,
            double chance,
            int doses,
            int tests,
            int others,
            @Nullable Instant deferredUntil,
            RecordFields record,
            List<Candidate> candidates,
            ModelView model) {}

    record LinkLine(
            UUID eventId,
            UUID recordId,
            String source,
            double probability,
            String decidedBy,
            Instant at,
            String kind,
            boolean undone,
            boolean current) {}

    private record Review(
            UUID id,
            UUID recordId,
            String state,
            String reason,
            String pattern,
            Instant openedAt,
            double chance,
            int doses,
            int tests,
            int others,
            @Nullable Instant deferredUntil,
            List<UUID> candidates,
            List<Float> probabilities) {}

    private Review review(UUID reviewId) {
        return jdbc.sql(
                        """
                        SELECT review_id, record_id, state, reason, pattern, opened_at, chance, dose_count, test_count,
                               other_count, deferred_until, candidates, probabilities
                        FROM person.review WHERE review_id = ?
                        """)
                .param(reviewId)
                .query((rs, n) ->
                        new Review(
                                rs.getObject(1, UUID.class),
                                rs.getObject(2, UUID.class),
                                rs.getString(3),
                                rs.getString(4),
                                rs.getString(5),
                                rs.getTimestamp(6).toInstant(),
                                rs.getFloat(7),
                                rs.getInt(8),
                                rs.getInt(9),
                                rs.getInt(10),
                                rs.getTimestamp(11) == null
                                        ? null
                                        : rs.getTimestamp(11).toInstant(),
                                List.of((UUID[]) rs.getArray(12).getArray()),
                                List.of((Float[]) rs.getArray(13).getArray())))
                .optional()
                .orElseThrow(() -> Problem.of("person.review_closed"));
    }

    ModelView model() {
        return new ModelView(
                models.current().version(),
                models.current().prior(),
                thresholds.show(),
                thresholds.burden(),
                thresholds.analyse());
    }

    /// One question with its candidates side by side; candidates outside the steward's area show
    /// their probability, never their fields.
    @Transactional
    public ReviewDetail detail(UUID reviewId) {
        Review review = review(reviewId);
        Stored record = newest(review.recordId());
        Map<UUID, LinkRows.Loaded> loaded =
                rows.load(review.candidates(), LinkRows.RECORDS_COMPARED);
        Map<UUID, Assessment> assessed = new LinkedHashMap<>();
        survey.judge()
                .assess(
                        record.description(),
                        review.candidates().stream()
                                .filter(loaded::containsKey)
                                .map(id -> person(id, Objects.requireNonNull(loaded.get(id))))
                                .toList())
                .forEach(a -> assessed.put(a.personId(), a));
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < review.candidates().size(); i++) {
            UUID person = review.candidates().get(i);
            float opened = review.probabilities().get(i);
            LinkRows.Loaded seen = loaded.get(person);
            Assessment assessment = assessed.get(person);
            candidates.add(
                    seen == null || assessment == null
                            ? hidden(person, opened)
                            : candidate(record, opened, seen.records(), assessment));
        }
        lines.record(loaded.keySet(), "review");
        return new ReviewDetail(
                review.id(),
                review.state(),
                review.reason(),
                review.pattern(),
                review.openedAt(),
                review.chance(),
                review.doses(),
                review.tests(),
                review.others(),
                review.deferredUntil(),
                new RecordFields(
                        record.recordId(), record.source(), beside.fields(record.description())),
                candidates,
                model());
    }

    private Stored newest(UUID recordId) {
        int version =
                jdbc.sql("SELECT coalesce(max(version), 0) FROM person.record WHERE record_id = ?")
                        .param(recordId)
                        .query(Integer.class)
                        .single();
        Vault.VersionId id = new Vault.VersionId(recordId, version);
        Stored record = rows.open(List.of(id)).get(id);
        if (record == null) {
            throw Problem.of("person.review_closed");
        }
        return record;
    }

    private static CandidatePerson person(UUID id, LinkRows.Loaded loaded) {
        return new CandidatePerson(
                id, loaded.records().stream().map(Stored::description).distinct().toList());
    }

    private static Candidate hidden(UUID person, double opened) {
        return new Candidate(
                person, opened, null, null, null, null, List.of(), false, false, 0, Map.of(),
                List.of(), List.of());
    }

    private Candidate candidate(
            Stored record, double opened, List<Stored> person, Assessment assessment) {
        List<FieldEvidence> evidence = assessment.comparison().evidence();
        Portrait portrait = new Portrait(person);
        return new Candidate(
                assessment.personId(),
                opened,
                assessment.probability(),
                assessment.share(),
                assessment.comparison().weightBits(),
                assessment.registerBits(),
                assessment.comparison().vetoes().stream().map(Veto::code).toList(),
                true,
                portrait.verified(),
                person.size(),
                beside.fields(portrait.merged()),
                evidence.stream()
                        .map(e -> new Evidence(e.field().name(), e.level(), e.bits()))
                        .toList(),
                beside.rows(record.description(), person, evidence));
    }

    /// Everything decided about the records that count for a person now.
    @Transactional
    public List<LinkLine> links(UUID personId) {
        LinkRows.Loaded loaded = loaded(personId);
        Map<UUID, String> sources = new LinkedHashMap<>();
        loaded.records().forEach(r -> sources.put(r.recordId(), r.source()));
        List<LinkRows.Event> events = rows.events(sources.keySet());
        Set<UUID> undone = new HashSet<>();
        events.forEach(e -> {
            if (e.undoes() != null) {
                undone.add(e.undoes());
            }
        });
        Set<UUID> current = new HashSet<>();
        rows.placedBy(sources.keySet()).values().forEach(p -> current.add(p.eventId()));
        lines.record(List.of(personId), "links");
        return events.stream()
                .map(e ->
                        new LinkLine(
                                e.eventId(),
                                e.recordId(),
                                Objects.requireNonNull(sources.get(e.recordId())),
                                e.probability(),
                                e.decidedBy(),
                                e.at(),
                                e.kind(),
                                undone.contains(e.eventId()),
                                current.contains(e.eventId())))
                .toList();
    }

    private LinkRows.Loaded loaded(UUID personId) {
        LinkRows.Loaded loaded =
                rows.load(List.of(personId), Relinker.RECORDS_PER_PERSON).get(personId);
        if (loaded == null) {
            throw Problem.of("person.person_unknown");
        }
        return loaded;
    }

    /// One record of a person beside what the person shows.
    ///
    /// @param rows left what this record says, right what is shown for the person
    record RecordView(
            UUID recordId,
            String source,
            boolean register,
            double probability,
            String decidedBy,
            UUID eventId,
            List<SideBySide.Row> rows) {}

    record PersonRecords(
            UUID personId,
            boolean verified,
            Map<String, String> fields,
            List<RecordView> records) {}

    /// Every record of a person with what it says and where that differs from what is shown: the
    /// register's values stand, and nothing that was typed is lost.
    @Transactional
    public PersonRecords records(UUID personId) {
        LinkRows.Loaded loaded = loaded(personId);
        Portrait portrait = new Portrait(loaded.records());
        Map<UUID, LinkRows.Placed> placed =
                rows.placedBy(loaded.records().stream().map(Stored::recordId).toList());
        lines.record(List.of(personId), "records");
        return new PersonRecords(
                personId,
                portrait.verified(),
                beside.fields(portrait.merged()),
                loaded.records().stream()
                        .limit(Decisions.MOST_RECORDS)
                        .filter(r -> placed.containsKey(r.recordId()))
                        .map(r -> {
                            LinkRows.Placed at = Objects.requireNonNull(placed.get(r.recordId()));
                            return new RecordView(
                                    r.recordId(),
                                    r.source(),
                                    r.authoritative(),
                                    at.probability(),
                                    at.by(),
                                    at.eventId(),
                                    beside
                                            .rows(r.description(), loaded.records(), List.of())
                                            .stream()
                                            .filter(row -> row.record().text() != null)
                                            .toList());
                        })
                        .toList());
    }

    /// Two persons side by side, before they are made one.
    ///
    /// @param contradictions what speaks against it; must be acknowledged
    record Beside(UUID personId, Candidate other, List<String> contradictions, ModelView model) {}

    @Transactional
    public Beside beside(UUID personId, UUID otherId) {
        LinkRows.Loaded one = loaded(personId);
        LinkRows.Loaded other = loaded(otherId);
        Portrait portrait = new Portrait(one.records());
        Stored whole = new Stored(personId, 0, "", portrait.verified(), portrait.merged());
        Assessment assessment =
                survey.judge()
                        .assess(whole.description(), List.of(person(otherId, other)))
                        .getFirst();
        lines.record(List.of(personId, otherId), "merge");
        return new Beside(
                personId,
                candidate(whole, assessment.probability(), other.records(), assessment),
                List.copyOf(decisions.contradictions(one.records(), other.records())),
                model());
    }

    /// One decision in the list.
    ///
    /// @param own by the steward who asks
    /// @param undone taken back already
    record DecisionLine(
            UUID id,
            String kind,
            Instant at,
            String author,
            String reason,
            @Nullable UUID reviewId,
            @Nullable UUID personId,
            int records,
            @Nullable UUID bulkId,
            boolean own,
            boolean undone) {}

    /// The newest decisions within the steward's areas.
    ///
    /// @param before the last id of the page before, null for the newest
    @Transactional
    public List<DecisionLine> decisions(boolean ownOnly, @Nullable UUID before) {
        String actor = Scopes.required().actor();
        return jdbc.sql(
                        """
                        SELECT d.*, EXISTS (SELECT 1 FROM person.decision u WHERE u.undoes = d.decision_id) AS undone
                        FROM person.decision d
                        WHERE (NOT ?::boolean OR d.author = ?) AND d.decision_id < ?
                        ORDER BY d.decision_id DESC LIMIT ?
                        """)
                .params(ownOnly, actor, before == null ? LAST_ID : before, DECISIONS_PAGE)
                .query((rs, n) -> {
                    DecisionRows.Decision d = DecisionRows.decision(rs, n);
                    return new DecisionLine(
                            d.id(),
                            d.kind(),
                            d.at(),
                            d.author(),
                            d.reason(),
                            d.reviewId(),
                            d.toPerson(),
                            d.records(),
                            d.bulkId(),
                            d.author().equals(actor),
                            rs.getBoolean("undone"));
                })
                .list();
    }

    /// Not in one transaction, like all below: the check is the steward's, the change the worker's.
    UUID accept(UUID reviewId, UUID personId, String reason) {
        transaction.executeWithoutResult(status -> {
            Review review = review(reviewId);
            if (!review.candidates().contains(personId)) {
                throw Problem.of("person.person_unknown");
            }
            lines.record(List.of(personId), "review decision");
        });
        return asWorker(actor -> people.accept(reviewId, personId, actor, reason));
    }

    UUID apart(UUID reviewId, String reason) {
        transaction.executeWithoutResult(status -> review(reviewId));
        return asWorker(actor -> people.keepApart(reviewId, actor, reason));
    }

    UUID skip(UUID reviewId, String reason) {
        transaction.executeWithoutResult(status -> review(reviewId));
        return asWorker(actor -> people.skip(reviewId, actor, reason));
    }

    UUID undo(UUID eventId, String reason) {
        transaction.executeWithoutResult(status -> {
            LinkRows.Event event =
                    rows.event(eventId).orElseThrow(() -> Problem.of("person.link_unknown"));
            if (event.personId() != null) {
                lines.record(List.of(event.personId()), "link undone");
            }
        });
        return asWorker(actor -> people.undo(eventId, actor, reason));
    }

    UUID split(UUID personId, Collection<UUID> recordIds, String reason) {
        transaction.executeWithoutResult(status -> {
            loaded(personId);
            lines.record(List.of(personId), "split");
        });
        return asWorker(actor -> people.split(personId, recordIds, actor, reason));
    }

    UUID merge(UUID one, UUID other, Collection<String> acknowledged, String reason) {
        transaction.executeWithoutResult(status -> {
            loaded(one);
            loaded(other);
            lines.record(List.of(one, other), "merge");
        });
        return asWorker(actor -> people.merge(one, other, acknowledged, actor, reason));
    }

    UUID takeBack(UUID decisionId, String reason) {
        transaction.executeWithoutResult(status -> {
            long seen =
                    jdbc.sql("SELECT count(*) FROM person.decision WHERE decision_id = ?")
                            .param(decisionId)
                            .query(Long.class)
                            .single();
            if (seen == 0) {
                throw Problem.of("person.decision_not_found");
            }
        });
        return asWorker(actor -> people.takeBack(decisionId, actor, reason));
    }

    static <T> T asWorker(Function<String, T> change) {
        return Scopes.call(
                Scopes.required().asWorker(), () -> change.apply(Scopes.required().actor()));
    }
}
