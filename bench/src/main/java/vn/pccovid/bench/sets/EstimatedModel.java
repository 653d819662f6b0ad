package vn.pccovid.bench.sets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import vn.pccovid.lib.linkage.ExpectationMaximisation;
import vn.pccovid.lib.linkage.ExpectationMaximisation.Sample;
import vn.pccovid.lib.linkage.LatentClasses;
import vn.pccovid.lib.linkage.PatternCounts;

/// The model of Fellegi and Sunter (1969) for one table, estimated from it without labels.
///
/// Random pairs give u; pairs that agree in one strong field give the m of all other fields, a
/// sample per such field with a share of matches of its own. Both are one estimation, so that the
/// few matches among random pairs of a small table do not pass for chance. An agreeing value then
/// counts by its own frequency instead of the field's mean.
final class EstimatedModel {
    private static final int MATCH = 0;
    private static final int OTHER = 1;
    private static final int RANDOM_PAIRS = 500_000;
    private static final int BLOCK_PAIRS = 50_000;
    private static final long SEED = 1969;

    /// As if each class had been seen so often at the start's rates.
    private static final double PRIOR_PAIRS = 5;

    private static final double[] START_M = {0.05, 0.02, 0.02, 0.03, 0.06, 0.02, 0.80};

    private final PairFields fields;
    private final LatentClasses model;
    private final double[][] bits;
    private final double[][] exactBits;
    private double priorBits;

    /// Estimates from a table; every record counts once in the frequencies of values.
    static EstimatedModel of(PairFields fields) {
        double[] once = new double[fields.people().size()];
        Arrays.fill(once, 1);
        return new EstimatedModel(fields, estimate(fields), once);
    }

    /// The same levels with the frequencies of values among people.
    ///
    /// @param weight of each record: 1 ÷ records of its cluster
    EstimatedModel withFrequencies(double[] weight) {
        return new EstimatedModel(fields, model, weight);
    }

    private EstimatedModel(PairFields fields, LatentClasses model, double[] weight) {
        this.fields = fields;
        this.model = model;
        int n = fields.fields();
        bits = new double[n][Comparators.LEVELS];
        exactBits = new double[n][];
        double people = Arrays.stream(weight).sum();
        for (int f = 0; f < n; f++) {
            for (int l = 0; l < Comparators.LEVELS; l++) {
                bits[f][l] = log2(model.probability(MATCH, f, l) / model.probability(OTHER, f, l));
            }
            exactBits[f] = exactBits(f, weight);
        }
        // A first guess: half of the people have one more record.
        priorBits = -log2(people);
    }

    private double[] exactBits(int f, double[] weight) {
        int most = -1;
        for (int i = 0; i < weight.length; i++) {
            most = Math.max(most, fields.value(f, i));
        }
        double[] count = new double[most + 1];
        double all = 0;
        for (int i = 0; i < weight.length; i++) {
            int value = fields.value(f, i);
            if (value >= 0) {
                count[value] += weight[i];
                all += weight[i];
            }
        }
        double m = model.probability(MATCH, f, Comparators.EXACT);
        double[] exact = new double[most + 1];
        for (int v = 0; v < exact.length; v++) {
            exact[v] = count[v] == 0 ? 0 : log2(m * all / Math.max(1, count[v]));
        }
        return exact;
    }

