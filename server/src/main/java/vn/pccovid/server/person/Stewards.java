package vn.pccovid.server.person;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.linkage.Comparison;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.Gazetteer;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// What stewards see and decide. Reading happens in the steward's own scope, so that row-level
/// security hides what is outside their area; a decision first reads what it is about in that
/// scope, then runs as the worker.
@Component
class Stewards {
    static final int PAGE = 20;

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final JdbcClient jdbc;
    private final LinkRows rows;
    private final People people;
    private final LinkageModel model;
    private final AccessLines lines;
    private final Clock clock;
    private final Gazetteer gazetteer = Gazetteer.standard();
    private final TransactionTemplate transaction;

    Stewards(
            JdbcClient jdbc,
            LinkRows rows,
            People people,
            LinkageModel model,
            AccessLines lines,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.people = people;
        this.model = model;
        this.lines = lines;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// @param summary why it waits: a reason code, for the page to put into words
    record ReviewItem(
            UUID id, Instant openedAt, String source, double probability, String summary) {}

    record ReviewPage(long total, List<ReviewItem> items) {}

    record Evidence(String field, String level, double bits) {}

    record Candidate(
            UUID personId,
            double probability,
            Map<String, String> fields,
            List<Evidence> evidence) {}

    record RecordFields(Map<String, String> fields) {}

    record ReviewDetail(
            UUID id,
            String state,
            String reason,
            RecordFields record,
            List<Candidate> candidates) {}

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

    @Transactional
    public ReviewPage reviews(String state, int page) {
        long total =
                jdbc.sql("SELECT count(*) FROM person.review WHERE state = ?")
                        .param(state)
                        .query(Long.class)
                        .single();
        List<ReviewItem> items =
                jdbc.sql(
                                """
                                SELECT v.review_id, v.opened_at, v.probability, v.reason,
                                       (SELECT r.source FROM person.record r WHERE r.record_id = v.record_id
                                        ORDER BY r.version DESC LIMIT 1)
                                FROM person.review v WHERE v.state = ?
                                ORDER BY v.review_id LIMIT ? OFFSET ?
                                """)
                        .params(state, PAGE, Math.multiplyExact(page, PAGE))
                        .query((rs, n) ->
                                new ReviewItem(
                                        rs.getObject(1, UUID.class),
                                        rs.getTimestamp(2).toInstant(),
                                        Objects.requireNonNullElse(rs.getString(5), ""),
                                        rs.getFloat(3),
                                        rs.getString(4)))
                        .list();
        return new ReviewPage(total, items);
    }

    private record Review(
            UUID id,
            UUID recordId,
            String state,
            String reason,
            List<UUID> candidates,
            List<Float> probabilities) {}

    private Review review(UUID reviewId) {
        return jdbc.sql(
                        "SELECT review_id, record_id, state, reason, candidates, probabilities FROM person.review WHERE review_id = ?")
                .param(reviewId)
                .query((rs, n) ->
                        new Review(
                                rs.getObject(1, UUID.class),
                                rs.getObject(2, UUID.class),
                                rs.getString(3),
                                rs.getString(4),
                                List.of((UUID[]) rs.getArray(5).getArray()),
                                List.of((Float[]) rs.getArray(6).getArray())))
                .optional()
                .orElseThrow(() -> Problem.of("person.review_closed"));
    }

    /// One question with its candidates side by side; candidates outside the steward's area show
    /// their probability and evidence, never their fields.
    @Transactional
    public ReviewDetail detail(UUID reviewId) {
        Review review = review(reviewId);
        int version =
                jdbc.sql("SELECT coalesce(max(version), 0) FROM person.record WHERE record_id = ?")
                        .param(review.recordId())
                        .query(Integer.class)
                        .single();
        Vault.VersionId id = new Vault.VersionId(review.recordId(), version);
        Stored record = rows.open(List.of(id)).get(id);
        if (record == null) {
            throw Problem.of("person.review_closed");
        }
        Map<UUID, LinkRows.Loaded> loaded =
                rows.load(review.candidates(), LinkRows.RECORDS_COMPARED);
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < review.candidates().size(); i++) {
            UUID person = review.candidates().get(i);
            LinkRows.Loaded seen = loaded.get(person);
            if (seen == null) {
                candidates.add(
                        new Candidate(person, review.probabilities().get(i), Map.of(), List.of()));
                continue;
            }
            PersonDescription merged = new Portrait(seen.records()).merged();
            Comparison comparison = model.compare(record.description(), merged);
            candidates.add(
                    new Candidate(
                            person,
                            review.probabilities().get(i),
                            fields(merged),
                            comparison.evidence().stream()
                                    .map(e -> new Evidence(e.field().name(), e.level(), e.bits()))
                                    .toList()));
        }
        lines.record(loaded.keySet(), "review");
        return new ReviewDetail(
                review.id(),
                review.state(),
                review.reason(),
                new RecordFields(fields(record.description())),
                candidates);
    }

