package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.pccovid.lib.linkage.Somebody.lan;
import static vn.pccovid.lib.linkage.Somebody.named;
import static vn.pccovid.lib.linkage.Somebody.nameless;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.pccovid.lib.identity.PersonDescription;

class LinkageRulesTest {
    private final LinkageModel model = LinkageModel.standard();
    private final Judge judge = new Judge(model, Thresholds.standard());

    private Verdict judge(Somebody record, Somebody known) {
        return judge.judge(record.build(), List.of(known.person()));
    }

    private void links(Somebody record, Somebody known) {
        assertThat(judge(record, known)).isInstanceOf(Verdict.Link.class);
        assertThat(judge(known, record)).isInstanceOf(Verdict.Link.class);
    }

    private void waits(Somebody record, Somebody known, String reason) {
        assertThat(judge(record, known))
                .isInstanceOfSatisfying(
                        Verdict.Wait.class, w -> assertThat(w.reason()).isEqualTo(reason));
    }

    private void doesNotLink(Somebody record, Somebody known) {
        assertThat(judge(record, known)).isNotInstanceOf(Verdict.Link.class);
        assertThat(judge(known, record)).isNotInstanceOf(Verdict.Link.class);
    }

    @Nested
    @DisplayName(
            "3.6 A phone is not a person: one per family, proxy declarations, staff phones, recycled SIMs")
    class Phone {
        @Test
        void a_phone_alone_never_links_and_founds_nobody() {
            waits(nameless().phone("0321234567"), lan(), "insufficient_evidence");
        }

        @Test
        void a_phone_with_commune_and_sex_but_without_a_name_never_links() {
            doesNotLink(
                    nameless().phone("0321234567").in(Somebody.COMMUNE).female().born("1984"),
                    lan());
        }

        @Test
        void a_phone_with_a_name_of_somebody_else_is_a_new_person() {
            assertThat(judge(named("Trần Văn Hải").born("07/08/1979").phone("0321234567"), lan()))
                    .isInstanceOf(Verdict.NewPerson.class);
        }

        @Test
        void phone_name_and_birth_year_together_link() {
            links(named("Nguyễn Thị Thùy Lan").born("1984").phone("0321234567"), lan());
        }

        @Test
        void a_new_phone_number_does_not_part_what_document_and_name_join() {
            links(lan().phone("0359876543"), lan());
        }
    }

    @Nested
    @DisplayName("3.8 Name + birth date alone must never merge; name + birth date + commune may")
    class NameAndBirthDate {
        @Test
        void name_and_full_birth_date_alone_never_link_however_rare_the_name() {
            Somebody rare = named("Ngọ Phùng Thiều Quế Dạ").born("17/11/1963").female();
            doesNotLink(rare, named("Ngọ Phùng Thiều Quế Dạ").born("17/11/1963").female());
        }

        @Test
        void name_birth_date_and_commune_link() {
            links(
                    named("Nguyễn Thị Thùy Lan").born("05/03/1984").in(Somebody.COMMUNE),
                    lan().id(null).phone(null));
        }

        @Test
        void name_and_birth_date_in_two_communes_of_one_district_never_link() {
            doesNotLink(
                    named("Trương Thị Kim Thảo").born("05/03/1984").in("22738"),
                    named("Trương Thị Kim Thảo").born("05/03/1984").in("22741"));
        }

        @Test
        void a_year_alone_in_another_record_does_not_hide_two_full_dates_that_differ() {
            CandidatePerson person =
                    Somebody.person(
                            named("Pi Năng Thị Nhiên").born("05/10/1976").in("22738").build(),
                            named("Pi Năng Thị Nhiên").born("1976").in("22738").build());
            assertThat(
                            judge.judge(
                                    named("Pi Năng Thị Nhiên")
                                            .born("02/09/1976")
                                            .in("22738")
                                            .build(),
                                    List.of(person)))
                    .isNotInstanceOf(Verdict.Link.class);
        }

