package vn.pccovid.lib.linkage;

import java.util.List;

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

    private static final int FIRST_YEAR = 1880;
    private static final int YEARS = 220;

    /// Steps of a quantised share per bit.
    static final int STEPS = 32;

    static final int FULL = 0;
    static final int REST = 10;
    static final int ENDS = 20;
    static final int FRONT = 30;
    static final int GIVEN = 40;
    private static final int RAREST = 1023;
    private static final double[] SHARE = new double[RAREST + 1];

    static {
        for (int i = 0; i < SHARE.length; i++) {
            SHARE[i] = Math.pow(2, -(double) i / STEPS);
        }
    }

    /// Stands for every word that is not listed.
    static final String UNLISTED = "*";

    private float rareSurname = (float) log2(0.0005);
    private float rareMiddle = (float) log2(0.003);
    private float rareGiven = (float) log2(0.0006);

    private final LongShares surname = new LongShares();
    private final LongShares middle = new LongShares();
    private final LongShares given = new LongShares();
    private final LongShares pair = new LongShares();
    private final double[] years = new double[YEARS];
    private final double[] januaries = new double[YEARS];

    /// Rows `part,value,percent`; parts are surname, middle, given, pair, year (share of people
    /// born in it) and january (share of the people of that year whose date is 01/01). Years not
    /// given have the standard shares.
    Frequencies(List<String[]> rows) {
        for (int i = 0; i < YEARS; i++) {
            int year = FIRST_YEAR + i;
            years[i] = year >= 1950 ? 1 / 72.0 : year >= 1930 ? 1 / 160.0 : 1 / 1500.0;
            januaries[i] = year < LATE_RECORDS ? DEFAULT_DAY_OF_OLD : DEFAULT_DAY;
        }
        for (String[] row : rows) {
            double share = Double.parseDouble(row[2]) / 100;
            if (row[1].equals(UNLISTED)) {
                unlisted(row[0], (float) log2(share));
                continue;
            }
            switch (row[0]) {
                case "surname" -> surname.put(Packed.letters(row[1]), log2(share));
                case "middle" -> middle.put(Packed.letters(row[1]), log2(share));
                case "given" -> given.put(Packed.letters(row[1]), log2(share));
                case "pair" -> pair.put(pairKey(row[1]), log2(share));
                case "year" -> years[Integer.parseInt(row[1]) - FIRST_YEAR] = share;
                case "january" -> januaries[Integer.parseInt(row[1]) - FIRST_YEAR] = share;
                default ->
                        throw new IllegalArgumentException(
                                "a frequency is of a surname, middle, given, pair, year or january, not "
                                        + row[0]);
            }
        }
    }

    private void unlisted(String part, float log2) {
        switch (part) {
            case "surname" -> rareSurname = log2;
            case "middle" -> rareMiddle = log2;
            case "given" -> rareGiven = log2;
            default -> throw new IllegalArgumentException(part + " has no unlisted values");
        }
    }

    private static double log2(double x) {
        return Math.log(x) * 1.4426950408889634;
    }

    /// How common the name of a row is: five quantised shares in one long, of the full name, of
    /// middle and given, of the two ends, of surname and middle, of the given name.
    long shares(long[] rows, int at, int size) {
        if (size == 0) {
            return 0;
        }
        long word = rows[at + Packed.GIVEN] & Packed.BASE;
        float last = given.get(word, rareGiven);
        float first =
                size > 1 ? surname.get(rows[at + Packed.SURNAME] & Packed.BASE, rareSurname) : 0;
        double between = 0;
        for (int i = 1; i < size - 1; i++) {
            float one = middle.get(rows[at + Packed.SURNAME + i] & Packed.BASE, rareMiddle);
            between += i == 1 ? MIDDLE_EXPONENT * one : one;
        }
        double rest = between + last;
        if (size == 3) {
            rest =
                    Math.max(
                            rest,
                            pair.get(
                                    pairKey(rows[at + Packed.MIDDLE] & Packed.BASE, word),
                                    Float.NEGATIVE_INFINITY));
        }
        return steps(first + rest) << FULL
                | steps(rest) << REST
                | steps(first + last) << ENDS
                | steps(first + between) << FRONT
                | steps(last) << GIVEN;
    }

    /// Share of people with a word as this part of their name.
    double share(String part, long word) {
        return Math.pow(
                2,
                switch (part) {
                    case "surname" -> surname.get(word, rareSurname);
                    case "middle" -> middle.get(word, rareMiddle);
                    case "given" -> given.get(word, rareGiven);
                    default -> throw new IllegalArgumentException("no part " + part);
                });
    }

    /// Share of people with a word that is not listed.
    double unlisted(String part) {
        return share(part, 0);
    }

    private static long pairKey(long middle, long given) {
        return Packed.mix(middle * 31 + given) | 1;
    }

    private static long pairKey(String words) {
        int space = words.indexOf(' ');
        return pairKey(
                Packed.letters(words.substring(0, space)),
                Packed.letters(words.substring(space + 1)));
    }

    private static long steps(double log2) {
        return Math.clamp(Math.round(-log2 * STEPS), 0, RAREST);
    }

    /// The larger of two quantised shares: an agreement is as common as the commoner of the values.
    static double commoner(long a, long b, int part) {
        return SHARE[(int) Math.min(a >>> part & RAREST, b >>> part & RAREST)];
    }

    /// Share of people born in a year; the standard one is flat over the last seventy, thin before.
    double year(int year) {
        return years[Math.clamp(year - FIRST_YEAR, 0, YEARS - 1)];
    }

    /// Share of people with this full date.
    double date(int year, int month, int day) {
        double standard = januaries[Math.clamp(year - FIRST_YEAR, 0, YEARS - 1)];
        boolean first = month == 1 && day == 1;
        return year(year) * (first ? standard : (1 - standard) / 365.25);
    }
}
