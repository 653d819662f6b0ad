package vn.pccovid.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The characters of the six stories are in every nation")
class StoriesTest {
    @TempDir static Path folder;
    private static final Map<String, List<String>> TRUTH = new HashMap<>();

    @BeforeAll
    static void generate() throws IOException {
        var report = Simulation.generate(SimulationOptions.demo(500, 42), folder, progress -> {});
        assertThat(report.people()).isBetween(500L, 512L);
        for (var rows = new ExactRule2021.Rows(folder.resolve("truth.csv")); rows.next(); ) {
            TRUTH.computeIfAbsent(rows.get("person"), id -> new ArrayList<>())
                    .add(
                            rows.get("source")
                                    + " "
                                    + rows.get("source_key")
                                    + " "
                                    + rows.get("evidence"));
        }
    }

    private static List<String> truth(Stories.Planted planted) {
        return TRUTH.getOrDefault(planted.id(), List.of());
    }

    @Test
    void one_woman_stands_in_six_systems() {
        var sources = new HashSet<String>();
        truth(Stories.DUYEN).forEach(row -> sources.add(row.substring(0, row.indexOf(' '))));
        assertThat(sources)
                .containsExactlyInAnyOrder(
                        "population", "insurance", "vaccination", "laboratory", "ncovi", "vhd");
    }

    @Test
    void twins_share_birthday_phone_and_nothing_else() {
        assertThat(Stories.ANH.birth()).isEqualTo(Stories.AN.birth());
        assertThat(Stories.ANH.phone()).isEqualTo(Stories.AN.phone());
        assertThat(Stories.ANH.citizenId()).isNotEqualTo(Stories.AN.citizenId());
        assertThat(truth(Stories.AN)).contains("ncovi S2-KB weak");
    }

    @Test
    void the_dose_under_the_neighbour_is_flagged() throws IOException {
        var flagged = new ArrayList<String>();
        for (var rows = new ExactRule2021.Rows(folder.resolve("truth_doses.csv")); rows.next(); ) {
            if (rows.get("given_to").equals("S3-VINH")
                    && !rows.get("entered_under").equals("S3-VINH")) {
                flagged.add(rows.get("entered_under") + " " + rows.get("error"));
            }
        }
        assertThat(flagged).containsExactly("S3-OANH dose_under_other");
    }

    @Test
    void a_row_with_the_neighbours_number_is_no_evidence_for_its_own_person() {
        assertThat(truth(Stories.KHOA)).contains("vaccination S3-DT-K none");
    }

    @Test
    void the_child_has_no_number_anywhere() {
        assertThat(Stories.NGOC.cardText()).isEmpty();
        assertThat(truth(Stories.NGOC))
                .containsExactlyInAnyOrder("ncovi S4-KB weak", "laboratory S4-MX weak");
    }

    @Test
    @DisplayName("CCCD code: seven fields, six separators")
    void card_codes_have_seven_fields() {
        for (var planted : Stories.characters()) {
            if (planted.citizenId() != null) {
                assertThat(planted.cardText().split("\\|", -1)).hasSize(7);
            }
        }
        assertThat(Stories.DUYEN.cardText())
                .startsWith("056188990001|229990001|Huỳnh Thị Mỹ Duyên|07031988|Nữ|");
    }

    @Test
    void the_follow_up_turns_one_woman_positive_and_is_not_in_the_first_files() throws IOException {
        var result = Files.readString(folder.resolve("followup/laboratory_results.csv"));
        var sample = Files.readString(folder.resolve("followup/laboratory_samples.csv"));
        assertThat(result).contains("S6-ON,PCR,DUONG_TINH");
        assertThat(sample).contains("S6-ON").contains(String.valueOf(Stories.LAN.citizenId()));
        assertThat(Files.readString(folder.resolve("laboratory_samples.csv")))
                .doesNotContain("S6-ON");
    }

    @Test
    void every_key_of_a_story_exists() throws IOException {
        var text = new StringBuilder();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
        }
        for (var story : Stories.all()) {
            assertThat(story.keys().values()).allSatisfy(key -> assertThat(text).contains(key));
        }
        assertThat(Stories.all())
                .extracting(Stories.Story::number)
                .containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void names_do_not_print() {
        assertThat(Stories.DUYEN.toString()).doesNotContain("Duyên").doesNotContain("056");
    }
}
