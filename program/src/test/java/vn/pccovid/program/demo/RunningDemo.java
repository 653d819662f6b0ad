package vn.pccovid.program.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import vn.pccovid.program.Main;

/// `./pccovid demo` as a process of its own, so that everything it says can be read afterwards.
///
/// @param root folder of the demo
/// @param printed everything on its standard output and standard error
record RunningDemo(Process process, Path root, Path printed, String address)
        implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    /// The last words before a demo waits for visitors.
    private static final String READY = "Ctrl-C ends it";

    static RunningDemo start(Path folder, int people) throws IOException, InterruptedException {
        int port = freePort();
        Path root = folder.resolve("demo");
        Path printed = folder.resolve("printed.txt");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx1g",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1", // a short life
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Djava.awt.headless=true",
                                "-Duser.timezone=UTC",
                                "-Dfile.encoding=UTF-8",
                                "-Dstdout.encoding=UTF-8",
                                "-Dstderr.encoding=UTF-8",
                                "-Djava.io.tmpdir="
                                        + Files.createDirectory(folder.resolve("temporary")),
                                // More than an installation writes: what leaks at INFO shows too.
                                "-Dlogging.level.root=INFO",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "demo",
                                "--people",
                                String.valueOf(people),
                                "--data",
                                root.toString(),
                                "--port",
                                String.valueOf(port))
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
        var demo = new RunningDemo(process, root, printed, "https://localhost:" + port);
        long begun = System.nanoTime();
        while (!demo.said().contains(READY)) {
            if (!process.isAlive() || System.nanoTime() - begun > LONGEST_START.toNanos()) {
                demo.close();
                throw new IllegalStateException("the demo did not start:\n" + demo.said());
            }
            Thread.sleep(200);
        }
        return demo;
    }

    /// What it printed so far.
    String said() throws IOException {
        return Files.exists(printed) ? Files.readString(printed) : "";
    }

    /// Every log it wrote: what it printed, and each file of its folder that is not data.
    List<Path> logs() throws IOException {
        Path sources = root.resolve("sources");
        Path database = root.resolve("data").resolve("database");
        try (Stream<Path> files = Files.walk(root)) {
            return Stream.concat(
                            Stream.of(printed),
                            files.filter(Files::isRegularFile)
                                    .filter(f -> !f.startsWith(sources))
                                    .filter(f ->
                                            !f.startsWith(database)
                                                    || f.getFileName().toString().contains(".log")))
                    .toList();
        }
    }

    Path followup() {
        return root.resolve("sources").resolve("followup");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
