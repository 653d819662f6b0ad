package vn.pccovid.server.resident;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenCardCode;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.server.access.Caller;
import vn.pccovid.server.access.ClaimMatcher;
import vn.pccovid.server.access.ClaimedPersons;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// Which persons an account stands for, each proven with a second thing only that person has.
///
/// A claim belongs to an account and shows something only on devices it was proven on. So a
/// recycled SIM and another phone of the family, which both reach the account, see none of its
/// persons; each proves its own. A refusal says nothing about why.
@Component
class Claims implements ClaimedPersons {

    static final int MOST = 12;

    /// A vouched phone must type its code while the person is still at the desk.
    static final Duration VOUCH_LASTS = Duration.ofMinutes(30);

    private final JdbcClient sql;
    private final SignInRows rows;
    private final Tallies tallies;
    private final Phones phones;
    private final ObjectProvider<ClaimMatcher> matcher;
    private final CurrentPersons persons;
    private final Clock clock;
    private final Clock wall = Clock.systemUTC();

    Claims(
            JdbcClient sql,
            SignInRows rows,
            Tallies tallies,
            Phones phones,
            ObjectProvider<ClaimMatcher> matcher,
            CurrentPersons persons,
            Clock clock) {
        this.sql = sql;
        this.rows = rows;
        this.tallies = tallies;
        this.phones = phones;
        this.matcher = matcher;
        this.persons = persons;
        this.clock = clock;
    }

    /// How a claim was proven, weakest first.
    enum Level {
        /// Not a claim of the account's own: the person lets it show their pass until a date.
        PROXY,
        NUMBER,
        CARD,
        VOUCHED;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// A claim that holds on this device.
    ///
    /// @param personId the person as currently known: follows when two turn out to be one
    record Claim(UUID id, UUID personId, Level level, Instant since) {}

    /// Something the account should know about one of its claims.
    record Notice(UUID claimId, Instant at, String kind) {}

    /// The claims proven on this device.
    List<Claim> of(Caller.Resident caller) {
        return persons.following(stored(caller));
    }

    private List<Claim> stored(Caller.Resident caller) {
        return rows.in(() ->
                sql.sql(
                                """
                                SELECT c.claim_id, c.person_id, c.level, c.made_at
                                  FROM resident.claim c
                                  JOIN resident.claim_device d
                                    ON d.account_id = c.account_id AND d.claim_id = c.claim_id
                                 WHERE c.account_id = :account AND d.account_id = :account
                                   AND d.device_id = :device AND c.revoked_at IS NULL
                                UNION ALL
                                SELECT p.proxy_id, p.dependant_id, 'proxy', p.since
                                  FROM resident.proxy p
                                  JOIN resident.claim c
                                    ON c.account_id = p.account_id AND c.claim_id = p.guardian_claim
                                  JOIN resident.claim_device d
                                    ON d.account_id = c.account_id AND d.claim_id = c.claim_id
                                 WHERE p.account_id = :account AND c.account_id = :account
                                   AND d.account_id = :account AND d.device_id = :device
                                   AND c.revoked_at IS NULL AND p.ended_at IS NULL AND p.ends_at > :now
                                 ORDER BY made_at, claim_id
                                """)
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .param("account", caller.account())
                        .param("device", caller.device())
                        .query((row, n) ->
                                new Claim(
                                        row.getObject("claim_id", UUID.class),
                                        row.getObject("person_id", UUID.class),
                                        Level.valueOf(
                                                row.getString("level")
                                                        .toUpperCase(java.util.Locale.ROOT)),
                                        row.getTimestamp("made_at").toInstant()))
                        .list());
    }

    @Override
    public List<UUID> of(UUID account, UUID device) {
        return of(new Caller.Resident(account, device)).stream()
                .map(Claim::personId)
                .distinct()
                .toList();
    }

    /// The claim with this id if it is the caller's and proven on this device; else
    /// `resident.claim_unknown`.
    Claim required(Caller.Resident caller, UUID claimId) {
        return of(caller).stream()
                .filter(claim -> claim.id().equals(claimId))
                .findFirst()
                .orElseThrow(() -> Problem.of("resident.claim_unknown"));
    }

    /// The same for a claim of the caller's own: one that only shows somebody's pass is refused.
    Claim own(Caller.Resident caller, UUID claimId) {
        Claim claim = required(caller, claimId);
        if (claim.level() == Level.PROXY) {
            throw Problem.of("resident.proxy_pass_only");
        }
        return claim;
    }

