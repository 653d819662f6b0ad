package vn.pccovid.server.person;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;

/// Stewards see which question would resolve most, and what was answered.
@RestController
@RequestMapping("/api/questions")
class QuestionController {
    /// Pages of fifty; nobody reads further.
    private static final int LAST_PAGE = 10_000;

    private final Questions questions;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    QuestionController(
            Questions questions, JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.questions = questions;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// What a person answered about a record under review, without the value.
    ///
    /// @param outcome `agrees`, `differs`, `none` or `silent`
    /// @param decisionId what the answer moved, to be taken back like any decision; missing if the
    ///   record waits on
    record Given(
            UUID answerId,
            UUID personId,
            String topic,
            String outcome,
            Instant at,
            double bits,
            double before,
            double after,
            @Nullable UUID decisionId) {}

    /// No names and no values: only which record, whom to ask, about what, and what it is worth.
    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @GetMapping
    List<RankedQuestion> ranked(@RequestParam(defaultValue = "0") int page) {
        if (page < 0 || page > LAST_PAGE) {
            throw Problem.of("request.invalid");
        }
        return questions.ranked(page);
    }

    /// What was answered about the record of a review.
    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/reviews/{reviewId}/answers")
    List<Given> answers(@PathVariable UUID reviewId) {
        return Objects.requireNonNull(
                transaction.execute(status ->
                        jdbc.sql(
                                        """
                                        SELECT a.answer_id, a.person_id, a.topic, a.outcome, a.at, a.bits, a.before, a.after, a.decision_id
                                        FROM person.review v JOIN person.answer a ON a.record_id = v.record_id
                                        WHERE v.review_id = ? ORDER BY a.answer_id
                                        """)
                                .param(reviewId)
                                .query((rs, n) ->
                                        new Given(
                                                rs.getObject(1, UUID.class),
                                                rs.getObject(2, UUID.class),
                                                rs.getString(3),
                                                rs.getString(4),
                                                rs.getTimestamp(5).toInstant(),
                                                rs.getFloat(6),
                                                rs.getFloat(7),
                                                rs.getFloat(8),
                                                rs.getObject(9, UUID.class)))
                                .list()));
    }
}
