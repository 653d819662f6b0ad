package vn.pccovid.server.quarantine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.SqlArrays;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;
import vn.pccovid.server.person.TimedId;

/// The statements of the schema `quarantine`.
@Repository
class OrderRows {
    private final JdbcClient jdbc;
    private final Sealing sealing;
    private final Clock clock;

    OrderRows(JdbcClient jdbc, Sealing sealing, Clock clock) {
        this.jdbc = jdbc;
        this.sealing = sealing;
        this.clock = clock;
    }

    /// @param state `given`, `released` or `withdrawn`
    record Row(UUID orderId, UUID recordId, String reason, String state) {}

    void insert(UUID orderId, NewOrder order, Instant now) {
        jdbc.sql(
                        """
                        INSERT INTO quarantine.stay_order (order_id, record_id, reason, state, ordered_at)
                        VALUES (:order, :record, :reason, 'given', :now)
                        """)
                .param("order", orderId)
                .param("record", order.recordId())
                .param("reason", order.reason().code())
                .param("now", Timestamp.from(now))
                .update();
        stand(orderId, order.grounds());
    }

    void stand(UUID orderId, Collection<UUID> grounds) {
        jdbc.sql(
                        """
                        INSERT INTO quarantine.ground (ground_id, order_id)
                        SELECT unnest(?::uuid[]), ?
                        ON CONFLICT (ground_id, order_id) DO UPDATE SET fallen_at = NULL
                        """)
                .params(SqlArrays.uuids(grounds, id -> id), orderId)
                .update();
    }

    /// Held until the transaction ends.
    Optional<Row> lock(UUID orderId) {
        return jdbc.sql(
                        """
                        SELECT order_id, record_id, reason, state FROM quarantine.stay_order
                        WHERE order_id = ? FOR UPDATE
                        """)
                .param(orderId)
                .query(OrderRows::row)
                .optional();
    }

    /// Orders that stand on any of these grounds.
    List<Row> on(Collection<UUID> grounds) {
        return jdbc.sql(
                        """
                        SELECT DISTINCT o.order_id, o.record_id, o.reason, o.state
                        FROM quarantine.ground g JOIN quarantine.stay_order o ON o.order_id = g.order_id
                        WHERE g.ground_id = ANY (?::uuid[]) ORDER BY o.order_id
                        """)
                .param(SqlArrays.uuids(grounds, id -> id))
                .query(OrderRows::row)
                .list();
    }

    private static Row row(java.sql.ResultSet rs, int n) throws java.sql.SQLException {
        return new Row(
                rs.getObject(1, UUID.class),
                rs.getObject(2, UUID.class),
                rs.getString(3),
                rs.getString(4));
    }

    List<UUID> groundsOf(UUID orderId) {
        return jdbc.sql(
                        "SELECT ground_id FROM quarantine.ground WHERE order_id = ? ORDER BY ground_id")
                .param(orderId)
                .query((rs, n) -> rs.getObject(1, UUID.class))
                .list();
    }

    void fall(Collection<UUID> grounds, Instant now) {
        jdbc.sql(
                        """
                        UPDATE quarantine.ground SET fallen_at = ?
                        WHERE ground_id = ANY (?::uuid[]) AND fallen_at IS NULL
                        """)
                .params(Timestamp.from(now), SqlArrays.uuids(grounds, id -> id))
                .update();
    }

    boolean stands(UUID orderId) {
        return jdbc.sql(
                                """
                                SELECT count(*) FROM quarantine.ground WHERE order_id = ? AND fallen_at IS NULL
                                """)
                        .param(orderId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    void state(UUID orderId, String state) {
        jdbc.sql("UPDATE quarantine.stay_order SET state = ? WHERE order_id = ?")
                .params(state, orderId)
                .update();
    }

    void step(UUID orderId, String kind, String words, Instant now) {
        Scope by = Scopes.required();
        UUID step = TimedId.next(clock);
        jdbc.sql(
                        """
                        INSERT INTO quarantine.step (order_id, step_id, at, kind, actor, office, role, sealed)
                        VALUES (:order, :step, :at, :kind, :actor, :office, :role, :sealed)
                        """)
                .param("order", orderId)
                .param("step", step)
                .param("at", Timestamp.from(now))
                .param("kind", kind)
                .param("actor", by.actor())
                .param("office", by.office())
                .param("role", by.role())
                .param(
                        "sealed",
                        sealing.seal(
                                KeyClass.HEALTH,
                                LocalDate.ofInstant(now, ZoneOffset.UTC),
                                words.getBytes(StandardCharsets.UTF_8),
                                bytes(step)))
                .update();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
