package vn.pccovid.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Who runs this program, as far as PostgreSQL minds.
final class Caller {
    private Caller() {}

    static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    /// The words before a command that make root look like an ordinary user to it.
    static List<String> ordinaryUser() {
        if (!Namespace.AVAILABLE) {
            throw new DatabaseFailure(
                    "PostgreSQL refuses to run as root, and this machine forbids user namespaces"
                            + " (unshare -U). Run ./pccovid as an ordinary user.");
        }
        return List.of("unshare", "-U");
    }

    /// Tried once, when first needed.
    private static final class Namespace {
        static final boolean AVAILABLE = tried();

        private static boolean tried() {
            try {
                Process process =
                        new ProcessBuilder("unshare", "-U", "true")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start();
                return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
