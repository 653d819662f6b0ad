package vn.pccovid.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// How much processor time the embedded server has used since it was started: all its processes,
/// those that ended too. What a figure cost is told by this also where a machine is shared.
public final class DatabaseCpu {
    /// Linux counts in hundredths of a second, whatever the kernel's own tick (proc_pid_stat(5)).
    private static final long MILLIS_PER_TICK = 10;

    private DatabaseCpu() {}

    /// User and system time so far; to a hundredth of a second per process.
    public static Duration of(EmbeddedDatabase database) {
        ProcessHandle postmaster =
                database.process()
                        .orElseThrow(() -> new DatabaseFailure("The database does not run"));
        long ticks =
                ticks(postmaster, true)
                        + postmaster.descendants().mapToLong(p -> ticks(p, false)).sum();
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }

    /// @param ended also what its children used that ended
    private static long ticks(ProcessHandle process, boolean ended) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            // The program's name stands in brackets and may hold anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Stream.of(fields).skip(11).limit(ended ? 4 : 2).mapToLong(Long::parseLong).sum();
        } catch (IOException e) {
            // Gone meanwhile; the postmaster has counted it.
            return 0;
        }
    }
}
