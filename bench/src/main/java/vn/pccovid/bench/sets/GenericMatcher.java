package vn.pccovid.bench.sets;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Links a table of people without labels and without settings: candidates by blocks, a model
/// estimated from the table, clusters by the evidence of all pairs, then once more with the
/// frequencies of values counted per person found instead of per record.
///
/// The threshold is a probability of 0.5, fixed: a pair speaks for one person if its log odds are
/// positive.
public final class GenericMatcher {
    /// Expected duplicates within files beside those between them, below which a file names nobody
    /// twice.
    private static final double ONCE_PER_FILE = 0.02;

    private static final double FORBIDDEN_BITS = -1000;

    private final People people;
    private final PairFields fields;
    private final Candidates candidates;
    private boolean oncePerFile;

    private GenericMatcher(People people) {
        this.people = people;
        fields = new PairFields(people);
        candidates = Candidates.of(people);
    }

    /// What came out.
    ///
    /// @param clusters a number per record, equal for records of one person
    /// @param candidates pairs that were compared
    /// @param dropped pairs of blocks that three fields did not split, with repetitions
    /// @param oncePerFile whether every file was found to name each person once
    /// @param priorBits log2 of the odds that two records taken at random are of one person
    public record Result(
            int[] clusters, int candidates, long dropped, boolean oncePerFile, double priorBits) {}

    public static Result link(People people) {
        return new GenericMatcher(people).run();
    }

    private Result run() {
        EstimatedModel byRecord = EstimatedModel.of(fields);
        int[] first = cluster(byRecord);
        Map<Integer, Integer> size = new HashMap<>();
        for (int c : first) {
            size.merge(c, 1, Integer::sum);
        }
        double[] weight = new double[people.size()];
        Arrays.setAll(weight, i -> 1.0 / size.getOrDefault(first[i], 1));
        EstimatedModel byPerson = byRecord.withFrequencies(weight);
        int[] clusters = cluster(byPerson);
        return new Result(
                clusters,
                candidates.size(),
                candidates.dropped(),
                oncePerFile,
                byPerson.priorBits());
    }

    private int[] cluster(EstimatedModel model) {
        int[] pattern = new int[fields.fields()];
        double[] bits = new double[candidates.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = model.weight(candidates.first(i), candidates.second(i), pattern);
        }
        model.settlePrior(bits);
        double prior = model.priorBits();
        oncePerFile = people.linksFiles() && oncePerFile(bits, prior);
        int positive = 0;
        for (int i = 0; i < bits.length; i++) {
            boolean allowed =
                    !oncePerFile
                            || people.source(candidates.first(i))
                                    != people.source(candidates.second(i));
            if (bits[i] + prior > 0 && allowed) {
                bits[positive] = i;
                positive++;
            }
        }
        int[] first = new int[positive];
        int[] second = new int[positive];
        for (int i = 0; i < positive; i++) {
            first[i] = candidates.first((int) bits[i]);
            second[i] = candidates.second((int) bits[i]);
        }
        boolean once = oncePerFile;
        return CorrelationClusters.of(
                people.size(),
                first,
                second,
                (a, b) ->
                        once && people.source(a) == people.source(b)
                                ? FORBIDDEN_BITS
                                : model.weight(a, b, pattern) + prior);
    }

    private boolean oncePerFile(double[] bits, double prior) {
        double within = 0;
        double between = 0;
        for (int i = 0; i < bits.length; i++) {
            double probability = 1 / (1 + Math.pow(2, -(bits[i] + prior)));
            if (people.source(candidates.first(i)) == people.source(candidates.second(i))) {
                within += probability;
            } else {
                between += probability;
            }
        }
        return within < ONCE_PER_FILE * between;
    }
}
