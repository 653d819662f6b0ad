package vn.pccovid.lib.linkage;

/// How far the people of a commune are known already, so that somebody else who fits a record just
/// as well would be a candidate too. Loading the population register of a commune makes it nearly
/// complete; before that nothing is known.
@FunctionalInterface
public interface Completeness {
    /// Never more is believed without a measurement: of those living in a commune one in ten may be
    /// registered elsewhere or not at all.
    double MOST = 0.9;

    /// Never more is believed even when measured.
    double MEASURED_MOST = 0.99;

    /// Nothing is known about anybody's neighbours.
    Completeness NONE = commune -> 0;

    /// Share of the commune's people who are known by name and birth year, 0 to 1; above
    /// [#MEASURED_MOST] counts as that.
    ///
    /// @param commune five-digit code
    double share(String commune);
}
