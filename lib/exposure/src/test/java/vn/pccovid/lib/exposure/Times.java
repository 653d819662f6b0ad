package vn.pccovid.lib.exposure;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

/// Times of Vietnam for tests.
final class Times {
    private Times() {}

    /// `2021-10-05 08:30` in Vietnam.
    static Instant at(String local) {
        return LocalDateTime.parse(local.replace(' ', 'T'))
                .atZone(InfectiousWindow.VIETNAM)
                .toInstant();
    }

    static InfectiousWindow window(String from, String to) {
        return new InfectiousWindow(at(from), at(to), "test", new Sentence("thử", "test"));
    }

    static LocalDate day(String day) {
        return LocalDate.parse(day);
    }
}
