package vn.pccovid.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A consistent physical copy of a running embedded cluster, and the way back.
///
/// Taken by PostgreSQL's low-level interface (`pg_backup_start`, copy, `pg_backup_stop`; manual,
/// "Continuous Archiving", §26.3.4), because the embedded binaries ship no pg_basebackup. A
/// temporary replication slot keeps the log written meanwhile. The copy holds no passwords: going
/// back sets new ones.
public final class Backup {
    private static final String MANIFEST = "manifest";

    /// Rebuilt by the server at start, or meaningless in a copy (PostgreSQL manual §26.3.4).
    private static final Set<String> EMPTY_FOLDERS =
            Set.of(
                    "pg_wal",
                    "pg_replslot",
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans");

    private static final Set<String> LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init", "backup_label");

    private static final Pattern FIRST_SEGMENT = Pattern.compile("\\(file ([0-9A-F]{24})\\)");

    private Backup() {}

    /// What a backup holds.
    ///
    /// @param notes what the caller wrote into the manifest
    /// @param files how many files
    /// @param bytes their sizes added up
    public record Summary(Map<String, String> notes, int files, long bytes) {}

    /// Copies the cluster into a new folder while it runs.
    ///
    /// @param notes kept in the manifest and given back by [#read]: letters, digits, `-` as names
    public static Summary take(EmbeddedDatabase database, Path target, Map<String, String> notes) {
        try {
            if (Files.exists(target)) {
                throw new DatabaseFailure("The backup folder " + target + " is there already.");
            }
            Folders.createPrivate(target);
            Path copy = target.resolve("cluster");
            Folders.createPrivate(copy);
            try (Connection connection = database.superuser().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "SELECT pg_create_physical_replication_slot('pccovid_backup_' ||"
                                + " pg_backend_pid(), true, true)");
                statement.execute("SELECT pg_backup_start('pccovid', true)");
                copyCluster(database.cluster(), copy);
                String label;
                String last;
                try (ResultSet stop =
                        statement.executeQuery(
                                "SELECT labelfile, pg_walfile_name(lsn) FROM pg_backup_stop(false)")) {
                    stop.next();
                    label = stop.getString(1);
                    last = stop.getString(2);
                }
                Files.writeString(copy.resolve("backup_label"), label);
                copySegments(database.cluster(), copy, label, last);
            }
            return writeManifest(target, notes);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the backup " + target, e);
        } catch (SQLException e) {
            throw new DatabaseFailure("The database refused to be backed up: " + e, e);
        }
    }

