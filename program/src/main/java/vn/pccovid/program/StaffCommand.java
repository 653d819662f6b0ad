package vn.pccovid.program;

import java.io.Console;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.pccovid.postgres.DatabaseAccess;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.Migrations;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.access.SystemClients;

/// Accounts of staff and of delivering systems; works while the service runs and while it does not.
@Command(
        name = "staff",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Accounts of staff and of other systems.",
        subcommands = {
            StaffCommand.Create.class,
            StaffCommand.Disable.class,
            StaffCommand.Client.class
        })
final class StaffCommand {

    /// The environment variable a password may come from, for scripts.
    private static final String PASSWORD = "PCCOVID_STAFF_PASSWORD";

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = {
                "Create an account, or give an existing one new values and a new password.",
                "The password is asked for, or read from " + PASSWORD + "."
            })
    static final class Create implements Runnable {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private DataOption data = new DataOption();

        @Parameters(paramLabel = "USER", description = "2 to 63 of a-z 0-9 . _ -")
        private String user = "";

        @Option(names = "--name", required = true, description = "Name shown to the person.")
        private String name = "";

        @Option(
                names = "--office",
                required = true,
                description = "Office residents see in their access lines.")
        private String office = "";

        @Option(
                names = "--role",
                required = true,
                split = ",",
                description = "One or more of: ${COMPLETION-CANDIDATES}.")
        private List<Role> roles = List.of();

        @Option(
                names = "--area",
                split = ",",
                description =
                        "Area paths in charge of, such as 56/568 or 56/568/22390; * is the nation.")
        private List<String> areas = List.of();

        @Override
        public void run() {
            String password = password();
            at(
                    data,
                    access -> {
                        try {
                            Set<Role> held = EnumSet.copyOf(roles);
                            StaffAccounts.at(access.url(), access.user(), access.password())
                                    .create(
                                            new StaffAccounts.Staff(
                                                    user, name, office, held, areas),
                                            password);
                        } catch (Problem e) {
                            throw new Refusal(e.sentences().en(), e);
                        } catch (IllegalArgumentException e) {
                            throw new Refusal(String.valueOf(e.getMessage()), e);
                        }
                    });
            print(spec, "The account %s is ready.".formatted(user));
        }

        private static String password() {
            String given = System.getenv(PASSWORD);
            if (given != null) {
                return given;
            }
            Console console = Objects.requireNonNull(System.console(), "JDK 22 and later");
            if (!console.isTerminal()) {
                throw new Refusal(
                        "There is no terminal to ask for the password: set " + PASSWORD + ".");
            }
            char[] typed = console.readPassword("Password: ");
            return typed == null ? "" : new String(typed);
        }
    }

    @Command(
            name = "disable",
            mixinStandardHelpOptions = true,
            description = "Nobody signs in with this account until it is created anew.")
    static final class Disable implements Runnable {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private DataOption data = new DataOption();

        @Parameters(paramLabel = "USER")
        private String user = "";

        @Override
        public void run() {
            at(
                    data,
                    access ->
                            StaffAccounts.at(access.url(), access.user(), access.password())
                                    .disable(user));
            print(spec, "The account %s is disabled and its sessions are over.".formatted(user));
        }
    }

    @Command(
            name = "client",
            mixinStandardHelpOptions = true,
            description =
                    "Create another system, or give it a new token; the token is printed this once.")
    static final class Client implements Runnable {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private DataOption data = new DataOption();

        @Parameters(paramLabel = "NAME", description = "2 to 40 of a-z 0-9 -")
        private String name = "";

        @Option(names = "--office", required = true, description = "Whose system it is.")
        private String office = "";

        @Override
        public void run() {
            at(
                    data,
                    access -> {
                        try {
                            print(
                                    spec,
                                    SystemClients.at(access.url(), access.user(), access.password())
                                            .create(name, office));
                        } catch (IllegalArgumentException e) {
                            throw new Refusal(String.valueOf(e.getMessage()), e);
                        }
                    });
        }
    }

    /// Runs `body` with the application role of the external database, of the embedded one that
    /// runs, or of one started for this command alone.
    private static void at(DataOption data, Consumer<DatabaseAccess> body) {
        Settings settings = Settings.of(data.folder());
        Optional<ExternalDatabase> external = settings.external();
        if (external.isPresent()) {
            body.accept(external.get().application());
            return;
        }
        Optional<EmbeddedDatabase> running = EmbeddedDatabase.attach(data.folder().database());
        if (running.isPresent()) {
            body.accept(running.get().application());
            return;
        }
        try (EmbeddedDatabase own = EmbeddedDatabase.start(data.folder().database())) {
            Migrations.migrate(own.owner().dataSource());
            body.accept(own.application());
        }
    }

    private static void print(@Nullable CommandSpec spec, String line) {
        if (spec != null) {
            spec.commandLine().getOut().println(line);
        }
    }
}
