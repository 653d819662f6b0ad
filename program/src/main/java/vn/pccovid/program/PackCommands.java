package vn.pccovid.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.lib.colour.RulePack;
import vn.pccovid.lib.colour.RulePackRefused;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.pass.Packs;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.server.pass.RehearsalView;
import vn.pccovid.server.pass.Rehearsals;

/// The life of a rule pack from the command line: `policy packs`, `rehearse`, `approve`,
/// `activate`, `roll-back`. The same steps as on the rule desk of the console.
final class PackCommands {
    private static final ZoneOffset VIETNAM = ZoneOffset.ofHours(7);
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private PackCommands() {}

    /// What they share.
    abstract static class OnInstallation implements Runnable {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private DataOption data = new DataOption();

        @Override
        public final void run() {
            data.folder().requireInstallation(System.getenv());
            try (Application application = Application.start(Settings.of(data.folder()))) {
                Scopes.run(
                        new Scope(
                                by().isBlank() ? "command line" : by().strip(),
                                "PcCovid",
                                "AUTHORITY",
                                Purpose.RULE_MAKING,
                                Category.SYSTEM,
                                List.of("*"),
                                List.of(),
                                DatabaseRole.APPLICATION),
                        () -> run(application, out()));
            }
        }

        abstract void run(Application application, PrintWriter out);

        String by() {
            return "";
        }

        PrintWriter out() {
            return Objects.requireNonNull(spec).commandLine().getOut();
        }

        CommandSpec spec() {
            return Objects.requireNonNull(spec);
        }

        /// `khanh-hoa/2021-10` as pack and version.
        String[] named(String text) {
            int slash = text.indexOf('/');
            if (slash < 1 || slash == text.length() - 1) {
                throw new ParameterException(
                        spec().commandLine(),
                        "Which version of " + text + "? For instance khanh-hoa/2021-10.");
            }
            return new String[] {text.substring(0, slash), text.substring(slash + 1)};
        }

        @Nullable Instant instant(@Nullable String text) {
            if (text == null || text.equals("now")) {
                return null;
            }
            try {
                return text.endsWith("Z") || text.lastIndexOf('+') > 0
                        ? OffsetDateTime.parse(text).toInstant()
                        : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(VIETNAM);
            } catch (DateTimeParseException e) {
                throw new ParameterException(
                        spec().commandLine(),
                        "--at " + text + " is no instant; for instance 2021-10-20T06:00");
            }
        }
    }

    static String local(@Nullable Instant at) {
        return at == null ? "–" : LOCAL.format(at.atOffset(VIETNAM));
    }

    @Command(
            name = "packs",
            mixinStandardHelpOptions = true,
            description = "List the rule packs of this installation and where each stands.")
    static final class ListPacks extends OnInstallation {
        @Override
        void run(Application application, PrintWriter out) {
            out.printf(
                    "%-28s %-11s %-9s %-16s %-16s %s%n",
                    "pack/version", "state", "area", "from", "until", "rules");
            for (Packs.Line line : application.bean(Packs.class).list()) {
                out.printf(
                        "%-28s %-11s %-9s %-16s %-16s %d%n",
                        line.pack() + "/" + line.version(),
                        line.state().name().toLowerCase(Locale.ROOT),
                        line.jurisdiction().isEmpty() ? "nation" : line.jurisdiction(),
                        local(line.begins()),
                        local(line.ends()),
                        line.rules());
            }
            out.flush();
        }
    }

    @Command(
            name = "rehearse",
            mixinStandardHelpOptions = true,
            description = {
                "Run a pack over the whole population before it is published, and count who changes from"
                        + " what to what. Changes nobody.",
                "PACK is a file, which is kept as a draft and checked first, or a draft's pack/version.",
                "Small counts are hidden; no person is shown."
            })
    static final class Rehearse extends OnInstallation {
        @Parameters(paramLabel = "PACK", description = "FILE.yaml or pack/version.")
        private String pack = "";

