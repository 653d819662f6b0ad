package vn.pccovid.postgres;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The server process of one cluster folder: started, found again and ended by that folder's own
/// pid file, never by its name.
///
/// PostgreSQL refuses to run as root; then its programs run in a user namespace of their own, where
/// the same files belong to an ordinary user.
final class Postmaster {
    /// After a power cut gigabytes of log are replayed first.
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    /// postmaster.pid notes whole seconds, the kernel boots-plus-ticks: they differ by a little.
    private static final Duration START_TIME_TOLERANCE = Duration.ofSeconds(30);

    private final Path binaries;
    private final Path cluster;

    Postmaster(Path binaries, Path cluster) {
        this.binaries = binaries;
        this.cluster = cluster;
    }

    /// A running server of exactly this cluster folder.
    record Running(ProcessHandle process, int port) {}

    /// What the cluster's postmaster.pid says, if the process behind it is really this cluster's
    /// server: alive, working in this folder, started when the file says.
    Optional<Running> running() {
        Path pidFile = cluster.resolve("postmaster.pid");
        List<String> lines;
        try {
            if (!Files.exists(pidFile)) {
                return Optional.empty();
            }
            lines = Files.readAllLines(pidFile);
            if (lines.size() < 4) {
                return Optional.empty();
            }
            long pid = Math.abs(Long.parseLong(lines.get(0).strip()));
            Optional<ProcessHandle> process =
                    ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::worksHere);
            Instant noted = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()));
            boolean sameStart =
                    process.flatMap(p -> p.info().startInstant())
                            .map(start ->
                                    Duration.between(start, noted)
                                                    .abs()
                                                    .compareTo(START_TIME_TOLERANCE)
                                            < 0)
                            .orElse(true);
            boolean samePlace =
                    Path.of(lines.get(1).strip()).toRealPath().equals(cluster.toRealPath());
            if (process.isEmpty() || !sameStart || !samePlace) {
                return Optional.empty();
            }
            return Optional.of(new Running(process.get(), Integer.parseInt(lines.get(3).strip())));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean worksHere(ProcessHandle process) {
        try {
            return Path.of("/proc", Long.toString(process.pid()), "cwd")
                    .toRealPath()
                    .equals(cluster.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /// Removes a pid file whose process is gone, so that a number reused by another program cannot
    /// keep the server from starting.
    void forgetStalePidFile() throws IOException {
        if (running().isEmpty()) {
            Files.deleteIfExists(cluster.resolve("postmaster.pid"));
        }
    }

    void initialise(Path passwordFile, boolean durable) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program("initdb"),
                                "--pgdata=" + cluster,
                                "--username=postgres",
                                "--pwfile=" + passwordFile,
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--no-locale",
                                "--data-checksums"));
        if (!durable) {
            command.add("--no-sync");
        }
        run(command, "initdb");
    }

    void start(Path log) {
        run(
                List.of(
                        program("pg_ctl"),
                        "start",
                        "--pgdata=" + cluster,
                        "--log=" + log,
                        "--wait",
                        "--timeout=" + START_LIMIT.toSeconds(),
                        "--silent"),
                "pg_ctl start");
    }

    /// Runs one statement without a server (single-user mode: no port, no authentication), after
    /// replaying the log.
    void single(String sql) throws IOException {
        Path input = Files.createTempFile(cluster.getParent(), "statement-", ".sql");
        try {
            Files.writeString(input, sql + "\n");
            run(
                    List.of(program("postgres"), "--single", "-D", cluster.toString(), "postgres"),
                    "postgres --single",
                    input.toFile());
        } finally {
            Files.deleteIfExists(input);
        }
    }

    /// Ends the server: politely, and at once if it does not follow within a minute.
    void stop() {
        Optional<Running> running = running();
        if (running.isEmpty()) {
            return;
        }
        try {
            pgCtlStop("fast", 60);
        } catch (DatabaseFailure e) {
            pgCtlStop("immediate", 30);
        }
    }

    private void pgCtlStop(String mode, int seconds) {
        run(
                List.of(
                        program("pg_ctl"),
                        "stop",
                        "--pgdata=" + cluster,
                        "--mode=" + mode,
                        "--wait",
                        "--timeout=" + seconds,
                        "--silent"),
                "pg_ctl stop");
    }

    private String program(String name) {
        return binaries.resolve("bin").resolve(name).toString();
    }

    private static void run(List<String> command, String what) {
        run(command, what, new File("/dev/null"));
    }

    private static void run(List<String> command, String what, File input) {
        List<String> full = new ArrayList<>();
        if (Caller.isRoot()) {
            full.addAll(Caller.ordinaryUser());
        }
        full.addAll(command);
        try {
            Path output = Files.createTempFile("pccovid-", ".out");
            try {
                Process process =
                        new ProcessBuilder(full)
                                .redirectInput(input)
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile())
                                .start();
                if (!process.waitFor(START_LIMIT.toSeconds() + 30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new DatabaseFailure(what + " did not end in time");
                }
                if (process.exitValue() != 0) {
                    throw new DatabaseFailure(
                            what
                                    + " failed with exit code "
                                    + process.exitValue()
                                    + ": "
                                    + Files.readString(output).strip());
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseFailure(what + " was interrupted", e);
        }
    }
}
