package vn.pccovid.simulation;

/// Gives an error its wanted share with far less spread than independent coin tosses: the chance of
/// the next one grows with what is still owed. Rows on which the error cannot happen (a name
/// without accents) leave the debt to the next ones.
final class Quota {
    /// Chance per owed occurrence; small, so that the error stays spread out and unpredictable.
    private static final double PULL = 0.3;

    private final double rate;
    private double owed;
    private long trials;
    private long hits;

    Quota(double rate) {
        this.rate = rate;
    }

    /// One row more; true when the error happens on it. `possible` false never gives true.
    boolean draw(Dice dice, boolean possible) {
        trials++;
        owed += rate;
        if (possible && owed > 0 && dice.chance(Math.min(1, owed * PULL))) {
            happened();
            return true;
        }
        return false;
    }

    /// The error happened for a reason of its own (a person without papers has no number); it
    /// counts all the same.
    void happened() {
        owed -= 1;
        hits++;
    }

    double rate() {
        return rate;
    }

    long trials() {
        return trials;
    }

    long hits() {
        return hits;
    }
}
