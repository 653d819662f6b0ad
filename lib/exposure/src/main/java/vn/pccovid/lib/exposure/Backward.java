package vn.pccovid.lib.exposure;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The way back: when a case caught it, and from which of the proven cases.
///
/// The incubation time is lognormal. A case without onset is taken to have had it as long before
/// its sample as usual. Immutable, thread-safe.
public final class Backward {
    /// A proven case the target has met.
    ///
    /// @param caseKey opaque key
    /// @param course of that case
    /// @param evidence of their meetings
    /// @param window when that case was infectious
    public record Meetings(
            String caseKey,
            CaseCourse course,
            List<? extends Evidence> evidence,
            InfectiousWindow window) {
        public Meetings {
            evidence = List.copyOf(evidence);
        }

        @Override
        public String toString() {
            return "Meetings[" + evidence.size() + "]";
        }
    }

    /// Who may have been the source.
    ///
    /// @param caseKey opaque key
    /// @param probability that it was this one; what is missing to 1 over all candidates is nobody
    ///   of them
    public record Candidate(String caseKey, double probability) {
        @Override
        public String toString() {
            return "Candidate[" + probability + "]";
        }
    }

    private static final double SECONDS_PER_DAY = 86_400;
    private static final Sentence SENTENCE =
            new Sentence(
                    "Khoảng thời gian có thể đã nhiễm bệnh, tính theo thời gian ủ bệnh.",
                    "When they may have caught it, by the incubation time.");

    private final ExposureModel model;
    private final Settings settings;

    public Backward(ExposureModel model) {
        this.model = model;
        this.settings = model.settings();
    }

    /// From when until when the case caught it: the longest incubation before its onset until half
    /// a day before it.
    public InfectiousWindow infectedBetween(CaseCourse course) {
        Instant onset = onset(course);
        Instant from =
                onset.minusSeconds(
                        (long) (settings.number("incubation_longest_days") * SECONDS_PER_DAY));
        return new InfectiousWindow(
                from.atZone(InfectiousWindow.VIETNAM).truncatedTo(ChronoUnit.DAYS).toInstant(),
                onset.minus(Duration.ofHours(12)),
                "incubation",
                SENTENCE);
    }

    /// How likely infection on a day is beside the likeliest day, 0 to 1.
    public double weight(CaseCourse course, LocalDate day) {
        Instant noon = day.atTime(LocalTime.NOON).atZone(InfectiousWindow.VIETNAM).toInstant();
        return weight(course, noon);
    }

    double weight(CaseCourse course, Instant at) {
        double days = Duration.between(at, onset(course)).toSeconds() / SECONDS_PER_DAY;
        if (days <= 0 || days > settings.number("incubation_longest_days") + 1) {
            return 0;
        }
        double sd = settings.number("incubation_log_sd");
        double median = Math.log(settings.number("incubation_median_days"));
        double mode = median - sd * sd;
        return density(Math.log(days), median, sd) / density(mode, median, sd);
    }

    private static double density(double log, double median, double sd) {
        double away = (log - median) / sd;
        return Math.exp(-away * away / 2 - log);
    }

    /// Who of the proven cases is the likeliest source, the likeliest first.
    public List<Candidate> sources(
            CaseCourse target, ContactState state, List<Meetings> provenCases) {
        InfectiousWindow between = infectedBetween(target);
        List<Candidate> doses = new ArrayList<>();
        double sum = settings.number("outside_dose");
        for (Meetings met : provenCases) {
            Instant from =
                    met.window.from().isAfter(between.from()) ? met.window.from() : between.from();
            Instant to = met.window.to().isBefore(between.to()) ? met.window.to() : between.to();
            double dose = 0;
            if (from.isBefore(to)) {
                InfectiousWindow both =
                        new InfectiousWindow(from, to, met.window.rule(), met.window.sentence());
                Assessment assessment = model.assess(met.course, state, met.evidence, both);
                for (var day : assessment.byDay().entrySet()) {
                    dose += model.dose(day.getValue()) * weight(target, day.getKey());
                }
            }
            doses.add(new Candidate(met.caseKey, dose));
            sum += dose;
        }
        double all = sum;
        return doses.stream()
                .map(c -> new Candidate(c.caseKey, c.probability / all))
                .sorted(Comparator.comparingDouble(Candidate::probability).reversed())
                .toList();
    }

    private Instant onset(CaseCourse course) {
        LocalDate onset = course.onset();
        return onset != null
                ? onset.atTime(LocalTime.NOON).atZone(InfectiousWindow.VIETNAM).toInstant()
                : course.sampledAt()
                        .minusSeconds(
                                (long)
                                        (settings.number("sample_after_onset_days")
                                                * SECONDS_PER_DAY));
    }
}
