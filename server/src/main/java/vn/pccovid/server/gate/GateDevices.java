package vn.pccovid.server.gate;

import java.security.MessageDigest;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Secrets;
import vn.pccovid.server.access.Sessions;

/// The phones that check codes. Each holds a lease: whoever had no contact until its end forgets
/// keys, filters and scans, and whoever was revoked forgets them at the next contact and says so. A
/// lost phone therefore knows nothing for longer than a lease, whether or not it ever sees the
/// network again. Thread-safe.
@Service
class GateDevices {
    private static final int LONGEST_LABEL = 60;

    private final JdbcClient sql;
    private final Posts posts;
    private final Sessions sessions;
    private final GateProperties limits;
    private final TransactionTemplate transaction;
    private final Clock clock;

    GateDevices(
            JdbcClient sql,
            Posts posts,
            Sessions sessions,
            GateProperties limits,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.sql = sql;
        this.posts = posts;
        this.sessions = sessions;
        this.limits = limits;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// What a device is told once, at enrolment.
    record Enrolled(UUID deviceId, String secret, Instant leaseUntil) {
        @Override
        public String toString() {
            return "Enrolled[" + deviceId + "]";
        }
    }

    /// How a device stands.
    enum Standing {
        ACTIVE,
        /// Taken out of service: forget everything.
        REVOKED
    }

    record Contact(Standing standing, Instant leaseUntil) {}

    /// A device as the authority of its gate sees it.
    record Device(
            UUID deviceId,
            String label,
            String keeper,
            Instant enrolledAt,
            Instant seenAt,
            Instant leaseUntil,
            @Nullable Instant revokedAt,
            @Nullable Instant forgotAt) {}

    /// Enrols the phone of a keeper who is on duty.
    ///
    /// @param label how people tell it from others, such as its make
    Enrolled enrol(String label) {
        Posts.Duty duty = posts.duty();
        Posts.Gate gate = duty.gate();
        if (gate == null) {
            throw Problem.of("gate.no_shift");
        }
        String secret = Secrets.fresh();
        UUID device = UUID.randomUUID();
        Instant now = clock.instant();
        Instant lease = now.plus(limits.lease());
        String name = label == null || label.isBlank() ? "?" : label.strip();
        in(() ->
                sql.sql(
                                """
                                INSERT INTO gate.device (device_id, secret_hash, label, gate_id, keeper, enrolled_at,
                                                         seen_at, lease_until)
                                VALUES (:device, :hash, :label, :gate, :keeper, :now, :now, :lease)
                                """)
                        .param("device", device)
                        .param("hash", Secrets.hash(secret))
                        .param("label", name.substring(0, Math.min(name.length(), LONGEST_LABEL)))
                        .param("gate", gate.gateId())
                        .param("keeper", Scopes.required().actor())
                        .param("now", Timestamp.from(now))
                        .param("lease", Timestamp.from(lease))
                        .update());
        return new Enrolled(device, secret, lease);
    }

    /// A device reports: the lease of an active one is renewed; a revoked one hears so, also when
    /// its keeper's session is long over. An unknown secret is told the same as a revoked one.
    ///
    /// @param forgotten the device says that its data is gone
    Contact contact(UUID device, String secret, boolean forgotten) {
        Instant now = clock.instant();
        return in(() -> {
            Row row = find(device, secret);
            if (row == null) {
                return new Contact(Standing.REVOKED, now);
            }
            if (row.revokedAt() != null) {
                if (forgotten) {
                    sql.sql(
                                    """
                                    UPDATE gate.device SET forgot_at = coalesce(forgot_at, :now), seen_at = :now
                                     WHERE device_id = :device
                                    """)
                            .param("now", Timestamp.from(now))
                            .param("device", device)
                            .update();
                }
                return new Contact(Standing.REVOKED, now);
            }
            Instant lease = now.plus(limits.lease());
            sql.sql(
                            """
                            UPDATE gate.device SET seen_at = :now, lease_until = :lease
                             WHERE device_id = :device
                            """)
                    .param("now", Timestamp.from(now))
                    .param("lease", Timestamp.from(lease))
                    .param("device", device)
                    .update();
            return new Contact(Standing.ACTIVE, lease);
        });
    }

    /// The gate an active device stands at.
    ///
    /// @throws Problem `gate.device_revoked`
    UUID gateOf(UUID device, String secret) {
        Row row = in(() -> java.util.Optional.ofNullable(find(device, secret))).orElse(null);
        if (row == null || row.revokedAt() != null) {
            throw Problem.of("gate.device_revoked");
        }
        return row.gateId();
    }

    /// Devices of a gate of the caller's areas.
    List<Device> at(UUID gate) {
        return in(() ->
                sql.sql(
                                """
                                SELECT device_id, label, keeper, enrolled_at, seen_at, lease_until, revoked_at, forgot_at
                                  FROM gate.device
                                 WHERE gate_id = :gate
                                 ORDER BY revoked_at IS NOT NULL, seen_at DESC
                                 LIMIT 200
                                """)
                        .param("gate", gate)
                        .query((row, n) ->
                                new Device(
                                        row.getObject(1, UUID.class),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getTimestamp(4).toInstant(),
                                        row.getTimestamp(5).toInstant(),
                                        row.getTimestamp(6).toInstant(),
                                        instant(row.getTimestamp(7)),
                                        instant(row.getTimestamp(8))))
                        .list());
    }

    /// Takes a device out of service and ends its keeper's sessions.
    ///
    /// @throws Problem `gate.device_unknown`, `gate.area_outside`
    void revoke(UUID device, String by) {
        Row row =
                in(() ->
                                sql.sql(
                                                """
                                                SELECT gate_id, keeper, revoked_at FROM gate.device WHERE device_id = :device
                                                """)
                                        .param("device", device)
                                        .query((found, n) -> row(found))
                                        .optional())
                        .orElseThrow(() -> Problem.of("gate.device_unknown"));
        if (!Posts.within(Scopes.required().areas(), posts.gate(row.gateId()).area())) {
            throw Problem.of("gate.area_outside");
        }
        in(() ->
                sql.sql(
                                """
                                UPDATE gate.device SET revoked_at = :now, revoked_by = :by
                                 WHERE device_id = :device AND revoked_at IS NULL
                                """)
                        .param("now", Timestamp.from(clock.instant()))
                        .param("by", by)
                        .param("device", device)
                        .update());
        sessions.endAllOf(row.keeper());
        posts.forget(row.keeper());
    }

    private record Row(UUID gateId, String keeper, @Nullable Instant revokedAt) {}

    private @Nullable Row find(UUID device, String secret) {
        byte[] hash = Secrets.hash(secret);
        return sql.sql(
                        """
                        SELECT gate_id, keeper, revoked_at, secret_hash FROM gate.device WHERE device_id = :device
                        """)
                .param("device", device)
                .query((row, n) ->
                        MessageDigest.isEqual(row.getBytes(4), hash)
                                ? java.util.Optional.of(row(row))
                                : java.util.Optional.<Row>empty())
                .optional()
                .flatMap(found -> found)
                .orElse(null);
    }

    private static Row row(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Row(
                row.getObject(1, UUID.class), row.getString(2), instant(row.getTimestamp(3)));
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }

    private <T> T in(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
