package vn.pccovid.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `bench link`: a register of N people and half as many typed rows of all other sources become
/// persons, in memory, in a process of its own. The clock runs from the first byte of the files to
/// the last cluster and holds reading every value, learning frequencies and match shares, blocking,
/// comparing and clustering. Inputs are made before, by another process.
///
/// Options: `--people N` (200,000), `--seed S` (7), `--runs R` (3; the median counts), `--workers
/// W` (every processor), `--province PP`, `--district DDD` (a dense part instead of the nation),
/// `--all` (every row of all nine sources), `--folder DIR` (inputs made before), `--heap MIB`,
/// `--missed N` (see [LinkRun]), `--report FILE` (with `--all`: writes the tables below the marker
/// of a document; several seeds by comma).
public final class LinkBench implements Bench {
    /// Everything below this line of a report is written by the command.
    private static final String MARKER = "<!-- measured -->";

    private static final int HEAP_BASE_MIB = 260;

    /// Heap beside the base: a packed row, an entry of a sorted block, its edges and its place.
    private static final double HEAP_PER_ROW = 330;

    @Override
    public int run(String[] args, PrintStream out) throws IOException, InterruptedException {
        List<String> options = Arrays.asList(args);
        String people = option(options, "--people", "200000");
        String[] seeds = option(options, "--seed", "7").split(",", -1);
        String[] given = option(options, "--folder", "").split(",", -1);
        String report = option(options, "--report", "");
        if (!report.isEmpty() && !holdsMarker(Path.of(report))) {
            out.printf(
                    "--report: %s is not there or has no line %s, below which the tables go.%n",
                    report, MARKER);
            return 2;
        }
        StringBuilder tables = new StringBuilder();
        for (int i = 0; i < seeds.length; i++) {
            boolean made = given[0].isEmpty();
            Path folder = made ? Files.createTempDirectory("pccovid-link-") : Path.of(given[i]);
            try {
                if (made) {
                    out.print("outside the clock: ");
                    out.print(inputs(options, folder, people, seeds[i]));
                }
                measure(folder, options, people, seeds[i], tables, out);
            } finally {
                if (made) {
                    delete(folder);
                }
            }
        }
        if (!report.isEmpty()) {
            write(Path.of(report), command(options), tables.toString());
        }
        return 0;
    }

    /// The options, but for the folder of this machine.
    private static String command(List<String> options) {
        List<String> shown = new ArrayList<>(options);
        int at = shown.indexOf("--folder");
        if (at >= 0) {
            shown.subList(at, at + 2).clear();
        }
        return String.join(" ", shown);
    }

    private static String inputs(List<String> options, Path folder, String people, String seed)
            throws IOException, InterruptedException {
        List<String> make =
                new ArrayList<>(
                        List.of("--out", folder.toString(), "--people", people, "--seed", seed));
        pass(options, make, "--province", "--district");
        if (options.contains("--all")) {
            make.add("--all");
        }
        return process(LinkInputs.class, 600 + Long.parseLong(people) / 4_000, make);
    }

    /// Looked at before anything is measured: an hour of measuring should not end in a refusal.
    private static boolean holdsMarker(Path document) throws IOException {
        return Files.isRegularFile(document) && Files.readString(document).contains(MARKER);
    }

    /// Replaces what stands below the marker of a document.
    private static void write(Path document, String command, String tables) throws IOException {
        String text = Files.readString(document);
        int marker = text.indexOf(MARKER);
        Files.writeString(
                document,
                text.substring(0, marker)
                        + MARKER
                        + "\n\nCommand: `./pccovid bench link "
                        + command
                        + "`\n"
                        + tables);
    }

