package vn.pccovid.lib.colour;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("How long the rules in force keep somebody")
class StayTest {
    private static final Subject SOMEBODY = new Subject(null, "");
    private final ColourEngine engine = RulePacks.engine(ColourEngine.BURDEN_THRESHOLD);

    private static KnownFact fact(String kind, String at, Map<String, Object> attributes) {
        Instant when = People.at(at);
        return new KnownFact(kind + at, kind, when, attributes, "quarantine", when, 1);
    }

    private static KnownFact order(String at) {
        return fact("stay_order", at, Map.of("reason", "contact"));
    }

    private ColourEngine.Kept stay(String at, KnownFact... facts) {
        return engine.stay(SOMEBODY, List.of(facts), People.at(at)).orElseThrow();
    }

    @Test
    @DisplayName("5599: 14 days from the start of quarantine, whatever the exposure")
    void by_5599_from_the_start() {
        var kept =
                stay(
                        "2021-10-09T15:00",
                        fact("exposure", "2021-10-07T10:00", Map.of()),
                        order("2021-10-09T15:00"));

        assertThat(kept.rule().path()).isEqualTo("vn-contacts/quarantine");
        assertThat(kept.rule().stay())
                .isEqualTo(new PackRule.Stay(PackRule.Anchor.START, List.of()));
        assertThat(kept.from()).isEqualTo(People.at("2021-10-09T15:00"));
        assertThat(kept.until()).isEqualTo(People.at("2021-10-23T00:00"));
    }

    @Test
    @DisplayName("5599: before the order somebody waits, which is no stay that has an end")
    void waiting_for_the_order_is_no_stay() {
        assertThat(
                        engine.stay(
                                SOMEBODY,
                                List.of(fact("exposure", "2021-10-07T10:00", Map.of())),
                                People.at("2021-10-08T10:00")))
                .isEmpty();
    }

    @Test
    @DisplayName("10696: 7 days with tests on day 1 and day 7 for the immune, 14 for others")
    void by_10696_immunity_shortens() {
        KnownFact first =
                fact("dose", "2021-07-10T08:00", Map.of("vaccine", "AstraZeneca", "dose_no", 1));
        KnownFact second =
                fact("dose", "2021-09-10T08:00", Map.of("vaccine", "AstraZeneca", "dose_no", 2));
        KnownFact order = order("2021-12-20T15:00");

        assertThat(stay("2021-12-20T15:00", first, second, order).until())
                .isEqualTo(People.at("2021-12-27T00:00"));
        assertThat(stay("2021-12-20T15:00", first, second, order).rule().stay())
                .isEqualTo(new PackRule.Stay(PackRule.Anchor.START, List.of(1, 7)));
        assertThat(stay("2021-12-20T15:00", order).until())
                .isEqualTo(People.at("2022-01-03T00:00"));
    }

    @Test
    @DisplayName("762: 7 days from the last exposure for the unvaccinated, with a test on day 7")
    void by_762_from_the_last_exposure() {
        var kept = stay("2022-03-03T09:00", fact("exposure", "2022-03-01T20:00", Map.of()));

        assertThat(kept.until()).isEqualTo(People.at("2022-03-08T00:00"));
        assertThat(kept.rule().stay())
                .isEqualTo(new PackRule.Stay(PackRule.Anchor.LAST_EXPOSURE, List.of(7)));
    }

    @Test
    @DisplayName("762: an exposure of somebody released early keeps nobody")
    void released_early() {
        assertThat(
                        engine.stay(
                                SOMEBODY,
                                List.of(
                                        fact(
                                                "exposure",
                                                "2022-03-01T20:00",
                                                Map.of("released", true))),
                                People.at("2022-03-03T09:00")))
                .isEmpty();
    }

    @Test
    @DisplayName(
            "4689: a case ends by itself after 21 days, and with a clear PCR of day 9 on day 10")
    void a_case() {
        KnownFact positive =
                fact(
                        "test_result",
                        "2021-10-10T10:00",
                        Map.of("method", "pcr", "result", "positive"));
        KnownFact negative =
                fact(
                        "test_result",
                        "2021-10-19T10:00",
                        Map.of("method", "pcr", "result", "negative"));

        assertThat(stay("2021-10-10T10:00", positive).until())
                .isEqualTo(People.at("2021-10-31T00:00"));
        assertThat(stay("2021-10-10T10:00", positive, negative).until())
                .isEqualTo(People.at("2021-10-20T00:00"));
    }

    @Test
    @DisplayName("The order of a case adds no colour of its own, unless an officer stated its end")
    void the_order_of_a_case() {
        KnownFact positive =
                fact(
                        "test_result",
                        "2021-10-10T10:00",
                        Map.of("method", "pcr", "result", "positive"));
        KnownFact order = fact("stay_order", "2021-10-10T12:00", Map.of("reason", "case"));
        KnownFact longer =
                fact(
                        "stay_order",
                        "2021-10-10T12:00",
                        Map.of("reason", "case", "until", "2021-11-05T00:00:00Z"));

        assertThat(engine.rule(SOMEBODY, List.of(positive, order), People.at("2021-10-12T10:00")))
                .extracting(PackRule::path)
                .isEqualTo("vn-discharge/case");
        assertThat(
                        engine.rule(
                                        SOMEBODY,
                                        List.of(positive, order),
                                        People.at("2021-11-02T10:00"))
                                .colour())
                .isEqualTo(Colour.YELLOW);
        assertThat(
                        engine.rule(
                                        SOMEBODY,
                                        List.of(positive, longer),
                                        People.at("2021-11-02T10:00"))
                                .colour())
                .isEqualTo(Colour.RED);
        assertThat(
                        engine.rule(
                                        SOMEBODY,
                                        List.of(positive, longer),
                                        People.at("2021-11-05T10:00"))
                                .path())
                .isEqualTo("vn-floor/nothing_known");
    }
}
