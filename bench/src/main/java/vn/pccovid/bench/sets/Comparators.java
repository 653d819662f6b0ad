package vn.pccovid.bench.sets;

import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;

/// Levels of agreement of two values of one role. Symmetric; thread-safe.
///
/// Level 0 is disagreement, [#EXACT] equality; in between the order says nothing, the model learns
/// what each is worth. The thresholds are those Splink's comparison library recommends for names
/// (Jaro–Winkler 0.92, 0.88, 0.7), one edit for codes, and parts of dates that survive a slip.
final class Comparators {
    /// Levels of every role: 0 to 6.
    static final int LEVELS = 7;

    static final int EXACT = 6;

    /// The value stands in a neighbouring column of the other record; found by [PairFields].
    static final int CROSSED = 5;

    static final double VERY_SIMILAR = 0.92;
    static final double SIMILAR = 0.88;
    static final double REMOTELY_SIMILAR = 0.7;

    private static final JaroWinklerSimilarity JARO_WINKLER = new JaroWinklerSimilarity();
    private static final LevenshteinDistance TWO_EDITS = new LevenshteinDistance(2);

    private Comparators() {}

    /// @return 0 to [#EXACT], never [#CROSSED]
    static int level(Role role, String a, String b) {
        if (a.equals(b)) {
            return EXACT;
        }
        return switch (role) {
            case GIVEN_NAME, SURNAME, SECOND_GIVEN_NAME, SECOND_SURNAME, FULL_NAME -> name(a, b);
            case BIRTH_DATE -> date(a, b);
            case POSTCODE -> postcode(a, b);
            case STREET_NUMBER, PHONE, NUMBER, CARD, INSURANCE -> code(a, b);
            case EMAIL -> email(a, b);
            case STREET, STREET_MORE, PLACE, REGION, OTHER -> text(a, b);
            case SEX, BIRTH_YEAR, BIRTH_MONTH, BIRTH_DAY -> 0;
        };
    }

    /// 4: one edit; 3: very similar; 2: similar, an initial, the beginning, or a word in common; 1:
    /// remotely similar.
    private static int name(String a, String b) {
        if (oneEdit(a, b)) {
            return 4;
        }
        double similarity = JARO_WINKLER.apply(a, b);
        if (similarity >= VERY_SIMILAR) {
            return 3;
        }
        if (similarity >= SIMILAR || a.startsWith(b) || b.startsWith(a) || wordInCommon(a, b)) {
            return 2;
        }
        return similarity >= REMOTELY_SIMILAR ? 1 : 0;
    }

    /// 4: one edit; 3: very similar; 2: a word in common; 1: similar.
    private static int text(String a, String b) {
        if (oneEdit(a, b)) {
            return 4;
        }
        double similarity = JARO_WINKLER.apply(a, b);
        if (similarity >= VERY_SIMILAR) {
            return 3;
        }
        if (wordInCommon(a, b)) {
            return 2;
        }
        return similarity >= SIMILAR ? 1 : 0;
    }

    /// 4: one edit; 3: two edits of at least five characters; 2: the same beginning of half.
    private static int code(String a, String b) {
        if (oneEdit(a, b)) {
            return 4;
        }
        if (Math.min(a.length(), b.length()) >= 5) {
            if (TWO_EDITS.apply(a, b) >= 0) {
                return 3;
            }
            int half = Math.max(a.length(), b.length()) / 2 + 1;
            return half <= Math.min(a.length(), b.length()) && a.regionMatches(0, b, 0, half)
                    ? 2
                    : 0;
        }
        return 0;
    }

    /// 4: one edit; 3: all but the last three characters (a British sector); 2: the first two.
    private static int postcode(String a, String b) {
        if (oneEdit(a, b)) {
            return 4;
        }
        if (a.length() > 4
                && b.length() > 4
                && a.substring(0, a.length() - 3).equals(b.substring(0, b.length() - 3))) {
            return 3;
        }
        return a.regionMatches(0, b, 0, 2) ? 2 : 0;
    }

    /// 4: one digit or two swapped ones, or day and month exchanged; 3: day and month; 2: year with
    /// month or day; 1: year.
    private static int date(String a, String b) {
        if (a.length() != 8 || b.length() != 8) {
            return oneEdit(a, b) ? 4 : a.regionMatches(0, b, 0, 4) ? 1 : 0;
        }
        boolean year = a.regionMatches(0, b, 0, 4);
        boolean month = a.regionMatches(4, b, 4, 2);
        boolean day = a.regionMatches(6, b, 6, 2);
        boolean exchanged = year && a.regionMatches(4, b, 6, 2) && a.regionMatches(6, b, 4, 2);
        if (exchanged || oneEdit(a, b)) {
            return 4;
        }
        if (month && day) {
            return 3;
        }
        return year ? month || day ? 2 : 1 : 0;
    }

    /// 4: one edit; 3: the same person part; 2: very similar; 1: similar.
    private static int email(String a, String b) {
        if (oneEdit(a, b)) {
            return 4;
        }
        int at = a.indexOf('@');
        if (at > 0 && a.regionMatches(0, b, 0, at + 1)) {
            return 3;
        }
        double similarity = JARO_WINKLER.apply(a, b);
        return similarity >= VERY_SIMILAR ? 2 : similarity >= SIMILAR ? 1 : 0;
    }

    private static boolean wordInCommon(String a, String b) {
        if (a.indexOf(' ') < 0 && b.indexOf(' ') < 0) {
            return false;
        }
        for (String word : b.split(" ", -1)) {
            if (word.length() > 2 && contains(a, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(String text, String word) {
        for (String each : text.split(" ", -1)) {
            if (each.equals(word)) {
                return true;
            }
        }
        return false;
    }

    /// One character inserted, dropped or replaced, or two neighbours swapped (Damerau 1964).
    static boolean oneEdit(String a, String b) {
        int n = a.length();
        int m = b.length();
        if (Math.abs(n - m) > 1 || Math.min(n, m) < 2) {
            return false;
        }
        int start = 0;
        while (start < n && start < m && a.charAt(start) == b.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < n - start
                && end < m - start
                && a.charAt(n - 1 - end) == b.charAt(m - 1 - end)) {
            end++;
        }
        int left = n - start - end;
        int right = m - start - end;
        if (left <= 1 && right <= 1) {
            return true;
        }
        return left == 2
                && right == 2
                && a.charAt(start) == b.charAt(start + 1)
                && a.charAt(start + 1) == b.charAt(start);
    }
}
