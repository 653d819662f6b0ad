package vn.pccovid.server.pass;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Keeps passes up to date in the background: drains the marks and looks for passes whose time has
/// come. What it has not done when the process ends is still marked when it starts again.
@Component
@ConditionalOnProperty(name = "pccovid.pass.worker", matchIfMissing = true)
class PassWorker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(PassWorker.class);

    /// A fact is in its colour well within a second.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 2_000;

    /// Pauses between two looks for passes whose time has come.
    private static final int LOOK_EVERY = 10;

    /// Deliveries are looked at this often.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private final Passes passes;
    private final Clock clock;
    private volatile @Nullable Thread thread;
    private volatile CountDownLatch stopped = new CountDownLatch(0);

    PassWorker(Passes passes, Clock clock) {
        this.passes = passes;
        this.clock = clock;
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        thread = Thread.ofVirtual().name("pass-worker").start(this::work);
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        // Woken, not interrupted: an interrupt would tear the connection of a batch at work.
        stopped.countDown();
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void work() {
        int round = 0;
        while (isRunning()) {
            Duration pause = PAUSE;
            if (!passes.held()) {
                try {
                    int done = passes.drain(AT_ONCE);
                    if (done == 0 && round++ % LOOK_EVERY == 0) {
                        done = passes.due(clock.instant()) + passes.heed(LOOK_AGAIN);
                    }
                    if (done > 0) {
                        continue;
                    }
                } catch (DataAccessException | TransactionException e) {
                    if (isRunning()) {
                        LOG.warn(
                                "colours wait for the database ({})", e.getClass().getSimpleName());
                    }
                    pause = AFTER_TROUBLE;
                }
            }
            try {
                if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
