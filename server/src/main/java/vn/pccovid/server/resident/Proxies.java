package vn.pccovid.server.resident;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.server.access.Caller;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.PersonView;

/// Guardians of children and proxies of people who want one: they see and show a pass, nothing
/// else.
///
/// It takes both sides. One side makes a code: the person themselves on their own phone, or an
/// officer of the commune who has the papers of both in hand (always for a child). The other types
/// it on a device that proved their own claim. It ends at the date chosen, for a child at majority
/// at the latest, and either side ends it at any time. Tables are read as the service itself.
@Component
class Proxies {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final String LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int CODE_LETTERS = 10;

    private final JdbcClient sql;
    private final SignInRows rows;
    private final Tallies tallies;
    private final Hashing hashing;
    private final People people;
    private final ProxyProperties properties;
    private final Clock clock;
    private final Clock wall = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();

    Proxies(
            JdbcClient sql,
            SignInRows rows,
            Tallies tallies,
            Hashing hashing,
            People people,
            ProxyProperties properties,
            Clock clock) {
        this.sql = sql;
        this.rows = rows;
        this.tallies = tallies;
        this.hashing = hashing;
        this.people = people;
        this.properties = properties;
        this.clock = clock;
    }

    /// A code to be typed by the other side.
    ///
    /// @param until last day of the authorisation
    record Offer(String code, Instant expiresAt, LocalDate until) {
        @Override
        public String toString() {
            return "Offer[•••]";
        }
    }

    /// Somebody who may show a pass, as the dependant sees them.
    ///
    /// @param name of the guardian
    /// @param evidence `code`: the dependant gave a code; `desk`: an officer saw both
    record Given(UUID id, String name, String evidence, Instant since, Instant until) {
        @Override
        public String toString() {
            return "Given[" + id + "]";
        }
    }

