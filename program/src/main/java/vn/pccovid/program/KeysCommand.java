package vn.pccovid.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.keys.KeyStore;
import vn.pccovid.server.keys.Keys;
import vn.pccovid.server.keys.LocalKms;

/// Keys of an installation that does not run.
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Look after the keys of an installation (stop the service first).",
        subcommands = {
            KeysCommand.Rotate.class,
            KeysCommand.RotateHashing.class,
            KeysCommand.Show.class
        })
final class KeysCommand {

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = {
                "Wrap all keys by a new master key.",
                "Without --new-key-file a new key is made and takes the place of the old file, which is"
                        + " kept beside it as .old until you delete it."
            })
    static final class Rotate implements Runnable {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private DataOption data = new DataOption();

        @Option(names = "--new-key-file", description = "0600 file with the new master key.")
        private @Nullable Path newKeyFile;

        @Option(names = "--custody", description = "Rotate custody's master key instead.")
        private boolean custody;

        @Override
        public void run() {
            DataFolder folder = data.folder();
            refuseWhileRunning(folder);
            KeyStore store =
                    custody
                            ? MasterKeys.openCustody(folder, System.getenv())
                            : MasterKeys.open(folder, System.getenv());
            Path current = custody ? folder.custodyKey() : folder.masterKey();
            Path given = newKeyFile;
            LocalKms fresh;
            int wrapped;
            try {
                if (given != null) {
                    fresh = LocalKms.fromFile(given);
                    wrapped = store.rewrap(fresh);
                } else {
                    if (!Files.exists(current)) {
                        throw new Refusal(
                                "The master key does not come from "
                                        + current
                                        + ": make a new one yourself and name it with"
                                        + " --new-key-file.");
                    }
                    Path next = current.resolveSibling(current.getFileName() + ".next");
                    Files.deleteIfExists(next);
                    fresh = LocalKms.create(next);
                    Path old = current.resolveSibling(current.getFileName() + ".old");
                    Files.copy(
                            current,
                            old,
                            StandardCopyOption.REPLACE_EXISTING,
                            StandardCopyOption.COPY_ATTRIBUTES);
                    // If the machine stops between these two lines, the store needs `.next`: rename
                    // it.
                    wrapped = store.rewrap(fresh);
                    Files.move(
                            next,
                            current,
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write the new master key", e);
            }
            print(
                    spec,
                    "%d keys are now wrapped by the master key %s."
                            .formatted(wrapped, fresh.fingerprint()));
        }
    }

    @Command(
            name = "rotate-hashing",
            mixinStandardHelpOptions = true,
            description =
                    "Add a new hash key; rows under older keys stay findable and are hashed again as"
                            + " they are touched.")
    static final class RotateHashing implements Runnable {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private DataOption data = new DataOption();

        @Override
        public void run() {
            DataFolder folder = data.folder();
            refuseWhileRunning(folder);
            int added = Keys.rotateHashing(MasterKeys.open(folder, System.getenv()));
            print(spec, "Hash key %d is the current one from the next start on.".formatted(added));
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Names of all keys (never their content).")
    static final class Show implements Runnable {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private DataOption data = new DataOption();

        @Override
        public void run() {
            MasterKeys.open(data.folder(), System.getenv())
                    .names()
                    .forEach(name -> print(spec, name));
        }
    }

    private static void refuseWhileRunning(DataFolder folder) {
        if (EmbeddedDatabase.inUse(folder.database())) {
            throw new Refusal("PcCovid is running on " + folder.root() + ": stop it first.");
        }
    }

    private static void print(@Nullable CommandSpec spec, String line) {
        if (spec != null) {
            spec.commandLine().getOut().println(line);
        }
    }
}
