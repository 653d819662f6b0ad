package vn.pccovid.lib.linkage;

import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.Precision;
import vn.pccovid.lib.linkage.Level.Scope;
import vn.pccovid.lib.linkage.Level.Seen;

/// Compares birth dates to the precision both have. 01/01 is what gets written for an unknown day,
/// so it counts as little more than its year; a date that never was is as good as its printed
/// digits.
final class BirthLevels {
    private final Level exact;
    private final Level swap;
    private final Level yearOff;
    private final Level dayOff;
    private final Level digitOff;
    private final Level defaultSameYear;
    private final Level yearOnly;
    private final Level monthOnly;
    private final Level yearFromId;
    private final Level sameYear;
    private final Level yearNear;
    private final Level differs;

    BirthLevels(WeightTable table) {
        exact = table.level(Field.BIRTH_DATE, "exact");
        swap = table.level(Field.BIRTH_DATE, "swap");
        yearOff = table.level(Field.BIRTH_DATE, "year_off");
        dayOff = table.level(Field.BIRTH_DATE, "day_off");
        digitOff = table.level(Field.BIRTH_DATE, "digit_off");
        defaultSameYear = table.level(Field.BIRTH_DATE, "default_same_year");
        yearOnly = table.level(Field.BIRTH_DATE, "year_only");
        monthOnly = table.level(Field.BIRTH_DATE, "month_only");
        yearFromId = table.level(Field.BIRTH_DATE, "year_from_id");
        sameYear = table.level(Field.BIRTH_DATE, "same_year");
        yearNear = table.level(Field.BIRTH_DATE, "year_near");
        differs = table.level(Field.BIRTH_DATE, "differs");
    }

    boolean fullAgreement(Level level) {
        return level.equals(exact);
    }

    boolean sameYear(Level level) {
        return level.equals(exact)
                || level.equals(swap)
                || level.equals(yearOnly)
                || level.equals(monthOnly)
                || level.equals(yearFromId);
    }

    /// No known slip explains the difference.
    boolean contradict(Level level) {
        return level.equals(sameYear) || level.equals(differs);
    }

    /// How precise both dates are.
    int detail(BirthDate a, BirthDate b) {
        return a.precision() == Precision.DAY && b.precision() == Precision.DAY
                ? 2
                : a.precision() == Precision.YEAR || b.precision() == Precision.YEAR ? 0 : 1;
    }

    Seen compare(BirthDate a, BirthDate b, boolean fromId) {
        Level level = level(a, b, fromId);
        double frequency =
                level.scope() == Scope.DATE
                        ? Math.max(date(a), date(b))
                        : level.scope() == Scope.YEAR
                                ? Math.max(Frequencies.year(a.year()), Frequencies.year(b.year()))
                                : 1;
        return level.seen(frequency, 1);
    }

    private static double date(BirthDate d) {
        return Frequencies.date(d.year(), d.month(), d.day());
    }

    private Level level(BirthDate a, BirthDate b, boolean fromId) {
        int years = Math.abs(a.year() - b.year());
        if (a.precision() == Precision.DAY && b.precision() == Precision.DAY) {
            return days(a, b, years);
        }
        if (years > 1) {
            return differs;
        }
        if (years == 1) {
            return yearNear;
        }
        if (a.precision() == Precision.YEAR || b.precision() == Precision.YEAR) {
            return fromId ? yearFromId : yearOnly;
        }
        return a.month() == b.month() ? monthOnly : sameYear;
    }

    private Level days(BirthDate a, BirthDate b, int years) {
        if (a.equals(b)) {
            return exact;
        }
        if (years == 0 && a.day() == b.month() && a.month() == b.day()) {
            return swap;
        }
        boolean sameDay = a.day() == b.day() && a.month() == b.month();
        if (years == 1 && sameDay) {
            return yearOff;
        }
        if (years == 0 && standard(a) != standard(b)) {
            return defaultSameYear;
        }
        if (Math.abs(a.earliest().toEpochDay() - b.earliest().toEpochDay()) <= 1) {
            return dayOff;
        }
        if (oneDigit(a, b)) {
            return digitOff;
        }
        return years == 0 ? sameYear : differs;
    }

    private static boolean standard(BirthDate d) {
        return d.day() == 1 && d.month() == 1;
    }

    private static boolean oneDigit(BirthDate a, BirthDate b) {
        int x = a.year() * 10_000 + a.month() * 100 + a.day();
        int y = b.year() * 10_000 + b.month() * 100 + b.day();
        int wrong = 0;
        while (x > 0 || y > 0) {
            wrong += x % 10 == y % 10 ? 0 : 1;
            x /= 10;
            y /= 10;
        }
        return wrong == 1;
    }
}
