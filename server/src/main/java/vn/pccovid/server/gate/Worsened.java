package vn.pccovid.server.gate;

import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.credential.WorsenedFilter;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Rounds;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.credential.Credentials;
import vn.pccovid.server.keys.SigningKey;
import vn.pccovid.server.keys.SigningKeys;
import vn.pccovid.server.pass.ColoursChanged;
import vn.pccovid.server.pass.FloorWorsened;

/// Codes whose holder's colour worsened after they were issued: noted in the transaction that
/// changed the colour, and told to gates in signed filters, a full one at each midnight (UTC) and
/// one of what came since every quarter of an hour. Several servers make the same one: the first
/// row stays. Thread-safe.
@Component
class Worsened implements SmartLifecycle {
    /// Filters are kept so long that a gate that was away for a lease finds what it lacks.
    private static final Duration KEPT = Duration.ofDays(3);

    /// A colour that was being changed when a filter was made is in the next one: each looks back
    /// so far behind its beginning, longer than any transaction lasts.
    private static final Duration OVERLAP = Duration.ofMinutes(5);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(20);

    private final JdbcClient sql;
    private final Credentials credentials;
    private final SigningKeys keys;
    private final GateProperties limits;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Rounds rounds = Rounds.every("gate-filter", LOOK_EVERY, this::make);

