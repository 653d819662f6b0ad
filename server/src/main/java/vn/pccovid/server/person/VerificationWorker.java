package vn.pccovid.server.person;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Asks registers the questions that wait, one worker per register so that a dead insurer does not
/// hold up the population register. While a register is given up for now, questions stay in their
/// table; what is taken when the process dies comes back after its lease.
@Component
@ConditionalOnProperty(name = "pccovid.verification.worker", matchIfMissing = true)
class VerificationWorker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(VerificationWorker.class);

    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

    /// The counts of what waits are read this often for the metrics.
    private static final Duration COUNT_EVERY = Duration.ofSeconds(15);

    private final Verifications verifications;
    private final List<RegisterClient> clients;
    private final VerificationProperties properties;
    private final List<Thread> threads = new ArrayList<>();
    private volatile Map<Register, Verifications.Waiting> waiting = new EnumMap<>(Register.class);
    private volatile CountDownLatch stopped = new CountDownLatch(0);
    private volatile boolean running;

    VerificationWorker(
            Verifications verifications,
            ObjectProvider<RegisterClient> clients,
            VerificationProperties properties,
            ObjectProvider<MeterRegistry> meterRegistry) {
        this.verifications = verifications;
        this.clients = clients.orderedStream().toList();
        this.properties = properties;
        MeterRegistry meters = meterRegistry.getIfAvailable();
        if (meters != null) {
            for (Register register : Register.values()) {
                meters.gauge(
                        "pccovid.verification.waiting",
                        io.micrometer.core.instrument.Tags.of(
                                "register", register.text(), "for", "call"),
                        this,
                        w -> w.counted(register).calls());
                meters.gauge(
                        "pccovid.verification.waiting",
                        io.micrometer.core.instrument.Tags.of(
                                "register", register.text(), "for", "file"),
                        this,
                        w -> w.counted(register).exported());
                meters.gauge(
                        "pccovid.verification.oldest.seconds",
                        io.micrometer.core.instrument.Tags.of("register", register.text()),
                        this,
                        w -> w.counted(register).oldestSeconds());
            }
        }
    }

    private Verifications.Waiting counted(Register register) {
        return waiting.getOrDefault(register, new Verifications.Waiting(0, 0, 0));
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        running = true;
        for (RegisterClient client : clients) {
            threads.add(
                    Thread.ofVirtual()
                            .name("verification-" + client.register().text())
                            .start(() -> loop(() -> step(client), properties.look())));
        }
        threads.add(
                Thread.ofVirtual()
                        .name("verification-counts")
                        .start(() ->
                                loop(
                                        () -> {
                                            waiting = verifications.waiting();
                                            return false;
                                        },
                                        COUNT_EVERY)));
    }

    /// One round of work; true when there may be more at once.
    private interface Round {
        boolean run() throws InterruptedException;
    }

    private void loop(Round round, Duration pause) {
        while (running) {
            Duration next = pause;
            try {
                if (round.run()) {
                    continue;
                }
            } catch (DataAccessException | TransactionException e) {
                LOG.warn("verification goes on in a moment: {}", e.getClass().getName());
                next = AFTER_TROUBLE;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error(
                        "verification failed and goes on in a moment: {}", e.getClass().getName());
                next = AFTER_TROUBLE;
            }
            try {
                if (stopped.await(next.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// Takes as many questions as may be under way at once, and asks them.
    private boolean step(RegisterClient client) throws InterruptedException {
        if (client.closedFor().isPositive()) {
            return false;
        }
        List<RegisterQuestion> taken = verifications.take(client.register(), client.atOnce());
        List<Thread> calls = new ArrayList<>(taken.size());
        for (RegisterQuestion question : taken) {
            calls.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    verifications.replied(question, client.ask(question));
                                } catch (RuntimeException e) {
                                    // The lease brings it back.
                                    LOG.warn(
                                            "the answer to question {} was not kept: {}",
                                            question.requestId(),
                                            e.getClass().getName());
                                }
                            }));
        }
        for (Thread call : calls) {
            call.join();
        }
        return taken.size() == client.atOnce();
    }

    @Override
    public void stop() {
        running = false;
        stopped.countDown();
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
