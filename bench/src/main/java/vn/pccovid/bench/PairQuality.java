package vn.pccovid.bench;

/// Precision and recall over pairs of records of the final clusters.
///
/// @param linked pairs of records put together
/// @param wrong of those, pairs of two people
/// @param wanted pairs of one person's records with strong or weak evidence
/// @param found of those, pairs put together
record PairQuality(long linked, long wrong, long wanted, long found) {
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
