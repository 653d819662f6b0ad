package vn.pccovid.server.tracing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.SqlArrays;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;
import vn.pccovid.server.person.TimedId;

/// The statements of the schema `tracing`.
@Repository
class TracingRows {
    private static final String INVESTIGATION =
            """
            case_id, record_id, person_id, area, state, refusal, text_id, sampled_at, result_at, received_at, listed_at,
            window_from, window_to, sealed
            """;
    private static final String CONTACT =
            """
            contact_id, case_id, record_id, person_id, area, degree, via, state, released, risk, listed_at, changed_at,
            told_at, first_call_at, calls, outcome, next_call_at, sealed
            """;

    private final JdbcClient jdbc;
    private final Sealing sealing;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();

    TracingRows(JdbcClient jdbc, Sealing sealing, Clock clock) {
        this.jdbc = jdbc;
        this.sealing = sealing;
        this.clock = clock;
    }

    /// A case as tracing sees it.
    record Investigation(
            UUID caseId,
            UUID recordId,
            @Nullable UUID personId,
            String area,
            String state,
            String refusal,
            String textId,
            Instant sampledAt,
            Instant resultAt,
            Instant receivedAt,
            @Nullable Instant listedAt,
            @Nullable Instant windowFrom,
            @Nullable Instant windowTo,
            Meeting.Course course) {
        Investigation told(Meeting.Course course) {
            return new Investigation(
                    caseId,
                    recordId,
                    personId,
                    area,
                    state,
                    refusal,
                    textId,
                    sampledAt,
                    resultAt,
                    receivedAt,
                    listedAt,
                    windowFrom,
                    windowTo,
                    course);
        }

        @Override
        public String toString() {
            return "Investigation[" + caseId + "]";
        }
    }

    /// A contact and the work with it.
    record Contact(
            UUID contactId,
            UUID caseId,
            UUID recordId,
            @Nullable UUID personId,
            String area,
            int degree,
            @Nullable UUID via,
            String state,
            boolean released,
            double risk,
            Instant listedAt,
            Instant changedAt,
            @Nullable Instant toldAt,
            @Nullable Instant firstCallAt,
            int calls,
            String outcome,
            Instant nextCallAt,
            Meeting meeting) {
        boolean open() {
            return state.equals("open");
        }

        Contact released(boolean now) {
            return new Contact(
                    contactId,
                    caseId,
                    recordId,
                    personId,
                    area,
                    degree,
                    via,
                    state,
                    now,
                    risk,
                    listedAt,
                    changedAt,
                    toldAt,
                    firstCallAt,
                    calls,
                    outcome,
                    nextCallAt,
                    meeting);
        }

        Contact withdrawn(Instant at) {
            return new Contact(
                    contactId,
                    caseId,
                    recordId,
                    personId,
                    area,
                    degree,
                    via,
                    "withdrawn",
                    released,
                    risk,
                    listedAt,
                    at,
                    toldAt,
                    firstCallAt,
                    calls,
                    outcome,
                    nextCallAt,
                    meeting);
        }

        Contact called(Instant at, String how, Instant next) {
            return new Contact(
                    contactId,
                    caseId,
                    recordId,
                    personId,
                    area,
                    degree,
                    via,
                    state,
                    released,
                    risk,
                    listedAt,
                    changedAt,
                    toldAt == null && how.equals("reached") ? at : toldAt,
                    firstCallAt == null ? at : firstCallAt,
                    calls + 1,
                    how,
                    next,
                    meeting);
        }

        @Override
        public String toString() {
            return "Contact[" + contactId + "]";
        }
    }

    // Work

