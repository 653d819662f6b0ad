package vn.pccovid.server.person;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of what stewards decided. Every method runs inside the caller's transaction.
@Repository
class DecisionRows {
    private final JdbcClient jdbc;

    DecisionRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// One decision.
    ///
    /// @param author user name
    /// @param toPerson whom the records count for afterwards, null for a skip or the waiting room
    /// @param undoes the decision this one takes back
    record Decision(
            UUID id,
            String kind,
            Instant at,
            String author,
            String reason,
            String area,
            @Nullable UUID reviewId,
            @Nullable UUID toPerson,
            @Nullable UUID fromPerson,
            int records,
            @Nullable UUID bulkId,
            @Nullable UUID undoes) {}

    /// Where a record stood before.
    record Prior(
            UUID recordId,
            UUID eventId,
            @Nullable UUID person,
            float probability,
            String by,
            String reason) {}

    void insert(List<Decision> decisions) {
        jdbc.sql(
                        """
                        INSERT INTO person.decision (decision_id, kind, at, author, reason, area, review_id, to_person,
                                                     from_person, record_count, bulk_id, undoes)
                        SELECT unnest(?::uuid[]), unnest(?::text[]), unnest(?::timestamptz[]), unnest(?::text[]),
                               unnest(?::text[]), unnest(?::text[]), unnest(?::uuid[]), unnest(?::uuid[]),
                               unnest(?::uuid[]), unnest(?::int[]), unnest(?::uuid[]), unnest(?::uuid[])
                        """)
                .params(
                        LinkRows.uuids(decisions, Decision::id),
                        LinkRows.texts(decisions, Decision::kind),
                        LinkRows.times(decisions, Decision::at),
                        LinkRows.texts(decisions, Decision::author),
                        LinkRows.texts(decisions, Decision::reason),
                        LinkRows.texts(decisions, Decision::area),
                        LinkRows.uuids(decisions, Decision::reviewId),
                        LinkRows.uuids(decisions, Decision::toPerson),
                        LinkRows.uuids(decisions, Decision::fromPerson),
                        LinkRows.ints(decisions, Decision::records),
                        LinkRows.uuids(decisions, Decision::bulkId),
                        LinkRows.uuids(decisions, Decision::undoes))
                .update();
    }

    record Moved(UUID decisionId, Prior prior) {}

    void insertMoves(List<Moved> moves) {
        if (moves.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        INSERT INTO person.decision_move (decision_id, record_id, event_id, prior_person,
                                                          prior_probability, prior_by, prior_reason)
                        SELECT unnest(?::uuid[]), unnest(?::uuid[]), unnest(?::uuid[]), unnest(?::uuid[]),
                               unnest(?::real[]), unnest(?::text[]), unnest(?::text[])
                        """)
                .params(
                        LinkRows.uuids(moves, Moved::decisionId),
                        LinkRows.uuids(moves, m -> m.prior().recordId()),
                        LinkRows.uuids(moves, m -> m.prior().eventId()),
                        LinkRows.uuids(moves, m -> m.prior().person()),
                        LinkRows.floats(moves, m -> m.prior().probability()),
                        LinkRows.texts(moves, m -> m.prior().by()),
                        LinkRows.texts(moves, m -> m.prior().reason()))
                .update();
    }

    Optional<Decision> find(UUID id) {
        return jdbc.sql("SELECT * FROM person.decision WHERE decision_id = ?")
                .param(id)
                .query(DecisionRows::decision)
                .optional();
    }

    List<Decision> ofBulk(UUID bulkId) {
        return jdbc.sql(
                        """
                        SELECT * FROM person.decision d WHERE bulk_id = ? AND kind <> 'undo'
                        AND NOT EXISTS (SELECT 1 FROM person.decision u WHERE u.undoes = d.decision_id)
                        ORDER BY decision_id
                        """)
                .param(bulkId)
                .query(DecisionRows::decision)
                .list();
    }

    List<Prior> moves(UUID decisionId) {
        return jdbc.sql(
                        """
                        SELECT record_id, event_id, prior_person, prior_probability, prior_by, prior_reason
                        FROM person.decision_move WHERE decision_id = ? ORDER BY record_id
                        """)
                .param(decisionId)
                .query((rs, n) ->
                        new Prior(
                                rs.getObject(1, UUID.class),
                                rs.getObject(2, UUID.class),
                                rs.getObject(3, UUID.class),
                                rs.getFloat(4),
                                rs.getString(5),
                                rs.getString(6)))
                .list();
    }

    boolean takenBack(UUID decisionId) {
        return jdbc.sql("SELECT count(*) FROM person.decision WHERE undoes = ?")
                        .param(decisionId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    void forgetApart(UUID decisionId) {
        jdbc.sql("DELETE FROM person.kept_apart WHERE decision_id = ?").param(decisionId).update();
    }

    void defer(UUID reviewId, Instant until) {
        jdbc.sql("UPDATE person.review SET deferred_until = ?::timestamptz WHERE review_id = ?")
                .params(until.toString(), reviewId)
                .update();
    }

    /// Asks again what was answered.
    void reopen(Collection<UUID> reviewIds) {
        jdbc.sql(
                        """
                        UPDATE person.review SET state = 'open', decided_at = NULL, decided_by = NULL
                        WHERE review_id = ANY (?::uuid[])
                        """)
                .param(LinkRows.uuids(reviewIds, x -> x))
                .update();
    }

    static Decision decision(java.sql.ResultSet rs, int n) throws java.sql.SQLException {
        return new Decision(
                rs.getObject("decision_id", UUID.class),
                rs.getString("kind"),
                rs.getTimestamp("at").toInstant(),
                rs.getString("author"),
                rs.getString("reason"),
                rs.getString("area"),
                rs.getObject("review_id", UUID.class),
                rs.getObject("to_person", UUID.class),
                rs.getObject("from_person", UUID.class),
                rs.getInt("record_count"),
                rs.getObject("bulk_id", UUID.class),
                rs.getObject("undoes", UUID.class));
    }
}
