package vn.pccovid.server.pass;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.ColourOverride;
import vn.pccovid.lib.colour.PackRule.Words;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.SetColours;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.person.TimedId;

/// The door to overrides: one officer proposes, another one of another role confirms, both for
/// people of their area; see `docs/decisions/overrides.md`. The database asks for the same two
/// officers by itself. Each call looks in the caller's scope first and writes as the worker; call
/// them outside a transaction. Thread-safe.
@Service
public class Overrides implements SetColours {
    private static final int SHORTEST_DOCUMENT = 3;
    private static final int LONGEST_DOCUMENT = 80;
    private static final int SHORTEST_REASON = 10;
    private static final int LONGEST_REASON = 1_000;
    private static final int SHOWN = 200;

    private final JdbcClient jdbc;
    private final StoredOverrides stored;
    private final OverrideAlarms alarms;
    private final OverrideProperties properties;
    private final Passes passes;
    private final PassRows rows;
    private final Facts facts;
    private final AreaNames areas;
    private final AccessLines lines;
    private final Hashing hashing;
    private final Thresholds thresholds;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Overrides(
            JdbcClient jdbc,
            StoredOverrides stored,
            OverrideAlarms alarms,
            OverrideProperties properties,
            Passes passes,
            PassRows rows,
            Facts facts,
            AreaNames areas,
            AccessLines lines,
            Hashing hashing,
            Thresholds thresholds,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.stored = stored;
        this.alarms = alarms;
        this.properties = properties;
        this.passes = passes;
        this.rows = rows;
        this.facts = facts;
        this.areas = areas;
        this.lines = lines;
        this.hashing = hashing;
        this.thresholds = thresholds;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// What an officer wants to set.
    ///
    /// @param colour `GREEN`, `YELLOW` or `RED`; another than the rules give now
    /// @param basis `isolation`, `correction` or `decision`
    /// @param document number of the order or decision, 3 to 80 characters
    /// @param reason in words the person reads, 10 to 1000 characters
    /// @param days 1 to 14, from the proposal on
    public record Wanted(
            @Nullable String colour,
            @Nullable String basis,
            @Nullable String document,
            @Nullable String reason,
            @Nullable Integer days) {
        @Override
        public String toString() {
            return "Wanted[•••]";
        }
    }

    /// A proposal as officers see it: about whom stands nowhere.
    ///
    /// @param state `open`, `held` by an alarm, `confirmed`, `refused`, `withdrawn` or `lapsed`
    /// @param explained a laboratory or tracing fact speaks for it now
    /// @param own the caller proposed it
    public record Proposal(
            UUID id,
            PassView.AreaName area,
            Colour colour,
            Colour priorColour,
            String basis,
            Words basisWords,
            String document,
            String reason,
            boolean explained,
            String office,
            Instant proposedAt,
            Instant endsAt,
            String state,
            boolean own) {
        @Override
        public String toString() {
            return "Proposal[" + id + ", " + state + "]";
        }
    }

    /// An override in force as officers see it: about whom stands nowhere.
    ///
    /// @param explained a laboratory or tracing fact spoke for it when it was confirmed
    /// @param offices of the officer who proposed and the one who confirmed
    /// @param own the caller proposed it
    public record InForce(
            UUID id,
            PassView.AreaName area,
            Colour colour,
            Colour priorColour,
            String basis,
            Words basisWords,
            String document,
            String reason,
            boolean explained,
            List<String> offices,
            Instant startsAt,
            Instant until,
            boolean own) {
        @Override
        public String toString() {
            return "InForce[" + id + "]";
        }
    }

    /// How many overrides were set in a district in one week, by the colour set.
    ///
    /// @param district area path `PP/DDD`
    public record Count(String district, long green, long yellow, long red) {}

    /// An override as the auditor sees it, with the officers' names.
    record Audited(
            UUID id,
            UUID personId,
            PassView.AreaName area,
            Colour colour,
            Colour priorColour,
            String basis,
            String document,
            String reason,
            boolean explained,
            String proposer,
            String proposerName,
            String proposerOffice,
            String confirmer,
            String confirmerName,
            String confirmerOffice,
            Instant from,
            Instant until) {
        @Override
        public String toString() {
            return "Audited[" + id + "]";
        }
    }

    private record Row(
            UUID person,
            UUID id,
            String area,
            Colour colour,
            Colour prior,
            String basis,
            byte[] document,
            String proposedBy,
            String office,
            String role,
            Instant proposedAt,
            Instant endsAt,
            String state,
            byte[] sealed) {}

    /// Proposes to set a colour.
    ///
    /// @param name of the officer, for the auditor
    /// @return id of the proposal
    public UUID propose(UUID person, Wanted wanted, String name) {
        Pass pass = passes.of(person).orElseThrow(() -> Problem.of("pass.person_unknown"));
        Scope by = Scopes.required();
        Colour colour = colour(wanted.colour());
        String document = text(wanted.document(), SHORTEST_DOCUMENT, LONGEST_DOCUMENT);
        String reason = text(wanted.reason(), SHORTEST_REASON, LONGEST_REASON);
        int days = wanted.days() == null ? 0 : wanted.days();
        if (!StoredOverrides.isBasis(wanted.basis())
                || days < 1
                || days > ColourOverride.LONGEST.toDays()) {
            throw incomplete();
        }
        if (pass.colour() == colour) {
            throw Problem.of("pass.override_same_colour");
        }
        UUID id = TimedId.next(clock);
        Instant now = now();
        asWorker(() -> {
            lines.record(List.of(person), "override");
            return jdbc.sql(
                            """
                            INSERT INTO pass.override_proposal
                                   (person_id, override_id, area, colour, prior_colour, basis, document_hash, proposed_by,
                                    proposer_office, proposer_role, proposed_at, ends_at, state, sealed)
                            VALUES (:person, :id, :area, :colour, :prior, :basis, :document, :by, :office, :role, :now,
                                    :ends, 'open', :sealed)
                            """)
                    .param("person", person)
                    .param("id", id)
                    .param("area", pass.area())
                    .param("colour", colour.name())
                    .param("prior", pass.colour().name())
                    .param("basis", wanted.basis())
                    .param(
                            "document",
                            hashing.hash16(
                                    "override_document",
                                    document.toUpperCase(Locale.ROOT).replaceAll("\\s", "")))
                    .param("by", by.actor())
                    .param("office", by.office())
                    .param("role", by.role())
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param("ends", now.plus(Duration.ofDays(days)).atOffset(ZoneOffset.UTC))
                    .param(
                            "sealed",
                            stored.seal(id, new StoredOverrides.Told(document, reason, name, "")))
                    .update();
        });
        return id;
    }

    /// Proposals the caller may see that wait for an answer, oldest first.
    public List<Proposal> waiting() {
        List<Row> seen =
                within(() -> {
                    List<Row> found =
                            proposals(
                                    "WHERE state IN ('open', 'held') ORDER BY proposed_at LIMIT "
                                            + SHOWN,
                                    Map.of());
                    lines.record(found.stream().map(Row::person).distinct().toList(), "override");
                    return found;
                });
        return asWorker(() -> seen.stream().map(this::shown).toList());
    }

    /// Confirms what another officer proposed. While an alarm about its pattern stands, or when it
    /// would raise one, it is held instead.
    ///
    /// @param name of the officer, for the auditor
    /// @return the proposal as it stands afterwards: `confirmed` or `held`
    public Proposal confirm(UUID id, String name) {
        look(id);
        return asWorker(() -> {
            alarms.alone();
            Row row = locked(id);
            Scope by = Scopes.required();
            if (row.proposedBy().equals(by.actor())) {
                throw Problem.of("pass.override_same_officer");
            }
            Instant now = now();
            if (state(row, now).equals("lapsed")) {
                throw Problem.of(
                        "pass.override_lapsed",
                        Map.of("hours", properties.confirmWithin().toHours()));
            }
            lines.record(List.of(row.person()), "override");
            boolean worse = OverrideAlarms.worse(row.colour(), row.prior());
            boolean explained = explained(row, now);
            if (!explained
                    && alarms.holds(
                            new OverrideAlarms.Wanted(
                                    row.area(),
                                    row.basis(),
                                    row.document(),
                                    worse,
                                    row.proposedBy(),
                                    row.office(),
                                    by.actor(),
                                    by.office()))) {
                decide(row, "held", null, now);
                return shown(row, "held");
            }
            set(row, by, name, worse, explained, now);
            decide(row, "confirmed", by.actor(), now);
            rows.mark(List.of(row.person()), now);
            return shown(row, "confirmed");
        });
    }

    private void set(
            Row row, Scope by, String name, boolean worse, boolean explained, Instant now) {
        StoredOverrides.Told told = stored.open(row.id(), row.sealed());
        jdbc.sql(
                        """
                        INSERT INTO pass.override
                               (person_id, override_id, area, colour, prior_colour, basis, document_hash, worse, explained,
                                proposed_by, proposer_office, proposer_role, confirmed_by, confirmer_office,
                                confirmer_role, starts_at, ends_at, sealed)
                        VALUES (:person, :id, :area, :colour, :prior, :basis, :document, :worse, :explained, :proposer,
                                :office, :role, :by, :byOffice, :byRole, :now, :ends, :sealed)
                        """)
                .param("person", row.person())
                .param("id", row.id())
                .param("area", row.area())
                .param("colour", row.colour().name())
                .param("prior", row.prior().name())
                .param("basis", row.basis())
                .param("document", row.document())
                .param("worse", worse)
                .param("explained", explained)
                .param("proposer", row.proposedBy())
                .param("office", row.office())
                .param("role", row.role())
                .param("by", by.actor())
                .param("byOffice", by.office())
                .param("byRole", by.role())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("ends", row.endsAt().atOffset(ZoneOffset.UTC))
                .param(
                        "sealed",
                        stored.seal(
                                row.id(),
                                new StoredOverrides.Told(
                                        told.document(), told.reason(), told.proposer(), name)))
                .update();
    }

    /// Refuses what another officer proposed.
    public Proposal refuse(UUID id) {
        look(id);
        return asWorker(() -> {
            Row row = locked(id);
            if (row.proposedBy().equals(Scopes.required().actor())) {
                throw Problem.of("pass.override_same_officer");
            }
            decide(row, "refused", Scopes.required().actor(), now());
            return shown(row, "refused");
        });
    }

    /// Takes back what the caller proposed.
    public Proposal withdraw(UUID id) {
        look(id);
        return asWorker(() -> {
            Row row = locked(id);
            if (!row.proposedBy().equals(Scopes.required().actor())) {
                throw Problem.of("pass.override_other_officer");
            }
            decide(row, "withdrawn", row.proposedBy(), now());
            return shown(row, "withdrawn");
        });
    }

    /// The overrides in force in the caller's area, newest first.
    public List<InForce> current() {
        List<StoredOverrides.Stored> seen =
                within(() -> {
                    List<StoredOverrides.Stored> found =
                            inForce("true", Map.of()).stream()
                                    .sorted(
                                            Comparator.comparing(StoredOverrides.Stored::startsAt)
                                                    .reversed()
                                                    .thenComparing(StoredOverrides.Stored::id))
                                    .limit(SHOWN)
                                    .toList();
                    lines.record(
                            found.stream().map(StoredOverrides.Stored::person).distinct().toList(),
                            "override");
                    return found;
                });
        return asWorker(() -> seen.stream().map(this::shown).toList());
    }

    private InForce shown(StoredOverrides.Stored s) {
        StoredOverrides.Told told = stored.open(s.id(), s.sealed());
        return new InForce(
                s.id(),
                areas.of(s.area()),
                s.colour(),
                s.prior(),
                s.basis(),
                StoredOverrides.basis(s.basis()),
                told.document(),
                told.reason(),
                s.explained(),
                List.of(s.proposerOffice(), s.confirmerOffice()),
                s.startsAt(),
                s.until(),
                s.proposedBy().equals(Scopes.required().actor()));
    }

    /// Ends an override of a person in the caller's area before its time; one officer is enough,
    /// the rules decide again at once.
    public void end(UUID id) {
        StoredOverrides.Stored found =
                within(() ->
                        inForce("o.override_id = :id", Map.of("id", id)).stream()
                                .findFirst()
                                .orElseThrow(() -> Problem.of("pass.override_unknown")));
        asWorker(() -> {
            lines.record(List.of(found.person()), "override");
            end(found, "officer");
            return true;
        });
    }

    @Override
    public boolean inForce(UUID person) {
        return !standing(person).isEmpty();
    }

    @Override
    public int endAll(UUID person) {
        List<StoredOverrides.Stored> found = standing(person);
        found.forEach(s -> end(s, "request"));
        if (!found.isEmpty()) {
            rows.mark(List.of(person), now());
        }
        return found.size();
    }

    private List<StoredOverrides.Stored> standing(UUID person) {
        return stored.stored(List.of(person), null).getOrDefault(person, List.of()).stream()
                .filter(s -> s.until().isAfter(now()))
                .toList();
    }

    private void end(StoredOverrides.Stored override, String why) {
        Scope by = Scopes.required();
        jdbc.sql(
                        """
                        INSERT INTO pass.override_end (person_id, override_id, area, ended_at, ended_by, office, why)
                        VALUES (:person, :id, :area, :now, :by, :office, :why)
                        ON CONFLICT (person_id, override_id) DO NOTHING
                        """)
                .param("person", override.person())
                .param("id", override.id())
                .param("area", override.area())
                .param("now", now().atOffset(ZoneOffset.UTC))
                .param("by", by.actor())
                .param("office", by.office())
                .param("why", why)
                .update();
        rows.mark(List.of(override.person()), now());
    }

    /// Overrides set from an instant on and before another, by district. Never show them without
    /// hiding small cells.
    public List<Count> counts(Instant from, Instant before) {
        return Scopes.call(
                Scope.worker(Purpose.STEERING),
                () ->
                        within(() ->
                                jdbc.sql(
                                                """
                                                SELECT split_part(area, '/', 1) || '/' || split_part(area, '/', 2),
                                                       count(*) FILTER (WHERE colour = 'GREEN'),
                                                       count(*) FILTER (WHERE colour = 'YELLOW'),
                                                       count(*) FILTER (WHERE colour = 'RED')
                                                FROM pass.override WHERE starts_at >= :from AND starts_at < :before
                                                GROUP BY 1 ORDER BY 1
                                                """)
                                        .param("from", from.atOffset(ZoneOffset.UTC))
                                        .param("before", before.atOffset(ZoneOffset.UTC))
                                        .query((rs, n) ->
                                                new Count(
                                                        rs.getString(1),
                                                        rs.getLong(2),
                                                        rs.getLong(3),
                                                        rs.getLong(4)))
                                        .list()));
    }

    /// The newest overrides with names, for auditors.
    List<Audited> audited() {
        return asWorker(() -> {
            List<StoredOverrides.Stored> found =
                    jdbc.sql(
                                    """
                                    SELECT o.*, e.ended_at FROM pass.override o
                                    LEFT JOIN pass.override_end e
                                           ON e.person_id = o.person_id AND e.override_id = o.override_id
                                    ORDER BY o.starts_at DESC, o.override_id LIMIT :most
                                    """)
                            .param("most", SHOWN)
                            .query((rs, n) -> StoredOverrides.row(rs))
                            .list();
            lines.record(
                    found.stream().map(StoredOverrides.Stored::person).distinct().toList(),
                    "override");
            return found.stream().map(this::audited).toList();
        });
    }

    private Audited audited(StoredOverrides.Stored s) {
        StoredOverrides.Told told = stored.open(s.id(), s.sealed());
        return new Audited(
                s.id(),
                s.person(),
                areas.of(s.area()),
                s.colour(),
                s.prior(),
                s.basis(),
                told.document(),
                told.reason(),
                s.explained(),
                s.proposedBy(),
                told.proposer(),
                s.proposerOffice(),
                s.confirmedBy(),
                told.confirmer(),
                s.confirmerOffice(),
                s.startsAt(),
                s.until());
    }

    List<OverrideAlarms.Alarm> alarms() {
        return asWorker(() -> alarms.newest(SHOWN));
    }

    /// An auditor found an alarm to be harmless: counting begins anew.
    void release(UUID alarm, @Nullable String reason) {
        settle(alarm, "released", reason);
    }

    /// An auditor found an alarm to be right: what is still in force of its pattern ends at once,
    /// and the pattern stays held.
    ///
    /// @return how many ended
    int uphold(UUID alarm, @Nullable String reason) {
        return settle(alarm, "upheld", reason);
    }

    private int settle(UUID alarm, String state, @Nullable String reason) {
        String why = reason == null ? "" : reason.strip();
        if (why.length() < SHORTEST_REASON || why.length() > LONGEST_REASON) {
            throw Problem.of("pass.alarm_reason");
        }
        return asWorker(() -> {
            OverrideAlarms.Alarm found =
                    alarms.find(alarm).orElseThrow(() -> Problem.of("pass.alarm_unknown"));
            if (!alarms.settle(alarm, state, Scopes.required().actor(), why)) {
                throw Problem.of("pass.alarm_unknown");
            }
            if (!state.equals("upheld")) {
                return 0;
            }
            List<Map.Entry<UUID, UUID>> standing = alarms.inForce(found);
            for (Map.Entry<UUID, UUID> one : standing) {
                inForce("o.override_id = :id", Map.of("id", one.getValue()))
                        .forEach(s -> end(s, "alarm"));
            }
            return standing.size();
        });
    }

    private List<StoredOverrides.Stored> inForce(String where, Map<String, ?> params) {
        return jdbc.sql(
                        "SELECT o.*, NULL::timestamptz AS ended_at FROM pass.override o WHERE o.ends_at > :now AND "
                                + where
                                + """
                                 AND NOT EXISTS (SELECT 1 FROM pass.override_end e
                                                  WHERE e.person_id = o.person_id AND e.override_id = o.override_id)
                                """)
                .param("now", now().atOffset(ZoneOffset.UTC))
                .params(params)
                .query((rs, n) -> StoredOverrides.row(rs))
                .list();
    }

    private Row look(UUID id) {
        return within(() -> one(id).orElseThrow(() -> Problem.of("pass.override_unknown")));
    }

    private Row locked(UUID id) {
        return proposals(
                        "WHERE override_id = :id AND state IN ('open', 'held') FOR UPDATE",
                        Map.of("id", id))
                .stream()
                .findFirst()
                .orElseThrow(() -> Problem.of("pass.override_unknown"));
    }

    private Optional<Row> one(UUID id) {
        return proposals("WHERE override_id = :id AND state IN ('open', 'held')", Map.of("id", id))
                .stream()
                .findFirst();
    }

    private List<Row> proposals(String where, Map<String, ?> params) {
        return jdbc.sql("SELECT * FROM pass.override_proposal " + where)
                .params(params)
                .query((rs, n) ->
                        new Row(
                                rs.getObject("person_id", UUID.class),
                                rs.getObject("override_id", UUID.class),
                                rs.getString("area"),
                                Colour.valueOf(rs.getString("colour")),
                                Colour.valueOf(rs.getString("prior_colour")),
                                rs.getString("basis"),
                                rs.getBytes("document_hash"),
                                rs.getString("proposed_by"),
                                rs.getString("proposer_office"),
                                rs.getString("proposer_role"),
                                rs.getTimestamp("proposed_at").toInstant(),
                                rs.getTimestamp("ends_at").toInstant(),
                                rs.getString("state"),
                                rs.getBytes("sealed")))
                .list();
    }

    private void decide(Row row, String state, @Nullable String by, Instant now) {
        jdbc.sql(
                        """
                        UPDATE pass.override_proposal SET state = :state, decided_by = :by, decided_at = :now
                        WHERE person_id = :person AND override_id = :id
                        """)
                .param("state", state)
                .param("by", by)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("person", row.person())
                .param("id", row.id())
                .update();
    }

    private Proposal shown(Row row) {
        return shown(row, state(row, now()));
    }

    private Proposal shown(Row row, String state) {
        StoredOverrides.Told told = stored.open(row.id(), row.sealed());
        return new Proposal(
                row.id(),
                areas.of(row.area()),
                row.colour(),
                row.prior(),
                row.basis(),
                StoredOverrides.basis(row.basis()),
                told.document(),
                told.reason(),
                explained(row, now()),
                row.office(),
                row.proposedAt(),
                row.endsAt(),
                state,
                row.proposedBy().equals(Scopes.required().actor()));
    }

    private String state(Row row, Instant now) {
        boolean lapsed =
                !now.isBefore(row.proposedAt().plus(properties.confirmWithin()))
                        || !now.isBefore(row.endsAt());
        return lapsed ? "lapsed" : row.state();
    }

    private boolean explained(Row row, Instant now) {
        return alarms.explained(
                OverrideAlarms.worse(row.colour(), row.prior()),
                new ArrayList<>(facts.of(row.person())),
                (float) thresholds.burden(),
                now);
    }

    private static Colour colour(@Nullable String code) {
        for (Colour colour : Colour.values()) {
            if (colour.name().equals(code)) {
                return colour;
            }
        }
        throw incomplete();
    }

    private static String text(@Nullable String typed, int shortest, int longest) {
        String text = typed == null ? "" : typed.strip();
        if (text.length() < shortest || text.length() > longest) {
            throw incomplete();
        }
        return text;
    }

    private static Problem incomplete() {
        return Problem.of(
                "pass.override_incomplete", Map.of("days", ColourOverride.LONGEST.toDays()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    }

    private <T> T asWorker(Supplier<T> body) {
        return Scopes.call(Scopes.required().asWorker(), () -> within(body));
    }

    private <T> T within(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
