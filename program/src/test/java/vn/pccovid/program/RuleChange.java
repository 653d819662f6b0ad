package vn.pccovid.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.pass.Packs;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.server.pass.Rehearsals;

/// The province changes its rules: a first dose counts at once, so many who were red are yellow.
final class RuleChange {
    static final String PACK = "khanh-hoa";
    static final String VERSION = "kinder";

    /// Long after the imports, the same for every installation: colours are compared at one moment.
    static final Clock EVENING =
            Clock.fixed(TimedImport.MORNING.plus(Duration.ofHours(12)), ZoneOffset.UTC);

    private static final Path OWN =
            Path.of("../lib/colour/src/main/resources/packs/khanh-hoa.yaml");

    private RuleChange() {}

    /// Up to the second approval: nobody's colour changes yet.
    static void prepare(Application application) {
        String text = text();
        as("an", application, packs -> packs.add(text));
        as("an", application, packs -> packs.check(PACK, VERSION));
        as(
                "an",
                application,
                packs -> application.bean(Rehearsals.class).rehearse(PACK, VERSION, null));
        as("an", application, packs -> packs.approve(PACK, VERSION));
        as("binh", application, packs -> packs.approve(PACK, VERSION));
    }

    /// Puts it in force and looks at everybody.
    static void bringIntoForce(Application application) {
        as("an", application, packs -> packs.schedule(PACK, VERSION, null));
        application.bean(Passes.class).catchUp();
    }

    /// Its examples are of the old rules; one that holds under both takes their place.
    private static String text() {
        try {
            String own = Files.readString(OWN);
            return own.substring(0, own.indexOf("examples:"))
                            .replace("version: \"2021-10\"", "version: \"" + VERSION + "\"")
                            .replace(
                                    "first_dose_wait: {value: days(14)",
                                    "first_dose_wait: {value: days(0)")
                    + """
                    examples:
                      - name: nobody knows where
                        facts: []
                        expect:
                          - {at: 2021-10-10 00:00, colour: YELLOW}
                    """;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void as(String who, Application application, Consumer<Packs> what) {
        Scopes.run(
                new Scope(
                        who,
                        "PcCovid",
                        "AUTHORITY",
                        Purpose.RULE_MAKING,
                        Category.SYSTEM,
                        List.of("*"),
                        List.of(),
                        DatabaseRole.APPLICATION),
                () -> what.accept(application.bean(Packs.class)));
    }

    /// In a process of its own, to be killed.
    ///
    /// @param arguments the data folder, and a file whose coming is waited for
    public static void main(String[] arguments) throws InterruptedException {
        Main.quiet();
        try (Application application =
                Application.start(
                        Settings.of(new DataFolder(Path.of(arguments[0]))).withClock(EVENING))) {
            while (!Files.exists(Path.of(arguments[1]))) {
                Thread.sleep(10);
            }
            bringIntoForce(application);
        }
    }
}
