package vn.pccovid.bench.sets;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Precision, recall and F1 over pairs of records.
///
/// @param linked pairs put together
/// @param right of those, pairs of one person
/// @param wanted pairs of one person in the set
public record SetQuality(long linked, long right, long wanted) {
    /// Of clusters: every two records of one are a pair.
    public static SetQuality ofClusters(People people, int[] clusters) {
        Map<Integer, Integer> sizes = new HashMap<>();
        Map<Long, Integer> common = new HashMap<>();
        Map<Integer, Integer> persons = new HashMap<>();
        for (int i = 0; i < clusters.length; i++) {
            sizes.merge(clusters[i], 1, Integer::sum);
            persons.merge(people.truth(i), 1, Integer::sum);
            common.merge((long) clusters[i] << 32 | people.truth(i), 1, Integer::sum);
        }
        return new SetQuality(pairs(sizes), pairs(common), pairs(persons));
    }

    /// Of pairs, the lower record in the upper half of the long.
    public static SetQuality ofPairs(People people, Set<Long> linked) {
        Map<Integer, Integer> persons = new HashMap<>();
        for (int i = 0; i < people.size(); i++) {
            persons.merge(people.truth(i), 1, Integer::sum);
        }
        long right =
                linked.stream()
                        .filter(pair ->
                                people.truth((int) (pair >>> 32))
                                        == people.truth((int) (long) pair))
                        .count();
        return new SetQuality(linked.size(), right, pairs(persons));
    }

    private static long pairs(Map<?, Integer> sizes) {
        return sizes.values().stream().mapToLong(n -> (long) n * (n - 1) / 2).sum();
    }

    public double precision() {
        return linked == 0 ? 1 : (double) right / linked;
    }

    public double recall() {
        return wanted == 0 ? 1 : (double) right / wanted;
    }

    public double f1() {
        return linked + wanted == 0 ? 1 : 2.0 * right / (linked + wanted);
    }
}
