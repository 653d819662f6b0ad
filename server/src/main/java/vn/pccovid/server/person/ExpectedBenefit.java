package vn.pccovid.server.person;

import java.time.Duration;
import java.time.Instant;

/// In which order questions are worth a steward's time.
///
///     benefit = chance × facts that wait with the record × what others learn from the answer × 2^(weeks waiting ÷ 4)
///
/// Waiting doubles the benefit every four weeks, so the order of two open questions never changes by
/// itself: it can be stored as a logarithm ([#rank]), indexed, and read page by page.
final class ExpectedBenefit {
    /// A dose or a result may change a colour; a declaration rarely does.
    static final double DOSE_OR_TEST = 3;

    /// In four weeks a question counts twice.
    static final Duration DOUBLES_IN = Duration.ofDays(28);

    /// A model's probability counts like this many answers of stewards on the same pattern.
    private static final double MODEL_COUNTS = 10;

    private static final double LEAST_CHANCE = 0.001;

    private ExpectedBenefit() {}

    /// How likely the answer is a link: the model's word, corrected by what stewards answered on
    /// the same pattern.
    ///
    /// @param probability of the best candidate by the model, 0 to 1
    static double chance(double probability, long accepted, long apart) {
        double answers = (double) accepted + apart;
        return (accepted + probability * MODEL_COUNTS) / (answers + MODEL_COUNTS);
    }

    /// What waits with a record: itself, and its facts.
    static double hanging(int doses, int tests, int others) {
        return 1 + DOSE_OR_TEST * (doses + tests) + others;
    }

    /// log2 of the benefit as of 1970: larger comes first.
    ///
    /// @param samePattern open questions of the same pattern, this one included; at least 1
    static double rank(double chance, double hanging, long samePattern, Instant openedAt) {
        double learnt = 1 + Math.log10(Math.max(1.0, (double) samePattern)) / 2;
        return log2(Math.max(chance, LEAST_CHANCE) * hanging * learnt) - doublings(openedAt);
    }

    /// The benefit now, in facts that come to stand where they belong.
    static double benefit(double rank, Instant now) {
        return Math.pow(2, rank + doublings(now));
    }

    private static double doublings(Instant at) {
        return (double) at.getEpochSecond() / DOUBLES_IN.toSeconds();
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