    private static LatentClasses estimate(PairFields fields) {
        int n = fields.fields();
        double[][] m = new double[n][];
        double[][] u = new double[n][Comparators.LEVELS];
        PatternCounts random = randomPairs(fields);
        double[] seen = new double[n];
        random.forEach((pattern, count) -> {
            for (int f = 0; f < n; f++) {
                if (pattern[f] != PatternCounts.MISSING) {
                    u[f][pattern[f]] += count;
                    seen[f] += count;
                }
            }
        });
        for (int f = 0; f < n; f++) {
            m[f] = START_M.clone();
            for (int l = 0; l < Comparators.LEVELS; l++) {
                u[f][l] = (u[f][l] + 0.5) / (seen[f] + 0.5 * Comparators.LEVELS);
            }
        }
        double rare = 1.0 / fields.people().size();
        LatentClasses start =
                LatentClasses.of(new double[] {rare, 1 - rare}, new double[][][] {m, u});
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(random, new double[] {rare, 1 - rare}, false));
        for (int f = 0; f < n; f++) {
            PatternCounts block = agreeingIn(fields, f, start);
            if (block.total() >= 20) {
                samples.add(new Sample(block, new double[] {0.5, 0.5}, false));
            }
        }
        return ExpectationMaximisation.from(start)
                .priorAtStart(PRIOR_PAIRS)
                .tolerance(1e-5)
                .iterations(500)
                .fit(samples)
                .model();
    }

    private static PatternCounts randomPairs(PairFields fields) {
        int size = fields.people().size();
        PatternCounts counts = empty(fields);
        int[] pattern = new int[fields.fields()];
        long all = (long) size * (size - 1) / 2;
        if (all <= RANDOM_PAIRS) {
            for (int a = 0; a < size; a++) {
                for (int b = a + 1; b < size; b++) {
                    fields.pattern(a, b, pattern);
                    counts.add(pattern);
                }
            }
            return counts;
        }
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < RANDOM_PAIRS; i++) {
            int a = random.nextInt(size);
            int b = random.nextInt(size - 1);
            fields.pattern(a, b < a ? b : b + 1, pattern);
            counts.add(pattern);
        }
        return counts;
    }

    private static PatternCounts empty(PairFields fields) {
        int[] levels = new int[fields.fields()];
        Arrays.fill(levels, Comparators.LEVELS);
        return new PatternCounts(levels);
    }

    /// Pairs that agree exactly in a field whose values are rare enough to make blocks; the field
    /// itself counts as missing.
    private static PatternCounts agreeingIn(PairFields fields, int f, LatentClasses start) {
        PatternCounts counts = empty(fields);
        Map<Integer, List<Integer>> blocks = new HashMap<>();
        double pairs = 0;
        for (int i = 0; i < fields.people().size(); i++) {
            if (fields.value(f, i) >= 0) {
                List<Integer> block =
                        blocks.computeIfAbsent(fields.value(f, i), any -> new ArrayList<>());
                pairs += block.size();
                block.add(i);
            }
        }
        if (start.probability(OTHER, f, Comparators.EXACT) > 0.01) {
            return counts;
        }
        double share = Math.min(1, BLOCK_PAIRS / Math.max(1, pairs));
        SplittableRandom random = new SplittableRandom(SEED + f);
        int[] pattern = new int[fields.fields()];
        for (List<Integer> block : blocks.values()) {
            for (int i = 0; i < block.size(); i++) {
                for (int j = i + 1; j < block.size(); j++) {
                    if (share == 1 || random.nextDouble() < share) {
                        fields.pattern(block.get(i), block.get(j), pattern);
                        pattern[f] = PatternCounts.MISSING;
                        counts.add(pattern);
                    }
                }
            }
        }
        return counts;
    }

    /// Weight of a pair in bits, without the prior.
    double weight(int a, int b, int[] pattern) {
        fields.pattern(a, b, pattern);
        double sum = 0;
        for (int f = 0; f < pattern.length; f++) {
            int level = pattern[f];
            if (level == Comparators.EXACT) {
                sum += exactBits[f][fields.value(f, a)];
            } else if (level != PatternCounts.MISSING) {
                sum += bits[f][level];
            }
        }
        return sum;
    }

    /// Settles the prior: the expected number of matches among the candidates over all pairs, which
    /// is the maximum of the likelihood when the others are no matches.
    void settlePrior(double[] weights) {
        long n = fields.people().size();
        double all = n * (n - 1) / 2.0;
        for (int i = 0; i < 50; i++) {
            double matches = 0;
            for (double weight : weights) {
                matches += 1 / (1 + Math.exp(-(weight + priorBits) * Math.log(2)));
            }
            double share = Math.clamp(matches / all, 1 / all, 0.5);
            double next = log2(share / (1 - share));
            boolean settled = Math.abs(next - priorBits) < 1e-6;
            priorBits = next;
            if (settled) {
                break;
            }
        }
    }

    /// log2 of the odds that two records taken at random are of one person.
    double priorBits() {
        return priorBits;
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
