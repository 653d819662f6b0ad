package vn.pccovid.server.person;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.linkage.Veto;
import vn.pccovid.server.access.Problem;

/// What humans decide about links. Every decision is an event with author and reason, remembers
/// where each record stood before, and can be taken back: then records, persons, facts and the
/// question are as they were.
@Component
class Decisions {
    /// Longest reason kept, in characters.
    static final int LONGEST_REASON = 500;

    /// Records parted or joined in one decision; more is no work by hand.
    static final int MOST_RECORDS = 500;

    /// A question somebody could not answer comes back after this time.
    static final Duration DEFERRED = Duration.ofDays(7);

    /// Records of each side that are compared before two persons are joined.
    private static final int RECORDS_CHECKED = 60;

    private final LinkRows rows;
    private final DecisionRows decisions;
    private final Relinker relinker;
    private final SourceTallies tallies;
    private final LinkageModels models;
    private final JdbcClient jdbc;
    private final Clock clock;

    Decisions(
            LinkRows rows,
            DecisionRows decisions,
            Relinker relinker,
            SourceTallies tallies,
            LinkageModels models,
            JdbcClient jdbc,
            Clock clock) {
        this.rows = rows;
        this.decisions = decisions;
        this.relinker = relinker;
        this.tallies = tallies;
        this.models = models;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// A question that is still open.
    record OpenReview(UUID reviewId, UUID recordId, String area, List<UUID> candidates) {}

    /// One decision about to be made.
    record Draft(
            UUID id,
            String kind,
            String area,
            @Nullable UUID reviewId,
            @Nullable UUID toPerson,
            @Nullable UUID fromPerson,
            @Nullable UUID bulkId,
            List<Relinker.Move> moves) {}

    /// Puts a record back where it was before an event: with its former person, in the waiting
    /// room, or, when the event was its first, as a person of its own. The pair it was linked to is
    /// kept apart from then on.
    UUID undo(UUID eventId, String actor, String reason) {
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
        Optional<LinkRows.Event> before =
                rows.events(List.of(event.recordId())).stream()
                        .filter(e -> e.eventId().compareTo(eventId) < 0)
                        .findFirst();
        boolean wasWaiting =
                event.priorPerson() == null && before.map(e -> e.personId() == null).orElse(false);
        UUID back =
                event.priorPerson() != null
                        ? event.priorPerson()
                        : wasWaiting ? null : TimedId.next(clock);
        UUID decision = TimedId.next(clock);
        if (!others.isEmpty()) {
            rows.keepApart(event.recordId(), others, clock.instant(), by, decision);
        }
        String waitsFor = wasWaiting ? before.map(LinkRows.Event::reason).orElse("") : "";
        make(
                new Draft(
                        decision,
                        "unlink",
                        now.area(),
                        null,
                        back,
                        from,
                        null,
                        List.of(
                                new Relinker.Move(
                                        record,
                                        back,
                                        back == null ? event.probability() : 1,
                                        "unlinked",
                                        by,
                                        "",
                                        reason,
                                        eventId,
                                        by,
                                        waitsFor))),
                actor,
                reason);
        return decision;
    }

    UUID accept(UUID reviewId, UUID personId, String actor, String reason) {
        String by = begin(actor, reason);
        Draft draft = accepted(open(reviewId), personId, by, reason, null);
        make(draft, actor, reason);
        return draft.id();
    }

    /// Only while links are locked.
    Draft accepted(
            OpenReview review, UUID personId, String by, String reason, @Nullable UUID bulkId) {
        if (records(personId).isEmpty()) {
            throw Problem.of("person.person_unknown");
        }
        rows.closeReviews(List.of(review.recordId()), "accepted", clock.instant(), by);
        return new Draft(
                TimedId.next(clock),
                "accept",
                review.area(),
                review.reviewId(),
                personId,
                null,
                bulkId,
                List.of(Relinker.Move.to(stored(review.recordId()), personId, 1, by, "", reason)));
    }

    /// The record is none of the candidates: it becomes a person of its own and stays apart from
    /// them.
    UUID keepApart(UUID reviewId, String actor, String reason) {
        String by = begin(actor, reason);
        Draft draft = apart(open(reviewId), by, reason, null);
        make(draft, actor, reason);
        return draft.id();
    }

    Draft apart(OpenReview review, String by, String reason, @Nullable UUID bulkId) {
        List<UUID> others = new ArrayList<>();
        rows.load(review.candidates(), Relinker.RECORDS_PER_PERSON)
                .values()
                .forEach(l -> l.records().forEach(r -> others.add(r.recordId())));
        others.remove(review.recordId());
        UUID decision = TimedId.next(clock);
        UUID person = TimedId.next(clock);
        rows.keepApart(review.recordId(), others, clock.instant(), by, decision);
        rows.closeReviews(List.of(review.recordId()), "apart", clock.instant(), by);
        return new Draft(
                decision,
                "apart",
                review.area(),
                review.reviewId(),
                person,
                null,
                bulkId,
                List.of(
                        new Relinker.Move(
                                stored(review.recordId()),
                                person,
                                1,
                                "kept_apart",
                                by,
                                "",
                                reason,
                                null)));
    }

    /// Cannot be told now: the question comes back after [#DEFERRED].
    UUID skip(UUID reviewId, String actor, String reason) {
        OpenReview review = open(reviewId);
        Draft draft =
                new Draft(
                        TimedId.next(clock),
                        "skip",
                        review.area(),
                        reviewId,
                        null,
                        null,
                        null,
                        List.of());
        decisions.defer(reviewId, clock.instant().plus(DEFERRED));
        make(draft, actor, reason.length() > LONGEST_REASON ? "" : reason);
        return draft.id();
    }

    /// Some records of a person are somebody else's: they become a person of their own, kept apart
    /// from those that stay.
    UUID split(UUID personId, Collection<UUID> recordIds, String actor, String reason) {
        String by = begin(actor, reason);
        List<Stored> all = records(personId);
        if (all.isEmpty()) {
            throw Problem.of("person.person_unknown");
        }
        Set<UUID> wanted = new LinkedHashSet<>(recordIds);
        List<Stored> going = all.stream().filter(r -> wanted.contains(r.recordId())).toList();
        List<UUID> staying =
                all.stream().map(Stored::recordId).filter(id -> !wanted.contains(id)).toList();
        if (going.isEmpty() || going.size() != wanted.size()) {
            throw Problem.of("person.split_unknown_record");
        }
        if (staying.isEmpty()) {
            throw Problem.of("person.split_leaves_nobody");
        }
        checkSize(all.size());
        UUID decision = TimedId.next(clock);
        UUID person = TimedId.next(clock);
        for (Stored record : going) {
            rows.keepApart(record.recordId(), staying, clock.instant(), by, decision);
        }
        make(
                new Draft(
                        decision,
                        "split",
                        new Portrait(all).area(),
                        null,
                        person,
                        personId,
                        null,
                        going.stream()
                                .map(r ->
                                        new Relinker.Move(
                                                r, person, 1, "unlinked", by, "", reason, null))
                                .toList()),
                actor,
                reason);
        return decision;
    }

    /// Why two persons should not be one, as codes: vetoes between their records,
    /// `both_registered`, `kept_apart`. Empty if nothing speaks against it.
    Set<String> contradictions(UUID one, UUID other) {
        return contradictions(records(one), records(other));
    }

    Set<String> contradictions(List<Stored> left, List<Stored> right) {
        Set<String> codes = new TreeSet<>();
        for (Stored a : left.stream().limit(RECORDS_CHECKED).toList()) {
            for (Stored b : right.stream().limit(RECORDS_CHECKED).toList()) {
                models.current().compare(a.description(), b.description()).vetoes().stream()
                        .filter(Settler.NEVER_ONE_PERSON::contains)
                        .map(Veto::code)
                        .forEach(codes::add);
            }
        }
        if (new Portrait(left).verified() && new Portrait(right).verified()) {
            codes.add("both_registered");
        }
        return codes;
    }

    private boolean keptApart(List<Stored> left, List<Stored> right) {
        Set<UUID> apart = rows.apartFrom(left.stream().map(Stored::recordId).toList());
        return right.stream().anyMatch(r -> apart.contains(r.recordId()));
    }

    /// Two persons are one human. The one the register knows stays, else the older.
    ///
    /// @param acknowledged the contradictions the steward has seen; a merge against one that is not
    ///   named is refused, so that two citizen ids never become one silently
    UUID merge(UUID one, UUID other, Collection<String> acknowledged, String actor, String reason) {
        String by = begin(actor, reason);
        List<Stored> left = records(one);
        List<Stored> right = records(other);
        if (left.isEmpty() || right.isEmpty() || one.equals(other)) {
            throw Problem.of("person.person_unknown");
        }
        Set<String> against = contradictions(left, right);
        if (keptApart(left, right)) {
            against.add("kept_apart");
        }
        against.removeAll(acknowledged);
        if (!against.isEmpty()) {
            throw Problem.of(
                    "person.merge_contradicted", Map.of("codes", String.join(", ", against)));
        }
        boolean firstStays =
                new Portrait(left).verified() == new Portrait(right).verified()
                        ? one.compareTo(other) < 0
                        : new Portrait(left).verified();
        UUID stays = firstStays ? one : other;
        UUID goes = firstStays ? other : one;
        List<Stored> moving = firstStays ? right : left;
        checkSize(moving.size());
        UUID decision = TimedId.next(clock);
        make(
                new Draft(
                        decision,
                        "merge",
                        new Portrait(firstStays ? left : right).area(),
                        null,
                        stays,
                        goes,
                        null,
                        moving.stream()
                                .map(r -> Relinker.Move.to(r, stays, 1, by, "", reason))
                                .toList()),
                actor,
                reason);
        return decision;
    }

    private static void checkSize(int records) {
        if (records > MOST_RECORDS) {
            throw Problem.of("person.too_many_records", Map.of("most", MOST_RECORDS));
        }
    }

    /// Takes a decision back.
    UUID takeBack(UUID decisionId, String actor, String reason) {
        String by = begin(actor, reason);
        DecisionRows.Decision decision =
                decisions
                        .find(decisionId)
                        .orElseThrow(() -> Problem.of("person.decision_not_found"));
        return takeBack(decision, by, actor, reason)
                .orElseThrow(() -> Problem.of("person.decision_overtaken"));
    }

    /// Only while links are locked; empty when something later stands in the way.
    Optional<UUID> takeBack(
            DecisionRows.Decision decision, String by, String actor, String reason) {
        if (decision.kind().equals("undo") || decisions.takenBack(decision.id())) {
            throw Problem.of("person.decision_taken_back");
        }
        List<DecisionRows.Prior> priors = decisions.moves(decision.id());
        List<UUID> ids = priors.stream().map(DecisionRows.Prior::recordId).toList();
        if (!unmoved(decision, priors, ids)) {
            return Optional.empty();
        }
        Map<UUID, UUID> homes = new LinkedHashMap<>();
        List<Relinker.Move> moves = new ArrayList<>();
        for (DecisionRows.Prior prior : priors) {
            UUID home =
                    prior.person() == null
                            ? null
                            : homes.computeIfAbsent(
                                    prior.person(), p -> home(p, decision.toPerson()));
            moves.add(
                    new Relinker.Move(
                            stored(prior.recordId()),
                            home,
                            prior.probability(),
                            "unlinked",
                            by,
                            "",
                            reason,
                            prior.eventId(),
                            prior.by(),
                            prior.reason()));
        }
        decisions.forgetApart(decision.id());
        UUID undo = TimedId.next(clock);
        UUID back = decision.fromPerson();
        UUID from = decision.toPerson();
        make(
                new Draft(
                        undo,
                        decision.kind(),
                        decision.area(),
                        decision.reviewId(),
                        back,
                        from,
                        decision.bulkId(),
                        moves),
                actor,
                reason,
                decision.id());
        if (decision.reviewId() != null) {
            if (decision.kind().equals("skip")) {
                decisions.defer(decision.reviewId(), clock.instant());
            } else {
                decisions.reopen(List.of(decision.reviewId()));
            }
        }
        return Optional.of(undo);
    }

    /// Whether every record is still where the decision put it. A correction of its row in between
    /// does no harm: a human's word stays over it.
    private boolean unmoved(
            DecisionRows.Decision decision, List<DecisionRows.Prior> priors, List<UUID> ids) {
        Map<UUID, LinkRows.Placed> placed = rows.placedBy(ids);
        Map<UUID, LinkRows.Held> waiting = rows.waitingOf(ids);
        for (DecisionRows.Prior prior : priors) {
            LinkRows.Placed at = placed.get(prior.recordId());
            boolean there =
                    decision.toPerson() == null
                            ? waiting.containsKey(prior.recordId())
                            : at != null && at.personId().equals(decision.toPerson());
            if (!there) {
                return false;
            }
        }
        return true;
    }

    /// Where a person's records are to be found who may have been joined to somebody else since.
    private UUID home(UUID person, @Nullable UUID decidedFor) {
        UUID at = person;
        for (int hop = 0; hop < 16 && records(at).isEmpty(); hop++) {
            UUID next =
                    jdbc.sql("SELECT merged_into FROM person.person WHERE person_id = ?")
                            .param(at)
                            .query((rs, n) -> Optional.ofNullable(rs.getObject(1, UUID.class)))
                            .optional()
                            .flatMap(o -> o)
                            .orElse(null);
            if (next == null || next.equals(decidedFor) || next.equals(Relinker.NOBODY)) {
                return person;
            }
            at = next;
        }
        return records(at).isEmpty() ? person : at;
    }

    private void make(Draft draft, String actor, String reason) {
        make(draft, actor, reason, null);
    }

    private void make(Draft draft, String actor, String reason, @Nullable UUID undoes) {
        make(List.of(draft), actor, reason, undoes);
    }

    /// Writes decisions and moves their records together.
    void make(List<Draft> drafts, String actor, String reason, @Nullable UUID undoes) {
        Instant now = clock.instant();
        List<Relinker.Move> moves = drafts.stream().flatMap(d -> d.moves().stream()).toList();
        List<UUID> ids = moves.stream().map(m -> m.record().recordId()).toList();
        Map<UUID, LinkRows.Placed> placed = ids.isEmpty() ? Map.of() : rows.placedBy(ids);
        Map<UUID, LinkRows.Held> waiting = ids.isEmpty() ? Map.of() : rows.waitingOf(ids);
        Map<UUID, UUID> events = moves.isEmpty() ? Map.of() : relinker.apply(moves);
        List<DecisionRows.Moved> moved = new ArrayList<>();
        for (Draft draft : drafts) {
            for (Relinker.Move move : draft.moves()) {
                UUID id = move.record().recordId();
                moved.add(
                        new DecisionRows.Moved(
                                draft.id(),
                                prior(
                                        id,
                                        Objects.requireNonNull(events.get(id)),
                                        placed.get(id),
                                        waiting.get(id))));
            }
        }
        decisions.insert(
                drafts.stream()
                        .map(d ->
                                new DecisionRows.Decision(
                                        d.id(),
                                        undoes == null ? d.kind() : "undo",
                                        now,
                                        actor,
                                        reason,
                                        d.area(),
                                        d.reviewId(),
                                        d.toPerson(),
                                        d.fromPerson(),
                                        d.moves().size(),
                                        d.bulkId(),
                                        undoes))
                        .toList());
        decisions.insertMoves(moved);
        tally(drafts, undoes != null);
    }

    /// Links that humans find wrong are what a source is judged by; taking that back takes it back.
    private void tally(List<Draft> drafts, boolean takenBack) {
        SourceTallies.Counter counter = new SourceTallies.Counter();
        for (Draft draft : drafts) {
            if (draft.kind().equals("unlink") || draft.kind().equals("split")) {
                draft.moves()
                        .forEach(m ->
                                counter.add(
                                        m.record().source(), "outcome:undone", takenBack ? -1 : 1));
            }
        }
        tallies.append(counter);
    }

    private static DecisionRows.Prior prior(
            UUID record,
            UUID event,
            LinkRows.@Nullable Placed placed,
            LinkRows.@Nullable Held waiting) {
        if (placed != null) {
            return new DecisionRows.Prior(
                    record, event, placed.personId(), placed.probability(), placed.by(), "");
        }
        return new DecisionRows.Prior(
                record,
                event,
                null,
                waiting == null ? 0 : waiting.probability(),
                "",
                waiting == null ? "" : waiting.reason());
    }

    /// Locks links; nothing moves beside this decision.
    String begin(String actor, String reason) {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw Problem.of("person.reason_missing", Map.of("longest", LONGEST_REASON));
        }
        rows.planForLookups();
        rows.lockLinks();
        return "steward:" + actor;
    }

    private OpenReview open(UUID reviewId) {
        return open(List.of(reviewId)).stream()
                .findFirst()
                .orElseThrow(() -> Problem.of("person.review_closed"));
    }

    /// Those of the questions that are still open.
    List<OpenReview> open(Collection<UUID> reviewIds) {
        return jdbc.sql(
                        """
                        SELECT review_id, record_id, area, candidates FROM person.review
                        WHERE review_id = ANY (?::uuid[]) AND state = 'open' ORDER BY review_id
                        """)
                .param(LinkRows.uuids(reviewIds, x -> x))
                .query((rs, n) ->
                        new OpenReview(
                                rs.getObject(1, UUID.class),
                                rs.getObject(2, UUID.class),
                                rs.getString(3),
                                List.of((UUID[]) rs.getArray(4).getArray())))
                .list();
    }

    /// Whether any record counts for this person now.
    boolean exists(UUID person) {
        return !records(person).isEmpty();
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
