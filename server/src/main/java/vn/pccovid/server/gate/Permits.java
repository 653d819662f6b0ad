package vn.pccovid.server.gate;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.colour.Journey;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.ClaimMatcher;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.SqlArrays;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;
import vn.pccovid.server.person.LinkedTo;
import vn.pccovid.server.person.LinksChanged;
import vn.pccovid.server.person.People;
import vn.pccovid.server.territory.Territories;

/// Papers that let a person move: issued by an authority or an employer, revoked at once, limited
/// by a quota, every step written down. An office sees its own papers by their numbers and the last
/// four characters of the document, never the person: who could look people up here would look up
/// everybody. Thread-safe.
@Service
class Permits {
    private static final int LONGEST_TEXT = 120;
    private static final int MOST_SHOWN = 200;
    private static final int TAIL = 4;

    private final JdbcClient sql;
    private final ClaimMatcher matcher;
    private final People people;
    private final Territories territories;
    private final AccessLines lines;
    private final Lookups lookups;
    private final Sealing sealing;
    private final GateProperties limits;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Permits(
            JdbcClient sql,
            ClaimMatcher matcher,
            People people,
            Territories territories,
            AccessLines lines,
            Lookups lookups,
            Sealing sealing,
            GateProperties limits,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.sql = sql;
        this.matcher = matcher;
        this.people = people;
        this.territories = territories;
        this.lines = lines;
        this.lookups = lookups;
        this.sealing = sealing;
        this.limits = limits;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// @param number and `birthDate` of the person, as on the document
    /// @param destination area path it leads into, empty for any
    /// @param document number of the decision or letter it rests on
    record Wanted(
            String number,
            String birthDate,
            Journey.Permit kind,
            @Nullable String destination,
            Instant from,
            Instant until,
            String document) {
        @Override
        public String toString() {
            return "Wanted[" + kind + ", ...]";
        }
    }

    /// A paper as its office sees it.
    record Paper(
            UUID permitId,
            Journey.Permit kind,
            String document,
            String destination,
            String holderTail,
            Instant from,
            Instant until,
            String issuedBy,
            @Nullable Instant endedAt) {}

    /// @param most papers of this kind in force at a time
    record Quota(String office, Journey.Permit kind, int most, int used) {}

    /// The office's papers and what is left of its quotas.
    record Desk(String office, List<Paper> papers, List<Quota> quotas) {}

    /// Issues a paper in the caller's office.
    ///
    /// @throws Problem `gate.permit_incomplete`, `gate.permit_nobody` (nobody, or not exactly one
    ///   person, under number and birth date), `gate.permit_quota`
    Paper issue(Wanted wanted) {
        Scope scope = Scopes.required();
        DocumentNumber number =
                wanted.number() == null ? null : DocumentNumber.read(wanted.number()).value();
        BirthDate birth =
                wanted.birthDate() == null ? null : BirthDate.read(wanted.birthDate()).value();
        String destination = wanted.destination() == null ? "" : wanted.destination();
        Instant now = clock.instant();
        if (number == null
                || birth == null
                || wanted.kind() == null
                || wanted.from() == null
                || wanted.until() == null
                || !wanted.from().isBefore(wanted.until())
                || !wanted.until().isAfter(now)
                || Duration.between(wanted.from(), wanted.until()).compareTo(limits.longestPermit())
                        > 0
                || wanted.document() == null
                || wanted.document().isBlank()
                || wanted.document().length() > LONGEST_TEXT
                || (!destination.isEmpty() && territories.at(destination).isEmpty())) {
            throw Problem.of(
                    "gate.permit_incomplete", Map.of("days", limits.longestPermit().toDays()));
        }
        if (scope.role().equals("EMPLOYER") && wanted.kind() != Journey.Permit.ESSENTIAL_WORKER) {
            throw Problem.of("gate.permit_kind");
        }
        lookups.ask(scope.actor(), Lookups.Kind.NUMBER);
        ClaimMatcher.Holder holder = matcher.holderByNumberAndBirth(number, birth).orElse(null);
        if (holder == null) {
            lookups.missed(scope.actor(), Lookups.Kind.NUMBER);
            throw Problem.of("gate.permit_nobody");
        }
        UUID person = holder.person();
        String area =
                Scopes.call(
                        Scope.worker(Purpose.PERMIT),
                        () -> in(() -> people.areasOf(List.of(person)).getOrDefault(person, "")));
        UUID permit = UUID.randomUUID();
        Paper paper =
                new Paper(
                        permit,
                        wanted.kind(),
                        wanted.document().strip(),
                        destination,
                        number.value().substring(Math.max(0, number.value().length() - TAIL)),
                        wanted.from(),
                        wanted.until(),
                        scope.actor(),
                        null);
        return Scopes.call(
                scope.onlyPersons(List.of(person)),
                () ->
                        in(() -> {
                            takeQuota(scope, wanted.kind(), now);
                            store(scope, holder, area, paper, now);
                            lines.record(List.of(person), "permit");
                            return paper;
                        }));
    }

    /// Revokes a paper of the caller's office, from this instant.
    ///
    /// @throws Problem `gate.permit_unknown` for another office's and for one that has ended
    void revoke(UUID permit, String reason) {
        Scope scope = Scopes.required();
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_TEXT) {
            throw Problem.of("gate.reason_missing");
        }
        Instant now = clock.instant();
        byte[] sealed =
                in(() ->
                                sql.sql(
                                                """
                                                SELECT sealed FROM gate.permit_use
                                                 WHERE office = :office AND permit_id = :permit AND ended_at IS NULL
                                                """)
                                        .param("office", scope.office())
                                        .param("permit", permit)
                                        .query((row, n) -> row.getBytes(1))
                                        .optional())
                        .orElseThrow(() -> Problem.of("gate.permit_unknown"));
        UUID issuedTo =
                UUID.fromString(
                        new String(sealing.open(sealed, bytes(permit)), StandardCharsets.UTF_8));
        List<UUID> persons = everHeldBy(issuedTo, permit);
        Scopes.run(
                scope.onlyPersons(persons),
                () ->
                        in(() -> {
                            sql.sql(
                                            """
                                            UPDATE gate.permit_use SET ended_at = :now
                                             WHERE office = :office AND permit_id = :permit
                                            """)
                                    .param("now", Timestamp.from(now))
                                    .param("office", scope.office())
                                    .param("permit", permit)
                                    .update();
                            for (UUID person : persons) {
                                event(scope, person, permit, "REVOKED", "", reason.strip(), now);
                            }
                            lines.record(persons, "permit");
                            return permit;
                        }));
    }

