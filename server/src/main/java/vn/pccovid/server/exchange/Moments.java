package vn.pccovid.server.exchange;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Reads points in time as the sources write them, in Vietnam time (UTC+7, without summer time
/// since 1975).
final class Moments {
    static final ZoneOffset VIETNAM = ZoneOffset.ofHours(7);

    /// The first known case fell ill in December 2019; nothing we read can be older.
    static final Instant EARLIEST = Instant.parse("2019-11-30T17:00:00Z");

    private Moments() {}

    /// Reads `dd/MM/yyyy HH:mm`, with or without seconds or time, ISO order, and spreadsheet day
    /// numbers; null when it is none of these.
    static @Nullable Instant read(String text) {
        int[] numbers = new int[6];
        int count = 0;
        boolean inside = false;
        int firstLength = 0;
        boolean fraction = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                if (!inside) {
                    if (count == 6) {
                        break; // fractions of a second
                    }
                    count++;
                    inside = true;
                }
                if (numbers[count - 1] > 99_999_999) {
                    return null;
                }
                numbers[count - 1] = numbers[count - 1] * 10 + (c - '0');
                firstLength += count == 1 ? 1 : 0;
            } else if ("/-.: TZ".indexOf(c) >= 0) {
                fraction |= c == '.' && count == 1;
                inside = false;
            } else {
                return null;
            }
        }
        try {
            if (firstLength == 5 && (count == 1 || (count == 2 && fraction))) {
                double days = Double.parseDouble(text);
                return LocalDateTime.of(1899, 12, 30, 0, 0)
                        .plusMinutes(Math.round(days * 24 * 60))
                        .toInstant(VIETNAM);
            }
            if (count < 3) {
                return null;
            }
            LocalDate day =
                    firstLength == 4
                            ? LocalDate.of(numbers[0], numbers[1], numbers[2])
                            : LocalDate.of(numbers[2], numbers[1], numbers[0]);
            return day.atTime(numbers[3], numbers[4], numbers[5]).toInstant(VIETNAM);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
