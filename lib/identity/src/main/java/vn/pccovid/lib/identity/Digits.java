package vn.pccovid.lib.identity;

/// Small helpers over numbers as typed text.
final class Digits {
    private Digits() {}

    static boolean all(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /// All characters from `from` on are the same.
    static boolean monotone(String text, int from) {
        for (int i = from + 1; i < text.length(); i++) {
            if (text.charAt(i) != text.charAt(from)) {
                return false;
            }
        }
        return true;
    }

    /// A number that Excel turned into floating point, like `7.9E+10`: its last digits are lost for
    /// ever.
    static boolean scientific(String text) {
        int e = Math.max(text.indexOf('E'), text.indexOf('e'));
        if (e < 1 || e + 1 >= text.length()) {
            return false;
        }
        boolean comma = text.lastIndexOf('.', e) > 0 || text.lastIndexOf(',', e) > 0;
        boolean sign = text.charAt(e + 1) == '+';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i != e && (c < '0' || c > '9') && c != '.' && c != ',' && c != '+') {
                return false;
            }
        }
        return comma || sign;
    }

    /// Without white space, dots, hyphens, slashes of layout, the apostrophe Excel writes before
    /// text, and a trailing `.0`.
    static String compact(String typed) {
        String text = typed.endsWith(".0") ? typed.substring(0, typed.length() - 2) : typed;
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean drop =
                    c <= ' '
                            || c == '.'
                            || c == '-'
                            || c == '\''
                            || c == '’'
                            || c == '\u00A0'
                            || c == '\uFEFF'
                            || c == '\u200B'
                            || c == '_';
            if (drop && out == null) {
                out = new StringBuilder(text.length()).append(text, 0, i);
            } else if (!drop && out != null) {
                out.append(c);
            }
        }
        return out == null ? text : out.toString();
    }
}
