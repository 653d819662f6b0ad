package vn.pccovid.program;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--data`, for every command that touches an installation.
public final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Data folder (default: PCCOVID_DATA, else data beside the launcher).")
    private @Nullable Path data;

    /// The folder chosen.
    public DataFolder folder() {
        return data != null ? new DataFolder(data) : DataFolder.standard(System.getenv());
    }
}