        @Option(names = "--at", description = "Instant of the planned activation (default: now).")
        private @Nullable String at;

        @Option(names = "--area", description = "Tables of this area (default: the pack's).")
        private String area = "";

        @Option(names = "--json", description = "Write the result here as JSON too, 0600.")
        private @Nullable Path json;

        @Option(names = "--by", description = "Who rehearses (default: the user of this machine).")
        private String by = System.getProperty("user.name", "");

        @Override
        String by() {
            return by;
        }

        @Override
        void run(Application application, PrintWriter out) {
            PrivateFile.check(json);
            Packs packs = application.bean(Packs.class);
            Rehearsals rehearsals = application.bean(Rehearsals.class);
            String[] name = prepared(packs, out);
            out.flush();
            UUID id = rehearsals.rehearse(name[0], name[1], instant(at));
            RehearsalView view = rehearsals.view(id, area);
            print(view, out);
            if (json != null) {
                try (Writer writer = PrivateFile.orOutput(json, spec().commandLine())) {
                    writer.write(
                            JsonMapper.builder()
                                    .build()
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(view));
                } catch (IOException e) {
                    throw new UncheckedIOException("Cannot write " + json, e);
                }
            }
        }

        private String[] prepared(Packs packs, PrintWriter out) {
            Path file = Path.of(pack);
            if (!Files.isRegularFile(file)) {
                return named(pack);
            }
            String text;
            RulePack loaded;
            try {
                text = Files.readString(file);
                loaded = RulePack.load(text, pack);
            } catch (IOException e) {
                throw new Refusal("The file " + file + " cannot be read.");
            } catch (RulePackRefused e) {
                throw new Refusal(String.valueOf(e.getMessage()));
            }
            String[] name = {loaded.id(), loaded.version()};
            boolean kept =
                    packs.list().stream()
                                    .anyMatch(l ->
                                            l.pack().equals(name[0]) && l.version().equals(name[1]))
                            && packs.view(name[0], name[1]).content().equals(text);
            if (!kept) {
                packs.add(text);
                out.printf("%s is kept as a draft.%n", loaded.named());
            }
            if (packs.view(name[0], name[1]).line().state() == Packs.State.DRAFT) {
                Packs.View checked = packs.check(name[0], name[1]);
                out.printf("Checked: %s.%n", checked.steps().getLast().detail());
            }
            return name;
        }

        private static void print(RehearsalView view, PrintWriter out) {
            out.printf(
                    Locale.ROOT,
                    "%s %s on %,d people at %s: %.1f s, %,.0f people/s; %,d could not be judged%n%n",
                    view.pack(),
                    view.version(),
                    view.people(),
                    local(view.at()),
                    view.seconds(),
                    view.people() / Math.max(0.001, view.seconds()),
                    view.unjudged());
            out.printf("%s%n", view.area().nameEn());
            List<String> colours = List.of("green", "yellow", "red", "total");
            out.printf("%-16s", "before \\ after");
            colours.forEach(colour -> out.printf("%14s", colour));
            out.println();
            for (int row = 0; row < view.matrix().size(); row++) {
                out.printf("%-16s", colours.get(row));
                view.matrix().get(row).forEach(count -> out.printf("%14s", shown(count)));
                out.println();
            }
            table("area", view.areas(), view.total(), out);
            table("age", view.ages(), view.total(), out);
            out.printf("%nWhat people who change have in common:%n");
            view.examples().stream()
                    .limit(20)
                    .forEach(e ->
                            out.printf(
                                    Locale.ROOT,
                                    "%,10d  age %-7s %s → %s: %s → %s; %s%n",
                                    e.people(),
                                    e.shape().band(),
                                    e.shape().before(),
                                    e.shape().after(),
                                    e.shape().ruleBefore(),
                                    e.shape().ruleAfter(),
                                    e.shape().facts().isEmpty()
                                            ? "nothing known"
                                            : e.shape().facts()));
            out.printf("%n• is hidden: fewer than five people, or it would tell such a count.%n");
            out.flush();
        }

