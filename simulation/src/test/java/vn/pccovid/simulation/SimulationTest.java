package vn.pccovid.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    private static final Pattern CITIZEN_ID = Pattern.compile("0\\d{11}");

    @TempDir static Path folder;
    private static SimulationReport report;

    @BeforeAll
    static void a_district_of_20_000_people() throws IOException {
        report = Simulation.generate(SimulationOptions.demo(20_000, 7), folder, progress -> {});
    }

    private static List<Map<String, String>> rows(Path in, String file, String... columns)
            throws IOException {
        var found = new ArrayList<Map<String, String>>();
        for (var rows = new ExactRule2021.Rows(in.resolve(file)); rows.next(); ) {
            var row = new HashMap<String, String>();
            for (var column : columns) {
                row.put(column, rows.get(column));
            }
            found.add(row);
        }
        return found;
    }

    private static String cell(Map<String, String> row, String column) {
        return String.valueOf(row.get(column));
    }

    @Nested
    @DisplayName("domain notes 10: the error mix, within a tenth of each figure")
    class Shares {
        @ParameterizedTest
        @ValueSource(longs = {1, 7, 20211010})
        void come_out_as_wanted_for_any_seed(long seed, @TempDir Path other) throws IOException {
            var run =
                    Simulation.generate(
                            SimulationOptions.demo(20_000, seed), other, progress -> {});
            assertThat(run.shares()).hasSize(17);
            for (var share : run.shares()) {
                assertThat(share.realised())
                        .as(share.line())
                        .isCloseTo(share.target(), within(share.target() * 0.1));
            }
        }

        @ParameterizedTest
        @DisplayName("2021 rule: 65–69 % matched, 23–27 % mismatched, 4–5 % without usable number")
        @ValueSource(longs = {2, 7, 99})
        void leave_the_2021_rule_where_it_was(long seed, @TempDir Path other) throws IOException {
            Simulation.generate(SimulationOptions.demo(20_000, seed), other, progress -> {});
            var rule = ExactRule2021.of(other);
            assertThat(rule.people()).isGreaterThan(10_000);
            assertThat(rule.share(rule.matched())).isBetween(0.65, 0.69);
            assertThat(rule.share(rule.mismatched())).isBetween(0.23, 0.27);
            assertThat(rule.share(rule.noId())).isBetween(0.04, 0.05);
            assertThat(rule.share(rule.notVerified())).isBetween(0.025, 0.045);
        }
    }

    @Nested
    class Files_ {
        @Test
        void the_same_seed_gives_the_same_bytes(@TempDir Path one, @TempDir Path two)
                throws IOException {
            Simulation.generate(SimulationOptions.demo(2_000, 5), one, progress -> {});
            Simulation.generate(SimulationOptions.demo(2_000, 5), two, progress -> {});
            try (var files = Files.walk(one)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(two.resolve(one.relativize(file))).hasSameBinaryContentAs(file);
                }
            }
        }

        @Test
        void another_seed_gives_other_people(@TempDir Path other) throws IOException {
            Simulation.generate(SimulationOptions.demo(2_000, 8), other, progress -> {});
            var here = numbers(folder);
            here.retainAll(numbers(other));
            assertThat(here).hasSizeLessThan(100);
        }

        private Set<String> numbers(Path in) throws IOException {
            var numbers = new HashSet<String>();
            for (var row : rows(in, "population.csv", "so_dinh_danh")) {
                numbers.add(cell(row, "so_dinh_danh"));
            }
            return numbers;
        }

        @Test
        void every_key_is_used_once() throws IOException {
            var keys = new HashMap<String, String>();
            keys.put("population.csv", "so_dinh_danh");
            keys.put("insurance.csv", "ma_the");
            keys.put("vaccination_people.csv", "ma_doi_tuong");
            keys.put("vaccination_doses.csv", "ma_mui_tiem");
            keys.put("laboratory_samples.csv", "ma_mau");
            keys.put("laboratory_results.csv", "ma_ket_qua");
            keys.put("bluezone.csv", "ma_thiet_bi");
            keys.put("ncovi.csv", "ma_khai_bao");
            keys.put("vhd.csv", "ma_to_khai");
            keys.put("qr_places.csv", "ma_diem");
            keys.put("qr_visits.csv", "ma_luot");
            keys.put("movement.csv", "ma_khai");
            for (var entry : keys.entrySet()) {
                var all = rows(folder, entry.getKey(), entry.getValue());
                assertThat(all).as(entry.getKey()).doesNotHaveDuplicates().isNotEmpty();
            }
        }

        @Test
        void every_row_about_a_person_has_its_truth() throws IOException {
            var truth = rows(folder, "truth.csv", "file", "source_key", "person", "evidence");
            var perFile = new TreeMap<String, Long>();
            truth.forEach(row -> perFile.merge(cell(row, "file"), 1L, Long::sum));
            perFile.forEach(
                    (file, count) -> assertThat(count).as(file).isEqualTo(report.rows().get(file)));
            assertThat(perFile).hasSize(10);
            assertThat(truth)
                    .extracting(row -> row.get("evidence"))
                    .containsOnly("strong", "weak", "none");
        }

        @Test
        void numbers_agree_with_sex_and_year_in_the_register() throws IOException {
            for (var row :
                    rows(folder, "population.csv", "so_dinh_danh", "ngay_sinh", "gioi_tinh")) {
                var number = cell(row, "so_dinh_danh");
                var birth = cell(row, "ngay_sinh");
                assertThat(number).matches(CITIZEN_ID);
                int year = Integer.parseInt(birth.substring(birth.length() - 4));
                int digit = (year < 2000 ? 0 : 2) + (cell(row, "gioi_tinh").equals("Nam") ? 0 : 1);
                assertThat(number.charAt(3) - '0').isEqualTo(digit);
                assertThat(number.substring(4, 6)).isEqualTo(birth.substring(birth.length() - 2));
            }
        }

        @Test
        void nothing_happens_on_or_after_the_day_of_the_export() throws IOException {
            for (var row : rows(folder, "laboratory_results.csv", "thoi_gian_kq")) {
                assertBefore(cell(row, "thoi_gian_kq"));
            }
            for (var row : rows(folder, "vaccination_doses.csv", "ngay_tiem")) {
                assertBefore(cell(row, "ngay_tiem"));
            }
        }

        private void assertBefore(String time) {
            assertThat(LocalDate.parse(time.substring(0, 10), Clerk.DAY))
                    .isBefore(LocalDate.of(2021, 10, 10));
        }

        @Test
        void every_tube_with_a_result_has_its_samples() throws IOException {
            var tubes = new HashSet<String>();
            rows(folder, "laboratory_samples.csv", "ma_ong")
                    .forEach(row -> tubes.add(cell(row, "ma_ong")));
            for (var row : rows(folder, "laboratory_results.csv", "ma_ong")) {
                assertThat(tubes).contains(cell(row, "ma_ong"));
            }
        }

        @Test
        void a_nation_reaches_every_province(@TempDir Path nation) throws IOException {
            var options = new SimulationOptions(12_000, 3, null, null, LocalDate.of(2021, 10, 10));
            Simulation.generate(options, nation, progress -> {});
            var provinces = new HashSet<String>();
            for (var row : rows(nation, "vaccination_people.csv", "ma_tinh")) {
                provinces.add(cell(row, "ma_tinh"));
            }
            provinces.remove("");
            assertThat(provinces).hasSize(63);
        }
    }

    @Nested
    class People {
        @Test
        @DisplayName("census 2019: 24 % under 15, 68 % between, 8 % from 65 on")
        void ages_follow_the_pyramid() throws IOException {
            long children = 0;
            long old = 0;
            var people = rows(folder, "truth_people.csv", "birth_year");
            for (var person : people) {
                int age = 2021 - Integer.parseInt(cell(person, "birth_year"));
                children += age < 15 ? 1 : 0;
                old += age >= 65 ? 1 : 0;
            }
            assertThat((double) children / people.size()).isCloseTo(0.24, within(0.03));
            assertThat((double) old / people.size()).isCloseTo(0.08, within(0.02));
        }

        @Test
        @DisplayName(
                "population rows about 99 %, insurance 90 %, Bluezone 40 %, NCOVI and VHD 25–40 %")
        void sources_know_their_share_of_the_people() {
            assertThat(share("population.csv")).isCloseTo(0.99, within(0.006));
            assertThat(share("insurance.csv")).isCloseTo(0.90, within(0.02));
            assertThat(share("bluezone.csv")).isCloseTo(0.40, within(0.04));
            assertThat(share("ncovi.csv")).isBetween(0.25, 0.40);
            assertThat(share("vhd.csv")).isBetween(0.25, 0.40);
        }

        private double share(String file) {
            return (double) String.valueOf(report.rows().get(file)).transform(Long::parseLong)
                    / report.people();
        }

        @Test
        @DisplayName("a name is shared by another pair of people with probability 5.5e-5")
        void names_repeat_as_often_as_real_ones() throws IOException {
            var counts = new HashMap<String, Integer>();
            int total = 0;
            for (var row : rows(folder, "population.csv", "ho_ten")) {
                counts.merge(cell(row, "ho_ten"), 1, Integer::sum);
                total++;
            }
            double pairs = counts.values().stream().mapToDouble(n -> n * (n - 1.0)).sum();
            assertThat(pairs / total / (total - 1)).isBetween(3e-5, 9e-5);
        }

        @Test
        @DisplayName("1.2 % of births are twins")
        void twins_exist() throws IOException {
            long twins =
                    rows(folder, "truth_people.csv", "twin").stream()
                            .filter(row -> cell(row, "twin").equals("1"))
                            .count();
            assertThat(twins).isBetween(60L, 400L);
        }

        @Test
        void doses_under_others_are_flagged() throws IOException {
            var wrong =
                    rows(folder, "truth.csv", "file", "errors", "wrong_person").stream()
                            .filter(row -> cell(row, "wrong_person").equals("1"))
                            .toList();
            assertThat(wrong)
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row).containsEntry("errors", "dose_under_other"));
        }
    }
}
