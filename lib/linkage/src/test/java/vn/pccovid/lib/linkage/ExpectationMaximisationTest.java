package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.pccovid.lib.linkage.ExpectationMaximisation.Fit;
import vn.pccovid.lib.linkage.ExpectationMaximisation.Sample;

@DisplayName("Expectation–maximisation over histograms of level patterns")
class ExpectationMaximisationTest {
    /// Matches and others: three fields of three levels, the highest is agreement.
    private static final LatentClasses TRUTH =
            LatentClasses.of(
                    new double[] {0.2, 0.8},
                    new double[][][] {
                        {{0.05, 0.10, 0.85}, {0.10, 0.20, 0.70}, {0.02, 0.08, 0.90}},
                        {{0.85, 0.10, 0.05}, {0.90, 0.07, 0.03}, {0.60, 0.20, 0.20}}
                    });

    private static final LatentClasses START =
            LatentClasses.of(
                    new double[] {0.5, 0.5},
                    new double[][][] {
                        {{0.1, 0.2, 0.7}, {0.1, 0.2, 0.7}, {0.1, 0.2, 0.7}},
                        {{0.7, 0.2, 0.1}, {0.7, 0.2, 0.1}, {0.7, 0.2, 0.1}}
                    });

    /// Every pattern with exactly the count the model expects, so that nothing is left to chance.
    private static PatternCounts expected(LatentClasses model, double pairs) {
        PatternCounts counts = model.newCounts();
        int[] pattern = new int[model.fields()];
        do {
            double probability = 0;
            for (int k = 0; k < model.classes(); k++) {
                probability += model.share(k) * Math.exp(model.logLikelihood(k, pattern));
            }
            counts.add(pattern, pairs * probability);
        } while (next(pattern, model));
        return counts;
    }

    private static boolean next(int[] pattern, LatentClasses model) {
        for (int f = 0; f < pattern.length; f++) {
            if (++pattern[f] < model.levels(f)) {
                return true;
            }
            pattern[f] = 0;
        }
        return false;
    }

    /// Pairs drawn one by one, each field missing with a chance of its own.
    private static PatternCounts drawn(LatentClasses model, int pairs, double missing, long seed) {
        Random random = new Random(seed);
        PatternCounts counts = model.newCounts();
        int[] pattern = new int[model.fields()];
        for (int i = 0; i < pairs; i++) {
            int k = draw(random, model.classes(), model::share);
            for (int f = 0; f < pattern.length; f++) {
                int field = f;
                pattern[f] =
                        random.nextDouble() < missing
                                ? PatternCounts.MISSING
                                : draw(
                                        random,
                                        model.levels(f),
                                        l -> model.probability(k, field, l));
            }
            counts.add(pattern);
        }
        return counts;
    }

    private static int draw(Random random, int n, java.util.function.IntToDoubleFunction share) {
        double at = random.nextDouble();
        for (int i = 0; i < n - 1; i++) {
            at -= share.applyAsDouble(i);
            if (at < 0) {
                return i;
            }
        }
        return n - 1;
    }

    private static LatentClasses random(Random random, int classes, int... levels) {
        double[][][] probabilities = new double[classes][levels.length][];
        for (double[][] klass : probabilities) {
            for (int f = 0; f < levels.length; f++) {
                klass[f] = distribution(random, levels[f]);
            }
        }
        return LatentClasses.of(distribution(random, classes), probabilities);
    }

