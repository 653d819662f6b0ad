package vn.pccovid.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// `bench link`, with `--peer` beside Splink's method in DuckDB and Duke 1.2: ours runs before,
/// between and after them on the same files, the median counts.
///
/// Options beside those of [LinkBench]: `--peer`; `--peer-informed` (their input cleaned with
/// knowledge of the country, too). With peers 100,000 people are the default, and the exit code is
/// 1 when a peer's F1 is not from 0.85 to 0.97.
public final class LinkBesidePeers implements Bench {
    private static final String FOLDER = "--folder";
    private static final String RUNS = "--runs";
    private static final String RATE = "records_per_s";

    @Override
    public int run(String[] args, PrintStream out) throws Exception {
        List<String> options = new ArrayList<>(Arrays.asList(args));
        boolean informed = options.remove("--peer-informed");
        boolean peers = options.remove("--peer") || informed;
        if (!peers) {
            return new LinkBench().run(args, out);
        }
        String given = LinkBench.option(options, FOLDER, "");
        Path folder = given.isEmpty() ? Files.createTempDirectory("pccovid-link-") : Path.of(given);
        try {
            if (given.isEmpty()) {
                make(folder, options, out);
                options.addAll(List.of(FOLDER, folder.toString()));
            }
            return measure(folder, options, informed, out);
        } finally {
            if (given.isEmpty()) {
                delete(folder);
            }
        }
    }

    private static int measure(Path folder, List<String> options, boolean informed, PrintStream out)
            throws Exception {
        List<String> ours = new ArrayList<>();
        StringBuilder figures = new StringBuilder();
        boolean fair = true;
        ours.add(ours(options, out));
        List<LinkPeers.Outcome> outcomes = new ArrayList<>();
        for (LinkPeer peer : LinkPeers.all(informed)) {
            LinkPeers.Outcome outcome = LinkPeers.measure(peer, folder, out);
            outcomes.add(outcome);
            figures.append(outcome.json());
            fair &= outcome.fair();
            ours.add(ours(options, out));
        }
        ours.sort(Comparator.comparingDouble(json -> LinkBench.number(json, RATE)));
        String median =
                with(
                        with(
                                with(ours.get(ours.size() / 2), "runs", ours.size()),
                                "records_per_s_min",
                                LinkBench.number(ours.getFirst(), RATE)),
                        "records_per_s_max",
                        LinkBench.number(ours.getLast(), RATE));
        for (LinkPeers.Outcome outcome : outcomes) {
            figures.append(
                    String.format(
                            Locale.ROOT,
                            "\"ratio_to_%s\":%.2f,",
                            outcome.name(),
                            LinkBench.number(median, RATE) / outcome.recordsPerSecond()));
        }
        out.println(
                median.substring(0, median.length() - 1)
                        + ","
                        + figures
                        + "\"peers_informed\":"
                        + informed
                        + ",\"peers_fair\":"
                        + fair
                        + "}");
        return fair ? 0 : 1;
    }

    /// The JSON line with another value of a key.
    private static String with(String json, String key, double value) {
        return json.replaceFirst(
                "\"" + key + "\":[0-9.]+", String.format(Locale.ROOT, "\"%s\":%.0f", key, value));
    }

    /// One run of ours; what it prints but for its JSON line, which is given back.
    private static String ours(List<String> options, PrintStream out)
            throws IOException, InterruptedException {
        List<String> once = new ArrayList<>(options);
        int at = once.indexOf(RUNS);
        if (at >= 0) {
            once.subList(at, Math.min(once.size(), at + 2)).clear();
        }
        once.addAll(List.of(RUNS, "1"));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new LinkBench()
                .run(
                        once.toArray(String[]::new),
                        new PrintStream(printed, true, StandardCharsets.UTF_8));
        String text = printed.toString(StandardCharsets.UTF_8).stripTrailing();
        int last = text.lastIndexOf('\n') + 1;
        out.print("ours: " + text.substring(0, last));
        return text.substring(last);
    }

    private static void make(Path folder, List<String> options, PrintStream out)
            throws IOException, InterruptedException {
        if (!options.contains("--people")) {
            options.addAll(List.of("--people", "100000"));
        }
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx2g",
                                "-Dstdout.encoding=UTF-8",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LinkInputs.class.getName(),
                                "--out",
                                folder.toString()));
        for (String name : List.of("--people", "--seed", "--province", "--district")) {
            String value = LinkBench.option(options, name, "");
            if (!value.isEmpty()) {
                command.addAll(List.of(name, value));
            }
        }
        if (options.contains("--all")) {
            command.add("--all");
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("the inputs could not be made:\n" + printed);
        }
        out.print("outside the clock: " + printed);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
