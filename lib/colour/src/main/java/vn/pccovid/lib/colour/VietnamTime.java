package vn.pccovid.lib.colour;

import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;

/// Time as the engine counts it: microseconds since 1970 UTC in a `long`, days by the calendar of
/// Asia/Ho_Chi_Minh, which has been UTC+7 without summer time since 13 June 1975, so a day is a
/// division and not a look-up.
///
/// Times are held within ±2⁵² µs (142 years from 1970), which leaves eleven bits beside each for
/// what changes then; what lies beyond counts as never.
final class VietnamTime {
    static final long LIMIT_MICROS = 1L << 52;

    private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);
    private static final long OFFSET_MICROS = TimeUnit.HOURS.toMicros(7);

    private VietnamTime() {}

    static long micros(Instant instant) {
        long seconds = instant.getEpochSecond();
        long limitSeconds = LIMIT_MICROS / 1_000_000;
        if (seconds >= limitSeconds) {
            return LIMIT_MICROS;
        }
        if (seconds < -limitSeconds) {
            return -LIMIT_MICROS;
        }
        return seconds * 1_000_000 + instant.getNano() / 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /// Days since 1970 of the Vietnamese calendar day this instant falls on.
    static long dayOf(long micros) {
        return Math.floorDiv(micros + OFFSET_MICROS, DAY_MICROS);
    }

    /// The midnight with which a Vietnamese day begins.
    static long midnight(long epochDay) {
        long micros = epochDay * DAY_MICROS - OFFSET_MICROS;
        return Math.clamp(micros, -LIMIT_MICROS, LIMIT_MICROS);
    }

    static long midnight(LocalDate date) {
        return midnight(date.toEpochDay());
    }
}
