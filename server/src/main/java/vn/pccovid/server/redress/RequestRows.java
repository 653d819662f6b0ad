package vn.pccovid.server.redress;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;
import vn.pccovid.server.person.TimedId;

/// Tables of this module. Reads run in whatever scope is bound, so that the database hides requests
/// of people the caller may not see; writes need the worker's.
@Component
class RequestRows {
    /// Namespace of the advisory locks that count one person's requests.
    private static final int OPENING = 0x5041;

    private static final RowMapper<Row> MAPPER =
            (rs, n) ->
                    new Row(
                            rs.getObject("request_id", UUID.class),
                            rs.getObject("person_id", UUID.class),
                            rs.getString("area"),
                            Kind.valueOf(rs.getString("kind").toUpperCase(java.util.Locale.ROOT)),
                            State.ofCode(rs.getString("state")),
                            rs.getString("owner"),
                            rs.getTimestamp("opened_at").toInstant(),
                            rs.getTimestamp("due_at").toInstant(),
                            rs.getString("opened_by"),
                            rs.getString("channel"),
                            rs.getString("source"),
                            rs.getObject("record_id", UUID.class),
                            rs.getObject("fact_id", UUID.class),
                            rs.getString("outcome"),
                            rs.getBoolean("reopened"),
                            rs.getBytes("sealed"));

    private final JdbcClient jdbc;
    private final Sealing sealing;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();

    RequestRows(JdbcClient jdbc, Sealing sealing, Clock clock) {
        this.jdbc = jdbc;
        this.sealing = sealing;
        this.clock = clock;
    }

    /// A request as it stands.
    ///
    /// @param source empty: no record is disputed
    /// @param outcome empty: nothing decided
    record Row(
            UUID id,
            UUID person,
            String area,
            Kind kind,
            State state,
            String owner,
            Instant openedAt,
            Instant dueAt,
            String openedBy,
            String channel,
            String source,
            @Nullable UUID recordId,
            @Nullable UUID factId,
            String outcome,
            boolean reopened,
            byte[] sealed) {
        @Override
        public String toString() {
            return "Row[" + id + ", " + kind + ", " + state + "]";
        }
    }

    /// The sealed part of a request.
    ///
    /// @param name the name as the disputed record had it, where the name is disputed
    record Told(
            String number, String text, RequestView.@Nullable About about, @Nullable String name) {
        @Override
        public String toString() {
            return "Told[•••]";
        }
    }

    /// What was written at a step.
    ///
    /// @param text by a human; or
    /// @param code of a sentence
    /// @param suggestion what the source should write instead
    record Words(@Nullable String text, @Nullable String code, @Nullable String suggestion) {
        static final Words NONE = new Words(null, null, null);

        static Words of(String text) {
            return new Words(text.isEmpty() ? null : text, null, null);
        }

        @Override
        public String toString() {
            return "Words[•••]";
        }
    }

    /// @param words null if nothing was written
    record Step(
            UUID request,
            UUID id,
            Instant at,
            String kind,
            String office,
            String remedy,
            @Nullable Words words) {
        @Override
        public String toString() {
            return "Step[" + kind + "]";
        }
    }

    /// Requests of one person are opened one after another until this transaction ends.
    void lockOpening(UUID person) {
        jdbc.sql("SELECT pg_advisory_xact_lock(?, ?) IS NULL")
                .params(OPENING, person.hashCode())
                .query(Boolean.class)
                .single();
    }

    void insert(Row row) {
        jdbc.sql(
                        """
                        INSERT INTO redress.request (request_id, person_id, area, kind, state, owner, opened_at, due_at,
                               changed_at, opened_by, channel, source, record_id, fact_id, outcome, reopened, sealed)
                        VALUES (:id, :person, :area, :kind, :state, :owner, :opened, :due,
                               :opened, :by, :channel, :source, :record, :fact, '', false, :sealed)
                        """)
                .param("id", row.id())
                .param("person", row.person())
                .param("area", row.area())
                .param("kind", row.kind().code())
                .param("state", row.state().code())
                .param("owner", row.owner())
                .param("opened", utc(row.openedAt()))
                .param("due", utc(row.dueAt()))
                .param("by", row.openedBy())
                .param("channel", row.channel())
                .param("source", row.source())
                .param("record", row.recordId())
                .param("fact", row.factId())
                .param("sealed", row.sealed())
                .update();
    }

    /// @return false if somebody has this number
    boolean takeNumber(String number, UUID request) {
        return jdbc.sql(
                                """
                                INSERT INTO redress.number (number, request_id) VALUES (?, ?)
                                ON CONFLICT (number) DO NOTHING
                                """)
                        .params(number, request)
                        .update()
                > 0;
    }

    byte[] seal(Told told, UUID request, Instant at) {
        return seal(json.writeValueAsBytes(told), request, at);
    }

    Told told(Row row) {
        return json.readValue(sealing.open(row.sealed(), context(row.id())), Told.class);
    }

