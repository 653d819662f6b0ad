package vn.pccovid.lib.colour;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One rule of a pack: when its condition holds, its kind says what its colour means.
///
/// @param id unique in its pack
/// @param pack id of the pack
/// @param packVersion version of the pack
/// @param sentence the legal sentence it rests on, such as `C6`
/// @param when the CEL expression as written
/// @param lackOfData true for the rule of an overlay that says red when nothing is known
/// @param stay what an order to stay by this rule says beside its length; null for a rule that
///   orders nobody to stay
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
        boolean lackOfData,
        @Nullable Stay stay) {

    /// From where a stay is counted.
    public enum Anchor {
        /// The beginning of the stay itself, when it is ordered.
        START,
        /// The last contact with the case.
        LAST_EXPOSURE,
        /// The arrival from another area.
        ARRIVAL,
        /// The entry into the country.
        ENTRY,
        /// The first positive sample, or the diagnosis.
        FIRST_POSITIVE,
        /// The discharge from treatment.
        DISCHARGE
    }

    /// What the text says about somebody kept by the rule.
    ///
    /// @param tests days after the day of the anchor on which a test is due, in order, 1 to 60;
    ///   empty if the text asks for none
    public record Stay(Anchor anchor, List<Integer> tests) {
        /// A test later than that belongs to no stay we know.
        static final int LAST_TEST_DAY = 60;

        public Stay {
            tests = List.copyOf(tests);
            int before = 0;
            for (int day : tests) {
                if (day <= before || day > LAST_TEST_DAY) {
                    throw new IllegalArgumentException(
                            "tests on days %s: want 1 to %d in order"
                                    .formatted(tests, LAST_TEST_DAY));
                }
                before = day;
            }
        }
    }

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
