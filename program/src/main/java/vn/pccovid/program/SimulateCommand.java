package vn.pccovid.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vn.pccovid.simulation.Simulation;
import vn.pccovid.simulation.SimulationOptions;
import vn.pccovid.simulation.SimulationReport;

@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "Write the files of a synthetic nation: nine sources with their errors, and the truth."
                        + " Nobody in them exists.")
final class SimulateCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--out", required = true, description = "Folder for the files.")
    private Path out = Path.of("nation");

    @Option(
            names = "--people",
            defaultValue = "20000",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private int people;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "The same seed gives the same bytes (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--province", description = "Two-digit code to stay in (default: the nation).")
    private @Nullable String province;

    @Option(names = "--district", description = "Three-digit code to stay in.")
    private @Nullable String district;

    @Option(
            names = "--as-of",
            defaultValue = "2021-10-10",
            description = "Morning of the exports (default: ${DEFAULT-VALUE}).")
    private LocalDate asOf = LocalDate.of(2021, 10, 10);

    @Override
    public void run() {
        CommandSpec command = java.util.Objects.requireNonNull(spec);
        PrintWriter print = command.commandLine().getOut();
        SimulationOptions options;
        try {
            options = new SimulationOptions(people, seed, province, district, asOf);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
        try {
            ProgressLine line = new ProgressLine(print, "simulating");
            SimulationReport report =
                    Simulation.generate(options, out, p -> line.at(p.people(), p.total()));
            line.done("%,d people".formatted(report.people()));
            new TreeMap<>(report.rows())
                    .forEach((file, rows) -> print.printf("  %-28s %,12d rows%n", file, rows));
            print.println("Errors, as wanted and as they came out:");
            report.lines().forEach(l -> print.println("  " + l));
            print.println("Files are in " + out);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + out, e);
        }
    }
}