    Worsened(
            JdbcClient sql,
            Credentials credentials,
            SigningKeys keys,
            GateProperties limits,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.sql = sql;
        this.credentials = credentials;
        this.keys = keys;
        this.limits = limits;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// One filter a gate can fetch.
    ///
    /// @param falseHits expected false hits of one scan against it
    record Listed(
            String kind, Instant from, Instant until, int entries, int bytes, double falseHits) {}

    /// Notes the live codes of everybody whose colour worsened, in the transaction that changed it.
    @EventListener
    void on(ColoursChanged changed) {
        List<UUID> worse =
                changed.changes().entrySet().stream()
                        .filter(change -> change.getValue().worsened())
                        .map(Map.Entry::getKey)
                        .toList();
        note(worse);
    }

    /// The same where only the national floor's colour worsened: a gate elsewhere goes by it.
    @EventListener
    void on(FloorWorsened changed) {
        note(List.copyOf(changed.persons()));
    }

    private void note(List<UUID> worse) {
        if (worse.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        List<Credentials.Live> live = credentials.live(worse, now);
        if (live.isEmpty()) {
            return;
        }
        sql.sql(
                        """
                        INSERT INTO gate.worsened (credential_id, worsened_at, expires_at)
                        SELECT id, :now, expires
                          FROM unnest(CAST(:ids AS uuid[]), CAST(:expires AS timestamptz[])) AS u (id, expires)
                        ON CONFLICT (credential_id) DO NOTHING
                        """)
                .param("now", Timestamp.from(now))
                .param(
                        "ids",
                        live.stream().map(l -> l.credentialId().toString()).toArray(String[]::new))
                .param(
                        "expires",
                        live.stream().map(l -> l.expiresAt().toString()).toArray(String[]::new))
                .update();
    }

    /// Makes whatever filters are due at this instant: the full one of the last midnight, and a
    /// delta from the last one to the last whole interval. Leaves out what has run out.
    ///
    /// @return how many were made
    int make() {
        return Scopes.call(Scope.worker(Purpose.OPERATION), this::makeDue);
    }

    /// The filters a gate needs that has everything up to an instant: deltas from there on, or the
    /// newest full one and its deltas.
    List<Listed> since(Instant have) {
        return in(() -> {
            List<Listed> all =
                    sql.sql(
                                    """
                                    SELECT kind, from_at, until_at, entries, length(signed), false_hits
                                      FROM gate.filter
                                     WHERE until_at > :have
                                     ORDER BY until_at, kind
                                    """)
                            .param("have", Timestamp.from(have))
                            .query((row, n) ->
                                    new Listed(
                                            row.getString(1),
                                            row.getTimestamp(2).toInstant(),
                                            row.getTimestamp(3).toInstant(),
                                            row.getInt(4),
                                            row.getInt(5),
                                            row.getDouble(6)))
                            .list();
            List<Listed> deltas = all.stream().filter(f -> f.kind().equals("DELTA")).toList();
            boolean unbroken = !deltas.isEmpty() && !deltas.getFirst().from().isAfter(have);
            if (unbroken || all.isEmpty()) {
                return deltas;
            }
            List<Listed> needed = new ArrayList<>();
            Listed full =
                    all.stream()
                            .filter(f -> f.kind().equals("FULL"))
                            .reduce((first, second) -> second)
                            .orElse(null);
            if (full != null) {
                needed.add(full);
                deltas.stream().filter(d -> !d.from().isBefore(full.until())).forEach(needed::add);
            }
            return needed;
        });
    }

    /// One filter as it was signed.
    Optional<byte[]> filter(String kind, Instant until) {
        return in(() ->
                sql.sql("SELECT signed FROM gate.filter WHERE kind = :kind AND until_at = :until")
                        .param("kind", kind)
                        .param("until", Timestamp.from(until))
                        .query((row, n) -> row.getBytes(1))
                        .optional());
    }

    private int makeDue() {
        Instant now = clock.instant();
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS);
        int made = 0;
        made += make(WorsenedFilter.Kind.FULL, Instant.EPOCH, midnight);
        long step = limits.deltaEvery().toSeconds();
        Instant from = in(() -> lastDelta(midnight));
        Instant until = Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), step) * step);
        if (until.isAfter(from)) {
            made += make(WorsenedFilter.Kind.DELTA, from, until);
        }
        in(() -> {
            sql.sql("DELETE FROM gate.worsened WHERE expires_at < :now")
                    .param("now", Timestamp.from(now.minus(Duration.ofHours(1))))
                    .update();
            return sql.sql("DELETE FROM gate.filter WHERE until_at < :before")
                    .param("before", Timestamp.from(now.minus(KEPT)))
                    .update();
        });
        return made;
    }

    private Instant lastDelta(Instant midnight) {
        return sql.sql(
                        """
                        SELECT until_at FROM gate.filter
                         WHERE kind = 'DELTA' AND until_at > :midnight
                         ORDER BY until_at DESC
                         LIMIT 1
                        """)
                .param("midnight", Timestamp.from(midnight))
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .optional()
                .orElse(midnight);
    }

    private int make(WorsenedFilter.Kind kind, Instant from, Instant until) {
        boolean there =
                in(() ->
                        sql.sql(
                                        """
                                        SELECT EXISTS (SELECT FROM gate.filter WHERE kind = :kind AND until_at = :until)
                                        """)
                                .param("kind", kind.name())
                                .param("until", Timestamp.from(until))
                                .query(Boolean.class)
                                .single());
        if (there) {
            return 0;
        }
        List<byte[]> ids =
                in(() ->
                        sql.sql(
                                        """
                                        SELECT credential_id FROM gate.worsened
                                         WHERE worsened_at >= :from AND worsened_at < :until AND expires_at > :until
                                        """)
                                .param(
                                        "from",
                                        Timestamp.from(
                                                from.equals(Instant.EPOCH)
                                                        ? from
                                                        : from.minus(OVERLAP)))
                                .param("until", Timestamp.from(until))
                                .query((row, n) -> bytes(row.getObject(1, UUID.class)))
                                .list());
        SigningKey key = keys.current();
        byte[] signed =
                WorsenedFilter.seal(
                        kind,
                        from,
                        until,
                        ids,
                        HexFormat.of().formatHex(key.kid()),
                        key.privateKey());
        WorsenedFilter ours =
                WorsenedFilter.open(signed, credentials::trustedKey)
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "our own reader refuses the filter just signed"));
        return in(() ->
                sql.sql(
                                """
                                INSERT INTO gate.filter (kind, until_at, from_at, entries, false_hits, signed)
                                VALUES (:kind, :until, :from, :entries, :false, :signed)
                                ON CONFLICT (kind, until_at) DO NOTHING
                                """)
                        .param("kind", kind.name())
                        .param("until", Timestamp.from(until))
                        .param("from", Timestamp.from(from))
                        .param("entries", ours.entries())
                        .param("false", ours.falseHits())
                        .param("signed", signed)
                        .update());
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    @Override
    public void start() {
        rounds.start();
    }

    @Override
    public void stop() {
        rounds.stop();
    }

    @Override
    public boolean isRunning() {
        return rounds.isRunning();
    }

    private <T> T in(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
