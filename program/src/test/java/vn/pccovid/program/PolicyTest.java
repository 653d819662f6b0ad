package vn.pccovid.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("./pccovid policy: packs are checked and tried without a database")
class PolicyTest {
    private static final Path PACKS = Path.of("../lib/colour/src/main/resources/packs");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder = Path.of("");
    private Path pack = folder;

    @BeforeEach
    void a_pack_of_khanh_hoa() {
        pack = folder.resolve("khanh-hoa.yaml");
    }

    @Test
    void a_good_pack_passes_and_the_bound_of_the_search_is_printed() throws IOException {
        Files.copy(PACKS.resolve("khanh-hoa.yaml"), pack);

        assertThat(run("policy", "check", pack.toString())).isZero();
        assertThat(out.toString())
                .contains("ok   khanh-hoa 2021-10: 5 rules, 4 numbers")
                .contains("note red_for_lack_of_data khanh-hoa/everyone_else")
                .containsPattern("searched [0-9,]+ people of up to 4 facts");
    }

    @Test
    void a_pack_that_cannot_be_read_is_refused_with_line_and_column() throws IOException {
        change("within(\"recovery\", recovery_window)", "within(\"recovery\", now)");

        assertThat(run("policy", "check", pack.toString())).isEqualTo(1);
        assertThat(out.toString())
                .containsPattern("khanh-hoa.yaml:[0-9]+:[0-9]+: undeclared reference to 'now'");
    }

    @Test
    void a_pack_looser_than_the_floor_names_rule_and_person() throws IOException {
        change(
                "colour: YELLOW\n    sentence: C2\n    when: doses(1, first_dose_wait)",
                "colour: GREEN\n    sentence: C2\n    when: doses(1, first_dose_wait)");

        assertThat(run("policy", "check", pack.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("error looser_than_floor khanh-hoa/first_dose: GREEN where")
                .contains("{kind: dose, at: ");
    }

    @Test
    void a_scenario_that_does_not_come_out_fails_with_its_line() throws IOException {
        Path scenarios = folder.resolve("mine.yaml");
        Files.writeString(
                scenarios,
                """
                scenarios:
                  - name: nothing known
                    facts: []
                    expect:
                      - {at: 2021-10-01, colour: YELLOW}
                      - {at: 2021-10-01, colour: GREEN}
                """);

        assertThat(run("policy", "check", scenarios.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("1 scenarios, 1 expectations not met")
                .contains("line 6: \"nothing known\" at 2021-10-01 00:00 wanted GREEN");
    }

    @Test
    void one_person_is_explained_as_json() throws IOException {
        Files.copy(PACKS.resolve("khanh-hoa.yaml"), pack);
        Path person = folder.resolve("person.yaml");
        Files.writeString(
                person,
                """
                born: 1984-03-05
                area: 56/568/22363
                facts:
                  - {kind: dose, at: 2021-10-07 09:00, vaccine: AstraZeneca}
                """);

        assertThat(
                        run(
                                "policy",
                                "try",
                                pack.toString(),
                                "--facts",
                                person.toString(),
                                "--at",
                                "2021-10-20T23:59"))
                .isZero();

        JsonNode answer = JsonMapper.builder().build().readTree(out.toString());
        assertThat(answer.get("colour").asString()).isEqualTo("RED");
        assertThat(answer.get("national_colour").asString()).isEqualTo("YELLOW");
        assertThat(answer.get("rule").asString()).isEqualTo("khanh-hoa/everyone_else");
        assertThat(answer.get("until").asString()).isEqualTo("2021-10-20T17:00:00Z");
        assertThat(answer.get("next_colour").asString()).isEqualTo("YELLOW");
        assertThat(answer.get("sentence").get("text").asString())
                .isEqualTo("Red is everyone else.");
        assertThat(answer.get("red_for_lack_of_data").asBoolean()).isTrue();
    }

    @Test
    void what_is_no_instant_or_no_file_is_said_in_a_sentence() {
        assertThat(run("policy", "try", "all", "--facts", "nobody.yaml", "--at", "2021-10-01"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("There is no file nobody.yaml").doesNotContain("\tat ");
        assertThat(run("policy")).isEqualTo(2);
    }

    private void change(String from, String to) throws IOException {
        String text = Files.readString(PACKS.resolve("khanh-hoa.yaml"));
        assertThat(text).contains(from);
        Files.writeString(
                pack,
                text.replace(from, to)
                        .replaceAll(
                                "(?s)\nexamples:.*",
                                "\nexamples: [{name: any, facts: [], expect: []}]"));
    }

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
