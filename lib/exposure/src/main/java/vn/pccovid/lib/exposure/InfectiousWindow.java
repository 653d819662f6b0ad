package vn.pccovid.lib.exposure;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/// From when until when somebody could infect others, by one rule. The end is not part of it.
///
/// @param from first instant
/// @param to end; not before `from`, and equal to it when nothing of the window is left
/// @param rule which sentence of which text (`3638 W1`)
/// @param sentence that rule for people to read
public record InfectiousWindow(Instant from, Instant to, String rule, Sentence sentence) {
    /// Days are days of Vietnam.
    static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    public InfectiousWindow {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a window ends at " + to + " before " + from);
        }
    }

    public boolean contains(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }

    /// Whether any instant of the half-open span lies inside; an empty span counts as its instant.
    public boolean touches(Instant spanFrom, Instant spanTo) {
        return spanFrom.equals(spanTo)
                ? contains(spanFrom)
                : spanFrom.isBefore(to) && spanTo.isAfter(from);
    }

    /// The days of which something belongs to the window, in order.
    public List<LocalDate> days() {
        if (from.equals(to)) {
            return List.of();
        }
        LocalDate last = LocalDate.ofInstant(to.minusNanos(1), VIETNAM);
        return LocalDate.ofInstant(from, VIETNAM).datesUntil(last.plusDays(1)).toList();
    }
}