        @Test
        void the_only_fit_of_a_complete_register_links_where_an_unknown_neighbour_could_be_meant() {
            Somebody typed = named("Trần Thị Lan").born("1984").in(Somebody.COMMUNE);
            CandidatePerson resident =
                    named("Trần Thị Lan").born("05/03/1984").in(Somebody.COMMUNE).person();
            Judge knowing = new Judge(model, Thresholds.standard(), commune -> Completeness.MOST);
            assertThat(judge.judge(typed.build(), List.of(resident)))
                    .isInstanceOf(Verdict.Wait.class);
            assertThat(knowing.judge(typed.build(), List.of(resident)))
                    .isInstanceOf(Verdict.Link.class);
        }

        @Test
        void two_residents_of_a_complete_register_who_fit_alike_wait() {
            Somebody typed = named("Trương Thị Thu Hà").born("1984").in(Somebody.COMMUNE);
            Judge knowing = new Judge(model, Thresholds.standard(), commune -> Completeness.MOST);
            assertThat(
                            knowing.judge(
                                    typed.build(),
                                    List.of(
                                            named("Trương Thị Thu Hà")
                                                    .born("05/03/1984")
                                                    .in(Somebody.COMMUNE)
                                                    .person(),
                                            named("Trương Thị Thu Hà")
                                                    .born("19/11/1984")
                                                    .in(Somebody.COMMUNE)
                                                    .person())))
                    .isInstanceOf(Verdict.Wait.class);
        }

        @Test
        void the_most_common_name_on_a_default_date_waits_even_in_one_commune() {
            Somebody common = named("Nguyễn Văn Hùng").born("01/01/1950").in(Somebody.COMMUNE);
            waits(
                    common,
                    named("Nguyễn Văn Hùng").born("01/01/1950").in(Somebody.COMMUNE),
                    "uncertain");
        }

        @Test
        void agreeing_on_a_rare_name_weighs_more_than_on_a_common_one() {
            double rare =
                    model.compare(named("Thạch Kim Bùi").build(), named("Thạch Kim Bùi").build())
                            .weightBits();
            double common =
                    model.compare(named("Nguyễn Thị Hoa").build(), named("Nguyễn Thị Hoa").build())
                            .weightBits();
            assertThat(rare).isGreaterThan(common + 5);
        }

        @Test
        void agreeing_on_the_first_of_january_weighs_less_than_on_another_day() {
            double standard =
                    model.compare(
                                    nameless().born("01/01/1984").build(),
                                    nameless().born("01/01/1984").build())
                            .weightBits();
            double other =
                    model.compare(
                                    nameless().born("02/01/1984").build(),
                                    nameless().born("02/01/1984").build())
                            .weightBits();
            assertThat(standard).isLessThan(other - 3);
        }
    }

    @Nested
    @DisplayName("3.1 Two different valid citizen ids never merge silently")
    class TwoCitizenIds {
        @Test
        void another_valid_id_waits_although_everything_else_agrees() {
            waits(lan().id("056184777777"), lan(), "different_citizen_id");
        }

        @Test
        void one_digit_wrong_waits_although_everything_else_agrees() {
            waits(lan().id("056184001235"), lan(), "different_citizen_id");
        }

        @Test
        void two_digits_transposed_are_a_slip_too() {
            Comparison c = model.compare(lan().id("056184001243").build(), lan().build());
            assertThat(c.level(Field.CITIZEN_ID)).isEqualTo("one_digit");
            assertThat(c.vetoes()).contains(Veto.DIFFERENT_CITIZEN_ID);
        }

        @Test
        void one_digit_wrong_counts_as_different_without_full_birth_date() {
            Comparison c =
                    model.compare(lan().id("056184001235").born("1984").build(), lan().build());
            assertThat(c.level(Field.CITIZEN_ID)).isEqualTo("differs");
        }

        @Test
        void any_record_of_the_person_with_another_valid_id_forbids_the_link() {
            CandidatePerson person =
                    Somebody.person(lan().id(null).build(), lan().id("056184777777").build());
            assertThat(judge.judge(lan().build(), List.of(person)))
                    .isInstanceOfSatisfying(
                            Verdict.Wait.class,
                            w -> assertThat(w.reason()).isEqualTo("different_citizen_id"));
        }

