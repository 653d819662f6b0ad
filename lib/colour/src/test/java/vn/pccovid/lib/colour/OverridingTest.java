package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
        "O1 Two officers of the right roles may set a colour against the rules, for at most 14 days.")
class OverridingTest {
    private static final ColourEngine ENGINE = RulePacks.engine(ColourEngine.BURDEN_THRESHOLD);
    private static final List<KnownFact> VACCINATED =
            List.of(People.dose("Janssen", "2021-06-01T08:00"));

    @Test
    void while_it_lasts_it_decides_alone_and_names_the_offices() {
        Subject subject = with(set("o", Colour.RED, "2021-10-10T08:00", "2021-10-20T08:00"));

        Decision during = ENGINE.decide(subject, VACCINATED, People.at("2021-10-20T07:59"));

        assertThat(during.colour()).isEqualTo(Colour.RED);
        assertThat(during.floorColour()).isEqualTo(Colour.RED);
        assertThat(during.pack()).isEqualTo("override");
        assertThat(during.sentence()).isEqualTo("O1");
        assertThat(during.heldRules()).contains("vn-floor/full_course", "override/set_red");
        assertThat(during.evidence())
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.kind()).isEqualTo("override");
                    assertThat(e.source()).isEqualTo("office A, office B");
                });
        assertThat(during.since()).isEqualTo(People.at("2021-10-10T08:00"));
        assertThat(during.until()).isEqualTo(People.at("2021-10-20T08:00"));
        assertThat(during.nextColour()).isEqualTo(Colour.GREEN);
    }

    @Test
    void it_ends_by_itself_at_the_instant_it_states() {
        Subject subject = with(set("o", Colour.RED, "2021-10-10T08:00", "2021-10-20T08:00"));

        assertThat(ENGINE.decide(subject, VACCINATED, People.at("2021-10-20T08:00")).colour())
                .isEqualTo(Colour.GREEN);
        assertThat(ENGINE.decide(subject, VACCINATED, People.at("2021-10-10T07:59")).colour())
                .isEqualTo(Colour.GREEN);
    }

    @Test
    void one_to_green_prevails_over_an_order_a_wrong_record_made() {
        Subject subject = with(set("o", Colour.GREEN, "2021-10-10T08:00", "2021-10-12T08:00"));
        List<KnownFact> facts = List.of(People.test("pcr", "positive", "2021-10-09T08:00"));

        assertThat(ENGINE.decide(subject, facts, People.at("2021-10-11T08:00")).colour())
                .isEqualTo(Colour.GREEN);
        assertThat(ENGINE.decide(subject, facts, People.at("2021-10-12T08:00")).colour())
                .isEqualTo(Colour.RED);
    }

    @Test
    void of_two_in_force_the_one_confirmed_later_counts() {
        Subject subject =
                with(
                        set("a", Colour.RED, "2021-10-10T08:00", "2021-10-20T08:00"),
                        set("b", Colour.YELLOW, "2021-10-12T08:00", "2021-10-14T08:00"));

        List<Timeline.Segment> segments =
                ENGINE.timeline(
                                subject,
                                VACCINATED,
                                People.at("2021-10-10T08:00"),
                                People.at("2021-10-21T08:00"))
                        .segments();

        assertThat(segments)
                .extracting(Timeline.Segment::colour)
                .containsExactly(Colour.RED, Colour.YELLOW, Colour.RED, Colour.GREEN);
    }

    @Test
    void fourteen_days_are_allowed_and_a_microsecond_more_is_not() {
        Instant from = People.at("2021-10-10T08:00");
        Instant most = from.plus(Duration.ofDays(14));

        assertThat(new ColourOverride("o", Colour.RED, from, most, "s", from)).isNotNull();
        assertThatThrownBy(() ->
                        new ColourOverride("o", Colour.RED, from, most.plusNanos(1_000), "s", from))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ColourOverride("o", Colour.RED, from, from, "s", from))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName(
            "200 random people with random overrides: at every instant the latest, else the rules")
    void agrees_with_the_plain_reading() {
        Random random = new Random(1317);
        for (int n = 0; n < 200; n++) {
            Subject plain = People.randomSubject(random);
            List<KnownFact> facts = People.randomFacts(random, 5);
            List<ColourOverride> overrides = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                Instant from =
                        People.at("2021-09-28T00:00").plusSeconds(random.nextInt(40 * 86_400));
                overrides.add(
                        new ColourOverride(
                                "o" + i,
                                List.of(Colour.GREEN, Colour.YELLOW, Colour.RED)
                                        .get(random.nextInt(3)),
                                from,
                                from.plusSeconds(1 + random.nextInt(14 * 86_400)),
                                "s",
                                from));
            }
            Subject subject = new Subject(plain.birth(), plain.area(), overrides);
            for (Instant at : ENGINE.instants(subject, facts)) {
                for (long slip : new long[] {-1, 0, 1}) {
                    Instant t = at.plusNanos(slip * 1_000);
                    if (t.isBefore(People.at("2021-09-24T00:00"))) {
                        continue;
                    }
                    Optional<ColourOverride> last =
                            overrides.stream()
                                    .filter(o -> !o.from().isAfter(t) && t.isBefore(o.until()))
                                    .max(
                                            java.util.Comparator.comparing(ColourOverride::knownAt)
                                                    .thenComparing(ColourOverride::id));
                    Colour wanted =
                            last.map(ColourOverride::colour)
                                    .orElseGet(() -> ENGINE.decide(plain, facts, t).colour());
                    assertThat(ENGINE.decide(subject, facts, t).colour())
                            .as("person %d at %s", n, t)
                            .isEqualTo(wanted);
                    assertThat(ENGINE.rule(subject, facts, t).colour()).isEqualTo(wanted);
                }
            }
        }
    }

    @Test
    void nothing_a_person_can_do_ends_it_sooner() {
        Subject subject = with(set("o", Colour.RED, "2021-10-10T08:00", "2021-10-20T08:00"));

        assertThat(
                        ENGINE.sooner(
                                subject,
                                VACCINATED,
                                People.at("2021-10-11T08:00"),
                                Duration.ofDays(60)))
                .isEmpty();
    }

    @Test
    @DisplayName("A pack that asks whether a source is silent shows the silence as evidence")
    void silence_of_a_source_degrades_where_a_pack_says_so() {
        RulePack pack =
                RulePack.load(
                        """
                        id: careful
                        version: "1"
                        layer: overlay
                        title: {vi: a, en: b}
                        about: c
                        jurisdiction: "58"
                        from: 2021-10-01
                        sentences: {C1: {text: t, source: s}}
                        examples: [{name: any, facts: [], expect: []}]
                        rules:
                          - id: lab_silent
                            kind: minimum
                            colour: YELLOW
                            sentence: C1
                            when: silent("laboratory")
                            reason: {vi: a, en: b}
                            next_step: {vi: a, en: b}
                          - id: rest
                            kind: minimum
                            colour: GREEN
                            sentence: C1
                            when: "true"
                            reason: {vi: a, en: b}
                            next_step: {vi: a, en: b}
                        """,
                        "careful.yaml",
                        RulePacks.national());
        List<RulePack> packs = new ArrayList<>(RulePacks.national());
        packs.add(pack);
        ColourEngine engine = new ColourEngine(packs, ColourEngine.BURDEN_THRESHOLD);
        List<KnownFact> facts = new ArrayList<>(VACCINATED);
        facts.add(
                new KnownFact(
                        "silence:laboratory",
                        "source_silence",
                        People.at("2021-10-10T08:00"),
                        Map.of(),
                        "laboratory",
                        People.at("2021-10-10T08:00"),
                        1));

        Decision silent =
                engine.decide(People.adult(People.ELSEWHERE), facts, People.at("2021-10-10T08:00"));

        assertThat(engine.asksForSilence("laboratory")).isTrue();
        assertThat(engine.asksForSilence("vaccination")).isFalse();
        assertThat(silent.rule()).isEqualTo("lab_silent");
        assertThat(silent.colour()).isEqualTo(Colour.YELLOW);
        assertThat(silent.evidence())
                .extracting(EvidenceItem::source)
                .containsExactly("laboratory");
        assertThat(
                        engine.decide(
                                        People.adult(People.ELSEWHERE),
                                        facts,
                                        People.at("2021-10-10T07:59"))
                                .colour())
                .isEqualTo(Colour.GREEN);
    }

    private static ColourOverride set(String id, Colour colour, String from, String until) {
        return new ColourOverride(
                id,
                colour,
                People.at(from),
                People.at(until),
                "office A, office B",
                People.at(from));
    }

    private static Subject with(ColourOverride... overrides) {
        return new Subject(BirthRange.of(1984, 3, 5), People.ELSEWHERE, List.of(overrides));
    }
}
