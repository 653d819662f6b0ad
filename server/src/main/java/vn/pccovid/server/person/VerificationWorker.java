package vn.pccovid.server.person;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import vn.pccovid.server.access.Rounds;

/// Asks registers the questions that wait, one worker per register so that a dead insurer does not
/// hold up the population register. While a register is given up for now, questions stay in their
/// table; what is taken when the process dies comes back after its lease.
@Component
@ConditionalOnProperty(name = "pccovid.verification.worker", matchIfMissing = true)
class VerificationWorker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(VerificationWorker.class);

    /// The counts of what waits are read this often for the metrics.
    private static final Duration COUNT_EVERY = Duration.ofSeconds(15);

    private final Verifications verifications;
    private final List<Rounds> workers = new ArrayList<>();
    private volatile Map<Register, Verifications.Waiting> waiting = new EnumMap<>(Register.class);

    VerificationWorker(
            Verifications verifications,
            ObjectProvider<RegisterClient> clients,
            VerificationProperties properties,
            ObjectProvider<MeterRegistry> meterRegistry) {
        this.verifications = verifications;
        for (RegisterClient client : clients.orderedStream().toList()) {
            workers.add(
                    new Rounds(
                            "verification-" + client.register().text(),
                            properties.look(),
                            () -> step(client)));
        }
        workers.add(new Rounds("verification-counts", COUNT_EVERY, this::count));
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
        workers.forEach(Rounds::start);
    }

    private boolean count() {
        waiting = verifications.waiting();
        return false;
    }

    /// Takes as many questions as may be under way at once, and asks them.
    private boolean step(RegisterClient client) {
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
        try {
            for (Thread call : calls) {
                call.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return taken.size() == client.atOnce();
    }

    @Override
    public void stop() {
        workers.forEach(Rounds::stop);
    }

    @Override
    public boolean isRunning() {
        return workers.stream().anyMatch(Rounds::isRunning);
    }
}
