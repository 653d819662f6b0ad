package vn.pccovid.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName(
        "demo: --check measures and adds up; folders and times that are not the demo's are refused")
class DemoCheckTest {
    @TempDir private Path folder;

    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(arguments);
    }

    @Test
    @DisplayName(
            "issue 2 §6: demo --check \"exits non-zero if anything does not add up, and writes JSON\"")
    void a_small_nation_adds_up_and_every_figure_is_reported() throws IOException {
        Path file = folder.resolve("report.json");
        List<Path> before = throwAway();
        int code =
                run(
                        "demo",
                        "--check",
                        "--people",
                        "1500",
                        "--seed",
                        "7",
                        "--report",
                        file.toString());
        assertThat(code).as(said.toString()).isZero();
        assertThat(said.toString()).contains("Everything adds up.");

        JsonNode report = JsonMapper.shared().readTree(Files.readString(file));
        assertThat(report.path("failures").isEmpty()).isTrue();
        JsonNode ledger = report.path("ledger");
        assertThat(ledger.propertyNames())
                .containsExactlyInAnyOrder(
                        "population",
                        "insurance",
                        "vaccination",
                        "laboratory",
                        "bluezone",
                        "ncovi",
                        "vhd",
                        "qr-checkin",
                        "movement");
        for (JsonNode fates : ledger) {
            assertThat(fates.propertyNames())
                    .containsExactlyInAnyOrder(
                            "linked",
                            "new_person",
                            "waiting",
                            "refused",
                            "repeated",
                            "corrected",
                            "not_about_person");
        }
        assertThat(sum(ledger.path("population"))).isGreaterThan(1_000);
        JsonNode links = report.path("links");
        assertThat(links.path("precision").doubleValue()).isBetween(0.9999, 1.0);
        assertThat(links.path("recall").doubleValue()).isBetween(0.95, 1.0);
        assertThat(links.path("byErrorClass").propertyNames())
                .contains("clean")
                .hasSizeGreaterThan(5);
        JsonNode rule = report.path("exact_rule_2021");
        double known = share(rule, "matched") + share(rule, "mismatched") + share(rule, "no_id");
        assertThat(known).isBetween(0.9, 1.0);
        assertThat(share(report, "people_complete")).isBetween(0.5, 1.0);
        assertThat(report.path("doses_shown_to_wrong_person").isIntegralNumber()).isTrue();
        assertThat(report.path("doses_shown_to_wrong_person").intValue()).isZero();
        assertThat(report.path("colours").propertyNames()).contains("green", "yellow", "red");
        assertThat(sum(report.path("colours"))).isGreaterThan(1_000);
        assertThat(report.path("red_for_lack_of_data").isIntegralNumber()).isTrue();
        assertThat(report.path("seconds").propertyNames()).contains("import", "settle", "colours");
        assertThat(report.path("peak_mib").intValue()).isPositive();
        assertThat(throwAway()).as("the throw-away database is gone").isEqualTo(before);
    }

    private static double share(JsonNode node, String name) {
        assertThat(node.path(name).isNumber()).as(name).isTrue();
        return node.path(name).doubleValue();
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.longValue();
        }
        return sum;
    }

    private static List<Path> throwAway() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(p -> p.getFileName().toString().startsWith("pccovid-check"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @DisplayName(
            "issue 2 §6: the demo's clock and passwords are \"refused outside demo data folders\"")
    void a_folder_with_other_data_is_refused_and_stays_as_it_is() throws IOException {
        Path file = Files.writeString(folder.resolve("real.txt"), "somebody's");
        assertThat(run("demo", "--data", folder.toString())).isEqualTo(1);
        assertThat(said.toString()).contains("not a demo folder").doesNotContain("\tat ");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
    }

    @Test
    void a_folder_of_a_demo_with_other_people_is_refused() throws IOException {
        Files.writeString(folder.resolve("demo.txt"), "people 300, seed 1\n");
        assertThat(run("demo", "--data", folder.toString(), "--people", "400", "--seed", "1"))
                .isEqualTo(1);
        assertThat(said.toString()).contains("people 300, seed 1", "people 400, seed 1");
    }

    @Test
    @DisplayName("time only goes forward, and a slip of the finger costs no minute of work")
    void a_time_in_the_past_or_no_time_at_all_is_refused_before_anything_is_made()
            throws IOException {
        String data = folder.resolve("demo").toString();
        assertThat(run("demo", "--data", data, "--at", "2021-10-09T08:00")).isEqualTo(1);
        assertThat(said.toString()).contains("2021-10-10T08:00", "only goes forward");
        assertThat(run("demo", "--data", data, "--at", "tomorrow")).isEqualTo(2);
        assertThat(said.toString()).contains("2021-10-12T08:00");
        assertThat(run("demo", "--data", data, "--people", "5")).isEqualTo(2);
        assertThat(run("demo", "--check", "--report", data + "/none/report.json")).isEqualTo(1);
        assertThat(said.toString()).doesNotContain("\tat ");
        assertThat(Path.of(data)).doesNotExist();

        // A demo that has been stepped forward does not go back either, without starting anything.
        Files.createDirectories(Path.of(data));
        Files.writeString(Path.of(data, "demo.txt"), "people 20000, seed 7\n");
        Files.writeString(Path.of(data, "clock.txt"), "PT0S");
        assertThat(run("demo", "--data", data, "--at", "2021-10-12T08:00")).isEqualTo(1);
        try (Stream<Path> all = Files.list(Path.of(data))) {
            assertThat(all).hasSize(2);
        }
    }
}
