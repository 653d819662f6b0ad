package vn.pccovid.program;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import vn.pccovid.program.demo.Outbreak;

/// A server in a process of its own to which a laboratory tells that one of many at a café was ill;
/// it traces until somebody kills it.
final class TracedCase {
    static final Instant NOW = Instant.parse("2021-10-10T01:00:00Z");
    static final String COMMUNE = "56/568/22390";

    private TracedCase() {}

    static Settings settings(Path data, Instant now) {
        return Settings.of(new DataFolder(data)).withClock(Clock.fixed(now, ZoneOffset.UTC));
    }

    /// @param arguments the data folder, and how many were at the café beside the case
    public static void main(String[] arguments) throws InterruptedException {
        Main.quiet();
        try (Application application = Application.start(settings(Path.of(arguments[0]), NOW))) {
            Outbreak outbreak = new Outbreak(application);
            List<Outbreak.Somebody> people =
                    outbreak.people(Integer.parseInt(arguments[1]) + 1, COMMUNE);
            String cafe = outbreak.cafe(COMMUNE);
            outbreak.visit(people, cafe, NOW.minus(Duration.ofDays(2)), Duration.ofMinutes(45));
            Outbreak.Somebody ill = people.getFirst();
            String tube = outbreak.sample(ill, NOW.minus(Duration.ofHours(20)));
            outbreak.says(ill, tube, NOW.minus(Duration.ofHours(2)), "POSITIVE");
            application.await();
        }
    }
}
