package vn.pccovid.server.care;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.pccovid.server.access.SqlArrays;

/// The statements of the schema `care`.
@Repository
class CaseRows {
    private static final String COLUMNS =
            """
            case_id, record_id, person_id, area, state, proof, sampled_at, result_at, received_at, opened_at, closed_at
            """;

    private final JdbcClient jdbc;

    CaseRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void mark(Collection<UUID> records, Instant now) {
        if (records.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        INSERT INTO care.mark (record_id, due_at)
                        SELECT DISTINCT r, ?::timestamptz FROM unnest(?::uuid[]) AS u (r) ORDER BY r
                        ON CONFLICT (record_id) DO UPDATE SET due_at = least(mark.due_at, excluded.due_at)
                        """)
                .params(now.toString(), SqlArrays.uuids(records, id -> id))
                .update();
    }

    /// Marks the records of cases of these records or persons.
    void markCasesOf(Collection<UUID> records, Collection<UUID> persons, Instant now) {
        jdbc.sql(
                        """
                        INSERT INTO care.mark (record_id, due_at)
                        SELECT DISTINCT record_id, ?::timestamptz FROM care.proven_case
                        WHERE record_id = ANY (?::uuid[]) OR person_id = ANY (?::uuid[])
                        ORDER BY record_id
                        ON CONFLICT (record_id) DO UPDATE SET due_at = least(mark.due_at, excluded.due_at)
                        """)
                .params(
                        now.toString(),
                        SqlArrays.uuids(records, id -> id),
                        SqlArrays.uuids(persons, id -> id))
                .update();
    }

    /// Takes marks that are due, away from everybody else until the transaction ends.
    List<UUID> take(Instant now, int most) {
        return jdbc.sql(
                        """
                        DELETE FROM care.mark WHERE record_id IN (
                            SELECT record_id FROM care.mark WHERE due_at <= ?::timestamptz
                            ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED)
                        RETURNING record_id
                        """)
                .params(now.toString(), most)
                .query((rs, n) -> rs.getObject(1, UUID.class))
                .list();
    }

    /// Marks the records of open cases of which the rules can say otherwise by now.
    int markDue(Instant now, int most) {
        return jdbc.sql(
                        """
                        INSERT INTO care.mark (record_id, due_at)
                        SELECT DISTINCT record_id, ?::timestamptz FROM (
                            SELECT record_id FROM care.proven_case
                            WHERE state = 'open' AND look_at <= ?::timestamptz
                            ORDER BY look_at LIMIT ?) due
                        ON CONFLICT (record_id) DO NOTHING
                        """)
                .params(now.toString(), now.toString(), most)
                .update();
    }

    List<ProvenCase> ofRecord(UUID record) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + " FROM care.proven_case WHERE record_id = ? ORDER BY sampled_at FOR UPDATE")
                .param(record)
                .query(CaseRows::row)
                .list();
    }

    List<ProvenCase> ofPerson(UUID person) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + " FROM care.proven_case WHERE person_id = ? ORDER BY sampled_at")
                .param(person)
                .query(CaseRows::row)
                .list();
    }

    Optional<ProvenCase> find(UUID caseId) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM care.proven_case WHERE case_id = ?")
                .param(caseId)
                .query(CaseRows::row)
                .optional();
    }

    List<ProvenCase> find(Collection<UUID> cases) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + " FROM care.proven_case WHERE case_id = ANY (?::uuid[]) ORDER BY case_id")
                .param(SqlArrays.uuids(cases, id -> id))
                .query(CaseRows::row)
                .list();
    }

    void write(ProvenCase one, @Nullable Instant lookAt) {
        jdbc.sql(
                        """
                        INSERT INTO care.proven_case (case_id, record_id, person_id, area, state, proof, sampled_at,
                                                      result_at, received_at, opened_at, closed_at, look_at)
                        VALUES (:case, :record, :person, :area, :state, :proof, :sampled, :result, :received, :opened,
                                :closed, :look)
                        ON CONFLICT (case_id) DO UPDATE SET person_id = excluded.person_id, area = excluded.area,
                            state = excluded.state, proof = excluded.proof, sampled_at = excluded.sampled_at,
                            result_at = excluded.result_at, closed_at = excluded.closed_at, look_at = excluded.look_at
                        """)
                .param("case", one.caseId())
                .param("record", one.recordId())
                .param("person", one.personId(), java.sql.Types.OTHER)
                .param("area", one.area())
                .param("state", one.state())
                .param("proof", one.proof())
                .param("sampled", Timestamp.from(one.sampledAt()))
                .param("result", Timestamp.from(one.resultAt()))
                .param("received", Timestamp.from(one.receivedAt()))
                .param("opened", Timestamp.from(one.openedAt()))
                .param("closed", time(one.closedAt()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("look", time(lookAt), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    private static @Nullable Object time(@Nullable Instant at) {
        return at == null ? null : at.atOffset(java.time.ZoneOffset.UTC);
    }

    private static ProvenCase row(ResultSet rs, int n) throws SQLException {
        Timestamp closed = rs.getTimestamp(11);
        return new ProvenCase(
                rs.getObject(1, UUID.class),
                rs.getObject(2, UUID.class),
                rs.getObject(3, UUID.class),
                rs.getString(4),
                rs.getString(5),
                rs.getString(6),
                rs.getTimestamp(7).toInstant(),
                rs.getTimestamp(8).toInstant(),
                rs.getTimestamp(9).toInstant(),
                rs.getTimestamp(10).toInstant(),
                closed == null ? null : closed.toInstant());
    }
}
