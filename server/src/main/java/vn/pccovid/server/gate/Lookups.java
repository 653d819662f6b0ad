package vn.pccovid.server.gate;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Problem;

/// Watches look-ups by what can be invented: typed numbers and unsigned cards. A keeper has so many
/// an hour, in the database and so across all servers and sessions of the account; too many of
/// nobody raise an alarm and hold further ones until another officer has looked. The lesson is the
/// bot that read people out of a vaccination portal by counting up telephone numbers: here the
/// count ends early, an answer names nobody, and somebody is told. Thread-safe.
@Service
class Lookups {
    private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);
    private static final Duration ALARMS_SHOWN = Duration.ofDays(90);

    private final JdbcClient sql;
    private final GateProperties limits;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Lookups(
            JdbcClient sql,
            GateProperties limits,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.sql = sql;
        this.limits = limits;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// What a look-up goes by.
    enum Kind {
        NUMBER,
        CARD
    }

    /// One keeper who fished, or was held for it.
    record Alarm(
            String keeper,
            Instant raisedAt,
            String kind,
            int asked,
            int missed,
            @Nullable Instant settledAt,
            @Nullable String settledBy) {}

    /// Counts one look-up before it is made.
    ///
    /// @throws Problem `gate.lookups_held` while an alarm stands, `gate.lookups_many` above the
    ///   limit of the hour
    void ask(String keeper, Kind kind) {
        Instant now = clock.instant();
        in(() -> {
            boolean held =
                    sql.sql(
                                    """
                                    SELECT EXISTS (SELECT FROM gate.lookup_alarm
                                                    WHERE keeper = :keeper AND settled_at IS NULL)
                                    """)
                            .param("keeper", keeper)
                            .query(Boolean.class)
                            .single();
            if (held) {
                throw Problem.of("gate.lookups_held");
            }
            int asked =
                    sql.sql(
                                    """
                                    INSERT INTO gate.lookup_tally (keeper, hour, kind, asked, missed)
                                    VALUES (:keeper, :hour, :kind, 1, 0)
                                    ON CONFLICT (keeper, hour, kind)
                                    DO UPDATE SET asked = gate.lookup_tally.asked + 1
                                    RETURNING asked
                                    """)
                            .param("keeper", keeper)
                            .param("hour", hour(now))
                            .param("kind", kind.name())
                            .query(Integer.class)
                            .single();
            if (kind == Kind.NUMBER && asked > limits.numbersPerHour()) {
                throw Problem.of(
                        "gate.lookups_many",
                        Map.of(
                                "most",
                                limits.numbersPerHour(),
                                "seconds",
                                Duration.between(
                                                now,
                                                now.truncatedTo(ChronoUnit.HOURS)
                                                        .plus(1, ChronoUnit.HOURS))
                                        .toSeconds()));
            }
            return asked;
        });
    }

    /// Notes that a look-up found nobody; the one too many raises the alarm.
    void missed(String keeper, Kind kind) {
        Instant now = clock.instant();
        int most =
                switch (kind) {
                    case NUMBER -> limits.numberMissesPerHour();
                    case CARD -> limits.cardMissesPerHour();
                };
        in(() -> {
            int[] tally =
                    sql.sql(
                                    """
                                    UPDATE gate.lookup_tally SET missed = missed + 1
                                     WHERE keeper = :keeper AND hour = :hour AND kind = :kind
                                    RETURNING asked, missed
                                    """)
                            .param("keeper", keeper)
                            .param("hour", hour(now))
                            .param("kind", kind.name())
                            .query((row, n) -> new int[] {row.getInt(1), row.getInt(2)})
                            .optional()
                            .orElse(new int[] {1, 1});
            if (tally[1] < most) {
                return 0;
            }
            LOG.warn(
                    "gate look-up alarm: {} asked {} times by {} within the hour, {} times for nobody;"
                            + " further look-ups are held",
                    keeper,
                    tally[0],
                    kind,
                    tally[1]);
            return sql.sql(
                            """
                            INSERT INTO gate.lookup_alarm (keeper, raised_at, kind, asked, missed)
                            VALUES (:keeper, :now, :kind, :asked, :missed)
                            ON CONFLICT (keeper, raised_at) DO NOTHING
                            """)
                    .param("keeper", keeper)
                    .param("now", Timestamp.from(now))
                    .param("kind", kind.name())
                    .param("asked", tally[0])
                    .param("missed", tally[1])
                    .update();
        });
    }

    /// Alarms of the last ninety days, open ones first.
    List<Alarm> alarms() {
        return in(() ->
                sql.sql(
                                """
                                SELECT keeper, raised_at, kind, asked, missed, settled_at, settled_by
                                  FROM gate.lookup_alarm
                                 WHERE settled_at IS NULL OR raised_at > :since
                                 ORDER BY settled_at IS NOT NULL, raised_at DESC
                                 LIMIT 200
                                """)
                        .param("since", Timestamp.from(clock.instant().minus(ALARMS_SHOWN)))
                        .query((row, n) -> {
                            Timestamp settled = row.getTimestamp(6);
                            return new Alarm(
                                    row.getString(1),
                                    row.getTimestamp(2).toInstant(),
                                    row.getString(3),
                                    row.getInt(4),
                                    row.getInt(5),
                                    settled == null ? null : settled.toInstant(),
                                    row.getString(7));
                        })
                        .list());
    }

    /// Lets a held keeper look up again, on another officer's word.
    ///
    /// @throws Problem `gate.alarm_own` when the keeper settles their own
    void settle(String keeper, String by) {
        if (keeper.equals(by)) {
            throw Problem.of("gate.alarm_own");
        }
        in(() -> {
            sql.sql(
                            """
                            UPDATE gate.lookup_tally SET missed = 0 WHERE keeper = :keeper AND hour = :hour
                            """)
                    .param("keeper", keeper)
                    .param("hour", hour(clock.instant()))
                    .update();
            return sql.sql(
                            """
                            UPDATE gate.lookup_alarm SET settled_at = :now, settled_by = :by
                             WHERE keeper = :keeper AND settled_at IS NULL
                            """)
                    .param("now", Timestamp.from(clock.instant()))
                    .param("by", by)
                    .param("keeper", keeper)
                    .update();
        });
    }

    private static Timestamp hour(Instant at) {
        return Timestamp.from(at.truncatedTo(ChronoUnit.HOURS));
    }

    private <T> T in(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
