package vn.pccovid.lib.identity;

import java.util.HashSet;
import java.util.Set;

/// Which letter sequences are Vietnamese syllables, and where the tone mark may stand on them. Used
/// to tell a correct name from a damaged one: a repair is tried only where the text is no syllable,
/// and kept only where the result is one.
final class Spelling {
    /// Not a Vietnamese syllable even without marks.
    static final int NONE = 0;

    /// A syllable once marks are ignored (`Nguyen`, `Duong`, `Lôc` without its tone).
    static final int FOLDED = 1;

    /// A syllable exactly as written.
    static final int EXACT = 2;

    private static final String INITIALS =
            " b c ch d đ g gh gi h k kh l m n nh ng ngh p ph qu r s t th tr v x";

    private static final String RIMES =
            "a ai ao au ay ac ach am an ang anh ap at ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et"
                    + " ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o oc oi om on ong op ot oa oac oach oai"
                    + " oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong ô ôc ôi ôm ôn ông ôp ôt"
                    + " ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya uych uyn"
                    + " uynh uyt uyu uyp uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêt yêu yêng";

    private static final Set<String> SYLLABLES = new HashSet<>(16_384);
    private static final Set<String> FOLDED_SYLLABLES = new HashSet<>(8_192);

    static {
        for (String initial : INITIALS.split(" ", -1)) {
            for (String rime : RIMES.split(" ", -1)) {
                char first = rime.charAt(0);
                if (initial.equals("qu")
                        && (first == 'u'
                                || first == 'ư'
                                || rime.startsWith("oa")
                                || rime.startsWith("oe"))) {
                    continue;
                }
                add(initial + rime);
                if (initial.equals("gi") && (first == 'i')) {
                    add("g" + rime);
                }
                if (initial.equals("qu") && rime.startsWith("i") && rime.length() > 1) {
                    add("quy" + rime.substring(1));
                }
            }
        }
    }

    /// The same syllables by [#letter], so that a correct word is known without making a text of
    /// it.
    private static final LongTable EXACTLY = new LongTable(SYLLABLES.size());

    private static final LongTable WITHOUT_MARKS = new LongTable(FOLDED_SYLLABLES.size());

    /// Letters of the longest syllable (nghiêng).
    private static final int MOST_LETTERS = 7;

    private static final int STOPPED = 1 << 3;
    private static final int EITHER_PLACE = 1 << 4;

    static {
        for (String syllable : SYLLABLES) {
            int at = nucleus(syllable);
            int how = Math.max(at, 0) | (stopped(syllable) ? STOPPED : 0);
            how |= at >= 0 && lawful(syllable, at + 1) ? EITHER_PLACE : 0;
            EXACTLY.put(packed(syllable), how);
        }
        for (String syllable : FOLDED_SYLLABLES) {
            WITHOUT_MARKS.put(packed(syllable), 0);
        }
    }

    private Spelling() {}

    private static long packed(String letters) {
        long word = 0;
        for (int i = 0; i < letters.length(); i++) {
            word = letter(word, Letters.info(letters.charAt(i)));
        }
        return word;
    }

    /// A word of at most seven letters grows by one, six bits each; a longer one is no syllable and
    /// stays so. Begin with 0.
    ///
    /// @param info of a letter, see [Letters#info]; tone and case do not count
    static long letter(long word, int info) {
        return word >>> (6 * MOST_LETTERS) != 0 ? word : (word << 6) | (Letters.index(info) + 1);
    }

    /// Whether a word from [#letter] is a syllable exactly as written, with its tone in a lawful
    /// place.
    ///
    /// @param at index of the letter that carries the tone, -1 when LEVEL
    static boolean correct(long word, Tone tone, int at) {
        int how = EXACTLY.get(word);
        if (how < 0 || ((how & STOPPED) != 0 && tone != Tone.ACUTE && tone != Tone.DOT)) {
            return false;
        }
        int nucleus = how & 7;
        return at < 0 || at == nucleus || (at == nucleus + 1 && (how & EITHER_PLACE) != 0);
    }

    /// Whether an unmarked word from [#letter] is a syllable once marks are ignored.
    static boolean folded(long word) {
        return WITHOUT_MARKS.get(word) >= 0;
    }

    private static void add(String syllable) {
        SYLLABLES.add(syllable);
        FOLDED_SYLLABLES.add(fold(syllable));
    }

    static String fold(String letters) {
        StringBuilder out = new StringBuilder(letters.length());
        for (int i = 0; i < letters.length(); i++) {
            int info = Letters.info(letters.charAt(i));
            out.append(info >= 0 ? Letters.folded(info) : letters.charAt(i));
        }
        return out.toString();
    }

    /// How good a syllable `letters` (lower case, tone taken out) with `tone` is: [#NONE],
    /// [#FOLDED] or [#EXACT].
    static int validity(String letters, Tone tone) {
        if (SYLLABLES.contains(letters)) {
            return stopped(letters) && tone != Tone.ACUTE && tone != Tone.DOT ? FOLDED : EXACT;
        }
        return FOLDED_SYLLABLES.contains(fold(letters)) ? FOLDED : NONE;
    }

    /// Syllables ending in c, ch, p, t carry sắc or nặng only.
    private static boolean stopped(String letters) {
        char last = letters.charAt(letters.length() - 1);
        return last == 'c' || last == 'p' || last == 't' || (last == 'h' && letters.endsWith("ch"));
    }

    /// Index of the vowel that carries the tone, in the older placement (hòa, thúy), or -1 without
    /// a vowel.
    static int nucleus(String letters) {
        int from = 0;
        while (from < letters.length() && !Letters.vowel(letters.charAt(from))) {
            from++;
        }
        if (from == letters.length()) {
            return -1;
        }
        boolean glide =
                from + 1 < letters.length()
                        && Letters.vowel(letters.charAt(from + 1))
                        && ((letters.startsWith("qu") && from == 1)
                                || (letters.startsWith("gi") && from == 1));
        // giêng, giên: the i is both; the marked vowel decides below in either case
        if (glide) {
            from++;
        }
        int to = from;
        int marked = -1;
        while (to < letters.length() && Letters.vowel(letters.charAt(to))) {
            if ("ăâêôơư".indexOf(letters.charAt(to)) >= 0) {
                marked = to;
            }
            to++;
        }
        if (marked >= 0) {
            return letters.charAt(marked) == 'ư'
                            || marked == from
                            || letters.charAt(marked - 1) != 'ơ'
                    ? marked
                    : marked - 1;
        }
        int length = to - from;
        if (length == 1) {
            return from;
        }
        if (to < letters.length()) {
            return to - 1;
        }
        return length == 2 ? from : from + 1;
    }

    /// True when the tone may stand on `index`: the older place, or the newer one in open oa, oe,
    /// uy (hoà, khoẻ, thuý).
    static boolean lawful(String letters, int index) {
        int old = nucleus(letters);
        if (index == old) {
            return true;
        }
        boolean open = old >= 0 && old + 2 == letters.length() && index == old + 1;
        if (!open) {
            return false;
        }
        char first = letters.charAt(old);
        char second = letters.charAt(old + 1);
        return (first == 'o' && (second == 'a' || second == 'e'))
                || (first == 'u' && second == 'y');
    }

    /// The syllable with its tone on the lawful place.
    static String place(String letters, Tone tone) {
        int at = tone == Tone.LEVEL ? -1 : nucleus(letters);
        return at < 0
                ? letters
                : letters.substring(0, at)
                        + Letters.compose(letters.charAt(at), tone)
                        + letters.substring(at + 1);
    }
}
