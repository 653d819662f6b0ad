package vn.pccovid.lib.colour;

import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// A literal length of time in a rule. Hours run from the instant itself; days and months are those
/// of the Vietnamese calendar and turn at midnight: 14 days after any hour of 1 October are reached
/// when 15 October begins, and "within 180 days" ends with the last midnight of the 180th day.
///
/// @param amount 0 to 3,660 (ten years): no rule in force looks further, and a slip of the pen
///   shows
record Period(int amount, Unit unit) {
    static final int MAX_AMOUNT = 3_660;

    enum Unit {
        HOURS,
        DAYS,
        MONTHS
    }

    Period {
        if (amount < 0 || amount > MAX_AMOUNT) {
            throw new IllegalArgumentException(
                    "a period of " + amount + ": want 0 to " + MAX_AMOUNT);
        }
    }

    /// The first instant at which at least this period has passed since `at`.
    long reached(long at) {
        return switch (unit) {
            case HOURS -> at + TimeUnit.HOURS.toMicros(amount);
            case DAYS -> Math.max(at, VietnamTime.midnight(VietnamTime.dayOf(at) + amount));
            case MONTHS -> Math.max(at, VietnamTime.midnight(monthsAfter(at)));
        };
    }

    /// The first instant at which something that happened at `at` no longer lies within this
    /// period.
    long left(long at) {
        return switch (unit) {
            case HOURS -> at + TimeUnit.HOURS.toMicros(amount);
            case DAYS -> VietnamTime.midnight(VietnamTime.dayOf(at) + amount + 1);
            case MONTHS -> VietnamTime.midnight(monthsAfter(at).plusDays(1));
        };
    }

    /// The first instants whose period reaches an instant and goes beyond it: what happens from one
    /// of them on lasts until then.
    long[] before(long instant) {
        long day = VietnamTime.dayOf(instant);
        return switch (unit) {
            case HOURS -> {
                long start = instant - TimeUnit.HOURS.toMicros(amount);
                yield new long[] {start, start + 1};
            }
            case DAYS -> days(day - amount);
            case MONTHS -> days(LocalDate.ofEpochDay(day).minusMonths(amount).toEpochDay());
        };
    }

    private static long[] days(long day) {
        return new long[] {
            VietnamTime.midnight(day), VietnamTime.midnight(day + 1), VietnamTime.midnight(day + 2)
        };
    }

    private LocalDate monthsAfter(long at) {
        return LocalDate.ofEpochDay(VietnamTime.dayOf(at)).plusMonths(amount);
    }

    @Override
    public String toString() {
        return unit.name().toLowerCase(Locale.ROOT) + "(" + amount + ")";
    }
}
