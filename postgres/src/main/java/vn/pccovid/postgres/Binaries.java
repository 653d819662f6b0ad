package vn.pccovid.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's own programs, unpacked once per version into the user's cache folder.
final class Binaries {
    private Binaries() {}

    /// Folder with `bin/`, `lib/`, `share/`.
    ///
    /// @param jar a jar with the archive inside, or null for the one on the class path
    static Path unpacked(@Nullable Path jar) {
        String entry = "postgres-linux-" + architecture() + ".txz";
        try {
            byte[] archive = read(jar, entry);
            String digest =
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(archive))
                            .substring(0, 16);
            Path folder = cache().resolve("postgres-" + digest);
            if (Files.isExecutable(folder.resolve("bin/postgres"))) {
                return folder;
            }
            Files.createDirectories(folder.getParent());
            Path fresh = Files.createTempDirectory(folder.getParent(), "unpacking-");
            unpack(archive, fresh);
            try {
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                // Another process was faster: its copy is as good as ours.
                Folders.delete(fresh);
                if (!Files.isExecutable(folder.resolve("bin/postgres"))) {
                    throw e;
                }
            }
            return folder;
        } catch (IOException e) {
            throw new DatabaseFailure("Cannot unpack the embedded PostgreSQL: " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(@Nullable Path jar, String entry) throws IOException {
        if (jar == null) {
            try (InputStream in = Binaries.class.getResourceAsStream("/" + entry)) {
                if (in == null) {
                    throw new DatabaseFailure(
                            "No embedded PostgreSQL for this machine ("
                                    + entry
                                    + "): set PCCOVID_DB_URL to use an installed one.");
                }
                return in.readAllBytes();
            }
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry found = zip.getEntry(entry);
            if (found == null) {
                throw new DatabaseFailure(jar.getFileName() + " has no " + entry);
            }
            try (InputStream in = zip.getInputStream(found)) {
                return in.readAllBytes();
            }
        }
    }

    private static void unpack(byte[] archive, Path into) throws IOException {
        try (var xz = new XZInputStream(new java.io.ByteArrayInputStream(archive));
                var tar = new TarArchiveInputStream(new BufferedInputStream(xz))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("Entry outside the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.createLink(target, into.resolve(entry.getLinkName()));
                } else {
                    Files.copy(tar, target);
                    if ((entry.getMode() & 0100) != 0) {
                        Set<PosixFilePermission> all =
                                EnumSet.copyOf(Files.getPosixFilePermissions(target));
                        all.add(PosixFilePermission.OWNER_EXECUTE);
                        Files.setPosixFilePermissions(target, all);
                    }
                }
            }
        }
    }

    private static Path cache() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path base =
                given != null && !given.isBlank()
                        ? Path.of(given)
                        : Path.of(System.getProperty("user.home"), ".cache");
        Path folder = base.resolve("pccovid");
        try {
            Files.createDirectories(folder);
            if (Files.isWritable(folder)) {
                return folder;
            }
        } catch (IOException e) {
            // A home that cannot be written to (a container user): fall through to a private
            // folder.
        }
        return Path.of(
                System.getProperty("java.io.tmpdir"),
                "pccovid-cache-" + System.getProperty("user.name"));
    }

    private static String architecture() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (!os.contains("linux")) {
            throw new DatabaseFailure(
                    "The embedded PostgreSQL runs on Linux only: set PCCOVID_DB_URL to use an"
                            + " installed one.");
        }
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
    }
}
