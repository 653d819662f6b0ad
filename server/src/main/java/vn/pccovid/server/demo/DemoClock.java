package vn.pccovid.server.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that starts where the demo wants, ticks as the machine's does, and can be stepped
/// forward. Its offset is kept in a file, so a restarted demo goes on in its own time. Safe for
/// many threads.
public final class DemoClock extends Clock {

    /// Further than this in one step is a slip of the finger.
    public static final Duration LONGEST_STEP = Duration.ofDays(60);

    private final Clock machine;
    private final Path file;
    private final AtomicReference<Duration> offset;

    private DemoClock(Clock machine, Path file, Duration offset) {
        this.machine = machine;
        this.file = file;
        this.offset = new AtomicReference<>(offset);
    }

    /// @param file where the offset is kept; read if it is there
    /// @param start what the clock shows now if there is no file yet
    public static DemoClock open(Path file, Instant start, Clock machine) {
        try {
            if (Files.exists(file)) {
                return new DemoClock(machine, file, Duration.parse(Files.readString(file).strip()));
            }
            var clock = new DemoClock(machine, file, Duration.between(machine.instant(), start));
            clock.keep();
            return clock;
        } catch (IOException e) {
            throw new UncheckedIOException("demo clock file cannot be used", e);
        }
    }

    /// Steps forward; time never goes back, because what was published stays published.
    public Instant step(Duration by) {
        if (by.isNegative() || by.compareTo(LONGEST_STEP) > 0) {
            throw new IllegalArgumentException("step of " + by + ", wanted 0 to " + LONGEST_STEP);
        }
        offset.updateAndGet(o -> o.plus(by));
        keep();
        return instant();
    }

    private synchronized void keep() {
        try {
            var beside = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(beside, offset.get().toString());
            Files.move(
                    beside,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("demo clock file cannot be written", e);
        }
    }

    @Override
    public Instant instant() {
        return machine.instant().plus(offset.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(machine, offset.get()).withZone(zone);
    }
}
