package vn.pccovid.program.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The most memory this process ever held.
final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private PeakMemory() {}

    /// Peak resident set in MiB as Linux counts it (proc_pid_status(5), VmHWM); elsewhere the heap
    /// in use.
    static long ofThisProcess() {
        try {
            if (Files.isReadable(STATUS)) {
                for (String line : Files.readAllLines(STATUS)) {
                    if (line.startsWith("VmHWM:")) {
                        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
                    }
                }
            }
        } catch (IOException e) {
            // Fall through: another system.
        }
        var runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }
}
