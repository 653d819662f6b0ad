package vn.pccovid.lib.exposure;

/// The distances the models reckon with, and what is believed of them before anybody measured.
final class Distances {
    private static final double[] METRES = {0.5, 1, 1.5, 2, 3, 4, 6, 9};

    /// Within two metres people are rather one and a half than half a metre apart.
    private static final double[] NEAR = {0.15, 0.3, 0.3, 0.25};

    private static final double[] FAR = {0.15, 0.2, 0.3, 0.35};

    static final int COUNT = METRES.length;

    private Distances() {}

    static double metres(int bin) {
        return METRES[bin];
    }

    /// What to believe of two people who spend this share of their common time within two metres.
    static double[] shares(double near) {
        double[] shares = new double[COUNT];
        for (int i = 0; i < NEAR.length; i++) {
            shares[i] = near * NEAR[i];
            shares[NEAR.length + i] = (1 - near) * FAR[i];
        }
        return shares;
    }

    /// One distance, shared out between the two bins beside it.
    static double[] at(double metres) {
        double[] shares = new double[COUNT];
        if (metres <= METRES[0]) {
            shares[0] = 1;
            return shares;
        }
        for (int i = 1; i < COUNT; i++) {
            if (metres <= METRES[i]) {
                double upper = (metres - METRES[i - 1]) / (METRES[i] - METRES[i - 1]);
                shares[i - 1] = 1 - upper;
                shares[i] = upper;
                return shares;
            }
        }
        shares[COUNT - 1] = 1;
        return shares;
    }

    /// Bayes: what to believe after the likelihood of what was measured.
    static double[] after(double[] shares, double[] likelihood) {
        double[] posterior = new double[COUNT];
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            posterior[i] = shares[i] * likelihood[i];
            sum += posterior[i];
        }
        if (!(sum > 0)) {
            return shares.clone();
        }
        for (int i = 0; i < COUNT; i++) {
            posterior[i] /= sum;
        }
        return posterior;
    }

    /// Share within so many metres.
    static double within(double[] shares, double metres) {
        double sum = 0;
        for (int i = 0; i < COUNT && METRES[i] <= metres + 1e-9; i++) {
            sum += shares[i];
        }
        return sum;
    }
}
