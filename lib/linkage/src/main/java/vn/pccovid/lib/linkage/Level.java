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

    Level withM(double share) {
        return new Level(field, name, scope, share, stranger, neighbour, family, twin);
    }

    Level withStranger(double share) {
        return new Level(field, name, scope, m, share, neighbour, family, twin);
    }

    /// The line this level is read from.
    String write() {
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%.6g,%.6g,%.6g,%.6g,%.6g",
                field,
                name,
                scope.name().toLowerCase(Locale.ROOT),
                m,
                stranger,
                neighbour,
                family,
                twin);
    }

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
            throw new IllegalArgumentException(
                    "a share must be above 0 and at most 1, not " + text);
        }
        return value;
    }
}
