package vn.pccovid.bench.peer;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The measured process of a peer of `bench link`: reads the files, links, and writes a cluster per
/// row.
public final class PeerProcess {
    private PeerProcess() {}

    /// @param args `duckdb` or `duke`, `plain` or `informed` cleaning, the folder of the input
    ///   files, the file to write: first line `seconds,peak_mib,settings`, then `row,cluster`
    public static void main(String[] args) throws Exception {
        long begun = System.nanoTime();
        boolean informed = args[1].equals("informed");
        LinkFiles files = LinkFiles.read(Path.of(args[2]), informed);
        Pairs pairs =
                switch (args[0]) {
                    case "duckdb" ->
                            DuckDbMatcher.link(
                                    files.people(),
                                    LinkSettings.sql(informed),
                                    LinkSettings.SQL_THRESHOLD);
                    case "duke" ->
                            DukeMatcher.link(
                                    files.people(),
                                    LinkSettings.duke(informed),
                                    LinkSettings.dukeKeys(informed),
                                    LinkSettings::allowed,
                                    LinkSettings.DUKE_THRESHOLD);
                    default -> throw new IllegalArgumentException("no peer " + args[0]);
                };
        int[] clusters = pairs.components(files.rows().length);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double peak = peakMib();
        List<String> settings = new ArrayList<>(pairs.settings());
        settings.add(
                String.format(
                        Locale.ROOT,
                        "%,d pairs compared, %,d linked",
                        pairs.compared(),
                        pairs.linked().size()));
        try (BufferedWriter out = Files.newBufferedWriter(Path.of(args[3]))) {
            out.write(
                    String.format(
                            Locale.ROOT,
                            "%.3f,%.1f,%s%n",
                            seconds,
                            peak,
                            String.join("; ", settings)));
            for (int i = 0; i < clusters.length; i++) {
                out.write(files.rows()[i] + "," + clusters[i] + "\n");
            }
        }
    }

    private static double peakMib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException("no VmHWM in /proc/self/status");
    }
}