        @Test
        void a_strangers_different_id_makes_a_new_person() {
            assertThat(
                            judge(
                                    named("Nguyễn Thị Thùy Lan")
                                            .born("05/03/1984")
                                            .id("079184004321"),
                                    lan().phone(null)))
                    .isInstanceOf(Verdict.NewPerson.class);
        }

        @Test
        void an_id_that_contradicts_its_own_record_does_not_forbid_a_link() {
            // the mother's number typed for her child
            Somebody typed =
                    named("Trần Minh Khôi")
                            .born("09/12/2012")
                            .male()
                            .id("056184001234")
                            .phone("0321234567")
                            .in(Somebody.COMMUNE);
            Somebody child =
                    named("Trần Minh Khôi")
                            .born("09/12/2012")
                            .male()
                            .id("056212009876")
                            .phone("0321234567")
                            .in(Somebody.COMMUNE);
            assertThat(judge.judge(typed.build(), List.of(lan().person(), child.person())))
                    .isInstanceOfSatisfying(
                            Verdict.Link.class,
                            l -> assertThat(l.personId()).isEqualTo(child.person().personId()));
        }
    }

    @Nested
    @DisplayName("3.1 PPP = province where the birth was registered, not residence")
    class BirthProvince {
        private final PersonDescription numbered =
                named("Nguyễn Thị Thùy Lan").born("05/03/1984").id("056184001234").build();

        private String residence(Somebody other) {
            return model.compare(numbered, other.build()).level(Field.RESIDENCE);
        }

        @Test
        void the_number_of_one_is_weak_evidence_about_the_province_of_the_other() {
            Somebody nha = named("Nguyễn Thị Thùy Lan").born("05/03/1984");
            assertThat(residence(nha.in(Somebody.COMMUNE))).isEqualTo("birth_province");
            assertThat(residence(named("Nguyễn Thị Thùy Lan").province("79")))
                    .isEqualTo("other_birth_province");
        }

        @Test
        void it_speaks_against_strangers_and_says_nothing_about_neighbours() {
            double here =
                    model.compare(numbered, named("Nguyễn Thị Thùy Lan").province("56").build())
                            .weightBits();
            double elsewhere =
                    model.compare(numbered, named("Nguyễn Thị Thùy Lan").province("79").build())
                            .weightBits();
            double silent =
                    model.compare(numbered, named("Nguyễn Thị Thùy Lan").build()).weightBits();
            assertThat(here).isBetween(silent, silent + 5);
            assertThat(elsewhere).isBetween(silent - 3, silent);
        }

        @Test
        void it_says_nothing_beside_a_residence_or_a_second_number() {
            assertThat(
                            model.compare(lan().build(), named("Trần Lan").province("79").build())
                                    .level(Field.RESIDENCE))
                    .isEqualTo("elsewhere");
            assertThat(model.compare(numbered, lan().in(Somebody.COMMUNE).build()).evidence())
                    .noneMatch(e -> e.field() == Field.RESIDENCE);
        }

        @Test
        void a_birth_registered_abroad_says_nothing() {
            PersonDescription abroad =
                    named("Nguyễn Thị Thùy Lan").born("05/03/1984").id("127184001234").build();
            assertThat(
                            model.compare(
                                            abroad,
                                            named("Nguyễn Thị Thùy Lan").province("56").build())
                                    .evidence())
                    .noneMatch(e -> e.field() == Field.RESIDENCE);
        }

        @Test
        void a_model_learnt_before_there_were_these_levels_is_still_read() {
            StringBuilder older = new StringBuilder();
            for (String line : model.write().split("\n", -1)) {
                if (!line.contains("birth_province")) {
                    older.append(line).append('\n');
                }
            }
            assertThat(LinkageModel.read(older.toString()).compare(numbered, numbered))
                    .isEqualTo(model.compare(numbered, numbered));
        }
    }

