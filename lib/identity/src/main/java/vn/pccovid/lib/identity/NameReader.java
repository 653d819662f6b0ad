package vn.pccovid.lib.identity;

import java.text.Normalizer;
import java.util.List;

/// Reads a name as typed.
final class NameReader {
    private NameReader() {}

    static Reading<FullName> read(String typed) {
        if (typed.length() > FullName.LONGEST_TYPED) {
            return Reading.refused("too_long", "at most " + FullName.LONGEST_TYPED + " characters");
        }
        String text = Normalizer.normalize(typed, Normalizer.Form.NFC).strip();
        if (text.isEmpty()) {
            return Reading.refused("empty", "");
        }
        StringBuilder out = new StringBuilder(text.length());
        boolean start = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                if (!start) {
                    out.append(' ');
                }
                start = true;
            } else if (Character.isLetter(c) || c == '\'' || c == '-') {
                out.append(start ? Letters.upperCase(c) : Letters.lower(c));
                start = c == '\'' || c == '-';
            }
        }
        String display = out.toString().strip();
        if (display.isEmpty() || display.length() > FullName.LONGEST) {
            return Reading.refused("no_letters", "");
        }
        return new Reading<>(FullName.canonical(display), List.of(), 1);
    }
}
