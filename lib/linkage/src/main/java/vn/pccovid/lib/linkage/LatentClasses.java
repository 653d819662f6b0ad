package vn.pccovid.lib.linkage;

import java.util.Arrays;

/// A mixture of kinds of pairs, each with its own share and its own probabilities of levels per
/// field, the fields independent within a kind (Lazarsfeld and Henry 1968; for two kinds, match and
/// non-match, the model of Fellegi and Sunter 1969, whose m and u are the level probabilities of
/// the two).
///
/// Which class means what is the caller's business; estimation keeps their order. Immutable,
/// thread-safe.
public final class LatentClasses {
    private static final double TOLERATED = 1e-9;

    private final double[] shares;
    private final double[][][] probabilities;

    private LatentClasses(double[] shares, double[][][] probabilities) {
        this.shares = shares;
        this.probabilities = probabilities;
    }

    /// @param shares of the classes among the pairs, each 0 to 1, together 1
    /// @param probabilities by class, field and level, each 0 to 1, together 1 within class and
    ///   field
    /// @throws IllegalArgumentException if a value is outside, a sum is more than 10⁻⁹ from 1, or
    ///   the classes differ in fields or levels
    public static LatentClasses of(double[] shares, double[][][] probabilities) {
        if (shares.length == 0 || shares.length != probabilities.length) {
            throw new IllegalArgumentException(
                    shares.length + " shares for " + probabilities.length + " classes");
        }
        distribution("the shares", shares);
        double[][][] copy = new double[shares.length][][];
        for (int k = 0; k < shares.length; k++) {
            if (probabilities[k].length == 0
                    || probabilities[k].length != probabilities[0].length) {
                throw new IllegalArgumentException(
                        "class 0 has "
                                + probabilities[0].length
                                + " fields, class "
                                + k
                                + " has "
                                + probabilities[k].length);
            }
            copy[k] = new double[probabilities[k].length][];
            for (int f = 0; f < copy[k].length; f++) {
                if (probabilities[k][f].length != probabilities[0][f].length) {
                    throw new IllegalArgumentException(
                            "class " + k + " has other levels of field " + f + " than class 0");
                }
                distribution("class " + k + ", field " + f, probabilities[k][f]);
                copy[k][f] = probabilities[k][f].clone();
            }
        }
        return new LatentClasses(shares.clone(), copy);
    }

    private static void distribution(String what, double[] values) {
        double sum = 0;
        for (double value : values) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(what + ": " + value + " is no probability");
            }
            sum += value;
        }
        if (Math.abs(sum - 1) > TOLERATED) {
            throw new IllegalArgumentException(what + " add up to " + sum + ", not to 1");
        }
    }

    /// Number of classes.
    public int classes() {
        return shares.length;
    }

    /// Number of fields.
    public int fields() {
        return probabilities[0].length;
    }

    /// Number of levels of a field.
    public int levels(int field) {
        return probabilities[0][field].length;
    }

    /// Share of the pairs that are of this class, before any field is looked at.
    public double share(int klass) {
        return shares[klass];
    }

    /// Probability that a pair of this class shows this level where the field can be compared: m or
    /// u.
    public double probability(int klass, int field, int level) {
        return probabilities[klass][field][level];
    }

    /// An empty histogram for this model's fields.
    ///
    /// @param tags values of what patterns carry after the fields for an
    ///   [ExpectationMaximisation.Adjustment]
    public PatternCounts newCounts(int... tags) {
        int[] levels = new int[fields() + tags.length];
        Arrays.setAll(levels, i -> i < fields() ? levels(i) : tags[i - fields()]);
        return new PatternCounts(levels);
    }

    /// The same probabilities of levels among pairs mixed otherwise.
    public LatentClasses withShares(double... other) {
        if (other.length != shares.length) {
            throw new IllegalArgumentException(
                    other.length + " shares for " + shares.length + " classes");
        }
        distribution("the shares", other);
        return new LatentClasses(other.clone(), probabilities);
    }

    /// Natural logarithm of the probability that a pair of this class shows the pattern; minus
    /// infinity if it cannot.
    ///
    /// @param pattern level per field or [PatternCounts#MISSING]; what follows the fields is not
    ///   looked at
    public double logLikelihood(int klass, int... pattern) {
        double sum = 0;
        for (int f = 0; f < fields(); f++) {
            if (pattern[f] != PatternCounts.MISSING) {
                sum += Math.log(probabilities[klass][f][pattern[f]]);
            }
        }
        return sum;
    }

    /// Probability of each class for a pair with this pattern, by Bayes' rule.
    ///
    /// @throws IllegalArgumentException if no class can show the pattern
    public double[] posterior(int... pattern) {
        double[] logs = new double[shares.length];
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < logs.length; k++) {
            logs[k] = Math.log(shares[k]) + logLikelihood(k, pattern);
            most = Math.max(most, logs[k]);
        }
        if (most == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "no class can show the pattern " + Arrays.toString(pattern));
        }
        double sum = 0;
        for (int k = 0; k < logs.length; k++) {
            logs[k] = Math.exp(logs[k] - most);
            sum += logs[k];
        }
        for (int k = 0; k < logs.length; k++) {
            logs[k] /= sum;
        }
        return logs;
    }
}
