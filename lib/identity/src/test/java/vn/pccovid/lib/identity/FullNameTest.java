package vn.pccovid.lib.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FullNameTest {
    private static final int RUNS = 6_000;

    private static String display(String typed) {
        FullName name = FullName.read(typed).value();
        return name == null ? "" : name.display();
    }

    @Nested
    @DisplayName(
            "3.9 \"there are two tone styles … both are everywhere\": a correct name survives unchanged")
    class Correct {
        @Test
        void correct_names_are_read_as_they_stand_and_without_repair() {
            Random random = new Random(1);
            for (int i = 0; i < RUNS; i++) {
                String name = InventedNames.name(random);
                Reading<FullName> reading = FullName.read(name);
                assertThat(reading.repairs()).as(name).isEmpty();
                assertThat(display(name)).isEqualTo(name);
            }
        }

        @Test
        void upper_and_lower_case_become_title_case() {
            Random random = new Random(2);
            for (int i = 0; i < RUNS; i++) {
                String name = InventedNames.name(random);
                assertThat(display(name.toUpperCase(Locale.ROOT))).isEqualTo(name);
                assertThat(display(name.toLowerCase(Locale.ROOT))).isEqualTo(name);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "H'Hen Niê",
            "K'Brôi",
            "Y Blô Êban",
            "A Thút",
            "Ka Dơn",
            "Danh Út",
            "Thạch Sô Phi",
            "Ông Ích Khiêm",
            "Lý A Sáng",
            "Jean-Pierre Nguyễn",
            "François Müller",
            "José Nuñez",
            "Björn Ström",
            "Lã Thị Ngọc",
            "Đỗ Ước"
        })
        void names_of_minorities_and_foreigners_survive(String name) {
            assertThat(display(name)).isEqualTo(name);
        }

        @Test
        void any_text_once_read_is_read_again_the_same() {
            Random random = new Random(3);
            String alphabet =
                    "aăâbcdđeêghiklmnoôơpqrstuưvxyAĐÊƠƯÑñÐð'’.-?~^( )\u00AD\u0301\u0303\u0302µ¸»©ÇÊ®ÞÔ1257ÃÄá»ƒ…🙂";
            for (int i = 0; i < RUNS; i++) {
                StringBuilder typed = new StringBuilder();
                int length = 1 + random.nextInt(24);
                for (int k = 0; k < length; k++) {
                    typed.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                String once = display(typed.toString());
                if (!once.isEmpty()) {
                    assertThat(display(once)).as(typed.toString()).isEqualTo(once);
                }
            }
        }
    }

    @Nested
    @DisplayName("3.9 damaged encodings are undone")
    class Encodings {
        @Test
        void decomposed_names_are_composed() {
            Random random = new Random(4);
            for (int i = 0; i < RUNS; i++) {
                String name = InventedNames.name(random);
                assertThat(display(InventedNames.nfd(name))).isEqualTo(name);
                assertThat(display(InventedNames.windows1258(name))).isEqualTo(name);
            }
        }

        @Test
        void mixed_order_of_tone_and_shape_is_composed() {
            assertThat(display("Nguye\u0303\u0302n Va\u0306n Tua\u0301\u0302n"))
                    .isEqualTo("Nguyễn Văn Tuấn");
        }

        @Test
        void utf8_read_as_latin1_is_read_again_as_utf8() {
            Random random = new Random(5);
            for (int i = 0; i < RUNS; i++) {
                String name = InventedNames.name(random);
                assertThat(display(InventedNames.mojibake(name))).isEqualTo(name);
                assertThat(display(InventedNames.mojibake(InventedNames.mojibake(name))))
                        .isEqualTo(name);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "Nguyá»…n VÄƒn Tuáº¥n, Nguyễn Văn Tuấn",
            "Tráº§n Thá»‹ HoÃ ng, Trần Thị Hoàng",
            "Nguyá»n VÄƒn An, Nguyễn Văn An",
            "NguyÔn V¨n TuÊn, Nguyễn Văn Tuấn",
            "TrÇn ThÞ Thñy, Trần Thị Thủy",
            "Lª ThÞ Phîng, Lê Thị Phượng",
            "NguyÔn Hng, Nguyễn Hưng",
            "Nguyeãn Vaên Tuaán, Nguyễn Văn Tuấn",
            "Ñinh Thị Lan, Đinh Thị Lan",
            "Nguye^~n Va(n Tua^'n, Nguyễn Văn Tuấn",
            "Nguyên~ Văn Tuấn, Nguyễn Văn Tuấn",
            "Nguyeenx Vawn Tuaans, Nguyễn Văn Tuấn",
            "Nguye6n4 Va8n Tua6n1, Nguyễn Văn Tuấn",
            "Ðặng Văn Ɖạt, Đặng Văn Đạt",
            "Nguy?n Th? Hu?, Nguyễn Thị Huệ"
        })
        void examples_seen_in_exports(String typed, String meant) {
            assertThat(display(typed)).isEqualTo(meant);
        }

        @Test
        void tcvn3_and_vni_come_back_letter_by_letter() {
            Random random = new Random(6);
            int told = 0;
            for (int i = 0; i < RUNS; i++) {
                String name = InventedNames.name(random);
                told += display(InventedNames.tcvn3(name)).equals(name) ? 1 : 0;
                told += display(InventedNames.vni(name)).equals(name) ? 1 : 0;
            }
            // some damaged names are correct names too (Vò Dòng is TCVN3 for Vũ Dũng): those must
            // stay as they are
            assertThat(told).isGreaterThan((int) (2 * RUNS * 0.97));
        }

        @Test
        void soft_hyphens_that_stray_into_a_name_vanish() {
            assertThat(display("Nguyễn V\u00ADăn Tuấn")).isEqualTo("Nguyễn Văn Tuấn");
            assertThat(display("Tr\u00ADan Van A\u00ADn")).isEqualTo("Tran Van An");
        }

        @ParameterizedTest
        @CsvSource({
            "Dawn Nguyen",
            "Lee Min Ho",
            "Peter Max",
            "James Foster",
            "Lisa Haas",
            "Nguyen Van Tuan",
            "Ross Geller"
        })
        void unaccented_and_foreign_names_are_no_telex(String name) {
            assertThat(display(name)).isEqualTo(name);
        }
    }

    @Nested
    @DisplayName("what people type")
    class Typed {
        @ParameterizedTest
        @CsvSource({
            "'  Nguyễn   Văn  Tuấn ', Nguyễn Văn Tuấn",
            "Nguyễn Văn Tuấn (F1), Nguyễn Văn Tuấn",
            "NguyễnVăn Tuấn, Nguyễn Văn Tuấn",
            "Ng. Văn Tuấn, Nguyễn Văn Tuấn",
            "N.V.Tuấn, N V Tuấn",
            "Hùynh Thị Lan, Huỳnh Thị Lan",
            "H’hen niê, H'Hen Niê",
            "H' Hen Niê, H'Hen Niê",
            "Nguyễn Văn Tuấn 2, Nguyễn Văn Tuấn"
        })
        void is_brought_into_order(String typed, String meant) {
            assertThat(display(typed)).isEqualTo(meant);
        }

        @Test
        void each_repair_is_named_and_lowers_the_confidence() {
            Reading<FullName> reading = FullName.read("NguyÔn V¨n TuÊn");
            assertThat(reading.has("tcvn3")).isTrue();
            assertThat(reading.confidence()).isEqualTo(0.9);
            assertThat(FullName.read("N.V.Tuấn").has("initials")).isTrue();
        }

        @Test
        void nothing_too_long_or_without_letters_is_a_name() {
            assertThat(FullName.read("x".repeat(500)).has("too_long")).isTrue();
            assertThat(FullName.read("Nguyễn ".repeat(30)).value()).isNotNull();
            assertThat(FullName.read("12345").refused()).isTrue();
            assertThat(FullName.read("   ").has("empty")).isTrue();
            assertThat(FullName.read("").has("empty")).isTrue();
        }
    }

    @Nested
    @DisplayName("3.9 \"compare (base letters, tone) so position does not matter\"")
    class Taken {
        @Test
        void a_name_is_taken_apart_into_letters_tones_and_base() {
            FullName name = FullName.read("Nguyễn Đức Hoà").require();
            assertThat(name.base()).isEqualTo("NGUYEN DUC HOA");
            assertThat(name.syllables())
                    .containsExactly(
                            new Syllable("nguyên", Tone.TILDE, "nguyen"),
                            new Syllable("đưc", Tone.ACUTE, "duc"),
                            new Syllable("hoa", Tone.GRAVE, "hoa"));
        }

        @Test
        void tone_placement_and_i_y_do_not_change_the_sound() {
            assertThat(sound("Lý Thúy Hòa")).isEqualTo(sound("Lí Thuý Hoà"));
            assertThat(sound("Trần Quý")).isEqualTo(sound("Trần Quí"));
            assertThat(sound("Trần Thúy")).isNotEqualTo(sound("Trần Thúi"));
            assertThat(sound("Vũ")).isNotEqualTo(sound("Võ"));
        }

        @Test
        void an_unaccented_name_says_so() {
            FullName plain = FullName.read("NGUYEN VAN TUAN").require();
            assertThat(plain.accented()).isFalse();
            assertThat(plain.display()).isEqualTo("Nguyen Van Tuan");
            assertThat(plain.toString()).doesNotContainIgnoringCase("tuan");
        }

        private String sound(String typed) {
            FullName name = FullName.read(typed).value();
            return name == null ? "" : name.sound();
        }
    }
}
