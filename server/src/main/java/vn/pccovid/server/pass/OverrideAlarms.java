package vn.pccovid.server.pass;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.person.TimedId;

/// Notices overrides in bulk that no laboratory or tracing fact explains, as when 1,317 bank
/// customers were turned red in Zhengzhou in June 2022.
///
/// Each unexplained override counts for six patterns: who proposed, who confirmed, their offices,
/// the legal basis within the district, and the document it names; towards a worse and towards a
/// better colour apart. Three windows (a day, 30 days, 365 days) catch the fast and the slow. What
/// would exceed a limit is held, and so is everything unexplained of a pattern whose alarm stands.
/// An alarm that an auditor released begins to count anew. Runs in the transaction that confirms,
/// which holds [#LOCK]: two confirmations never pass a limit together.
@Component
class OverrideAlarms {
    private static final Logger LOG = LoggerFactory.getLogger(OverrideAlarms.class);

    /// Key of the advisory lock under which overrides are confirmed, one at a time.
    private static final long LOCK = 0x6f766572726964L;

    private static final List<Duration> WINDOWS =
            List.of(Duration.ofDays(1), Duration.ofDays(30), Duration.ofDays(365));

    private final JdbcClient jdbc;
    private final OverrideProperties properties;
    private final Clock clock;