    private byte[] seal(byte[] plain, UUID context, Instant at) {
        return sealing.seal(
                KeyClass.HEALTH, LocalDate.ofInstant(at, ZoneOffset.UTC), plain, context(context));
    }

    /// Where the request stands after a step.
    void move(Row row) {
        jdbc.sql(
                        """
                        UPDATE redress.request SET state = :state, owner = :owner, due_at = :due, changed_at = :now,
                               outcome = :outcome, reopened = :reopened, fact_id = :fact
                         WHERE request_id = :id
                        """)
                .param("state", row.state().code())
                .param("owner", row.owner())
                .param("due", utc(row.dueAt()))
                .param("now", utc(clock.instant()))
                .param("outcome", row.outcome())
                .param("reopened", row.reopened())
                .param("fact", row.factId())
                .param("id", row.id())
                .update();
    }

    /// @return id of the step
    UUID append(
            UUID request, StepKind kind, String actor, String office, String remedy, Words words) {
        UUID id = TimedId.next(clock);
        Instant now = clock.instant();
        jdbc.sql(
                        """
                        INSERT INTO redress.step (request_id, step_id, at, kind, actor, office, remedy, sealed)
                        VALUES (:request, :id, :at, :kind, :actor, :office, :remedy, :sealed)
                        """)
                .param("request", request)
                .param("id", id)
                .param("at", utc(now))
                .param("kind", kind.code())
                .param("actor", actor)
                .param("office", office)
                .param("remedy", remedy)
                .param(
                        "sealed",
                        words.equals(Words.NONE)
                                ? null
                                : seal(json.writeValueAsBytes(words), id, now))
                .update();
        return id;
    }

