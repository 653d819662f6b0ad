package vn.pccovid.lib.linkage;

import vn.pccovid.lib.identity.LunarDate;

/// Compares birth dates to the precision both have. 01/01 is what gets written for an unknown day,
/// so it counts as little more than its year; a date that never was is as good as its printed
/// digits.
final class BirthLevels {
    static final int EXACT = 0;
    static final int SWAP = 1;
    static final int YEAR_OFF = 2;
    static final int DAY_OFF = 3;
    static final int DIGIT_OFF = 4;
    static final int DEFAULT_SAME_YEAR = 5;
    static final int YEAR_ONLY = 6;
    static final int MONTH_ONLY = 7;
    static final int YEAR_FROM_ID = 8;
    static final int SAME_YEAR = 9;
    static final int YEAR_NEAR = 10;
    static final int DIFFERS = 11;

    /// One is the other's day in the lunar calendar.
    static final int LUNAR = 12;

    static final String[] NAMES = {
        "exact",
        "swap",
        "year_off",
        "day_off",
        "digit_off",
        "default_same_year",
        "year_only",
        "month_only",
        "year_from_id",
        "same_year",
        "year_near",
        "differs",
        "lunar"
    };

    /// A lunar date, read as a solar one, lies so many days before the day it means.
    private static final int LUNAR_LEAST = 15;

    private static final int LUNAR_MOST = 56;

    private BirthLevels() {}

    static boolean sameYear(int level) {
        return level == EXACT
                || level == SWAP
                || level == YEAR_ONLY
                || level == MONTH_ONLY
                || level == YEAR_FROM_ID;
    }

    /// No known slip explains the difference.
    static boolean contradict(int level) {
        return level == SAME_YEAR || level == DIFFERS;
    }

    /// How precise both dates are.
    static int detail(long headA, long headB) {
        if (Packed.day(headA) > 0 && Packed.day(headB) > 0) {
            return 2;
        }
        return Packed.month(headA) == 0 || Packed.month(headB) == 0 ? 0 : 1;
    }

    /// The level of two rows that both have a birth year.
    static int level(long a, long b, boolean fromId) {
        int years = Math.abs(Packed.year(a) - Packed.year(b));
        if (Packed.day(a) > 0 && Packed.day(b) > 0) {
            return days(a, b, years);
        }
        if (years > 1) {
            return DIFFERS;
        }
        if (years == 1) {
            return YEAR_NEAR;
        }
        if (Packed.month(a) == 0 || Packed.month(b) == 0) {
            return fromId ? YEAR_FROM_ID : YEAR_ONLY;
        }
        return Packed.month(a) == Packed.month(b) ? MONTH_ONLY : SAME_YEAR;
    }

    private static int days(long a, long b, int years) {
        int monthA = Packed.month(a);
        int monthB = Packed.month(b);
        int dayA = Packed.day(a);
        int dayB = Packed.day(b);
        boolean sameDay = dayA == dayB && monthA == monthB;
        if (years == 0 && sameDay) {
            return EXACT;
        }
        if (years == 0 && dayA == monthB && monthA == dayB) {
            return SWAP;
        }
        if (years == 1 && sameDay) {
            return YEAR_OFF;
        }
        if (years == 0 && standard(monthA, dayA) != standard(monthB, dayB)) {
            return DEFAULT_SAME_YEAR;
        }
        if (years <= 1
                && Math.abs(
                                epochDay(Packed.year(a), monthA, dayA)
                                        - epochDay(Packed.year(b), monthB, dayB))
                        <= 1) {
            return DAY_OFF;
        }
        if (years == 0 && dayA == dayB && Math.abs(monthA - monthB) == 1) {
            return DIGIT_OFF; // September for October is two digits and one slip
        }
        if (oneDigit(Packed.year(a), monthA, dayA, Packed.year(b), monthB, dayB)) {
            return DIGIT_OFF;
        }
        if (years <= 1 && (lunar(a, b) || lunar(b, a))) {
            return LUNAR;
        }
        return years == 0 ? SAME_YEAR : DIFFERS;
    }

    private static boolean lunar(long solar, long typed) {
        long day = epochDay(Packed.year(solar), Packed.month(solar), Packed.day(solar));
        long before = day - epochDay(Packed.year(typed), Packed.month(typed), Packed.day(typed));
        if (before < LUNAR_LEAST || before > LUNAR_MOST) {
            return false;
        }
        LunarDate meant = LunarDate.of(day);
        // Some keep the lunar day and month and write the solar year.
        boolean year =
                meant.year() == Packed.year(typed) || Packed.year(solar) == Packed.year(typed);
        return year && meant.month() == Packed.month(typed) && meant.day() == Packed.day(typed);
    }

    private static boolean standard(int month, int day) {
        return day == 1 && month == 1;
    }

    /// Days since 1970; a day the month never had counts as the first of the next (30/02 → 01/03).
    static long epochDay(int year, int month, int day) {
        int most =
                switch (month) {
                    case 2 -> (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
                    case 4, 6, 9, 11 -> 30;
                    default -> 31;
                };
        int lawful = Math.min(day, most + 1);
        // Days from civil (H. Hinnant): years begin in March.
        long y = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(y, 400);
        long ofEra = y - era * 400;
        long ofYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + lawful - 1;
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468;
    }

    private static boolean oneDigit(
            int yearA, int monthA, int dayA, int yearB, int monthB, int dayB) {
        int x = yearA * 10_000 + monthA * 100 + dayA;
        int y = yearB * 10_000 + monthB * 100 + dayB;
        return NumberLevels.wrongDigits(x, y) == 1;
    }
}
