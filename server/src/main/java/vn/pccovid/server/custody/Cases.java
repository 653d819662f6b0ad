package vn.pccovid.server.custody;

import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import vn.pccovid.lib.credential.LaboratoryClaims;
import vn.pccovid.lib.credential.LaboratoryStatements;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.SqlArrays;

/// The only way to sealed movements: a case, proven by the signature of a laboratory over the
/// result of a sample that was this record's alone, or by two officers of different offices. What
/// is admitted opens within its window and until it is closed; every opening is a committed line
/// before anything opens. Everything is written by custody's own database role, in transactions of
/// its own, so it is called outside of transactions. Thread-safe.
///
/// Against invented infections: a result typed by somebody, a statement signed by nobody we let in,
/// another person's result, a tube whose content was changed after the laboratory fetched its
/// order, a pool, an old result used again, and two officers of one office all end in a
/// [CaseRefusal]. What remains is a laboratory that lies or swabs exchanged before the tube was
/// closed; the person concerned sees the opening.
public final class Cases {
    /// Cases in one call.
    public static final int MOST_CASES = 1_000;

    /// Named contacts of one case in one call.
    private static final int MOST_NAMED = 5_000;

    private static final int LONGEST_REASON = 200;
    private static final Duration DAY = Duration.ofDays(1);

    private final CustodyProperties limits;
    private final Custody custody;
    private final CustodyDatabase database;
    private final LaboratoryKeys laboratories;
    private final ObjectProvider<CaseRecords> records;
    private final Clock clock;
    private final Signatures signatures = Signatures.platform();

    Cases(
            CustodyProperties limits,
            Custody custody,
            CustodyDatabase database,
            LaboratoryKeys laboratories,
            ObjectProvider<CaseRecords> records,
            Clock clock) {
        this.limits = limits;
        this.custody = custody;
        this.database = database;
        this.laboratories = laboratories;
        this.records = records;
        this.clock = clock;
    }

    /// What custody keeps of a case.
    record Stored(
            UUID caseId,
            UUID recordId,
            String basis,
            byte[] evidence,
            Instant provenAt,
            Window window,
            Instant admittedAt,
            boolean closed) {
        OpenCase open() {
            return new OpenCase(caseId, window, basis, admittedAt);
        }
    }

    private record Candidate(
            UUID caseId,
            UUID recordId,
            Window window,
            String basis,
            byte[] evidence,
            String laboratory,
            String firstOfficer,
            String firstOffice,
            String secondOfficer,
            String secondOffice,
            String reason,
            Instant provenAt) {}

    /// Admits cases that laboratories have proven. Asking again for a case with the same record and
    /// result gives the case as it stands.
    ///
    /// @return one answer per request, in order
    public List<Admission> admit(List<CaseRequest> requests) {
        alone();
        if (requests.size() > MOST_CASES) {
            throw new IllegalArgumentException(requests.size() + " cases, at most " + MOST_CASES);
        }
        Map<UUID, List<UUID>> linked =
                besides(requests.stream().map(CaseRequest::recordId).toList());
        List<Admission> answers = new ArrayList<>(requests.size());
        for (CaseRequest request : requests) {
            answers.add(admit(request, linked));
        }
        return answers;
    }

    private Admission admit(CaseRequest request, Map<UUID, List<UUID>> linked) {
        LaboratoryStatements.Answer opened =
                request.signedResult().length == 0
                        ? new LaboratoryStatements.Answer.Refused(
                                vn.pccovid.lib.credential.Refusal.STRUCTURE)
                        : LaboratoryStatements.open(
                                signatures,
                                request.signedResult(),
                                laboratories::find,
                                clock.instant());
        return switch (opened) {
            case LaboratoryStatements.Answer.Refused(var why) ->
                    refuse(
                            request.caseId(),
                            "admit",
                            switch (why) {
                                case UNKNOWN_KEY, KEY_NOT_IN_USE -> CaseRefusal.UNKNOWN_LABORATORY;
                                case SIGNATURE -> CaseRefusal.BAD_SIGNATURE;
                                case NOT_YET_VALID -> CaseRefusal.WINDOW_OUTSIDE;
                                default -> CaseRefusal.NO_SIGNATURE;
                            });
            case LaboratoryStatements.Answer.Verified(var claims, var keyId) ->
                    admit(request, linked, claims, keyId);
        };
    }

