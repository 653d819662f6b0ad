package vn.pccovid.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The most memory this process ever held.
public final class ProcessMemory {
    private ProcessMemory() {}

    /// Peak resident set in MiB, as Linux counts it (proc_pid_status(5), VmHWM).
    public static long peakMib() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read /proc/self/status", e);
        }
        throw new IllegalStateException("/proc/self/status has no VmHWM");
    }
}