    private static void copyCluster(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        Path relative = from.relativize(folder);
                        if (folder.getFileName().toString().startsWith("pgsql_tmp")) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        Folders.createPrivate(to.resolve(relative));
                        if (EMPTY_FOLDERS.contains(relative.toString())) {
                            if (relative.toString().equals("pg_wal")) {
                                Folders.createPrivate(to.resolve("pg_wal/archive_status"));
                            }
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (!LEFT_OUT.contains(file.getFileName().toString())) {
                            try {
                                copy(file, to.resolve(from.relativize(file)));
                            } catch (NoSuchFileException e) {
                                // A table dropped meanwhile: the log knows.
                            }
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
    }

    private static void copySegments(Path from, Path to, String label, String last)
            throws IOException {
        Matcher first = FIRST_SEGMENT.matcher(label);
        if (!first.find()) {
            throw new DatabaseFailure("The backup label names no first segment of the log");
        }
        try (var segments = Files.list(from.resolve("pg_wal"))) {
            for (Path segment : segments.sorted().toList()) {
                String name = segment.getFileName().toString();
                if (name.matches("[0-9A-F]{24}")
                        && name.compareTo(first.group(1)) >= 0
                        && name.compareTo(last) <= 0) {
                    copy(segment, to.resolve("pg_wal").resolve(name));
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from);
                OutputStream out = Files.newOutputStream(to)) {
            in.transferTo(out);
        }
    }

    private static Summary writeManifest(Path target, Map<String, String> notes)
            throws IOException {
        StringBuilder text = new StringBuilder("PcCovid backup 1\n");
        new TreeMap<>(notes)
                .forEach((name, value) ->
                        text.append("note ").append(name).append(' ').append(value).append('\n'));
        int[] files = {0};
        long[] bytes = {0};
        try (var walk = Files.walk(target.resolve("cluster"))) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                text.append("file ")
                        .append(sha256(file))
                        .append(' ')
                        .append(target.relativize(file))
                        .append('\n');
                files[0]++;
                bytes[0] += Files.size(file);
            }
        }
        String digest = sha256(text.toString());
        text.append("end ").append(digest).append('\n');
        Folders.writePrivate(target.resolve(MANIFEST), text.toString());
        return new Summary(Map.copyOf(notes), files[0], bytes[0]);
    }

    /// Reads a backup and checks that every file is as it was written.
    ///
    /// @throws DatabaseFailure naming the first file that is not
    public static Summary read(Path backup) {
        Path manifest = backup.resolve(MANIFEST);
        try {
            if (!Files.exists(manifest)) {
                throw new DatabaseFailure(
                        backup + " is not a complete backup: it has no manifest.");
            }
            String text = Files.readString(manifest);
            int end = text.lastIndexOf("end ");
            if (!text.startsWith("PcCovid backup 1\n")
                    || end < 0
                    || !text.substring(end + 4).strip().equals(sha256(text.substring(0, end)))) {
                throw new DatabaseFailure("The manifest of " + backup + " is damaged.");
            }
            Map<String, String> notes = new TreeMap<>();
            int files = 0;
            long bytes = 0;
            for (String line : text.substring(0, end).lines().toList()) {
                if (line.startsWith("note ")) {
                    int space = line.indexOf(' ', 5);
                    notes.put(line.substring(5, space), line.substring(space + 1));
                } else if (line.startsWith("file ")) {
                    Path file = backup.resolve(line.substring(5 + 64 + 1));
                    if (!Files.exists(file) || !sha256(file).equals(line.substring(5, 5 + 64))) {
                        throw new DatabaseFailure("The backup's file " + file + " is damaged.");
                    }
                    files++;
                    bytes += Files.size(file);
                }
            }
            return new Summary(notes, files, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the backup " + backup, e);
        }
    }

    /// Makes a database folder out of a backup, with new passwords; starts it once, so that the log
    /// is replayed, and reads every table completely (the pages carry checksums).
    ///
    /// @param dataDir a folder without a database
    /// @return number of tables read
    public static int restore(Path backup, Path dataDir) {
        read(backup);
        Path folder = dataDir.toAbsolutePath().normalize();
        try {
            if (Files.exists(folder.resolve("cluster"))) {
                throw new DatabaseFailure(
                        "There is a database in " + folder + ": move it away first.");
            }
            Folders.createPrivate(folder);
            Path cluster = folder.resolve("cluster");
            try (var walk = Files.walk(backup.resolve("cluster"))) {
                for (Path file : walk.toList()) {
                    Path to =
                            cluster.resolve(backup.resolve("cluster").relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Folders.createPrivate(to);
                    } else {
                        copy(file, to);
                    }
                }
            }
            EmbeddedDatabase.adopt(folder);
            try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
                return readEverything(database);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot restore into " + folder, e);
        } catch (SQLException e) {
            throw new DatabaseFailure("The restored database does not read back: " + e, e);
        }
    }

    private static int readEverything(EmbeddedDatabase database) throws SQLException {
        int tables = 0;
        DatabaseAccess access = database.superuser().in(EmbeddedDatabase.DATABASE);
        try (Connection connection = access.connect();
                Statement list = connection.createStatement();
                Statement read = connection.createStatement();
                ResultSet rows =
                        list.executeQuery(
                                """
                                SELECT format('SELECT count(*) FROM ONLY %I.%I', n.nspname, c.relname)
                                  FROM pg_class c
                                  JOIN pg_namespace n ON n.oid = c.relnamespace
                                 WHERE c.relkind = 'r'
                                """)) {
            while (rows.next()) {
                read.execute(rows.getString(1));
                tables++;
            }
        }
        return tables;
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
