package vn.pccovid.server.access;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Every hour, and when the service ends well: signs the heads of the access lines' chains and
/// deletes sessions that are over; then runs the [HourlyTask]s of the modules above.
@Component
class AccessUpkeep implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(AccessUpkeep.class);

    private static final Duration EVERY = Duration.ofHours(1);

    private final AccessLines lines;
    private final Sessions sessions;
    private final ObjectProvider<HeadSigner> signer;
    private final List<HourlyTask> tasks;
    private final JdbcClient sql;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Rounds rounds = Rounds.every("access-upkeep", EVERY, this::work);

    AccessUpkeep(
            AccessLines lines,
            Sessions sessions,
            ObjectProvider<HeadSigner> signer,
            List<HourlyTask> tasks,
            JdbcClient sql,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.lines = lines;
        this.sessions = sessions;
        this.signer = signer;
        this.tasks = tasks;
        this.sql = sql;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// Signs every head that moved since it was last signed.
    ///
    /// @return how many were signed
    int signHeads() {
        HeadSigner by = signer.getIfAvailable();
        if (by == null) {
            return 0;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        int signed = 0;
        for (AccessLines.Head head : lines.heads()) {
            HeadSigner.Signed signature = by.sign(content(head, now));
            signed +=
                    Scopes.call(
                            Scope.service(Purpose.OPERATION),
                            () -> {
                                Integer rows =
                                        transaction.execute(status -> keep(head, now, signature));
                                return rows == null ? 0 : rows;
                            });
        }
        return signed;
    }

    /// What is signed: writer (16 bytes), seq (8), seconds of the instant (8), hash (32),
    /// big-endian.
    static byte[] content(AccessLines.Head head, Instant at) {
        return ByteBuffer.allocate(32 + head.hash().length)
                .putLong(head.writer().getMostSignificantBits())
                .putLong(head.writer().getLeastSignificantBits())
                .putLong(head.seq())
                .putLong(at.getEpochSecond())
                .put(head.hash())
                .array();
    }

    private int keep(AccessLines.Head head, Instant now, HeadSigner.Signed signature) {
        return sql.sql(
                        """
                        INSERT INTO access.chain_head (writer, seq, at, hash, key_id, signature)
                        VALUES (:writer, :seq, :at, :hash, :key, :signature)
                        ON CONFLICT (writer, seq) DO NOTHING
                        """)
                .param("writer", head.writer())
                .param("seq", head.seq())
                .param("at", now.atOffset(ZoneOffset.UTC))
                .param("hash", head.hash())
                .param("key", signature.keyId())
                .param("signature", signature.signature())
                .update();
    }

    private void work() {
        signHeads();
        sessions.sweep();
        tasks.forEach(HourlyTask::run);
    }

    @Override
    public void start() {
        rounds.start();
    }

    @Override
    public void stop() {
        rounds.stop();
        try {
            signHeads();
        } catch (RuntimeException e) {
            LOG.error("the last heads were not signed: {}", e.getClass().getName());
        }
    }

    @Override
    public boolean isRunning() {
        return rounds.isRunning();
    }
}
