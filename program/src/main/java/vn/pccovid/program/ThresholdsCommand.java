package vn.pccovid.program;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.person.LinkCertainty;

@Command(
        name = "thresholds",
        mixinStandardHelpOptions = true,
        description = {
            "Print what each threshold costs on the links of this installation.",
            "Thresholds are settings (PCCOVID_LINKAGE_SHOW, _BURDEN, _ANALYSE, _ASK); links made before stay"
                    + " until they are judged again."
        })
final class ThresholdsCommand implements Runnable {
    private static final List<Double> USUAL = List.of(0.99, 0.999, 0.9995, 0.9999, 0.99999);

    @Spec private @Nullable CommandSpec spec;
    @Mixin private DataOption data = new DataOption();

    @Option(
            names = "--at",
            split = ",",
            description = "Match probabilities to look at beside the ones in force.")
    private List<Double> at = USUAL;

    @Override
    public void run() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        for (double p : at) {
            if (!(p > 0 && p < 1)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "A match probability lies between 0 and 1, not at " + p + ".");
            }
        }
        data.folder().requireInstallation(System.getenv());
        try (Application application = Application.start(Settings.of(data.folder()))) {
            LinkCertainty certainty = application.bean(LinkCertainty.class);
            Thresholds inForce = certainty.thresholds();
            TreeSet<Double> wanted = new TreeSet<>(at);
            wanted.add(inForce.show());
            wanted.add(inForce.burden());
            List<LinkCertainty.Line> lines =
                    Scopes.call(
                            Scope.worker(Purpose.OPERATION),
                            () -> certainty.at(List.copyOf(wanted)));
            out.println(
                    "threshold   links there  expected wrong  expected precision  below it  waiting"
                            + " above it");
            for (LinkCertainty.Line line : lines) {
                out.printf(
                        Locale.ROOT,
                        "%-10s %,12d %15.2f %19.6f %,9d %,17d%s%n",
                        trimmed(line.threshold()),
                        line.above(),
                        line.expectedWrong(),
                        line.expectedPrecision(),
                        line.below(),
                        line.waitingAbove(),
                        role(line.threshold(), inForce));
            }
            out.println();
            out.println("records wait because             all     asked about");
            for (LinkCertainty.Wait wait :
                    Scopes.call(Scope.worker(Purpose.OPERATION), certainty::waits)) {
                out.printf(
                        Locale.ROOT, "%-28s %,8d %,15d%n", wait.reason(), wait.all(), wait.asked());
            }
            out.println();
            out.println(
                    "Expected wrong is the model's own account; docs/linkage.md sets it beside the"
                            + " truth of simulations.");
        }
    }

    private static String trimmed(double p) {
        return new java.math.BigDecimal(Double.toString(p)).stripTrailingZeros().toPlainString();
    }

    private static String role(double p, Thresholds inForce) {
        return (p == inForce.show() ? "  show" : "") + (p == inForce.burden() ? "  burden" : "");
    }
}
