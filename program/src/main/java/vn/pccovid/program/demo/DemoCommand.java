package vn.pccovid.program.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.program.Application;
import vn.pccovid.program.Certificates;
import vn.pccovid.program.ProgressLine;
import vn.pccovid.program.Refusal;
import vn.pccovid.program.Settings;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.demo.DemoClock;
import vn.pccovid.simulation.Simulation;
import vn.pccovid.simulation.SimulationOptions;

/// `./pccovid demo`: an invented district, from nine old systems to one colour each, on one
/// machine.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Make an invented district, import its nine old systems, and serve the pages.",
            "Everything in it is invented; it has its own folder, clock, accounts and passwords."
        })
public final class DemoCommand implements Callable<Integer> {

    /// 10 October 2021, eight in the morning in Viet Nam.
    private static final Instant START = Instant.parse("2021-10-10T01:00:00Z");

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--people",
            defaultValue = "20000",
            description = "How many people (default: ${DEFAULT-VALUE}).")
    private int people;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "Another seed, another district (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--check",
            description =
                    "Do it on a throw-away database, serve nothing, fail if anything does not add up.")
    private boolean check;

    @Option(names = "--report", description = "Write the figures as JSON to this file.")
    private @Nullable Path report;

    @Option(
            names = "--at",
            description =
                    "Step the demo's clock forward to this time in Viet Nam, like 2021-10-12T08:00.")
    private @Nullable String at;

    @Option(names = "--lan", description = "Answer the local network too, for a real phone.")
    private boolean lan;

    @Option(
            names = "--port",
            defaultValue = "8443",
            description = "HTTPS port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--data",
            description = "Folder of the demo (default: data/demo beside the launcher).")
    private @Nullable Path data;

    private final Map<String, Double> seconds = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        refuseWhatCannotWork();
        return check ? check() : serve();
    }

    /// Before any work: a minute later is a bad time to learn of a slip of the finger.
    private void refuseWhatCannotWork() {
        try {
            SimulationOptions.demo(people, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command(), "--" + e.getMessage(), e);
        }
        if (at != null && instant(at).isBefore(START)) {
            throw past(START);
        }
        if (report != null) {
            Path folder = report.toAbsolutePath().getParent();
            if (folder == null || !Files.isWritable(folder)) {
                throw new Refusal("Cannot write into the folder of " + report + ".");
            }
        }
    }

    private int check() throws IOException {
        Path root = Files.createTempDirectory("pccovid-check");
        var folder = DemoFolder.open(root.resolve("demo"), options());
        try {
            simulate(folder);
            DemoReport result;
            try (var application = start(settings(folder, clock(folder)))) {
                result = importEverything(application, folder);
            }
            write(result);
            new DemoPrint(out()).all(result);
            out().flush();
            return result.failures().isEmpty() ? 0 : 1;
        } finally {
            folder.delete();
            Files.deleteIfExists(root);
        }
    }

    private int serve() throws IOException, InterruptedException {
        Path root =
                data != null
                        ? data
                        : Path.of(
                                System.getenv().getOrDefault("PCCOVID_HOME", "."), "data", "demo");
        var folder = DemoFolder.open(root.toAbsolutePath().normalize(), options());
        DemoClock clock = clock(folder);
        simulate(folder);
        var certificates = new Certificates(folder.data().certificates(), Clock.systemUTC());
        String address = "https://localhost:" + port;
        List<String> addresses = lan ? Certificates.lanAddresses() : List.of();
        if (!addresses.isEmpty()) {
            address = "https://" + addresses.getFirst() + ":" + port;
        }
        var settings =
                settings(folder, clock)
                        .withWeb(
                                new Settings.Web(
                                        lan ? "0.0.0.0" : "127.0.0.1",
                                        port,
                                        0,
                                        certificates.server(addresses),
                                        address));
        try (var application = start(settings)) {
            var print = new DemoPrint(out());
            if (!folder.ready()) {
                DemoReport result = importEverything(application, folder);
                createStaff(application);
                folder.markReady();
                write(result);
                print.all(result);
            } else {
                new DemoImport(application, folder.sources(), out(), seconds).catchUp();
            }
            print.address(
                    address, lan, certificates.authority(), folder.sources().resolve("followup"));
            out().flush();
            application.await();
        }
        return 0;
    }

    private String options() {
        return "people " + people + ", seed " + seed;
    }

    private void simulate(DemoFolder folder) throws IOException {
        if (folder.simulated()) {
            return;
        }
        var line = new ProgressLine(out(), "inventing a district");
        var made =
                Simulation.generate(
                        SimulationOptions.demo(people, seed),
                        folder.sources(),
                        progress -> line.at(progress.people(), progress.total()));
        folder.markSimulated();
        line.done(
                "%,d people, %,d rows in %d files"
                        .formatted(
                                made.people(),
                                made.rows().values().stream().mapToLong(Long::longValue).sum(),
                                made.rows().size()));
        seconds.put("simulate", Math.round(made.seconds() * 100) / 100.0);
    }

    private DemoClock clock(DemoFolder folder) {
        DemoClock clock = DemoClock.open(folder.clockFile(), START, Clock.systemUTC());
        if (at != null) {
            Instant wanted = instant(at);
            if (wanted.isBefore(clock.instant())) {
                throw past(clock.instant());
            }
            Duration left = Duration.between(clock.instant(), wanted);
            while (left.compareTo(DemoClock.LONGEST_STEP) > 0) {
                clock.step(DemoClock.LONGEST_STEP);
                left = left.minus(DemoClock.LONGEST_STEP);
            }
            clock.step(left);
        }
        return clock;
    }

    private static Refusal past(Instant shown) {
        return new Refusal(
                "The demo's clock already shows %s; it only goes forward."
                        .formatted(
                                LocalDateTime.ofInstant(shown, VIETNAM)
                                        .truncatedTo(ChronoUnit.MINUTES)));
    }

    private Instant instant(String text) {
        try {
            return LocalDateTime.parse(text).atZone(VIETNAM).toInstant();
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    command(), "--at is " + text + ", wanted a time like 2021-10-12T08:00.", e);
        }
    }

    private static Settings settings(DemoFolder folder, DemoClock clock) {
        return Settings.of(folder.data())
                .withEnvironment(Map.of())
                .withClock(clock)
                .withBean(DemoPeople.content(DemoPeople.DISTRICT))
                .with("pccovid.demo", true);
    }

    private Application start(Settings settings) {
        long begun = System.nanoTime();
        var line = new ProgressLine(out(), "database and service");
        var application = Application.start(settings);
        line.done("ready");
        seconds.put("start", Math.round((System.nanoTime() - begun) / 1e7) / 100.0);
        return application;
    }

    private DemoReport importEverything(Application application, DemoFolder folder)
            throws IOException {
        var importing = new DemoImport(application, folder.sources(), out(), seconds);
        importing.run();
        return importing.report(people, seed);
    }

    private static void createStaff(Application application) {
        var accounts = application.bean(StaffAccounts.class);
        DemoPeople.staff(DemoPeople.DISTRICT)
                .forEach(s -> accounts.create(s.account(), DemoPeople.PASSWORD));
        DemoGate.plant(application, DemoPeople.DISTRICT);
        Outbreak.plant(application, DemoPeople.COMMUNE);
    }

    private void write(DemoReport result) throws IOException {
        if (report != null) {
            var json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
            Files.writeString(report, json.writeValueAsString(result) + "\n");
        }
    }

    private PrintWriter out() {
        return command().getOut();
    }

    private CommandLine command() {
        if (spec == null) {
            throw new IllegalStateException("run through picocli");
        }
        return spec.commandLine();
    }
}
