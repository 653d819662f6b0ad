package vn.pccovid.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// How much memory the embedded server holds, sampled every second: the private pages of all its
/// processes, and shared memory and program text once, as large as the process that has touched
/// most of them sees them. An exact count (proportional set size) makes the kernel walk every page
/// table, which took a tenth of an import's processor time. Close it to end the sampling.
public final class DatabaseMemory implements AutoCloseable {
    private static final long PAUSE_MILLIS = 1_000;

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
            long anonymous = 0;
            long shared = 0;
            long files = 0;
            for (ProcessHandle process :
                    Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList()) {
                Resident pages = Resident.of(process);
                anonymous += pages.anonymousKib();
                shared = Math.max(shared, pages.sharedKib());
                files = Math.max(files, pages.fileKib());
            }
            peakKib = Math.max(peakKib, anonymous + shared + files);
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private record Resident(long anonymousKib, long sharedKib, long fileKib) {
        static Resident of(ProcessHandle process) {
            long anonymous = 0;
            long shared = 0;
            long files = 0;
            try {
                for (String line :
                        Files.readAllLines(
                                Path.of("/proc", Long.toString(process.pid()), "status"))) {
                    if (line.startsWith("RssAnon:")) {
                        anonymous = kib(line);
                    } else if (line.startsWith("RssShmem:")) {
                        shared = kib(line);
                    } else if (line.startsWith("RssFile:")) {
                        files = kib(line);
                    }
                }
            } catch (IOException e) {
                // Gone meanwhile.
            }
            return new Resident(anonymous, shared, files);
        }

        private static long kib(String line) {
            return Long.parseLong(line.replaceAll("\\D", ""));
        }
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
