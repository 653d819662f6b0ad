package vn.pccovid.lib.linkage;

/// From which probability a link may be used, and for what. Configuration; 0 < analyse ≤ show ≤
/// burden < 1.
///
/// @param show to show a fact to somebody: a record links from here on
/// @param burden to worsen a colour or order a stay
/// @param analyse to count in aggregate; a record below this for every person founds a new one
/// @param ask to put a question to a human or the resident about what did not link: below, too few
///   answers would be yes, and the record waits quietly for more evidence
public record Thresholds(double show, double burden, double analyse, double ask) {
    private static final double ASK = 0.9;

    public Thresholds {
        if (!(0 < analyse && analyse <= show && show <= burden && burden < 1)) {
            throw new IllegalArgumentException(
                    "thresholds must satisfy 0 < analyse <= show <= burden < 1, got analyse "
                            + analyse
                            + ", show "
                            + show
                            + ", burden "
                            + burden);
        }
        if (!(0 < ask && ask <= show)) {
            throw new IllegalArgumentException(
                    "ask must lie above 0 and not above show, got " + ask);
        }
    }

    /// With the standard bar for questions.
    public Thresholds(double show, double burden, double analyse) {
        this(show, burden, analyse, Math.min(ASK, show));
    }

    /// show 0.95, burden 0.99999, analyse 0.5, ask 0.9: `docs/linkage.md` has the calibration; of
    /// first looks at 0.95 or more 0.99999 are right, for the model that is shipped and for a
    /// learnt one.
    public static Thresholds standard() {
        return new Thresholds(0.95, 0.99999, 0.5);
    }
}
