package vn.pccovid.lib.identity;

import org.jspecify.annotations.Nullable;

/// Undoes UTF-8 that was read as Latin-1 or Windows-1252: `Nguyá»…n` → Nguyễn. Vietnamese letters
/// are the bytes C3–C6 with one following byte or E1 BA/BB with one more; no correct name has such
/// neighbours.
final class Mojibake {
    /// Windows-1252 characters of the bytes 80 to 9F; 0 where undefined (the control character
    /// stays then).
    private static final String HIGH =
            "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009Džÿ".replace('ÿ', 'Ÿ');

    private Mojibake() {}

    /// The text as meant, or null when there is no trace of damage. A letter of which a byte was
    /// lost on the way becomes `?`.
    static @Nullable String undo(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean any = false;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            int second = i + 1 < length ? octet(text.charAt(i + 1)) : -1;
            if (c >= 'Â' && c <= 'Æ' && second >= 0x80 && second < 0xC0) {
                out.append((char) ((c & 0x1F) << 6 | (second & 0x3F)));
                any = true;
                i++;
            } else if (c == 'Ì' && second >= 0x80 && second < 0xC0) {
                out.append((char) (0x300 | (second & 0x3F))); // combining marks CC 80 – CC BF
                any = true;
                i++;
            } else if (c == 'á' && (second == 0xBA || second == 0xBB)) {
                int third = i + 2 < length ? octet(text.charAt(i + 2)) : -1;
                any = true;
                if (third >= 0x80 && third < 0xC0) {
                    out.append((char) (0x1000 | (second & 0x3F) << 6 | (third & 0x3F)));
                    i += 2;
                } else {
                    out.append('?');
                    i++;
                }
            } else if (c == 'Ã'
                    && lowerBefore(text, i)
                    && i + 1 < length
                    && text.charAt(i + 1) == ' ') {
                // à is C3 A0, and the no-break space A0 was turned into a space or lost beside one
                out.append('à');
                any = true;
                if (i + 2 < length && Character.isLowerCase(text.charAt(i + 2))) {
                    i++;
                }
            } else if (c == 'Ä'
                    && i + 1 < length
                    && Character.isLowerCase(text.charAt(i + 1))
                    && (i == 0 || text.charAt(i - 1) == ' ')) {
                out.append('Đ'); // C4 90, whose second byte Windows-1252 does not know
            } else {
                out.append(c);
            }
        }
        return any ? out.toString() : null;
    }

    private static boolean lowerBefore(String text, int i) {
        return i > 0 && Character.isLowerCase(text.charAt(i - 1));
    }

    /// The byte behind a character of Latin-1 or Windows-1252, or -1.
    private static int octet(char c) {
        if (c < 0x100) {
            return c;
        }
        int high = HIGH.indexOf(c);
        return high < 0 ? -1 : 0x80 + high;
    }
}
