package vn.pccovid.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.linkage.Coverage;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.lib.linkage.PackedRecords;
import vn.pccovid.lib.linkage.Partition;
import vn.pccovid.lib.linkage.Resolver;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.lib.linkage.Training;
import vn.pccovid.lib.territory.Gazetteer;

/// The measured process of `bench link`: reads the files, learns, links, and writes the clusters.
///
/// The clock runs from the first byte read to the last cluster; peak memory is read when it stops.
/// Comparing with the truth comes after both.
public final class LinkRun {
    private static final String REPORT = "--report";

    /// Borders of the buckets of predicted probabilities.
    private static final double[] BUCKETS = {
        0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999, 0.9995, 0.9999, 0.99999, 2
    };

    private LinkRun() {}

    /// Options: `--folder DIR`, `--workers W`, `--model shipped` (learn nothing), `--missed N`
    /// (list the N largest groups of rows that are not with their person), `--report` (tables for
    /// `docs/linkage.md`).
    public static void main(String[] args) throws IOException {
        List<String> options = Arrays.asList(args);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path folder = Path.of(LinkBench.option(options, "--folder", ""));
        int workers = Integer.parseInt(LinkBench.option(options, "--workers", "2"));
        boolean learn = !LinkBench.option(options, "--model", "").equals("shipped");
        LinkReader reader = new LinkReader(LinkageModel.standard(), workers, Gazetteer.standard());
        long begun = System.nanoTime();
        PackedRecords records = reader.read(folder);
        double read = since(begun);
        LinkageModel model =
                learn ? Training.train(records, "learnt", workers) : LinkageModel.standard();
        double learnt = since(begun);
        Resolver.Limits limits =
                new Resolver.Limits(workers, Resolver.Limits.standard().largestBlock());
        Coverage coverage = Coverage.of(records);
        Thresholds standard = Thresholds.standard();
        Thresholds thresholds =
                new Thresholds(
                        Double.parseDouble(
                                LinkBench.option(
                                        options, "--show", Double.toString(standard.show()))),
                        standard.burden(),
                        standard.analyse(),
                        Double.parseDouble(
                                LinkBench.option(
                                        options, "--ask", Double.toString(standard.ask()))));
        Partition partition = new Resolver(thresholds, coverage, limits).resolve(records);
        double linked = since(begun);
        double peak = peakMib();
        double cpu = cpuSeconds();
        out.printf(
                Locale.ROOT,
                "%,d rows: read %.2f s, learnt %.2f s, linked %.2f s (%.1f CPU s in all); %,d pairs, %d passes%n",
                records.size(),
                read,
                learnt - read,
                linked - learnt,
                cpu,
                partition.pairs(),
                partition.passes());
        LinkTruth truth = LinkTruth.read(folder);
        int[] cluster = new int[truth.rows() + 1];
        for (int i = 0; i < records.size(); i++) {
            cluster[(int) records.id(i)] = partition.person(i) + 1;
        }
        LinkTruth.Quality quality = truth.quality(cluster);
        if (options.contains("--missed")) {
            missed(
                    folder,
                    records,
                    partition,
                    truth,
                    cluster,
                    Integer.parseInt(LinkBench.option(options, "--missed", "40")),
                    out);
        }
        if (options.contains(REPORT)) {
            report(records, partition, truth, quality, out);
            LinkTruth.Quality rule = truth.quality(exactRule(reader, folder, truth.rows()));
            out.printf(
                    Locale.ROOT,
                    "%nThe rule of 2021 (number, name and birth date all equal) on the same rows: precision"
                            + " %.6f, recall %.4f, people complete %.4f.%n",
                    rule.pairs().precision(),
                    rule.pairs().recall(),
                    rule.peopleComplete());
        }
        String modelFile = LinkBench.option(options, "--write-model", "");
        if (!modelFile.isEmpty()) {
            Files.writeString(Path.of(modelFile), model.write());
        }
        out.println(
                json(
                        records,
                        partition,
                        truth,
                        quality,
                        coverage,
                        limits,
                        linked,
                        read,
                        learnt - read,
                        cpu,
                        peak));
    }

    /// Rows fall together when number, name and birth date are all equal; the others stand alone.
    private static int[] exactRule(LinkReader reader, Path folder, int rows) throws IOException {
        Map<String, Integer> known = new HashMap<>();
        int[] cluster = new int[rows + 1];
        reader.each(
                folder,
                (row, d) -> {
                    Object number =
                            d.citizenId() != null
                                    ? d.citizenId().value()
                                    : d.idCard() != null
                                            ? d.idCard().value()
                                            : d.passport() == null ? null : d.passport().value();
                    if (number == null || d.name() == null || d.birthDate() == null) {
                        cluster[row] = rows + row;
                        return;
                    }
                    BirthDate birth = d.birthDate();
                    cluster[row] =
                            known.computeIfAbsent(
                                    number
                                            + "|"
                                            + d.name().display()
                                            + "|"
                                            + birth.year()
                                            + "-"
                                            + birth.month()
                                            + "-"
                                            + birth.day(),
                                    any -> known.size());
                });
        return cluster;
    }

