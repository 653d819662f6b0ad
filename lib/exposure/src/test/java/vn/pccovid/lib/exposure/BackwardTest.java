package vn.pccovid.lib.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.pccovid.lib.exposure.Times.at;
import static vn.pccovid.lib.exposure.Times.day;
import static vn.pccovid.lib.exposure.Times.window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackwardTest {
    private final Backward backward = new Backward(ExposureModel.standard());

    private static CaseCourse ill(String onset) {
        return CaseCourse.sampled(at(onset + " 12:00").plus(Duration.ofDays(2))).onset(day(onset));
    }

    private static NamedContact met(String when) {
        return new NamedContact(
                at(when),
                at(when).plus(Duration.ofHours(3)),
                Nearness.WITHIN_1_M,
                true,
                false,
                Masks.NONE);
    }

    @Test
    void infection_lies_between_fourteen_days_and_half_a_day_before_onset() {
        var between = backward.infectedBetween(ill("2021-10-15"));
        assertThat(between.from()).isEqualTo(at("2021-10-01 00:00"));
        assertThat(between.to()).isEqualTo(at("2021-10-15 00:00"));
        assertThat(backward.weight(ill("2021-10-15"), day("2021-10-11"))).isGreaterThan(0.9);
        assertThat(backward.weight(ill("2021-10-15"), day("2021-10-03"))).isLessThan(0.15);
        assertThat(backward.weight(ill("2021-10-15"), day("2021-10-15"))).isZero();
    }

    @Test
    void the_source_is_who_was_met_four_days_before_rather_than_yesterday() {
        var target = ill("2021-10-15");
        var window = window("2021-10-01 00:00", "2021-10-16 00:00");
        var sources =
                backward.sources(
                        target,
                        ContactState.unknown(),
                        List.of(
                                new Backward.Meetings(
                                        "yesterday",
                                        ill("2021-10-14"),
                                        List.of(met("2021-10-14 10:00")),
                                        window),
                                new Backward.Meetings(
                                        "earlier",
                                        ill("2021-10-11"),
                                        List.of(met("2021-10-11 10:00")),
                                        window),
                                new Backward.Meetings(
                                        "never", ill("2021-10-11"), List.of(), window)));
        assertThat(sources).extracting(Backward.Candidate::caseKey).startsWith("earlier");
        assertThat(sources.getFirst().probability()).isGreaterThan(0.5);
        assertThat(sources.getLast().probability()).isZero();
        assertThat(sources.stream().mapToDouble(Backward.Candidate::probability).sum())
                .as("somebody unknown remains possible")
                .isLessThan(0.99);
    }

    @Test
    void a_night_in_a_bar_is_found_among_shops_everybody_visits() {
        var random = new SplittableRandom(11);
        List<CaseStays> cases = new ArrayList<>();
        Map<String, Long> usual = new HashMap<>();
        usual.put("bar", 120L);
        for (int i = 0; i < 40; i++) {
            usual.put("shop" + i, i < 4 ? 9000L : 300L);
        }
        for (int c = 0; c < 14; c++) {
            List<Stay> stays = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int shop = random.nextInt(3) == 0 ? random.nextInt(40) : random.nextInt(4);
                Instant enter =
                        at("2021-10-01 08:00")
                                .plus(Duration.ofDays(random.nextInt(14)))
                                .plus(Duration.ofMinutes(random.nextInt(600)));
                stays.add(new Stay("c" + c, "shop" + shop, PlaceKind.SHOP, enter, null));
            }
            if (c < 9) {
                stays.add(
                        new Stay(
                                "c" + c,
                                "bar",
                                PlaceKind.BAR,
                                at("2021-10-09 20:00").plus(Duration.ofMinutes(10L * c)),
                                null));
            }
            var onset = day("2021-10-13").plusDays(random.nextInt(3));
            cases.add(
                    new CaseStays(
                            "c" + c,
                            CaseCourse.sampled(at("2021-10-18 08:00")).onset(onset),
                            stays));
        }
        var clusters = new Clusters(ExposureModel.standard()).find(cases, usual, 3);
        assertThat(clusters.getFirst())
                .satisfies(c -> {
                    assertThat(c.place()).isEqualTo("bar");
                    assertThat(c.cases()).hasSize(9);
                    assertThat(c.explained()).isGreaterThan(7);
                    assertThat(c.chance()).isLessThan(1e-6);
                    assertThat(c.from()).isEqualTo(at("2021-10-09 20:00"));
                });
        assertThat(clusters.stream().skip(1))
                .allSatisfy(c -> assertThat(c.explained()).isLessThan(2));
    }
}