    OverrideAlarms(JdbcClient jdbc, OverrideProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    private enum Pattern {
        PROPOSER("proposed_by"),
        CONFIRMER("confirmed_by"),
        PROPOSER_OFFICE("proposer_office"),
        CONFIRMER_OFFICE("confirmer_office"),
        BASIS_IN_DISTRICT(
                "split_part(area, '/', 1) || '/' || split_part(area, '/', 2) || ' ' || basis"),
        DOCUMENT("encode(document_hash, 'hex')");

        private final String column;

        Pattern(String column) {
            this.column = column;
        }

        String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// What is about to be confirmed.
    record Wanted(
            String area,
            String basis,
            byte[] document,
            boolean worse,
            String proposedBy,
            String proposerOffice,
            String confirmedBy,
            String confirmerOffice) {
        private String key(Pattern pattern) {
            return switch (pattern) {
                case PROPOSER -> proposedBy;
                case CONFIRMER -> confirmedBy;
                case PROPOSER_OFFICE -> proposerOffice;
                case CONFIRMER_OFFICE -> confirmerOffice;
                case BASIS_IN_DISTRICT -> district(area) + " " + basis;
                case DOCUMENT -> HexFormat.of().formatHex(document);
            };
        }

        private static String district(String area) {
            String[] parts = area.split("/", -1);
            return parts[0] + "/" + (parts.length > 1 ? parts[1] : "");
        }
    }

    /// Does a laboratory or tracing fact speak for setting this colour? Only what is surely about
    /// the person counts, only from the sources named for it, and only what is recent.
    boolean explained(boolean worse, List<Fact> facts, double certain, Instant now) {
        Instant from = now.minus(properties.explainedWithin());
        return facts.stream()
                .filter(f -> properties.explainingSources().contains(f.source()))
                .filter(f -> f.linkProbability() >= certain)
                .filter(f -> !f.at().isBefore(from) && !f.at().isAfter(now))
                .anyMatch(f -> worse ? burdens(f) : helps(f));
    }

    private static boolean burdens(Fact fact) {
        return switch (fact.kind()) {
            case "test_result" -> "positive".equals(fact.details().get("result"));
            case "diagnosis", "exposure", "border_crossing" -> true;
            default -> false;
        };
    }

    private static boolean helps(Fact fact) {
        return switch (fact.kind()) {
            case "test_result" -> "negative".equals(fact.details().get("result"));
            case "recovery" -> true;
            default -> false;
        };
    }

    /// Waits until nobody else confirms; held to the end of the transaction.
    void alone() {
        jdbc.sql("SELECT pg_advisory_xact_lock(:key)").param("key", LOCK).query(rs -> {});
    }

    /// True when one more unexplained override of these patterns has to be held; raises the alarm
    /// when it is the first. Call under [#alone].
    boolean holds(Wanted wanted) {
        boolean held = false;
        for (Pattern pattern : Pattern.values()) {
            held |= stands(pattern, wanted) || rises(pattern, wanted);
        }
        return held;
    }

    private boolean stands(Pattern pattern, Wanted wanted) {
        return jdbc.sql(
                        """
                        SELECT EXISTS (SELECT 1 FROM pass.override_alarm
                                        WHERE pattern = :pattern AND key = :key AND worse = :worse
                                          AND state IN ('open', 'upheld'))
                        """)
                .param("pattern", pattern.code())
                .param("key", wanted.key(pattern))
                .param("worse", wanted.worse())
                .query(Boolean.class)
                .single();
    }

    private boolean rises(Pattern pattern, Wanted wanted) {
        Instant now = clock.instant();
        Instant released = released(pattern, wanted);
        OverrideProperties.Most most = most(pattern);
        int[] limits = {most.day(), most.month(), most.year()};
        for (int i = 0; i < limits.length; i++) {
            Instant from = now.minus(WINDOWS.get(i));
            int counted = count(pattern, wanted, from.isBefore(released) ? released : from);
            if (counted >= limits[i]) {
                raise(pattern, wanted, WINDOWS.get(i), limits[i], counted + 1, now);
                return true;
            }
        }
        return false;
    }

    private OverrideProperties.Most most(Pattern pattern) {
        return switch (pattern) {
            case PROPOSER, CONFIRMER -> properties.officer();
            case PROPOSER_OFFICE, CONFIRMER_OFFICE -> properties.office();
            case BASIS_IN_DISTRICT -> properties.basis();
            case DOCUMENT -> properties.document();
        };
    }

    private Instant released(Pattern pattern, Wanted wanted) {
        return jdbc.sql(
                        """
                        SELECT coalesce(max(decided_at), to_timestamp(0)) FROM pass.override_alarm
                        WHERE pattern = :pattern AND key = :key AND worse = :worse AND state = 'released'
                        """)
                .param("pattern", pattern.code())
                .param("key", wanted.key(pattern))
                .param("worse", wanted.worse())
                .query(java.sql.Timestamp.class)
                .single()
                .toInstant();
    }

    private int count(Pattern pattern, Wanted wanted, Instant after) {
        return jdbc.sql(
                        "SELECT count(*) FROM pass.override WHERE NOT explained AND worse = :worse AND starts_at > :after AND "
                                + pattern.column
                                + " = :key")
                .param("worse", wanted.worse())
                .param("after", after.atOffset(ZoneOffset.UTC))
                .param("key", wanted.key(pattern))
                .query(Integer.class)
                .single();
    }

    private void raise(
            Pattern pattern, Wanted wanted, Duration window, int most, int counted, Instant now) {
        jdbc.sql(
                        """
                        INSERT INTO pass.override_alarm (alarm_id, pattern, key, worse, raised_at, window_hours, most,
                                                         counted, state)
                        VALUES (:id, :pattern, :key, :worse, :now, :hours, :most, :counted, 'open')
                        """)
                .param("id", TimedId.next(clock))
                .param("pattern", pattern.code())
                .param("key", wanted.key(pattern))
                .param("worse", wanted.worse())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("hours", (int) window.toHours())
                .param("most", most)
                .param("counted", counted)
                .update();
        // Names no officer: docs/operations/playbook.md tells what to do at three in the morning.
        LOG.error(
                "override alarm: more than {} unexplained overrides of one {} within {} hours; further ones are held",
                most,
                pattern.code(),
                window.toHours());
    }

    /// An alarm as auditors see it.
    ///
    /// @param key user name, office, district and basis, or hash of the document
    record Alarm(
            UUID id,
            String pattern,
            String key,
            boolean worse,
            Instant raisedAt,
            int windowHours,
            int most,
            int counted,
            String state,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable String reason) {}

    List<Alarm> newest(int most) {
        return jdbc.sql(
                        """
                        SELECT * FROM pass.override_alarm ORDER BY state = 'open' DESC, raised_at DESC, alarm_id DESC
                        LIMIT :most
                        """)
                .param("most", most)
                .query((rs, n) -> alarm(rs))
                .list();
    }

    Optional<Alarm> find(UUID id) {
        return jdbc.sql("SELECT * FROM pass.override_alarm WHERE alarm_id = :id")
                .param("id", id)
                .query((rs, n) -> alarm(rs))
                .optional();
    }

    private static Alarm alarm(java.sql.ResultSet rs) throws java.sql.SQLException {
        java.sql.Timestamp decided = rs.getTimestamp("decided_at");
        return new Alarm(
                rs.getObject("alarm_id", UUID.class),
                rs.getString("pattern"),
                rs.getString("key"),
                rs.getBoolean("worse"),
                rs.getTimestamp("raised_at").toInstant(),
                rs.getInt("window_hours"),
                rs.getInt("most"),
                rs.getInt("counted"),
                rs.getString("state"),
                rs.getString("decided_by"),
                decided == null ? null : decided.toInstant(),
                rs.getString("reason"));
    }

    /// Settles an alarm that is not released yet.
    ///
    /// @return whether there was one
    boolean settle(UUID id, String state, String by, String reason) {
        return jdbc.sql(
                                """
                                UPDATE pass.override_alarm SET state = :state, decided_by = :by, decided_at = :now,
                                                               reason = :reason
                                WHERE alarm_id = :id AND (state = 'open' OR (state = 'upheld' AND :state = 'released'))
                                """)
                        .param("state", state)
                        .param("by", by)
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .param("reason", reason)
                        .param("id", id)
                        .update()
                == 1;
    }

    /// Unexplained overrides of an alarm's pattern that are still in force.
    List<Map.Entry<UUID, UUID>> inForce(Alarm alarm) {
        Pattern pattern = Pattern.valueOf(alarm.pattern().toUpperCase(java.util.Locale.ROOT));
        return jdbc.sql(
                        """
                        SELECT o.person_id, o.override_id FROM pass.override o
                        WHERE NOT o.explained AND o.worse = :worse AND o.ends_at > :now
                          AND NOT EXISTS (SELECT 1 FROM pass.override_end e
                                           WHERE e.person_id = o.person_id AND e.override_id = o.override_id)
                          AND\
                        """
                                + " "
                                + pattern.column
                                + " = :key")
                .param("worse", alarm.worse())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("key", alarm.key())
                .query((rs, n) ->
                        Map.entry(rs.getObject(1, UUID.class), rs.getObject(2, UUID.class)))
                .list();
    }

    static boolean worse(Colour colour, Colour prior) {
        return colour.worseThan(prior);
    }
}
