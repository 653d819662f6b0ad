package vn.pccovid.lib.linkage;

/// From which probability a link may be used, and for what. Configuration; 0 < analyse ≤ show ≤
/// burden < 1.
///
/// @param show to show a fact to somebody: a record links from here on
/// @param burden to worsen a colour or order a stay
/// @param analyse to count in aggregate; a record below this for every person founds a new one
public record Thresholds(double show, double burden, double analyse) {
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
    }

    /// show 0.9995, burden 0.99999, analyse 0.5.
    public static Thresholds standard() {
        return new Thresholds(0.9995, 0.99999, 0.5);
    }
}