    /// Claims by the code of a citizen card.
    Claim byCard(Caller.Resident caller, String typed) {
        CitizenCardCode card = CitizenCardCode.read(typed).value();
        return claim(
                caller,
                card == null ? "" : card.citizenId().value(),
                Level.CARD,
                () -> card == null ? Optional.empty() : match(found -> found.personByCard(card)));
    }

    /// Claims by a document number and the birth date.
    Claim byNumber(Caller.Resident caller, String typedNumber, String typedBirthDate) {
        DocumentNumber number = DocumentNumber.read(typedNumber).value();
        BirthDate birth = BirthDate.read(typedBirthDate).value();
        return claim(
                caller,
                number == null ? "" : number.value(),
                Level.NUMBER,
                () ->
                        number == null || birth == null
                                ? Optional.empty()
                                : match(found -> found.personByNumberAndBirth(number, birth)));
    }

    /// A health worker saw this person; the next code typed for the phone proves the claim.
    void vouch(PhoneNumber phone, UUID personId, String officer) {
        Instant now = wall.instant();
        rows.run(() ->
                sql.sql(
                                """
                                INSERT INTO resident.vouch (phone_hash, person_id, vouched_by, expires_at)
                                VALUES (:phone, :person, :officer, :expires)
                                ON CONFLICT (phone_hash, person_id) DO UPDATE SET
                                       vouched_by = excluded.vouched_by, expires_at = excluded.expires_at
                                """)
                        .param("phone", phones.hash(phone))
                        .param("person", personId)
                        .param("officer", officer)
                        .param("expires", now.plus(VOUCH_LASTS).atOffset(ZoneOffset.UTC))
                        .update());
    }

    /// Turns what was vouched for this phone into claims on this device. Called right after a code
    /// was proven, never for an older session: its holder may have lost the number since.
    void takeVouched(PhoneNumber phone, Caller.Resident caller) {
        Instant now = wall.instant();
        List<UUID> vouched =
                rows.in(() ->
                        sql
                                .sql(
                                        """
                                        DELETE FROM resident.vouch
                                         WHERE phone_hash = ANY (:phones)
                                        RETURNING person_id, expires_at
                                        """)
                                .param("phones", phones.hashes(phone))
                                .query((row, n) ->
                                        row.getTimestamp("expires_at").toInstant().isAfter(now)
                                                ? Optional.of(
                                                        row.getObject("person_id", UUID.class))
                                                : Optional.<UUID>empty())
                                .list()
                                .stream()
                                .flatMap(Optional::stream)
                                .toList());
        vouched.forEach(person -> prove(caller, person, Level.VOUCHED));
    }

    /// Gives a claim up, on all devices of the account.
    void revoke(Caller.Resident caller, UUID claimId) {
        Claim claim = own(caller, claimId);
        rows.run(() ->
                sql.sql(
                                """
                                UPDATE resident.claim SET revoked_at = :now
                                 WHERE account_id = :account AND claim_id = :claim
                                """)
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .param("account", caller.account())
                        .param("claim", claim.id())
                        .update());
    }

    /// News about the claims that hold on this device, newest first.
    List<Notice> notices(Caller.Resident caller) {
        List<UUID> own = of(caller).stream().map(Claim::id).toList();
        return rows
                .in(() ->
                        sql.sql(
                                        """
                                        SELECT claim_id, at, kind FROM resident.notice
                                         WHERE account_id = :account
                                         ORDER BY at DESC LIMIT 50
                                        """)
                                .param("account", caller.account())
                                .query((row, n) ->
                                        new Notice(
                                                row.getObject("claim_id", UUID.class),
                                                row.getTimestamp("at").toInstant(),
                                                row.getString("kind")))
                                .list())
                .stream()
                .filter(notice -> own.contains(notice.claimId()))
                .toList();
    }

    private Claim claim(
            Caller.Resident caller,
            String number,
            Level level,
            java.util.function.Supplier<Optional<UUID>> find) {
        Instant now = wall.instant();
        if (tallies.waitFor(Tallies.Limit.CLAIMS_OF_ACCOUNT, caller.account().toString(), now) > 0
                || tallies.waitFor(Tallies.Limit.CLAIMS_OF_DEVICE, caller.device().toString(), now)
                        > 0) {
            throw Problem.of("resident.claim_too_often");
        }
        boolean guarded =
                !number.isEmpty()
                        && tallies.waitFor(Tallies.Limit.CLAIMS_ON_NUMBER, number, now) > 0;
        Optional<UUID> person = guarded ? Optional.empty() : find.get();
        if (person.isEmpty()) {
            tallies.count(Tallies.Limit.CLAIMS_OF_ACCOUNT, caller.account().toString(), now);
            tallies.count(Tallies.Limit.CLAIMS_OF_DEVICE, caller.device().toString(), now);
            if (!number.isEmpty()) {
                tallies.count(Tallies.Limit.CLAIMS_ON_NUMBER, number, now);
            }
            throw Problem.of("resident.claim_refused");
        }
        return prove(caller, person.get(), level);
    }

