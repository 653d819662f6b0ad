package vn.pccovid.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.pccovid.server.exchange.Imports;

@Command(
        name = "links",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        description =
                "Write whom every record counts for, as CSV: source, source key, person, probability,"
                        + " who decided.",
        subcommands = {
            ThresholdsCommand.class,
            ModelCommands.ListModels.class,
            ModelCommands.Weights.class,
            ModelCommands.Train.class,
            ModelCommands.Compare.class,
            ModelCommands.Adopt.class
        })
final class LinksCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private DataOption data = new DataOption();

    @Option(names = "--out", description = "File to write, 0600 (default: standard output).")
    private @Nullable Path out;

    @Override
    public void run() {
        data.folder().requireInstallation(System.getenv());
        PrivateFile.check(out);
        try (Application application = Application.start(Settings.of(data.folder()));
                Writer writer =
                        PrivateFile.orOutput(out, Objects.requireNonNull(spec).commandLine())) {
            application.bean(Imports.class).links(writer);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the links", e);
        }
    }
}
