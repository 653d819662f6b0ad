package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The difference of two versions is told in words, in both languages")
class PackDiffTest {
    private static final String OWN = RulePacks.text("packs/khanh-hoa.yaml");
    private static final RulePack FIRST = RulePack.load(OWN, "first");

    private static List<PackDiff.Change> against(String yaml) {
        return PackDiff.between(FIRST, RulePack.load(withoutExamples(yaml), "second"));
    }

    private static String withoutExamples(String yaml) {
        return yaml.substring(0, yaml.indexOf("examples:"))
                + """
                examples:
                  - name: nobody
                    facts: []
                    expect:
                      - {at: 2021-10-10 00:00, colour: YELLOW}
                """;
    }

    @Test
    void the_same_rules_have_no_difference() {
        assertThat(against(OWN)).isEmpty();
    }

    @Test
    void a_length_of_time_is_told_with_the_rules_it_touches() {
        List<PackDiff.Change> changes =
                against(
                        OWN.replace(
                                "negative_test_window: {value: hours(72)",
                                "negative_test_window: {value: hours(48)"));

        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().kind()).isEqualTo(PackDiff.Kind.NUMBER_CHANGED);
        assertThat(changes.getFirst().words().vi())
                .isEqualTo(
                        "Con số negative_test_window: 72 giờ thành 48 giờ (quy tắc negative_pcr)");
        assertThat(changes.getFirst().words().en())
                .isEqualTo(
                        "Number negative_test_window: 72 hours becomes 48 hours (rules negative_pcr)");
    }

    @Test
    void a_colour_is_told_by_its_name() {
        List<PackDiff.Change> changes =
                against(
                        OWN.replaceFirst(
                                "(?s)(id: first_dose\\s+kind: minimum\\s+colour: )YELLOW",
                                "$1GREEN"));

        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().words().vi())
                .isEqualTo("Quy tắc first_dose: màu đổi từ vàng thành xanh");
        assertThat(changes.getFirst().words().en())
                .isEqualTo("Rule first_dose: the colour changes from yellow to green");
    }

    @Test
    void a_removed_rule_is_told_with_its_sentence() {
        int from = OWN.indexOf("  - id: recovered");
        String without = OWN.substring(0, from) + OWN.substring(OWN.indexOf("  - id: first_dose"));
        List<PackDiff.Change> changes =
                against(without.replaceFirst("  recovery_window: .*\n", ""));

        assertThat(changes)
                .extracting(PackDiff.Change::kind)
                .contains(PackDiff.Kind.RULE_REMOVED, PackDiff.Kind.NUMBER_CHANGED);
        assertThat(changes.getFirst().words().en())
                .startsWith("Rule removed: recovered: green, minimum, by sentence C1 “Green is")
                .endsWith("; recovery_window = 180 days");
    }

    @Test
    void every_version_of_a_text_of_the_nation_can_be_told_beside_the_one_before() {
        List<RulePack> all = RulePacks.all();
        for (int i = 0; i + 1 < all.size(); i++) {
            if (all.get(i).id().equals(all.get(i + 1).id())) {
                assertThat(PackDiff.between(all.get(i), all.get(i + 1)))
                        .isNotEmpty()
                        .allSatisfy(c -> assertThat(c.words().vi()).isNotBlank())
                        .allSatisfy(c -> assertThat(c.words().en()).doesNotContain("null"));
            }
        }
    }
}
