package vn.pccovid.server.pass;

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

/// Looks at everybody in the background after rules changed, beside the worker that follows facts.
@Component
@ConditionalOnProperty(name = "pccovid.pass.worker", matchIfMissing = true)
class RecolouringWorker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RecolouringWorker.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

    /// Every node knows rules that changed within a second; the work that follows begins later, so
    /// that no node still writes answers by the rules before.
    private static final long SEEN_EVERYWHERE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Recolouring recolouring;
    private final ActivePacks packs;
    private volatile @Nullable Thread thread;
    private volatile CountDownLatch stopped = new CountDownLatch(0);

    RecolouringWorker(Recolouring recolouring, ActivePacks packs) {
        this.recolouring = recolouring;
        this.packs = packs;
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        thread = Thread.ofVirtual().name("recolouring").start(this::work);
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
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
        long newest = -1;
        long since = 0;
        while (isRunning()) {
            Duration pause = PAUSE;
            try {
                ActivePacks.Current current = packs.current();
                if (current.seq() != newest) {
                    newest = current.seq();
                    since = System.nanoTime();
                }
                if (!current.open().isEmpty()
                        && System.nanoTime() - since > SEEN_EVERYWHERE_NANOS) {
                    recolouring.work(() -> !isRunning());
                }
            } catch (DataAccessException | TransactionException e) {
                if (isRunning()) {
                    LOG.warn(
                            "colours by new rules wait for the database ({})",
                            e.getClass().getSimpleName());
                }
                pause = AFTER_TROUBLE;
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
