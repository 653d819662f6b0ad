package vn.pccovid.lib.linkage;

import java.util.Locale;

/// One line of the weight table.
///
/// @param m share of pairs of one person at this level
/// @param scope which frequency of the value multiplies `stranger` and `neighbour`
/// @param stranger share of pairs of strangers at this level; `neighbour`, `family`, `twin`
///   likewise
record Level(
        Field field,
        String name,
        Scope scope,
        double m,
        double stranger,
        double neighbour,
        double family,
        double twin) {
    enum Scope {
        NONE,
        NAME,
        REST,
        ENDS,
        FRONT,
        GIVEN,
        DATE,
        YEAR,
        TAIL
    }

    /// Share of neighbours with a given full name that one of them has: rare names live together in
    /// villages of one clan or people.
    private static final double RAREST_IN_COMMUNE = 5e-7;

    static Level parse(String[] row) {
        return new Level(
                Field.valueOf(row[0]),
                row[1],
                Scope.valueOf(row[2].toUpperCase(Locale.ROOT)),
                share(row[3]),
                Double.parseDouble(row[4]),
                Double.parseDouble(row[5]),
                share(row[6]),
                share(row[7]));
    }

    private static double share(String text) {
        double value = Double.parseDouble(text);
        if (!(value > 0 && value <= 1)) {
            throw new IllegalStateException("a share must be above 0 and at most 1, not " + text);
        }
        return value;
    }

    /// This level seen for a value.
    ///
    /// @param frequency of the value within the scope, 1 without scope
    /// @param homeFrequency of the value among a family's members, 1 unless it is a full name
    Seen seen(double frequency, double homeFrequency) {
        return new Seen(this, frequency, homeFrequency);
    }

    Seen seen() {
        return new Seen(this, 1, 1);
    }

    /// A level with the frequency of the value it was seen for.
    record Seen(Level level, double frequency, double homeFrequency) {
        boolean is(Level other) {
            return level.equals(other);
        }

        double m() {
            return level.m;
        }

        double stranger() {
            return Math.min(1, level.stranger * frequency);
        }

        double neighbour() {
            double local =
                    level.scope == Scope.NAME ? Math.max(frequency, RAREST_IN_COMMUNE) : frequency;
            return Math.min(1, level.neighbour * local);
        }

        /// A chance of one in 100,000 stays for relatives of one name.
        double family() {
            return homeFrequency == 1
                    ? level.family
                    : Math.min(1, level.family * homeFrequency + 1e-5);
        }

        double twin() {
            return level.twin;
        }

        double ratio() {
            return m() / stranger();
        }
    }
}