    @Nested
    @DisplayName("Names by syllable with tone and base letters apart, however they were typed")
    class Names {
        @ParameterizedTest
        @CsvSource({
            "Nguyễn Thị Thuỳ Lan, exact",
            "NGUYEN THI THUY LAN, unaccented",
            "Nguyeenx Thij Thuyf Lan, exact",
            "Nguyeãn Thò Thuøy Lan, exact",
            "NguyÔn ThÞ Thïy Lan, exact",
            "Nguyá»…n Thá»‹ ThÃ¹y Lan, exact",
            "Nguy?n Th? Th?y Lan, accent_other",
            "N. T. T. Lan, initials"
        })
        void typing_residue_and_old_encodings_are_the_name_that_was_meant(
                String typed, String level) {
            assertThat(model.compare(named(typed).build(), lan().build()).level(Field.NAME))
                    .isIn(level, level.equals("accent_other") ? "exact" : level, "unaccented");
        }

        @Test
        void a_one_word_name_of_a_minority_is_a_given_name_and_no_more() {
            assertThat(
                            model.compare(named("Y'Lan").build(), named("Y'Lan").build())
                                    .level(Field.NAME))
                    .isEqualTo("given_only");
            assertThat(model.compare(named("Lan").build(), lan().build()).level(Field.NAME))
                    .isEqualTo("given_only");
            doesNotLink(named("Lan").born("05/03/1984"), lan().phone(null));
        }
    }

    @Nested
    @DisplayName("3.7 The card code is the only reliable bridge from nine digits to twelve")
    class CardCode {
        @Test
        void a_record_under_the_old_card_finds_the_citizen_id_through_the_code() {
            Somebody card = named("Nguyễn Thị Thùy Lan").born("05/03/1984").id("225840197");
            Somebody scanned = lan().id("225840197").id("056184001234");
            links(card, scanned);
            doesNotLink(card, lan());
        }
    }

    @Nested
    @DisplayName("1.5 The same citizen id with a slip in name or birth date is one person")
    class EqualCitizenId {
        @ParameterizedTest
        @CsvSource({
            "NGUYEN THI THUY LAN, unaccented",
            "Nguyển Thị Thùy Lan, accent_other",
            "Nguyễn Thị Thuỳ Lân, accent_given",
            "Nguyễn Thị Thùy Lann, typo_given",
            "Nguyẽn Thij Thùy Lan, typo_other",
            "Lan Nguyễn Thị Thùy, order",
            "Nguyễn Thùy Lan, middle_dropped",
            "Nguyễn Thị Bích Lan, middle_differs"
        })
        void name_slips_link(String typed, String level) {
            Somebody record = named(typed).born("05/03/1984").id("056184001234");
            assertThat(model.compare(record.build(), lan().build()).level(Field.NAME))
                    .isIn(level, level.startsWith("typo_other") ? "several" : level);
            links(record, lan());
        }

        @ParameterizedTest
        @CsvSource({
            "03/05/1984, swap",
            "05/03/1985, year_off",
            "05/03/1983, year_off",
            "06/03/1984, day_off",
            "1984, year_only",
            "01/01/1984, default_same_year",
            "05/08/1984, digit_off",
            "05/02/1984, digit_off",
            "05/04/1984, digit_off"
        })
        void birth_date_slips_link(String typed, String level) {
            Somebody record = named("Nguyễn Thị Thùy Lan").born(typed).id("056184001234");
            assertThat(model.compare(record.build(), lan().build()).level(Field.BIRTH_DATE))
                    .isEqualTo(level);
            links(record, lan());
        }

        @Test
        void an_impossible_date_is_compared_as_printed_and_with_the_day_it_was_read_as() {
            Somebody printed = named("Lê Thị Tám").born("30/02/1961").id("056161000111");
            links(named("Lê Thị Tám").born("30/02/1961").id("056161000111"), printed);
            links(named("Lê Thị Tám").born("01/03/1961").id("056161000111"), printed);
        }

        @Test
        void an_entirely_different_name_waits_because_the_number_is_somebody_elses() {
            waits(
                    named("Trần Văn Hải").born("07/08/1979").male().id("056184001234"),
                    lan(),
                    "equal_number_other_name");
        }