    /// Everybody this paper counted for at any time, whoever it was issued to among them.
    private List<UUID> everHeldBy(UUID issuedTo, UUID permit) {
        Set<UUID> persons = new LinkedHashSet<>(List.of(issuedTo));
        Scopes.run(
                Scope.worker(Purpose.PERMIT),
                () ->
                        persons.addAll(
                                in(() ->
                                        sql.sql(
                                                        "SELECT person_id FROM gate.permit WHERE permit_id = :permit")
                                                .param("permit", permit)
                                                .query(UUID.class)
                                                .list())));
        return List.copyOf(persons);
    }

    /// Two persons are one, or two again: a paper goes with the record it was issued for, in the
    /// transaction that moved the record. One from before, without a record, goes with its person.
    @EventListener
    void on(LinksChanged changed) {
        record Held(UUID permit, UUID person, @Nullable UUID record) {}
        List<Held> held =
                sql.sql(
                                """
                                SELECT permit_id, person_id, record_id
                                  FROM gate.permit
                                 WHERE (record_id = ANY (:records)
                                        OR (record_id IS NULL AND person_id = ANY (:persons)))
                                   AND holds AND until_at > :now
                                """)
                        .param("records", SqlArrays.uuids(changed.records(), id -> id))
                        .param("persons", SqlArrays.uuids(changed.persons(), id -> id))
                        .param("now", Timestamp.from(clock.instant()))
                        .query((row, n) ->
                                new Held(
                                        row.getObject(1, UUID.class),
                                        row.getObject(2, UUID.class),
                                        row.getObject(3, UUID.class)))
                        .list();
        if (held.isEmpty()) {
            return;
        }
        Map<UUID, LinkedTo> now =
                people.linksOf(held.stream().map(Held::record).filter(Objects::nonNull).toList());
        for (Held paper : held) {
            LinkedTo link = paper.record() == null ? null : now.get(paper.record());
            UUID person =
                    link == null
                            ? people.current(paper.person()).orElse(paper.person())
                            : link.personId();
            if (!person.equals(paper.person())) {
                move(paper.permit(), paper.person(), person);
            }
        }
    }