    private Admission admit(
            CaseRequest request,
            Map<UUID, List<UUID>> linked,
            LaboratoryClaims claims,
            String keyId) {
        @Nullable CaseRefusal refusal = null;
        if (!laboratories.laboratoryOf(keyId).equals(Optional.of(claims.laboratory()))) {
            refusal = CaseRefusal.BAD_SIGNATURE;
        } else if (!claims.finding().equals("POSITIVE")) {
            refusal = CaseRefusal.NOT_POSITIVE;
        } else if (!Arrays.equals(
                claims.binding(),
                LaboratoryStatements.binding(claims.tube(), List.of(request.recordId())))) {
            refusal = CaseRefusal.OTHER_RECORD;
        } else if (!linked.containsKey(request.recordId())) {
            refusal = CaseRefusal.NOT_LINKED;
        }
        if (refusal != null) {
            return refuse(request.caseId(), "admit", refusal);
        }
        return keep(
                new Candidate(
                        request.caseId(),
                        request.recordId(),
                        request.window(),
                        "laboratory",
                        Custody.sha256(
                                (claims.laboratory() + "\n" + claims.resultId())
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        claims.laboratory(),
                        actor(),
                        office(),
                        "",
                        "",
                        "",
                        claims.at()));
    }

    /// The first of two officers proposes a case without a laboratory; who it is comes from the
    /// scope in force.
    ///
    /// @param reason shown to auditors; 1 to 200 characters, without personal data
    /// @return the proposal, for [#confirm]
    public UUID propose(UUID caseId, UUID recordId, Window window, String reason) {
        alone();
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "the reason of an opening has 1 to " + LONGEST_REASON + " characters");
        }
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        database.jdbc()
                .sql(
                        """
                        INSERT INTO custody.proposal (proposal_id, case_id, record_id, window_from, window_to,
                                                      first_officer, first_office, reason, proposed_at, ends_at)
                        VALUES (:id, :case, :record, :from, :to, :officer, :office, :reason, :now, :ends)
                        """)
                .param("id", id)
                .param("case", caseId)
                .param("record", recordId)
                .param("from", Timestamp.from(window.from()))
                .param("to", Timestamp.from(window.to()))
                .param("officer", actor())
                .param("office", office())
                .param("reason", reason)
                .param("now", Timestamp.from(now))
                .param("ends", Timestamp.from(now.plus(limits.proposalLife())))
                .update();
        return id;
    }

    private record Proposal(
            UUID caseId,
            UUID recordId,
            Window window,
            String officer,
            String office,
            String reason) {}

    /// The second officer, of another office, stands for it too.
    public Admission confirm(UUID proposalId) {
        alone();
        Instant now = clock.instant();
        Optional<Proposal> found =
                database.jdbc()
                        .sql(
                                """
                                SELECT case_id, record_id, window_from, window_to, first_officer, first_office, reason
                                  FROM custody.proposal WHERE proposal_id = :id AND ends_at > :now
                                """)
                        .param("id", proposalId)
                        .param("now", Timestamp.from(now))
                        .query((row, n) ->
                                new Proposal(
                                        row.getObject(1, UUID.class),
                                        row.getObject(2, UUID.class),
                                        new Window(
                                                row.getTimestamp(3).toInstant(),
                                                row.getTimestamp(4).toInstant()),
                                        row.getString(5),
                                        row.getString(6),
                                        row.getString(7)))
                        .optional();
        if (found.isEmpty()) {
            return refuse(proposalId, "confirm", CaseRefusal.UNKNOWN_CASE);
        }
        Proposal first = found.get();
        if (first.officer().equals(actor())) {
            return refuse(first.caseId(), "confirm", CaseRefusal.SAME_OFFICER);
        }
        if (first.office().equals(office())) {
            return refuse(first.caseId(), "confirm", CaseRefusal.SAME_OFFICE);
        }
        if (!besides(List.of(first.recordId())).containsKey(first.recordId())) {
            return refuse(first.caseId(), "confirm", CaseRefusal.NOT_LINKED);
        }
        return keep(
                new Candidate(
                        first.caseId(),
                        first.recordId(),
                        first.window(),
                        "officers",
                        Custody.sha256(bytes(proposalId)),
                        "",
                        first.officer(),
                        first.office(),
                        actor(),
                        office(),
                        first.reason(),
                        now));
    }

    /// Another window for the same case, because its onset was told later; within the same limits.
    public Admission widen(UUID caseId, Window window) {
        alone();
        Optional<Stored> found = stored(List.of(caseId)).stream().findFirst();
        if (found.isEmpty()) {
            return refuse(caseId, "widen", CaseRefusal.UNKNOWN_CASE);
        }
        if (found.get().closed()) {
            return refuse(caseId, "widen", CaseRefusal.CLOSED);
        }
        Optional<CaseRefusal> wrong = wrong(window, found.get().provenAt());
        if (wrong.isPresent()) {
            return refuse(caseId, "widen", wrong.get());
        }
        database.jdbc()
                .sql(
                        """
                        UPDATE custody.admitted_case SET window_from = :from, window_to = :to
                         WHERE case_id = :case AND closed_at IS NULL
                        """)
                .param("from", Timestamp.from(window.from()))
                .param("to", Timestamp.from(window.to()))
                .param("case", caseId)
                .update();
        return find(caseId)
                .<Admission>map(Admission.Admitted::new)
                .orElseGet(() -> refuse(caseId, "widen", CaseRefusal.CLOSED));
    }

    /// Retracts a case: from now on everything about it is refused. Its lines remain.
    ///
    /// @return whether it was open until now
    public boolean close(UUID caseId, String because) {
        alone();
        return database.jdbc()
                        .sql(
                                """
                                UPDATE custody.admitted_case SET closed_at = :now, closed_because = :because
                                 WHERE case_id = :case AND closed_at IS NULL
                                """)
                        .param("now", Timestamp.from(clock.instant()))
                        .param(
                                "because",
                                because.length() > LONGEST_REASON
                                        ? because.substring(0, LONGEST_REASON)
                                        : because)
                        .param("case", caseId)
                        .update()
                == 1;
    }

    /// The case, while it is open.
    public Optional<OpenCase> find(UUID caseId) {
        return stored(List.of(caseId)).stream()
                .filter(c -> !c.closed())
                .findFirst()
                .map(Stored::open);
    }

    /// Contacts a case named in an interview: from now on they can be asked about in its second
    /// hop. Leaves a line.
    ///
    /// @return empty, or why not
    public Optional<CaseRefusal> name(UUID caseId, Collection<UUID> contacts) {
        alone();
        if (contacts.isEmpty()) {
            return Optional.empty();
        }
        Optional<Stored> found = stored(List.of(caseId)).stream().findFirst();
        CaseRefusal refusal =
                found.isEmpty()
                        ? CaseRefusal.UNKNOWN_CASE
                        : found.get().closed()
                                ? CaseRefusal.CLOSED
                                : contacts.size() > MOST_NAMED ? CaseRefusal.TOO_MANY : null;
        if (refusal != null) {
            refuse(caseId, "name", refusal);
            return Optional.of(refusal);
        }
        Stored about = found.orElseThrow();
        database.in(jdbc -> {
            UUID line = UUID.randomUUID();
            insertLines(jdbc, List.of(new Line(line, about, about.window())), "named", 1);
            insertConcerned(
                    jdbc,
                    contacts.stream()
                            .distinct()
                            .map(c -> new Concerned(line, c, Custody.day(clock.instant())))
                            .toList());
            return true;
        });
        return Optional.empty();
    }

    /// Openings that concerned these records and are old enough to be told
    /// (`pccovid.custody.shown-after`), newest first, at most 1,000.
    public List<OpeningSeen> concerning(Collection<UUID> recordIds) {
        if (recordIds.isEmpty()) {
            return List.of();
        }
        return database.jdbc()
                .sql(
                        """
                        SELECT o.opening_id, o.opened_at, c.day, o.what,
                               CASE WHEN c.own THEN 0 ELSE o.hop END, o.office, o.basis
                          FROM (SELECT opening_id, day, bool_or(own) AS own
                                  FROM (SELECT opening_id, day, false AS own FROM custody.concerned
                                         WHERE record_token = ANY (?)
                                        UNION ALL
                                        SELECT opening_id, day, true FROM custody.concerned
                                         WHERE record_token = ANY (?)) t
                                 GROUP BY opening_id, day) c
                          JOIN custody.opening o ON o.opening_id = c.opening_id
                         WHERE o.opened_at <= ?
                         ORDER BY o.opened_at DESC, c.day LIMIT 1000
                        """)
                .param(SqlArrays.bytes(recordIds, this::concernedToken))
                .param(SqlArrays.bytes(recordIds, this::ownToken))
                .param(Timestamp.from(clock.instant().minus(limits.shownAfter())))
                .query((row, n) ->
                        new OpeningSeen(
                                row.getObject(1, UUID.class),
                                row.getTimestamp(2).toInstant(),
                                row.getDate(3).toLocalDate(),
                                row.getString(4),
                                row.getInt(5),
                                row.getString(6),
                                row.getString(7)))
                .list();
    }

    /// Begins an opening: checks every case, writes and commits one line for each that may be
    /// opened, and only then hands out what opens.
    ///
    /// @param what `visits`, `vehicle` or `encounters`
    /// @param hop 1 or 2
    /// @param wanted cases and the windows asked for, at most [#MOST_CASES]
    public Openings begin(MovementClass movements, String what, int hop, List<Wanted> wanted) {
        alone();
        if (wanted.size() > MOST_CASES) {
            throw new IllegalArgumentException(wanted.size() + " cases, at most " + MOST_CASES);
        }
        Map<UUID, Stored> known = new HashMap<>();
        stored(wanted.stream().map(Wanted::caseId).distinct().toList())
                .forEach(c -> known.put(c.caseId(), c));
        Map<UUID, List<UUID>> linked =
                besides(known.values().stream().map(Stored::recordId).toList());
        Map<UUID, CaseRefusal> refused = new LinkedHashMap<>();
        Map<UUID, Openings.Begun> begun = new LinkedHashMap<>();
        List<Line> lines = new ArrayList<>();
        for (Wanted one : wanted) {
            Stored about = known.get(one.caseId());
            CaseRefusal refusal =
                    about == null
                            ? CaseRefusal.UNKNOWN_CASE
                            : about.closed()
                                    ? CaseRefusal.CLOSED
                                    : !about.window().holds(one.window())
                                            ? CaseRefusal.WINDOW_OUTSIDE
                                            : !linked.containsKey(about.recordId())
                                                    ? CaseRefusal.NOT_LINKED
                                                    : null;
            if (refusal != null || about == null) {
                CaseRefusal why = refusal == null ? CaseRefusal.UNKNOWN_CASE : refusal;
                refused.put(one.caseId(), why);
                refuse(one.caseId(), what, why);
                continue;
            }
            UUID line = UUID.randomUUID();
            lines.add(new Line(line, about, one.window()));
            begun.put(
                    one.caseId(),
                    new Openings.Begun(
                            one.caseId(),
                            line,
                            Objects.requireNonNull(linked.get(about.recordId())),
                            one.window()));
        }
        if (!lines.isEmpty()) {
            database.in(jdbc -> {
                insertLines(jdbc, lines, what, hop);
                return true;
            });
        }
        return new Openings(this, custody, database, movements, begun, refused);
    }

    /// A case and the window asked for.
    public record Wanted(UUID caseId, Window window) {}

    record Concerned(UUID openingId, UUID record, java.time.LocalDate day) {}

    private record Line(UUID openingId, Stored about, Window window) {}

    /// Which of these records a first hop of the case showed, or somebody named.
    java.util.Set<UUID> contactsAmong(UUID caseId, Collection<UUID> contacts) {
        Map<ByteBuffer, UUID> byToken = new HashMap<>();
        contacts.forEach(c -> byToken.put(ByteBuffer.wrap(concernedToken(c)), c));
        java.util.Set<UUID> shown = new java.util.HashSet<>();
        database.jdbc()
                .sql(
                        """
                        SELECT DISTINCT c.record_token
                          FROM custody.opening o JOIN custody.concerned c ON c.opening_id = o.opening_id
                         WHERE o.case_id = ? AND o.hop = 1 AND c.record_token = ANY (?)
                        """)
                .param(caseId)
                .param(SqlArrays.bytes(byToken.keySet(), ByteBuffer::array))
                .query(row -> {
                    UUID record = byToken.get(ByteBuffer.wrap(row.getBytes(1)));
                    if (record != null) {
                        shown.add(record);
                    }
                });
        return shown;
    }

    /// Writes down whom openings concerned, committed when this returns.
    void concerned(Collection<Concerned> people, Collection<Concerned> own) {
        if (people.isEmpty() && own.isEmpty()) {
            return;
        }
        database.in(jdbc -> {
            insertConcerned(jdbc, people);
            insert(jdbc, own, c -> ownToken(c.record()));
            return true;
        });
    }

    Admission.Refused refuse(UUID caseId, String what, CaseRefusal reason) {
        database.jdbc()
                .sql(
                        """
                        INSERT INTO custody.refusal (refusal_id, case_id, what, reason, officer, office, refused_at)
                        VALUES (gen_random_uuid(), :case, :what, :reason, :officer, :office, :now)
                        """)
                .param("case", caseId)
                .param("what", what)
                .param("reason", reason.name())
                .param("officer", actor())
                .param("office", office())
                .param("now", Timestamp.from(clock.instant()))
                .update();
        return new Admission.Refused(caseId, reason);
    }

    private void insertLines(JdbcClient jdbc, List<Line> lines, String what, int hop) {
        jdbc.sql(
                        """
                        INSERT INTO custody.opening (opening_id, case_id, first_officer, second_officer, reason,
                               opened_at, what, hop, office, basis, window_from, window_to)
                        SELECT u.id, u.of_case, ?, '', ?, ?, ?, ?, ?, u.basis, u.f, u.t
                          FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::timestamptz[], ?::timestamptz[])
                               AS u (id, of_case, basis, f, t)
                        """)
                .params(
                        actor(),
                        what,
                        Timestamp.from(clock.instant()),
                        what,
                        hop,
                        office(),
                        SqlArrays.uuids(lines, Line::openingId),
                        SqlArrays.uuids(lines, l -> l.about().caseId()),
                        SqlArrays.texts(lines, l -> l.about().basis()),
                        SqlArrays.times(lines, l -> l.window().from()),
                        SqlArrays.times(lines, l -> l.window().to()))
                .update();
    }

    private void insertConcerned(JdbcClient jdbc, Collection<Concerned> people) {
        insert(jdbc, people, c -> concernedToken(c.record()));
    }

    private static void insert(
            JdbcClient jdbc,
            Collection<Concerned> people,
            java.util.function.Function<Concerned, byte[]> token) {
        if (people.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        INSERT INTO custody.concerned (opening_id, record_token, day)
                        SELECT u.id, u.token, u.day::date
                          FROM unnest(?::uuid[], ?::bytea[], ?::text[]) AS u (id, token, day)
                        ON CONFLICT DO NOTHING
                        """)
                .params(
                        SqlArrays.uuids(people, Concerned::openingId),
                        SqlArrays.bytes(people, token),
                        SqlArrays.texts(people, c -> c.day().toString()))
                .update();
    }

    private byte[] concernedToken(UUID record) {
        return custody.lineToken("concerned", bytes(record));
    }

    private byte[] ownToken(UUID record) {
        return custody.lineToken("own_case", bytes(record));
    }

    private Admission keep(Candidate candidate) {
        Optional<CaseRefusal> wrong = wrong(candidate.window(), candidate.provenAt());
        if (wrong.isPresent()) {
            return refuse(candidate.caseId(), "admit", wrong.get());
        }
        @Nullable CaseRefusal refusal =
                database.in(jdbc -> Optional.ofNullable(insert(jdbc, candidate))).orElse(null);
        if (refusal != null) {
            return refuse(candidate.caseId(), "admit", refusal);
        }
        return new Admission.Admitted(stored(List.of(candidate.caseId())).getFirst().open());
    }

    private @Nullable CaseRefusal insert(JdbcClient jdbc, Candidate candidate) {
        Optional<Stored> before = stored(jdbc, List.of(candidate.caseId())).stream().findFirst();
        if (before.isPresent()) {
            boolean same =
                    before.get().recordId().equals(candidate.recordId())
                            && Arrays.equals(before.get().evidence(), candidate.evidence());
            return before.get().closed()
                    ? CaseRefusal.CLOSED
                    : same ? null : CaseRefusal.ALREADY_A_CASE;
        }
        Instant now = clock.instant();
        boolean byLaboratory = candidate.basis().equals("laboratory");
        // Counting and inserting behind one lock: many at once do not pass the limit together.
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 1))")
                .param(byLaboratory ? candidate.laboratory() : candidate.secondOfficer())
                .query((row, n) -> 0)
                .single();
        int today =
                jdbc.sql(
                                byLaboratory
                                        ? """
                                        SELECT count(*) FROM custody.admitted_case
                                         WHERE admitted_at > :since AND laboratory = :laboratory
                                        """
                                        : """
                                        SELECT greatest(
                                            count(*) FILTER (WHERE :first IN (first_officer, second_officer)),
                                            count(*) FILTER (WHERE :second IN (first_officer, second_officer)))
                                          FROM custody.admitted_case
                                         WHERE admitted_at > :since AND basis = 'officers'
                                        """)
                        .param("since", Timestamp.from(now.minus(DAY)))
                        .param("laboratory", candidate.laboratory())
                        .param("first", candidate.firstOfficer())
                        .param("second", candidate.secondOfficer())
                        .query(Integer.class)
                        .single();
        if (today >= (byLaboratory ? limits.laboratoryCases() : limits.officerCases())) {
            return CaseRefusal.LIMIT;
        }
        int inserted =
                jdbc.sql(
                                """
                                INSERT INTO custody.admitted_case
                                       (case_id, record_id, basis, evidence, laboratory, first_officer, first_office,
                                        second_officer, second_office, reason, proven_at, window_from, window_to,
                                        admitted_at)
                                VALUES (:case, :record, :basis, :evidence, :laboratory, :first, :firstOffice,
                                        :second, :secondOffice, :reason, :proven, :from, :to, :now)
                                ON CONFLICT DO NOTHING
                                """)
                        .param("case", candidate.caseId())
                        .param("record", candidate.recordId())
                        .param("basis", candidate.basis())
                        .param("evidence", candidate.evidence())
                        .param("laboratory", candidate.laboratory())
                        .param("first", candidate.firstOfficer())
                        .param("firstOffice", candidate.firstOffice())
                        .param("second", candidate.secondOfficer())
                        .param("secondOffice", candidate.secondOffice())
                        .param("reason", candidate.reason())
                        .param("proven", Timestamp.from(candidate.provenAt()))
                        .param("from", Timestamp.from(candidate.window().from()))
                        .param("to", Timestamp.from(candidate.window().to()))
                        .param("now", Timestamp.from(now))
                        .update();
        return inserted == 1 ? null : CaseRefusal.ALREADY_A_CASE;
    }

    private Optional<CaseRefusal> wrong(Window window, Instant provenAt) {
        if (window.length().compareTo(limits.longestWindow()) > 0) {
            return Optional.of(CaseRefusal.WINDOW_TOO_LONG);
        }
        if (window.from().isBefore(provenAt.minus(limits.beforeResult()))
                || window.to().isAfter(provenAt.plus(limits.afterResult()))) {
            return Optional.of(CaseRefusal.WINDOW_OUTSIDE);
        }
        return Optional.empty();
    }

    private List<Stored> stored(Collection<UUID> cases) {
        return stored(database.jdbc(), cases);
    }

    private static List<Stored> stored(JdbcClient jdbc, Collection<UUID> cases) {
        return jdbc.sql(
                        """
                        SELECT case_id, record_id, basis, evidence, proven_at, window_from, window_to, admitted_at,
                               closed_at IS NOT NULL
                          FROM custody.admitted_case WHERE case_id = ANY (?)
                        """)
                .param(SqlArrays.uuids(cases, id -> id))
                .query((row, n) ->
                        new Stored(
                                row.getObject(1, UUID.class),
                                row.getObject(2, UUID.class),
                                row.getString(3),
                                row.getBytes(4),
                                row.getTimestamp(5).toInstant(),
                                new Window(
                                        row.getTimestamp(6).toInstant(),
                                        row.getTimestamp(7).toInstant()),
                                row.getTimestamp(8).toInstant(),
                                row.getBoolean(9)))
                .list();
    }

    Map<UUID, List<UUID>> besides(Collection<UUID> of) {
        if (of.isEmpty()) {
            return Map.of();
        }
        CaseRecords asked = records.getObject();
        return Scopes.call(Scope.worker(Purpose.TRACING), () -> asked.besides(of));
    }

    private static void alone() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "custody writes lines that outlive the caller's transaction: call it outside");
        }
    }

    private static String actor() {
        return Scopes.current().map(Scope::actor).orElse("service");
    }

    private static String office() {
        return Scopes.current().map(Scope::office).orElse("");
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
