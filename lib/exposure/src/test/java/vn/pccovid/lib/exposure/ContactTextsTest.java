package vn.pccovid.lib.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.pccovid.lib.exposure.Times.at;
import static vn.pccovid.lib.exposure.Times.day;
import static vn.pccovid.lib.exposure.Times.window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ContactTextsTest {
    private static final ContactTexts TEXTS = ContactTexts.standard();
    private static final InfectiousWindow WINDOW = window("2021-10-01 00:00", "2021-10-08 00:00");

    private static ContactText text(String id) {
        return TEXTS.find(id).orElseThrow();
    }

    private static SharedPlace together(PlaceKind kind, int minutes, Masks masks) {
        Stay.Span span =
                new Stay.Span(
                        at("2021-10-05 09:00"),
                        at("2021-10-05 09:00").plus(Duration.ofMinutes(minutes)),
                        true);
        return new SharedPlace(kind, "p", span, span, masks);
    }

    private static NamedContact named(Nearness nearness, int minutes, Masks masks) {
        Instant from = at("2021-10-05 09:00");
        return new NamedContact(
                from, from.plus(Duration.ofMinutes(minutes)), nearness, false, false, masks);
    }

    private static BluetoothEncounter heard(double attenuation, int minutes) {
        List<Sighting> sightings = new ArrayList<>();
        for (int i = 0; i < minutes; i++) {
            sightings.add(
                    new Sighting(
                            at("2021-10-05 09:00").plusSeconds(60L * i),
                            attenuation,
                            Duration.ofMinutes(1)));
        }
        return new BluetoothEncounter(sightings);
    }

    @Nested
    @DisplayName("the text in force")
    class InForce {
        @Test
        void changes_at_the_first_day_of_the_next() {
            assertThat(TEXTS.inForce(day("2021-07-30")).id()).isEqualTo("3638");
            assertThat(TEXTS.inForce(day("2021-12-28")).id()).isEqualTo("3638");
            assertThat(TEXTS.inForce(day("2021-12-29")).id()).isEqualTo("11042");
            assertThat(TEXTS.inForce(day("2022-04-14")).id()).isEqualTo("11042");
            assertThat(TEXTS.inForce(day("2022-04-15")).id()).isEqualTo("1909");
        }

        @Test
        void before_the_first_there_is_none() {
            assertThatThrownBy(() -> TEXTS.inForce(day("2021-07-29")))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void what_is_not_confirmed_is_marked() {
            assertThat(text("3638").parameters())
                    .filteredOn(p -> p.name().equals("W3"))
                    .singleElement()
                    .satisfies(p -> {
                        assertThat(p.value()).isEqualTo(14);
                        assertThat(p.certain()).isFalse();
                    });
        }
    }

    @Nested
    @DisplayName(
            "3638: symptomatic: 3 days before onset to isolation; source known: from first contact with the source; else 14 days before the positive sample")
    class Window3638 {
        private final Instant now = at("2021-10-09 08:00");

        @Test
        void symptoms_count_from_midnight_three_days_before() {
            var course =
                    CaseCourse.sampled(at("2021-10-07 09:00"))
                            .onset(day("2021-10-06"))
                            .isolated(at("2021-10-08 15:00"));
            assertThat(text("3638").infectious(course, now))
                    .satisfies(w -> {
                        assertThat(w.from()).isEqualTo(at("2021-10-03 00:00"));
                        assertThat(w.to()).isEqualTo(at("2021-10-08 15:00"));
                        assertThat(w.rule()).isEqualTo("3638 W1");
                        assertThat(w.days()).hasSize(6);
                    });
        }

        @Test
        void a_known_source_counts_from_the_first_contact() {
            var course =
                    CaseCourse.sampled(at("2021-10-07 09:00")).metSource(at("2021-10-01 19:00"));
            var window = text("3638").infectious(course, now);
            assertThat(window.from()).isEqualTo(at("2021-10-01 19:00"));
            assertThat(window.to()).as("not isolated yet").isEqualTo(now);
        }

        @Test
        void nothing_known_looks_back_fourteen_days() {
            var window = text("3638").infectious(CaseCourse.sampled(at("2021-10-07 09:00")), now);
            assertThat(window.from()).isEqualTo(at("2021-09-23 00:00"));
        }

        @Test
        void a_window_that_never_opened_is_empty() {
            var course =
                    CaseCourse.sampled(at("2021-10-07 09:00"))
                            .onset(day("2021-10-06"))
                            .isolated(at("2021-10-01 00:00"));
            var window = text("3638").infectious(course, now);
            assertThat(window.days()).isEmpty();
            assertThat(window.contains(at("2021-10-01 00:00"))).isFalse();
        }
    }

    @Nested
    @DisplayName(
            "11042: 2 days before onset, or before the positive sample, until test negative or CT > 30")
    class Window11042 {
        @Test
        void symptoms_and_none() {
            Instant now = at("2022-01-20 08:00");
            var asymptomatic = CaseCourse.sampled(at("2022-01-10 09:00"));
            var symptomatic = asymptomatic.onset(day("2022-01-09")).cleared(at("2022-01-17 10:00"));
            assertThat(text("11042").infectious(asymptomatic, now).from())
                    .isEqualTo(at("2022-01-08 00:00"));
            assertThat(text("11042").infectious(symptomatic, now))
                    .satisfies(w -> {
                        assertThat(w.from()).isEqualTo(at("2022-01-07 00:00"));
                        assertThat(w.to()).isEqualTo(at("2022-01-17 10:00"));
                    });
        }
    }

    @Nested
    @DisplayName(
            "F1 of 3638: within 2 m, or the same closed space at home, work, workshop, study, leisure, or the same compartment")
    class Close3638 {
        @Test
        void a_classroom_lists_and_a_market_does_not() {
            assertThat(
                            text("3638")
                                    .closeContact(
                                            list(together(PlaceKind.SCHOOL, 5, Masks.BOTH)),
                                            WINDOW))
                    .hasValueSatisfying(l -> assertThat(l.clause()).isEqualTo("C2"));
            assertThat(
                            text("3638")
                                    .closeContact(
                                            list(together(PlaceKind.MARKET, 60, Masks.NONE)),
                                            WINDOW))
                    .isEmpty();
        }

        @Test
        void who_came_after_the_case_had_left_is_not_listed() {
            var after =
                    new SharedPlace(
                            PlaceKind.CAFE,
                            "p",
                            new Stay.Span(at("2021-10-05 09:00"), at("2021-10-05 09:40"), true),
                            new Stay.Span(at("2021-10-05 09:45"), at("2021-10-05 10:40"), true),
                            Masks.NONE);
            assertThat(after.overlap()).isZero();
            assertThat(after.after()).isEqualTo(Duration.ofMinutes(55));
            assertThat(text("3638").closeContact(list(after), WINDOW)).isEmpty();
        }

        @Test
        void two_metres_list_and_a_room_outdoors_does_not() {
            assertThat(
                            text("3638")
                                    .closeContact(
                                            list(named(Nearness.WITHIN_2_M, 1, Masks.BOTH)),
                                            WINDOW))
                    .hasValueSatisfying(l -> assertThat(l.clause()).isEqualTo("C1"));
            assertThat(
                            text("3638")
                                    .closeContact(
                                            list(named(Nearness.SAME_ROOM, 60, Masks.NONE)),
                                            WINDOW))
                    .isEmpty();
        }

        @Test
        void meetings_outside_the_window_do_not_count() {
            var early = window("2021-10-06 00:00", "2021-10-08 00:00");
            assertThat(text("3638").closeContact(list(named(Nearness.BODY, 30, Masks.NONE)), early))
                    .isEmpty();
        }

        @Test
        void the_last_exposure_is_the_end_of_what_counts_and_not_beyond_the_window() {
            var home = new SharedHousehold(at("2021-09-01 00:00"), at("2021-10-20 00:00"));
            assertThat(text("3638").closeContact(list(home), WINDOW))
                    .hasValueSatisfying(l -> {
                        assertThat(l.first()).isEqualTo(WINDOW.from());
                        assertThat(l.last()).isEqualTo(WINDOW.to());
                        assertThat(l.source()).isEqualTo(Source.HOUSEHOLD);
                    });
        }

        @Test
        void contacts_of_contacts_are_listed_within_two_metres_only() {
            Instant now = at("2021-10-09 08:00");
            var hop =
                    text("3638")
                            .secondHop(at("2021-10-03 10:00"), at("2021-10-06 12:00"), now)
                            .orElseThrow();
            assertThat(hop.from()).isEqualTo(at("2021-10-03 10:00"));
            assertThat(hop.to()).isEqualTo(at("2021-10-06 12:00"));
            assertThat(
                            text("3638")
                                    .contactOfContact(
                                            list(named(Nearness.WITHIN_1_M, 1, Masks.BOTH)), hop))
                    .hasValueSatisfying(l -> assertThat(l.degree()).isEqualTo(Degree.F2));
            assertThat(
                            text("3638")
                                    .contactOfContact(
                                            list(together(PlaceKind.SCHOOL, 90, Masks.NONE)), hop))
                    .isEmpty();
        }
    }

    @Nested
    @DisplayName(
            "F1 of 11042: body contact; masked 2 m or narrow closed space for 15 min; unmasked 2 m or closed space, any time; cared unprotected")
    class Close11042 {
        @Test
        void masked_fourteen_minutes_are_too_short_and_fifteen_are_not() {
            assertThat(
                            text("11042")
                                    .closeContact(
                                            list(named(Nearness.WITHIN_2_M, 14, Masks.BOTH)),
                                            WINDOW))
                    .isEmpty();
            assertThat(
                            text("11042")
                                    .closeContact(
                                            list(named(Nearness.WITHIN_2_M, 15, Masks.BOTH)),
                                            WINDOW))
                    .hasValueSatisfying(l -> assertThat(l.clause()).isEqualTo("C2"));
        }

        @Test
        void unmasked_one_minute_is_enough() {
            assertThat(
                            text("11042")
                                    .closeContact(
                                            list(named(Nearness.WITHIN_2_M, 1, Masks.ONE)), WINDOW))
                    .hasValueSatisfying(l -> assertThat(l.clause()).isEqualTo("C3"));
        }

        @Test
        void fifteen_minutes_may_be_of_two_meetings_of_one_day_and_overlaps_count_once() {
            var first = named(Nearness.WITHIN_2_M, 10, Masks.BOTH);
            var same = named(Nearness.WITHIN_1_M, 10, Masks.BOTH);
            var later =
                    new NamedContact(
                            at("2021-10-05 15:00"),
                            at("2021-10-05 15:05"),
                            Nearness.WITHIN_2_M,
                            false,
                            false,
                            Masks.BOTH);
            assertThat(text("11042").closeContact(List.of(first, same), WINDOW)).isEmpty();
            assertThat(text("11042").closeContact(List.of(first, later), WINDOW)).isPresent();
        }

        @Test
        void unknown_masks_are_judged_by_the_place() {
            assertThat(
                            text("11042")
                                    .closeContact(
                                            list(together(PlaceKind.RESTAURANT, 5, Masks.UNKNOWN)),
                                            WINDOW))
                    .hasValueSatisfying(l -> assertThat(l.clause()).isEqualTo("C3"));
            assertThat(
                            text("11042")
                                    .closeContact(
                                            list(together(PlaceKind.SHOP, 60, Masks.UNKNOWN)),
                                            WINDOW))
                    .as("masked, and not a narrow space")
                    .isEmpty();
        }

        @Test
        void body_contact_and_care_need_no_time() {
            assertThat(
                            text("11042")
                                    .closeContact(
                                            list(named(Nearness.BODY, 0, Masks.BOTH)), WINDOW))
                    .hasValueSatisfying(l -> assertThat(l.clause()).isEqualTo("C1"));
            var cared =
                    new NamedContact(
                            at("2021-10-05 09:00"),
                            at("2021-10-05 09:01"),
                            Nearness.UNKNOWN,
                            true,
                            true,
                            Masks.BOTH);
            assertThat(text("11042").closeContact(list(cared), WINDOW))
                    .hasValueSatisfying(l -> assertThat(l.clause()).isEqualTo("C4"));
        }

        @Test
        void no_contacts_of_contacts() {
            assertThat(
                            text("11042")
                                    .secondHop(
                                            at("2021-10-03 10:00"), null, at("2021-10-09 08:00")))
                    .isEmpty();
            assertThat(
                            text("11042")
                                    .contactOfContact(
                                            list(named(Nearness.BODY, 60, Masks.NONE)), WINDOW))
                    .isEmpty();
        }

        @Test
        void a_strong_signal_of_fifteen_minutes_lists_and_a_weak_one_does_not() {
            assertThat(text("11042").closeContact(list(heard(45, 20)), WINDOW)).isPresent();
            assertThat(text("11042").closeContact(list(heard(45, 9)), WINDOW)).isEmpty();
            assertThat(text("11042").closeContact(list(heard(78, 60)), WINDOW)).isEmpty();
        }
    }

    @Test
    @DisplayName("F1 of 1909: as 11042 with 1 m")
    void two_metres_became_one() {
        assertThat(
                        text("1909")
                                .closeContact(
                                        list(named(Nearness.WITHIN_2_M, 60, Masks.NONE)), WINDOW))
                .isEmpty();
        assertThat(
                        text("1909")
                                .closeContact(
                                        list(named(Nearness.WITHIN_1_M, 60, Masks.NONE)), WINDOW))
                .isPresent();
    }

    @Test
    void a_pack_that_says_something_unknown_is_refused_with_its_place() {
        String yaml = Pack.shipped("texts/vn-contacts-1909.yaml");
        assertThatThrownBy(
                        () -> ContactTexts.read(List.of(yaml.replace("minutes: 15", "minuts: 15"))))
                .isInstanceOf(PackRefused.class)
                .hasMessageContaining("minuts");
        assertThatThrownBy(() -> ContactTexts.read(List.of(yaml, yaml)))
                .isInstanceOf(PackRefused.class);
    }

    private static List<Evidence> list(Evidence one) {
        return List.of(one);
    }
}
