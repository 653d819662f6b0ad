package vn.pccovid.lib.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @Nested
    @DisplayName("3.1 \"PPP G YY NNNNNN … there is no check digit\"")
    class Citizen {
        @Test
        void province_century_sex_and_year_are_read_from_the_number() {
            CitizenId id = new CitizenId("056184012345");
            assertThat(id.province()).isEqualTo("56");
            assertThat(id.sex()).isEqualTo(Sex.FEMALE);
            assertThat(id.birthYear()).isEqualTo(1984);
            assertThat(new CitizenId("001215000001").birthYear()).isEqualTo(2015);
            assertThat(new CitizenId("001215000001").sex()).isEqualTo(Sex.MALE);
        }

        @Test
        void the_example_of_decision_1405_disagrees_with_itself() {
            CitizenId id = new CitizenId("001093029317");
            assertThat(id.agreesWith(new BirthDate(1987, 1, 18), Sex.MALE)).isFalse();
            assertThat(id.agreesWith(new BirthDate(1993, 1, 18), Sex.MALE)).isTrue();
            assertThat(id.agreesWith(new BirthDate(1993, 1, 18), Sex.FEMALE)).isFalse();
            assertThat(id.agreesWith(new BirthDate(1993, 0, 0), Sex.UNKNOWN)).isTrue();
        }

        @ParameterizedTest
        @CsvSource({
            "003084012345, province_unknown",
            "000084012345, province_unknown",
            "056484012345, century_absurd",
            "000000000000, placeholder"
        })
        void numbers_nobody_has_are_refused(String typed, String code) {
            assertThat(DocumentNumber.read(typed).has(code)).isTrue();
            assertThat(DocumentNumber.read(typed).refused()).isTrue();
        }

        @Test
        void zeros_lost_in_a_spreadsheet_come_back() {
            Reading<DocumentNumber> eleven = DocumentNumber.read("56184012345");
            assertThat(eleven.value()).isEqualTo(new CitizenId("056184012345"));
            assertThat(eleven.has("lost_zero")).isTrue();
            Reading<DocumentNumber> ten = DocumentNumber.read("1184012345");
            assertThat(ten.value()).isEqualTo(new CitizenId("001184012345"));
            assertThat(ten.confidence()).isLessThan(eleven.confidence());
        }

        @ParameterizedTest
        @CsvSource({"7.9E+10", "7.9184E+10", "'7,9E+10'", "5.6184012345E10"})
        void scientific_notation_is_refused_because_digits_are_gone(String typed) {
            assertThat(DocumentNumber.read(typed).has("excel_scientific")).isTrue();
        }

        @ParameterizedTest
        @CsvSource({
            "056 184 012 345",
            "056.184.012.345",
            "'''056184012345'",
            "056184012345.0",
            "CCCD: 056184012345",
            "O56184O12345"
        })
        void layout_around_the_digits_does_not_matter(String typed) {
            assertThat(DocumentNumber.read(typed).value()).isEqualTo(new CitizenId("056184012345"));
        }

        @Test
        void masked_numbers_keep_their_tail() {
            assertThat(DocumentNumber.read("******029317").has("masked")).isTrue();
            assertThat(DocumentNumber.tail("******029317")).contains("029317");
            assertThat(DocumentNumber.tail("001093029317")).isEmpty();
            assertThat(DocumentNumber.tail("**********17")).isEmpty();
        }

        @Test
        void no_number_is_printed() {
            assertThat(new CitizenId("056184012345").toString())
                    .doesNotContain("056", "123", "345");
            assertThatThrownBy(() -> new CitizenId("999")).hasMessageNotContaining("999");
        }
    }

    @Nested
    @DisplayName(
            "3.2 \"50,000 numbers 271450001–271500000 existed in both Ba Ria-Vung Tau and Dong Nai\"")
    class Card {
        @ParameterizedTest
        @CsvSource({"271450000, false", "271450001, true", "271500000, true", "271500001, false"})
        void the_duplicated_range_is_flagged_at_its_edges(String typed, boolean duplicated) {
            Reading<DocumentNumber> reading = DocumentNumber.read(typed);
            assertThat(reading.value()).isInstanceOf(IdCard.class);
            assertThat(reading.has("duplicated_range")).isEqualTo(duplicated);
        }

        @Test
        void eight_digits_lost_a_zero() {
            assertThat(DocumentNumber.read("22334455").value()).isEqualTo(new IdCard("022334455"));
        }

        @Test
        void an_unknown_prefix_is_doubted_and_a_placeholder_refused() {
            assertThat(DocumentNumber.read("991234567").has("prefix_unknown")).isTrue();
            assertThat(DocumentNumber.read("123456789").has("placeholder")).isTrue();
            assertThat(DocumentNumber.read("111111111").has("placeholder")).isTrue();
        }
    }

    @Nested
    @DisplayName(
            "3.5 passports: a letter and seven or eight digits, foreign ones up to nine characters")
    class Books {
        @ParameterizedTest
        @CsvSource({
            "B1234567, B1234567",
            "c 7654321, C7654321",
            "P12345678, P12345678",
            "AB1234567, AB1234567"
        })
        void are_read(String typed, String value) {
            assertThat(DocumentNumber.read(typed).value()).isEqualTo(new Passport(value));
        }

        @ParameterizedTest
        @CsvSource({"không có", "AAAA", "chưa cấp", "12345", "B123456789012"})
        void anything_else_is_not(String typed) {
            assertThat(DocumentNumber.read(typed).refused()).isTrue();
        }
    }

    @Nested
    @DisplayName("3.4 \"last 10 = BHXH; the class/level/province part changes over life\"")
    class Insurance {
        @ParameterizedTest
        @CsvSource({
            "DN4795620123456, 5620123456, ''",
            "5620123456, 5620123456, ''",
            "DN 4 79 5620123456, 5620123456, ''",
            "ZZ4795620123456, 5620123456, card_class_unknown",
            "DN9795620123456, 5620123456, card_level_unknown",
            "DN4035620123456, 5620123456, card_province_unknown",
            "QN5975620123456, 5620123456, ''",
            "120123456, 0120123456, lost_zero"
        })
        void card_and_number_give_the_same_ten_digits(String typed, String value, String repair) {
            Reading<SocialInsuranceNumber> reading = SocialInsuranceNumber.read(typed);
            assertThat(reading.value()).isEqualTo(new SocialInsuranceNumber(value));
            assertThat(reading.has(repair)).isEqualTo(!repair.isEmpty());
        }

        @ParameterizedTest
        @CsvSource({"DN479562012345", "0000000000", "abc", "5.62E+09"})
        void anything_else_is_refused(String typed) {
            assertThat(SocialInsuranceNumber.read(typed).refused()).isTrue();
        }
    }

    @Nested
    @DisplayName("3.6 \"last 7 digits kept … 0121→079 but 0122→077: not order-preserving\"")
    class Phones {
        @ParameterizedTest
        @CsvSource({
            "0162,032",
            "0163,033",
            "0164,034",
            "0165,035",
            "0166,036",
            "0167,037",
            "0168,038",
            "0169,039",
            "0120,070",
            "0121,079",
            "0122,077",
            "0126,076",
            "0128,078",
            "0123,083",
            "0124,084",
            "0125,085",
            "0127,081",
            "0129,082",
            "0186,056",
            "0188,058",
            "0199,059"
        })
        void all_twenty_one_old_prefixes_are_converted(String old, String now) {
            Reading<PhoneNumber> reading = PhoneNumber.read(old + "4567890");
            assertThat(reading.value()).isEqualTo(new PhoneNumber(now + "4567890"));
            assertThat(reading.has("converted_2018")).isTrue();
            assertThat(PhoneNumber.read("+84" + old.substring(1) + "4567890").value())
                    .isEqualTo(new PhoneNumber(now + "4567890"));
            assertThat(PhoneNumber.read(old.substring(1) + "4567890").value())
                    .isEqualTo(new PhoneNumber(now + "4567890"));
        }

        @ParameterizedTest
        @CsvSource({
            "0912345670",
            "912345670",
            "+84912345670",
            "84912345670",
            "0084912345670",
            "+840912345670",
            "0912 345 670",
            "0912.345.670",
            "(+84) 912-345-670",
            "0912345670 / 0987654321",
            "912345670.0"
        })
        void all_writings_of_one_number_are_one_number(String typed) {
            assertThat(PhoneNumber.read(typed).value()).isEqualTo(new PhoneNumber("0912345670"));
        }

        @ParameterizedTest
        @CsvSource({
            "0123456789",
            "02436251234",
            "+6591234567",
            "0000000000",
            "0900000000",
            "091234567",
            "9.1E+08",
            "091234****",
            "gọi con trai"
        })
        void what_is_no_mobile_number_is_refused(String typed) {
            assertThat(PhoneNumber.read(typed).refused()).as(typed).isTrue();
        }
    }

    @Test
    void no_reader_throws_or_leaks_on_any_text() {
        Random random = new Random(11);
        String alphabet = "0123456789*+-./ xXEeTOl:(),;áB'\u00A0年🙂|<$";
        for (int i = 0; i < 60_000; i++) {
            StringBuilder typed = new StringBuilder();
            for (int k = random.nextInt(20); k >= 0; k--) {
                typed.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String text = typed.toString();
            assertThat(DocumentNumber.read(text).confidence()).isBetween(0.0, 1.0);
            assertThat(PhoneNumber.read(text).confidence()).isBetween(0.0, 1.0);
            assertThat(SocialInsuranceNumber.read(text).confidence()).isBetween(0.0, 1.0);
            assertThat(BirthDate.read(text).confidence()).isBetween(0.0, 1.0);
            assertThat(UnifiedCode.read(text).confidence()).isBetween(0.0, 1.0);
            assertThat(CitizenCardCode.read(text).confidence()).isBetween(0.0, 1.0);
            assertThat(InsuranceCardCode.read(text).confidence()).isBetween(0.0, 1.0);
            DocumentNumber.tail(text);
        }
        assertThat(DocumentNumber.read("1".repeat(1_000)).has("too_long")).isTrue();
        assertThat(Sex.read("NỮ".toLowerCase(Locale.ROOT)).value()).isEqualTo(Sex.FEMALE);
    }
}