    private Map<String, String> fields(PersonDescription d) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "name", d.name() == null ? null : d.name().display());
        put(fields, "birthDate", d.birthDate() == null ? null : text(d.birthDate()));
        put(fields, "sex", d.sex().name());
        put(
                fields,
                "citizenId",
                d.citizenId() == null ? null : Portrait.masked(d.citizenId().value()));
        put(fields, "idCard", d.idCard() == null ? null : Portrait.masked(d.idCard().value()));
        put(
                fields,
                "passport",
                d.passport() == null ? null : Portrait.masked(d.passport().value()));
        put(
                fields,
                "insurance",
                d.insurance() == null ? null : Portrait.masked(d.insurance().value()));
        put(fields, "phone", d.phone() == null ? null : Portrait.masked(d.phone().value()));
        Residence residence = d.residence();
        put(fields, "area", residence == null ? null : areaName(residence.path()));
        put(fields, "address", residence == null ? null : residence.line());
        return fields;
    }

    /// What people call the area; its path where today's list does not know it.
    private String areaName(String path) {
        return gazetteer
                .list(clock.instant().atZone(VIETNAM).toLocalDate())
                .at(path)
                .map(Area::name)
                .orElse(path);
    }

    private static void put(Map<String, String> fields, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            fields.put(name, value);
        }
    }

    private static String text(BirthDate date) {
        if (date.month() == 0) {
            return "%04d".formatted(date.year());
        }
        return date.day() == 0
                ? "%04d-%02d".formatted(date.year(), date.month())
                : "%04d-%02d-%02d".formatted(date.year(), date.month(), date.day());
    }

    /// Everything decided about the records that count for a person now.
    @Transactional
    public List<LinkLine> links(UUID personId) {
        LinkRows.Loaded loaded =
                rows.load(List.of(personId), Relinker.RECORDS_PER_PERSON).get(personId);
        if (loaded == null) {
            throw Problem.of("person.person_unknown");
        }
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

    /// Not in one transaction: the check is the steward's, the change the worker's.
    void accept(UUID reviewId, UUID personId, String reason) {
        transaction.executeWithoutResult(status -> {
            Review review = review(reviewId);
            if (!review.candidates().contains(personId)) {
                throw Problem.of("person.person_unknown");
            }
            lines.record(List.of(personId), "review decision");
        });
        asWorker(actor -> people.accept(reviewId, personId, actor, reason));
    }

    void apart(UUID reviewId, String reason) {
        transaction.executeWithoutResult(status -> review(reviewId));
        asWorker(actor -> people.keepApart(reviewId, actor, reason));
    }

    void undo(UUID eventId, String reason) {
        transaction.executeWithoutResult(status -> {
            LinkRows.Event event =
                    rows.event(eventId).orElseThrow(() -> Problem.of("person.link_unknown"));
            if (event.personId() != null) {
                lines.record(List.of(event.personId()), "link undone");
            }
        });
        asWorker(actor -> people.undo(eventId, actor, reason));
    }

    private static void asWorker(java.util.function.Consumer<String> change) {
        Scope own = Scopes.required();
        Scope worker =
                new Scope(
                        own.actor(),
                        own.office(),
                        own.role(),
                        own.purpose(),
                        own.category(),
                        List.of("*"),
                        List.of(),
                        DatabaseRole.WORKER);
        Scopes.run(worker, () -> change.accept(own.actor()));
    }
}
