package vn.pccovid.lib.identity;

import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/// A birth date as papers state it: year only and year with month are lawful, and dates that never
/// were (30/02) stand in official papers and are kept as printed (Circular 04/2020/TT-BTP; domain
/// 3.10).
///
/// @param year 1880 to 2099
/// @param month 1 to 12, 0 unknown
/// @param day 1 to 31, 0 unknown; unknown when the month is
public record BirthDate(int year, int month, int day) {
    /// Nobody alive in 2021 was born earlier.
    public static final int EARLIEST_YEAR = 1880;

    public static final int LATEST_YEAR = 2099;

    /// Two-digit years up to this one belong to 2000: the old apps ended in 2021.
    static final int PIVOT = 21;

    private static final int LONGEST = 64;

    public BirthDate {
        if (year < EARLIEST_YEAR
                || year > LATEST_YEAR
                || month < 0
                || month > 12
                || day < 0
                || day > 31
                || (month == 0 && day != 0)) {
            throw new IllegalArgumentException(
                    "a birth date needs a year 1880–2099, a month 0–12 and a day 0–31");
        }
    }

    public Precision precision() {
        return month == 0 ? Precision.YEAR : day == 0 ? Precision.MONTH : Precision.DAY;
    }

    /// True for a day that the calendar never had.
    public boolean impossible() {
        return day > 28 && day > YearMonth.of(year, month).lengthOfMonth();
    }

    /// First day the person can have been born on. An impossible date counts as the first day after
    /// its month (30/02 → 01/03).
    public LocalDate earliest() {
        if (impossible()) {
            return LocalDate.of(year, month, 1).plusMonths(1);
        }
        return LocalDate.of(year, Math.max(month, 1), Math.max(day, 1));
    }

    /// Last day the person can have been born on.
    public LocalDate latest() {
        return switch (precision()) {
            case YEAR -> Year.of(year).atMonth(12).atEndOfMonth();
            case MONTH -> YearMonth.of(year, month).atEndOfMonth();
            case DAY -> earliest();
        };
    }

