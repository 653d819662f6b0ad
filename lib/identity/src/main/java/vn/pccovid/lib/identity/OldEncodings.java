package vn.pccovid.lib.identity;

import org.jspecify.annotations.Nullable;

/// Undoes what older Vietnamese encodings and keyboards leave behind when their bytes are read as
/// Latin-1. Every decoder takes lower-case words separated by spaces and answers lower-case words,
/// or null when nothing in the text belongs to it. None of them decides whether the result is
/// better: the caller does.
final class OldEncodings {
    /// TCVN 5712 (ABC fonts) read as Latin-1: each pair is the character seen and the letter meant.
    /// There are no accented capitals.
    private static final String TCVN3 =
            "µà¸á¶ả·ã¹ạ¨ă»ằ¾ắ¼ẳ½ẵÆặ©âÇầÊấÈẩÉẫËậ®đÌèÐéÎẻÏẽÑẹªêÒềÕếÓểÔễÖệ×ìÝíØỉÜĩÞịßòãóáỏâõäọ«ôåồèốæổçỗéộ¬ơêờíớëởìỡîợïùóúñủòũôụ"
                    + "\u00ADưõừøứöử÷ữùựúỳýýûỷüỹþỵ¡ă¢â§đ£ê¤ô¥ơ¦ư";

    private static final char[] FROM_TCVN3 = new char[256];

    static {
        for (int i = 0; i < TCVN3.length(); i += 2) {
            FROM_TCVN3[TCVN3.charAt(i)] = TCVN3.charAt(i + 1);
        }
    }

    private static final String TONES_BY_DIGIT = " 12345";

    /// VNI-Windows marks behind their vowel: tone alone, circumflex with tone, breve with tone;
    /// positions are tones LEVEL, ACUTE, GRAVE, HOOK, TILDE, DOT.
    private static final String VNI_TONE = " ùøûõï";

    private static final String VNI_ROOF = "âáàåãä";
    private static final String VNI_BREVE = "êéèúüë";

    private static final Tone[] TONES = Tone.values();

    private OldEncodings() {}

