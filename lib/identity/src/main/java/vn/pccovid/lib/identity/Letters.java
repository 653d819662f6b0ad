package vn.pccovid.lib.identity;

import java.text.Normalizer;
import java.util.Locale;

/// The letters of written Vietnamese as tables: every precomposed character to (letter, tone, case)
/// and back.
final class Letters {
    /// Letters without tone, lower case. Vowels of the alphabet first.
    static final String ALPHABET = "aăâeêioôơuưybcdđfghjklmnpqrstvwxz";

    private static final String FOLDED = "aaaeeiooouuybcddfghjklmnpqrstvwxz";
    private static final int VOWELS = 12;
    private static final int LIMIT = 0x1F00;

    /// Combining marks of the tones in the order of [Tone]; LEVEL has none.
    private static final char[] TONE_MARKS = {0, '\u0301', '\u0300', '\u0309', '\u0303', '\u0323'};

    private static final Tone[] TONES = Tone.values();

    /// 0 for a foreign character, else 1 + (letter * 12 + tone * 2 + upper).
    private static final short[] INFO = new short[LIMIT];

    private static final char[] COMPOSED = new char[ALPHABET.length() * 12];

    static {
        for (int letter = 0; letter < ALPHABET.length(); letter++) {
            for (int tone = 0; tone < (letter < VOWELS ? 6 : 1); tone++) {
                String plain = String.valueOf(ALPHABET.charAt(letter));
                String marked =
                        tone == 0
                                ? plain
                                : Normalizer.normalize(
                                        plain + TONE_MARKS[tone], Normalizer.Form.NFC);
                for (int upper = 0; upper < 2; upper++) {
                    char c = (upper == 0 ? marked : marked.toUpperCase(Locale.ROOT)).charAt(0);
                    int index = letter * 12 + tone * 2 + upper;
                    INFO[c] = (short) (index + 1);
                    COMPOSED[index] = c;
                }
            }
        }
    }

    private Letters() {}

    /// Table entry of a character, or -1 when it is no Vietnamese letter.
    static int info(char c) {
        return c < LIMIT ? INFO[c] - 1 : -1;
    }

    static char letter(int info) {
        return ALPHABET.charAt(info / 12);
    }

    /// Place of the letter in [#ALPHABET], without tone and case.
    static int index(int info) {
        return info / 12;
    }

    static Tone tone(int info) {
        return TONES[info / 2 % 6];
    }

    static boolean upper(int info) {
        return (info & 1) == 1;
    }

    static char folded(int info) {
        return FOLDED.charAt(info / 12);
    }

    /// Vowel letter (y included), lower case, without tone.
    static boolean vowel(char letter) {
        int index = ALPHABET.indexOf(letter);
        return index >= 0 && index < VOWELS;
    }

    /// Lower-case letter with a tone, composed.
    static char compose(char letter, Tone tone) {
        return COMPOSED[ALPHABET.indexOf(letter) * 12 + tone.digit() * 2];
    }

    /// The same character in lower case, by table where it is ours.
    static char lower(char c) {
        int info = info(c);
        return info >= 0 ? COMPOSED[info & ~1] : Character.toLowerCase(c);
    }

    static char upperCase(char c) {
        int info = info(c);
        return info >= 0 ? COMPOSED[info | 1] : Character.toUpperCase(c);
    }

    /// The letter folded to a–z in lower case, or 0 when it cannot be (digits, signs).
    static char fold(char c) {
        int info = info(c);
        if (info >= 0) {
            return folded(info);
        }
        if (!Character.isLetter(c)) {
            return 0;
        }
        return switch (c) {
            case 'ð', 'Ð', 'Ɖ', 'ɖ' -> 'd';
            case 'ø', 'Ø' -> 'o';
            case 'ł', 'Ł' -> 'l';
            case 'ƀ', 'Ƀ' -> 'b';
            case 'ß' -> 's';
            case 'æ', 'Æ' -> 'e';
            default -> {
                String plain = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
                char first = Character.toLowerCase(plain.charAt(0));
                yield first >= 'a' && first <= 'z' ? first : 0;
            }
        };
    }
}
