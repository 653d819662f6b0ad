package vn.pccovid.lib.linkage;

import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.Syllable;

/// Words of names already taken apart: a few thousand words make the names of a nation, so each is
/// understood once. Bounded; a word that finds its place taken replaces what was there. Not
/// thread-safe: one per thread. Words alone identify nobody, and nothing is printed of them.
final class WordMemory implements Packed.Words {
    private static final int PLACES = 1 << 12;

    private final @Nullable String[] texts = new @Nullable String[PLACES];
    private final long[] words = new long[PLACES];

    @Override
    public long of(String display, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + display.charAt(i);
        }
        int at = (hash ^ (hash >>> 12) ^ (hash >>> 20)) & (PLACES - 1);
        String known = texts[at];
        if (known != null
                && known.length() == to - from
                && known.regionMatches(0, display, from, to - from)) {
            return words[at];
        }
        String text = display.substring(from, to);
        long word = understood(text);
        texts[at] = text;
        words[at] = word;
        return word;
    }

    /// The same without remembering it.
    static long once(String display, int from, int to) {
        return understood(display.substring(from, to));
    }

    private static long understood(String text) {
        Syllable syllable = FullName.syllable(text);
        return syllable == null ? 0 : Packed.word(syllable, BlockingKey.sound(syllable));
    }
}
