package vn.pccovid.lib.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.pccovid.lib.exposure.Times.at;
import static vn.pccovid.lib.exposure.Times.window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CoPresenceTest {
    private static final InfectiousWindow WINDOW = window("2021-10-01 00:00", "2021-10-10 00:00");
    private static final Settings SETTINGS = Settings.standard();
    private final CoPresence presence = new CoPresence(SETTINGS);

    @Test
    void a_missing_or_impossible_exit_is_the_usual_stay() {
        Instant enter = at("2021-10-05 09:00");
        assertThat(presence.span(new Stay("a", "p", PlaceKind.SHOP, enter, null)))
                .isEqualTo(new Stay.Span(enter, enter.plus(Duration.ofMinutes(20)), false));
        assertThat(
                        presence.span(
                                new Stay(
                                        "a",
                                        "p",
                                        PlaceKind.SHOP,
                                        enter,
                                        enter.plus(Duration.ofHours(9)))))
                .isEqualTo(new Stay.Span(enter, enter.plus(Duration.ofMinutes(20)), false));
    }

    @Test
    void finds_exactly_whom_a_plain_comparison_of_all_pairs_finds() {
        var random = new SplittableRandom(3);
        PlaceKind[] kinds = PlaceKind.values();
        for (int round = 0; round < 30; round++) {
            List<Stay> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int place = random.nextInt(6);
                Instant enter =
                        at("2021-09-29 00:00").plus(Duration.ofMinutes(random.nextInt(12 * 1440)));
                all.add(
                        new Stay(
                                "q" + random.nextInt(40),
                                "p" + place,
                                kinds[place],
                                enter,
                                random.nextBoolean()
                                        ? null
                                        : enter.plus(Duration.ofMinutes(random.nextInt(1, 120)))));
            }
            List<Stay> mine = all.stream().filter(s -> s.person().equals("q0")).toList();
            Set<String> wanted = new HashSet<>();
            for (Stay a : mine) {
                for (Stay b : all) {
                    if (!b.person().equals("q0") && a.place().equals(b.place()) && meets(a, b)) {
                        wanted.add(b.person());
                    }
                }
            }
            assertThat(presence.atPlaces(mine, all, WINDOW).keySet()).isEqualTo(wanted);
        }
    }

    private boolean meets(Stay a, Stay b) {
        Stay.Span span = presence.span(a);
        if (span.leave().compareTo(WINDOW.from()) <= 0 || !span.enter().isBefore(WINDOW.to())) {
            return false;
        }
        return end(b).isAfter(a.enter())
                && b.enter().isBefore(end(a).plus(SETTINGS.airStays(a.kind())));
    }

    private Instant end(Stay stay) {
        Stay.Span span = presence.span(stay);
        return span.exitKnown()
                ? span.leave()
                : stay.enter().plus(SETTINGS.longestStay(stay.kind()));
    }

    @Test
    void rides_meet_in_one_vehicle_at_one_time_with_rows_between_them() {
        var mine =
                List.of(
                        new Ride(
                                "f0",
                                "bus",
                                VehicleKind.COACH,
                                at("2021-10-05 08:00"),
                                at("2021-10-05 12:00"),
                                4));
        var others =
                List.of(
                        new Ride(
                                "near",
                                "bus",
                                VehicleKind.COACH,
                                at("2021-10-05 09:00"),
                                at("2021-10-05 13:00"),
                                6),
                        new Ride(
                                "later",
                                "bus",
                                VehicleKind.COACH,
                                at("2021-10-05 12:00"),
                                at("2021-10-05 13:00"),
                                4),
                        new Ride(
                                "seatless",
                                "bus",
                                VehicleKind.COACH,
                                at("2021-10-05 08:00"),
                                at("2021-10-05 08:30"),
                                null));
        var met = presence.inVehicles(mine, others, WINDOW);
        assertThat(met).containsOnlyKeys("near", "seatless");
        assertThat(met.getOrDefault("near", List.of()))
                .singleElement()
                .satisfies(v -> {
                    assertThat(v.rowsApart()).isEqualTo(2);
                    assertThat(Duration.between(v.from(), v.to())).hasHours(3);
                });
        assertThat(met.getOrDefault("seatless", List.of()))
                .singleElement()
                .satisfies(v -> assertThat(v.rowsApart()).isNull());
    }

    @Test
    void keys_are_not_printed() {
        var stay =
                new Stay("person-key", "place-key", PlaceKind.CAFE, at("2021-10-05 08:00"), null);
        assertThat(stay.toString()).doesNotContain("person-key", "place-key");
    }
}
