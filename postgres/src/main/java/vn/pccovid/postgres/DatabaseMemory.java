package vn.pccovid.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// How much memory the embedded server holds, sampled: the resident pages of all its processes,
/// each shared page counted once (proportional set size). Close it to end the sampling.
public final class DatabaseMemory implements AutoCloseable {
    private static final long PAUSE_MILLIS = 200;

    private final Thread sampler;
    private volatile long peakKib;

    private DatabaseMemory(ProcessHandle postmaster) {
        sampler = Thread.ofVirtual().name("database-memory").start(() -> sample(postmaster));
    }

    /// Starts sampling the server of this database.
    public static DatabaseMemory of(EmbeddedDatabase database) {
        return new DatabaseMemory(
                database.process()
                        .orElseThrow(() -> new DatabaseFailure("The database does not run")));
    }

    private void sample(ProcessHandle postmaster) {
        while (!Thread.currentThread().isInterrupted()) {
            long sum =
                    Stream.concat(Stream.of(postmaster), postmaster.descendants())
                            .mapToLong(DatabaseMemory::kib)
                            .sum();
            peakKib = Math.max(peakKib, sum);
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static long kib(ProcessHandle process) {
        Path folder = Path.of("/proc", Long.toString(process.pid()));
        try {
            for (String line : Files.readAllLines(folder.resolve("smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            // Gone meanwhile.
        }
        return 0;
    }

    /// The most seen so far, in MiB.
    public long peakMib() {
        return peakKib >> 10;
    }

    @Override
    public void close() {
        sampler.interrupt();
    }
}
