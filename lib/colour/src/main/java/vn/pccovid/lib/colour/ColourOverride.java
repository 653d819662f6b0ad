package vn.pccovid.lib.colour;

import java.time.Duration;
import java.time.Instant;

/// A colour that officers set against the rules, from one instant until just before another. While
/// it is in force it decides alone, in every province; of two in force the later one counts.
///
/// Who may set one is not known here; see the server's module `pass`.
///
/// @param id names it in the evidence of a decision
/// @param source whose word it is: the offices
/// @param knownAt when it was confirmed
public record ColourOverride(
        String id, Colour colour, Instant from, Instant until, String source, Instant knownAt) {
    /// Longest an override lasts (design of this project; no decree provides for overrides).
    public static final Duration LONGEST = Duration.ofDays(14);

    /// Id of the pack whose rules stand for overrides in decisions.
    public static final String PACK = "override";

    public ColourOverride {
        if (!from.isBefore(until) || Duration.between(from, until).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "an override from " + from + " until " + until + ": want at most " + LONGEST);
        }
    }
}
