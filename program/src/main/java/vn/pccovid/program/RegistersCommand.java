package vn.pccovid.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vn.pccovid.server.exchange.Imports;
import vn.pccovid.server.person.Register;
import vn.pccovid.server.person.Verifications;

@Command(
        name = "registers",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        description = {
            "Print which questions wait for the population register and the insurer, and what they answered.",
            "Answers are evidence beside a record: they link nobody and change no colour."
        },
        subcommands = {RegistersCommand.Ask.class, RegistersCommand.Export.class})
final class RegistersCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private DataOption data = new DataOption();

    @Override
    public void run() {
        data.folder().requireInstallation(System.getenv());
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (Application application = Application.start(Settings.of(data.folder()))) {
            Verifications verifications = application.bean(Verifications.class);
            Map<Register, Verifications.Waiting> waiting = verifications.waiting();
            out.println("register      for a call  for a file  oldest, hours");
            for (Register register : Register.values()) {
                Verifications.Waiting open = Objects.requireNonNull(waiting.get(register));
                out.printf(
                        Locale.ROOT,
                        "%-12s %,11d %,11d %14d%n",
                        register.text(),
                        open.calls(),
                        open.exported(),
                        open.oldestSeconds() / 3_600);
            }
            List<Verifications.Tally> tallies = verifications.tallies();
            out.println();
            out.println(
                    tallies.isEmpty()
                            ? "No register has answered yet."
                            : "register     standing       answer                            records");
            for (Verifications.Tally tally : tallies) {
                out.printf(
                        Locale.ROOT,
                        "%-12s %-14s %-32s %,8d%n",
                        tally.register(),
                        tally.standing(),
                        tally.grade(),
                        tally.records());
            }
        }
    }

    private static Register register(String text, CommandSpec spec) {
        return Register.of(text)
                .orElseThrow(() ->
                        new ParameterException(
                                spec.commandLine(),
                                "No register "
                                        + text
                                        + "; there are "
                                        + String.join(
                                                ", ",
                                                Arrays.stream(Register.values())
                                                        .map(Register::text)
                                                        .toList())
                                        + "."));
    }

    @Command(
            name = "ask",
            mixinStandardHelpOptions = true,
            description = {
                "Ask a register about every record of a source that was never asked about.",
                "The questions wait for the line (PCCOVID_REGISTERS_…_URL) or for `registers export`."
                        + " Asking twice adds nothing."
            })
    static final class Ask implements Runnable {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private DataOption data = new DataOption();

        @Option(names = "--register", required = true, description = "population or insurance.")
        private String register = "";

        @Option(names = "--source", required = true, description = "Whose records to ask about.")
        private String source = "";

        @Override
        public void run() {
            CommandSpec own = Objects.requireNonNull(spec);
            Register asked = register(register, own);
            List<String> sources =
                    Imports.fileKinds().stream().map(Imports.FileKind::source).distinct().toList();
            if (!sources.contains(source)) {
                throw new ParameterException(
                        own.commandLine(),
                        "No source " + source + "; there are " + String.join(", ", sources) + ".");
            }
            data.folder().requireInstallation(System.getenv());
            try (Application application = Application.start(Settings.of(data.folder()))) {
                Verifications verifications = application.bean(Verifications.class);
                UUID after = new UUID(0, 0);
                long added = 0;
                long before = 0;
                long lacking = 0;
                while (true) {
                    Verifications.Swept swept =
                            verifications.requestAll(asked, source, after, 2_000, "command line");
                    added += swept.added();
                    before += swept.before();
                    lacking += swept.lacking();
                    UUID last = swept.last();
                    if (last == null) {
                        break;
                    }
                    after = last;
                }
                own.commandLine()
                        .getOut()
                        .printf(
                                Locale.ROOT,
                                "%,d questions added; %,d records were asked about before; %,d lack the"
                                        + " number or the name %s is asked by.%n",
                                added,
                                before,
                                lacking,
                                asked.text());
            }
        }
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = {
                "Write the questions that wait for a register as CSV, to send to it.",
                "What is written is not called any more; it comes again if no answer came for long."
            })
    static final class Export implements Runnable {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private DataOption data = new DataOption();

        @Option(names = "--register", required = true, description = "population or insurance.")
        private String register = "";

        @Option(names = "--out", description = "File to write, 0600 (default: standard output).")
        private @Nullable Path out;

        @Override
        public void run() {
            CommandSpec own = Objects.requireNonNull(spec);
            Register asked = register(register, own);
            data.folder().requireInstallation(System.getenv());
            PrivateFile.check(out);
            try (Application application = Application.start(Settings.of(data.folder()));
                    Writer writer = PrivateFile.orOutput(out, own.commandLine())) {
                long written = application.bean(Imports.class).questions(asked.text(), writer);
                own.commandLine()
                        .getErr()
                        .printf(Locale.ROOT, "%,d questions for %s.%n", written, asked.text());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write the questions", e);
            }
        }
    }
}
