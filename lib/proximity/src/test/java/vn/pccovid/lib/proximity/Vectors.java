package vn.pccovid.lib.proximity;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Public test vectors that are not part of the sources; `-Dpccovid.data=FOLDER` says where else
/// they lie.
final class Vectors {
    private Vectors() {}

    /// The file, or the test is skipped and says which is missing.
    static Path of(String name) {
        Path folder =
                Path.of(System.getProperty("pccovid.data", "../../../shared/data"))
                        .resolve("exposure");
        for (Path base : new Path[] {folder, Path.of("../../../../shared/data/exposure")}) {
            if (Files.isReadable(base.resolve(name))) {
                return base.resolve(name);
            }
        }
        Assumptions.abort("skipped: no " + folder.resolve(name).toAbsolutePath().normalize());
        throw new AssertionError();
    }
}
