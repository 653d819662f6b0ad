package vn.pccovid.lib.identity;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a name as typed: first the short way of a correct name, and only where a word is no
/// syllable the repairs, from the surest to the least sure. A repair of an encoding is taken for
/// the whole name, and only when every marked word then is a Vietnamese syllable.
final class NameReader {
    private static final int MOST_WORDS = 12;
    private static final int MOST_ROUNDS = 6;

    /// The old encodings, the most distinctive first.
    private static final List<Decoder> DECODERS =
            List.of(
                    new Decoder("tcvn3", 0.9, false, OldEncodings::tcvn3),
                    new Decoder("vni", 0.9, true, OldEncodings::vni),
                    new Decoder("viqr", 0.85, true, OldEncodings::viqr),
                    new Decoder("vni_keyboard", 0.85, true, OldEncodings::vniKeyboard),
                    new Decoder("telex", 0.75, true, OldEncodings::telex));

    private record Decoder(
            String code,
            double confidence,
            boolean lower,
            Function<String, @Nullable String> decode) {}

    private final List<Repair> repairs = new ArrayList<>(2);
    private double confidence = 1;

    private NameReader() {}

    static Reading<FullName> read(String typed) {
        if (typed.length() > FullName.LONGEST_TYPED) {
            return Reading.refused("too_long", "at most " + FullName.LONGEST_TYPED + " characters");
        }
        FullName correct = asIs(typed);
        return correct != null ? Reading.sure(correct) : settled(typed);
    }

