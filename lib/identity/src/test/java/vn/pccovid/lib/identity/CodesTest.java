package vn.pccovid.lib.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodesTest {

    @Nested
    @DisplayName("4.1 SoGiayTo|HoTen|NgaySinh|LoaiDinhDanh|QID|EXT")
    class Unified {
        @Test
        void the_sample_of_the_decision_is_read() {
            UnifiedCode code =
                    UnifiedCode.read(
                                    "001093029317|NGUYEN LE KHA HAN|1987-01-18|0|162979388586171100|<1<")
                            .require();
            assertThat(code.document()).isEqualTo(new CitizenId("001093029317"));
            assertThat(code.qid()).isEqualTo("162979388586171100");
            assertThat(code.sex()).isEqualTo(Sex.MALE);
            assertThat(code.byProxy()).isFalse();
            PersonDescription person = code.description();
            assertThat(person.name()).isEqualTo(FullName.read("Nguyen Le Kha Han").value());
            assertThat(person.birthDate()).isEqualTo(new BirthDate(1987, 1, 18));
        }

        @Test
        void a_masked_code_keeps_tail_year_and_qid() {
            UnifiedCode code =
                    UnifiedCode.read(
                                    "******029317|NGUYEN LE KHA HAN|1987-**-**|1|162979388586171100|162979388586171111<2<DN4795620123456<0912345670<")
                            .require();
            assertThat(code.document()).isNull();
            assertThat(code.documentTail()).isEqualTo("029317");
            assertThat(code.birthDate()).isEqualTo(new BirthDate(1987, 0, 0));
            assertThat(code.byProxy()).isTrue();
            assertThat(code.proxyQid()).isEqualTo("162979388586171111");
            assertThat(code.insurance()).isEqualTo(new SocialInsuranceNumber("5620123456"));
            assertThat(code.phone()).isEqualTo(new PhoneNumber("0912345670"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "https://example.org/x",
                    "a|b|c",
                    "||||",
                    "001093029317|A|1987|9|x|",
                    "1|2|3|0|q q|"
                })
        void other_codes_are_refused(String text) {
            assertThat(UnifiedCode.read(text).refused()).isTrue();
        }
    }

    @Nested
    @DisplayName("3.7 CCCD(12)|CMND(9 or empty)|name|ddMMyyyy|Nam or Nữ|address|ddMMyyyy")
    class Card {
        private static final String EXAMPLE =
                "001090123456|012345679|Nguyễn Văn A|01021990|Nam|12 Phố X, Phường Y, Quận Z, Hà Nội|15042021";

        @Test
        void the_card_bridges_the_old_number_to_the_new() {
            CitizenCardCode card = CitizenCardCode.read(EXAMPLE).require();
            assertThat(card.citizenId()).isEqualTo(new CitizenId("001090123456"));
            assertThat(card.idCard()).isEqualTo(new IdCard("012345679"));
            assertThat(card.birthDate()).isEqualTo(new BirthDate(1990, 2, 1));
            assertThat(card.issued()).isEqualTo(LocalDate.of(2021, 4, 15));
            assertThat(card.toString()).doesNotContain("Nguyễn", "0010");
        }

        @Test
        void an_empty_old_number_and_further_fields_are_fine() {
            assertThat(
                            CitizenCardCode.read(
                                            "001090123456||Nguyễn Văn A|01021990|Nam|Hà Nội|15042021|x|y")
                                    .require()
                                    .idCard())
                    .isNull();
        }

        @Test
        void a_number_that_contradicts_the_birth_year_is_doubted() {
            assertThat(CitizenCardCode.read(EXAMPLE.replace("1990|", "1991|")).has("id_disagrees"))
                    .isTrue();
        }

        @Test
        void a_unified_code_is_not_a_card() {
            assertThat(
                            CitizenCardCode.read(
                                            "001093029317|NGUYEN LE KHA HAN|1987-01-18|0|162979388586171100|<1<")
                                    .refused())
                    .isTrue();
            assertThat(UnifiedCode.read(EXAMPLE).refused()).isTrue();
        }
    }

    @Nested
    @DisplayName(
            "3.4 card | name, UTF-8 bytes as HEX | DOB or year | 1 male / 2 female | address HEX | clinic | from | to | … $")
    class Insurance {
        private static String hex(String text) {
            return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void the_card_is_read_with_its_hexadecimal_name() {
            InsuranceCardCode card =
                    InsuranceCardCode.read(
                                    "DN4565620123456|"
                                            + hex("Lê Thị Bích Hòa")
                                            + "|1957|2|"
                                            + hex("Nha Trang")
                                            + "|56 - 001|01/01/2021|31/12/2021|5620123456|4|$")
                            .require();
            assertThat(card.number()).isEqualTo(new SocialInsuranceNumber("5620123456"));
            assertThat(card.name()).isEqualTo(FullName.read("Lê Thị Bích Hòa").value());
            assertThat(card.birthDate()).isEqualTo(new BirthDate(1957, 0, 0));
            assertThat(card.sex()).isEqualTo(Sex.FEMALE);
            assertThat(card.address()).isEqualTo("Nha Trang");
            assertThat(card.validTo()).isEqualTo(LocalDate.of(2021, 12, 31));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "DN4565620123456|zz|1957|2",
                    "DN4565620123456|c3|1957|2",
                    "x|4c|1957|2",
                    "|||"
                })
        void other_codes_are_refused(String text) {
            assertThat(InsuranceCardCode.read(text).refused()).isTrue();
        }
    }
}
