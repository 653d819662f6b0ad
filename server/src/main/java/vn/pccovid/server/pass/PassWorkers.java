package vn.pccovid.server.pass;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.server.access.Rounds;

/// The background work on colours: one worker follows facts and the clock, one looks at everybody
/// after rules changed. What they have not done when the process ends is still marked when it
/// starts again.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "pccovid.pass.worker", matchIfMissing = true)
class PassWorkers {
    @Bean
    Rounds passWorker(Passes passes, Clock clock) {
        return new Rounds("pass-worker", Following.PAUSE, new Following(passes, clock)::step);
    }

    @Bean
    Rounds recolouringWorker(Recolouring recolouring, ActivePacks packs) {
        return new Rounds(
                "recolouring", Recolourings.PAUSE, new Recolourings(recolouring, packs)::step);
    }

    /// Drains the marks and looks for passes whose time has come. One thread.
    private static final class Following {
        /// A fact is in its colour well within a second.
        static final Duration PAUSE = Duration.ofMillis(100);

        private static final int AT_ONCE = 2_000;

        /// Pauses between two looks for passes whose time has come.
        private static final int LOOK_EVERY = 10;

        /// Deliveries are looked at this often.
        private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

        private final Passes passes;
        private final Clock clock;
        private int idle;

        Following(Passes passes, Clock clock) {
            this.passes = passes;
            this.clock = clock;
        }

        boolean step() {
            if (passes.held()) {
                return false;
            }
            int done = passes.drain(AT_ONCE);
            if (done == 0 && idle++ % LOOK_EVERY == 0) {
                done = passes.due(clock.instant()) + passes.heed(LOOK_AGAIN);
            }
            return done > 0;
        }
    }

    /// Begins once every node has seen the change. One thread.
    private static final class Recolourings {
        static final Duration PAUSE = Duration.ofSeconds(1);

        /// Every node knows rules that changed within a second; the work that follows begins later,
        /// so that no node still writes answers by the rules before.
        private static final long SEEN_EVERYWHERE_NANOS = TimeUnit.SECONDS.toNanos(3);

        private final Recolouring recolouring;
        private final ActivePacks packs;
        private long newest = -1;
        private long since;

        Recolourings(Recolouring recolouring, ActivePacks packs) {
            this.recolouring = recolouring;
            this.packs = packs;
        }

        boolean step(BooleanSupplier stop) {
            ActivePacks.Current current = packs.current();
            if (current.seq() != newest) {
                newest = current.seq();
                since = System.nanoTime();
            }
            if (!current.open().isEmpty() && System.nanoTime() - since > SEEN_EVERYWHERE_NANOS) {
                recolouring.work(stop);
            }
            return false;
        }
    }
}
