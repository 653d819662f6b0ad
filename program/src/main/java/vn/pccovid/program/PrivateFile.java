package vn.pccovid.program;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Where exports about people go.
final class PrivateFile {
    private PrivateFile() {}

    /// Says no before any work is done, if the file cannot be made.
    static void check(@Nullable Path file) {
        if (file == null) {
            return;
        }
        if (Files.exists(file)) {
            throw new Refusal(file + " is there already.");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder)) {
            throw new Refusal("Cannot write into the folder of " + file + ".");
        }
    }

    /// A file that only we can read, or the command's output, which closing leaves open.
    static Writer orOutput(@Nullable Path file, CommandLine command) throws IOException {
        if (file == null) {
            return new FilterWriter(command.getOut()) {
                @Override
                public void close() throws IOException {
                    flush();
                }
            };
        }
        check(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }
}
