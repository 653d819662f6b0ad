package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Estimates [LatentClasses] from unlabelled pairs: how often each kind of pair occurs, and how
/// often each field agrees at each level within it.
///
/// Expectation–maximisation (Dempster, Laird and Rubin 1977, "Maximum likelihood from incomplete
/// data via the EM algorithm"), applied to the record linkage model of Fellegi and Sunter (1969) by
/// Winkler (1988, "Using the EM algorithm for weight computation in the Fellegi–Sunter model of
/// record linkage"). Each iteration computes for every pattern how probable each class is (E), then
/// takes the shares of these expected counts as the new parameters (M). A missing field is left out
/// of both steps, as if it were missing at random.
///
/// The work of an iteration is classes × fields × *distinct* patterns, whatever the number of
/// pairs.
///
/// EM finds a local maximum: start classes where they are meant to end, fix what is known better
/// from elsewhere (u from random pairs), and give prior counts to levels that are rare but
/// possible. Several [Sample]s may share their level probabilities and keep their own shares: pairs
/// of several blocking rules, or random pairs that are known to be strangers. Deterministic.
/// Immutable settings: every method returns new ones. Thread-safe.
public final class ExpectationMaximisation {
    private static final double DEFAULT_TOLERANCE = 1e-6;
    private static final int DEFAULT_ITERATIONS = 1_000;

    private final LatentClasses start;
    private final boolean[] fixedShares;
    private final boolean[][][] fixed;
    private final double[] sharePrior;
    private final double[][][] prior;
    private final Adjustment adjustment;
    private final double tolerance;
    private final int iterations;

    private ExpectationMaximisation(
            LatentClasses start,
            boolean[] fixedShares,
            boolean[][][] fixed,
            double[] sharePrior,
            double[][][] prior,
            Adjustment adjustment,
            double tolerance,
            int iterations) {
        this.start = start;
        this.fixedShares = fixedShares;
        this.fixed = fixed;
        this.sharePrior = sharePrior;
        this.prior = prior;
        this.adjustment = adjustment;
        this.tolerance = tolerance;
        this.iterations = iterations;
    }

    /// Settings in which everything is estimated, without prior counts, until no parameter moves by
    /// 10⁻⁶, at most 1,000 times.
    ///
    /// @param start where estimation starts; a probability of exactly 0 stays 0 but for prior
    ///   counts
    public static ExpectationMaximisation from(LatentClasses start) {
        int classes = start.classes();
        boolean[][][] fixed = new boolean[classes][start.fields()][];
        double[][][] prior = new double[classes][start.fields()][];
        for (int k = 0; k < classes; k++) {
            for (int f = 0; f < start.fields(); f++) {
                fixed[k][f] = new boolean[start.levels(f)];
                prior[k][f] = new double[start.levels(f)];
            }
        }
        return new ExpectationMaximisation(
                start,
                new boolean[classes],
                fixed,
                new double[classes],
                prior,
                (klass, pattern) -> 0,
                DEFAULT_TOLERANCE,
                DEFAULT_ITERATIONS);
    }

    private ExpectationMaximisation copy() {
        return new ExpectationMaximisation(
                start,
                fixedShares.clone(),
                Arrays.stream(fixed)
                        .map(ExpectationMaximisation::clone)
                        .toArray(boolean[][][]::new),
                sharePrior.clone(),
                Arrays.stream(prior).map(ExpectationMaximisation::clone).toArray(double[][][]::new),
                adjustment,
                tolerance,
                iterations);
    }

    private static boolean[][] clone(boolean[][] table) {
        return Arrays.stream(table).map(boolean[]::clone).toArray(boolean[][]::new);
    }

    private static double[][] clone(double[][] table) {
        return Arrays.stream(table).map(double[]::clone).toArray(double[][]::new);
    }

    /// Keeps every class's share at its start.
    public ExpectationMaximisation fixShares() {
        ExpectationMaximisation next = copy();
        Arrays.fill(next.fixedShares, true);
        return next;
    }

    /// Keeps one class's share; the others divide the rest.
    public ExpectationMaximisation fixShare(int klass) {
        ExpectationMaximisation next = copy();
        next.fixedShares[klass] = true;
        return next;
    }

    /// Keeps all level probabilities of a class.
    public ExpectationMaximisation fixLevels(int klass) {
        ExpectationMaximisation next = copy();
        for (boolean[] field : next.fixed[klass]) {
            Arrays.fill(field, true);
        }
        return next;
    }

    /// Keeps the level probabilities of a class in one field.
    public ExpectationMaximisation fixLevels(int klass, int field) {
        ExpectationMaximisation next = copy();
        Arrays.fill(next.fixed[klass][field], true);
        return next;
    }

