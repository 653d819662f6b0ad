package vn.pccovid.lib.colour;

import java.time.LocalDate;
import java.time.YearMonth;

/// The days on which a person may have been born: one day when the whole date is known, a month or
/// a year otherwise. A rule about children uses the latest of them, so that imprecise papers never
/// take a protection away.
public record BirthRange(LocalDate earliest, LocalDate latest) {
    public BirthRange {
        if (latest.isBefore(earliest)) {
            throw new IllegalArgumentException("birth range ends before it starts");
        }
    }

    /// Reads year, month and day where 0 is unknown. A day its month does not have (30 February
    /// stands on real papers) counts as the last day of that month.
    public static BirthRange of(int year, int month, int day) {
        if (month == 0) {
            return new BirthRange(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
        }
        YearMonth yearMonth = YearMonth.of(year, month);
        if (day == 0) {
            return new BirthRange(yearMonth.atDay(1), yearMonth.atEndOfMonth());
        }
        LocalDate date = yearMonth.atDay(Math.min(day, yearMonth.lengthOfMonth()));
        return new BirthRange(date, date);
    }

    @Override
    public String toString() {
        return "BirthRange[…]";
    }
}