        @Test
        void a_brothers_name_waits_although_surname_and_birth_year_agree() {
            waits(
                    named("Nguyễn Văn Đức").born("1984").id("056184001234"),
                    lan(),
                    "equal_number_other_name");
        }

        @Test
        void birth_years_two_apart_wait() {
            waits(
                    named("Nguyễn Thị Thùy Lan").born("05/03/1982").id("056184001234"),
                    lan(),
                    "equal_number_other_birth_year");
        }

        @Test
        void another_sex_lowers_the_probability() {
            double same = model.compare(lan().build(), lan().build()).weightBits();
            double other = model.compare(lan().male().build(), lan().build()).weightBits();
            assertThat(other).isLessThan(same - 5);
        }

        @Test
        void a_number_without_any_name_or_date_waits() {
            waits(nameless().id("056184001234"), lan(), "number_only");
        }
    }

    @Nested
    @DisplayName("Twins and siblings: everything agrees but the given name")
    class Twins {
        private Somebody twin(String name) {
            return named(name).born("05/03/2014").female().phone("0321234567").in(Somebody.COMMUNE);
        }

        @ParameterizedTest
        @CsvSource({
            "Trần Ngọc Lan, Trần Ngọc Lam",
            "Trần Ngọc Lan, Trần Ngọc Mai",
            "Trần Gia An, Trần Gia Ân",
            "Trần Bảo An, Trần Gia An",
            "Trần Minh Thư, Trần Minh Thu",
            "Trần Văn Hùng, Trần Văn Hưng",
            "Trần Văn Hùng, Trần Văn Dũng"
        })
        void twins_never_link(String one, String other) {
            doesNotLink(twin(one), twin(other));
        }

        @Test
        void another_given_name_that_shares_all_else_is_a_new_person() {
            assertThat(judge(twin("Trần Ngọc Mai"), twin("Trần Ngọc Lan")))
                    .isInstanceOf(Verdict.NewPerson.class);
        }

        @Test
        void the_right_twin_is_chosen_by_the_given_name_typed_without_accents() {
            Somebody lan = twin("Trần Ngọc Lan");
            Somebody mai = twin("Trần Ngọc Mai");
            assertThat(
                            judge.judge(
                                    twin("TRAN NGOC MAI").build(),
                                    List.of(lan.person(), mai.person())))
                    .isInstanceOfSatisfying(
                            Verdict.Link.class,
                            l -> assertThat(l.personId()).isEqualTo(mai.person().personId()));
        }

        @Test
        void an_unaccented_name_that_fits_both_twins_waits() {
            assertThat(
                            judge.judge(
                                    twin("TRAN GIA AN").build(),
                                    List.of(
                                            twin("Trần Gia An").person(),
                                            twin("Trần Gia Ân").person())))
                    .isInstanceOfSatisfying(
                            Verdict.Wait.class,
                            w -> {
                                assertThat(w.reason()).isEqualTo("several_persons");
                                assertThat(w.candidates()).hasSize(2);
                            });
        }
    }

    @Nested
    @DisplayName("3.2 One person may own several 9-digit cards; 271450001–271500000 exist twice")
    class OldCards {
        @Test
        void another_card_is_weak_evidence_against() {
            Comparison c =
                    model.compare(
                            named("Lê Văn Tám").id("225123456").build(),
                            named("Lê Văn Tám").id("024123456").build());
            assertThat(bits(c, Field.ID_CARD)).isBetween(-4.0, -1.0);
        }

        @Test
        void a_card_of_the_duplicated_range_says_less_and_never_links_with_a_year_alone() {
            Somebody one = named("Lê Văn Tám").id("271450002").born("1960");
            assertThat(
                            model.compare(one.build(), named("Lê Văn Tám").id("271450002").build())
                                    .weightBits())
                    .isLessThan(
                            model.compare(
                                            named("Lê Văn Tám").id("271400002").build(),
                                            named("Lê Văn Tám").id("271400002").build())
                                    .weightBits());
            doesNotLink(one, named("Trần Thị Sáu").id("271450002").born("1960"));
        }

