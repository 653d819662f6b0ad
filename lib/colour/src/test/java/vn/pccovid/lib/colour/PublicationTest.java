package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Which packs are in force follows from the publications and the instant alone")
class PublicationTest {
    private static final String OWN = RulePacks.text("packs/khanh-hoa.yaml");
    private static final RulePack FIRST = RulePack.load(OWN, "first");
    private static final RulePack SECOND =
            RulePack.load(withoutExamples(OWN.replace("\"2021-10\"", "\"2021-10b\"")), "second");
    private static final RulePack SHORT =
            RulePack.load(
                    withoutExamples(
                            OWN.replace("\"2021-10\"", "\"2021-10c\"")
                                    .replace(
                                            "from: 2021-10-06",
                                            "from: 2021-10-06\nuntil: 2021-11-20")),
                    "short");

    private static Instant at(String local) {
        return LocalDateTime.parse(local).toInstant(ZoneOffset.ofHours(7));
    }

    private static Publication seed() {
        return new Publication(FIRST, Instant.MIN, null);
    }

    private static Publication second(String at, @Nullable String revoked) {
        return new Publication(SECOND, at(at), revoked == null ? null : at(revoked));
    }

    private static List<String> told(List<RulePack> packs) {
        return packs.stream().map(p -> p.version() + " " + p.from() + " " + p.until()).toList();
    }

    @Test
    void a_pack_that_comes_with_the_program_counts_by_its_own_days() {
        assertThat(Publication.inForce(List.of(seed()))).containsExactly(FIRST);
    }

    @Test
    void
            an_activated_version_ends_the_one_before_it_at_that_instant_and_does_not_colour_the_past() {
        assertThat(told(Publication.inForce(List.of(seed(), second("2021-10-20T12:00", null)))))
                .containsExactly(
                        "2021-10 2021-10-05T17:00:00Z 2021-10-20T05:00:00Z",
                        "2021-10b 2021-10-20T05:00:00Z null");
    }

    @Test
    void activated_before_its_first_day_it_begins_on_that_day() {
        assertThat(second("2021-09-01T00:00", null).begins()).isEqualTo(FIRST.from());
    }

    @Test
    void taken_back_it_was_in_force_until_then_and_the_one_before_is_again() {
        assertThat(
                        told(
                                Publication.inForce(
                                        List.of(
                                                seed(),
                                                second("2021-10-20T12:00", "2021-10-21T03:10")))))
                .containsExactly(
                        "2021-10 2021-10-05T17:00:00Z 2021-10-20T05:00:00Z",
                        "2021-10b 2021-10-20T05:00:00Z 2021-10-20T20:10:00Z",
                        "2021-10 2021-10-20T20:10:00Z null");
    }

    @Test
    void taken_back_before_it_began_it_never_was() {
        assertThat(
                        Publication.inForce(
                                List.of(seed(), second("2021-10-20T12:00", "2021-10-20T12:00"))))
                .containsExactly(FIRST);
    }

    @Test
    void a_superseded_version_does_not_come_back_when_its_successor_ends_by_its_own_last_day() {
        List<RulePack> packs =
                Publication.inForce(
                        List.of(seed(), new Publication(SHORT, at("2021-11-01T00:00"), null)));

        assertThat(told(packs))
                .containsExactly(
                        "2021-10 2021-10-05T17:00:00Z 2021-10-31T17:00:00Z",
                        "2021-10c 2021-10-31T17:00:00Z 2021-11-19T17:00:00Z");
    }

    @Test
    void the_engine_over_them_answers_by_the_version_of_the_instant() {
        String looser = OWN.replace("\"2021-10\"", "\"loose\"").replace("days(14)", "days(21)");
        List<Publication> published = new ArrayList<>();
        RulePacks.national().forEach(p -> published.add(new Publication(p, Instant.MIN, null)));
        published.add(seed());
        published.add(
                new Publication(
                        RulePack.load(withoutExamples(looser), "loose"),
                        at("2021-10-20T12:00"),
                        at("2021-10-21T12:00")));
        ColourEngine engine =
                new ColourEngine(Publication.inForce(published), ColourEngine.BURDEN_THRESHOLD);
        Subject somebody = new Subject(BirthRange.of(1984, 3, 5), "56/568/22363");
        List<KnownFact> dose =
                List.of(
                        new KnownFact(
                                "d",
                                "dose",
                                at("2021-10-04T09:00"),
                                java.util.Map.of("vaccine", "AstraZeneca"),
                                "test",
                                at("2021-10-04T09:00"),
                                1));

        assertThat(engine.rule(somebody, dose, at("2021-10-20T11:59")).id())
                .isEqualTo("first_dose");
        assertThat(engine.rule(somebody, dose, at("2021-10-20T12:00")).id())
                .isEqualTo("everyone_else");
        assertThat(engine.rule(somebody, dose, at("2021-10-21T12:00")).id())
                .isEqualTo("first_dose");
        assertThat(engine.decide(somebody, dose, at("2021-10-19T00:00")).until())
                .isEqualTo(at("2021-10-20T12:00"));
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
}
