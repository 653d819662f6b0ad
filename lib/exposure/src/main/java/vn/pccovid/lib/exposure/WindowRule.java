package vn.pccovid.lib.exposure;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From when until when a case of one kind is infectious, by one sentence of a text. Days before
/// are whole days: the window begins at midnight.
record WindowRule(
        String name,
        Sentence sentence,
        Parameter origin,
        When when,
        From from,
        int days,
        Until until) {
    enum When {
        SYMPTOMATIC,
        SOURCE_KNOWN,
        ALWAYS
    }

    enum From {
        ONSET,
        FIRST_CONTACT,
        SAMPLE
    }

    enum Until {
        ISOLATION,
        RECOVERY
    }

    private static final int MOST_DAYS = 28;

    static WindowRule read(Pack pack) {
        pack.only(
                "clause", "vi", "en", "certain", "source", "when", "from", "days_before", "until");
        int days = (int) pack.number("days_before", 0, MOST_DAYS);
        return new WindowRule(
                pack.text("clause"),
                pack.sentence(),
                new Parameter(pack.text("clause"), days, pack.flag("certain"), pack.text("source")),
                pack.choice(When.class, pack.text("when")),
                pack.choice(From.class, pack.text("from")),
                days,
                pack.choice(Until.class, pack.text("until")));
    }

    /// The window, if the rule speaks of this case.
    Optional<InfectiousWindow> window(CaseCourse course, String text, Instant asOf) {
        boolean applies =
                switch (when) {
                    case SYMPTOMATIC -> course.onset() != null;
                    case SOURCE_KNOWN -> course.metSourceAt() != null;
                    case ALWAYS -> true;
                };
        Instant begin = applies ? begin(course) : null;
        if (begin == null) {
            return Optional.empty();
        }
        Instant end =
                switch (until) {
                    case ISOLATION -> course.isolatedAt();
                    case RECOVERY -> course.clearedAt();
                };
        return Optional.of(window(begin, end, text, asOf));
    }

    private InfectiousWindow window(
            Instant begin, @Nullable Instant end, String text, Instant asOf) {
        Instant to = end == null || end.isAfter(asOf) ? asOf : end;
        Instant start = begin.isAfter(to) ? to : begin;
        return new InfectiousWindow(start, to, text + " " + name, sentence);
    }

    private @Nullable Instant begin(CaseCourse course) {
        return switch (from) {
            case ONSET -> {
                LocalDate onset = course.onset();
                yield onset == null ? null : midnight(onset.minusDays(days));
            }
            case FIRST_CONTACT -> {
                Instant met = course.metSourceAt();
                yield met == null ? null : met;
            }
            case SAMPLE ->
                    midnight(
                            LocalDate.ofInstant(course.sampledAt(), InfectiousWindow.VIETNAM)
                                    .minusDays(days));
        };
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(InfectiousWindow.VIETNAM).toInstant();
    }
}
