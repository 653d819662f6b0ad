package vn.pccovid.program;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine;

/// `import` on the morning of the simulated exports instead of today, in a process of its own. The
/// clock ticks, so that records get ids in their order.
final class TimedImport {
    /// 10 October 2021, eight in the morning in Viet Nam.
    static final Instant MORNING = Instant.parse("2021-10-10T01:00:00Z");

    /// Until the clock of this test run shows [#MORNING]; its processes inherit it, so that time
    /// goes on from one to the next.
    @SuppressWarnings("TimeInStaticInitializer") // one clock for the whole test run is the point
    private static final Duration OFFSET =
            Duration.parse(
                    System.getProperty(
                            "pccovid.test.offset",
                            Duration.between(Instant.now(), MORNING).toString()));

    private TimedImport() {}

    static Clock clock() {
        return Clock.offset(Clock.systemUTC(), OFFSET);
    }

    /// For the command line of a process with the same clock.
    static String sameClock() {
        return "-Dpccovid.test.offset=" + OFFSET;
    }

    /// @param arguments as after `./pccovid import`
    public static void main(String[] arguments) {
        Main.quiet();
        System.exit(
                new CommandLine(new ImportCommand(clock()))
                        .setExecutionExceptionHandler(Failures::print)
                        .execute(arguments));
    }
}