    /// Keeps one probability; the field's other levels divide the rest.
    public ExpectationMaximisation fixLevel(int klass, int field, int level) {
        ExpectationMaximisation next = copy();
        next.fixed[klass][field][level] = true;
        return next;
    }

    /// Adds to the expected number of pairs of a class before shares are taken, as if so many had
    /// been seen: the parameter of a Dirichlet prior less one.
    ///
    /// @param count finite, at least 0
    public ExpectationMaximisation sharePrior(int klass, double count) {
        ExpectationMaximisation next = copy();
        next.sharePrior[klass] = checkedPrior(count);
        return next;
    }

    /// Adds to the expected number of pairs of a class at a level, as if so many had been seen: the
    /// parameter of a Dirichlet prior less one. Prior counts in proportion to published rates hold
    /// a level near them until data says otherwise.
    ///
    /// @param count finite, at least 0
    public ExpectationMaximisation prior(int klass, int field, int level, double count) {
        ExpectationMaximisation next = copy();
        next.prior[klass][field][level] = checkedPrior(count);
        return next;
    }

    /// Prior counts in proportion to the start: as if `pairs` of every class had been seen in every
    /// field at the start's rates.
    ///
    /// @param pairs finite, at least 0
    public ExpectationMaximisation priorAtStart(double pairs) {
        checkedPrior(pairs);
        ExpectationMaximisation next = copy();
        for (int k = 0; k < start.classes(); k++) {
            for (int f = 0; f < start.fields(); f++) {
                for (int l = 0; l < start.levels(f); l++) {
                    next.prior[k][f][l] = pairs * start.probability(k, f, l);
                }
            }
        }
        return next;
    }

