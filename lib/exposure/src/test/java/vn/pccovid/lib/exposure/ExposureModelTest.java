package vn.pccovid.lib.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static vn.pccovid.lib.exposure.Times.at;
import static vn.pccovid.lib.exposure.Times.day;
import static vn.pccovid.lib.exposure.Times.window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExposureModelTest {
    private static final ExposureModel MODEL = ExposureModel.standard();
    private static final InfectiousWindow WINDOW = window("2021-10-01 00:00", "2021-10-10 00:00");
    private static final CaseCourse COURSE =
            CaseCourse.sampled(at("2021-10-07 09:00")).onset(day("2021-10-05"));

    private static double p(Evidence... evidence) {
        return assess(evidence).probability();
    }

    private static Assessment assess(Evidence... evidence) {
        return MODEL.assess(COURSE, ContactState.unknown(), List.of(evidence), WINDOW);
    }

    private static NamedContact named(String from, int minutes, Nearness nearness, Masks masks) {
        return new NamedContact(
                at(from), at(from).plus(Duration.ofMinutes(minutes)), nearness, true, false, masks);
    }

    private static BluetoothEncounter heard(String from, int minutes, double attenuation) {
        List<Sighting> sightings = new ArrayList<>();
        for (int i = 0; i < minutes; i++) {
            Instant at = at(from).plusSeconds(60L * i);
            sightings.add(new Sighting(at, attenuation, Duration.ofMinutes(1)));
        }
        return new BluetoothEncounter(sightings);
    }

    private static SharedPlace cafe(String from, int minutes, boolean exits) {
        var span = new Stay.Span(at(from), at(from).plus(Duration.ofMinutes(minutes)), exits);
        return new SharedPlace(PlaceKind.CAFE, "p", span, span, Masks.UNKNOWN);
    }

    @Test
    void nothing_known_is_no_danger() {
        assertThat(p()).isZero();
        assertThat(assess().contributions()).isEmpty();
    }

    @Test
    void a_meeting_outside_the_window_is_no_danger() {
        assertThat(p(named("2021-09-25 10:00", 120, Nearness.WITHIN_1_M, Masks.NONE))).isZero();
    }

    @Test
    void doses_add_up_over_time() {
        double one = p(named("2021-10-05 10:00", 30, Nearness.WITHIN_1_M, Masks.NONE));
        double two =
                p(
                        named("2021-10-05 10:00", 30, Nearness.WITHIN_1_M, Masks.NONE),
                        named("2021-10-05 10:30", 30, Nearness.WITHIN_1_M, Masks.NONE));
        assertThat(MODEL.dose(two) / MODEL.dose(one)).isCloseTo(2, within(0.01));
    }

    @Test
    void the_same_meeting_told_twice_is_one_meeting() {
        var told = named("2021-10-05 10:00", 60, Nearness.WITHIN_1_M, Masks.NONE);
        assertThat(p(told, told)).isCloseTo(p(told), within(1e-12));
    }

    @Test
    void nearer_longer_barer_is_never_safer() {
        var random = new SplittableRandom(1);
        Nearness[] order = {Nearness.SAME_ROOM, Nearness.WITHIN_2_M, Nearness.WITHIN_1_M};
        Masks[] bare = {Masks.BOTH, Masks.ONE, Masks.NONE};
        for (int i = 0; i < 200; i++) {
            int minutes = random.nextInt(1, 600);
            int near = random.nextInt(2);
            int mask = random.nextInt(2);
            double less = p(named("2021-10-05 08:00", minutes, order[near], bare[mask]));
            assertThat(p(named("2021-10-05 08:00", minutes + 30, order[near], bare[mask])))
                    .isGreaterThan(less);
            assertThat(p(named("2021-10-05 08:00", minutes, order[near + 1], bare[mask])))
                    .isGreaterThan(less);
            assertThat(p(named("2021-10-05 08:00", minutes, order[near], bare[mask + 1])))
                    .isGreaterThan(less);
        }
    }

    @Test
    void more_doses_of_vaccine_never_raise_the_danger() {
        Immunity[] order = {
            Immunity.NONE,
            Immunity.UNKNOWN,
            Immunity.PARTIAL,
            Immunity.WANED,
            Immunity.FULL,
            Immunity.BOOSTED
        };
        var told = List.of(named("2021-10-05 10:00", 60, Nearness.WITHIN_1_M, Masks.NONE));
        double before = 1;
        for (Immunity immunity : order) {
            double now =
                    MODEL.assess(COURSE, new ContactState(immunity, 30), told, WINDOW)
                            .probability();
            assertThat(now).as("%s", immunity).isLessThan(before);
            before = now;
        }
    }

    @Test
    void most_is_infected_around_onset() {
        double early = p(named("2021-10-01 10:00", 60, Nearness.WITHIN_1_M, Masks.NONE));
        double peak = p(named("2021-10-05 10:00", 60, Nearness.WITHIN_1_M, Masks.NONE));
        double late = p(named("2021-10-09 23:00", 60, Nearness.WITHIN_1_M, Masks.NONE));
        assertThat(peak).isGreaterThan(3 * early).isGreaterThan(2 * late);
    }

    @Test
    void a_high_viral_load_infects_more() {
        var told = List.of(named("2021-10-05 10:00", 60, Nearness.WITHIN_1_M, Masks.NONE));
        double low =
                MODEL.assess(COURSE.ct(33), ContactState.unknown(), told, WINDOW).probability();
        double high =
                MODEL.assess(COURSE.ct(17), ContactState.unknown(), told, WINDOW).probability();
        assertThat(high).isGreaterThan(2 * low);
    }

    @Test
    void a_signal_tells_who_of_those_at_one_place_was_near() {
        var place = cafe("2021-10-05 10:00", 60, true);
        double unheard = p(place);
        double near = p(place, heard("2021-10-05 10:00", 60, 50));
        double far = p(place, heard("2021-10-05 10:00", 60, 80));
        assertThat(near).isGreaterThan(2 * unheard);
        assertThat(far).isLessThan(near / 3);
    }

    @Test
    void an_exit_nobody_scanned_weighs_between_leaving_at_once_and_staying_on() {
        double known = p(cafe("2021-10-05 10:00", 60, true));
        double inferred = p(cafe("2021-10-05 10:00", 60, false));
        double shortest = p(cafe("2021-10-05 10:00", 5, true));
        assertThat(inferred).isBetween(shortest, known);
    }

    @Test
    void air_remembers_for_a_while() {
        var mine = new Stay.Span(at("2021-10-05 10:00"), at("2021-10-05 11:00"), true);
        var soon = new Stay.Span(at("2021-10-05 11:05"), at("2021-10-05 12:00"), true);
        var late = new Stay.Span(at("2021-10-05 12:05"), at("2021-10-05 13:00"), true);
        double afterwards = p(new SharedPlace(PlaceKind.CAFE, "p", mine, soon, Masks.UNKNOWN));
        assertThat(afterwards).isPositive().isLessThan(p(cafe("2021-10-05 10:00", 60, true)) / 2);
        assertThat(p(new SharedPlace(PlaceKind.CAFE, "p", mine, late, Masks.UNKNOWN))).isZero();
        assertThat(p(new SharedPlace(PlaceKind.OUTDOORS, "p", mine, soon, Masks.UNKNOWN))).isZero();
    }

    @Test
    void a_household_of_some_days_lies_where_studies_of_households_do() {
        // Madewell et al., JAMA Netw Open 2022: 31 % (24 to 39) with Delta.
        var home = new SharedHousehold(at("2021-10-02 00:00"), at("2021-10-08 00:00"));
        double unvaccinated =
                MODEL.assess(COURSE, new ContactState(Immunity.NONE, 35), List.of(home), WINDOW)
                        .probability();
        assertThat(unvaccinated).isBetween(0.24, 0.39);
        double couple =
                MODEL.assess(
                                COURSE,
                                new ContactState(Immunity.NONE, 35),
                                List.of(new SharedHousehold(home.from(), home.to(), true)),
                                WINDOW)
                        .probability();
        assertThat(couple).isBetween(unvaccinated + 0.05, 0.6);
    }

    @Test
    void contributions_add_up_and_name_what_each_source_says_alone() {
        Assessment assessment =
                assess(
                        new SharedHousehold(at("2021-10-03 00:00"), at("2021-10-08 00:00")),
                        cafe("2021-10-05 10:00", 90, true),
                        heard("2021-10-05 10:00", 90, 55));
        assertThat(assessment.contributions()).hasSize(3);
        assertThat(assessment.contributions().stream().mapToDouble(Contribution::share).sum())
                .isCloseTo(1, within(1e-9));
        assertThat(assessment.contributions().getFirst().source()).isEqualTo(Source.HOUSEHOLD);
        assertThat(assessment.contributions())
                .allSatisfy(
                        c -> assertThat(c.alone()).isBetween(0.0, assessment.probability() + 1e-9));
        double days = assessment.byDay().values().stream().mapToDouble(MODEL::dose).sum();
        assertThat(days).isCloseTo(MODEL.dose(assessment.probability()), within(1e-9));
    }

    @Test
    void every_number_names_its_source() {
        assertThat(MODEL.settings().parameters())
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p.source()).isNotBlank());
    }
}
