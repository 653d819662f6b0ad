package vn.pccovid.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Precision and recall over pairs of records of the final clusters.
///
/// @param linked pairs of records put together
/// @param wrong of those, pairs of two people
/// @param wanted pairs of one person's records with strong or weak evidence
/// @param found of those, pairs put together
record PairQuality(long linked, long wrong, long wanted, long found) {
    /// @param cluster of each row, negative while it waits
    static PairQuality of(List<SourceRows.Row> rows, int[] cluster) {
        Map<Integer, Integer> clusters = new HashMap<>();
        Map<String, Integer> right = new HashMap<>();
        Map<String, Integer> people = new HashMap<>();
        Map<String, Integer> together = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            SourceRows.Row row = rows.get(i);
            boolean counts = !row.evidence().equals("none");
            if (counts) {
                people.merge(row.person(), 1, Integer::sum);
            }
            if (cluster[i] >= 0) {
                clusters.merge(cluster[i], 1, Integer::sum);
                right.merge(cluster[i] + " " + row.person(), 1, Integer::sum);
                if (counts) {
                    together.merge(cluster[i] + " " + row.person(), 1, Integer::sum);
                }
            }
        }
        long linked = pairs(clusters);
        return new PairQuality(linked, linked - pairs(right), pairs(people), pairs(together));
    }

    private static long pairs(Map<?, Integer> sizes) {
        return sizes.values().stream().mapToLong(n -> (long) n * (n - 1) / 2).sum();
    }

    double precision() {
        return linked == 0 ? 1 : 1 - (double) wrong / linked;
    }

    double recall() {
        return wanted == 0 ? 1 : (double) found / wanted;
    }

    /// Lower end of the two-sided 95 % interval of the precision (Poisson, exact), as if pairs were
    /// independent.
    double precisionLow95() {
        double low = wrong;
        double high = wrong + 10 * Math.sqrt(wrong + 1.0) + 10;
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            if (poisson(wrong, middle) > 0.025) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return linked == 0 ? 0 : Math.max(0, 1 - high / linked);
    }

    /// P(X ≤ k) with mean λ, summed in logarithms so that hundreds of errors do not underflow.
    private static double poisson(long k, double mean) {
        double sum = 0;
        double logTerm = -mean;
        for (long i = 0; i <= k; i++) {
            sum += Math.exp(logTerm);
            logTerm += Math.log(mean) - Math.log(i + 1.0);
        }
        return sum;
    }
}
