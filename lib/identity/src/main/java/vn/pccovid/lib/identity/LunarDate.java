package vn.pccovid.lib.identity;

import java.time.LocalDate;

/// A date of the Vietnamese lunisolar calendar: parents often know a child's birthday by it, and
/// clerks write it into the field of the solar one.
///
/// Computed as by Hồ Ngọc Đức, "Thuật toán tính âm lịch" (2004), after J. Meeus, *Astronomical
/// Algorithms* (1998): months begin on the day of the new moon at UTC+7, and the month that holds
/// the winter solstice is the eleventh. Years 1900 to 2099; before 1968 the north and the south
/// kept other time zones, so a date may be a day off.
///
/// @param year lunar year, named after the solar year in which it begins
/// @param month 1 to 12
/// @param day 1 to 30
/// @param leap the second month of that number
public record LunarDate(int year, int month, int day, boolean leap) {
    private static final double ZONE_HOURS = 7;
    private static final long EPOCH_TO_JULIAN = 2_440_588;

    /// The lunar date of a solar day.
    public static LunarDate of(LocalDate solar) {
        return of(solar.toEpochDay());
    }

    /// The lunar date of a day counted from 1970-01-01.
    public static LunarDate of(long epochDay) {
        long julian = epochDay + EPOCH_TO_JULIAN;
        int solarYear = LocalDate.ofEpochDay(epochDay).getYear();
        long k = (long) Math.floor((julian - 2_415_021.076998695) / 29.530588853);
        long start = newMoon(k + 1);
        if (start > julian) {
            start = newMoon(k);
        }
        long a11 = eleventhMonth(solarYear);
        long b11 = a11;
        int year;
        if (a11 >= start) {
            year = solarYear;
            a11 = eleventhMonth(solarYear - 1);
        } else {
            year = solarYear + 1;
            b11 = eleventhMonth(solarYear + 1);
        }
        int day = (int) (julian - start + 1);
        int since = (int) ((start - a11) / 29);
        boolean leap = false;
        int month = since + 11;
        if (b11 - a11 > 365) {
            int at = leapMonth(a11);
            if (since >= at) {
                month = since + 10;
                leap = since == at;
            }
        }
        if (month > 12) {
            month -= 12;
        }
        if (month >= 11 && since < 4) {
            year--;
        }
        return new LunarDate(year, month, day, leap);
    }

    /// Julian day, at UTC+7, of the k-th new moon after 1900-01-01.
    private static long newMoon(long k) {
        double t = k / 1236.85;
        double t2 = t * t;
        double t3 = t2 * t;
        double radians = Math.PI / 180;
        double mean =
                2_415_020.75933
                        + 29.53058868 * k
                        + 0.0001178 * t2
                        - 0.000000155 * t3
                        + 0.00033 * Math.sin((166.56 + 132.87 * t - 0.009173 * t2) * radians);
        double sun = (359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3) * radians;
        double moon = (306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3) * radians;
        double f = (21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3) * radians;
        double correction =
                (0.1734 - 0.000393 * t) * Math.sin(sun)
                        + 0.0021 * Math.sin(2 * sun)
                        - 0.4068 * Math.sin(moon)
                        + 0.0161 * Math.sin(2 * moon)
                        - 0.0004 * Math.sin(3 * moon)
                        + 0.0104 * Math.sin(2 * f)
                        - 0.0051 * Math.sin(sun + moon)
                        - 0.0074 * Math.sin(sun - moon)
                        + 0.0004 * Math.sin(2 * f + sun)
                        - 0.0004 * Math.sin(2 * f - sun)
                        - 0.0006 * Math.sin(2 * f + moon)
                        + 0.0010 * Math.sin(2 * f - moon)
                        + 0.0005 * Math.sin(2 * moon + sun);
        double delta =
                t < -11
                        ? 0.001
                                + 0.000839 * t
                                + 0.0002261 * t2
                                - 0.00000845 * t3
                                - 0.000000081 * t * t3
                        : -0.000278 + 0.000265 * t + 0.000262 * t2;
        return (long) Math.floor(mean + correction - delta + 0.5 + ZONE_HOURS / 24);
    }

    /// Sixth of the circle, in thirty degrees, where the sun stands at the beginning of a Julian
    /// day at UTC+7.
    private static int sunLongitude(long julian) {
        double t = (julian - 2_451_545.5 - ZONE_HOURS / 24) / 36_525;
        double t2 = t * t;
        double radians = Math.PI / 180;
        double m = (357.52910 + 35_999.05030 * t - 0.0001559 * t2 - 0.00000048 * t * t2) * radians;
        double longitude =
                280.46645
                        + 36_000.76983 * t
                        + 0.0003032 * t2
                        + (1.914600 - 0.004817 * t - 0.000014 * t2) * Math.sin(m)
                        + (0.019993 - 0.000101 * t) * Math.sin(2 * m)
                        + 0.000290 * Math.sin(3 * m);
        double turn = longitude * radians;
        turn -= 2 * Math.PI * Math.floor(turn / (2 * Math.PI));
        return (int) (turn / Math.PI * 6);
    }

    /// Julian day on which the month of the winter solstice of a solar year begins.
    private static long eleventhMonth(int solarYear) {
        long off = LocalDate.of(solarYear, 12, 31).toEpochDay() + EPOCH_TO_JULIAN - 2_415_021;
        long k = (long) (off / 29.530588853);
        long start = newMoon(k);
        return sunLongitude(start) >= 9 ? newMoon(k - 1) : start;
    }

    /// How many months after the eleventh the leap month comes: the first without a change of
    /// sixth.
    private static int leapMonth(long a11) {
        long k = (long) Math.floor((a11 - 2_415_021.076998695) / 29.530588853 + 0.5);
        int i = 1;
        int last;
        int arc = sunLongitude(newMoon(k + i));
        do {
            last = arc;
            i++;
            arc = sunLongitude(newMoon(k + i));
        } while (arc != last && i < 14);
        return i - 1;
    }

    @Override
    public String toString() {
        return "LunarDate[••]";
    }
}