    Map<UUID, List<Step>> steps(Collection<UUID> requests) {
        Map<UUID, List<Step>> steps = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT request_id, step_id, at, kind, office, remedy, sealed FROM redress.step
                         WHERE request_id = ANY (:requests) ORDER BY request_id, step_id
                        """)
                .param("requests", requests.toArray(UUID[]::new))
                .query(rs -> {
                    UUID request = rs.getObject(1, UUID.class);
                    UUID id = rs.getObject(2, UUID.class);
                    byte[] sealed = rs.getBytes(7);
                    steps.computeIfAbsent(request, r -> new ArrayList<>())
                            .add(
                                    new Step(
                                            request,
                                            id,
                                            rs.getTimestamp(3).toInstant(),
                                            rs.getString(4),
                                            rs.getString(5),
                                            rs.getString(6),
                                            sealed == null
                                                    ? null
                                                    : json.readValue(
                                                            sealing.open(sealed, context(id)),
                                                            Words.class)));
                });
        return steps;
    }

    Optional<Row> find(UUID request) {
        return jdbc.sql("SELECT * FROM redress.request WHERE request_id = :id")
                .param("id", request)
                .query(MAPPER)
                .optional();
    }

    /// As [#find], locked until the transaction ends.
    Optional<Row> lock(UUID request) {
        return jdbc.sql("SELECT * FROM redress.request WHERE request_id = :id FOR UPDATE")
                .param("id", request)
                .query(MAPPER)
                .optional();
    }

    Optional<UUID> ofNumber(String number) {
        return jdbc.sql("SELECT request_id FROM redress.number WHERE number = :number")
                .param("number", number)
                .query(UUID.class)
                .optional();
    }

    /// All requests of a person, newest first.
    List<Row> of(UUID person, int most) {
        return jdbc.sql(
                        """
                        SELECT * FROM redress.request WHERE person_id = :person
                         ORDER BY request_id DESC LIMIT :most
                        """)
                .param("person", person)
                .param("most", most)
                .query(MAPPER)
                .list();
    }

    int openedSince(String opener, Instant since) {
        return jdbc.sql(
                        "SELECT count(*) FROM redress.request WHERE opened_by = :by AND opened_at > :since")
                .param("by", opener)
                .param("since", utc(since))
                .query(Integer.class)
                .single();
    }

    /// Requests by deadline, the most urgent first; with others by when they last changed.
    List<Row> page(Collection<State> states, boolean byDeadline, int page, int size) {
        return jdbc.sql(
                        "SELECT * FROM redress.request WHERE state = ANY (:states) ORDER BY "
                                + (byDeadline
                                        ? "due_at, request_id"
                                        : "changed_at DESC, request_id")
                                + " LIMIT :size OFFSET :skip")
                .param("states", codes(states))
                .param("size", size)
                .param("skip", Math.multiplyExact(page, size))
                .query(MAPPER)
                .list();
    }

    long count(Collection<State> states) {
        return jdbc.sql("SELECT count(*) FROM redress.request WHERE state = ANY (:states)")
                .param("states", codes(states))
                .query(Long.class)
                .single();
    }

    /// Requests the source owes, after `after` in the order of their ids.
    List<Row> sentTo(String source, UUID after, int most) {
        return jdbc.sql(
                        """
                        SELECT * FROM redress.request
                         WHERE state = 'sent' AND source = :source AND request_id > :after
                         ORDER BY request_id LIMIT :most
                        """)
                .param("source", source)
                .param("after", after)
                .param("most", most)
                .query(MAPPER)
                .list();
    }

    /// Requests of these persons whose source owes something.
    List<Row> sentOf(Collection<UUID> persons) {
        return jdbc.sql(
                        """
                        SELECT * FROM redress.request
                         WHERE state = 'sent' AND person_id = ANY (:persons)
                        """)
                .param("persons", persons.toArray(UUID[]::new))
                .query(MAPPER)
                .list();
    }

    /// Requests of a kind whose source owes something, oldest first.
    List<Row> sentAbout(Kind kind, UUID after, int most) {
        return jdbc.sql(
                        """
                        SELECT * FROM redress.request
                         WHERE state = 'sent' AND kind = :kind AND request_id > :after
                         ORDER BY request_id LIMIT :most
                        """)
                .param("kind", kind.code())
                .param("after", after)
                .param("most", most)
                .query(MAPPER)
                .list();
    }

    /// Answered requests whose time to reopen is over.
    List<Row> ended(Instant now, int most) {
        return jdbc.sql(
                        """
                        SELECT * FROM redress.request WHERE state = 'answered' AND due_at <= :now
                         ORDER BY due_at LIMIT :most
                        """)
                .param("now", utc(now))
                .param("most", most)
                .query(MAPPER)
                .list();
    }

    /// Which of these persons have requests.
    List<UUID> asking(Collection<UUID> persons) {
        return jdbc.sql(
                        "SELECT DISTINCT person_id FROM redress.request WHERE person_id = ANY (:persons)")
                .param("persons", persons.toArray(UUID[]::new))
                .query((rs, n) -> rs.getObject(1, UUID.class))
                .list();
    }

    void follow(UUID from, UUID to, String area) {
        jdbc.sql("UPDATE redress.request SET person_id = :to, area = :area WHERE person_id = :from")
                .param("to", to)
                .param("area", area)
                .param("from", from)
                .update();
    }

    /// Open and overdue requests of one commune, counts only.
    record Counted(String area, long open, long overdue, @Nullable Instant oldestDue) {}

    /// Counts by residence under an area path (`*`: everywhere), worst first.
    List<Counted> counted(String prefix, Instant now) {
        return jdbc.sql(
                        """
                        SELECT area, count(*), count(*) FILTER (WHERE due_at < :now), min(due_at) FILTER (WHERE due_at < :now)
                          FROM redress.request
                         WHERE state IN ('open', 'taken', 'asked', 'sent')
                           AND (:prefix = '*' OR area = :prefix OR starts_with(area, :prefix || '/'))
                         GROUP BY area ORDER BY 3 DESC, 2 DESC, area
                        """)
                .param("now", utc(now))
                .param("prefix", prefix)
                .query((rs, n) ->
                        new Counted(
                                rs.getString(1),
                                rs.getLong(2),
                                rs.getLong(3),
                                rs.getTimestamp(4) == null ? null : rs.getTimestamp(4).toInstant()))
                .list();
    }

    void tell(UUID request, UUID step) {
        jdbc.sql(
                        """
                        INSERT INTO redress.news (request_id, step_id, at, attempts) VALUES (:request, :step, :at, 0)
                        """)
                .param("request", request)
                .param("step", step)
                .param("at", utc(clock.instant()))
                .update();
    }

    /// News whose time has come, oldest first; each counts as attempted and rests until `again`.
    List<News> takeNews(int most, Instant again) {
        return jdbc.sql(
                        """
                        WITH taken AS (
                            SELECT request_id, step_id FROM redress.news WHERE at <= :now
                             ORDER BY at LIMIT :most FOR UPDATE SKIP LOCKED)
                        UPDATE redress.news n SET attempts = n.attempts + 1, at = :again FROM taken t, redress.request r
                         WHERE n.request_id = t.request_id AND n.step_id = t.step_id AND r.request_id = t.request_id
                        RETURNING n.request_id, n.step_id, n.attempts, r.person_id, r.channel, r.opened_by, r.sealed
                        """)
                .param("most", most)
                .param("now", utc(clock.instant()))
                .param("again", utc(again))
                .query((rs, n) -> {
                    UUID request = rs.getObject(1, UUID.class);
                    Told told =
                            json.readValue(
                                    sealing.open(rs.getBytes(7), context(request)), Told.class);
                    return new News(
                            request,
                            rs.getObject(2, UUID.class),
                            told.number(),
                            Objects.requireNonNull(rs.getObject(4, UUID.class)),
                            rs.getString(5).equals("phone") ? rs.getString(6) : "",
                            rs.getInt(3));
                })
                .list();
    }

    void told(UUID request, UUID step) {
        jdbc.sql("DELETE FROM redress.news WHERE request_id = :request AND step_id = :step")
                .param("request", request)
                .param("step", step)
                .update();
    }

    private static String[] codes(Collection<State> states) {
        return states.stream().map(State::code).toArray(String[]::new);
    }

    private static byte[] context(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
