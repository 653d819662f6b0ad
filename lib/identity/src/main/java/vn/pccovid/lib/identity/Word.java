package vn.pccovid.lib.identity;

import org.jspecify.annotations.Nullable;

/// A word of Vietnamese letters taken apart.
///
/// @param letters lower case without tone
/// @param tone the one tone, LEVEL when there is none
/// @param at index of the letter that carried the tone, -1 when LEVEL
record Word(String letters, Tone tone, int at) {

    /// Null when the word has a character that is no Vietnamese letter, or two tones.
    static @Nullable Word of(String text) {
        StringBuilder letters = new StringBuilder(text.length());
        Tone tone = Tone.LEVEL;
        int at = -1;
        for (int i = 0; i < text.length(); i++) {
            int info = Letters.info(text.charAt(i));
            if (info < 0) {
                return null;
            }
            letters.append(Letters.letter(info));
            if (Letters.tone(info) != Tone.LEVEL) {
                if (at >= 0) {
                    return null;
                }
                tone = Letters.tone(info);
                at = i;
            }
        }
        return letters.isEmpty() ? null : new Word(letters.toString(), tone, at);
    }
}