    /// Repairs until nothing changes any more, so that what is displayed reads as itself.
    private static Reading<FullName> settled(String typed) {
        NameReader reader = new NameReader();
        Reading<FullName> reading = reader.repair(typed);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            FullName name = reading.value();
            if (name == null || asIs(name.display()) != null) {
                return reading;
            }
            Reading<FullName> again = new NameReader().repair(name.display());
            if (name.equals(again.value())) {
                return reading;
            }
            reader.repairs.addAll(again.repairs());
            reader.confidence = Math.min(reader.confidence, again.confidence());
            reading =
                    new Reading<>(
                            again.value(),
                            reader.repairs,
                            again.value() == null ? 0 : reader.confidence);
        }
        return reading;
    }

    /// The name when nothing needs repair: Vietnamese letters, single spaces, every marked word a
    /// syllable with its tone in a lawful place. Case may be anything.
    private static @Nullable FullName asIs(String typed) {
        int length = typed.length();
        if (length == 0 || length > FullName.LONGEST || typed.charAt(length - 1) == ' ') {
            return null;
        }
        char[] out = new char[length];
        int start = 0;
        int words = 0;
        boolean marked = false;
        long word = 0;
        Tone tone = Tone.LEVEL;
        int toneAt = -1;
        for (int i = 0; i <= length; i++) {
            char c = i < length ? typed.charAt(i) : ' ';
            if (c == ' ') {
                int size = i - start;
                if (size < 2 || ++words > MOST_WORDS || abbreviated(out, start, size)) {
                    return null;
                }
                if (marked
                        ? !Spelling.correct(word, tone, toneAt)
                        : size > 3 && !Spelling.folded(word)) {
                    return null; // damaged, foreign, or typed on a keyboard without its program
                }
                if (i < length) {
                    out[i] = ' ';
                }
                start = i + 1;
                marked = false;
                word = 0;
                tone = Tone.LEVEL;
                toneAt = -1;
                continue;
            }
            int info = Letters.info(c);
            if (info < 0) {
                return null;
            }
            boolean upper = Letters.upper(info);
            if (upper && i > start + 1 && !Letters.upper(Letters.info(typed.charAt(i - 1)))) {
                return null; // two words without a space between them, or a foreign name
            }
            marked |= c > 0x7F;
            word = Spelling.letter(word, info);
            if (Letters.tone(info) != Tone.LEVEL) {
                if (toneAt >= 0) {
                    return null;
                }
                tone = Letters.tone(info);
                toneAt = i - start;
            }
            out[i] = i == start ? Letters.upperCase(c) : Letters.lower(c);
        }
        return FullName.canonical(new String(out));
    }

    private static boolean abbreviated(char[] out, int start, int size) {
        return size == 2 && start == 0 && out[0] == 'N' && out[1] == 'g';
    }

    private void note(String code, double atMost) {
        repairs.add(new Repair(code, ""));
        confidence = Math.min(confidence, atMost);
    }

    private Reading<FullName> repair(String typed) {
        String text = typed;
        for (int round = 0; round < 2; round++) {
            String meant = Mojibake.undo(text);
            if (meant == null) {
                break;
            }
            text = meant;
            if (round == 0) {
                note("mojibake", 0.95);
            }
        }
        text = cleaned(text);
        text = decoded(composed(text));
        String display = words(text);
        if (display.isEmpty()) {
            return typed.isBlank()
                    ? Reading.refused("empty", "")
                    : Reading.refused("no_letters", "");
        }
        if (display.length() > FullName.LONGEST) {
            return Reading.refused("too_long", "at most " + FullName.LONGEST + " characters");
        }
        return new Reading<>(FullName.canonical(display), repairs, confidence);
    }

    /// Spaces, invisible characters, apostrophes of all kinds, remarks in brackets.
    private String cleaned(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean signs = false;
        boolean spaces = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u200B'
                    || c == '\u200C'
                    || c == '\u200D'
                    || c == '\u2060'
                    || c == '\uFEFF'
                    || c == '\u200E'
                    || c == '\u200F') {
                signs = true;
            } else if (Character.isWhitespace(c) || c == '\u00A0' || c == '\u202F') {
                boolean single = !out.isEmpty() && out.charAt(out.length() - 1) != ' ';
                if (single) {
                    out.append(' ');
                }
                spaces |= !single || c != ' ' || i == text.length() - 1;
            } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                signs = true;
            } else if (c == '’' || c == '‘' || c == 'ʼ' || c == '´' || c == '′') {
                out.append('\'');
            } else if ((c == '(' || c == '[')
                    && (out.isEmpty() || out.charAt(out.length() - 1) == ' ')) {
                int end = text.indexOf(c == '(' ? ')' : ']', i);
                note("remark", 0.9);
                if (end < 0) {
                    break;
                }
                i = end;
            } else {
                out.append(c);
            }
        }
        if (signs) {
            note("signs_dropped", 0.95);
        }
        String result = out.toString().strip();
        if (spaces || result.length() != out.length()) {
            note("spaces", 0.99);
        }
        return result.replace("' ", "'");
    }

    /// Combining marks in any order (NFD, Windows-1258) to composed letters.
    private String composed(String text) {
        boolean combining = false;
        for (int i = 0; i < text.length(); i++) {
            combining |= text.charAt(i) >= '\u0300' && text.charAt(i) <= '\u036F';
        }
        if (!combining) {
            return text;
        }
        note("decomposed", 1);
        String apart = Normalizer.normalize(text, Normalizer.Form.NFD);
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < apart.length()) {
            char base = apart.charAt(i++);
            if (base >= '\u0300' && base <= '\u036F') {
                continue; // a mark without a letter
            }
            StringBuilder shape = new StringBuilder(2);
            StringBuilder tone = new StringBuilder(2);
            while (i < apart.length()
                    && apart.charAt(i) >= '\u0300'
                    && apart.charAt(i) <= '\u036F') {
                char mark = apart.charAt(i++);
                boolean tonal =
                        mark == '\u0300'
                                || mark == '\u0301'
                                || mark == '\u0303'
                                || mark == '\u0309'
                                || mark == '\u0323';
                (tonal ? tone : shape).append(mark);
            }
            out.append(Normalizer.normalize(base + shape.toString() + tone, Normalizer.Form.NFC));
        }
        return out.toString();
    }

    /// The text itself when its words are syllables, otherwise the first old encoding that makes
    /// them so.
    private String decoded(String text) {
        String plain = plain(text);
        if (!suspicious(text, plain)) {
            if (!plain.equals(text)) {
                note(text.indexOf('\u00AD') >= 0 ? "soft_hyphen" : "homoglyph", 0.95);
            }
            return plain;
        }
        String lower = lower(text);
        for (Decoder decoder : DECODERS) {
            String meant = decoder.decode().apply(decoder.lower() ? lower : text);
            if (meant != null && better(meant)) {
                note(decoder.code(), decoder.confidence());
                return meant;
            }
        }
        if (!plain.equals(text)) {
            note(text.indexOf('\u00AD') >= 0 ? "soft_hyphen" : "homoglyph", 0.9);
        }
        return initialEth(plain);
    }

    /// `Ñinh` for Đinh: the one VNI letter that survives alone.
    private String initialEth(String text) {
        String[] words = text.split(" ", -1);
        boolean any = false;
        for (int w = 0; w < words.length; w++) {
            if (words[w].startsWith("Ñ") || words[w].startsWith("ñ")) {
                String meant = "Đ" + words[w].substring(1);
                Word word = Word.of(meant);
                if (word != null
                        && Spelling.validity(word.letters(), word.tone()) != Spelling.NONE) {
                    words[w] = meant;
                    any = true;
                }
            }
        }
        if (any) {
            note("vni", 0.8);
        }
        return String.join(" ", words);
    }

    /// Look-alikes replaced and soft hyphens dropped.
    private static String plain(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char same =
                    switch (c) {
                        case 'Ð', 'Ɖ' -> 'Đ';
                        case 'ð', 'ɖ' -> 'đ';
                        case 'А' -> 'A';
                        case 'В' -> 'B';
                        case 'Е' -> 'E';
                        case 'К' -> 'K';
                        case 'М' -> 'M';
                        case 'Н' -> 'H';
                        case 'О' -> 'O';
                        case 'Р' -> 'P';
                        case 'С' -> 'C';
                        case 'Т' -> 'T';
                        case 'Х' -> 'X';
                        case 'а' -> 'a';
                        case 'е' -> 'e';
                        case 'о' -> 'o';
                        case 'р' -> 'p';
                        case 'с' -> 'c';
                        case 'у' -> 'y';
                        case 'х' -> 'x';
                        default -> c;
                    };
            if (out == null && (same != c || c == '\u00AD')) {
                out = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (out != null && c != '\u00AD') {
                out.append(same);
            }
        }
        return out == null ? text : out.toString();
    }

    private static String lower(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            out.append(Letters.lower(text.charAt(i)));
        }
        return out.toString();
    }

    /// True when some word cannot have been meant as it stands.
    private static boolean suspicious(String text, String plain) {
        boolean soft = text.indexOf('\u00AD') >= 0;
        for (String part : plain.split(" ", -1)) {
            boolean marked = false;
            boolean sign = false;
            for (int i = 0; i < part.length(); i++) {
                char c = part.charAt(i);
                marked |= c > 0x7F;
                sign |= !Character.isLetter(c) && c != '\'' && c != '-' && c != '.';
            }
            Word word = Word.of(part);
            int validity =
                    word == null ? Spelling.NONE : Spelling.validity(word.letters(), word.tone());
            boolean joined =
                    part.indexOf('\'') >= 0 || part.indexOf('-') >= 0 || part.indexOf('.') >= 0;
            if (sign
                    || (marked && validity != Spelling.EXACT && !joined)
                    || (soft && validity == Spelling.NONE)
                    || (!marked && validity == Spelling.NONE && part.length() > 3)) {
                return true;
            }
        }
        return false;
    }

    /// True when every marked word of a decoded text is a syllable and no strange sign is left.
    private static boolean better(String decoded) {
        boolean any = false;
        for (String part : decoded.split("[ .-]", -1)) {
            boolean marked = false;
            for (int i = 0; i < part.length(); i++) {
                char c = part.charAt(i);
                marked |= c > 0x7F;
                if (!Character.isLetter(c) && c != '\'') {
                    return false;
                }
            }
            if (marked) {
                Word word = Word.of(part);
                if (word == null
                        || Spelling.validity(word.letters(), word.tone()) != Spelling.EXACT) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /// Splits, completes and capitalises the words.
    private String words(String text) {
        List<String> words = new ArrayList<>(6);
        boolean signs = false;
        boolean initials = false;
        for (String part :
                text.replace('.', ' ').replace(',', ' ').replace('_', ' ').split(" ", -1)) {
            String word = part;
            if (word.indexOf('?') >= 0 || word.indexOf('\uFFFD') >= 0) {
                String open = word.replace('\uFFFD', '?');
                String guess = LostLetters.guess(lower(open));
                note("lost_letter", guess == null ? 0.3 : 0.6);
                word = guess == null ? open : guess;
            }
            String letters = lettersOf(word);
            signs |= letters.length() != word.length();
            if (letters.isEmpty()) {
                continue;
            }
            if (words.isEmpty() && lower(letters).equals("ng") && text.indexOf(' ') > 0) {
                note("abbreviation", 0.7);
                letters = "nguyễn";
            }
            initials |= letters.length() == 1 && !Letters.vowel(Letters.fold(letters.charAt(0)));
            split(letters, words);
        }
        if (signs) {
            note("signs_dropped", 0.6);
        }
        if (initials) {
            note("initials", 0.5);
        }
        if (words.size() > MOST_WORDS) {
            note("signs_dropped", 0.3);
            return String.join(" ", words.subList(0, MOST_WORDS));
        }
        return String.join(" ", words);
    }

    /// Letters, marks on them, apostrophes and hyphens between letters, and `?` for a letter that
    /// was lost and could not be guessed.
    private static String lettersOf(String word) {
        StringBuilder out = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean inner =
                    (c == '\'' || c == '-')
                            && !out.isEmpty()
                            && Character.isLetter(out.charAt(out.length() - 1))
                            && i + 1 < word.length()
                            && Character.isLetter(word.charAt(i + 1));
            boolean lost = c == '?' && word.length() > 1;
            if (Character.isLetter(c)
                    || inner
                    || lost
                    || (c >= '\u0300' && c <= '\u036F' && !out.isEmpty())) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /// One word, or two that lost the space between them (`NguyễnVăn`).
    private void split(String word, List<String> out) {
        for (int i = 2; i < word.length() - 1; i++) {
            boolean seam =
                    Character.isUpperCase(word.charAt(i))
                            && Character.isLowerCase(word.charAt(i - 1))
                            && Character.isLowerCase(word.charAt(i + 1));
            if (seam && syllable(word.substring(0, i)) && syllable(word.substring(i))) {
                note("spaces", 0.9);
                out.add(titled(word.substring(0, i)));
                out.add(titled(word.substring(i)));
                return;
            }
        }
        out.add(titled(word));
    }

    private static boolean syllable(String text) {
        Word word = Word.of(text);
        return word != null && Spelling.validity(word.letters(), word.tone()) != Spelling.NONE;
    }

    private String titled(String word) {
        boolean mixed = false;
        for (int i = 2; i < word.length() - 1; i++) {
            mixed |=
                    Character.isUpperCase(word.charAt(i))
                            && Character.isLowerCase(word.charAt(i - 1))
                            && Character.isLowerCase(word.charAt(i + 1));
        }
        String text = word;
        Word parts = Word.of(word);
        if (parts != null
                && parts.at() >= 0
                && Spelling.validity(parts.letters(), parts.tone()) == Spelling.EXACT) {
            if (!Spelling.lawful(parts.letters(), parts.at())) {
                note("tone_placement", 0.98);
                text = Spelling.place(parts.letters(), parts.tone());
                mixed = false;
            }
        }
        StringBuilder out = new StringBuilder(text.length());
        boolean start = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(start ? Letters.upperCase(c) : mixed ? c : Letters.lower(c));
            start = c == '\'' || c == '-';
        }
        return out.toString();
    }
}