    private Optional<UUID> match(
            java.util.function.Function<ClaimMatcher, Optional<UUID>> question) {
        return Scopes.call(
                Scope.worker(Purpose.SIGN_IN), () -> question.apply(matcher.getObject()));
    }

    private Claim prove(Caller.Resident caller, UUID person, Level level) {
        List<Claim> own = of(caller);
        if (own.size() >= MOST && own.stream().noneMatch(c -> c.personId().equals(person))) {
            throw Problem.of("resident.claims_full", Map.of("most", MOST));
        }
        Instant now = clock.instant();
        UUID claimId =
                rows.in(() -> {
                    UUID id = claimRow(caller, person, level, now);
                    boolean fresh =
                            sql.sql(
                                                    """
                                                    INSERT INTO resident.claim_device
                                                           (account_id, claim_id, device_id, proven_at)
                                                    VALUES (:account, :claim, :device, :now)
                                                    ON CONFLICT (account_id, claim_id, device_id) DO NOTHING
                                                    """)
                                            .param("account", caller.account())
                                            .param("claim", id)
                                            .param("device", caller.device())
                                            .param("now", now.atOffset(ZoneOffset.UTC))
                                            .update()
                                    > 0;
                    if (fresh) {
                        announce(caller, person, id, now);
                    }
                    return id;
                });
        return required(caller, claimId);
    }

    /// The account's claim on this person, made or raised to this level.
    private UUID claimRow(Caller.Resident caller, UUID person, Level level, Instant now) {
        record Held(UUID id, Level level) {}
        Optional<Held> held =
                sql.sql(
                                """
                                SELECT claim_id, level FROM resident.claim
                                 WHERE account_id = :account AND person_id = :person AND revoked_at IS NULL
                                   FOR UPDATE
                                """)
                        .param("account", caller.account())
                        .param("person", person)
                        .query((row, n) ->
                                new Held(
                                        row.getObject(1, UUID.class),
                                        Level.valueOf(
                                                row.getString(2)
                                                        .toUpperCase(java.util.Locale.ROOT))))
                        .optional();
        if (held.isPresent()) {
            if (held.get().level().compareTo(level) < 0) {
                sql.sql(
                                """
                                UPDATE resident.claim SET level = :level
                                 WHERE account_id = :account AND claim_id = :claim
                                """)
                        .param("level", level.text())
                        .param("account", caller.account())
                        .param("claim", held.get().id())
                        .update();
            }
            return held.get().id();
        }
        UUID id = UUID.randomUUID();
        sql.sql(
                        """
                        INSERT INTO resident.claim (account_id, claim_id, person_id, level, made_at)
                        VALUES (:account, :claim, :person, :level, :now)
                        """)
                .param("account", caller.account())
                .param("claim", id)
                .param("person", person)
                .param("level", level.text())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        return id;
    }

    /// Tells every older claim on this person, of this account or another.
    private void announce(Caller.Resident caller, UUID person, UUID newClaim, Instant now) {
        record Older(UUID account, UUID claim) {}
        List<Older> older =
                new ArrayList<>(
                        sql.sql(
                                        """
                                        SELECT account_id, claim_id FROM resident.claim
                                         WHERE person_id = :person AND revoked_at IS NULL
                                        """)
                                .param("person", person)
                                .query((row, n) ->
                                        new Older(
                                                row.getObject(1, UUID.class),
                                                row.getObject(2, UUID.class)))
                                .list());
        for (Older claim : older) {
            boolean same = claim.claim().equals(newClaim);
            if (same && devicesOf(caller.account(), newClaim) < 2) {
                continue;
            }
            sql.sql(
                            """
                            INSERT INTO resident.notice (account_id, notice_id, claim_id, at, kind)
                            VALUES (:account, :notice, :claim, :now, :kind)
                            """)
                    .param("account", claim.account())
                    .param("notice", UUID.randomUUID())
                    .param("claim", claim.claim())
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param("kind", same ? "proven_on_new_device" : "claimed_elsewhere")
                    .update();
        }
    }

    private int devicesOf(UUID account, UUID claim) {
        return sql.sql(
                        """
                        SELECT count(*) FROM resident.claim_device
                         WHERE account_id = :account AND claim_id = :claim
                        """)
                .param("account", account)
                .param("claim", claim)
                .query(Integer.class)
                .single();
    }
}