        private static void table(
                String what,
                List<RehearsalView.Line> lines,
                RehearsalView.Line total,
                PrintWriter out) {
            out.printf(
                    "%n%-28s%12s%12s%12s%12s%16s%16s%n",
                    what, "people", "better", "worse", "same", "lack of data", "with the pack");
            lines.forEach(line -> line(line.place().nameEn(), line, out));
            line("total", total, out);
        }

        private static void line(String name, RehearsalView.Line line, PrintWriter out) {
            Function<@Nullable Long, String> shown = Rehearse::shown;
            out.printf(
                    "%-28s%12s%12s%12s%12s%16s%16s%n",
                    name.length() > 27 ? name.substring(0, 27) : name,
                    shown.apply(line.people()),
                    shown.apply(line.better()),
                    shown.apply(line.worse()),
                    shown.apply(line.same()),
                    shown.apply(line.lackBefore()),
                    shown.apply(line.lackAfter()));
        }

        private static String shown(@Nullable Long count) {
            return count == null ? "•" : String.format(Locale.ROOT, "%,d", count);
        }
    }

    /// A step on one version by one officer.
    abstract static class Step extends OnInstallation {
        @Parameters(paramLabel = "PACK/VERSION", description = "For instance khanh-hoa/2021-10.")
        private String pack = "";

        @Option(names = "--by", required = true, description = "Who answers for it.")
        private String by = "";

        @Override
        String by() {
            return by;
        }

        @Override
        final void run(Application application, PrintWriter out) {
            String[] name = named(pack);
            step(application, application.bean(Packs.class), name[0], name[1], out);
            Packs.Line line = application.bean(Packs.class).view(name[0], name[1]).line();
            out.printf(
                    "%s/%s is %s, from %s until %s.%n",
                    line.pack(),
                    line.version(),
                    line.state().name().toLowerCase(Locale.ROOT),
                    local(line.begins()),
                    local(line.ends()));
            out.flush();
        }

        abstract void step(
                Application application, Packs packs, String name, String version, PrintWriter out);

        /// Looks at everybody the changed rules cover, now and not in the background.
        static void catchUp(Application application, PrintWriter out) {
            out.println("Working out whom it changes ...");
            out.flush();
            out.printf(
                    Locale.ROOT,
                    "%,d people looked at or worked out.%n",
                    application.bean(Passes.class).catchUp());
        }
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = {
                "Stand for a rehearsed pack. Two different officers must; the second is not its"
                        + " author."
            })
    static final class Approve extends Step {
        @Override
        void step(
                Application application,
                Packs packs,
                String name,
                String version,
                PrintWriter out) {
            packs.approve(name, version);
        }
    }

    @Command(
            name = "activate",
            mixinStandardHelpOptions = true,
            description = "Put an approved pack in force from an instant on.")
    static final class Activate extends Step {
        @Option(
                names = "--at",
                required = true,
                description = "2021-10-20T06:00 (Vietnamese time), with an offset, or now.")
        private String at = "now";

        @Override
        void step(
                Application application,
                Packs packs,
                String name,
                String version,
                PrintWriter out) {
            packs.schedule(name, version, instant(at));
            catchUp(application, out);
        }
    }

    @Command(
            name = "roll-back",
            mixinStandardHelpOptions = true,
            description = {
                "Take a pack back at once: the version before it is in force again from now on.",
                "While the service runs on the embedded database, use the rule desk of the console."
            })
    static final class RollBack extends Step {
        @Option(names = "--reason", required = true, description = "Why, for those who come later.")
        private String reason = "";

        @Override
        void step(
                Application application,
                Packs packs,
                String name,
                String version,
                PrintWriter out) {
            packs.rollBack(name, version, reason);
            catchUp(application, out);
        }
    }
}
