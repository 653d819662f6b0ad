package vn.pccovid.program;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import vn.pccovid.program.demo.DemoCommand;

/// `./pccovid`: every command with its help. Exit codes: 0 done, 1 failed, 2 used wrongly.
@Command(
        name = "pccovid",
        description = "PcCovid: many apps in, one person, one colour out.",
        mixinStandardHelpOptions = true,
        version = "PcCovid 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            ImportCommand.class,
            CorrectionsCommand.class,
            LinksCommand.class,
            RegistersCommand.class,
            PolicyCommand.class,
            SimulateCommand.class,
            BenchCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            KeysCommand.class,
            StaffCommand.class,
            HelpCommand.class,
        },
        footer = {
            "",
            "  test       Set up what the tests need, then build and test everything.",
            "",
            "Exit codes: 0 done, 1 failed, 2 used wrongly."
        })
public final class Main implements Runnable {
    /// What a command answers goes here; logs and announcements go to standard error.
    static final PrintStream OUTPUT = System.out;

    @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] arguments) {
        quiet();
        System.setOut(System.err);
        System.exit(
                commandLine()
                        .setOut(new PrintWriter(OUTPUT, true, StandardCharsets.UTF_8))
                        .execute(arguments));
    }

    /// Until the service sets up logging from application.yaml, warnings only.
    static void quiet() {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(Level.WARN);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Failures::print);
    }

    /// Without a command: the help, as a wrong use.
    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Which command? For instance: ./pccovid demo");
        }
    }
}
