package vn.pccovid.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.pccovid.postgres.Backup;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.keys.Keys;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Copy the embedded database into a folder, also while the service runs.",
            "Keys are apart: --keys copies the wrapped key store to a folder of its own, to be kept"
                    + " elsewhere. Never copied: master keys, and custody's day keys, because a"
                    + " destroyed day must not come back."
        })
final class BackupCommand implements Runnable {
    /// Note in the manifest by which a restore tells whether the key store fits.
    static final String KEY_CHECK = "key-check";

    @Spec private @Nullable CommandSpec spec;
    @Mixin private DataOption data = new DataOption();

    @Option(names = "--out", required = true, description = "Folder to make; must not exist.")
    private Path out = Path.of("backup");

    @Option(names = "--keys", description = "Folder to make for the key store's copy.")
    private @Nullable Path keys;

    @Override
    public void run() {
        refuseExternal();
        DataFolder folder = data.folder();
        if (!Files.exists(folder.database())) {
            throw new Refusal("There is no database in " + folder.root() + ".");
        }
        Map<String, String> notes =
                Map.of(
                        "made",
                        Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                        KEY_CHECK,
                        keyCheck(folder));
        Backup.Summary summary = copy(folder, notes);
        print(
                "Backup of %,d files, %,d MiB in %s."
                        .formatted(summary.files(), summary.bytes() >> 20, out));
        if (keys != null) {
            copyKeys(folder.keys(), keys);
            print(
                    "Key store, still wrapped by its master key, in %s: keep it away from the backup."
                            .formatted(keys));
        }
    }

    private Backup.Summary copy(DataFolder folder, Map<String, String> notes) {
        Optional<EmbeddedDatabase> running =
                EmbeddedDatabase.inUse(folder.database())
                        ? EmbeddedDatabase.attach(folder.database())
                        : Optional.empty();
        try (EmbeddedDatabase database =
                running.orElseGet(() -> EmbeddedDatabase.start(folder.database()))) {
            return Backup.take(database, out.toAbsolutePath().normalize(), notes);
        }
    }

    static void refuseExternal() {
        if (ExternalDatabase.of(System.getenv()).isPresent()) {
            throw new Refusal(
                    "The database is an external one (PCCOVID_DB_URL): back it up and restore it with"
                            + " its own tools, such as pg_basebackup with WAL archiving.");
        }
    }

    /// A hash under the first hash key: the same for the same key store, and says nothing else.
    static String keyCheck(DataFolder folder) {
        return HexFormat.of()
                .formatHex(
                        Keys.hashing(MasterKeys.open(folder, System.getenv()))
                                .hash16(1, "backup", "key check"));
    }

    private static void copyKeys(Path from, Path to) {
        if (Files.exists(to)) {
            throw new Refusal("The folder " + to + " is there already.");
        }
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString("rwx------"));
                } else {
                    Files.copy(file, target);
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString("rw-------"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy the key store to " + to, e);
        }
    }

    private void print(String line) {
        if (spec != null) {
            spec.commandLine().getOut().println(line);
        }
    }
}
