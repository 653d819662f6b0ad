package vn.pccovid.server.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that are there completely or not at all, also after a power cut, and private to us.
final class KeyFolder {
    private KeyFolder() {}

    static void createPrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /// Writes a file that must not exist yet.
    ///
    /// @return false if it was there already; then it is unchanged
    static boolean createOnce(Path file, byte[] content) throws IOException {
        Path temporary = temporary(file, content);
        try {
            // A hard link, unlike a rename, never replaces what another process made meanwhile.
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(parent(file));
        return true;
    }

    static void replace(Path file, byte[] content) throws IOException {
        Files.move(
                temporary(file, content),
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        sync(parent(file));
    }

    static boolean delete(Path file) throws IOException {
        boolean was = Files.deleteIfExists(file);
        sync(parent(file));
        return was;
    }

    private static Path temporary(Path file, byte[] content) throws IOException {
        Path temporary =
                Files.createTempFile(
                        parent(file),
                        ".writing-",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        return temporary;
    }

    static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("A file in no folder: " + file);
        }
        return parent;
    }

    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }
}