    private static double[] distribution(Random random, int n) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> 0.02 + random.nextDouble());
        double sum = Arrays.stream(values).sum();
        Arrays.setAll(values, i -> values[i] / sum);
        return values;
    }

    private static void assertSame(LatentClasses actual, LatentClasses expected, double offset) {
        for (int k = 0; k < expected.classes(); k++) {
            assertThat(actual.share(k)).isCloseTo(expected.share(k), within(offset));
            for (int f = 0; f < expected.fields(); f++) {
                for (int l = 0; l < expected.levels(f); l++) {
                    assertThat(actual.probability(k, f, l))
                            .as("class %d, field %d, level %d", k, f, l)
                            .isCloseTo(expected.probability(k, f, l), within(offset));
                }
            }
        }
    }

    private static void assertNeverFalls(double[] values) {
        for (int i = 1; i < values.length; i++) {
            assertThat(values[i])
                    .as("iteration %d", i)
                    .isGreaterThanOrEqualTo(values[i - 1] - 1e-9 * Math.abs(values[i - 1]));
        }
    }

    @Nested
    @DisplayName("finds what made the data")
    class Recovery {
        @Test
        void exact_frequencies_give_back_the_model_that_made_them() {
            Fit fit =
                    ExpectationMaximisation.from(START)
                            .tolerance(1e-10)
                            .iterations(20_000)
                            .fit(expected(TRUTH, 1e6));

            assertThat(fit.converged()).isTrue();
            assertSame(fit.model(), TRUTH, 1e-4);
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3})
        void a_sample_with_missing_fields_gives_it_back_within_its_noise(long seed) {
            Fit fit = ExpectationMaximisation.from(START).fit(drawn(TRUTH, 200_000, 0.15, seed));

            assertThat(fit.converged()).isTrue();
            assertSame(fit.model(), TRUTH, 0.02);
        }

        @Test
        void five_classes_are_told_apart_when_the_strangers_are_known_from_random_pairs() {
            Random random = new Random(5);
            LatentClasses truth = random(random, 5, 4, 4, 3, 3, 2, 3, 4);
            double[] strangersOnly = {0, 0, 0, 0, 1};
            PatternCounts blocked = expected(truth, 1e6);
            PatternCounts randomPairs = expected(truth.withShares(strangersOnly), 1e6);
            // Everybody starts near the truth, as published rates do, strangers far from it.
            double[] shares = {0.2, 0.2, 0.2, 0.2, 0.2};
            LatentClasses start = blurred(truth, 0.3).withShares(shares);

            Fit fit =
                    ExpectationMaximisation.from(start)
                            .tolerance(1e-8)
                            .iterations(50_000)
                            .fit(
                                    List.of(
                                            new Sample(blocked, shares, false),
                                            new Sample(randomPairs, strangersOnly, true)));

            assertSame(fit.models().getFirst(), truth, 0.01);
            assertThat(fit.models().getLast().share(4)).isEqualTo(1.0);
        }

        private LatentClasses blurred(LatentClasses model, double towardsEven) {
            double[] shares = new double[model.classes()];
            Arrays.setAll(shares, model::share);
            double[][][] probabilities = new double[model.classes()][model.fields()][];
            for (int k = 0; k < model.classes(); k++) {
                for (int f = 0; f < model.fields(); f++) {
                    int klass = k;
                    int field = f;
                    probabilities[k][f] = new double[model.levels(f)];
                    Arrays.setAll(
                            probabilities[k][f],
                            l ->
                                    (1 - towardsEven) * model.probability(klass, field, l)
                                            + towardsEven / model.levels(field));
                }
            }
            return LatentClasses.of(shares, probabilities);
        }
    }

    @Nested
    @DisplayName("Dempster, Laird and Rubin 1977, theorem 1: the likelihood never falls")
    class Monotone {
        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
        void from_any_start_on_any_data(long seed) {
            Random random = new Random(seed);
            LatentClasses truth = random(random, 3, 3, 4, 2, 5);
            LatentClasses start = random(random, 2 + random.nextInt(4), 3, 4, 2, 5);

            Fit fit =
                    ExpectationMaximisation.from(start)
                            .iterations(200)
                            .fit(drawn(truth, 5_000, 0.2, seed));

            assertNeverFalls(fit.logLikelihood());
            assertThat(fit.objective()).isEqualTo(fit.logLikelihood());
            assertThat(fit.logLikelihood()[fit.iterations()]).isGreaterThan(fit.logLikelihood()[0]);
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5})
        void with_priors_and_fixed_values_the_objective_never_falls(long seed) {
            Random random = new Random(seed);
            LatentClasses start = random(random, 3, 3, 4, 2);

            Fit fit =
                    ExpectationMaximisation.from(start)
                            .priorAtStart(50)
                            .sharePrior(1, 20)
                            .fixShare(0)
                            .fixLevels(2, 1)
                            .fixLevel(0, 0, 1)
                            .iterations(200)
                            .fit(drawn(random(random, 3, 3, 4, 2), 2_000, 0.1, seed));

            assertNeverFalls(fit.objective());
        }

        @Test
        void over_several_samples_with_shares_of_their_own() {
            Fit fit =
                    ExpectationMaximisation.from(START)
                            .iterations(100)
                            .fit(
                                    List.of(
                                            new Sample(
                                                    drawn(TRUTH, 3_000, 0.1, 1),
                                                    new double[] {0.5, 0.5},
                                                    false),
                                            new Sample(
                                                    drawn(
                                                            TRUTH.withShares(0.7, 0.3),
                                                            3_000,
                                                            0.1,
                                                            2),
                                                    new double[] {0.5, 0.5},
                                                    false)));

            assertNeverFalls(fit.objective());
            assertThat(fit.models().getFirst().share(0)).isLessThan(0.3);
            assertThat(fit.models().getLast().share(0)).isGreaterThan(0.6);
            assertThat(fit.models().getFirst().probability(0, 0, 2))
                    .isEqualTo(fit.models().getLast().probability(0, 0, 2));
        }
    }

    @Nested
    @DisplayName("symmetries")
    class Symmetry {
        private final PatternCounts counts = drawn(TRUTH, 20_000, 0.1, 4);

        @Test
        void classes_in_another_order_give_the_same_classes_in_that_order() {
            LatentClasses turned =
                    LatentClasses.of(
                            new double[] {START.share(1), START.share(0)},
                            new double[][][] {levels(START, 1), levels(START, 0)});

            LatentClasses straight = ExpectationMaximisation.from(START).fit(counts).model();
            LatentClasses reverse = ExpectationMaximisation.from(turned).fit(counts).model();

            assertSame(
                    LatentClasses.of(
                            new double[] {reverse.share(1), reverse.share(0)},
                            new double[][][] {levels(reverse, 1), levels(reverse, 0)}),
                    straight,
                    1e-9);
        }

        private double[][] levels(LatentClasses model, int klass) {
            double[][] levels = new double[model.fields()][];
            for (int f = 0; f < levels.length; f++) {
                int field = f;
                levels[f] = new double[model.levels(f)];
                Arrays.setAll(levels[f], l -> model.probability(klass, field, l));
            }
            return levels;
        }

        @Test
        void ten_times_every_count_changes_nothing() {
            PatternCounts tenfold = TRUTH.newCounts();
            counts.forEach((pattern, count) -> tenfold.add(pattern, 10 * count));

            assertSame(
                    ExpectationMaximisation.from(START).fit(tenfold).model(),
                    ExpectationMaximisation.from(START).fit(counts).model(),
                    1e-9);
        }

        @Test
        void a_field_that_is_always_missing_changes_nothing_and_keeps_its_start() {
            double[][][] longer = {
                append(levels(START, 0), 0.3, 0.7), append(levels(START, 1), 0.6, 0.4)
            };
            LatentClasses start = LatentClasses.of(new double[] {0.5, 0.5}, longer);
            PatternCounts wider = start.newCounts();
            counts.forEach((pattern, count) -> {
                int[] p = Arrays.copyOf(pattern, 4);
                p[3] = PatternCounts.MISSING;
                wider.add(p, count);
            });

            LatentClasses with = ExpectationMaximisation.from(start).fit(wider).model();
            LatentClasses without = ExpectationMaximisation.from(START).fit(counts).model();

            assertThat(with.share(0)).isCloseTo(without.share(0), within(1e-12));
            assertThat(with.probability(0, 1, 2))
                    .isCloseTo(without.probability(0, 1, 2), within(1e-12));
            assertThat(with.probability(0, 3, 1)).isEqualTo(0.7);
        }

        private double[][] append(double[][] fields, double... levels) {
            double[][] longer = Arrays.copyOf(fields, fields.length + 1);
            longer[fields.length] = levels;
            return longer;
        }
    }

    @Nested
    @DisplayName("what is fixed stays, what has a prior is held")
    class FixedAndPrior {
        private final PatternCounts counts = drawn(TRUTH, 20_000, 0, 6);

        @Test
        void fixed_values_do_not_move_and_the_others_share_the_rest() {
            LatentClasses model =
                    ExpectationMaximisation.from(START)
                            .fixShare(0)
                            .fixLevels(1)
                            .fixLevel(0, 0, 1)
                            .fit(counts)
                            .model();

            assertThat(model.share(0)).isEqualTo(0.5);
            for (int f = 0; f < 3; f++) {
                for (int l = 0; l < 3; l++) {
                    assertThat(model.probability(1, f, l)).isEqualTo(START.probability(1, f, l));
                }
            }
            assertThat(model.probability(0, 0, 1)).isEqualTo(0.2);
            assertThat(model.probability(0, 0, 0) + model.probability(0, 0, 2))
                    .isCloseTo(0.8, within(1e-12));
            assertThat(model.probability(0, 0, 2)).isNotEqualTo(0.7);
        }

        @Test
        void one_step_with_prior_counts_is_the_textbook_ratio() {
            // One class: expected counts are the counts, so (n + prior) ÷ (N + all priors).
            LatentClasses one =
                    LatentClasses.of(new double[] {1}, new double[][][] {{{0.5, 0.25, 0.25}}});
            PatternCounts seen = one.newCounts();
            seen.add(new int[] {0}, 6);
            seen.add(new int[] {1}, 4);

            LatentClasses model =
                    ExpectationMaximisation.from(one)
                            .prior(0, 0, 1, 1)
                            .prior(0, 0, 2, 5)
                            .fit(seen)
                            .model();

            assertThat(model.probability(0, 0, 0)).isCloseTo(6.0 / 16, within(1e-12));
            assertThat(model.probability(0, 0, 1)).isCloseTo(5.0 / 16, within(1e-12));
            assertThat(model.probability(0, 0, 2)).isCloseTo(5.0 / 16, within(1e-12));
        }

        @Test
        void an_overwhelming_prior_keeps_the_start_and_no_prior_lets_unseen_levels_vanish() {
            PatternCounts noMiddle = START.newCounts();
            counts.forEach((pattern, count) -> {
                if (pattern[0] != 1) {
                    noMiddle.add(pattern, count);
                }
            });

            LatentClasses held =
                    ExpectationMaximisation.from(START)
                            .fixShares()
                            .priorAtStart(1e12)
                            .fit(noMiddle)
                            .model();
            LatentClasses free = ExpectationMaximisation.from(START).fit(noMiddle).model();

            assertSame(held, START, 1e-6);
            assertThat(free.probability(0, 0, 1)).isZero();
        }
    }

    @Nested
    @DisplayName("what is known of a pattern beyond its levels counts as a factor")
    class Adjusted {
        /// A third field whose probabilities are known: as a field with fixed levels, or as a tag
        /// with known factors.
        @Test
        void a_tag_with_known_factors_is_a_field_with_fixed_levels() {
            double[][][] known = {{{0.1, 0.9}}, {{0.7, 0.3}}};
            double[][][] both = {
                {{0.1, 0.2, 0.7}, {0.2, 0.8}, known[0][0]},
                {{0.7, 0.2, 0.1}, {0.6, 0.4}, known[1][0]}
            };
            LatentClasses field = LatentClasses.of(new double[] {0.4, 0.6}, both);
            LatentClasses tag =
                    LatentClasses.of(
                            new double[] {0.4, 0.6},
                            new double[][][] {
                                Arrays.copyOf(both[0], 2), Arrays.copyOf(both[1], 2)
                            });
            PatternCounts counts = drawn(random(new Random(8), 2, 3, 2, 2), 5_000, 0, 8);

            Fit asField =
                    ExpectationMaximisation.from(field).fixLevels(0, 2).fixLevels(1, 2).fit(counts);
            Fit asTag =
                    ExpectationMaximisation.from(tag)
                            .adjusted((k, pattern) -> Math.log(known[k][0][pattern[2]]))
                            .fit(counts);

            assertThat(tag.newCounts(2).levels(2)).isEqualTo(2);
            assertSame(
                    asTag.model(),
                    LatentClasses.of(
                            new double[] {asField.model().share(0), asField.model().share(1)},
                            new double[][][] {fields(asField, 0), fields(asField, 1)}),
                    1e-9);
            assertThat(asTag.logLikelihood())
                    .containsExactly(asField.logLikelihood(), within(1e-6));
            assertNeverFalls(asTag.objective());
        }

        private double[][] fields(Fit fit, int klass) {
            double[][] fields = new double[2][];
            for (int f = 0; f < 2; f++) {
                int field = f;
                fields[f] = new double[fit.model().levels(f)];
                Arrays.setAll(fields[f], l -> fit.model().probability(klass, field, l));
            }
            return fields;
        }
    }

    @Nested
    @DisplayName("limits and refusals")
    class Limits {
        @Test
        void the_limit_on_iterations_holds_and_says_that_it_did_not_converge() {
            Fit fit =
                    ExpectationMaximisation.from(START)
                            .iterations(3)
                            .tolerance(1e-12)
                            .fit(drawn(TRUTH, 1_000, 0, 1));

            assertThat(fit.iterations()).isEqualTo(3);
            assertThat(fit.converged()).isFalse();
        }

        @Test
        void a_pattern_that_no_class_can_show_is_refused_with_advice() {
            LatentClasses never =
                    LatentClasses.of(
                            new double[] {0.5, 0.5}, new double[][][] {{{1, 0}}, {{1, 0}}});
            PatternCounts counts = never.newCounts();
            counts.add(1);

            assertThatThrownBy(() -> ExpectationMaximisation.from(never).fit(counts))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("prior count");
        }

        @Test
        void an_empty_histogram_other_fields_and_broken_distributions_are_refused() {
            ExpectationMaximisation em = ExpectationMaximisation.from(START);
            PatternCounts fewerFields = new PatternCounts(3, 3);
            fewerFields.add(0, 0);
            PatternCounts otherLevels = new PatternCounts(3, 3, 2);
            otherLevels.add(0, 0, 0);

            assertThatThrownBy(() -> em.fit(START.newCounts())).hasMessageContaining("no pairs");
            assertThatThrownBy(() -> em.fit(List.of())).hasMessageContaining("no pairs");
            assertThatThrownBy(() -> em.fit(fewerFields)).hasMessageContaining("fields");
            assertThatThrownBy(() -> em.fit(otherLevels)).hasMessageContaining("levels");
            assertThatThrownBy(() -> START.withShares(0.5, 0.6)).hasMessageContaining("add up");
            assertThatThrownBy(() ->
                            LatentClasses.of(new double[] {1}, new double[][][] {{{1.5, -0.5}}}))
                    .hasMessageContaining("no probability");
            assertThatThrownBy(() -> em.tolerance(0)).hasMessageContaining("tolerance");
            assertThatThrownBy(() -> em.prior(0, 0, 0, Double.NaN)).hasMessageContaining("prior");
        }

        @Test
        void a_hundred_thousand_patterns_and_five_classes_take_milliseconds_per_iteration() {
            Random random = new Random(1);
            LatentClasses model = random(random, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6);
            PatternCounts counts = drawn(model, 110_000, 0.1, 1);
            assertThat(counts.distinct()).isGreaterThan(100_000);
            ExpectationMaximisation em =
                    ExpectationMaximisation.from(random(random, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6))
                            .tolerance(1e-12)
                            .iterations(50);

            long begun = System.nanoTime();
            em.fit(counts);
            double milliseconds = (System.nanoTime() - begun) / 1e6 / 50;

            // About 10 ms on an idle core; the bound only catches work that grows with something
            // else.
            assertThat(milliseconds).isLessThan(250);
        }
    }

    @Nested
    @DisplayName("the histogram")
    class Histogram {
        @Test
        void counts_what_was_added_and_nothing_else() {
            PatternCounts counts = new PatternCounts(2, 3);
            counts.add(1, 2);
            counts.add(new int[] {1, 2}, 0.5);
            counts.add(PatternCounts.MISSING, 0);
            counts.add(new int[] {0, 0}, 0);

            assertThat(counts.count(1, 2)).isEqualTo(1.5);
            assertThat(counts.count(PatternCounts.MISSING, 0)).isEqualTo(1);
            assertThat(counts.count(0, 0)).isZero();
            assertThat(counts.distinct()).isEqualTo(2);
            assertThat(counts.total()).isEqualTo(2.5);
        }

        @Test
        void halves_counted_apart_are_the_whole() {
            PatternCounts whole = drawn(TRUTH, 10_000, 0.3, 1);
            whole.addAll(drawn(TRUTH, 10_000, 0.3, 2));
            PatternCounts other = drawn(TRUTH, 10_000, 0.3, 2);
            other.addAll(drawn(TRUTH, 10_000, 0.3, 1));

            assertThat(whole.total()).isEqualTo(20_000);
            int[] patterns = {0};
            whole.forEach((pattern, count) -> {
                assertThat(other.count(pattern)).isEqualTo(count);
                patterns[0]++;
            });
            assertThat(patterns[0]).isEqualTo(whole.distinct()).isEqualTo(other.distinct());
        }

        @Test
        void patterns_outside_the_fields_and_too_many_fields_are_refused() {
            PatternCounts counts = new PatternCounts(2, 3);
            assertThatThrownBy(() -> counts.add(2, 0)).hasMessageContaining("field 0");
            assertThatThrownBy(() -> counts.add(0, -2)).hasMessageContaining("field 1");
            assertThatThrownBy(() -> counts.add(0)).hasMessageContaining("2 fields");
            assertThatThrownBy(() -> new PatternCounts(0)).hasMessageContaining("levels");
            int[] many = new int[10];
            Arrays.fill(many, 200);
            assertThatThrownBy(() -> new PatternCounts(many)).hasMessageContaining("2^63");
        }
    }
}
