package vn.pccovid.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.exchange.Imports;
import vn.pccovid.server.person.LinkageModels;
import vn.pccovid.server.person.ModelComparison;
import vn.pccovid.server.person.ModelTraining;

/// How one linkage model takes the place of another: `links train`, `models`, `compare`, `adopt`,
/// `weights`.
final class ModelCommands {
    private ModelCommands() {}

    /// What they share.
    abstract static class OnInstallation implements Runnable {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private DataOption data = new DataOption();

        @Override
        public final void run() {
            data.folder().requireInstallation(System.getenv());
            try (Application application = Application.start(Settings.of(data.folder()))) {
                Scopes.run(Scope.worker(Purpose.OPERATION), () -> run(application, out()));
            }
        }

        abstract void run(Application application, PrintWriter out);

        PrintWriter out() {
            return Objects.requireNonNull(spec).commandLine().getOut();
        }

        CommandSpec spec() {
            return Objects.requireNonNull(spec);
        }
    }

    @Command(
            name = "train",
            mixinStandardHelpOptions = true,
            description = {
                "Learn a linkage model from the records of this installation, without labels.",
                "It is kept, not used: put it beside the one in force with `links compare`, then"
                        + " `links adopt`."
            })
    static final class Train extends OnInstallation {
        @Parameters(paramLabel = "VERSION", description = "Name of the new model, like 2021-11-a.")
        private String version = "";

        @Option(names = "--by", required = true, description = "Who trains it.")
        private String by = "";

        @Option(
                names = "--most",
                defaultValue = "5000000",
                description = "Records to learn from, oldest first (default: ${DEFAULT-VALUE}).")
        private long most;

        @Override
        void run(Application application, PrintWriter out) {
            ModelTraining.Learnt learnt =
                    application.bean(ModelTraining.class).train(version, by, most);
            out.printf(
                    Locale.ROOT,
                    "Model %s was learnt from %,d records. Next: links compare %s%n",
                    learnt.model().version(),
                    learnt.records(),
                    learnt.model().version());
        }
    }

    @Command(
            name = "models",
            mixinStandardHelpOptions = true,
            description = "List the linkage models and say which is in force.")
    static final class ListModels extends OnInstallation {
        @Override
        void run(Application application, PrintWriter out) {
            LinkageModels models = application.bean(LinkageModels.class);
            List<LinkageModels.Line> learnt = models.learnt();
            boolean shipped = learnt.stream().noneMatch(LinkageModels.Line::inForce);
            out.printf("%-40s shipped%s%n", shippedVersion(), shipped ? ", in force" : "");
            learnt.forEach(line ->
                    out.printf(
                            Locale.ROOT,
                            "%-40s learnt from %,d records on %s by %s%s%n",
                            line.version(),
                            line.records(),
                            line.trainedAt(),
                            line.trainedBy(),
                            line.inForce() ? ", in force" : line.reviewed() ? ", compared" : ""));
        }

        private static String shippedVersion() {
            return vn.pccovid.lib.linkage.LinkageModel.standard().version();
        }
    }

    @Command(
            name = "weights",
            mixinStandardHelpOptions = true,
            description = "Write a model as text: every level with its m and u, every frequency.")
    static final class Weights extends OnInstallation {
        @Parameters(
                paramLabel = "VERSION",
                arity = "0..1",
                description = "Default: the model in force.")
        private @Nullable String version;

        @Override
        void run(Application application, PrintWriter out) {
            LinkageModels models = application.bean(LinkageModels.class);
            out.print((version == null ? models.current() : models.required(version)).write());
            out.flush();
        }
    }

    @Command(
            name = "compare",
            mixinStandardHelpOptions = true,
            description = {
                "Judge every record by the model in force and by another one, and count what they"
                        + " decide otherwise. Changes nothing."
            })
    static final class Compare extends OnInstallation {
        @Parameters(paramLabel = "VERSION", description = "The model to put beside.")
        private String version = "";

        @Option(
                names = "--most",
                defaultValue = "9223372036854775807",
                description = "Records to judge, oldest first (default: all).")
        private long most;

        @Option(
                names = "--out",
                description = "Write the records decided otherwise here as CSV, 0600; no names.")
        private @Nullable Path file;

        @Override
        void run(Application application, PrintWriter out) {
            PrivateFile.check(file);
            ModelComparison comparison = application.bean(ModelComparison.class);
            ModelComparison.Report report;
            if (file == null) {
                report = comparison.compare(version, most, change -> {});
            } else {
                try (Writer writer = PrivateFile.orOutput(file, spec().commandLine())) {
                    writer.write(
                            "record,source,before,after,probability_before,probability_after\n");
                    report = comparison.compare(version, most, change -> line(writer, change));
                } catch (IOException e) {
                    throw new UncheckedIOException("Cannot write " + file, e);
                }
            }
            out.printf(
                    Locale.ROOT,
                    "%,d records judged by %s (in force) and %s: %,d decided otherwise.%n",
                    report.records(),
                    report.beside(),
                    report.version(),
                    report.changed());
            Function<Map.Entry<String, Long>, Long> count = Map.Entry::getValue;
            report.changes().entrySet().stream()
                    .sorted((a, b) -> Long.compare(count.apply(b), count.apply(a)))
                    .forEach(e ->
                            out.printf(
                                    Locale.ROOT,
                                    "  %-28s %,10d  (%.4f %%)%n",
                                    e.getKey().replace(">", " → "),
                                    e.getValue(),
                                    100.0 * e.getValue() / Math.max(1, report.records())));
        }

        private static void line(Writer writer, ModelComparison.Change change) {
            try {
                writer.write(
                        "%s,%s,%s,%s,%s,%s%n"
                                .formatted(
                                        change.recordId(),
                                        change.source(),
                                        change.before().name().toLowerCase(Locale.ROOT),
                                        change.after().name().toLowerCase(Locale.ROOT),
                                        change.probabilityBefore(),
                                        change.probabilityAfter()));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write the changes", e);
            }
        }
    }

    @Command(
            name = "adopt",
            mixinStandardHelpOptions = true,
            description = {
                "Put a compared model in force. Waiting records are judged again by it; no link is"
                        + " broken.",
                "The version that was in force before (or the shipped one) can be adopted again the"
                        + " same way."
            })
    static final class Adopt extends OnInstallation {
        @Parameters(paramLabel = "VERSION", description = "The model to use from now on.")
        private String version = "";

        @Option(names = "--approved-by", required = true, description = "Who answers for it.")
        private String approvedBy = "";

        @Option(names = "--seconded-by", required = true, description = "Somebody else who does.")
        private String secondedBy = "";

        @Option(names = "--reason", required = true, description = "Why, for those who come later.")
        private String reason = "";

        @Override
        void run(Application application, PrintWriter out) {
            Imports imports = application.bean(Imports.class);
            if (!imports.interrupted().isEmpty()) {
                throw Problem.of("person.import_under_way");
            }
            application.bean(LinkageModels.class).adopt(version, approvedBy, secondedBy, reason);
            out.println("Model " + version + " is in force. Settling those who waited ...");
            var settled = application.bean(vn.pccovid.server.person.People.class).settle();
            out.printf(
                    Locale.ROOT,
                    "%,d judged again: %,d linked, %,d founded, %,d joined; %,d wait.%n",
                    settled.judged(),
                    settled.linked(),
                    settled.created(),
                    settled.joined(),
                    settled.waiting());
        }
    }
}
