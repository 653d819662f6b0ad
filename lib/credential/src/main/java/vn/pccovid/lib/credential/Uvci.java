package vn.pccovid.lib.credential;

import java.util.Locale;

/// The unique certificate identifier (UVCI) of the EU guidelines on interoperability, annex 2,
/// option 3: `URN:UVCI:01:VN:` + opaque letters and digits + `#` + a check character by Luhn mod N.
public final class Uvci {

    private static final String CODE_POINTS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:";
    private static final String PREFIX = "URN:UVCI:01:VN:";

    private Uvci() {}

    /// @param opaque 1 to 40 capital letters and digits, random: it says nothing about the person
    public static String of(String opaque) {
        if (!opaque.matches("[A-Z0-9]{1,40}")) {
            throw new IllegalArgumentException(
                    "an opaque part of "
                            + opaque.length()
                            + " characters, wanted 1 to 40 of A-Z0-9");
        }
        String bare = PREFIX + opaque;
        return bare + "#" + check(bare);
    }

    /// Does the check character fit? False also for an identifier that has none.
    public static boolean isSound(String id) {
        String upper = id.toUpperCase(Locale.ROOT);
        int hash = upper.indexOf('#');
        return hash > 0
                && hash == upper.length() - 2
                && upper.substring(0, hash).chars().allMatch(c -> CODE_POINTS.indexOf(c) >= 0)
                && upper.charAt(hash + 1) == check(upper.substring(0, hash));
    }

    /// Luhn mod N: from the right, every second code point counts twice.
    private static char check(String text) {
        int n = CODE_POINTS.length();
        int factor = 2;
        int sum = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            int addend = factor * CODE_POINTS.indexOf(text.charAt(i));
            factor = factor == 2 ? 1 : 2;
            sum += addend / n + addend % n;
        }
        return CODE_POINTS.charAt((n - sum % n) % n);
    }
}