    private static String json(
            PackedRecords records,
            Partition partition,
            LinkTruth truth,
            LinkTruth.Quality quality,
            Coverage coverage,
            Resolver.Limits limits,
            double seconds,
            double read,
            double learnt,
            double cpu,
            double peak) {
        int asked = 0;
        int open = 0;
        for (Partition.Open one : partition.open()) {
            open += one.rows();
            asked += one.ask() ? one.rows() : 0;
        }
        double rows = records.size();
        StringBuilder out = new StringBuilder(2_000);
        out.append(
                String.format(
                        Locale.ROOT,
                        "{\"rows\":%d,\"records_per_s\":%.0f,\"pairs_per_s\":%.0f,\"seconds\":%.2f,"
                                + "\"read_s\":%.2f,\"learn_s\":%.2f,\"link_s\":%.2f,\"cpu_s\":%.1f,\"peak_mib\":%.0f,"
                                + "\"pairs\":%d,\"linked_pairs\":%d,\"wrong_pairs\":%d,\"wanted_pairs\":%d,"
                                + "\"precision\":%.6f,\"precision_low95\":%.6f,\"recall\":%.5f,\"f1\":%.5f,"
                                + "\"blocking_recall\":%.5f,\"review_share\":%.5f,\"undecided_share\":%.5f,"
                                + "\"register_coverage\":%.4f,\"bound_of_candidates\":%d,"
                                + "\"most_candidates\":%d,\"split_blocks\":%d,\"cut_pairs\":%d",
                        records.size(),
                        rows / seconds,
                        partition.pairs() / (seconds - read - learnt),
                        seconds,
                        read,
                        learnt,
                        seconds - read - learnt,
                        cpu,
                        peak,
                        partition.pairs(),
                        quality.pairs().linked(),
                        quality.pairs().wrong(),
                        quality.pairs().wanted(),
                        quality.pairs().precision(),
                        quality.pairs().precisionLow95(),
                        quality.pairs().recall(),
                        quality.f1(),
                        blockingRecall(records, partition, truth),
                        asked / rows,
                        open / rows,
                        coverage.share(),
                        limits.mostCandidates(),
                        partition.mostCandidates(),
                        partition.splitBlocks(),
                        partition.cutPairs()));
        if (quality.peopleComplete() >= 0) {
            out.append(
                    String.format(
                            Locale.ROOT, ",\"people_complete\":%.5f", quality.peopleComplete()));
        }
        quality.byError()
                .forEach((error, pairs) ->
                        out.append(
                                String.format(
                                        Locale.ROOT,
                                        ",\"f1_%s\":%.4f",
                                        error,
                                        LinkTruth.Quality.f1(pairs))));
        return out.append('}').toString();
    }

    /// Share of the pairs wanted that ever became candidates.
    private static double blockingRecall(
            PackedRecords records, Partition partition, LinkTruth truth) {
        int[] record = new int[truth.rows() + 1];
        for (int i = 0; i < records.size(); i++) {
            record[(int) records.id(i)] = i;
        }
        int[] byPerson = truth.byPerson();
        long wanted = 0;
        long met = 0;
        int start = 0;
        while (start < byPerson.length) {
            int end = start;
            while (end < byPerson.length
                    && truth.person(byPerson[end]) == truth.person(byPerson[start])) {
                end++;
            }
            for (int i = start; i < end; i++) {
                for (int j = i + 1; j < end; j++) {
                    if (truth.counts(byPerson[i]) && truth.counts(byPerson[j])) {
                        wanted++;
                        met += partition.met(record[byPerson[i]], record[byPerson[j]]) ? 1 : 0;
                    }
                }
            }
            start = end;
        }
        return wanted == 0 ? 1 : (double) met / wanted;
    }

    private static void missed(
            Path folder,
            PackedRecords records,
            Partition partition,
            LinkTruth truth,
            int[] cluster,
            int most,
            PrintStream out)
            throws IOException {
        String[] reason = new String[truth.rows() + 1];
        for (Partition.Open open : partition.open()) {
            reason[(int) records.id(open.record())] = open.reason() + (open.ask() ? " ask" : "");
        }
        String[] source = new String[truth.rows() + 1];
        for (String file : List.of("registry.csv", "incoming.csv")) {
            for (String line : Files.readAllLines(folder.resolve(file))) {
                String[] cell = line.split(",", 3);
                if (!cell[0].equals("row")) {
                    source[Integer.parseInt(cell[0])] = cell[1];
                }
            }
        }
        Map<String, Integer> count = new TreeMap<>();
        int[] byPerson = truth.byPerson();
        int start = 0;
        while (start < byPerson.length) {
            int end = start;
            Map<Integer, Integer> sizes = new HashMap<>();
            while (end < byPerson.length
                    && truth.person(byPerson[end]) == truth.person(byPerson[start])) {
                sizes.merge(cluster[byPerson[end++]], 1, Integer::sum);
            }
            int main =
                    sizes.entrySet().stream()
                            .max(Map.Entry.comparingByValue())
                            .map(Map.Entry::getKey)
                            .orElse(0);
            for (int i = start; i < end; i++) {
                int row = byPerson[i];
                if (truth.counts(row) && cluster[row] != main) {
                    count.merge(
                            source[row]
                                    + " | "
                                    + truth.errors(row)
                                    + " | "
                                    + (reason[row] == null ? "apart" : reason[row]),
                            1,
                            Integer::sum);
                }
            }
            start = end;
        }
        Map<String, Integer> reasons = new TreeMap<>();
        for (Partition.Open open : partition.open()) {
            reasons.merge(open.reason() + (open.ask() ? " ask" : ""), open.rows(), Integer::sum);
        }
        out.println("open: " + reasons);
        count.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(most)
                .forEach(e -> out.printf(Locale.ROOT, "%6d %s%n", e.getValue(), e.getKey()));
    }

