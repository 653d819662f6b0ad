package vn.pccovid.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.pccovid.postgres.DatabaseCpu;
import vn.pccovid.postgres.DatabaseMemory;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.exchange.Fate;
import vn.pccovid.server.exchange.Imports;
import vn.pccovid.server.exchange.RunReport;
import vn.pccovid.server.pass.Passes;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Import files of other systems; every row meets its fate in a ledger.",
            "The kind of a file follows from its name (population.csv, vaccination_doses-1009.xlsx), or"
                    + " from --kind. An interrupted import continues where it was; a file imported"
                    + " before changes nothing."
        })
final class ImportCommand implements Callable<Integer> {
    /// Refused rows named per file; all of them stand in the ledger.
    private static final int REFUSED_SHOWN = 5;

    /// Rows between two full collections. Records that were remembered and gave way to others stay
    /// in the old generation until one comes; left to itself it would come when the heap limit is
    /// reached, and memory would grow with the file until then.
    private static final long ROWS_PER_COLLECTION = 100_000;

    @Spec private @Nullable CommandSpec spec;
    @Mixin private DataOption data = new DataOption();

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files, or folders with files of known names.")
    private List<Path> paths = List.of();

    @Option(names = "--kind", description = "Kind of the one file given, such as ncovi.")
    private @Nullable String kind;

    @Option(names = "--report", description = "Write the figures as one flat JSON object.")
    private @Nullable Path report;

    /// For measuring: what is compiled while these files are imported is not compiled again on the
    /// clock.
    @Option(
            names = "--warm-up",
            hidden = true,
            paramLabel = "PATH",
            description = "Import these files first; neither counted nor timed.")
    private @Nullable Path warmUp;

    private long rowsOfFile;
    private long rowsSinceCollection;

    private final @Nullable Clock clock;

    ImportCommand() {
        this(null);
    }

    /// @param clock null: the machine's
    ImportCommand(@Nullable Clock clock) {
        this.clock = clock;
    }

    /// One file to read.
    private record Work(Imports.FileKind kind, Path path) {}

