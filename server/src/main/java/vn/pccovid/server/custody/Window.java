package vn.pccovid.server.custody;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/// From one instant until before another.
public record Window(Instant from, Instant to) {
    public Window {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a window from %s to %s".formatted(from, to));
        }
    }

    /// Whether all of the other lies in this one.
    public boolean holds(Window other) {
        return !other.from.isBefore(from) && !other.to.isAfter(to);
    }

    /// Length.
    public Duration length() {
        return Duration.between(from, to);
    }

    /// The days of Viet Nam it touches, in order.
    public List<LocalDate> days() {
        return Custody.day(from).datesUntil(Custody.day(to.minusNanos(1)).plusDays(1)).toList();
    }
}
