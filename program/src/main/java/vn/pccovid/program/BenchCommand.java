package vn.pccovid.program;

import java.nio.file.Path;
import java.time.Clock;
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
import vn.pccovid.bench.ColourBench;
import vn.pccovid.bench.CredentialBench;
import vn.pccovid.bench.ExposureBench;
import vn.pccovid.bench.FilterBench;
import vn.pccovid.bench.GateBench;
import vn.pccovid.bench.ImportBench;
import vn.pccovid.bench.Installation;
import vn.pccovid.bench.LinkBesidePeers;
import vn.pccovid.bench.LinkageSetsBench;
import vn.pccovid.bench.LookupBench;
import vn.pccovid.bench.RehearseBench;
import vn.pccovid.bench.ServedInstallation;
import vn.pccovid.bench.TraceBench;
import vn.pccovid.bench.VisitsBench;
import vn.pccovid.postgres.EmbeddedDatabase;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        customSynopsis = "pccovid bench NAME [OPTIONS OF THE BENCH]",
        description = {
            "Measure something beside a peer or a physical limit, in the same run.",
            "  colour   --people N --agree N --runs R  one evaluation of the rules, beside Java, CEL, JsonLogic, DMN",
            "           --stored N --seconds T         also reading a pass and a fact becoming colour, N people",
            "  credential --codes N --rounds R         certificates opened and verified, beside the bare signature",
            "                                          of the same bytes and dgc-create-validate",
            "  import   --people N --seed S --runs R   nine sources into a database, beside COPY of the same bytes",
            "           --state M --beside B --rows R  rows about M people known already, beside fewer people",
            "  exposure --seeds A,B --tuning C --report F  who was infected and who is named, beside simple rules",
            "  filter   --probes N                     lists of codes that worsened: size, false hits, look-up",
            "  gate     --people N --seconds T --rate R the online answer over HTTPS, beside pgbench -S",
            "  link     --people N --seed S --runs R   a register and half as many typed rows become persons;",
            "           --peer                         beside Duke and DuckDB in the same run",
            "  linkage-sets --data D --set NAME        public sets of people, beside Duke and DuckDB",
            "  lookup   --people N --rate R --seconds T one record linked, one person found, beside bare JDBC",
            "  rehearse --people N --seed S --runs R   a pack tried on everybody, then everybody recoloured,",
            "                                          beside plain reading of the same rows",
            "  trace    --visits N --peer              from a case to whoever was there, sealed, beside the best plan",
            "                                          in clear; two hops; many cases in one call",
            "  visits   --people N --seconds T --rate R sealed check-ins over HTTPS, beside pgbench -c 64",
            "The last line is one flat JSON object."
        })
final class BenchCommand implements Callable<Integer> {
    private static final Map<String, Bench> BENCHES =
            new TreeMap<>(
                    Map.<String, Bench>of(
                            "colour",
                            new ColourBench(BenchCommand::start),
                            "credential",
                            new CredentialBench(),
                            "import",
                            new ImportBench(BenchCommand::start),
                            "link",
                            new LinkBesidePeers(),
                            "linkage-sets",
                            new LinkageSetsBench(),
                            "lookup",
                            new LookupBench(BenchCommand::start),
                            "rehearse",
                            new RehearseBench(BenchCommand::start),
                            "filter",
                            new FilterBench(),
                            "gate",
                            new GateBench(BenchCommand::served),
                            "exposure",
                            new ExposureBench()));

    static {
        BENCHES.put("trace", new TraceBench(BenchCommand::keepingVisits));
        BENCHES.put("visits", new VisitsBench(BenchCommand::served));
    }

    @Spec private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "Which one.")
    private String name = "";

    @Unmatched private List<String> options = new ArrayList<>();

    private static Installation start(Path folder) {
        return installation(Application.start(Settings.of(new DataFolder(folder))));
    }

    /// Visits of four weeks, as the bench of tracing has them.
    private static Installation keepingVisits(Path folder) {
        return installation(
                Application.start(
                        Settings.of(new DataFolder(folder))
                                .with("pccovid.custody.visits-kept", "29d")));
    }

    private static Installation installation(Application application) {
        return new Installation() {
            @Override
            public <T> T bean(Class<T> type) {
                return application.bean(type);
            }

            @Override
            public EmbeddedDatabase database() {
                return application.database().orElseThrow();
            }

            @Override
            public void close() {
                application.close();
            }
        };
    }

    private static ServedInstallation served(Path folder) {
        DataFolder data = new DataFolder(folder);
        Certificates certificates = new Certificates(data.certificates(), Clock.systemUTC());
        Application application =
                Application.start(
                        Settings.of(data)
                                .with("pccovid.limits.signed-in-per-minute", 100_000_000)
                                .with("pccovid.limits.stranger-per-minute", 100_000_000)
                                // A gate's phone asks a few times a minute; Tomcat ends a
                                // connection after a hundred requests.
                                .with("server.tomcat.max-keep-alive-requests", -1)
                                .withWeb(
                                        new Settings.Web(
                                                "127.0.0.1",
                                                0,
                                                0,
                                                certificates.server(List.of()),
                                                "https://localhost")));
        return new ServedInstallation() {
            @Override
            public <T> T bean(Class<T> type) {
                return application.bean(type);
            }

            @Override
            public EmbeddedDatabase database() {
                return application.database().orElseThrow();
            }

            @Override
            public int port() {
                return application.port();
            }

            @Override
            public void close() {
                application.close();
            }
        };
    }

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
