package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
        "What would change a colour sooner is found by asking the rules, never by knowing them")
class SoonerTest {
    private static final ColourEngine ENGINE = RulePacks.engine(ColourEngine.BURDEN_THRESHOLD);
    private static final Duration AHEAD = Duration.ofDays(60);
    private static final Map<String, KnownFact> KINDS =
            Map.of(
                    "test.negative.pcr", People.test("pcr", "negative", "2021-10-10T08:00"),
                    "test.negative.rat", People.test("rat", "negative", "2021-10-10T08:00"),
                    "declaration.no_symptoms",
                            People.fact(
                                    "declaration", "2021-10-10T08:00", Map.of("symptoms", "false")),
                    "dose", People.dose("AstraZeneca", "2021-10-10T08:00"));

    @Test
    void a_possible_contact_of_10_october_is_released_by_a_negative_test_on_or_after_the_13th() {
        List<KnownFact> facts =
                List.of(
                        People.dose("Janssen", "2021-06-01T08:00"),
                        People.fact("exposure", "2021-10-10T10:00", Map.of("possible", true)));

        List<Way> ways = sooner(People.ELSEWHERE, facts, "2021-10-11T08:00");

        Way test = only(ways, "test.negative");
        assertThat(test.from()).isEqualTo(People.at("2021-10-13T00:00"));
        assertThat(test.effective()).isEqualTo(People.at("2021-10-13T00:00"));
        assertThat(test.colour()).isEqualTo(Colour.GREEN);
        assertThat(test.rule()).isEqualTo("vn-floor/full_course");
        assertThat(test.before()).as("then it is over by itself").isNotNull();
        assertThat(ways).extracting(Way::kind).containsExactly("test.negative");
    }

    @Test
    void a_positive_rapid_test_waits_for_a_pcr_and_for_nothing_else() {
        List<KnownFact> facts =
                List.of(
                        People.dose("Janssen", "2021-06-01T08:00"),
                        People.test("rat", "positive", "2021-10-10T08:00"));

        List<Way> ways = sooner(People.ELSEWHERE, facts, "2021-10-11T08:00");

        assertThat(only(ways, "test.negative.pcr").from()).isEqualTo(People.at("2021-10-11T08:00"));
        assertThat(ways).extracting(Way::kind).doesNotContain("test.negative.rat", "dose");
    }

    @Test
    void one_dose_turns_green_fourteen_days_after_the_next_one() {
        List<Way> ways =
                sooner(
                        People.ELSEWHERE,
                        List.of(People.dose("AstraZeneca", "2021-07-01T08:00")),
                        "2021-10-11T08:00");

        Way dose = only(ways, "dose");
        assertThat(dose.from()).isEqualTo(People.at("2021-10-11T08:00"));
        assertThat(dose.effective()).isEqualTo(People.at("2021-10-25T00:00"));
        assertThat(dose.colour()).isEqualTo(Colour.GREEN);
        assertThat(ways).extracting(Way::kind).doesNotContain("recovery");
    }

    @Test
    void where_nothing_known_is_red_a_test_today_gives_yellow() {
        List<Way> ways = sooner(People.NHA_TRANG, List.of(), "2021-10-11T08:00");

        assertThat(only(ways, "test.negative.pcr").colour()).isEqualTo(Colour.YELLOW);
    }

    @Test
    void who_stays_green_and_who_must_stay_are_promised_nothing() {
        assertThat(
                        sooner(
                                People.ELSEWHERE,
                                List.of(People.dose("Janssen", "2021-06-01T08:00")),
                                "2021-10-11T08:00"))
                .isEmpty();
        assertThat(
                        sooner(
                                People.ELSEWHERE,
                                List.of(
                                        People.fact(
                                                "stay_order",
                                                "2021-10-10T08:00",
                                                Map.of("until", "2022-01-10T00:00:00Z"))),
                                "2021-10-11T08:00"))
                .isEmpty();
    }

    @Test
    @DisplayName("Every hour of two weeks, 120 random people: what helps is told, nothing else is")
    void agrees_with_trying_every_hour() {
        Random random = new Random(20211012);
        int told = 0;
        for (int n = 0; n < 120; n++) {
            Subject subject = People.randomSubject(random);
            Instant at = People.at("2021-10-01T00:00").plus(random.nextInt(60), DAYS);
            List<KnownFact> facts = new ArrayList<>(People.randomFacts(random, 5));
            facts.removeIf(fact -> fact.at().isAfter(at));
            List<Way> ways = ENGINE.sooner(subject, facts, at, AHEAD);
            for (String kind : KINDS.keySet()) {
                for (int hour = 0; hour < 24 * 14; hour += 7) {
                    Instant when = at.plus(Duration.ofHours(hour));
                    boolean helps = helps(subject, facts, kind, when, at.plus(AHEAD));
                    assertThat(
                                    ways.stream()
                                            .filter(way -> means(way, kind))
                                            .anyMatch(way -> covers(way, when)))
                            .as("%s at %s of person %d: %s, told %s", kind, when, n, facts, ways)
                            .isEqualTo(helps);
                    told += helps ? 1 : 0;
                }
            }
        }
        assertThat(told).as("hours in which something helps").isGreaterThan(1_000);
    }

    private static final java.time.temporal.ChronoUnit DAYS = java.time.temporal.ChronoUnit.DAYS;

    private static boolean means(Way way, String kind) {
        return way.kind().equals(kind)
                || (way.kind().equals("test.negative")
                        && (kind.equals("test.negative.pcr") || kind.equals("test.negative.rat")));
    }

    private static boolean covers(Way way, Instant when) {
        return !when.isBefore(way.from()) && (way.before() == null || when.isBefore(way.before()));
    }

    /// Whether the colour is better at some half hour, judged by [ColourEngine#rule] alone.
    private static boolean helps(
            Subject subject, List<KnownFact> facts, String kind, Instant when, Instant end) {
        KnownFact model = java.util.Objects.requireNonNull(KINDS.get(kind));
        List<KnownFact> with = new ArrayList<>(facts);
        with.add(new KnownFact("~", model.kind(), when, model.attributes(), "test", when, 1.0));
        for (Instant t : ENGINE.instants(subject, with)) {
            if (!t.isBefore(when) && t.isBefore(end) && better(subject, facts, with, t)) {
                return true;
            }
        }
        for (Instant t = when; t.isBefore(end); t = t.plus(Duration.ofHours(6))) {
            if (better(subject, facts, with, t)) {
                return true;
            }
        }
        return false;
    }

    private static boolean better(
            Subject subject, List<KnownFact> without, List<KnownFact> with, Instant at) {
        return ENGINE.rule(subject, without, at)
                .colour()
                .worseThan(ENGINE.rule(subject, with, at).colour());
    }

    private static List<Way> sooner(String area, List<KnownFact> facts, String at) {
        return ENGINE.sooner(People.adult(area), facts, People.at(at), AHEAD);
    }

    private static Way only(List<Way> ways, String kind) {
        assertThat(ways).as("ways").extracting(Way::kind).contains(kind);
        return ways.stream().filter(way -> way.kind().equals(kind)).findFirst().orElseThrow();
    }
}
