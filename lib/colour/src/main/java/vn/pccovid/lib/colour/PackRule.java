package vn.pccovid.lib.colour;

/// One rule of a pack: when its condition holds, its kind says what its colour means.
///
/// @param id unique in its pack
/// @param pack id of the pack
/// @param packVersion version of the pack
/// @param sentence the legal sentence it rests on, such as `C6`
/// @param when the CEL expression as written
/// @param lackOfData true for the rule of an overlay that says red when nothing is known
public record PackRule(
        String id,
        String pack,
        String packVersion,
        Kind kind,
        Colour colour,
        String sentence,
        String when,
        Words reason,
        Words nextStep,
        boolean lackOfData) {

    /// What a rule's colour means for the answer.
    public enum Kind {
        /// Nobody for whom it holds has a better colour; dominates guarantees (a legal order, a
        /// proven case).
        ORDER,
        /// Nobody for whom it holds has a worse colour, unless an order holds (children, exempt).
        GUARANTEE,
        /// The pack's own answer: the first minimum that holds. An overlay may be stricter than the
        /// floor, never looser.
        MINIMUM
    }

    /// The same words in both languages of the country's papers.
    public record Words(String vi, String en) {}

    /// `pack/rule`, unique among all packs.
    public String path() {
        return pack + "/" + id;
    }
}