        @Test
        void a_card_with_name_and_birth_date_links() {
            links(
                    named("LE VAN TAM").id("225123456").born("09/07/1960"),
                    named("Lê Văn Tám").id("225123456").born("09/07/1960"));
        }
    }

    @Nested
    @DisplayName("1405/QD-BTTTT: the code masks the first six characters of a number")
    class MaskedNumbers {
        @Test
        void a_tail_with_unaccented_name_and_year_links() {
            links(named("NGUYEN THI THUY LAN").born("1984").tail("001234"), lan());
        }

        @Test
        void another_tail_keeps_apart() {
            doesNotLink(named("NGUYEN THI THUY LAN").born("1984").tail("991234"), lan());
        }
    }

    @Nested
    @DisplayName("3.10 Lunar-calendar dates stand in fields for solar ones")
    class Lunar {
        @Test
        void a_date_that_is_the_others_lunar_date_is_a_slip() {
            // 21 April 2021 was the tenth day of the third lunar month.
            Comparison c =
                    model.compare(
                            named("Lê Gia Bảo").born("21/04/2021").build(),
                            named("Lê Gia Bảo").born("10/03/2021").build());
            assertThat(c.level(Field.BIRTH_DATE)).isEqualTo("lunar");
            assertThat(c.vetoes()).doesNotContain(Veto.BIRTH_DATE_DIFFERS);
            assertThat(
                            model.compare(
                                            named("Lê Gia Bảo").born("21/04/2021").build(),
                                            named("Lê Gia Bảo").born("12/03/2021").build())
                                    .level(Field.BIRTH_DATE))
                    .isEqualTo("same_year");
        }

        @Test
        void it_links_only_with_more_than_a_name() {
            doesNotLink(
                    named("Lê Gia Bảo").born("21/04/2021").male(),
                    named("Lê Gia Bảo").born("10/03/2021").male());
        }
    }

    @Nested
    @DisplayName("3.9 A letter lost on the way (Nguy?n) stands for any")
    class LostLetters {
        @Test
        void a_lost_letter_is_no_other_name() {
            assertThat(
                            model.compare(
                                            named("Trần Văn Khởi").build(),
                                            named("Trần Văn Kh?i").build())
                                    .level(Field.NAME))
                    .isEqualTo("accent_given");
            assertThat(
                            model.compare(
                                            named("Trần Văn Khởi").build(),
                                            named("Trần Văn Kh?c").build())
                                    .level(Field.NAME))
                    .isNotEqualTo("accent_given");
        }
    }

    @Nested
    @DisplayName("3.9 Hoàng/Huỳnh and Vũ/Võ are different legal surnames, yet confused")
    class Surnames {
        @Test
        void confusable_surnames_are_not_equal_and_not_just_different() {
            assertThat(
                            model.compare(
                                            named("Hoàng Thị Lan").build(),
                                            named("Huỳnh Thị Lan").build())
                                    .level(Field.NAME))
                    .isEqualTo("surname_confusable");
            assertThat(
                            model.compare(named("Vũ Văn Nam").build(), named("Võ Văn Nam").build())
                                    .level(Field.NAME))
                    .isEqualTo("surname_confusable");
            assertThat(
                            model.compare(named("Lê Văn Nam").build(), named("Võ Văn Nam").build())
                                    .level(Field.NAME))
                    .isEqualTo("surname_differs");
        }

        @Test
        void i_and_y_are_one_letter_where_both_may_stand() {
            assertThat(
                            model.compare(named("Lý Thị Mỹ").build(), named("Lí Thị Mĩ").build())
                                    .level(Field.NAME))
                    .isEqualTo("exact");
        }
    }

    @Nested
    @DisplayName("3.4 The last ten characters of an insurance card are one number for life")
    class Insurance {
        @Test
        void two_cards_of_one_life_link_with_the_name() {
            links(
                    named("Nguyễn Thị Thùy Lan").born("1984").insurance("DN4560123456789"),
                    named("Nguyễn Thị Thùy Lan").born("1984").insurance("HT3790123456789"));
        }