    private static void measure(
            Path folder,
            List<String> options,
            String people,
            String seed,
            StringBuilder tables,
            PrintStream out)
            throws IOException, InterruptedException {
        int runs = Integer.parseInt(option(options, "--runs", "3"));
        long rows;
        try (Stream<String> lines = Files.lines(folder.resolve("truth.csv"))) {
            rows = lines.count() - 1;
        }
        String heap =
                option(
                        options,
                        "--heap",
                        Long.toString(HEAP_BASE_MIB + (long) (rows * HEAP_PER_ROW / (1 << 20))));
        List<String> run = new ArrayList<>(List.of("--folder", folder.toString()));
        run.add("--workers");
        run.add(
                option(
                        options,
                        "--workers",
                        Integer.toString(Runtime.getRuntime().availableProcessors())));
        pass(options, run, "--missed", "--write-model", "--model", "--show", "--ask");
        if (!option(options, "--report", "").isEmpty()) {
            run.add("--report");
        }
        List<String> results = new ArrayList<>();
        for (int number = 1; number <= runs; number++) {
            String printed = process(LinkRun.class, Long.parseLong(heap), run);
            int last = printed.stripTrailing().lastIndexOf('\n') + 1;
            out.printf("run %d: %s", number, printed.substring(0, last));
            results.add(printed.substring(last).strip());
            if (run.remove("--report")) {
                String json = results.getLast();
                int first = printed.indexOf('\n') + 1;
                tables.append(
                        String.format(
                                Locale.ROOT,
                                "%n## Seed %s%n%n%,.0f rows: precision %.6f (95 %% at least %.6f; %,.0f of %,.0f"
                                        + " linked pairs are of two people), recall %.4f of %,.0f wanted pairs,"
                                        + " people complete %.4f, asked about %.3f %% of the rows.%n%n%s",
                                seed,
                                number(json, "rows"),
                                number(json, "precision"),
                                number(json, "precision_low95"),
                                number(json, "wrong_pairs"),
                                number(json, "linked_pairs"),
                                number(json, "recall"),
                                number(json, "wanted_pairs"),
                                number(json, "people_complete"),
                                100 * number(json, "review_share"),
                                printed.substring(first, last)));
            }
        }
        results.sort(Comparator.comparingDouble(json -> number(json, "records_per_s")));
        String median = results.get(results.size() / 2);
        out.println(
                String.format(
                                Locale.ROOT,
                                "{\"bench\":\"link\",\"people\":%s,\"seed\":%s,\"runs\":%d,"
                                        + "\"heap_mib\":%s,\"records_per_s_min\":%.0f,"
                                        + "\"records_per_s_max\":%.0f,",
                                people,
                                seed,
                                runs,
                                heap,
                                number(results.getFirst(), "records_per_s"),
                                number(results.getLast(), "records_per_s"))
                        + median.substring(1));
    }

    private static void pass(List<String> options, List<String> to, String... names) {
        for (String name : names) {
            String value = option(options, name, "");
            if (!value.isEmpty()) {
                to.add(name);
                to.add(value);
            }
        }
    }

    /// Runs a class in a process of its own and gives back what it printed.
    private static String process(Class<?> main, long heapMib, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseParallelGC",
                                // A run of seconds pays for every method that is compiled large:
                                // with smaller ones the second compiler takes half as long.
                                "-XX:MaxInlineLevel=5",
                                "-XX:FreqInlineSize=80",
                                "-XX:InlineSmallCode=800",
                                "-Xmx" + heapMib + "m",
                                "-Dfile.encoding=UTF-8",
                                "-Dstdout.encoding=UTF-8",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(arguments);
        Path output = Files.createTempFile("pccovid-bench-", ".out");
        try {
            int code =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start()
                            .waitFor();
            String printed = Files.readString(output);
            if (code != 0) {
                throw new IOException(
                        main.getSimpleName() + " ended with " + code + ":\n" + printed);
            }
            return printed;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    static double number(String json, String key) {
        Matcher found = Pattern.compile("\"" + key + "\":([0-9.]+)").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no " + key + " in " + json);
        }
        return Double.parseDouble(found.group(1));
    }

    static String option(List<String> options, String name, String otherwise) {
        int at = options.indexOf(name);
        return at >= 0 && at + 1 < options.size() ? options.get(at + 1) : otherwise;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
