package vn.pccovid.lib.linkage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How common a name or a birth date is: agreeing on a rare value says more than agreeing on a
/// common one. Shares are of people, 0…1, never 0.
final class Frequencies {
    /// Part of the bits of the first middle name that count: middle and given names are chosen
    /// together, so that full names coincide about twice as often as independence would have it
    /// (6.3e-5, domain 3.8).
    private static final double MIDDLE_EXPONENT = 0.85;

    /// Accents split an unaccented name into few accented ones (5.5e-5 against 6.3e-5, domain 3.8).
    static final double ACCENTED = 0.87;

    /// Where nothing is provable the rule is 01/01 of the year (Circular 04/2020/TT-BTP art. 18;
    /// 3.10): share of birth dates.
    private static final double DEFAULT_DAY = 0.05;

    /// Before this year birth dates were often never recorded.
    private static final int LATE_RECORDS = 1960;

    private static final double DEFAULT_DAY_OF_OLD = 0.2;

    private final Map<String, Double> surname = new HashMap<>();
    private final Map<String, Double> middle = new HashMap<>();
    private final Map<String, Double> given = new HashMap<>();
    private final Map<String, Double> pair = new HashMap<>();

    Frequencies(List<String[]> rows) {
        for (String[] row : rows) {
            Map<String, Double> part =
                    switch (row[0]) {
                        case "surname" -> surname;
                        case "middle" -> middle;
                        case "given" -> given;
                        case "pair" -> pair;
                        default ->
                                throw new IllegalStateException(
                                        "name part must be surname, middle, given or pair, not "
                                                + row[0]);
                    };
            part.put(row[1], Double.parseDouble(row[2]) / 100);
        }
    }

    double surname(String base) {
        return surname.getOrDefault(base, 0.0005);
    }

    /// Share of people with these middle names, the syllables of `base` between the first and the
    /// last; 1 without any.
    double middle(String[] base) {
        double share = 1;
        for (int i = 1; i < base.length - 1; i++) {
            double one = middle.getOrDefault(base[i], 0.003);
            share *= i == 1 ? Math.pow(one, MIDDLE_EXPONENT) : one;
        }
        return share;
    }

    /// Share of people with these middle and given names.
    double rest(String[] base) {
        double apart = middle(base) * given(base[base.length - 1]);
        return base.length == 3
                ? Math.max(apart, pair.getOrDefault(base[1] + " " + base[2], 0.0))
                : apart;
    }

    double given(String base) {
        return given.getOrDefault(base, 0.0006);
    }

    /// Share of people born in a year: flat over the last seventy, thin before.
    static double year(int year) {
        return year >= 1950 ? 1 / 72.0 : year >= 1930 ? 1 / 160.0 : 1 / 1500.0;
    }

    /// Share of people with this full date.
    static double date(int year, int month, int day) {
        double standard = year < LATE_RECORDS ? DEFAULT_DAY_OF_OLD : DEFAULT_DAY;
        boolean first = month == 1 && day == 1;
        return year(year) * (first ? standard : (1 - standard) / 365.25);
    }
}
