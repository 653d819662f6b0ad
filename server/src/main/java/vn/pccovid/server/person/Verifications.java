package vn.pccovid.server.person;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.identity.SocialInsuranceNumber;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// Questions to registers about the fields of a record: they wait in a table, are asked by call or
/// by file, and the answers are kept as evidence. An answer moves no link, no fact and no colour.
///
/// Every question leaves an access line before it leaves the house, under the purpose of finding
/// out whom a record is about. Thread-safe.
@Service
public class Verifications {
    /// Questions taken at once; an access line is written for each.
    static final int AT_ONCE = AccessLines.MOST_PERSONS_PER_READ;

    private static final int LONGEST_CODE = 16;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final LinkRows rows;
    private final AccessLines lines;
    private final VerificationProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Verifications(
            JdbcClient jdbc,
            JdbcTemplate batches,
            LinkRows rows,
            AccessLines lines,
            VerificationProperties properties,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.rows = rows;
        this.lines = lines;
        this.properties = properties;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// One answer, or a question that still waits for one.
    ///
    /// @param source of the record
    /// @param standing `confirmed`, `differs`, `not_confirmed`, `no_answer`
    /// @param answeredAt null while the question waits
    /// @param trouble why there is no answer yet, empty if nothing went wrong
    public record Seen(
            UUID recordId,
            String source,
            String register,
            String grade,
            String detail,
            String standing,
            String channel,
            @Nullable Instant answeredAt,
            Instant requestedAt,
            String trouble) {}

    /// Puts a question about a record into the queue, within the caller's transaction and the
    /// worker's scope. A record with an open question to that register gets no second one.
    ///
    /// @return the question, or empty where the record lacks what the register is asked about
    @Transactional
    public Optional<UUID> request(UUID recordId, Register register, String by) {
        if (add(List.of(recordId), register, by).isEmpty()) {
            return Optional.empty();
        }
        return jdbc.sql(
                        """
                        SELECT request_id FROM person.verification_request
                        WHERE record_id = ? AND register = ? AND state <> 'answered'
                        """)
                .params(recordId, register.text())
                .query(UUID.class)
                .optional();
    }

    /// Adds a question about the newest version of each record that has what the register needs.
    ///
    /// @return the records that have an open question now
    private Set<UUID> add(Collection<UUID> records, Register register, String by) {
        record Newest(Vault.VersionId id, String area) {}
        List<Newest> newest =
                jdbc.sql(
                                """
                                SELECT DISTINCT ON (record_id) record_id, version, area FROM person.record
                                WHERE record_id = ANY (?::uuid[]) ORDER BY record_id, version DESC
                                """)
                        .param(LinkRows.uuids(records, id -> id))
                        .query((rs, n) ->
                                new Newest(
                                        new Vault.VersionId(
                                                rs.getObject(1, UUID.class), rs.getInt(2)),
                                        rs.getString(3)))
                        .list();
        if (newest.size() < Set.copyOf(records).size()) {
            throw Problem.of("person.record_unknown");
        }
        Map<Vault.VersionId, Stored> opened = rows.open(newest.stream().map(Newest::id).toList());
        OffsetDateTime now = time(clock.instant());
        Set<UUID> asked = new LinkedHashSet<>();
        List<Object[]> added = new ArrayList<>();
        for (Newest one : newest) {
            UUID request = TimedId.next(clock);
            Stored stored = Objects.requireNonNull(opened.get(one.id()));
            if (question(request, register, stored.description()).isPresent()) {
                asked.add(one.id().recordId());
                added.add(
                        new Object[] {
                            one.id().recordId(),
                            request,
                            register.text(),
                            one.id().version(),
                            one.area(),
                            now,
                            by,
                            now
                        });
            }
        }
        batches.batchUpdate(
                """
                INSERT INTO person.verification_request
                       (record_id, request_id, register, version, area, state, requested_at, requested_by, due_at, attempts, trouble)
                VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, ?, 0, '')
                ON CONFLICT (record_id, register) WHERE state <> 'answered' DO NOTHING
                """,
                added);
        return asked;
    }

    /// Asks about the next records of a source that were never asked about and have what the
    /// register needs: the cleaning of a whole source. Its own transaction; call it until it ends.
    ///
    /// @param after record after which to go on; the zero UUID to start
    /// @param most records looked at, 1 to 5,000
    public Swept requestAll(Register register, String source, UUID after, int most, String by) {
        return inScope(() -> {
            List<UUID> records =
                    jdbc.sql(
                                    """
                                    SELECT DISTINCT record_id FROM person.record
                                    WHERE record_id > ? AND source = ? AND NOT authoritative
                                    ORDER BY record_id LIMIT ?
                                    """)
                            .params(after, source, Math.clamp(most, 1, People.LARGEST_BATCH))
                            .query((rs, n) -> rs.getObject(1, UUID.class))
                            .list();
            Set<UUID> askedBefore =
                    Set.copyOf(
                            jdbc.sql(
                                            """
                                            SELECT DISTINCT record_id FROM person.verification_request
                                            WHERE record_id = ANY (?::uuid[]) AND register = ?
                                            """)
                                    .params(LinkRows.uuids(records, id -> id), register.text())
                                    .query((rs, n) -> rs.getObject(1, UUID.class))
                                    .list());
            List<UUID> unasked =
                    records.stream().filter(record -> !askedBefore.contains(record)).toList();
            int added = unasked.isEmpty() ? 0 : add(unasked, register, by).size();
            return new Swept(
                    added,
                    askedBefore.size(),
                    unasked.size() - added,
                    records.isEmpty() ? null : records.getLast());
        });
    }

    /// One stretch of a source's cleaning.
    ///
    /// @param added questions added
    /// @param before records asked about before
    /// @param lacking records without the number or name the register is asked by
    /// @param last record looked at; null at the end
    public record Swept(int added, int before, int lacking, @Nullable UUID last) {}

    /// What a register is asked about a record; empty where the record lacks the number or name.
    static Optional<RegisterQuestion> question(
            UUID request, Register register, PersonDescription description) {
        FullName name = description.name();
        CitizenId citizen = description.citizenId();
        SocialInsuranceNumber insurance = description.insurance();
        String number =
                switch (register) {
                    case POPULATION -> citizen == null ? null : citizen.value();
                    case INSURANCE -> insurance == null ? null : insurance.value();
                };
        if (name == null || number == null) {
            return Optional.empty();
        }
        return Optional.of(
                new RegisterQuestion(
                        request,
                        register,
                        number,
                        name.display(),
                        description.birthDate(),
                        register == Register.POPULATION ? description.sex() : Sex.UNKNOWN));
    }

    /// Takes questions that are due, for a call: they belong to the caller for the lease, and come
    /// back by themselves if it dies. Their access lines are written when this returns. Call it
    /// outside a transaction.
    public List<RegisterQuestion> take(Register register, int most) {
        return inScope(() -> {
            List<Taken> taken =
                    taken(
                            """
                            UPDATE person.verification_request v SET due_at = ?
                            FROM (SELECT record_id, request_id FROM person.verification_request
                                  WHERE register = ? AND due_at <= ? AND state = 'waiting'
                            """,
                            properties.lease(),
                            register,
                            most);
            return questions(register, taken);
        });
    }

    private record Taken(UUID recordId, UUID requestId, int version) {
        Vault.VersionId id() {
            return new Vault.VersionId(recordId, version);
        }
    }

    /// Takes questions for a file: they are not called any more and wait for the file of answers.
    /// Those exported long ago without an answer come again. Call it outside a transaction, until
    /// it answers none.
    public List<RegisterQuestion> export(Register register, int most) {
        return inScope(() -> {
            List<Taken> taken =
                    taken(
                            """
                            UPDATE person.verification_request v SET state = 'exported', due_at = ?
                            FROM (SELECT record_id, request_id FROM person.verification_request
                                  WHERE register = ? AND due_at <= ? AND state IN ('waiting', 'exported')
                            """,
                            properties.exportAgain(),
                            register,
                            most);
            return questions(register, taken);
        });
    }

    /// Those due first, put off; nobody else takes them meanwhile.
    ///
    /// @param update up to which requests are wanted
    private List<Taken> taken(String update, Duration putOff, Register register, int most) {
        Instant now = clock.instant();
        return jdbc.sql(
                        update
                                + """
                                  ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED) d
                                WHERE v.record_id = d.record_id AND v.request_id = d.request_id
                                RETURNING v.record_id, v.request_id, v.version
                                """)
                .params(
                        time(now.plus(putOff)),
                        register.text(),
                        time(now),
                        Math.clamp(most, 1, AT_ONCE))
                .query((rs, n) ->
                        new Taken(
                                rs.getObject(1, UUID.class),
                                rs.getObject(2, UUID.class),
                                rs.getInt(3)))
                .list();
    }

    /// A record that counts for nobody yet has a line under its own id.
    private List<RegisterQuestion> questions(Register register, List<Taken> taken) {
        if (taken.isEmpty()) {
            return List.of();
        }
        Set<UUID> records = new LinkedHashSet<>();
        taken.forEach(t -> records.add(t.recordId()));
        Map<UUID, LinkRows.Placed> placed = rows.placedBy(records);
        Set<UUID> persons = new LinkedHashSet<>();
        for (UUID record : records) {
            LinkRows.Placed place = placed.get(record);
            persons.add(place == null ? record : place.personId());
        }
        lines.record(persons, "verification-" + register.text());
        Map<Vault.VersionId, Stored> opened = rows.open(taken.stream().map(Taken::id).toList());
        List<RegisterQuestion> questions = new ArrayList<>(taken.size());
        for (Taken one : taken) {
            Stored stored = opened.get(one.id());
            if (stored != null) {
                question(one.requestId(), register, stored.description()).ifPresent(questions::add);
            }
        }
        return questions;
    }

    /// Keeps what came of a call. Without an answer about the record the question waits on; nothing
    /// is lost however often that happens.
    public void replied(RegisterQuestion question, RegisterReply reply) {
        inScope(() -> {
            if (reply.answer() instanceof GradedAnswer.SourceUnavailable(var trouble)) {
                waitOn(question.requestId(), trouble, reply.retryAfter());
            } else {
                record(question.requestId(), reply.answer(), reply.code(), "call", clock.instant());
            }
            return true;
        });
    }

    private void waitOn(UUID request, GradedAnswer.Trouble trouble, @Nullable Duration retryAfter) {
        int before =
                jdbc.sql("SELECT attempts FROM person.verification_request WHERE request_id = ?")
                        .param(request)
                        .query(Integer.class)
                        .single();
        // No call was made while the breaker was open: that is no failure of this question.
        boolean called = trouble != GradedAnswer.Trouble.BREAKER_OPEN;
        Duration pause = retryAfter == null ? pause(before) : retryAfter;
        jdbc.sql(
                        """
                        UPDATE person.verification_request SET due_at = ?, attempts = attempts + ?, trouble = ?
                        WHERE request_id = ? AND state = 'waiting'
                        """)
                .params(
                        time(clock.instant().plus(pause)),
                        called ? 1 : 0,
                        new GradedAnswer.SourceUnavailable(trouble).detail(),
                        request)
                .update();
    }

    /// Doubles with every failed call, with chance on top.
    Duration pause(int attempts) {
        Duration longest = properties.longestPause();
        Duration doubled = properties.firstPause().multipliedBy(1L << Math.min(attempts, 20));
        Duration base = doubled.compareTo(longest) < 0 ? doubled : longest;
        return base.plusMillis(ThreadLocalRandom.current().nextLong(base.toMillis() / 2 + 1));
    }

    /// What became of one answer of a file.
    public enum Kept {
        RECORDED,
        /// We had this answer to this question.
        REPEATED,
        /// We had another answer to this question; both are kept and the newer one counts.
        CORRECTED,
        /// Nobody here asked that.
        UNKNOWN_REQUEST
    }

    /// @param recordId the record asked about, null for an unknown question
    public record KeptAnswer(Kept kept, @Nullable UUID recordId) {}

    /// One answer of a file.
    ///
    /// @param answer about the record: never [GradedAnswer.SourceUnavailable]
    public record Told(
            UUID requestId, Register register, GradedAnswer answer, String code, Instant at) {}

    /// Keeps answers of a file, in order, within the caller's transaction and worker's scope.
    @Transactional
    public List<KeptAnswer> told(Collection<Told> answers) {
        List<KeptAnswer> kept = new ArrayList<>(answers.size());
        for (Told told : answers) {
            if (!told.answer().answered()) {
                throw new IllegalArgumentException("no answer about a record");
            }
            String register =
                    jdbc.sql(
                                    "SELECT register FROM person.verification_request WHERE request_id = ?")
                            .param(told.requestId())
                            .query(String.class)
                            .optional()
                            .orElse("");
            kept.add(
                    register.equals(told.register().text())
                            ? record(
                                    told.requestId(), told.answer(), told.code(), "file", told.at())
                            : new KeptAnswer(Kept.UNKNOWN_REQUEST, null));
        }
        return kept;
    }

    private KeptAnswer record(
            UUID request, GradedAnswer answer, String code, String channel, Instant at) {
        record Open(UUID recordId, String register, int version, String last) {}
        // Locked, so that a file and a call do not both find the question open.
        Optional<Open> open =
                jdbc.sql(
                                """
                                SELECT v.record_id, v.register, v.version,
                                       coalesce((SELECT a.grade || ' ' || a.detail FROM person.verification_answer a
                                                 WHERE a.record_id = v.record_id AND a.request_id = v.request_id
                                                 ORDER BY a.answer_id DESC LIMIT 1), '')
                                FROM person.verification_request v WHERE v.request_id = ? FOR UPDATE
                                """)
                        .param(request)
                        .query((rs, n) ->
                                new Open(
                                        rs.getObject(1, UUID.class),
                                        rs.getString(2),
                                        rs.getInt(3),
                                        rs.getString(4)))
                        .optional();
        if (open.isEmpty()) {
            return new KeptAnswer(Kept.UNKNOWN_REQUEST, null);
        }
        Open asked = open.get();
        if (asked.last().equals(answer.grade() + " " + answer.detail())) {
            return new KeptAnswer(Kept.REPEATED, asked.recordId());
        }
        jdbc.sql(
                        """
                        INSERT INTO person.verification_answer
                               (record_id, answer_id, request_id, register, version, channel, code, grade, detail, standing, answered_at, received_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        asked.recordId(),
                        TimedId.next(clock),
                        request,
                        asked.register(),
                        asked.version(),
                        channel,
                        code.substring(0, Math.min(code.length(), LONGEST_CODE)),
                        answer.grade(),
                        answer.detail(),
                        answer.standing().text(),
                        time(at),
                        time(clock.instant()))
                .update();
        jdbc.sql(
                        "UPDATE person.verification_request SET state = 'answered', trouble = '' WHERE request_id = ?")
                .param(request)
                .update();
        return new KeptAnswer(
                asked.last().isEmpty() ? Kept.RECORDED : Kept.CORRECTED, asked.recordId());
    }

    /// The newest answer of each register about each of these records, and questions still open; in
    /// the caller's scope, so records the caller may not see are missing. Needs a transaction.
    @Transactional
    public List<Seen> ofRecords(Collection<UUID> records) {
        if (records.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(
                        """
                        SELECT DISTINCT ON (v.record_id, v.register)
                               v.record_id, r.source, v.register, coalesce(a.grade, ''), coalesce(a.detail, ''),
                               coalesce(a.standing, 'no_answer'), coalesce(a.channel, ''), a.answered_at, v.requested_at, v.trouble
                        FROM person.verification_request v
                        JOIN person.record r ON r.record_id = v.record_id AND r.version = v.version
                        LEFT JOIN person.verification_answer a ON a.record_id = v.record_id AND a.request_id = v.request_id
                        WHERE v.record_id = ANY (?::uuid[])
                        ORDER BY v.record_id, v.register, v.requested_at DESC, a.answer_id DESC
                        """)
                .param(LinkRows.uuids(records, id -> id))
                .query((rs, n) -> {
                    OffsetDateTime answered = rs.getObject(8, OffsetDateTime.class);
                    return new Seen(
                            rs.getObject(1, UUID.class),
                            rs.getString(2),
                            rs.getString(3),
                            rs.getString(4),
                            rs.getString(5),
                            rs.getString(6),
                            rs.getString(7),
                            answered == null ? null : answered.toInstant(),
                            rs.getObject(9, OffsetDateTime.class).toInstant(),
                            rs.getString(10));
                })
                .list();
    }

    /// The same of all records that count for a person, with an access line.
    @Transactional
    public List<Seen> ofPerson(UUID personId) {
        List<UUID> records =
                jdbc.sql(
                                "SELECT record_id FROM person.person_record WHERE person_id = ? ORDER BY record_id LIMIT 500")
                        .param(personId)
                        .query((rs, n) -> rs.getObject(1, UUID.class))
                        .list();
        if (records.isEmpty()) {
            throw Problem.of("person.person_unknown");
        }
        lines.record(List.of(personId), "verifications");
        return ofRecords(records);
    }

    /// How many questions wait for a register.
    ///
    /// @param calls for a call
    /// @param exported for the answer to a file
    /// @param oldestSeconds age of the oldest of both, 0 when none waits
    public record Waiting(long calls, long exported, long oldestSeconds) {}

    /// What waits, for operators: counts only. Call it outside a transaction.
    public Map<Register, Waiting> waiting() {
        return inScope(() -> {
            Map<Register, Waiting> found = new EnumMap<>(Register.class);
            Instant now = clock.instant();
            Map<String, Waiting> byName = new HashMap<>();
            jdbc.sql(
                            """
                            SELECT register, count(*) FILTER (WHERE state = 'waiting'),
                                   count(*) FILTER (WHERE state = 'exported'), min(requested_at)
                            FROM person.verification_request WHERE state <> 'answered' GROUP BY register
                            """)
                    .query(rs -> {
                        Instant oldest = rs.getObject(4, OffsetDateTime.class).toInstant();
                        byName.put(
                                rs.getString(1),
                                new Waiting(
                                        rs.getLong(2),
                                        rs.getLong(3),
                                        Math.max(0, Duration.between(oldest, now).toSeconds())));
                    });
            for (Register register : Register.values()) {
                found.put(register, byName.getOrDefault(register.text(), new Waiting(0, 0, 0)));
            }
            return found;
        });
    }

    /// How often a register gave an answer.
    ///
    /// @param records whose newest answer of that register it is
    public record Tally(String register, String standing, String grade, long records) {}

    /// The newest answers, counted: what a register says about the records of everybody. Call it
    /// outside a transaction.
    public List<Tally> tallies() {
        return inScope(() ->
                jdbc.sql(
                                """
                                SELECT register, standing, grade, count(*) FROM (
                                    SELECT DISTINCT ON (record_id, register) register, standing, grade
                                    FROM person.verification_answer ORDER BY record_id, register, answer_id DESC) n
                                GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 3
                                """)
                        .query((rs, n) ->
                                new Tally(
                                        rs.getString(1),
                                        rs.getString(2),
                                        rs.getString(3),
                                        rs.getLong(4)))
                        .list());
    }

    /// The worker's own scope: identity data leave the house here, and the line says so.
    private <T> T inScope(Supplier<T> work) {
        Scope scope =
                new Scope(
                        "verification",
                        "PcCovid",
                        "SYSTEM",
                        Purpose.DATA_QUALITY,
                        Category.IDENTITY,
                        List.of("*"),
                        List.of(),
                        DatabaseRole.WORKER);
        return Scopes.call(
                scope, () -> Objects.requireNonNull(transaction.execute(status -> work.get())));
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
