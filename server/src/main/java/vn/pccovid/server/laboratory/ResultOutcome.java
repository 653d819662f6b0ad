package vn.pccovid.server.laboratory;

/// What became of one sample or result.
///
/// @param facts how many members of the tube have this result now; 0 while no sample or no result
///   is known
public record ResultOutcome(Fate fate, int facts) {
    /// How it met what we had.
    public enum Fate {
        RECORDED,
        /// A result whose tube nobody has told us about yet; kept.
        WAITING_FOR_SAMPLE,
        REPEATED,
        CORRECTED
    }
}
