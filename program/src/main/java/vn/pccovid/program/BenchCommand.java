package vn.pccovid.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import vn.pccovid.bench.Bench;
import vn.pccovid.bench.ImportBench;
import vn.pccovid.bench.LinkageBench;
import vn.pccovid.bench.LinkageSetsBench;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        customSynopsis = "pccovid bench NAME [OPTIONS OF THE BENCH]",
        description = {
            "Measure something beside a peer or a physical limit, in the same run.",
            "  import   --people N --seed S --runs R   nine sources into a fresh database, beside COPY",
            "  linkage  --people N --seed S --folder F the matcher alone, beside the rule of 2021",
            "  linkage-sets --data D --set NAME        public sets of people, beside Duke and DuckDB",
            "The last line is one flat JSON object."
        })
final class BenchCommand implements Callable<Integer> {
    private static final Map<String, Bench> BENCHES =
            new TreeMap<>(
                    Map.<String, Bench>of(
                            "import",
                            new ImportBench(),
                            "linkage",
                            new LinkageBench()::run,
                            "linkage-sets",
                            new LinkageSetsBench()));

    @Spec private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "Which one.")
    private String name = "";

    @Unmatched private List<String> options = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Bench bench = BENCHES.get(name);
        if (bench == null) {
            throw new ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(),
                    "No bench " + name + "; there are " + String.join(", ", BENCHES.keySet()));
        }
        return bench.run(options.toArray(String[]::new), Main.OUTPUT);
    }
}
