package vn.pccovid.lib.colour;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/// The page of docs/rules about one pack in all its versions, written from the pack itself.
final class PackPage {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu", java.util.Locale.ENGLISH)
                    .withZone(ZoneOffset.ofHours(7));

    private PackPage() {}

    /// @param versions of one pack, in order of time
    static String of(List<RulePack> versions) {
        StringBuilder page = new StringBuilder();
        page.append("# `").append(versions.getFirst().id()).append("`\n\n");
        page.append(
                "Written from the packs in `lib/colour/src/main/resources/packs` by a test, which"
                        + " also keeps it true.\nThe layout of packs is told in"
                        + " [packs.md](packs.md).\n");
        for (RulePack pack : versions) {
            page.append("\n## ").append(pack.title().en()).append("\n\n");
            page.append("Version `").append(pack.version()).append("`, ");
            page.append("from ").append(DAY.format(pack.from()));
            if (pack.until() != null) {
                page.append(" until ").append(DAY.format(pack.until()));
            }
            page.append(
                    switch (pack.layer()) {
                        case FLOOR -> ", everywhere: the floor.";
                        case NATIONAL -> ", everywhere beside the floor.";
                        case OVERLAY ->
                                ", for residents of area `"
                                        + pack.jurisdiction()
                                        + "`, above the national packs.";
                    });
            page.append("\n\n").append(pack.about()).append("\n\n### Sentences\n");
            pack.sentences()
                    .forEach((id, sentence) ->
                            page.append("\n**")
                                    .append(id)
                                    .append("** ")
                                    .append(sentence.text())
                                    .append("\n*Source: ")
                                    .append(sentence.source())
                                    .append(".*\n"));
            page.append(
                    """

                    ### Rules

                    | rule | kind | colour | sentence | when | what people read |
                    |---|---|---|---|---|---|
                    """);
            for (RulePack.Rule rule : pack.rules()) {
                PackRule r = rule.rule();
                page.append(
                        "| %s | %s | %s | %s | `%s` | %s |\n"
                                .formatted(
                                        r.id(),
                                        r.kind().name().toLowerCase(java.util.Locale.ROOT)
                                                + (r.lackOfData() ? ", lack of data" : ""),
                                        r.colour(),
                                        r.sentence(),
                                        r.when().replaceAll("\\s+", " ").replace("|", "\\|"),
                                        r.reason().en()));
            }
            page.append(
                    "\n### Numbers\n\n| name | value | certain | source |\n|---|---|---|---|\n");
            pack.parameters()
                    .forEach((name, number) ->
                            page.append(
                                    "| %s | `%s` | %s | %s |\n"
                                            .formatted(
                                                    name,
                                                    number.value(),
                                                    number.certain() ? "yes" : "**no**",
                                                    number.source())));
            page.append("\n### When it can change\n\n");
            page.append(
                    pack.changes().stream()
                            .map(change -> "- " + change)
                            .collect(Collectors.joining("\n")));
            page.append('\n');
            Courses courses = pack.courses();
            if (courses != null) {
                page.append("\n### Vaccine courses\n\n")
                        .append(
                                courses.doses().entrySet().stream()
                                        .filter(course ->
                                                course.getKey()
                                                        .equals(
                                                                course.getKey()
                                                                        .toLowerCase(
                                                                                java.util.Locale
                                                                                        .ROOT)))
                                        .sorted(java.util.Map.Entry.comparingByKey())
                                        .map(course -> course.getKey() + " " + course.getValue())
                                        .collect(Collectors.joining(", ")))
                        .append("; any other ")
                        .append(courses.otherDoses())
                        .append(
                                ". Each shot counts for its share of a course, so brands may mix."
                                        + " Entries less than ")
                        .append(courses.sameShotDays())
                        .append(" days apart are one shot.\n");
            }
        }
        return page.toString();
    }
}