    private void move(UUID permit, UUID from, UUID to) {
        sql.sql(
                        """
                        INSERT INTO gate.permit (person_id, permit_id, kind, area, destination, from_at, until_at,
                                                 document, office, issued_by, issued_at, record_id)
                        SELECT :to, permit_id, kind, :area, destination, from_at, until_at,
                               document, office, issued_by, issued_at, record_id
                          FROM gate.permit
                         WHERE person_id = :from AND permit_id = :permit
                        ON CONFLICT (person_id, permit_id) DO UPDATE SET holds = true, area = excluded.area
                        """)
                .param("to", to)
                .param("area", people.areasOf(List.of(to)).getOrDefault(to, ""))
                .param("from", from)
                .param("permit", permit)
                .update();
        sql.sql(
                        """
                        UPDATE gate.permit SET holds = false WHERE person_id = :from AND permit_id = :permit
                        """)
                .param("from", from)
                .param("permit", permit)
                .update();
        sql.sql(
                        """
                        INSERT INTO gate.permit_event (person_id, permit_id, event, area, at, actor, office, reason)
                        SELECT :to, permit_id, event, area, at, actor, office, reason
                          FROM gate.permit_event
                         WHERE person_id = :from AND permit_id = :permit
                        ON CONFLICT (person_id, permit_id, event) DO NOTHING
                        """)
                .param("to", to)
                .param("from", from)
                .param("permit", permit)
                .update();
    }

    /// The newest papers of the caller's office, and its quotas.
    Desk desk() {
        String office = Scopes.required().office();
        Instant now = clock.instant();
        return in(() ->
                new Desk(
                        office,
                        sql.sql(
                                        """
                                        SELECT permit_id, kind, document, destination, holder_tail,
                                               from_at, until_at, issued_by, ended_at
                                          FROM gate.permit_use
                                         WHERE office = :office
                                         ORDER BY ended_at IS NOT NULL, until_at DESC, permit_id
                                         LIMIT :most
                                        """)
                                .param("office", office)
                                .param("most", MOST_SHOWN)
                                .query((row, n) -> {
                                    Timestamp ended = row.getTimestamp(9);
                                    return new Paper(
                                            row.getObject(1, UUID.class),
                                            Journey.Permit.valueOf(row.getString(2)),
                                            row.getString(3),
                                            row.getString(4),
                                            row.getString(5),
                                            row.getTimestamp(6).toInstant(),
                                            row.getTimestamp(7).toInstant(),
                                            row.getString(8),
                                            ended == null ? null : ended.toInstant());
                                })
                                .list(),
                        quotas(office, Scopes.required().role(), now)));
    }

    /// Gives an office a quota; an authority does, for an employer or for itself.
    void allow(String office, Journey.Permit kind, int most, String by) {
        if (office == null
                || office.isBlank()
                || office.length() > LONGEST_TEXT
                || kind == null
                || most < 0
                || most > 1_000_000) {
            throw Problem.of("gate.quota_incomplete");
        }
        in(() ->
                sql.sql(
                                """
                                INSERT INTO gate.permit_quota (office, kind, most, set_by, set_at)
                                VALUES (:office, :kind, :most, :by, :now)
                                ON CONFLICT (office, kind)
                                DO UPDATE SET most = excluded.most, set_by = excluded.set_by,
                                              set_at = excluded.set_at
                                """)
                        .param("office", office.strip())
                        .param("kind", kind.name())
                        .param("most", most)
                        .param("by", by)
                        .param("now", Timestamp.from(clock.instant()))
                        .update());
    }

    /// Kinds of paper in force for a person now, in the caller's scope and transaction.
    ///
    /// @param area area path the person wants to enter
    Set<Journey.Permit> inForce(UUID person, String area, Instant now) {
        Set<Journey.Permit> kinds = EnumSet.noneOf(Journey.Permit.class);
        sql.sql("SELECT unnest(gate.papers(:person, :area, :now))")
                .param("person", person)
                .param("area", area)
                .param("now", Timestamp.from(now))
                .query(row -> {
                    kinds.add(Journey.Permit.valueOf(row.getString(1)));
                });
        return kinds;
    }

    private List<Quota> quotas(String office, String role, Instant now) {
        List<Quota> quotas = new java.util.ArrayList<>();
        for (Journey.Permit kind : Journey.Permit.values()) {
            if (!role.equals("EMPLOYER") || kind == Journey.Permit.ESSENTIAL_WORKER) {
                quotas.add(
                        new Quota(office, kind, most(office, role, kind), used(office, kind, now)));
            }
        }
        return quotas;
    }