    /// Makes a code for whoever is to show this person's pass.
    ///
    /// @param until last day; null: a child's majority
    /// @param atDesk an officer has seen the papers of both
    Offer offer(UUID dependant, @Nullable LocalDate until, boolean atDesk, String by) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), VIETNAM);
        Optional<LocalDate> majority = majority(dependant);
        boolean child = majority.filter(today::isBefore).isPresent();
        if (child && !atDesk) {
            throw Problem.of("resident.proxy_child_desk");
        }
        LocalDate last =
                child ? majority.get().minusDays(1) : today.plusDays(properties.mostDays());
        LocalDate wanted = until == null && child ? last : until;
        if (wanted == null || !wanted.isAfter(today) || (!child && wanted.isAfter(last))) {
            throw Problem.of("resident.proxy_until", Map.of("days", properties.mostDays()));
        }
        LocalDate ends = wanted.isAfter(last) ? last : wanted;
        String code = code();
        Instant expires = wall.instant().plus(properties.codeLasts());
        rows.run(() ->
                sql.sql(
                                """
                                INSERT INTO resident.proxy_offer
                                       (code_hash, dependant_id, evidence, offered_by, ends_at, expires_at)
                                VALUES (:code, :dependant, :evidence, :by, :ends, :expires)
                                """)
                        .param("code", hash(code))
                        .param("dependant", dependant)
                        .param("evidence", atDesk ? "desk" : "code")
                        .param("by", by)
                        .param(
                                "ends",
                                ends.plusDays(1)
                                        .atStartOfDay(VIETNAM)
                                        .toInstant()
                                        .atOffset(ZoneOffset.UTC))
                        .param("expires", expires.atOffset(ZoneOffset.UTC))
                        .update());
        return new Offer(code, expires, ends);
    }

    /// The birthday on which a person may be of age already, as far as the papers tell; empty when
    /// no birth date is known.
    private Optional<LocalDate> majority(UUID person) {
        return Scopes.call(
                Scope.worker(Purpose.SIGN_IN),
                () ->
                        Optional.ofNullable(people.basicsOf(List.of(person)).get(person))
                                .map(People.Basics::birthDate)
                                .map(birth ->
                                        earliest(birth).plusYears(properties.majorityYears())));
    }

    private static LocalDate earliest(BirthDate birth) {
        int month = Math.clamp(birth.month(), 1, 12);
        LocalDate first = LocalDate.of(birth.year(), month, 1);
        return first.withDayOfMonth(Math.clamp(birth.day(), 1, first.lengthOfMonth()));
    }

    /// Takes up a code with a claim of the caller's own.
    ///
    /// @return id of the authorisation
    UUID take(Caller.Resident caller, Claims.Claim own, String typed) {
        Instant now = wall.instant();
        if (tallies.waitFor(Tallies.Limit.CLAIMS_OF_ACCOUNT, caller.account().toString(), now) > 0
                || tallies.waitFor(Tallies.Limit.CLAIMS_OF_DEVICE, caller.device().toString(), now)
                        > 0) {
            throw Problem.of("resident.claim_too_often");
        }
        record Found(UUID dependant, String evidence, String by, Instant ends, Instant expires) {}
        Optional<Found> found =
                rows.in(() ->
                                sql.sql(
                                                """
                                                DELETE FROM resident.proxy_offer WHERE code_hash = :code
                                                RETURNING dependant_id, evidence, offered_by, ends_at, expires_at
                                                """)
                                        .param("code", hash(plain(typed)))
                                        .query((row, n) ->
                                                new Found(
                                                        row.getObject(1, UUID.class),
                                                        row.getString(2),
                                                        row.getString(3),
                                                        row.getTimestamp(4).toInstant(),
                                                        row.getTimestamp(5).toInstant()))
                                        .optional())
                        .filter(f -> f.expires().isAfter(now));
        if (found.isEmpty()) {
            tallies.count(Tallies.Limit.CLAIMS_OF_ACCOUNT, caller.account().toString(), now);
            tallies.count(Tallies.Limit.CLAIMS_OF_DEVICE, caller.device().toString(), now);
            throw Problem.of("resident.proxy_code_wrong");
        }
        if (found.get().dependant().equals(own.personId())) {
            throw Problem.of("resident.proxy_self");
        }
        UUID id = UUID.randomUUID();
        rows.run(() ->
                sql.sql(
                                """
                                INSERT INTO resident.proxy (account_id, proxy_id, guardian_claim, guardian_id, dependant_id,
                                                            evidence, offered_by, since, ends_at)
                                VALUES (:account, :id, :claim, :guardian, :dependant, :evidence, :by, :now, :ends)
                                """)
                        .param("account", caller.account())
                        .param("id", id)
                        .param("claim", own.id())
                        .param("guardian", own.personId())
                        .param("dependant", found.get().dependant())
                        .param("evidence", found.get().evidence())
                        .param("by", found.get().by())
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .param("ends", found.get().ends().atOffset(ZoneOffset.UTC))
                        .update());
        return id;
    }

    /// Until when an authorisation lasts.
    Instant until(UUID account, UUID proxy) {
        return rows.in(() ->
                        sql.sql(
                                        """
                                        SELECT ends_at FROM resident.proxy
                                         WHERE account_id = :account AND proxy_id = :id
                                        """)
                                .param("account", account)
                                .param("id", proxy)
                                .query((row, n) -> row.getTimestamp(1).toInstant())
                                .optional())
                .orElseThrow(() -> Problem.of("resident.proxy_unknown"));
    }

    /// Who may show a person's pass now.
    List<Given> given(UUID dependant) {
        record Row(UUID id, UUID guardian, String evidence, Instant since, Instant until) {}
        List<Row> found =
                rows.in(() ->
                        sql.sql(
                                        """
                                        SELECT proxy_id, guardian_id, evidence, since, ends_at FROM resident.proxy
                                         WHERE dependant_id = :dependant AND ended_at IS NULL AND ends_at > :now
                                         ORDER BY since, proxy_id
                                        """)
                                .param("dependant", dependant)
                                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                                .query((row, n) ->
                                        new Row(
                                                row.getObject(1, UUID.class),
                                                row.getObject(2, UUID.class),
                                                row.getString(3),
                                                row.getTimestamp(4).toInstant(),
                                                row.getTimestamp(5).toInstant()))
                                .list());
        return found.stream()
                .map(row ->
                        new Given(
                                row.id(),
                                name(row.guardian()),
                                row.evidence(),
                                row.since(),
                                row.until()))
                .toList();
    }

    /// The guardian gave this name to the dependant when they took the code.
    private String name(UUID guardian) {
        return Scopes.call(
                Scope.worker(Purpose.SIGN_IN),
                () -> people.find(guardian).map(PersonView::name).orElse(""));
    }

    /// Ends an authorisation from the guardian's side.
    void endAsGuardian(UUID account, UUID proxy) {
        end("account_id = :who", account, proxy, "guardian");
    }

    /// Ends one from the dependant's side.
    ///
    /// @param by `dependant` or `desk`
    void endFor(UUID dependant, UUID proxy, String by) {
        end("dependant_id = :who", dependant, proxy, by);
    }

    private void end(String whose, UUID who, UUID proxy, String by) {
        int ended =
                rows.in(() ->
                        sql.sql(
                                        "UPDATE resident.proxy SET ended_at = :now, ended_by = :by"
                                                + " WHERE proxy_id = :id AND ended_at IS NULL AND "
                                                + whose)
                                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                                .param("by", by)
                                .param("id", proxy)
                                .param("who", who)
                                .update());
        if (ended == 0) {
            throw Problem.of("resident.proxy_unknown");
        }
    }

    private String code() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < CODE_LETTERS; i++) {
            code.append(i == CODE_LETTERS / 2 ? "-" : "")
                    .append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return code.toString();
    }

    private static String plain(String typed) {
        return typed.toUpperCase(Locale.ROOT).replaceAll("[^0-9A-Z]", "");
    }

    private byte[] hash(String code) {
        return hashing.hash16("proxy_code", plain(code));
    }
}