        @Test
        void a_childs_record_under_the_parents_card_waits() {
            waits(
                    named("Trần Minh Khôi").born("09/12/2012").insurance("DN4560123456789"),
                    lan().insurance("DN4560123456789"),
                    "equal_number_other_name");
        }
    }

    @Nested
    class Deciding {
        @Test
        void two_persons_both_plausible_wait() {
            CandidatePerson one = lan().person();
            CandidatePerson other = lan().phone("0359876543").person();
            assertThat(judge.judge(lan().phone(null).build(), List.of(one, other)))
                    .isInstanceOfSatisfying(
                            Verdict.Wait.class,
                            w -> assertThat(w.reason()).isEqualTo("several_persons"));
        }

        @Test
        void a_record_that_contradicts_one_of_a_persons_records_is_a_weak_middle() {
            // The insurer's card has a year only, so it fits the clinic's woman born in March and
            // another born in November under the same card.
            PersonDescription clinic = lan().id(null).phone(null).build();
            PersonDescription card =
                    lan().id(null).phone(null).born("1984").insurance("5675836412").build();
            PersonDescription record =
                    named("Nguyễn Lan")
                            .born("19/11/1984")
                            .insurance("5675836412")
                            .in("00190")
                            .build();
            CandidatePerson person = new CandidatePerson(UUID.randomUUID(), List.of(clinic, card));

            assertThat(judge.assess(record, List.of(person)))
                    .singleElement()
                    .satisfies(a -> {
                        assertThat(a.comparison().vetoes()).isEmpty();
                        assertThat(a.share()).isBetween(0.95, 0.99999);
                    });
            assertThat(judge.judge(record, List.of(person)))
                    .isInstanceOfSatisfying(
                            Verdict.Wait.class,
                            w -> assertThat(w.reason()).isEqualTo("weak_middle"));
            assertThat(
                            judge.judge(
                                    record,
                                    List.of(new CandidatePerson(person.personId(), List.of(card)))))
                    .as("the card alone")
                    .isInstanceOf(Verdict.Link.class);
        }

        @Test
        void the_verdict_does_not_depend_on_the_order_of_candidates() {
            CandidatePerson one = lan().person();
            CandidatePerson other = named("Trần Văn Hải").born("1984").person();
            assertThat(judge.judge(lan().build(), List.of(one, other)))
                    .isEqualTo(judge.judge(lan().build(), List.of(other, one)));
        }

        @Test
        void without_candidates_an_identifying_record_is_a_new_person() {
            assertThat(judge.judge(lan().build(), List.of())).isEqualTo(new Verdict.NewPerson(0));
        }

        @Test
        void a_person_is_compared_by_the_best_of_their_records() {
            CandidatePerson person =
                    Somebody.person(
                            lan().phone(null).build(),
                            named("Nguyễn Lan").phone("0359876543").in(Somebody.COMMUNE).build());
            Somebody record = named("NGUYEN THI THUY LAN").born("05/03/1984").phone("0359876543");
            assertThat(judge.judge(record.build(), List.of(person)))
                    .isInstanceOf(Verdict.Link.class);
        }

        @Test
        void a_cache_changes_nothing() {
            FeatureCache cache = new FeatureCache(2);
            List<CandidatePerson> known = List.of(lan().person());
            assertThat(judge.judge(lan().build(), known, cache))
                    .isEqualTo(judge.judge(lan().build(), known));
            assertThat(judge.judge(lan().build(), known, cache))
                    .isEqualTo(judge.judge(lan().build(), known));
        }

        @Test
        void the_bits_of_the_fields_add_up_to_the_weight() {
            Comparison c = model.compare(lan().build(), lan().rename("Nguyễn Lan").build());
            assertThat(c.evidence().stream().mapToDouble(FieldEvidence::bits).sum())
                    .isCloseTo(c.weightBits(), org.assertj.core.data.Offset.offset(1e-9));
        }
    }

    private static double bits(Comparison c, Field field) {
        return c.evidence().stream()
                .filter(e -> e.field() == field)
                .mapToDouble(FieldEvidence::bits)
                .sum();
    }
}
