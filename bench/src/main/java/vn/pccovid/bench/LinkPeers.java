package vn.pccovid.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import vn.pccovid.bench.peer.PeerProcess;

/// `bench link --peer`: Splink's method in DuckDB and Duke 1.2 on the same input files, each in a
/// process of its own.
final class LinkPeers {
    /// A peer below links badly because the data is too hard, or because it is set up badly; one
    /// above has too little to do. Either way the comparison says nothing.
    static final double LEAST_F1 = 0.85;

    static final double MOST_F1 = 0.97;

    private LinkPeers() {}

    /// @param informed whether their input is cleaned with knowledge of the country, too
    static List<LinkPeer> all(boolean informed) {
        String cleaning = informed ? "informed" : "plain";
        return List.of(new Peer("duckdb", cleaning), new Peer("duke", cleaning));
    }

    /// A peer in a child process with the class path of this one.
    private record Peer(String name, String cleaning) implements LinkPeer {
        private static final int LEAST_HEAP_MIB = 1_000;
        private static final double HEAP_BYTES_PER_ROW = 8_000;

        @Override
        public String command() {
            return PeerProcess.class.getName() + " " + name + " " + cleaning;
        }

        @Override
        public Result run(Path folder) throws IOException, InterruptedException {
            long rows;
            try (var lines = Files.lines(folder.resolve("truth.csv"))) {
                rows = lines.count() - 1;
            }
            long heap = LEAST_HEAP_MIB + (long) (rows * HEAP_BYTES_PER_ROW / (1 << 20));
            Path output = Files.createTempFile("pccovid-peer-", ".csv");
            Path messages = Files.createTempFile("pccovid-peer-", ".log");
            try {
                int code =
                        new ProcessBuilder(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx" + heap + "m",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "--sun-misc-unsafe-memory-access=allow",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        PeerProcess.class.getName(),
                                        name,
                                        cleaning,
                                        folder.toString(),
                                        output.toString())
                                .redirectErrorStream(true)
                                .redirectOutput(messages.toFile())
                                .start()
                                .waitFor();
                if (code != 0) {
                    throw new IllegalStateException(
                            "the peer "
                                    + name
                                    + " ended with "
                                    + code
                                    + "; its library is a dependency of the module bench, build again"
                                    + " if a class is missing:\n"
                                    + Files.readString(messages));
                }
                return read(output, (int) rows);
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(messages);
            }
        }

        private static Result read(Path file, int rows) throws IOException {
            long[] row = new long[rows];
            int[] cluster = new int[rows];
            try (BufferedReader in = Files.newBufferedReader(file)) {
                String[] figures = in.readLine().split(",", 3);
                for (int i = 0; i < rows; i++) {
                    String[] cells = in.readLine().split(",", -1);
                    row[i] = Long.parseLong(cells[0]);
                    cluster[i] = Integer.parseInt(cells[1]);
                }
                return new Result(
                        row,
                        cluster,
                        Double.parseDouble(figures[0]),
                        Double.parseDouble(figures[1]),
                        figures[2]);
            }
        }
    }

    /// What a peer reached.
    ///
    /// @param json its figures, each followed by a comma, for the last line
    /// @param fair whether its F1 is from 0.85 to 0.97
    record Outcome(String name, double recordsPerSecond, String json, boolean fair) {}

    /// Runs a peer once and prints what it did.
    static Outcome measure(LinkPeer peer, Path folder, PrintStream out) throws Exception {
        LinkPeer.Result result = peer.run(folder);
        PairQuality quality = quality(folder, result);
        double precision = quality.precision();
        double recall = quality.recall();
        double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        double rate = result.rows().length / result.seconds();
        out.printf(
                Locale.ROOT,
                "peer %s: %,d rows in %.1f s, %,.0f records/s, precision %.4f, recall %.4f, F1 %.4f, peak %,.0f MiB%n"
                        + "  %s%n  %s%n",
                peer.name(),
                result.rows().length,
                result.seconds(),
                rate,
                precision,
                recall,
                f1,
                result.peakMib(),
                peer.command(),
                result.settings());
        boolean fair = f1 >= LEAST_F1 && f1 <= MOST_F1;
        if (!fair) {
            out.printf(
                    Locale.ROOT,
                    "  F1 %.4f is not between %.2f and %.2f: the data is too %s for this peer, the comparison says nothing%n",
                    f1,
                    LEAST_F1,
                    MOST_F1,
                    f1 < LEAST_F1 ? "hard" : "easy");
        }
        String json =
                String.format(
                        Locale.ROOT,
                        "\"%1$s_records_per_s\":%2$.0f,\"%1$s_precision\":%3$.5f,\"%1$s_recall\":%4$.5f,"
                                + "\"%1$s_f1\":%5$.5f,\"%1$s_peak_mib\":%6$.0f,",
                        peer.name(),
                        rate,
                        precision,
                        recall,
                        f1,
                        result.peakMib());
        return new Outcome(peer.name(), rate, json, fair);
    }

    /// Pairs of rows of one cluster; recall over pairs of one person's rows with strong or weak
    /// evidence.
    static PairQuality quality(Path folder, LinkPeer.Result result) throws IOException {
        Map<Long, Integer> clusters = new HashMap<>();
        for (int i = 0; i < result.rows().length; i++) {
            clusters.put(result.rows()[i], result.clusters()[i]);
        }
        Map<Integer, Integer> linked = new HashMap<>();
        Map<String, Integer> right = new HashMap<>();
        Map<String, Integer> people = new HashMap<>();
        Map<String, Integer> found = new HashMap<>();
        try (BufferedReader in = Files.newBufferedReader(folder.resolve("truth.csv"))) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] cells = line.split(",", -1);
                int cluster = clusters.getOrDefault(Long.valueOf(cells[0]), -1);
                String both = cluster + " " + cells[1];
                linked.merge(cluster, 1, Integer::sum);
                right.merge(both, 1, Integer::sum);
                if (!cells[2].equals("none")) {
                    people.merge(cells[1], 1, Integer::sum);
                    found.merge(both, 1, Integer::sum);
                }
            }
        }
        long together = pairs(linked);
        return new PairQuality(together, together - pairs(right), pairs(people), pairs(found));
    }

    private static long pairs(Map<?, Integer> sizes) {
        return sizes.values().stream().mapToLong(n -> (long) n * (n - 1) / 2).sum();
    }
}
