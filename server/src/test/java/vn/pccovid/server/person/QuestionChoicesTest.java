package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.CodeList;
import vn.pccovid.lib.territory.Gazetteer;

@NullUnmarked
@DisplayName("One question: what its choices tell, and what its answer weighs")
class QuestionChoicesTest {
    private static final LocalDate TODAY = LocalDate.of(2021, 10, 10);
    private static final CodeList AREAS = Gazetteer.standard().list(TODAY);
    private static final String HOME = "56/568/22390";
    private static final int ROUNDS = 20_000;

    private static List<String> around(Topic topic, String value, long seed) {
        return Choices.around(topic, value, HOME, TODAY, AREAS, seed).orElseThrow();
    }

    @Nested
    @DisplayName("An impostor who sees the list")
    class AnImpostor {
        @Test
        void sees_the_same_months_and_vaccines_whatever_the_record_says() {
            Set<List<String>> lists = new HashSet<>();
            for (String month : List.of("2021-03", "2021-08", "2021-10")) {
                for (long seed = 0; seed < 50; seed++) {
                    lists.add(around(Topic.DOSE_MONTH, month, seed));
                }
            }
            assertThat(lists).hasSize(1);
            lists.clear();
            for (String vaccine : Choices.VACCINES) {
                lists.add(around(Topic.DOSE_VACCINE, vaccine, vaccine.hashCode()));
            }
            assertThat(lists).hasSize(1);
            // What would stand out is not asked at all.
            assertThat(Choices.around(Topic.DOSE_VACCINE, "Soberana", HOME, TODAY, AREAS, 1))
                    .isEmpty();
            assertThat(Choices.around(Topic.DOSE_MONTH, "2020-12", HOME, TODAY, AREAS, 1))
                    .isEmpty();
            assertThat(Choices.around(Topic.DOSE_COMMUNE, "01/001/00001", HOME, TODAY, AREAS, 1))
                    .isEmpty();
        }

        @Test
        void hits_two_digits_once_in_five_wherever_they_tap() {
            Random truth = new Random(7);
            int[] at = new int[Choices.DRAWN];
            for (int round = 0; round < ROUNDS; round++) {
                String value = "%02d".formatted(truth.nextInt(100));
                List<String> list = around(Topic.PHONE_TAIL, value, truth.nextLong());
                assertThat(list).hasSize(Choices.DRAWN).doesNotHaveDuplicates();
                at[list.indexOf(value)]++;
            }
            for (int hits : at) {
                // 20 % ± five standard deviations of a fair draw.
                assertThat(hits / (double) ROUNDS).isBetween(0.186, 0.214);
            }
        }

        @Test
        void
                finds_no_odd_one_out_among_communes_and_hits_one_of_a_group_no_better_than_by_chance() {
            List<String> home = communes("56/568");
            List<String> away = communes("56/575");
            Random truth = new Random(11);
            Map<String, int[]> at = new HashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                boolean atHome = truth.nextBoolean();
                List<String> from = atHome ? home : away;
                String value = from.get(truth.nextInt(from.size()));
                List<String> list = around(Topic.DOSE_COMMUNE, value, truth.nextLong());
                Map<String, List<String>> groups = new HashMap<>();
                list.forEach(path ->
                        groups.computeIfAbsent(path.substring(0, 6), d -> new ArrayList<>())
                                .add(path));
                assertThat(groups).hasSize(2);
                assertThat(groups.get("56/568")).hasSize(3);
                String district = value.substring(0, 6);
                at.computeIfAbsent(atHome ? "home" : "away", g -> new int[3])[
                        groups.get(district).indexOf(value)]++;
            }
            for (int hits : at.get("home")) {
                assertThat(hits / (ROUNDS / 2.0)).isBetween(0.31, 0.36);
            }
            assertThat(at.get("away")[0] / (ROUNDS / 2.0)).isBetween(0.47, 0.53);
        }

        @Test
        void learns_nothing_by_asking_again() {
            Set<List<String>> lists = new HashSet<>();
            for (int attempt = 0; attempt < 1_000; attempt++) {
                lists.add(around(Topic.DOSE_COMMUNE, "56/568/22393", 42));
            }
            assertThat(lists).hasSize(1);
        }

        private List<String> communes(String district) {
            return AREAS.children(district).stream().map(Area::path).toList();
        }
    }

    @Nested
    @DisplayName("The weight of an answer")
    class TheWeight {
        private final QuestionWeights weights = QuestionWeights.standard();

        @Test
        void is_a_likelihood_ratio_of_two_distributions() {
            for (Topic topic : Topic.values()) {
                for (boolean near : new boolean[] {true, false}) {
                    double m = 0;
                    double u = 0;
                    for (QuestionWeights.Outcome outcome : QuestionWeights.Outcome.values()) {
                        m += weights.m(topic, outcome);
                        u += weights.u(topic, outcome, 5, near);
                        assertThat(weights.u(topic, outcome, 5, near)).isPositive();
                    }
                    assertThat(m).isCloseTo(1, within());
                    assertThat(u).isCloseTo(1, within());
                    assertThat(weights.bits(topic, QuestionWeights.Outcome.AGREES, 5, near))
                            .isPositive();
                    assertThat(weights.bits(topic, QuestionWeights.Outcome.NONE, 5, near))
                            .isNegative();
                }
            }
        }

        @Test
        void never_exceeds_what_guessers_leave_of_it() {
            // Whatever the table says, one guess in k of five guessers in a hundred hits.
            for (Topic topic : Topic.values()) {
                assertThat(weights.bits(topic, QuestionWeights.Outcome.AGREES, 5, false))
                        .isLessThan(Math.log(5 / QuestionWeights.GUESSERS) / Math.log(2));
            }
        }

        @Test
        void the_expected_gain_is_the_drop_of_entropy_over_all_answers() {
            for (Topic topic : Topic.values()) {
                for (double prior : new double[] {0.05, 0.5, 0.72, 0.999}) {
                    double left = 0;
                    for (QuestionWeights.Outcome outcome : QuestionWeights.Outcome.values()) {
                        double own = prior * weights.m(topic, outcome);
                        double both = own + (1 - prior) * weights.u(topic, outcome, 5, false);
                        left += both * entropy(own / both);
                    }
                    double gain = weights.gain(topic, prior, 5, false);
                    assertThat(gain).isCloseTo(entropy(prior) - left, within());
                    assertThat(gain).isBetween(0.0, entropy(prior));
                }
            }
            assertThat(weights.gain(Topic.DOSE_COMMUNE, 1, 5, false)).isZero();
            assertThat(weights.gain(Topic.DOSE_COMMUNE, 0, 5, false)).isZero();
        }

        @Test
        void a_value_the_person_would_name_anyway_resolves_less() {
            assertThat(weights.gain(Topic.DOSE_COMMUNE, 0.7, 5, true))
                    .isLessThan(weights.gain(Topic.DOSE_COMMUNE, 0.7, 5, false));
        }

        private static org.assertj.core.data.Offset<Double> within() {
            return org.assertj.core.data.Offset.offset(1e-9);
        }

        private static double entropy(double p) {
            return p <= 0 || p >= 1
                    ? 0
                    : -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
        }
    }
}
