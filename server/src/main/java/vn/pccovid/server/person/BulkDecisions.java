package vn.pccovid.server.person;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scopes;

/// One answer to many questions of one pattern. First it is prepared: the questions are frozen and
/// a random sample is drawn, which the steward must open one by one. Then it is decided; above a
/// configured size a second steward, who opens the same sample, confirms. Each question gets a
/// decision of its own, so that one can be taken back as well as all.
@Component
class BulkDecisions {
    /// Bulks listed.
    private static final int LISTED = 30;

    /// A larger bulk is looked at in a larger sample: one in this many.
    private static final int SAMPLED_ONE_IN = 50;

    private final JdbcClient jdbc;
    private final Decisions decisions;
    private final DecisionRows decisionRows;
    private final StewardProperties limits;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final Random random = new java.security.SecureRandom();

    BulkDecisions(
            JdbcClient jdbc,
            Decisions decisions,
            DecisionRows decisionRows,
            StewardProperties limits,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.decisions = decisions;
        this.decisionRows = decisionRows;
        this.limits = limits;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// @param state `prepared`, `proposed` (waits for a second steward), `done`, `undone`
    private record Bulk(
            UUID id,
            String pattern,
            String action,
            List<String> areas,
            List<UUID> reviews,
            List<UUID> sample,
            double meanChance,
            double expectedWrong,
            String state,
            Instant preparedAt,
            String author,
            String reason,
            String secondAuthor,
            @Nullable Instant decidedAt) {}

    /// A bulk as its page shows it.
    ///
    /// @param size questions in it
    /// @param meanChance mean chance of a link over its questions
    /// @param expectedWrong how many answers would be wrong by that
    /// @param couldBeWrong share of wrong answers that a sample without a wrong one still allows,
    ///   with 95 % confidence: 1 − 0.05^(1/n)
    /// @param looked questions of the sample that whoever asks has opened
    /// @param needsSecond whether another steward must confirm
    /// @param decided decisions in force
    /// @param takenBack decisions that were taken back
    record BulkView(
            UUID id,
            String pattern,
            String action,
            int size,
            List<UUID> sample,
            List<UUID> looked,
            double meanChance,
            double expectedWrong,
            double couldBeWrong,
            boolean needsSecond,
            String state,
            Instant preparedAt,
            String author,
            boolean own,
            String reason,
            String secondAuthor,
            @Nullable Instant decidedAt,
            long decided,
            long takenBack) {}

    /// @param changed decisions made or taken back
    /// @param left questions that were answered or changed otherwise meanwhile, or decisions with a
    ///   later one upon them
    record BulkDone(UUID id, String state, int changed, int left) {}

    private record Question(UUID id, double chance) {}

    /// Freezes the open questions of a pattern that the steward may see, up to the limit, and draws
    /// the sample.
    BulkView prepare(String pattern, String action) {
        boolean accept = action.equals("accept");
        if (!accept && !action.equals("apart")) {
            throw Problem.of("person.decision_unknown");
        }
        List<Question> questions =
                require(
                        transaction.execute(status ->
                                jdbc.sql(
                                                """
                                                SELECT v.review_id, v.chance FROM person.review v
                                                WHERE v.state = 'open' AND v.pattern = ?
                                                  AND (v.deferred_until IS NULL OR v.deferred_until <= ?::timestamptz)
                                                  AND (NOT ?::boolean OR EXISTS (
                                                       SELECT 1 FROM person.person p WHERE p.person_id = v.candidates[1]))
                                                ORDER BY v.rank DESC, v.review_id LIMIT ?
                                                """)
                                        .params(
                                                pattern,
                                                clock.instant().toString(),
                                                accept,
                                                limits.bulkMost())
                                        .query((rs, n) ->
                                                new Question(
                                                        rs.getObject(1, UUID.class),
                                                        rs.getFloat(2)))
                                        .list()));
        if (questions.isEmpty()) {
            throw Problem.of("person.bulk_empty");
        }
        List<UUID> drawn = new ArrayList<>(questions.stream().map(Question::id).toList());
        Collections.shuffle(drawn, random);
        int sampled =
                Math.min(
                        drawn.size(), Math.max(limits.bulkSample(), drawn.size() / SAMPLED_ONE_IN));
        double mean = questions.stream().mapToDouble(Question::chance).average().orElse(0);
        double wrong = questions.size() * (accept ? 1 - mean : mean);
        UUID id = TimedId.next(clock);
        List<String> areas = Scopes.required().areas();
        Stewards.asWorker(actor ->
                transaction.execute(status ->
                        jdbc.sql(
                                        """
                                        INSERT INTO person.bulk (bulk_id, pattern, action, areas, reviews, sample,
                                            mean_chance, expected_wrong, state, prepared_at, author, reason,
                                            second_author, second_reason)
                                        VALUES (?, ?, ?, ?::text[], ?::uuid[], ?::uuid[], ?, ?, 'prepared',
                                                ?::timestamptz, ?, '', '', '')
                                        """)
                                .params(
                                        id,
                                        pattern,
                                        action,
                                        LinkRows.texts(areas, a -> a),
                                        LinkRows.uuids(
                                                questions.stream().map(Question::id).toList(),
                                                q -> q),
                                        LinkRows.uuids(drawn.subList(0, sampled), q -> q),
                                        mean,
                                        wrong,
                                        clock.instant().toString(),
                                        actor)
                                .update()));
        return view(id);
    }

    /// Notes that a steward has opened a question of the sample.
    void looked(UUID bulkId, UUID reviewId) {
        Bulk bulk = bulk(bulkId);
        if (!bulk.sample().contains(reviewId)) {
            throw Problem.of("person.bulk_unknown");
        }
        Stewards.asWorker(actor ->
                transaction.execute(status ->
                        jdbc.sql(
                                        """
                                        INSERT INTO person.bulk_look (bulk_id, author, review_id, at)
                                        VALUES (?, ?, ?, ?::timestamptz) ON CONFLICT DO NOTHING
                                        """)
                                .params(bulkId, actor, reviewId, clock.instant().toString())
                                .update()));
    }

    BulkView view(UUID bulkId) {
        return view(bulk(bulkId));
    }

    private BulkView view(Bulk bulk) {
        String actor = Scopes.required().actor();
        Set<UUID> looked = looks(bulk.id(), actor);
        record Made(long decided, long takenBack) {}
        Made made =
                require(
                        transaction.execute(status ->
                                jdbc.sql(
                                                """
                                                SELECT count(*) FILTER (WHERE u.decision_id IS NULL),
                                                       count(*) FILTER (WHERE u.decision_id IS NOT NULL)
                                                FROM person.decision d
                                                LEFT JOIN person.decision u ON u.undoes = d.decision_id
                                                WHERE d.bulk_id = ? AND d.kind <> 'undo'
                                                """)
                                        .param(bulk.id())
                                        .query((rs, n) -> new Made(rs.getLong(1), rs.getLong(2)))
                                        .single()));
        return new BulkView(
                bulk.id(),
                bulk.pattern(),
                bulk.action(),
                bulk.reviews().size(),
                bulk.sample(),
                bulk.sample().stream().filter(looked::contains).toList(),
                bulk.meanChance(),
                bulk.expectedWrong(),
                1 - Math.pow(0.05, 1.0 / bulk.sample().size()),
                bulk.reviews().size() > limits.bulkAlone(),
                bulk.state(),
                bulk.preparedAt(),
                bulk.author(),
                bulk.author().equals(actor),
                bulk.reason(),
                bulk.secondAuthor(),
                bulk.decidedAt(),
                made.decided(),
                made.takenBack());
    }

    /// The newest bulks of the steward's areas that were decided or wait for a second steward.
    List<BulkView> latest() {
        List<Bulk> bulks =
                require(
                        transaction.execute(status ->
                                jdbc.sql(
                                                "SELECT * FROM person.bulk WHERE state <> 'prepared' ORDER BY bulk_id DESC LIMIT 200")
                                        .query(BulkDecisions::bulk)
                                        .list()));
        return bulks.stream().filter(b -> covers(b.areas())).limit(LISTED).map(this::view).toList();
    }

    /// The first steward decides. Above the configured size it is a proposal until another
    /// confirms.
    BulkDone decide(UUID bulkId, String reason) {
        Bulk bulk = bulk(bulkId);
        String actor = Scopes.required().actor();
        if (!bulk.author().equals(actor)) {
            throw Problem.of("person.bulk_unknown");
        }
        lookedAtAll(bulk, actor);
        boolean alone = bulk.reviews().size() <= limits.bulkAlone();
        return Stewards.asWorker(a ->
                require(
                        transaction.execute(status -> {
                            String by = decisions.begin(a, reason);
                            advance(
                                    bulkId,
                                    "prepared",
                                    alone ? "done" : "proposed",
                                    "reason = ?",
                                    reason);
                            return alone
                                    ? answer(bulk, by, a, reason)
                                    : new BulkDone(bulkId, "proposed", 0, bulk.reviews().size());
                        })));
    }

    /// A second steward, who looked at the same sample, confirms what the first proposed.
    BulkDone confirm(UUID bulkId, String reason) {
        Bulk bulk = bulk(bulkId);
        String actor = Scopes.required().actor();
        if (bulk.author().equals(actor)) {
            throw Problem.of("person.bulk_second_steward");
        }
        if (!covers(bulk.areas())) {
            throw Problem.of("person.bulk_unknown");
        }
        lookedAtAll(bulk, actor);
        return Stewards.asWorker(a ->
                require(
                        transaction.execute(status -> {
                            decisions.begin(a, reason);
                            advance(
                                    bulkId,
                                    "proposed",
                                    "done",
                                    "second_reason = ?, second_author = ?",
                                    reason,
                                    a);
                            return answer(
                                    bulk, "steward:" + bulk.author(), bulk.author(), bulk.reason());
                        })));
    }

    /// Takes back every decision of a bulk that nothing later stands upon.
    BulkDone undo(UUID bulkId, String reason) {
        Bulk bulk = bulk(bulkId);
        if (!covers(bulk.areas())) {
            throw Problem.of("person.bulk_unknown");
        }
        return Stewards.asWorker(actor ->
                require(
                        transaction.execute(status -> {
                            String by = decisions.begin(actor, reason);
                            advance(bulkId, "done", "undone", "decided_at = decided_at");
                            int changed = 0;
                            int left = 0;
                            for (DecisionRows.Decision decision : decisionRows.ofBulk(bulkId)) {
                                Optional<UUID> back =
                                        decisions.takeBack(decision, by, actor, reason);
                                changed += back.isPresent() ? 1 : 0;
                                left += back.isPresent() ? 0 : 1;
                            }
                            return new BulkDone(bulkId, "undone", changed, left);
                        })));
    }

    /// Answers what is still open; only while links are locked.
    private BulkDone answer(Bulk bulk, String by, String author, String reason) {
        List<Decisions.Draft> drafts = new ArrayList<>();
        for (Decisions.OpenReview review : decisions.open(bulk.reviews())) {
            if (bulk.action().equals("apart")) {
                drafts.add(decisions.apart(review, by, reason, bulk.id()));
            } else if (decisions.exists(review.candidates().getFirst())) {
                drafts.add(
                        decisions.accepted(
                                review, review.candidates().getFirst(), by, reason, bulk.id()));
            }
        }
        if (!drafts.isEmpty()) {
            decisions.make(drafts, author, reason, null);
        }
        jdbc.sql("UPDATE person.bulk SET decided_at = ?::timestamptz WHERE bulk_id = ?")
                .params(clock.instant().toString(), bulk.id())
                .update();
        return new BulkDone(
                bulk.id(), "done", drafts.size(), bulk.reviews().size() - drafts.size());
    }

    /// One step forward, by whoever comes first.
    private void advance(UUID bulkId, String from, String to, String set, Object... values) {
        List<Object> parameters = new ArrayList<>(List.of(values));
        parameters.add(0, to);
        parameters.add(bulkId);
        parameters.add(from);
        int moved =
                jdbc.sql(
                                "UPDATE person.bulk SET state = ?, "
                                        + set
                                        + " WHERE bulk_id = ? AND state = ?")
                        .params(parameters)
                        .update();
        if (moved != 1) {
            throw Problem.of("person.bulk_moved_on");
        }
    }

    private void lookedAtAll(Bulk bulk, String actor) {
        Set<UUID> left = new HashSet<>(bulk.sample());
        left.removeAll(looks(bulk.id(), actor));
        if (!left.isEmpty()) {
            throw Problem.of("person.bulk_look_first", java.util.Map.of("left", left.size()));
        }
    }

    private Set<UUID> looks(UUID bulkId, String actor) {
        return Set.copyOf(
                require(
                        transaction.execute(status ->
                                jdbc.sql(
                                                "SELECT review_id FROM person.bulk_look WHERE bulk_id = ? AND author = ?")
                                        .params(bulkId, actor)
                                        .query((rs, n) -> rs.getObject(1, UUID.class))
                                        .list())));
    }

    private Bulk bulk(UUID bulkId) {
        return require(
                        transaction.execute(status ->
                                jdbc.sql("SELECT * FROM person.bulk WHERE bulk_id = ?")
                                        .param(bulkId)
                                        .query(BulkDecisions::bulk)
                                        .optional()))
                .orElseThrow(() -> Problem.of("person.bulk_unknown"));
    }

    private static Bulk bulk(java.sql.ResultSet rs, int n) throws java.sql.SQLException {
        return new Bulk(
                rs.getObject("bulk_id", UUID.class),
                rs.getString("pattern"),
                rs.getString("action"),
                List.of((String[]) rs.getArray("areas").getArray()),
                List.of((UUID[]) rs.getArray("reviews").getArray()),
                List.of((UUID[]) rs.getArray("sample").getArray()),
                rs.getFloat("mean_chance"),
                rs.getFloat("expected_wrong"),
                rs.getString("state"),
                rs.getTimestamp("prepared_at").toInstant(),
                rs.getString("author"),
                rs.getString("reason"),
                rs.getString("second_author"),
                rs.getTimestamp("decided_at") == null
                        ? null
                        : rs.getTimestamp("decided_at").toInstant());
    }

    /// Whether every area of the bulk lies under one of the steward's.
    private static boolean covers(List<String> areas) {
        List<String> own = Scopes.required().areas();
        return own.contains("*")
                || areas.stream()
                        .allMatch(a ->
                                own.stream().anyMatch(o -> a.equals(o) || a.startsWith(o + "/")));
    }

    private static <T> T require(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the transaction gave no result");
        }
        return value;
    }
}
