package vn.pccovid.program;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.pccovid.postgres.Backup;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Make a data folder's database out of a backup: checks every file, replays the log, reads"
                    + " every page.",
            "Put the key store and the master key back first (keys/ and master.key in the data"
                    + " folder): without them nothing sealed opens."
        })
final class RestoreCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private DataOption data = new DataOption();

    @Option(names = "--from", required = true, description = "Folder that backup made.")
    private Path from = Path.of("backup");

    @Option(
            names = "--without-keys",
            description = "Restore although the key store is missing or another one.")
    private boolean withoutKeys;

    @Override
    public void run() {
        BackupCommand.refuseExternal();
        DataFolder folder = data.folder();
        Backup.Summary summary = Backup.read(from);
        if (!withoutKeys) {
            checkKeys(folder, summary);
        }
        int tables = Backup.restore(from, folder.database());
        if (spec != null) {
            spec.commandLine()
                    .getOut()
                    .println(
                            "Restored the backup of %s into %s: %d tables read completely."
                                    .formatted(
                                            summary.notes().getOrDefault("made", "?"),
                                            folder.root(),
                                            tables));
        }
    }

    private static void checkKeys(DataFolder folder, Backup.Summary summary) {
        if (!Files.exists(folder.keys().resolve("current"))) {
            throw new Refusal(
                    "There is no key store in "
                            + folder.keys()
                            + ": put the copy of it back first, or say --without-keys.");
        }
        String wanted = summary.notes().get(BackupCommand.KEY_CHECK);
        if (wanted != null && !wanted.equals(BackupCommand.keyCheck(folder))) {
            throw new Refusal(
                    "The key store in "
                            + folder.keys()
                            + " is not the one this backup was made with: nothing sealed would open."
                            + " Put the right one back, or say --without-keys.");
        }
    }
}
