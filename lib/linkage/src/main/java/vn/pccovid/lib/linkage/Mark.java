package vn.pccovid.lib.linkage;

/// A stretch of a shown text in which it differs from the text beside it.
///
/// @param from index of the first character (UTF-16, as in Java and JavaScript)
/// @param to index behind the last character; above `from`
/// @param kind how it differs
public record Mark(int from, int to, Kind kind) {
    public Mark {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("a mark from " + from + " to " + to);
        }
    }

    /// How two texts differ in one place.
    public enum Kind {
        /// Another word altogether.
        SYLLABLE,
        /// A word or part that the other text lacks.
        MISSING,
        /// The same word in another place.
        ORDER,
        /// Another letter, one too many or one too few.
        LETTER,
        /// The same letter with another tone.
        TONE,
        /// Another digit.
        DIGIT,
        /// Two neighbours, or day and month, changed places.
        SWAPPED,
        /// Another value altogether.
        VALUE
    }
}
