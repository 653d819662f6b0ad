package vn.pccovid.program;

import java.io.PrintWriter;
import java.time.Duration;

/// One line that says how far a long work is; redrawn in place on a terminal, silent elsewhere
/// until the end. For one thread.
public final class ProgressLine {
    private static final int CELLS = 28;
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();

    private final PrintWriter out;
    private final String label;
    private final boolean terminal;
    private final long begun = System.nanoTime();
    private long drawn;

    public ProgressLine(PrintWriter out, String label) {
        this.out = out;
        this.label = label;
        this.terminal = Terminal.there();
    }

    /// @param total 0 if unknown
    public void at(long done, long total) {
        long now = System.nanoTime();
        if (!terminal || now - drawn < REDRAW_NANOS) {
            return;
        }
        drawn = now;
        int full = total <= 0 ? 0 : (int) (CELLS * Math.min(done, total) / total);
        out.printf("\r  %-22s %s%s %,d", label, "█".repeat(full), "░".repeat(CELLS - full), done);
        out.flush();
    }

    /// Ends the line with what was done.
    public void done(String what) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        out.printf("%s  %-22s %s (%.1f s)%n", terminal ? "\r\033[2K" : "", label, what, seconds);
        out.flush();
    }
}