    /// Tables in Markdown: by error class, by predicted probability, by threshold, what is asked.
    private static void report(
            PackedRecords records,
            Partition partition,
            LinkTruth truth,
            LinkTruth.Quality quality,
            PrintStream out) {
        out.println("| error of the row | wanted pairs | found | wrong | recall | F1 |");
        out.println("|---|---:|---:|---:|---:|---:|");
        quality.byError()
                .forEach((error, pairs) ->
                        out.printf(
                                Locale.ROOT,
                                "| %s | %,d | %,d | %,d | %.4f | %.4f |%n",
                                error,
                                pairs.wanted(),
                                pairs.found(),
                                pairs.wrong(),
                                pairs.recall(),
                                LinkTruth.Quality.f1(pairs)));
        List<double[]> guesses = new ArrayList<>();
        for (Partition.Guess guess : partition.guesses()) {
            if (!guess.vetoed()) {
                boolean right =
                        truth.person((int) records.id(guess.record()))
                                == truth.person((int) records.id(guess.other()));
                guesses.add(new double[] {guess.probability(), right ? 1 : 0});
            }
        }
        out.println();
        out.println("| predicted from | to | first looks | mean predicted | truly one person |");
        out.println("|---:|---:|---:|---:|---:|");
        double from = 0;
        for (double to : BUCKETS) {
            int n = 0;
            double sum = 0;
            double right = 0;
            for (double[] guess : guesses) {
                if (guess[0] >= from && guess[0] < to) {
                    n++;
                    sum += guess[0];
                    right += guess[1];
                }
            }
            if (n > 0) {
                out.printf(
                        Locale.ROOT,
                        "| %s | %s | %,d | %.5f | %.5f |%n",
                        from,
                        Math.min(to, 1),
                        n,
                        sum / n,
                        right / n);
            }
            from = to;
        }
        out.println();
        out.println("| show at | first looks that link | of two people | precision |");
        out.println("|---:|---:|---:|---:|");
        for (double show : new double[] {0.9, 0.95, 0.99, 0.999, 0.9995, 0.9999, 0.99999}) {
            int n = 0;
            int wrong = 0;
            for (double[] guess : guesses) {
                if (guess[0] >= show) {
                    n++;
                    wrong += guess[1] == 0 ? 1 : 0;
                }
            }
            out.printf(
                    Locale.ROOT,
                    "| %s | %,d | %,d | %.6f |%n",
                    show,
                    n,
                    wrong,
                    n == 0 ? 1 : 1 - (double) wrong / n);
        }
        asked(records, partition, truth, out);
    }

    private static void asked(
            PackedRecords records, Partition partition, LinkTruth truth, PrintStream out) {
        out.println();
        out.println("| ask at | rows asked about | share of rows | answers that join |");
        out.println("|---:|---:|---:|---:|");
        for (double ask : new double[] {0.5, 0.7, 0.9, 0.95, 0.99, 0.995, 0.999}) {
            out.println(asked(records, partition, truth, Double.toString(ask), ask, ""));
        }
        out.println();
        out.println("| why not linked | rows asked about | share of rows | answers that join |");
        out.println("|---|---:|---:|---:|");
        partition.open().stream()
                .map(Partition.Open::reason)
                .distinct()
                .sorted()
                .forEach(
                        reason -> out.println(asked(records, partition, truth, reason, 0, reason)));
    }

    private static String asked(
            PackedRecords records,
            Partition partition,
            LinkTruth truth,
            String name,
            double from,
            String reason) {
        int rows = 0;
        int questions = 0;
        int yes = 0;
        for (Partition.Open open : partition.open()) {
            boolean counts = reason.isEmpty() ? open.probability() >= from : open.ask();
            if (counts && (reason.isEmpty() || open.reason().equals(reason))) {
                rows += open.rows();
                questions++;
                yes +=
                        truth.person((int) records.id(open.record()))
                                        == truth.person((int) records.id(open.other()))
                                ? 1
                                : 0;
            }
        }
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %.3f %% | %.4f |",
                name,
                rows,
                100.0 * rows / records.size(),
                questions == 0 ? 0 : (double) yes / questions);
    }

    private static double peakMib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("/proc/self/status has no VmHWM");
    }

    /// Processor time of this process, start of the machine included: what a busy neighbour does
    /// not change.
    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(time -> time.toMillis() / 1e3)
                .orElse(-1.0);
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
