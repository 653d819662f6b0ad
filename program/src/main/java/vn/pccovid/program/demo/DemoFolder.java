package vn.pccovid.program.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import vn.pccovid.program.DataFolder;
import vn.pccovid.program.Refusal;

/// A data folder that the demo made for itself. The demo's clock, outbox and known passwords exist
/// only in such a folder, so a folder with anything else in it is refused.
record DemoFolder(Path root) {

    private static final String MARKER = "demo.txt";
    private static final String READY = "ready.txt";

    /// Opens a folder of an earlier demo, or makes a new one where there is nothing yet.
    ///
    /// @param options what the demo was made with; a folder made with other options is refused
    static DemoFolder open(Path root, String options) {
        try {
            Path marker = root.resolve(MARKER);
            if (Files.exists(marker)) {
                String before = Files.readString(marker).strip();
                if (!before.equals(options)) {
                    throw new Refusal(
                            "%s holds a demo made with %s, asked is %s. Remove the folder or name another with --data."
                                    .formatted(root, before, options));
                }
                return new DemoFolder(root);
            }
            if (Files.exists(root) && !isEmpty(root)) {
                throw new Refusal(
                        root
                                + " is not a demo folder and not empty: a demo has known passwords and its own clock, so it "
                                + "never runs on other data. Name another folder with --data.");
            }
            Files.createDirectories(root);
            Files.writeString(marker, options + "\n");
            return new DemoFolder(root);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo folder " + root + " cannot be used", e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    DataFolder data() {
        return new DataFolder(root.resolve("data"));
    }

    /// Where the simulated exports lie.
    Path sources() {
        return root.resolve("sources");
    }

    Path clockFile() {
        return root.resolve("clock.txt");
    }

    /// Whether everything was simulated and imported to the end.
    boolean ready() {
        return Files.exists(root.resolve(READY));
    }

    void markReady() {
        try {
            Files.writeString(root.resolve(READY), "imported\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the exports were written to the end.
    boolean simulated() {
        return Files.exists(sources().resolve("truth_people.csv"))
                && Files.exists(root.resolve("simulated.txt"));
    }

    void markSimulated() {
        try {
            Files.writeString(root.resolve("simulated.txt"), "simulated\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes the folder with everything in it.
    void delete() {
        try (var all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