    private int most(String office, String role, Journey.Permit kind) {
        return sql.sql("SELECT most FROM gate.permit_quota WHERE office = :office AND kind = :kind")
                .param("office", office)
                .param("kind", kind.name())
                .query(Integer.class)
                .optional()
                .orElse(role.equals("PERMIT_OFFICER") ? limits.authorityQuota() : 0);
    }

    private int used(String office, Journey.Permit kind, Instant now) {
        return sql.sql(
                        """
                        SELECT count(*) FROM gate.permit_use
                         WHERE office = :office AND kind = :kind AND ended_at IS NULL AND until_at > :now
                        """)
                .param("office", office)
                .param("kind", kind.name())
                .param("now", Timestamp.from(now))
                .query(Integer.class)
                .single();
    }

    /// Two officers of one office cannot both take the last one: the office's row is locked.
    private void takeQuota(Scope scope, Journey.Permit kind, Instant now) {
        int most = most(scope.office(), scope.role(), kind);
        sql.sql(
                        """
                        INSERT INTO gate.permit_quota (office, kind, most, set_by, set_at)
                        VALUES (:office, :kind, :most, 'default', :now)
                        ON CONFLICT (office, kind) DO NOTHING
                        """)
                .param("office", scope.office())
                .param("kind", kind.name())
                .param("most", most)
                .param("now", Timestamp.from(now))
                .update();
        int allowed =
                sql.sql(
                                """
                                SELECT most FROM gate.permit_quota
                                 WHERE office = :office AND kind = :kind FOR UPDATE
                                """)
                        .param("office", scope.office())
                        .param("kind", kind.name())
                        .query(Integer.class)
                        .single();
        if (used(scope.office(), kind, now) >= allowed) {
            throw Problem.of("gate.permit_quota", Map.of("most", allowed));
        }
    }

    private void store(
            Scope scope, ClaimMatcher.Holder holder, String area, Paper paper, Instant now) {
        UUID person = holder.person();
        sql.sql(
                        """
                        INSERT INTO gate.permit (person_id, permit_id, kind, area, destination, from_at, until_at,
                                                 document, office, issued_by, issued_at, record_id)
                        VALUES (:person, :permit, :kind, :area, :destination, :from, :until,
                                :document, :office, :by, :now, :record)
                        """)
                .param("record", holder.record())
                .param("person", person)
                .param("permit", paper.permitId())
                .param("kind", paper.kind().name())
                .param("area", area)
                .param("destination", paper.destination())
                .param("from", Timestamp.from(paper.from()))
                .param("until", Timestamp.from(paper.until()))
                .param("document", paper.document())
                .param("office", scope.office())
                .param("by", scope.actor())
                .param("now", Timestamp.from(now))
                .update();
        event(scope, person, paper.permitId(), "ISSUED", area, paper.document(), now);
        sql.sql(
                        """
                        INSERT INTO gate.permit_use (office, permit_id, kind, document, destination, holder_tail,
                                                     sealed, from_at, until_at, issued_by)
                        VALUES (:office, :permit, :kind, :document, :destination, :tail, :sealed, :from, :until, :by)
                        """)
                .param("office", scope.office())
                .param("permit", paper.permitId())
                .param("kind", paper.kind().name())
                .param("document", paper.document())
                .param("destination", paper.destination())
                .param("tail", paper.holderTail())
                .param(
                        "sealed",
                        sealing.seal(
                                KeyClass.IDENTITY,
                                LocalDate.ofInstant(now, ZoneOffset.UTC),
                                person.toString().getBytes(StandardCharsets.UTF_8),
                                bytes(paper.permitId())))
                .param("from", Timestamp.from(paper.from()))
                .param("until", Timestamp.from(paper.until()))
                .param("by", scope.actor())
                .update();
    }

    private void event(
            Scope scope,
            UUID person,
            UUID permit,
            String event,
            String area,
            String reason,
            Instant now) {
        sql.sql(
                        """
                        INSERT INTO gate.permit_event (person_id, permit_id, event, area, at, actor, office, reason)
                        VALUES (:person, :permit, :event, :area, :now, :actor, :office, :reason)
                        """)
                .param("person", person)
                .param("permit", permit)
                .param("event", event)
                .param("area", area)
                .param("now", Timestamp.from(now))
                .param("actor", scope.actor())
                .param("office", scope.office())
                .param("reason", reason)
                .update();
    }

    private static byte[] bytes(UUID id) {
        return id.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private <T> T in(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
