package vn.pccovid.server.gate;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.place.Passage;
import vn.pccovid.server.place.Places;

/// What is left of scans: counts by gate and hour, and where tracing asked for it a passage sealed
/// under the day's key. The device counts, with and without a network, and sends batches; a batch
/// that arrives twice counts once. No row here or elsewhere holds a person, a gate and a time in
/// clear. Thread-safe.
@Service
class Scans {
    private static final int MOST_COUNTS = 500;
    private static final int MOST_PASSAGES = 2_000;
    private static final Set<String> SHOWN =
            Set.of(
                    "live",
                    "printed",
                    "dcc",
                    "citizen_card",
                    "insurance_card",
                    "unified",
                    "number",
                    "unknown");
    private static final Set<String> ANSWERS = Set.of("go", "go_if", "stop", "unsure");

    /// A device may be this far ahead or this late with what it sends.
    private static final Duration AHEAD = Duration.ofHours(1);

    private static final Duration LATE = Duration.ofDays(7);

    private final JdbcClient sql;
    private final Posts posts;
    private final GateDevices devices;
    private final Places places;
    private final GateProperties limits;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Scans(
            JdbcClient sql,
            Posts posts,
            GateDevices devices,
            Places places,
            GateProperties limits,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.sql = sql;
        this.posts = posts;
        this.devices = devices;
        this.places = places;
        this.limits = limits;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// @param hour any instant of the hour
    record Count(Instant hour, String shown, String answer, boolean offline, int scans) {}

    /// One scan of a code at a gate that keeps passages.
    ///
    /// @param credentialId of the code
    record Pass(UUID scanId, UUID credentialId, Instant at) {
        @Override
        public String toString() {
            return "Pass[...]";
        }
    }

    /// @param batchId made by the device; the same id is the same batch
    record Batch(UUID batchId, List<Count> counts, List<Pass> passes) {
        @Override
        public String toString() {
            return "Batch[" + batchId + "]";
        }
    }

    /// @param repeated the batch had arrived before
    /// @param sealed passages kept; 0 at a gate that keeps none
    record Received(boolean repeated, int scans, int sealed) {}

    /// Takes in a batch of a device's own gate.
    Received receive(UUID device, String secret, Batch batch) {
        if (batch.batchId() == null
                || batch.counts() == null
                || batch.counts().size() > MOST_COUNTS
                || (batch.passes() != null && batch.passes().size() > MOST_PASSAGES)) {
            throw Problem.of("gate.batch_unreadable");
        }
        Instant now = clock.instant();
        for (Count count : batch.counts()) {
            if (count.hour() == null
                    || !SHOWN.contains(count.shown())
                    || !ANSWERS.contains(count.answer())
                    || count.scans() < 1
                    || count.scans() > 100_000
                    || count.hour().isAfter(now.plus(AHEAD))
                    || count.hour().isBefore(now.minus(LATE))) {
                throw Problem.of("gate.batch_unreadable");
            }
        }
        UUID gateId = devices.gateOf(device, secret);
        boolean fresh =
                in(() -> {
                    if (sql.sql(
                                            """
                                            INSERT INTO gate.scan_batch (device_id, batch_id, received_at)
                                            VALUES (:device, :batch, :now)
                                            ON CONFLICT (device_id, batch_id) DO NOTHING
                                            """)
                                    .param("device", device)
                                    .param("batch", batch.batchId())
                                    .param("now", Timestamp.from(now))
                                    .update()
                            == 0) {
                        return false;
                    }
                    batch.counts().forEach(count -> add(gateId, count));
                    return true;
                });
        // Sealing is idempotent by itself, and outside: a batch whose answer was lost seals again.
        int sealed = posts.gate(gateId).keepsVisits() ? seal(gateId, batch.passes(), now) : 0;
        return new Received(!fresh, batch.counts().stream().mapToInt(Count::scans).sum(), sealed);
    }

    /// Counts of a gate by hour since an instant, newest first.
    List<Count> counts(UUID gateId, Instant since) {
        return in(() ->
                sql.sql(
                                """
                                SELECT hour, shown, answer, offline, scans FROM gate.scan_count
                                 WHERE gate_id = :gate AND hour >= :since
                                 ORDER BY hour DESC, shown, answer, offline
                                 LIMIT 2000
                                """)
                        .param("gate", gateId)
                        .param("since", Timestamp.from(since))
                        .query((row, n) ->
                                new Count(
                                        row.getTimestamp(1).toInstant(),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getBoolean(4),
                                        row.getInt(5)))
                        .list());
    }

    /// Forgets ids of batches that no device sends again.
    int sweep() {
        return Scopes.call(
                Scope.worker(Purpose.OPERATION),
                () ->
                        in(() ->
                                sql.sql("DELETE FROM gate.scan_batch WHERE received_at < :before")
                                        .param(
                                                "before",
                                                Timestamp.from(
                                                        clock.instant()
                                                                .minus(limits.scanBatchesKept())))
                                        .update()));
    }

    private void add(UUID gateId, Count count) {
        sql.sql(
                        """
                        INSERT INTO gate.scan_count (gate_id, hour, shown, answer, offline, scans)
                        VALUES (:gate, :hour, :shown, :answer, :offline, :scans)
                        ON CONFLICT (gate_id, hour, shown, answer, offline)
                        DO UPDATE SET scans = gate.scan_count.scans + excluded.scans
                        """)
                .param("gate", gateId)
                .param("hour", Timestamp.from(count.hour().truncatedTo(ChronoUnit.HOURS)))
                .param("shown", count.shown())
                .param("answer", count.answer())
                .param("offline", count.offline())
                .param("scans", count.scans())
                .update();
    }

    private int seal(
            UUID gateId, @org.jspecify.annotations.Nullable List<Pass> passes, Instant now) {
        if (passes == null || passes.isEmpty()) {
            return 0;
        }
        List<Passage> passages =
                passes.stream()
                        .filter(pass ->
                                pass.scanId() != null
                                        && pass.credentialId() != null
                                        && pass.at() != null
                                        && !pass.at().isAfter(now.plus(AHEAD))
                                        && !pass.at().isBefore(now.minus(LATE)))
                        .map(pass ->
                                new Passage(
                                        pass.scanId(),
                                        gateId,
                                        "credential",
                                        pass.credentialId(),
                                        pass.at()))
                        .toList();
        return Scopes.call(
                Scope.worker(Purpose.GATE_CHECK), () -> in(() -> places.passages(passages).size()));
    }

    private <T> T in(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
