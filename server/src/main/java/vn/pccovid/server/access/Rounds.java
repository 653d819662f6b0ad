package vn.pccovid.server.access;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Runs one step of background work again and again on a thread of its own: at once while there is
/// more, after a pause when nothing waits, after a longer one when something went wrong. What a
/// step has not done when the process ends must still stand somewhere for the next one.
public final class Rounds implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final Duration AT_LEAST_EVERY = Duration.ofMinutes(1);

    /// One step; true when there may be more at once.
    @FunctionalInterface
    public interface Step {
        boolean run();
    }

    /// One step that takes long and is told when it should end early.
    @FunctionalInterface
    public interface LongStep {
        boolean run(BooleanSupplier stop);
    }

    private final String name;
    private final Duration first;
    private final Duration pause;
    private final Duration afterTrouble;
    private final LongStep step;
    private volatile CountDownLatch stopped = new CountDownLatch(0);
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    /// @param name of the thread and in the log
    /// @param pause between two looks when nothing waits
    public Rounds(String name, Duration pause, Step step) {
        this(name, pause, stop -> step.run());
    }

    /// @param name of the thread and in the log
    /// @param pause between two looks when nothing waits
    public Rounds(String name, Duration pause, LongStep step) {
        this(name, Duration.ZERO, pause, AFTER_TROUBLE, step);
    }

    private Rounds(
            String name, Duration first, Duration pause, Duration afterTrouble, LongStep step) {
        this.name = name;
        this.first = first;
        this.pause = pause;
        this.afterTrouble = afterTrouble;
        this.step = step;
    }

    /// Work of which there is never more at once, first done when one period has gone by; after
    /// trouble a minute later if the period is longer.
    ///
    /// @param name of the thread and in the log
    public static Rounds every(String name, Duration period, Runnable work) {
        return new Rounds(
                name,
                period,
                period,
                period.compareTo(AT_LEAST_EVERY) < 0 ? period : AT_LEAST_EVERY,
                stop -> {
                    work.run();
                    return false;
                });
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        running = true;
        thread = Thread.ofVirtual().name(name).start(this::loop);
    }

    private void loop() {
        if (!waited(first)) {
            return;
        }
        while (running) {
            Duration next = pause;
            try {
                if (step.run(() -> !running)) {
                    continue;
                }
            } catch (DataAccessException | TransactionException e) {
                if (running) {
                    LOG.warn("{} goes on in a moment: {}", name, e.getClass().getName());
                }
                next = afterTrouble;
            } catch (RuntimeException e) {
                LOG.error("{} failed and goes on in a moment: {}", name, e.getClass().getName());
                next = afterTrouble;
            }
            if (!waited(next)) {
                return;
            }
        }
    }

    /// False when it was stopped meanwhile.
    private boolean waited(Duration time) {
        try {
            return !stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void stop() {
        running = false;
        // Woken, not interrupted: an interrupt would tear the connection of a step at work.
        stopped.countDown();
        Thread worker = thread;
        if (worker != null) {
            try {
                worker.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