    /// Reads day/month/year with any separator, ISO dates, `yyyy`, `MM/yyyy`, `yyyyMMdd`,
    /// `ddMMyyyy`, masked parts (`1987-**-**`), zeros for unknown parts, a time behind it
    /// (dropped), two-digit years (unsure) and Excel serial numbers (unsure).
    ///
    /// Repairs: `time_dropped`, `masked`, `excel_serial`, `two_digit_year`, `day_month_swapped`,
    /// `impossible_date` (kept), `default_day` (01/01, often written for an unknown day),
    /// `default_date` (01/01/1900, 01/01/1970). Refusals: `empty`, `too_long`,
    /// `birth_date_unreadable`, `birth_date_absurd`, `excel_scientific`.
    public static Reading<BirthDate> read(String typed) {
        if (typed.length() > LONGEST) {
            return Reading.refused("too_long", "at most " + LONGEST + " characters");
        }
        String text = typed.strip();
        if (text.isEmpty()) {
            return Reading.refused("empty", "");
        }
        if (Digits.scientific(text)) {
            return Reading.refused("excel_scientific", "");
        }
        int[] value = new int[8];
        int[] length = new int[8];
        int tokens = 0;
        boolean masked = false;
        boolean inside = false;
        int letters = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean star = c == '*' || c == 'x' || c == 'X';
            if ((c >= '0' && c <= '9') || star) {
                if (!inside) {
                    if (tokens == 8) {
                        return Reading.refused("birth_date_unreadable", "too many numbers");
                    }
                    tokens++;
                    inside = true;
                }
                if (++length[tokens - 1] > 14 || (length[tokens - 1] > 9 && star)) {
                    return Reading.refused("birth_date_unreadable", "number too long");
                }
                if (length[tokens - 1] <= 8) {
                    value[tokens - 1] = value[tokens - 1] * 10 + (star ? 0 : c - '0');
                }
                masked |= star;
            } else {
                inside = false;
                if (Character.isLetter(c) && c != 'T' && c != 'Z') {
                    letters++;
                }
            }
        }
        if (tokens == 0 || letters > 14) {
            return Reading.refused("birth_date_unreadable", "no date");
        }
        List<Repair> repairs = new ArrayList<>(2);
        if (masked) {
            repairs.add(new Repair("masked", ""));
        }
        int year;
        int month = 0;
        int day = 0;
        double confidence = 1;
        if (tokens == 2 && length[0] == 5 && length[1] == 1 && value[1] == 0) {
            tokens = 1; // "31794.0": a serial number with its decimal
        }
        if (tokens == 1 || (tokens <= 4 && length[0] == 8)) {
            int n = value[0];
            switch (length[0]) {
                case 4 -> year = n;
                case 8, 12, 14 -> {
                    if (length[0] > 8 || tokens > 1) {
                        repairs.add(new Repair("time_dropped", ""));
                    }
                    boolean yearFirst =
                            n / 10_000 >= EARLIEST_YEAR
                                    && n / 10_000 <= LATEST_YEAR
                                    && n / 100 % 100 <= 12;
                    year = yearFirst ? n / 10_000 : n % 10_000;
                    month = n / 100 % 100;
                    day = n % 100;
                    if (!yearFirst) {
                        month = n / 10_000 % 100;
                        day = n / 1_000_000;
                    }
                }
                case 6 -> {
                    if (n / 100 >= EARLIEST_YEAR && n / 100 <= LATEST_YEAR && n % 100 <= 12) {
                        year = n / 100;
                        month = n % 100;
                    } else {
                        year = century(n % 100);
                        month = n / 100 % 100;
                        day = n / 10_000;
                        repairs.add(new Repair("two_digit_year", ""));
                        confidence = 0.5;
                    }
                }
                case 5 -> {
                    LocalDate date = LocalDate.of(1899, 12, 30).plusDays(n);
                    year = date.getYear();
                    month = date.getMonthValue();
                    day = date.getDayOfMonth();
                    repairs.add(new Repair("excel_serial", ""));
                    confidence = 0.6;
                }
                case 2 -> {
                    year = century(n);
                    repairs.add(new Repair("two_digit_year", ""));
                    confidence = 0.4;
                }
                default -> {
                    return Reading.refused(
                            "birth_date_unreadable", "number of " + length[0] + " digits");
                }
            }
        } else if (tokens == 2) {
            int yearAt = length[0] == 4 ? 0 : length[1] == 4 ? 1 : -1;
            if (yearAt < 0) {
                return Reading.refused("birth_date_unreadable", "no year");
            }
            year = value[yearAt];
            month = value[1 - yearAt];
        } else {
            if (tokens > 3) {
                repairs.add(new Repair("time_dropped", ""));
            }
            if (length[0] == 4) {
                year = value[0];
                month = value[1];
                day = value[2];
            } else if (length[2] == 4) {
                day = value[0];
                month = value[1];
                year = value[2];
            } else if (length[0] <= 2 && length[1] <= 2 && length[2] == 2) {
                day = value[0];
                month = value[1];
                year = century(value[2]);
                repairs.add(new Repair("two_digit_year", ""));
                confidence = 0.5;
            } else {
                return Reading.refused("birth_date_unreadable", "no year");
            }
        }
        if (year < EARLIEST_YEAR || year > LATEST_YEAR) {
            return Reading.refused("birth_date_absurd", "year outside 1880–2099");
        }
        if (month > 12 && day >= 1 && day <= 12 && month <= 31) {
            int swap = month;
            month = day;
            day = swap;
            repairs.add(new Repair("day_month_swapped", ""));
            confidence = Math.min(confidence, 0.7);
        }
        if (month > 12 || day > 31) {
            return Reading.refused("birth_date_absurd", "month or day outside the calendar");
        }
        if (month == 0) {
            day = 0;
        }
        BirthDate date = new BirthDate(year, month, day);
        if (date.impossible()) {
            repairs.add(new Repair("impossible_date", ""));
            confidence = Math.min(confidence, 0.8);
        }
        if (month == 1 && day == 1) {
            boolean computer = year == 1900 || year == 1970;
            repairs.add(new Repair(computer ? "default_date" : "default_day", ""));
            confidence = Math.min(confidence, computer ? 0.2 : 0.7);
        }
        return new Reading<>(date, repairs, confidence);
    }

    private static int century(int twoDigits) {
        return twoDigits <= PIVOT ? 2000 + twoDigits : 1900 + twoDigits;
    }

    @Override
    public String toString() {
        return "BirthDate[•• " + precision() + "]";
    }
}
