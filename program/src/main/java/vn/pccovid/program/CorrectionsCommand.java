package vn.pccovid.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vn.pccovid.server.exchange.Imports;

@Command(
        name = "corrections",
        mixinStandardHelpOptions = true,
        description = "Write what a source should put right, as CSV, to give back to it.")
final class CorrectionsCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private DataOption data = new DataOption();

    @Option(names = "--source", required = true, description = "One of the nine sources.")
    private String source = "";

    @Option(names = "--out", description = "File to write, 0600 (default: standard output).")
    private @Nullable Path out;

    @Override
    public void run() {
        List<String> sources =
                Imports.fileKinds().stream().map(Imports.FileKind::source).distinct().toList();
        if (!sources.contains(source)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "No source " + source + "; there are " + String.join(", ", sources) + ".");
        }
        data.folder().requireInstallation(System.getenv());
        PrivateFile.check(out);
        try (Application application = Application.start(Settings.of(data.folder()));
                Writer writer =
                        PrivateFile.orOutput(out, Objects.requireNonNull(spec).commandLine())) {
            application.bean(Imports.class).corrections(source, writer);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the corrections", e);
        }
    }
}
