package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaccinePassportsTest {

    @Nested
    @DisplayName("ICAO 9303-3: transliteration, and two parts out of one Vietnamese name")
    class Names {
        @ParameterizedTest
        @CsvSource({
            "Nguyễn Thị Hoa,Nguyễn,NGUYEN,Thị Hoa,THI<HOA",
            "Đỗ Đình Đức,Đỗ,DO,Đình Đức,DINH<DUC",
            "Huỳnh Ưng Ơn,Huỳnh,HUYNH,Ưng Ơn,UNG<ON",
            "H'Hen Niê,H'Hen,HHEN,Niê,NIE",
            "Công Tằng Tôn-Nữ Thị,Công,CONG,Tằng Tôn-Nữ Thị,TANG<TON<NU<THI"
        })
        void a_name_is_split_and_transliterated(
                String full, String fn, String fnt, String gn, String gnt) {
            assertThat(TravelName.of(full)).isEqualTo(new HealthCertificate.Name(fn, fnt, gn, gnt));
        }

        @Test
        void a_name_typed_decomposed_is_the_same() {
            String decomposed =
                    java.text.Normalizer.normalize("Nguyễn Thị Hoa", java.text.Normalizer.Form.NFD);

            assertThat(TravelName.of(decomposed)).isEqualTo(TravelName.of("Nguyễn Thị Hoa"));
        }

        @Test
        void a_name_of_one_word_is_a_surname_alone() {
            assertThat(TravelName.of("Y"))
                    .isEqualTo(new HealthCertificate.Name("Y", "Y", null, null));
        }

        @Test
        void a_name_without_letters_is_no_name() {
            assertThatThrownBy(() -> TravelName.of("123"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("123");
        }
    }

    @Nested
    @DisplayName("EU guidelines, annex 2: UVCI with a check character by Luhn mod N")
    class Identifiers {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813#B",
                    "URN:UVCI:01:DK:B986830007345F99AE898FB82C6C61F2#A",
                    "URN:UVCI:01:DK:F573106A0A315AB8A7F7016329C30550#2"
                })
        void identifiers_of_other_states_are_sound(String id) {
            assertThat(Uvci.isSound(id)).isTrue();
        }

        @Test
        void one_changed_character_is_noticed() {
            String id = Uvci.of("0123456789ABCDEF");

            assertThat(Uvci.isSound(id)).isTrue();
            for (int i = 0; i < id.length() - 2; i++) {
                char other = id.charAt(i) == 'Q' ? 'R' : 'Q';
                assertThat(Uvci.isSound(id.substring(0, i) + other + id.substring(i + 1)))
                        .as("character " + i)
                        .isFalse();
            }
        }

        @Test
        void without_a_check_character_it_is_not_sound() {
            assertThat(Uvci.isSound("URN:UVCI:01:VN:ABC")).isFalse();
            assertThat(Uvci.isSound("#A")).isFalse();
        }
    }

    @Nested
    @DisplayName("5772/QD-BYT: the vaccine passport")
    class Passport {
        private HealthCertificate passport(String vaccine, int dose) {
            return VaccinePassports.of(
                    "Nguyễn Thị Hoa",
                    "1984",
                    VaccinePassports.vaccine(vaccine).orElseThrow(),
                    dose,
                    LocalDate.of(2021, 9, 20),
                    "AB12");
        }

        @Test
        void every_vaccine_has_codes_of_the_eu_value_sets() throws IOException {
            var values = DccVectorsTest.valueSets();

            assertThat(VaccinePassports.vaccines()).hasSizeGreaterThanOrEqualTo(8);
            for (String vaccine : VaccinePassports.vaccines().keySet()) {
                assertThat(values.allow(passport(vaccine, 1).event())).as(vaccine).isTrue();
            }
        }

        @Test
        void a_booster_is_three_of_three_and_a_first_dose_one_of_two() {
            assertThat(passport("AstraZeneca", 1).event())
                    .isInstanceOfSatisfying(
                            HealthCertificate.Vaccination.class,
                            v -> assertThat(v.seriesDoses()).isEqualTo(2));
            assertThat(passport("AstraZeneca", 3).event())
                    .isInstanceOfSatisfying(
                            HealthCertificate.Vaccination.class,
                            v -> assertThat(v.seriesDoses()).isEqualTo(3));
            assertThat(passport("Abdala", 1).event())
                    .isInstanceOfSatisfying(
                            HealthCertificate.Vaccination.class,
                            v -> assertThat(v.seriesDoses()).isEqualTo(3));
        }

        @Test
        void it_ends_after_twelve_months() {
            assertThat(VaccinePassports.end(Instant.parse("2021-12-25T05:00:00Z")))
                    .isEqualTo(Instant.parse("2022-12-25T05:00:00Z"));
            assertThat(VaccinePassports.end(Instant.parse("2024-02-29T05:00:00Z")))
                    .isEqualTo(Instant.parse("2025-02-28T05:00:00Z"));
        }

        @Test
        void a_birth_date_that_breaks_the_schema_is_refused() {
            assertThatThrownBy(() ->
                            VaccinePassports.of(
                                    "Nguyễn Thị Hoa",
                                    "30/2/1984",
                                    VaccinePassports.vaccine("Comirnaty").orElseThrow(),
                                    2,
                                    LocalDate.of(2021, 9, 20),
                                    "AB12"))
                    .hasMessageContaining("dob")
                    .hasMessageNotContaining("1984");
        }
    }
}
