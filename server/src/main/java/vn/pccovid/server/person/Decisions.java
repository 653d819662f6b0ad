package vn.pccovid.server.person;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.server.access.Problem;

/// What humans decide about links. Every decision is an event with author and reason, and can be
/// undone.
@Component
class Decisions {
    /// Longest reason kept, in characters.
    private static final int LONGEST_REASON = 500;

    private final LinkRows rows;
    private final Relinker relinker;
    private final JdbcClient jdbc;
    private final Clock clock;

    Decisions(LinkRows rows, Relinker relinker, JdbcClient jdbc, Clock clock) {
        this.rows = rows;
        this.relinker = relinker;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    record OpenReview(UUID reviewId, UUID recordId) {}

    /// Puts a record back where it was before an event: with its former person, in the waiting
    /// room, or, when the event was its first, as a person of its own. The pair it was linked to is
    /// kept apart from then on.
    void undo(UUID eventId, String actor, String reason) {
        String by = begin(actor, reason);
        LinkRows.Event event =
                rows.event(eventId).orElseThrow(() -> Problem.of("person.link_unknown"));
        LinkRows.Placed now = rows.placedBy(List.of(event.recordId())).get(event.recordId());
        UUID from = event.personId();
        if (from == null || now == null || !now.eventId().equals(eventId)) {
            throw Problem.of("person.link_not_current");
        }
        Stored record = stored(event.recordId());
        List<UUID> others =
                records(from).stream()
                        .map(Stored::recordId)
                        .filter(id -> !id.equals(event.recordId()))
                        .toList();
        if (others.isEmpty() && event.priorPerson() == null) {
            throw Problem.of("person.link_alone");
        }
        boolean wasWaiting =
                event.priorPerson() == null
                        && rows.events(List.of(event.recordId())).stream()
                                .filter(e -> e.eventId().compareTo(eventId) < 0)
                                .findFirst()
                                .map(e -> e.personId() == null)
                                .orElse(false);
        UUID back =
                event.priorPerson() != null
                        ? event.priorPerson()
                        : wasWaiting ? null : TimedId.next(clock);
        if (!others.isEmpty()) {
            rows.keepApart(event.recordId(), others, clock.instant(), by);
        }
        relinker.apply(
                List.of(
                        new Relinker.Move(
                                record,
                                back,
                                back == null ? event.probability() : 1,
                                "unlinked",
                                by,
                                "",
                                reason,
                                eventId)));
    }

    void accept(UUID reviewId, UUID personId, String actor, String reason) {
        String by = begin(actor, reason);
        OpenReview review = open(reviewId);
        if (records(personId).isEmpty()) {
            throw Problem.of("person.person_unknown");
        }
        Stored record = stored(review.recordId());
        rows.closeReviews(List.of(review.recordId()), "accepted", clock.instant(), by);
        relinker.apply(List.of(Relinker.Move.to(record, personId, 1, by, "", reason)));
    }

    /// The record is none of the candidates: it becomes a person of its own and stays apart from
    /// them.
    void keepApart(UUID reviewId, String actor, String reason) {
        String by = begin(actor, reason);
        OpenReview review = open(reviewId);
        List<UUID> candidates =
                jdbc.sql("SELECT unnest(candidates) FROM person.review WHERE review_id = ?")
                        .param(reviewId)
                        .query((rs, n) -> rs.getObject(1, UUID.class))
                        .list();
        List<UUID> others = new ArrayList<>();
        rows.load(candidates, Relinker.RECORDS_PER_PERSON)
                .values()
                .forEach(l -> l.records().forEach(r -> others.add(r.recordId())));
        others.remove(review.recordId());
        Stored record = stored(review.recordId());
        rows.keepApart(review.recordId(), others, clock.instant(), by);
        rows.closeReviews(List.of(review.recordId()), "apart", clock.instant(), by);
        relinker.apply(
                List.of(
                        new Relinker.Move(
                                record,
                                TimedId.next(clock),
                                1,
                                "kept_apart",
                                by,
                                "",
                                reason,
                                null)));
    }

    private String begin(String actor, String reason) {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw Problem.of("person.reason_missing", Map.of("longest", LONGEST_REASON));
        }
        rows.planForLookups();
        rows.lockLinks();
        return "steward:" + actor;
    }

    private OpenReview open(UUID reviewId) {
        return jdbc.sql(
                        "SELECT review_id, record_id FROM person.review WHERE review_id = ? AND state = 'open'")
                .param(reviewId)
                .query((rs, n) ->
                        new OpenReview(rs.getObject(1, UUID.class), rs.getObject(2, UUID.class)))
                .optional()
                .orElseThrow(() -> Problem.of("person.review_closed"));
    }

    private List<Stored> records(UUID person) {
        LinkRows.Loaded loaded =
                rows.load(List.of(person), Relinker.RECORDS_PER_PERSON).get(person);
        return loaded == null ? List.of() : loaded.records();
    }

    private Stored stored(UUID recordId) {
        Optional<Vault.VersionId> current =
                jdbc.sql(
                                "SELECT max(version) FROM person.record WHERE record_id = ? HAVING count(*) > 0")
                        .param(recordId)
                        .query((rs, n) -> new Vault.VersionId(recordId, rs.getInt(1)))
                        .optional();
        return current.map(id -> rows.open(List.of(id)).get(id))
                .orElseThrow(() -> Problem.of("person.link_unknown"));
    }
}
