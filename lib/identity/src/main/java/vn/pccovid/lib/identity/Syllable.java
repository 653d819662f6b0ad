package vn.pccovid.lib.identity;

/// One syllable of a name, taken apart so that names compare without regard to where the tone mark
/// stands (hòa and hoà are equal).
///
/// @param letters lower-case letters with ă â ê ô ơ ư đ kept and the tone removed
/// @param tone the tone of the syllable
/// @param base the letters folded to a–z
public record Syllable(String letters, Tone tone, String base) {

    /// The letters with i and y made equal where Vietnamese spelling lets both stand: at the end
    /// after a consonant or `qu` (Lý/Lí, Quý/Quí, Vy/Vi), never after another vowel (Thúy and Thúi
    /// differ).
    public String sound() {
        int last = letters.length() - 1;
        if (last < 0 || letters.charAt(last) != 'y') {
            return letters;
        }
        boolean free =
                last == 0
                        || !Letters.vowel(letters.charAt(last - 1))
                        || (last == 2 && letters.startsWith("qu"));
        return free ? letters.substring(0, last) + "i" : letters;
    }

    @Override
    public String toString() {
        return "Syllable[…]";
    }
}
