package vn.pccovid.lib.territory;

import java.text.Normalizer;
import java.util.Locale;

/// Two ways to compare names of places: with every mark removed, and with marks but without regard
/// to where in the syllable the tone stands (`Khánh Hoà` = `Khánh Hòa`).
final class Fold {
    private Fold() {}

    /// Removes tone and letter marks, keeps case: `Đắk Lắk` → `Dak Lak`.
    static String withoutAccents(String text) {
        var decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
        var out = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            switch (c) {
                case 'đ' -> out.append('d');
                case 'Đ', '\u00d0', '\u0189' -> out.append('D');
                default -> {
                    if (Character.getType(c) != Character.NON_SPACING_MARK) {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    /// Lower-case letters and digits only: `M'Lan` → `mlan`; leading zeros of a number go: `01` →
    /// `1`.
    static String base(String word) {
        var plain = withoutAccents(word).toLowerCase(Locale.ROOT);
        var out = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                out.append(c);
            }
        }
        int zeros = 0;
        if (isNumber(out)) {
            while (zeros < out.length() - 1 && out.charAt(zeros) == '0') {
                zeros++;
            }
        }
        return out.substring(zeros);
    }

    /// Letters with their marks, the tone moved to the end: `hoà` and `hòa` give the same key.
    static String accented(String word) {
        var decomposed = Normalizer.normalize(word.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
        var letters = new StringBuilder(decomposed.length());
        var tone = new StringBuilder();
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            boolean isTone =
                    c == '\u0300'
                            || c == '\u0301'
                            || c == '\u0303'
                            || c == '\u0309'
                            || c == '\u0323';
            if (isTone) {
                tone.append(c);
            } else if (Character.isLetterOrDigit(c)
                    || Character.getType(c) == Character.NON_SPACING_MARK) {
                letters.append(c);
            }
        }
        return letters.append(tone).toString();
    }

    static boolean isNumber(CharSequence word) {
        return !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
