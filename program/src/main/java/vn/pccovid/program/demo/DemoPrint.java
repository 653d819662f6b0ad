package vn.pccovid.program.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import vn.pccovid.program.Certificates;

/// Says what a demo came to, for a person at a terminal.
final class DemoPrint {

    private final PrintWriter out;

    DemoPrint(PrintWriter out) {
        this.out = out;
    }

    void all(DemoReport report) {
        ledger(report.ledger());
        links(report);
        classes(report);
        colours(report);
        time(report);
        if (report.failures().isEmpty()) {
            line("%nEverything adds up.");
        } else {
            line("%nDoes NOT add up:");
            report.failures().forEach(f -> line("  - %s", f));
        }
    }

    private void ledger(Map<String, Map<String, Long>> ledger) {
        line("%nLedger: what became of every row");
        var fates = DemoImport.fates();
        line("  %-12s %s", "", String.join(" ", fates.stream().map(f -> pad(brief(f))).toList()));
        ledger.forEach((source, counts) ->
                line(
                        "  %-12s %s",
                        source,
                        String.join(
                                " ",
                                fates.stream()
                                        .map(f -> pad("%,d".formatted(counts.getOrDefault(f, 0L))))
                                        .toList())));
    }

    private static String brief(String fate) {
        return fate.equals("not_about_person") ? "not_person" : fate;
    }

    private static String pad(String text) {
        return "%10s".formatted(text);
    }

    private void links(DemoReport report) {
        var links = report.links();
        var rule = report.exactRule2021();
        line("");
        beside("Links against the truth", "the rule of 2021: number, name and birth date equal");
        beside(
                "  precision %s of %,d pairs (95 %% at least %s)"
                        .formatted(
                                share(links.precision(), 3),
                                links.pairsLinked(),
                                share(links.precisionAtLeast(), 3)),
                "matched    " + share(rule.matched(), 1));
        beside(
                "  recall    %s of %,d pairs"
                        .formatted(share(links.recall(), 2), links.pairsTrue()),
                "mismatched " + share(rule.mismatched(), 1));
        beside(
                "  people with every dose in its place %s"
                        .formatted(share(report.peopleComplete(), 2)),
                "no number  " + share(rule.noId(), 1));
        line(
                "  doses shown to a wrong person %d (beside %d the source itself misplaced)",
                report.dosesShownToWrongPerson(), report.dosesWrongAtSource());
        line("  rows by evidence: %s (none is left out of recall)", counts(links.rowsByEvidence()));
    }

    private void classes(DemoReport report) {
        line("%n  %-26s %9s %9s %7s %7s", "by planted error", "rows", "right", "wrong", "apart");
        report.links()
                .byErrorClass()
                .forEach((name, c) ->
                        line(
                                "  %-26s %,9d %9s %,7d %,7d",
                                name, c.rows(), share(c.rightShare(), 1), c.wrong(), c.apart()));
    }

    private void colours(DemoReport report) {
        line(
                "%nColours: %s (%,d of the red only because nothing is known)",
                counts(report.colours()), report.redForLackOfData());
    }

    private void time(DemoReport report) {
        line("Seconds: %s; most memory: %,d MiB", counts(report.seconds()), report.peakMib());
    }

    /// Where to go now.
    void address(String address, boolean lan, Path authority, Path followup) {
        line("%nOpen %s", address);
        line(
                "  The browser warns once: the certificate is this demo's own. To trust it, and to let the pages%n"
                        + "  open without a network, install %s",
                authority);
        if (lan) {
            line(
                    "  On a phone in the same network: open the address of this machine and accept the certificate.");
            Certificates.lanAddresses().forEach(a -> line("    https://%s", a));
        } else {
            line("  For a real phone in the same network: ./pccovid demo --lan");
        }
        line("%nAccounts of staff (password of all: %s)", DemoPeople.PASSWORD);
        DemoPeople.staff(DemoPeople.DISTRICT)
                .forEach(s ->
                        line(
                                "  %-10s %-32s %s%s",
                                s.account().userName(), s.office().en(), address, s.link()));
        line("Residents sign in by phone; the one-time codes are at %s/outbox.html", address);
        line("%nSeven stories to walk through, every step shown on the page (all: %s)", address);
        DemoPeople.content(DemoPeople.DISTRICT)
                .stories()
                .forEach(s ->
                        line("  %d. %-46s %s%s", s.number(), s.title().en(), address, s.link()));
        line("  The files of story 6 lie in %s", followup);
        line("%nCtrl-C ends it; started again, it goes on where it was.");
    }

    /// Ours, and the rule of 2021 beside it.
    private void beside(String ours, String rule) {
        line("%-66s %s", ours, rule);
    }

    /// `green 468, yellow 1,275`.
    private static String counts(Map<String, ? extends Number> counts) {
        return counts.entrySet().stream()
                .map(e ->
                        e.getValue() instanceof Long || e.getValue() instanceof Integer
                                ? "%s %,d".formatted(e.getKey(), e.getValue().longValue())
                                : "%s %.1f".formatted(e.getKey(), e.getValue().doubleValue()))
                .collect(Collectors.joining(", "));
    }

    private static String share(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f %%", value * 100);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would bring Error Prone to run time
    private void line(String format, Object... arguments) {
        out.println(format.formatted(arguments));
    }
}