    /// TCVN3: capitals with marks do not exist, so case is taken from nothing. A lost soft hyphen
    /// (ư) is put back where only it can be missing: `Phợng` → Phượng, `Hng` → Hưng.
    static @Nullable String tcvn3(String text) {
        StringBuilder out = new StringBuilder(text.length() + 4);
        boolean any = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char meant = c < 256 ? FROM_TCVN3[c] : 0;
            any |= meant != 0;
            out.append(meant == 0 ? Letters.lower(c) : meant);
        }
        if (!any) {
            return null;
        }
        String[] words = out.toString().split(" ", -1);
        for (int w = 0; w < words.length; w++) {
            Word word = Word.of(words[w]);
            if (word != null && Spelling.validity(word.letters(), word.tone()) != Spelling.EXACT) {
                words[w] = restored(word, words[w]);
            }
        }
        return String.join(" ", words);
    }

    private static String restored(Word word, String asIs) {
        String letters = word.letters();
        int horn = letters.indexOf('ơ');
        if (horn >= 0) {
            String fuller = letters.substring(0, horn) + "ư" + letters.substring(horn);
            if (Spelling.validity(fuller, word.tone()) == Spelling.EXACT) {
                return Spelling.place(fuller, word.tone());
            }
        }
        for (int i = 0; i < letters.length(); i++) {
            if (Letters.vowel(letters.charAt(i))) {
                return asIs;
            }
        }
        for (int at = Math.min(3, letters.length()); at > 0; at--) {
            String fuller = letters.substring(0, at) + "ư" + letters.substring(at);
            if (Spelling.validity(fuller, Tone.LEVEL) == Spelling.EXACT) {
                return fuller;
            }
        }
        return asIs;
    }

    /// VNI-Windows: a vowel and a mark character, ñ for đ, ô for ơ, ö for ư, single characters for
    /// i.
    static @Nullable String vni(String lower) {
        StringBuilder out = new StringBuilder(lower.length());
        boolean any = false;
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            char single =
                    switch (c) {
                        case 'ñ' -> 'đ';
                        case 'ô' -> 'ơ';
                        case 'ö' -> 'ư';
                        case 'æ' -> 'ỉ';
                        case 'ó' -> 'ĩ';
                        case 'ò' -> 'ị';
                        case 'î' -> 'ỵ';
                        default -> c;
                    };
            any |= single != c;
            char next = i + 1 < lower.length() ? lower.charAt(i + 1) : ' ';
            if (next > 0x7F && "aeouyơư".indexOf(single) >= 0) {
                char marked = marked(single, next);
                if (marked != 0) {
                    out.append(marked);
                    any = true;
                    i++;
                    continue;
                }
            }
            out.append(single);
        }
        return any ? out.toString() : null;
    }

    private static char marked(char vowel, char mark) {
        int tone = VNI_TONE.indexOf(mark);
        if (tone > 0) {
            return Letters.compose(vowel, TONES[tone]);
        }
        int roof = VNI_ROOF.indexOf(mark);
        if (roof >= 0 && "aeo".indexOf(vowel) >= 0) {
            return Letters.compose(vowel == 'a' ? 'â' : vowel == 'e' ? 'ê' : 'ô', TONES[roof]);
        }
        int breve = VNI_BREVE.indexOf(mark);
        return breve >= 0 && vowel == 'a' ? Letters.compose('ă', TONES[breve]) : 0;
    }

    /// VIQR and its residue: `Nguye^~n`, `Va(n`, `Nguyên~`. Needs one sign that no name has.
    static @Nullable String viqr(String lower) {
        boolean evidence = false;
        for (int i = 1; i < lower.length(); i++) {
            char c = lower.charAt(i);
            boolean afterLetter = Character.isLetter(lower.charAt(i - 1));
            evidence |=
                    (c == '^' || c == '~' || c == '`' || c == '+' || c == '*' || c == '(')
                            && (afterLetter || c == '~');
        }
        return evidence ? eachWord(lower, OldEncodings::viqrWord) : null;
    }

    private static String viqrWord(String word) {
        StringBuilder letters = new StringBuilder(word.length());
        Tone tone = Tone.LEVEL;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            int info = Letters.info(c);
            if (info >= 0) {
                if (c == 'd' && !letters.isEmpty() && letters.charAt(letters.length() - 1) == 'd') {
                    letters.setCharAt(letters.length() - 1, 'đ');
                    continue;
                }
                letters.append(Letters.letter(info));
                tone = Letters.tone(info) == Tone.LEVEL ? tone : Letters.tone(info);
                continue;
            }
            switch (c) {
                case '^' -> shape(letters, "aeo", "âêô");
                case '(' -> shape(letters, "a", "ă");
                case '+', '*' -> horn(letters);
                case '\'' -> tone = Tone.ACUTE;
                case '`' -> tone = Tone.GRAVE;
                case '?' -> tone = Tone.HOOK;
                case '~' -> tone = Tone.TILDE;
                case '.' -> tone = Tone.DOT;
                default -> {
                    return word;
                }
            }
        }
        return Spelling.place(letters.toString(), tone);
    }

    /// The VNI keyboard typed without its program: `Nguye6n4`, `D9u7c1`.
    static @Nullable String vniKeyboard(String lower) {
        boolean evidence = false;
        for (int i = 1; i < lower.length(); i++) {
            evidence |=
                    Character.isLetter(lower.charAt(i - 1))
                            && lower.charAt(i) >= '1'
                            && lower.charAt(i) <= '9';
        }
        return evidence ? eachWord(lower, OldEncodings::vniKeyboardWord) : null;
    }

    private static String vniKeyboardWord(String word) {
        StringBuilder letters = new StringBuilder(word.length());
        Tone tone = Tone.LEVEL;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            int digit = TONES_BY_DIGIT.indexOf(c);
            if (c >= 'a' && c <= 'z') {
                letters.append(c);
            } else if (digit > 0) {
                tone = TONES[digit];
            } else if (c == '6') {
                shape(letters, "aeo", "âêô");
            } else if (c == '7') {
                horn(letters);
            } else if (c == '8') {
                shape(letters, "a", "ă");
            } else if (c == '9') {
                shape(letters, "d", "đ");
            } else {
                return word;
            }
        }
        return Spelling.place(letters.toString(), tone);
    }

    /// The Telex keyboard typed without its program: `Nguyeenx Vawn Tuaans`. As Telex uses letters
    /// only, one word with both a shape and a tone, or two words with one of them, are needed, each
    /// turning a non-syllable into a syllable.
    static @Nullable String telex(String lower) {
        int evidence = 0;
        String[] words = lower.split(" ", -1);
        for (int w = 0; w < words.length; w++) {
            String word = words[w];
            if (!plain(word) || Spelling.validity(word, Tone.LEVEL) != Spelling.NONE) {
                continue;
            }
            StringBuilder letters = new StringBuilder(word.length());
            Tone tone = Tone.LEVEL;
            boolean vowel = false;
            int shapes = 0;
            for (int i = 0; i < word.length(); i++) {
                char c = word.charAt(i);
                char last = letters.isEmpty() ? 0 : letters.charAt(letters.length() - 1);
                int toneKey = "sfrxj".indexOf(c);
                if (c == last && "aeo".indexOf(c) >= 0) {
                    shape(letters, "aeo", "âêô");
                    shapes++;
                } else if (c == 'd' && !letters.isEmpty() && letters.charAt(0) == 'd') {
                    letters.setCharAt(0, 'đ');
                    shapes++;
                } else if (c == 'w' && vowel) {
                    if (!shape(letters, "a", "ă")) {
                        horn(letters);
                    }
                    shapes++;
                } else if (toneKey >= 0 && vowel && tone == Tone.LEVEL) {
                    tone =
                            TONES[
                                    toneKey == 0
                                            ? 1
                                            : toneKey == 1
                                                    ? 2
                                                    : toneKey == 2 ? 3 : toneKey == 3 ? 4 : 5];
                } else {
                    vowel |= Letters.vowel(c);
                    letters.append(c);
                }
            }
            String meant = letters.toString();
            if (Spelling.validity(meant, tone) == Spelling.EXACT
                    && (shapes > 0 || tone != Tone.LEVEL)) {
                words[w] = Spelling.place(meant, tone);
                evidence += shapes > 0 && tone != Tone.LEVEL ? 2 : 1;
            }
        }
        return evidence >= 2 ? String.join(" ", words) : null;
    }

    private static boolean plain(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < 'a' || word.charAt(i) > 'z') {
                return false;
            }
        }
        return word.length() > 1;
    }

    private interface WordDecoder {
        String decode(String word);
    }

    private static String eachWord(String text, WordDecoder decoder) {
        String[] words = text.split(" ", -1);
        for (int w = 0; w < words.length; w++) {
            words[w] = decoder.decode(words[w]);
        }
        return String.join(" ", words);
    }

    /// Changes the last letter that is in `from` into its partner in `to`.
    private static boolean shape(StringBuilder letters, String from, String to) {
        for (int i = letters.length() - 1; i >= 0; i--) {
            int at = from.indexOf(letters.charAt(i));
            if (at >= 0) {
                letters.setCharAt(i, to.charAt(at));
                return true;
            }
        }
        return false;
    }

    /// o and u to ơ and ư; `uo` becomes ươ.
    private static void horn(StringBuilder letters) {
        int last = letters.length() - 1;
        while (last >= 0 && letters.charAt(last) != 'o' && letters.charAt(last) != 'u') {
            last--;
        }
        if (last < 0) {
            return;
        }
        boolean o = letters.charAt(last) == 'o';
        letters.setCharAt(last, o ? 'ơ' : 'ư');
        if (o && last > 0 && letters.charAt(last - 1) == 'u') {
            letters.setCharAt(last - 1, 'ư');
        }
    }
}