    void ask(Collection<UUID> cases, Instant due) {
        if (cases.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        INSERT INTO tracing.work (case_id, asked, due_at)
                        SELECT DISTINCT c, 1, ?::timestamptz FROM unnest(?::uuid[]) AS u (c) ORDER BY c
                        ON CONFLICT (case_id) DO UPDATE SET asked = work.asked + 1,
                            due_at = least(work.due_at, excluded.due_at)
                        """)
                .params(due.toString(), SqlArrays.uuids(cases, id -> id))
                .update();
    }

    /// Open cases of these persons: their records changed, so may their contacts.
    List<UUID> openCasesOf(Collection<UUID> persons) {
        return jdbc.sql(
                        """
                        SELECT case_id FROM tracing.investigation
                        WHERE person_id = ANY (?::uuid[]) AND state = 'open' ORDER BY case_id
                        """)
                .param(SqlArrays.uuids(persons, id -> id))
                .query((rs, n) -> rs.getObject(1, UUID.class))
                .list();
    }

    record Work(UUID caseId, long asked) {}

    Optional<Work> take(Instant now, Instant until) {
        return jdbc.sql(
                        """
                        UPDATE tracing.work SET taken_until = ?::timestamptz WHERE case_id = (
                            SELECT case_id FROM tracing.work
                            WHERE due_at <= ?::timestamptz AND (taken_until IS NULL OR taken_until <= ?::timestamptz)
                            ORDER BY due_at, case_id LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING case_id, asked
                        """)
                .params(until.toString(), now.toString(), now.toString())
                .query((rs, n) -> new Work(rs.getObject(1, UUID.class), rs.getLong(2)))
                .optional();
    }

    /// The work is done, unless it was asked for again meanwhile; or done until a later look.
    void done(Work work, @Nullable Instant again) {
        if (again == null) {
            jdbc.sql("DELETE FROM tracing.work WHERE case_id = ? AND asked = ?")
                    .params(work.caseId(), work.asked())
                    .update();
        } else {
            jdbc.sql(
                            """
                            UPDATE tracing.work SET due_at = ?::timestamptz WHERE case_id = ? AND asked = ?
                            """)
                    .params(again.toString(), work.caseId(), work.asked())
                    .update();
        }
        jdbc.sql("UPDATE tracing.work SET taken_until = NULL WHERE case_id = ?")
                .param(work.caseId())
                .update();
    }

    /// How many cases wait to be worked on now.
    long due(Instant now) {
        return jdbc.sql("SELECT count(*) FROM tracing.work WHERE due_at <= ?::timestamptz")
                .param(now.toString())
                .query(Long.class)
                .single();
    }

    // Investigations

    Optional<Investigation> investigation(UUID caseId) {
        return investigations("WHERE case_id = ?", caseId).stream().findFirst();
    }

    Optional<Investigation> lockInvestigation(UUID caseId) {
        return investigations("WHERE case_id = ? FOR UPDATE", caseId).stream().findFirst();
    }

    /// Those the caller may see, newest first.
    List<Investigation> investigations(boolean withdrawn, int most) {
        return investigations(
                "WHERE (state <> 'withdrawn' OR ?) ORDER BY received_at DESC, case_id LIMIT "
                        + most,
                withdrawn);
    }

    private List<Investigation> investigations(String where, Object... parameters) {
        return jdbc.sql("SELECT " + INVESTIGATION + " FROM tracing.investigation " + where)
                .params(parameters)
                .query((rs, n) -> {
                    UUID id = rs.getObject(1, UUID.class);
                    byte[] sealed = rs.getBytes(14);
                    return new Investigation(
                            id,
                            rs.getObject(2, UUID.class),
                            rs.getObject(3, UUID.class),
                            rs.getString(4),
                            rs.getString(5),
                            rs.getString(6),
                            rs.getString(7),
                            rs.getTimestamp(8).toInstant(),
                            rs.getTimestamp(9).toInstant(),
                            rs.getTimestamp(10).toInstant(),
                            instant(rs, 11),
                            instant(rs, 12),
                            instant(rs, 13),
                            sealed == null
                                    ? Meeting.Course.UNTOLD
                                    : open(sealed, id, Meeting.Course.class));
                })
                .list();
    }

    void write(Investigation one) {
        jdbc.sql(
                        """
                        INSERT INTO tracing.investigation (case_id, record_id, person_id, area, state, refusal, text_id,
                            sampled_at, result_at, received_at, listed_at, window_from, window_to, sealed)
                        VALUES (:case, :record, :person, :area, :state, :refusal, :text, :sampled, :result, :received,
                                :listed, :from, :to, :sealed)
                        ON CONFLICT (case_id) DO UPDATE SET record_id = excluded.record_id,
                            person_id = excluded.person_id, area = excluded.area, state = excluded.state,
                            refusal = excluded.refusal, text_id = excluded.text_id, sampled_at = excluded.sampled_at,
                            result_at = excluded.result_at, listed_at = excluded.listed_at,
                            window_from = excluded.window_from, window_to = excluded.window_to,
                            sealed = excluded.sealed
                        """)
                .param("case", one.caseId())
                .param("record", one.recordId())
                .param("person", one.personId(), Types.OTHER)
                .param("area", one.area())
                .param("state", one.state())
                .param("refusal", one.refusal())
                .param("text", one.textId())
                .param("sampled", Timestamp.from(one.sampledAt()))
                .param("result", Timestamp.from(one.resultAt()))
                .param("received", Timestamp.from(one.receivedAt()))
                .param("listed", time(one.listedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("from", time(one.windowFrom()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("to", time(one.windowTo()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param(
                        "sealed",
                        one.course().equals(Meeting.Course.UNTOLD)
                                ? null
                                : seal(one.course(), one.caseId(), one.receivedAt()),
                        Types.BINARY)
                .update();
    }

    // Contacts

    List<Contact> contactsOf(UUID caseId) {
        return contacts("WHERE case_id = ? ORDER BY degree, risk DESC, contact_id", caseId);
    }

    List<Contact> contactsOfPerson(UUID person) {
        return contacts("WHERE person_id = ? ORDER BY listed_at DESC, contact_id", person);
    }

    Optional<Contact> contact(UUID id) {
        return contacts("WHERE contact_id = ?", id).stream().findFirst();
    }

    Optional<Contact> lockContact(UUID id) {
        return contacts("WHERE contact_id = ? FOR UPDATE", id).stream().findFirst();
    }

    /// Open contacts the caller may see: those overdue for a call first, the likeliest to be
    /// infected first among them.
    List<Contact> toDo(Instant now, int most, int skip) {
        return contacts(
                """
                WHERE state = 'open'
                ORDER BY (next_call_at <= ?::timestamptz) DESC, degree, risk DESC, contact_id
                LIMIT ? OFFSET ?
                """,
                now.toString(),
                most,
                skip);
    }

    /// @param late waiting for a call that should have been made
    record Load(String area, long open, long uncalled, long late) {}

    List<Load> load(Instant now) {
        return jdbc.sql(
                        """
                        SELECT area, count(*), count(*) FILTER (WHERE first_call_at IS NULL),
                               count(*) FILTER (WHERE next_call_at <= ?::timestamptz)
                        FROM tracing.contact WHERE state = 'open' GROUP BY area ORDER BY 4 DESC, 2 DESC, area
                        """)
                .param(now.toString())
                .query((rs, n) ->
                        new Load(rs.getString(1), rs.getLong(2), rs.getLong(3), rs.getLong(4)))
                .list();
    }

    private List<Contact> contacts(String where, Object... parameters) {
        return jdbc.sql("SELECT " + CONTACT + " FROM tracing.contact " + where)
                .params(parameters)
                .query((rs, n) -> {
                    UUID id = rs.getObject(1, UUID.class);
                    return new Contact(
                            id,
                            rs.getObject(2, UUID.class),
                            rs.getObject(3, UUID.class),
                            rs.getObject(4, UUID.class),
                            rs.getString(5),
                            rs.getInt(6),
                            rs.getObject(7, UUID.class),
                            rs.getString(8),
                            rs.getBoolean(9),
                            rs.getFloat(10),
                            rs.getTimestamp(11).toInstant(),
                            rs.getTimestamp(12).toInstant(),
                            instant(rs, 13),
                            instant(rs, 14),
                            rs.getInt(15),
                            rs.getString(16),
                            rs.getTimestamp(17).toInstant(),
                            open(rs.getBytes(18), id, Meeting.class));
                })
                .list();
    }

    void write(List<Contact> contacts) {
        for (Contact one : contacts) {
            jdbc.sql(
                            """
                            INSERT INTO tracing.contact (contact_id, case_id, record_id, person_id, area, degree, via, state,
                                released, risk, listed_at, changed_at, told_at, first_call_at, calls, outcome,
                                next_call_at, sealed)
                            VALUES (:id, :case, :record, :person, :area, :degree, :via, :state, :released, :risk, :listed,
                                    :changed, :told, :called, :calls, :outcome, :next, :sealed)
                            ON CONFLICT (contact_id) DO UPDATE SET person_id = excluded.person_id, area = excluded.area,
                                degree = excluded.degree, via = excluded.via, state = excluded.state,
                                released = excluded.released, risk = excluded.risk, changed_at = excluded.changed_at,
                                told_at = excluded.told_at, first_call_at = excluded.first_call_at,
                                calls = excluded.calls, outcome = excluded.outcome, next_call_at = excluded.next_call_at,
                                sealed = excluded.sealed
                            """)
                    .param("id", one.contactId())
                    .param("case", one.caseId())
                    .param("record", one.recordId())
                    .param("person", one.personId(), Types.OTHER)
                    .param("area", one.area())
                    .param("degree", one.degree())
                    .param("via", one.via(), Types.OTHER)
                    .param("state", one.state())
                    .param("released", one.released())
                    .param("risk", (float) one.risk())
                    .param("listed", Timestamp.from(one.listedAt()))
                    .param("changed", Timestamp.from(one.changedAt()))
                    .param("told", time(one.toldAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                    .param("called", time(one.firstCallAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                    .param("calls", one.calls())
                    .param("outcome", one.outcome())
                    .param("next", Timestamp.from(one.nextCallAt()))
                    .param("sealed", seal(one.meeting(), one.contactId(), one.listedAt()))
                    .update();
        }
    }

    /// Which of these records are contacts of somebody.
    List<UUID> recordsAmong(Collection<UUID> records) {
        return jdbc.sql(
                        "SELECT DISTINCT record_id FROM tracing.contact WHERE record_id = ANY (?::uuid[])")
                .param(SqlArrays.uuids(records, id -> id))
                .query((rs, n) -> rs.getObject(1, UUID.class))
                .list();
    }

    void belongTo(UUID record, @Nullable UUID person, @Nullable String area) {
        jdbc.sql(
                        """
                        UPDATE tracing.contact SET person_id = :person, area = coalesce(:area, area)
                        WHERE record_id = :record
                        """)
                .param("person", person, Types.OTHER)
                .param("area", area, Types.VARCHAR)
                .param("record", record)
                .update();
    }

    void live(Map<UUID, String> areas) {
        jdbc.sql(
                        """
                        UPDATE tracing.contact c SET area = u.area
                        FROM unnest(?::uuid[], ?::text[]) AS u (person, area) WHERE c.person_id = u.person
                        """)
                .params(
                        SqlArrays.uuids(areas.keySet(), id -> id),
                        SqlArrays.texts(areas.values(), a -> a))
                .update();
    }

    // Steps

    /// @param note as it was written; empty: nothing
    record Step(Instant at, String kind, String office, String outcome, String note) {
        @Override
        public String toString() {
            return "Step[" + kind + "]";
        }
    }

    void step(UUID contact, String kind, String outcome, String note, Instant now) {
        Scope by = Scopes.required();
        UUID step = TimedId.next(clock);
        jdbc.sql(
                        """
                        INSERT INTO tracing.step (contact_id, step_id, at, kind, actor, office, outcome, sealed)
                        VALUES (:contact, :step, :at, :kind, :actor, :office, :outcome, :sealed)
                        """)
                .param("contact", contact)
                .param("step", step)
                .param("at", Timestamp.from(now))
                .param("kind", kind)
                .param("actor", by.actor())
                .param("office", by.office())
                .param("outcome", outcome)
                .param("sealed", note.isEmpty() ? null : seal(note, step, now), Types.BINARY)
                .update();
    }

    List<Step> steps(UUID contact) {
        return jdbc.sql(
                        """
                        SELECT step_id, at, kind, office, outcome, sealed FROM tracing.step
                        WHERE contact_id = ? ORDER BY at, step_id
                        """)
                .param(contact)
                .query((rs, n) -> {
                    byte[] sealed = rs.getBytes(6);
                    return new Step(
                            rs.getTimestamp(2).toInstant(),
                            rs.getString(3),
                            rs.getString(4),
                            rs.getString(5),
                            sealed == null
                                    ? ""
                                    : open(sealed, rs.getObject(1, UUID.class), String.class));
                })
                .list();
    }

    // Whom a case named

    void name(UUID caseId, UUID record, Meeting.Named named, Instant now) {
        Scope by = Scopes.required();
        jdbc.sql(
                        """
                        INSERT INTO tracing.named (case_id, record_id, at, actor, office, sealed)
                        VALUES (:case, :record, :at, :actor, :office, :sealed)
                        ON CONFLICT (case_id, record_id) DO UPDATE SET at = excluded.at, actor = excluded.actor,
                            office = excluded.office, sealed = excluded.sealed
                        """)
                .param("case", caseId)
                .param("record", record)
                .param("at", Timestamp.from(now))
                .param("actor", by.actor())
                .param("office", by.office())
                .param("sealed", seal(named, record, now))
                .update();
    }

    Map<UUID, Meeting.Named> named(UUID caseId) {
        Map<UUID, Meeting.Named> named = new LinkedHashMap<>();
        jdbc.sql("SELECT record_id, sealed FROM tracing.named WHERE case_id = ? ORDER BY record_id")
                .param(caseId)
                .query(rs -> {
                    UUID record = rs.getObject(1, UUID.class);
                    named.put(record, open(rs.getBytes(2), record, Meeting.Named.class));
                });
        return named;
    }

    // News

    void tell(UUID contact, String kind, Instant now) {
        jdbc.sql(
                        """
                        INSERT INTO tracing.news (contact_id, kind, at, attempts) VALUES (?, ?, ?, 0)
                        ON CONFLICT (contact_id, kind) DO UPDATE SET at = excluded.at, attempts = 0
                        """)
                .params(contact, kind, Timestamp.from(now))
                .update();
    }

    /// @return whether it still waited
    boolean tellNoMore(UUID contact, String kind) {
        return jdbc.sql("DELETE FROM tracing.news WHERE contact_id = ? AND kind = ?")
                        .params(contact, kind)
                        .update()
                > 0;
    }

    record News(UUID contact, String kind, @Nullable UUID person, int attempts) {}

    /// Takes news nobody has tried lately.
    List<News> takeNews(Instant now, Instant rested, int most) {
        return jdbc.sql(
                        """
                        UPDATE tracing.news n SET attempts = n.attempts + 1, at = :now
                        FROM (SELECT w.contact_id, w.kind, c.person_id
                              FROM tracing.news w JOIN tracing.contact c ON c.contact_id = w.contact_id
                              WHERE w.attempts = 0 OR w.at <= :rested
                              ORDER BY w.at LIMIT :most FOR UPDATE OF w SKIP LOCKED) t
                        WHERE n.contact_id = t.contact_id AND n.kind = t.kind
                        RETURNING n.contact_id, n.kind, t.person_id, n.attempts
                        """)
                .param("now", Timestamp.from(now))
                .param("rested", Timestamp.from(rested))
                .param("most", most)
                .query((rs, n) ->
                        new News(
                                rs.getObject(1, UUID.class),
                                rs.getString(2),
                                rs.getObject(3, UUID.class),
                                rs.getInt(4)))
                .list();
    }

    void told(UUID contact, Instant now) {
        jdbc.sql("UPDATE tracing.contact SET told_at = coalesce(told_at, ?) WHERE contact_id = ?")
                .params(Timestamp.from(now), contact)
                .update();
    }

    private static @Nullable Instant instant(ResultSet rs, int column) throws SQLException {
        Timestamp at = rs.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable Object time(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    private byte[] seal(Object value, UUID context, Instant period) {
        return sealing.seal(
                KeyClass.HEALTH,
                LocalDate.ofInstant(period, ZoneOffset.UTC),
                json.writeValueAsString(value).getBytes(StandardCharsets.UTF_8),
                bytes(context));
    }

    private <T> T open(byte[] sealed, UUID context, Class<T> type) {
        return json.readValue(sealing.open(sealed, bytes(context)), type);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
