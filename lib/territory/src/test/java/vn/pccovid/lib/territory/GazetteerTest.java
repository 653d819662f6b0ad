package vn.pccovid.lib.territory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GazetteerTest {
    private static final LocalDate DAY = LocalDate.of(2021, 11, 1);
    private static final Gazetteer GAZETTEER = Gazetteer.standard();

    @Nested
    @DisplayName("1 Nov 2021: 63 provinces, 705 districts, 10,599 communes")
    class Shipped {
        private final CodeList list = GAZETTEER.list(DAY);

        private long count(AreaLevel level) {
            return list.all().stream().filter(area -> area.level() == level).count();
        }

        @Test
        void counts_are_those_of_the_day() {
            assertThat(count(AreaLevel.PROVINCE)).isEqualTo(63);
            assertThat(count(AreaLevel.DISTRICT)).isEqualTo(705);
            assertThat(count(AreaLevel.COMMUNE)).isEqualTo(10_599);
        }

        @Test
        @DisplayName("528 huyện, 80 thành phố, 51 thị xã, 46 quận")
        void districts_have_their_types() {
            var districts =
                    list.all().stream().filter(a -> a.level() == AreaLevel.DISTRICT).toList();
            assertThat(districts).filteredOn(a -> a.type() == AreaType.HUYEN).hasSize(528);
            assertThat(districts).filteredOn(a -> a.type() == AreaType.THANH_PHO).hasSize(80);
            assertThat(districts).filteredOn(a -> a.type() == AreaType.THI_XA).hasSize(51);
            assertThat(districts).filteredOn(a -> a.type() == AreaType.QUAN).hasSize(46);
        }

        @ParameterizedTest
        @DisplayName("five island districts have no commune level")
        @ValueSource(strings = {"318", "471", "498", "536", "755"})
        void island_districts_have_no_commune(String code) {
            var district = list.find(code).orElseThrow();
            assertThat(list.children(district.path())).isEmpty();
        }

        @Test
        void only_the_five_islands_have_no_commune() {
            assertThat(list.all())
                    .filteredOn(a -> a.level() == AreaLevel.DISTRICT)
                    .filteredOn(a -> list.children(a.path()).isEmpty())
                    .hasSize(5);
        }

        @Test
        @DisplayName("Thủ Đức is city 769 with 34 wards")
        void thu_duc_is_a_city_of_34_wards() {
            assertThat(list.find("769").orElseThrow().name()).isEqualTo("Thành phố Thủ Đức");
            assertThat(list.children("79/769")).hasSize(34);
            assertThat(list.find("762")).isEmpty();
        }

        @Test
        @DisplayName("names are not unique: Xã Tân Thành 27 times")
        void names_repeat() {
            assertThat(list.all()).filteredOn(a -> a.name().equals("Xã Tân Thành")).hasSize(27);
        }

        @Test
        @DisplayName("census of 1 April 2019: 96,208,984 people")
        void populations_sum_to_the_census() {
            var sum = list.children("").stream().mapToLong(Area::census2019).sum();
            assertThat(sum).isEqualTo(96_208_984);
        }

        @Test
        void names_and_paths_can_be_read() {
            var area = list.find("22327").orElseThrow();
            assertThat(area.path()).isEqualTo("56/568/22327");
            assertThat(list.fullName(area))
                    .isEqualTo("Phường Vĩnh Hòa, Thành phố Nha Trang, Tỉnh Khánh Hòa");
            assertThat(area.nameEnglish()).isEqualTo("Vinh Hoa Ward");
            assertThat(list.find("761").orElseThrow().nameEnglish()).isEqualTo("Urban District 12");
        }

        @Test
        @DisplayName("July to November 2021: four codes and about fifteen names change")
        void agrees_with_the_list_of_july_2021_but_for_the_known_changes() throws IOException {
            var file = Path.of("../../../shared/data/vn_admin/dvhcvn_2021-07-01.json");
            assumeTrue(Files.exists(file), "no list of July 2021 beside the project: skipped");
            var entry =
                    Pattern.compile("\"level3_id\":\\s*\"(\\d{5})\",\\s*\"name\":\\s*\"([^\"]+)\"");
            var matcher = entry.matcher(Files.readString(file));
            int known = 0;
            int sameName = 0;
            int gone = 0;
            while (matcher.find()) {
                var area = list.find(matcher.group(1));
                known++;
                gone += area.isEmpty() ? 1 : 0;
                var name = matcher.group(2);
                sameName +=
                        area.filter(a -> Fold.accented(a.name()).equals(Fold.accented(name)))
                                        .isPresent()
                                ? 1
                                : 0;
            }
            assertThat(known).isEqualTo(10_603);
            assertThat(gone).isEqualTo(4);
            assertThat(known - gone - sameName).isBetween(0, 30);
        }
    }

    @Nested
    @DisplayName("an area is a code and a date")
    class States {
        private final CodeList before =
                list(
                        "list\ta\t2021-11-01",
                        "P\t01\ttp\tA",
                        "D\t001\tquan\tB",
                        "C\t00001\tphuong\tX",
                        "C\t00004\tphuong\tY");
        private final CodeList after =
                list(
                        "list\tb\t2025-07-01",
                        "P\t01\ttp\tA",
                        "C\t00001\tphuong\tY",
                        "C\t00007\tphuong\tZ");
        private final Gazetteer both =
                Gazetteer.of(
                        List.of(after, before),
                        List.of(
                                Succession.of(
                                        "a",
                                        "b",
                                        List.of(
                                                Map.entry("00001", "00007"),
                                                Map.entry("00004", "00001"),
                                                Map.entry("00004", "00007"),
                                                Map.entry("00004", "00007")))));
        private final LocalDate then = LocalDate.of(2025, 6, 30);
        private final LocalDate now = LocalDate.of(2025, 7, 1);

        private static CodeList list(String... lines) {
            var bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
            try {
                return CodeList.read(new ByteArrayInputStream(bytes));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void an_old_code_and_the_new_code_of_one_place_are_one_place() {
            assertThat(both.locate("00001", then, now))
                    .isEqualTo(both.locate("00007", now, now))
                    .get()
                    .extracting(Area::path)
                    .isEqualTo("01/00007");
        }

        @Test
        void a_split_commune_is_located_in_what_its_successors_share() {
            assertThat(both.locate("00004", then, now))
                    .get()
                    .extracting(Area::path)
                    .isEqualTo("01");
        }

        @Test
        void a_district_that_is_no_more_is_located_by_its_communes() {
            assertThat(both.locate("001", then, now)).get().extracting(Area::path).isEqualTo("01");
        }

        @Test
        void a_code_no_longer_in_the_list_is_looked_for_in_the_others() {
            assertThat(both.locate("00004", now, now)).get().extracting(Area::path).isEqualTo("01");
            assertThat(both.locate("00099", now, now)).isEmpty();
        }

        @Test
        void no_table_leads_back_so_an_equal_code_is_nothing() {
            LocalDate typed = now;
            LocalDate wanted = then;
            assertThat(both.locate("00001", typed, wanted)).isEmpty();
        }

        @Test
        void a_name_only_the_older_list_has_is_understood_as_what_it_became() {
            assertThat(both.resolve("Phường X, Quận B, TP A", now).path()).isEqualTo("01/00007");
            assertThat(both.resolve("Phường X, Quận B, TP A", then).path())
                    .isEqualTo("01/001/00001");
        }

        @Test
        void the_same_code_means_another_place_after_the_reform() {
            assertThat(both.find("00001", then).orElseThrow().name()).isEqualTo("Phường X");
            assertThat(both.find("00001", now).orElseThrow().name()).isEqualTo("Phường Y");
        }

        @Test
        void a_list_without_districts_has_two_part_paths() {
            assertThat(both.path("00001", then)).isEqualTo("01/001/00001");
            assertThat(both.path("00001", now)).isEqualTo("01/00001");
        }

        @Test
        void a_split_commune_has_several_successors() {
            assertThat(both.successors("00004", then, now))
                    .extracting(Area::code)
                    .containsExactly("00001", "00007");
        }

        @Test
        void an_equal_code_is_not_a_successor() {
            assertThat(both.successors("00001", then, now))
                    .extracting(Area::code)
                    .containsExactly("00007");
        }

        @Test
        void days_before_the_oldest_list_are_answered_by_it() {
            assertThat(both.list(LocalDate.of(2021, 10, 10))).isSameAs(before);
        }

        @Test
        void a_broken_list_is_refused_with_its_line() {
            assertThatThrownBy(() -> list("list\ta\t2021-11-01", "D\t001\tquan\tB"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("line 2");
        }
    }

    @Nested
    @DisplayName("messy text to an area")
    class Messy {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "P.Phúc Xá, Q Ba Dinh, HN|01/001/00001",
                    "phuc xa, ba dinh, ha noi|01/001/00001",
                    "TP HCM|79",
                    "Tp.HCM|79",
                    "Sài Gòn|79",
                    "Q1 TPHCM|79/760",
                    "Phường 1, Quận 3, TP HCM|79/770/27160",
                    "Phường 01, Quận 3, TP HCM|79/770/27160",
                    "p01 q.3 hcm|79/770/27160",
                    "12/5 Đường Hai Bà Trưng, Phường Vĩnh Hoà, Nha Trang, Khánh Hoà|56/568/22327",
                    "to 3 xa phuoc dong tp nha trang tinh khanh hoa|56/568/22405",
                    "VĨNH THẠNH, NHA TRANG|56/568/22393",
                    "Huyện Hoàng Sa, Đà Nẵng|48/498",
                    "Phường Sa Pả, Thị xã Sa Pa, Lào Cai|10/088/03002",
                    "Diên Khánh, Khánh Hòa|56/574"
                })
        void resolves(String text, String path) {
            var resolution = GAZETTEER.resolve(text, DAY);
            assertThat(resolution.path()).isEqualTo(path);
            assertThat(resolution.ambiguous()).isFalse();
            assertThat(resolution.confidence()).isGreaterThan(0.8);
        }

        @Test
        void a_name_that_27_communes_share_is_ambiguous() {
            var resolution = GAZETTEER.resolve("xã Tân Thành", DAY);
            assertThat(resolution.area()).isNull();
            assertThat(resolution.alternatives()).hasSize(27);
        }

        @Test
        @DisplayName("Sa Pa town has Phường Sa Pa and Phường Sa Pả")
        void lost_accents_can_make_two_wards_one() {
            var resolution = GAZETTEER.resolve("phuong sa pa, thi xa sa pa, lao cai", DAY);
            assertThat(resolution.ambiguous()).isTrue();
            assertThat(resolution.path()).isEqualTo("10/088");
            assertThat(resolution.alternatives()).hasSize(2);
        }

        @Test
        void what_is_known_otherwise_narrows_the_search() {
            assertThat(GAZETTEER.resolve("xã Vĩnh Thạnh", DAY).ambiguous()).isTrue();
            assertThat(GAZETTEER.resolve("xã Vĩnh Thạnh", DAY, "56").path())
                    .isEqualTo("56/568/22393");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "   ", "12", "số nhà 5", "@@@@", "đường Trần Phú"})
        void nonsense_resolves_to_nothing(String text) {
            assertThat(GAZETTEER.resolve(text, DAY).area()).isNull();
        }

        @Test
        void a_commune_alone_is_less_sure_than_with_its_district_and_province() {
            var alone = GAZETTEER.resolve("xã Vĩnh Phương", DAY);
            var full = GAZETTEER.resolve("xã Vĩnh Phương, Nha Trang, Khánh Hòa", DAY);
            assertThat(full.confidence()).isGreaterThan(alone.confidence());
        }

        @Test
        @DisplayName("every full name without accents finds its area or says that it is ambiguous")
        void every_full_name_finds_itself() {
            var list = GAZETTEER.list(DAY);
            int wrong = 0;
            int ambiguous = 0;
            for (var area : list.all()) {
                var text = Fold.withoutAccents(list.fullName(area));
                var resolution = GAZETTEER.resolve(text, DAY);
                if (resolution.ambiguous()) {
                    ambiguous++;
                } else if (!resolution.path().equals(area.path())) {
                    wrong++;
                }
            }
            assertThat(wrong).isZero();
            assertThat(ambiguous).isBetween(40, 80);
        }
    }
}