    private static double checkedPrior(double count) {
        if (!(count >= 0) || count == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "a prior count is finite and at least 0, not " + count);
        }
        return count;
    }

    /// What is known of a pattern beyond the levels of its fields, such as how frequent the
    /// agreeing name is.
    ///
    /// A histogram may carry *tags* after the model's fields: numbers that estimation looks at
    /// through this only.
    @FunctionalInterface
    public interface Adjustment {
        /// Natural logarithm of a known factor of the probability of the pattern within the class;
        /// 0 changes nothing.
        ///
        /// @param pattern levels of the fields, then tags; valid during the call only
        double logFactor(int klass, int[] pattern);
    }

    /// Multiplies the probability of each pattern in each class by a known factor, the same in
    /// every iteration.
    public ExpectationMaximisation adjusted(Adjustment known) {
        return new ExpectationMaximisation(
                start, fixedShares, fixed, sharePrior, prior, known, tolerance, iterations);
    }

    /// @param largest change of any parameter at which estimation has converged, above 0 and below
    ///   1
    public ExpectationMaximisation tolerance(double largest) {
        if (!(largest > 0 && largest < 1)) {
            throw new IllegalArgumentException(
                    "a tolerance is above 0 and below 1, not " + largest);
        }
        return new ExpectationMaximisation(
                start, fixedShares, fixed, sharePrior, prior, adjustment, largest, iterations);
    }

    /// @param most iterations after which estimation stops, converged or not; at least 1
    public ExpectationMaximisation iterations(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one iteration, not " + most);
        }
        return new ExpectationMaximisation(
                start, fixedShares, fixed, sharePrior, prior, adjustment, tolerance, most);
    }

    /// Pairs found in one way.
    ///
    /// @param counts their patterns; a field that the pairs were found by is better counted as
    ///   missing
    /// @param shares where estimation of this sample's shares starts
    /// @param sharesFixed whether they stay there: (0, …, 0, 1) fixed says these pairs are known to
    ///   be of the last class
    public record Sample(PatternCounts counts, double[] shares, boolean sharesFixed) {
        /// Takes a copy of the shares.
        public Sample {
            shares = shares.clone();
        }
    }

    /// What was estimated.
    ///
    /// @param models one per sample: they differ in their shares only
    /// @param logLikelihood natural logarithm of the probability of all pairs under the start and
    ///   after each iteration, with the adjustment, without the prior
    /// @param objective the same with the logarithm of the prior density (up to a constant): it
    ///   never falls; equal to the log likelihood where there is no prior
    /// @param converged whether no parameter moved by more than the tolerance in the last iteration
    public record Fit(
            List<LatentClasses> models,
            double[] logLikelihood,
            double[] objective,
            boolean converged) {
        /// The model of the first sample.
        public LatentClasses model() {
            return models.getFirst();
        }

        /// How many times both steps ran.
        public int iterations() {
            return objective.length - 1;
        }
    }

    /// Estimates from one sample, with the start's shares.
    ///
    /// @throws IllegalArgumentException if the histogram is empty, lacks fields of the start, or
    ///   holds a pattern that no class can show
    public Fit fit(PatternCounts counts) {
        double[] shares = new double[start.classes()];
        Arrays.setAll(shares, start::share);
        return fit(List.of(new Sample(counts, shares, false)));
    }

    /// Estimates from several samples that share level probabilities. What [#fixShare] and
    /// [#sharePrior] say holds in each.
    ///
    /// @throws IllegalArgumentException as [#fit(PatternCounts)], and if there is no sample
    public Fit fit(List<Sample> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("no pairs to estimate from");
        }
        Estimation estimation = new Estimation(samples);
        List<Double> likelihoods = new ArrayList<>();
        List<Double> objectives = new ArrayList<>();
        double change = Double.POSITIVE_INFINITY;
        int done = 0;
        while (true) {
            double likelihood = estimation.expect();
            likelihoods.add(likelihood);
            objectives.add(likelihood + estimation.logPrior());
            if (done == iterations || change <= tolerance) {
                break;
            }
            change = estimation.maximise();
            done++;
        }
        return new Fit(
                estimation.models(),
                likelihoods.stream().mapToDouble(x -> x).toArray(),
                objectives.stream().mapToDouble(x -> x).toArray(),
                change <= tolerance);
    }

    /// The moving parts of one run. Probabilities lie in one array, field by field and level by
    /// level, the classes side by side; the first row is for a missing field, whose probability is
    /// 1 in every class.
    private final class Estimation {
        private final int classes = start.classes();
        private final int fields = start.fields();
        private final int[] firstRow = new int[fields];
        private final double[] probability;
        private final double[] log;
        private final double[] expected;
        private final List<Patterns> samples = new ArrayList<>();

        Estimation(List<Sample> given) {
            int rows = 1;
            for (int f = 0; f < fields; f++) {
                firstRow[f] = rows;
                rows += start.levels(f);
            }
            probability = new double[rows * classes];
            log = new double[rows * classes];
            expected = new double[rows * classes];
            for (int k = 0; k < classes; k++) {
                for (int f = 0; f < fields; f++) {
                    for (int l = 0; l < start.levels(f); l++) {
                        probability[(firstRow[f] + l) * classes + k] = start.probability(k, f, l);
                    }
                }
            }
            for (Sample sample : given) {
                samples.add(new Patterns(sample));
            }
        }

        /// One sample's patterns as rows of the table.
        private final class Patterns {
            final double[] shares;
            final double[] expectedShares = new double[classes];
            final boolean sharesFixed;
            final int[] rows;
            final double[] counts;

            /// The adjustment, by pattern and class.
            final double[] factors;

            Patterns(Sample sample) {
                PatternCounts histogram = sample.counts();
                if (histogram.fields() < fields) {
                    throw new IllegalArgumentException(
                            "the start has "
                                    + fields
                                    + " fields, the histogram "
                                    + histogram.fields());
                }
                for (int f = 0; f < fields; f++) {
                    if (histogram.levels(f) != start.levels(f)) {
                        throw new IllegalArgumentException(
                                "field "
                                        + f
                                        + " has "
                                        + start.levels(f)
                                        + " levels at the start, "
                                        + histogram.levels(f)
                                        + " in the histogram");
                    }
                }
                if (histogram.distinct() == 0) {
                    throw new IllegalArgumentException("no pairs to estimate from");
                }
                LatentClasses model = start.withShares(sample.shares());
                shares = new double[classes];
                Arrays.setAll(shares, model::share);
                sharesFixed = sample.sharesFixed();
                rows = new int[histogram.distinct() * fields];
                counts = new double[histogram.distinct()];
                factors = new double[histogram.distinct() * classes];
                int[] at = {0};
                histogram.forEach((pattern, count) -> {
                    for (int f = 0; f < fields; f++) {
                        rows[at[0] * fields + f] =
                                pattern[f] == PatternCounts.MISSING
                                        ? 0
                                        : (firstRow[f] + pattern[f]) * classes;
                    }
                    for (int k = 0; k < classes; k++) {
                        factors[at[0] * classes + k] = adjustment.logFactor(k, pattern);
                    }
                    counts[at[0]++] = count;
                });
            }

            double expect() {
                double[] logShares = new double[classes];
                Arrays.setAll(logShares, k -> Math.log(shares[k]));
                Arrays.fill(expectedShares, 0);
                double[] weight = new double[classes];
                double likelihood = 0;
                for (int p = 0; p < counts.length; p++) {
                    for (int k = 0; k < classes; k++) {
                        weight[k] = logShares[k] + factors[p * classes + k];
                    }
                    int end = (p + 1) * fields;
                    for (int i = end - fields; i < end; i++) {
                        int row = rows[i];
                        for (int k = 0; k < classes; k++) {
                            weight[k] += log[row + k];
                        }
                    }
                    double most = Double.NEGATIVE_INFINITY;
                    for (double w : weight) {
                        most = Math.max(most, w);
                    }
                    if (most == Double.NEGATIVE_INFINITY) {
                        throw new IllegalArgumentException(
                                "no class can show a pattern that was counted "
                                        + counts[p]
                                        + " times: a probability or share is 0, give it a prior count");
                    }
                    double sum = 0;
                    for (int k = 0; k < classes; k++) {
                        weight[k] = Math.exp(weight[k] - most);
                        sum += weight[k];
                    }
                    likelihood += counts[p] * (most + Math.log(sum));
                    double scale = counts[p] / sum;
                    for (int k = 0; k < classes; k++) {
                        weight[k] *= scale;
                        expectedShares[k] += weight[k];
                    }
                    for (int i = end - fields; i < end; i++) {
                        int row = rows[i];
                        for (int k = 0; k < classes; k++) {
                            expected[row + k] += weight[k];
                        }
                    }
                }
                return likelihood;
            }

            double maximiseShares() {
                if (sharesFixed) {
                    return 0;
                }
                for (int k = 0; k < classes; k++) {
                    expectedShares[k] += sharePrior[k];
                }
                return divide(shares, expectedShares, fixedShares);
            }
        }

        /// The E step: expected counts under the parameters as they are.
        double expect() {
            for (int i = classes; i < log.length; i++) {
                log[i] = Math.log(probability[i]);
            }
            Arrays.fill(expected, 0);
            double likelihood = 0;
            for (Patterns sample : samples) {
                likelihood += sample.expect();
            }
            return likelihood;
        }

        /// The M step: parameters under which the expected counts are most probable.
        ///
        /// @return the largest change of a parameter
        double maximise() {
            double change = 0;
            for (Patterns sample : samples) {
                change = Math.max(change, sample.maximiseShares());
            }
            for (int k = 0; k < classes; k++) {
                for (int f = 0; f < fields; f++) {
                    int levels = start.levels(f);
                    double[] values = new double[levels];
                    double[] counts = new double[levels];
                    for (int l = 0; l < levels; l++) {
                        int at = (firstRow[f] + l) * classes + k;
                        values[l] = probability[at];
                        counts[l] = expected[at] + prior[k][f][l];
                    }
                    change = Math.max(change, divide(values, counts, fixed[k][f]));
                    for (int l = 0; l < levels; l++) {
                        probability[(firstRow[f] + l) * classes + k] = values[l];
                    }
                }
            }
            return change;
        }

        /// Divides what the fixed ones leave in proportion to the counts. Where nothing was counted
        /// the values stay.
        private static double divide(double[] values, double[] counts, boolean[] kept) {
            double free = 1;
            double counted = 0;
            for (int i = 0; i < values.length; i++) {
                if (kept[i]) {
                    free -= values[i];
                } else {
                    counted += counts[i];
                }
            }
            if (!(counted > 0)) {
                return 0;
            }
            double change = 0;
            for (int i = 0; i < values.length; i++) {
                if (!kept[i]) {
                    double next = Math.clamp(free * counts[i] / counted, 0, 1);
                    change = Math.max(change, Math.abs(next - values[i]));
                    values[i] = next;
                }
            }
            return change;
        }

        /// Logarithm of the prior density up to a constant.
        double logPrior() {
            double sum = 0;
            for (Patterns sample : samples) {
                for (int k = 0; k < classes && !sample.sharesFixed; k++) {
                    sum += term(sharePrior[k], sample.shares[k]);
                }
            }
            for (int k = 0; k < classes; k++) {
                for (int f = 0; f < fields; f++) {
                    for (int l = 0; l < start.levels(f); l++) {
                        sum += term(prior[k][f][l], probability[(firstRow[f] + l) * classes + k]);
                    }
                }
            }
            return sum;
        }

        private static double term(double count, double probability) {
            return count == 0 ? 0 : count * Math.log(probability);
        }

        List<LatentClasses> models() {
            double[][][] levels = new double[classes][fields][];
            for (int k = 0; k < classes; k++) {
                for (int f = 0; f < fields; f++) {
                    levels[k][f] = new double[start.levels(f)];
                    for (int l = 0; l < levels[k][f].length; l++) {
                        levels[k][f][l] = probability[(firstRow[f] + l) * classes + k];
                    }
                }
            }
            return samples.stream().map(s -> LatentClasses.of(s.shares, levels)).toList();
        }
    }
}
