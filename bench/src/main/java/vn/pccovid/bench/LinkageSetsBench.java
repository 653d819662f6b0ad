package vn.pccovid.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import vn.pccovid.bench.peer.DuckDbMatcher;
import vn.pccovid.bench.peer.DukeMatcher;
import vn.pccovid.bench.peer.Pairs;
import vn.pccovid.bench.sets.GenericMatcher;
import vn.pccovid.bench.sets.People;
import vn.pccovid.bench.sets.PublicSets;
import vn.pccovid.bench.sets.SetQuality;

/// `bench linkage-sets`: how well a generic matcher with our estimation links public sets of
/// people, beside Duke and a plain Fellegi–Sunter model in DuckDB, in the same run.
///
/// Options: `--data DIR` (the sets; default `../shared/data/linkage` beside the project), `--set
/// NAME` (one of them). Everything is without labels; ours has a threshold of 0.5 and no setting
/// per set, columns get their roles from their names. A peer's pairs count as they are or as
/// connected components, whichever is better for it.
public final class LinkageSetsBench implements Bench {
    private record Line(String set, SetQuality ours, SetQuality duckDb, SetQuality duke) {
        boolean beatsBoth() {
            return ours.f1() > duckDb.f1() && ours.f1() > duke.f1();
        }

        /// Nobody can do better than no error at all.
        boolean perfectTie() {
            return ours.f1() == 1 && !beatsBoth();
        }
    }

    @Override
    public int run(String[] options, PrintStream out) throws Exception {
        Path data = data(options);
        if (!Files.isDirectory(data)) {
            throw new IllegalStateException(
                    "No folder "
                            + data.toAbsolutePath().normalize()
                            + ". Put the public linkage sets there (FEBRL 1–3, dsgen, fake_1000,"
                            + " historical_50k, RLdata500), or name their folder with --data.");
        }
        String only = option(options, "--set", "");
        out.println(
                "Without labels; threshold 0.5; roles of columns from their names; a peer's pairs or its"
                        + " components, whichever is better for it.");
        List<Line> lines = new ArrayList<>();
        for (String set : only.isEmpty() ? PublicSets.names() : List.of(only)) {
            lines.add(measure(PublicSets.read(data, set), out));
        }
        out.printf("%n%-20s %9s %9s %9s  %s%n", "F1", "ours", "DuckDB", "Duke", "beats both");
        for (Line line : lines) {
            out.printf(
                    Locale.ROOT,
                    "%-20s %9.4f %9.4f %9.4f  %s%n",
                    line.set,
                    line.ours.f1(),
                    line.duckDb.f1(),
                    line.duke.f1(),
                    line.beatsBoth() ? "yes" : line.perfectTie() ? "equal at 1" : "no");
        }
        out.println(json(lines));
        return 0;
    }

    /// Beside the project, wherever the launcher was called from.
    private static Path data(String[] options) {
        String home = System.getenv("PCCOVID_HOME");
        Path beside = Path.of(home == null ? "." : home).resolve("../shared/data/linkage");
        return Path.of(option(options, "--data", beside.toString()));
    }

    private static Line measure(People people, PrintStream out) throws Exception {
        out.printf(
                Locale.ROOT,
                "%n%s: %,d records, %s%n",
                people.name(),
                people.size(),
                people.roles().toString().toLowerCase(Locale.ROOT));
        long begun = System.nanoTime();
        GenericMatcher.Result result = GenericMatcher.link(people);
        SetQuality ours = SetQuality.ofClusters(people, result.clusters());
        print("ours", ours, result.candidates(), begun, out);
        out.printf(
                Locale.ROOT,
                "          prior 2^%.1f%s%s%n",
                result.priorBits(),
                result.oncePerFile() ? "; each file names everybody once" : "",
                result.dropped() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; blocks of %,d pairs not split by three fields, not compared",
                                result.dropped()));
        begun = System.nanoTime();
        SetQuality duckDb = best("DuckDB", people, DuckDbMatcher.link(people), begun, out);
        begun = System.nanoTime();
        SetQuality duke = best("Duke", people, DukeMatcher.link(people), begun, out);
        return new Line(people.name(), ours, duckDb, duke);
    }

    private static SetQuality best(
            String name, People people, Pairs pairs, long begun, PrintStream out) {
        SetQuality single = SetQuality.ofPairs(people, pairs.linked());
        SetQuality clusters = SetQuality.ofClusters(people, pairs.components(people.size()));
        SetQuality better = clusters.f1() > single.f1() ? clusters : single;
        print(name, better, pairs.compared(), begun, out);
        out.printf(
                Locale.ROOT,
                "          F1 of pairs %.4f, of components %.4f%n",
                single.f1(),
                clusters.f1());
        pairs.settings().forEach(line -> out.println("          " + line));
        return better;
    }

    private static void print(
            String name, SetQuality quality, long compared, long begun, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "  %-7s %,9d pairs of %,d compared, precision %.4f, recall %.4f (of %,d), F1 %.4f, %.1f s%n",
                name,
                quality.linked(),
                compared,
                quality.precision(),
                quality.recall(),
                quality.wanted(),
                quality.f1(),
                (System.nanoTime() - begun) / 1e9);
    }

    private static String json(List<Line> lines) {
        StringBuilder json = new StringBuilder("{");
        int beaten = 0;
        int ties = 0;
        for (Line line : lines) {
            beaten += line.beatsBoth() ? 1 : 0;
            ties += line.perfectTie() ? 1 : 0;
            json.append(
                    String.format(
                            Locale.ROOT,
                            "\"%1$s_precision\":%2$.5f,\"%1$s_recall\":%3$.5f,\"%1$s_f1\":%4$.5f,"
                                    + "\"%1$s_duckdb_f1\":%5$.5f,\"%1$s_duke_f1\":%6$.5f,",
                            line.set,
                            line.ours.precision(),
                            line.ours.recall(),
                            line.ours.f1(),
                            line.duckDb.f1(),
                            line.duke.f1()));
        }
        return json.append(
                        String.format(
                                Locale.ROOT,
                                "\"sets\":%d,\"beats_both\":%d,\"equal_at_1\":%d}",
                                lines.size(),
                                beaten,
                                ties))
                .toString();
    }

    private static String option(String[] options, String name, String otherwise) {
        int at = Arrays.asList(options).indexOf(name);
        return at >= 0 && at + 1 < options.length ? options[at + 1] : otherwise;
    }
}