    @Override
    public Integer call() {
        List<Work> work = new ArrayList<>(work(paths));
        PrintWriter out = command().getOut();
        Settings settings = Settings.of(data.folder());
        if (clock != null) {
            settings = settings.withClock(clock);
        }
        try (Application application = Application.start(settings)) {
            @Nullable DatabaseMemory memory =
                    report == null
                            ? null
                            : application.database().map(DatabaseMemory::of).orElse(null);
            Imports imports = application.bean(Imports.class);
            Passes passes = application.bean(Passes.class);
            WarmUp warmed = warm(imports, passes, out);
            Map<Fate, Long> fates = new EnumMap<>(Fate.class);
            long rows = 0;
            boolean well = true;
            Cpu before = Cpu.now(application);
            long begun = System.nanoTime();
            // What a killed import left half done comes first: so links are settled when, and only
            // when, an undisturbed import would have settled them.
            List<Imports.FileKind> interrupted = imports.interrupted();
            work.sort(Comparator.comparing(w -> !interrupted.contains(w.kind())));
            // Colours once at the end, not once per source.
            try (Passes.Hold hold = passes.hold()) {
                for (Work one : work) {
                    @Nullable RunReport run = read(imports, one, out);
                    if (run == null) {
                        well = false;
                        continue;
                    }
                    run.fates().forEach((fate, count) -> fates.merge(fate, count, Long::sum));
                    rows += run.rows();
                    well &= complete(run, out);
                }
                ProgressLine line = new ProgressLine(out, "colours");
                line.done("%,d people".formatted(passes.catchUp()));
                Objects.requireNonNull(hold);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            long databaseMib = 0;
            if (memory != null) {
                databaseMib = memory.peakMib();
                memory.close();
            }
            Cpu used = Cpu.now(application).minus(before);
            print(fates, rows, seconds, out);
            write(fates, rows, seconds, databaseMib, used, warmed);
            return well ? 0 : 1;
        }
    }

    private record WarmUp(long rows, double seconds) {}

    private WarmUp warm(Imports imports, Passes passes, PrintWriter out) {
        if (warmUp == null) {
            return new WarmUp(0, 0);
        }
        long begun = System.nanoTime();
        long rows = 0;
        try (Passes.Hold hold = passes.hold()) {
            for (Work one : work(List.of(warmUp))) {
                @Nullable RunReport run = read(imports, one, out);
                rows += run == null ? 0 : run.rows();
            }
            passes.catchUp();
            Objects.requireNonNull(hold);
        }
        return new WarmUp(rows, (System.nanoTime() - begun) / 1e9);
    }

    /// Processor time of this process and of the embedded database, in microseconds.
    private record Cpu(long own, long database) {
        static Cpu now(Application application) {
            return new Cpu(
                    ProcessHandle.current()
                                    .info()
                                    .totalCpuDuration()
                                    .orElse(Duration.ZERO)
                                    .toNanos()
                            / 1_000,
                    application.database().map(d -> DatabaseCpu.of(d).toMillis()).orElse(0L)
                            * 1_000);
        }

        Cpu minus(Cpu before) {
            return new Cpu(own - before.own, database - before.database);
        }
    }

    private CommandLine command() {
        return Objects.requireNonNull(spec).commandLine();
    }

    /// Null: the file as a whole was refused, which has been said; the others go on.
    private @Nullable RunReport read(Imports imports, Work work, PrintWriter out) {
        ProgressLine line = new ProgressLine(out, work.kind().file());
        RunReport run;
        try {
            run =
                    imports.importFile(
                            work.kind().source(),
                            work.kind().file(),
                            work.path(),
                            p -> {
                                line.at(p.bytes(), p.totalBytes());
                                collect(p.rows());
                            });
        } catch (Problem problem) {
            line.done("refused");
            command()
                    .getErr()
                    .printf(
                            "%s: %s (%s)%n",
                            work.path(), problem.sentences().en(), problem.code().value());
            command().getErr().flush();
            return null;
        }
        line.done(
                "%,d rows%s"
                        .formatted(
                                run.rows(),
                                run.resumedAt() > 0
                                        ? ", continued at row %,d".formatted(run.resumedAt())
                                        : ""));
        long refused = run.fates().getOrDefault(Fate.REFUSED, 0L);
        if (refused > 0) {
            out.printf("    %,d rows refused, the first of them:%n", refused);
            imports.refusedRows(run.runId(), REFUSED_SHOWN)
                    .forEach(r ->
                            out.printf(
                                    "    line %d%s: %s (%s)%n",
                                    r.line(),
                                    r.column().isEmpty() ? "" : ", column " + r.column(),
                                    r.en(),
                                    r.code()));
        }
        return run;
    }

    /// @param rows of this file so far
    private void collect(long rows) {
        rowsSinceCollection += rows < rowsOfFile ? rows : rows - rowsOfFile;
        rowsOfFile = rows;
        if (rowsSinceCollection >= ROWS_PER_COLLECTION) {
            rowsSinceCollection = 0;
            System.gc();
        }
    }

    private static boolean complete(RunReport run, PrintWriter out) {
        long sum = run.fates().values().stream().mapToLong(Long::longValue).sum();
        if (!run.state().equals("finished") || sum != run.rows()) {
            out.printf("  %s: %s, %,d rows, %,d fates%n", run.file(), run.state(), run.rows(), sum);
            return false;
        }
        return true;
    }

    private List<Work> work(List<Path> paths) {
        List<Work> work = new ArrayList<>();
        if (kind != null && (paths.size() != 1 || Files.isDirectory(paths.getFirst()))) {
            throw new ParameterException(command(), "--kind is for one file.");
        }
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                int before = work.size();
                for (Imports.FileKind known : Imports.fileKinds()) {
                    for (String ending : List.of(".csv", ".xlsx")) {
                        Path file = path.resolve(known.file() + ending);
                        if (Files.exists(file)) {
                            work.add(new Work(known, file));
                        }
                    }
                }
                if (work.size() == before) {
                    throw new Refusal(path + " holds no file of a known name.");
                }
            } else if (Files.isRegularFile(path)) {
                String name = kind != null ? kind : path.getFileName().toString();
                work.add(
                        new Work(
                                kindOf(name)
                                        .orElseThrow(() ->
                                                new ParameterException(
                                                        command(),
                                                        "What is "
                                                                + path
                                                                + "? Say --kind, one of "
                                                                + kinds()
                                                                + ".")),
                                path));
            } else {
                throw new Refusal("There is no " + path + ".");
            }
        }
        return work;
    }

    private static Optional<Imports.FileKind> kindOf(String name) {
        String stem = name.toLowerCase(Locale.ROOT);
        // An answer is named whole: `insurance_answers` is no export of `insurance`.
        return Stream.concat(Imports.answerKinds().stream(), Imports.fileKinds().stream())
                .filter(k -> stem.matches(k.file() + "([^a-z_].*)?"))
                .findFirst();
    }

    private static String kinds() {
        return String.join(", ", Imports.fileKinds().stream().map(Imports.FileKind::file).toList());
    }

    private static void print(Map<Fate, Long> fates, long rows, double seconds, PrintWriter out) {
        out.println("Ledger");
        fates.forEach((fate, count) -> out.printf("  %-18s %,12d%n", fate.text(), count));
        out.printf(
                "  %-18s %,12d rows in %.1f s: %,.0f a second%n",
                "together", rows, seconds, rows / seconds);
        out.flush();
    }

    private void write(
            Map<Fate, Long> fates,
            long rows,
            double seconds,
            long databaseMib,
            Cpu used,
            WarmUp warmed) {
        if (report == null) {
            return;
        }
        StringBuilder json = new StringBuilder("{");
        fates.forEach((fate, count) ->
                json.append('"').append(fate.text()).append("\":").append(count).append(','));
        json.append(
                String.format(
                        Locale.ROOT,
                        "\"rows\":%d,\"seconds\":%.3f,\"records_per_s\":%.1f,\"peak_mib\":%d,\"peak_db_mib\":%d,"
                                + "\"cpu_us_per_row\":%.1f,\"db_cpu_us_per_row\":%.1f,"
                                + "\"warm_up_rows\":%d,\"warm_up_s\":%.3f}",
                        rows,
                        seconds,
                        rows / seconds,
                        ProcessMemory.peakMib(),
                        databaseMib,
                        (double) used.own() / Math.max(1, rows),
                        (double) used.database() / Math.max(1, rows),
                        warmed.rows(),
                        warmed.seconds()));
        try {
            Files.writeString(report, json + "\n");
        } catch (IOException e) {
            throw new Refusal("The import is done, but " + report + " cannot be written.", e);
        }
    }
}
