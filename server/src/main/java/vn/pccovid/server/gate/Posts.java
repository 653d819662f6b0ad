package vn.pccovid.server.gate;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Caller;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.territory.Territories;

/// Gates and who serves at them when: a keeper's account works at one gate during one shift, inside
/// the areas of the account, and nowhere else. Thread-safe.
@Service
public class Posts {
    private static final int LONGEST_NAME = 80;
    private static final Duration LONGEST_SHIFT = Duration.ofDays(31);

    /// A duty is looked up again after this long, so that an ended shift ends within it.
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private final JdbcClient sql;
    private final Territories territories;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final ConcurrentHashMap<String, Remembered> duties = new ConcurrentHashMap<>();

    Posts(
            JdbcClient sql,
            Territories territories,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.sql = sql;
        this.territories = territories;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// A place where movement is checked.
    ///
    /// @param area area path behind it: where those go who pass
    /// @param keepsVisits whether tracing needs to know who passed, sealed
    public record Gate(
            UUID gateId,
            String nameVi,
            String nameEn,
            String area,
            boolean keepsVisits,
            @Nullable Instant closedAt) {}

    /// What a gate is opened with.
    public record NewGate(
            String nameVi, String nameEn, String area, @Nullable Boolean keepsVisits) {}

    /// @param keeper user name of the account
    public record Shift(
            String keeper, UUID gateId, Instant from, Instant until, @Nullable Instant endedAt) {}

    /// Where and until when somebody serves now.
    ///
    /// @param gate null for a health worker, who checks codes at their own desk
    /// @param area area path whose rules hold
    public record Duty(@Nullable Gate gate, String area, @Nullable Instant until) {}

    private record Remembered(Duty duty, Instant at) {}

    /// The caller's duty now.
    ///
    /// @throws Problem `gate.no_shift` for a keeper without one
    public Duty duty() {
        if (!(Caller.current() instanceof Caller.Staff staff)) {
            throw Problem.of("gate.no_shift");
        }
        if (!staff.holds(Role.GATE_KEEPER)) {
            String area = staff.areas().isEmpty() ? "" : staff.areas().getFirst();
            return new Duty(null, area.equals("*") ? "" : area, null);
        }
        Instant now = clock.instant();
        Remembered known = duties.get(staff.userName());
        if (known != null
                && Duration.between(known.at(), now).abs().compareTo(REMEMBERED) < 0
                && (known.duty().until() == null || now.isBefore(known.duty().until()))) {
            return known.duty();
        }
        Duty duty =
                in(() -> current(staff.userName(), now))
                        .filter(d -> within(staff.areas(), d.area()))
                        .orElseThrow(() -> Problem.of("gate.no_shift"));
        duties.put(staff.userName(), new Remembered(duty, now));
        return duty;
    }

    /// Opens a gate in an area of the caller.
    public Gate open(NewGate wanted, String by) {
        if (wanted.nameVi() == null
                || wanted.nameVi().isBlank()
                || wanted.nameVi().length() > LONGEST_NAME
                || wanted.nameEn() == null
                || wanted.nameEn().isBlank()
                || wanted.nameEn().length() > LONGEST_NAME) {
            throw Problem.of("gate.gate_incomplete");
        }
        refuseOutside(wanted.area());
        Gate gate =
                new Gate(
                        UUID.randomUUID(),
                        wanted.nameVi().strip(),
                        wanted.nameEn().strip(),
                        wanted.area(),
                        Boolean.TRUE.equals(wanted.keepsVisits()),
                        null);
        in(() ->
                sql.sql(
                                """
                                INSERT INTO gate.gate (gate_id, name_vi, name_en, area, keeps_visits, opened_at, opened_by)
                                VALUES (:id, :vi, :en, :area, :visits, :now, :by)
                                """)
                        .param("id", gate.gateId())
                        .param("vi", gate.nameVi())
                        .param("en", gate.nameEn())
                        .param("area", gate.area())
                        .param("visits", gate.keepsVisits())
                        .param("now", Timestamp.from(clock.instant()))
                        .param("by", by)
                        .update());
        return gate;
    }

    /// Gates in the caller's areas, those still open first.
    public List<Gate> gates() {
        List<String> areas = Scopes.required().areas();
        return in(() ->
                        sql.sql(
                                        """
                                        SELECT gate_id, name_vi, name_en, area, keeps_visits, closed_at
                                          FROM gate.gate
                                         ORDER BY closed_at IS NOT NULL, area, name_vi
                                         LIMIT 2000
                                        """)
                                .query((row, n) -> gate(row))
                                .list())
                .stream()
                .filter(gate -> within(areas, gate.area()))
                .toList();
    }

    /// Puts a keeper at a gate of the caller's areas for a time.
    public Shift assign(UUID gateId, String keeper, Instant from, Instant until, String by) {
        if (keeper == null
                || !keeper.matches("[a-z0-9][a-z0-9._-]{1,62}")
                || from == null
                || until == null
                || !from.isBefore(until)
                || Duration.between(from, until).compareTo(LONGEST_SHIFT) > 0) {
            throw Problem.of("gate.shift_incomplete");
        }
        Gate gate = gate(gateId);
        refuseOutside(gate.area());
        in(() ->
                sql.sql(
                                """
                                INSERT INTO gate.shift (keeper, gate_id, from_at, until_at, set_by)
                                VALUES (:keeper, :gate, :from, :until, :by)
                                ON CONFLICT (keeper, gate_id, from_at)
                                DO UPDATE SET until_at = excluded.until_at, set_by = excluded.set_by,
                                              ended_at = NULL
                                """)
                        .param("keeper", keeper)
                        .param("gate", gateId)
                        .param("from", Timestamp.from(from))
                        .param("until", Timestamp.from(until))
                        .param("by", by)
                        .update());
        duties.remove(keeper);
        return new Shift(keeper, gateId, from, until, null);
    }

    /// Ends every running shift of a keeper at a gate now.
    public void end(UUID gateId, String keeper) {
        refuseOutside(gate(gateId).area());
        in(() ->
                sql.sql(
                                """
                                UPDATE gate.shift SET ended_at = :now
                                 WHERE keeper = :keeper AND gate_id = :gate AND ended_at IS NULL
                                """)
                        .param("now", Timestamp.from(clock.instant()))
                        .param("keeper", keeper)
                        .param("gate", gateId)
                        .update());
        duties.remove(keeper);
    }

    /// Shifts of a gate that have not ended, soonest first.
    public List<Shift> shifts(UUID gateId) {
        refuseOutside(gate(gateId).area());
        return in(() ->
                sql.sql(
                                """
                                SELECT keeper, gate_id, from_at, until_at, ended_at
                                  FROM gate.shift
                                 WHERE gate_id = :gate AND ended_at IS NULL AND until_at > :now
                                 ORDER BY from_at, keeper
                                 LIMIT 500
                                """)
                        .param("gate", gateId)
                        .param("now", Timestamp.from(clock.instant()))
                        .query((row, n) ->
                                new Shift(
                                        row.getString(1),
                                        row.getObject(2, UUID.class),
                                        row.getTimestamp(3).toInstant(),
                                        row.getTimestamp(4).toInstant(),
                                        null))
                        .list());
    }

    /// The gate under an id.
    ///
    /// @throws Problem `gate.gate_unknown`
    Gate gate(UUID gateId) {
        return in(() ->
                        sql.sql(
                                        """
                                        SELECT gate_id, name_vi, name_en, area, keeps_visits, closed_at
                                          FROM gate.gate
                                         WHERE gate_id = :gate
                                        """)
                                .param("gate", gateId)
                                .query((row, n) -> gate(row))
                                .optional())
                .orElseThrow(() -> Problem.of("gate.gate_unknown"));
    }

    /// Forgets what is remembered about a keeper's duty.
    void forget(String keeper) {
        duties.remove(keeper);
    }

    private Optional<Duty> current(String keeper, Instant now) {
        return sql.sql(
                        """
                        SELECT g.gate_id, g.name_vi, g.name_en, g.area, g.keeps_visits, g.closed_at, s.until_at
                          FROM gate.shift s
                          JOIN gate.gate g USING (gate_id)
                         WHERE s.keeper = :keeper AND s.from_at <= :now AND s.until_at > :now
                           AND s.ended_at IS NULL AND g.closed_at IS NULL
                         ORDER BY s.from_at DESC
                         LIMIT 1
                        """)
                .param("keeper", keeper)
                .param("now", Timestamp.from(now))
                .query((row, n) -> {
                    Gate gate = gate(row);
                    return new Duty(gate, gate.area(), row.getTimestamp(7).toInstant());
                })
                .optional();
    }

    private static Gate gate(java.sql.ResultSet row) throws java.sql.SQLException {
        Timestamp closed = row.getTimestamp(6);
        return new Gate(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                closed == null ? null : closed.toInstant());
    }

    private void refuseOutside(@Nullable String area) {
        if (area == null || territories.at(area).isEmpty()) {
            throw Problem.of("gate.area_unknown");
        }
        if (!within(Scopes.required().areas(), area)) {
            throw Problem.of("gate.area_outside");
        }
    }

    static boolean within(List<String> areas, String area) {
        return areas.stream()
                .anyMatch(own -> own.equals("*") || area.equals(own) || area.startsWith(own + "/"));
    }

    private <T> T in(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
