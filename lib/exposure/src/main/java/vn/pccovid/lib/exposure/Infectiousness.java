package vn.pccovid.lib.exposure;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;

/// How infectious a case was at an instant, beside an average symptomatic case at its peak: a gamma
/// curve shifted to before onset (He et al. 2020), averaged over where the onset may lie when
/// nobody knows it.
final class Infectiousness {
    private static final double SECONDS_PER_DAY = 86_400;
    private static final int STEPS = 9;
    private static final double WIDEST = 2;

    private final double[] onsetDays;
    private final double[] weights;
    private final double factor;
    private final double shape;
    private final double rate;
    private final double shift;
    private final double mode;

    Infectiousness(CaseCourse course, Settings settings) {
        shape = settings.number("infectious_shape");
        rate = settings.number("infectious_rate_per_day");
        shift = settings.number("infectious_shift_days");
        mode = (shape - 1) / rate;
        LocalDate onset = course.onset();
        double scale = 1;
        if (onset != null) {
            Instant noon =
                    onset.atTime(LocalTime.NOON).atZone(InfectiousWindow.VIETNAM).toInstant();
            onsetDays = new double[] {days(noon)};
            weights = new double[] {1};
        } else {
            double sd = settings.number("sample_after_onset_sd_days");
            double mean = days(course.sampledAt()) - settings.number("sample_after_onset_days");
            onsetDays = new double[STEPS];
            weights = new double[STEPS];
            double sum = 0;
            for (int i = 0; i < STEPS; i++) {
                double away = WIDEST * (2.0 * i / (STEPS - 1) - 1);
                onsetDays[i] = mean + away * sd;
                weights[i] = Math.exp(-away * away / 2);
                sum += weights[i];
            }
            for (int i = 0; i < STEPS; i++) {
                weights[i] /= sum;
            }
            scale = settings.number("no_onset_factor");
        }
        Double ct = course.ct();
        if (ct != null) {
            double log10 = (settings.number("ct_reference") - ct) / settings.number("ct_per_log10");
            scale *= Math.pow(settings.number("infectiousness_per_log10"), log10);
        }
        factor = scale;
    }

    private static double days(Instant at) {
        return at.getEpochSecond() / SECONDS_PER_DAY;
    }

    double at(long seconds) {
        double now = seconds / SECONDS_PER_DAY;
        double sum = 0;
        for (int i = 0; i < onsetDays.length; i++) {
            sum += weights[i] * curve(now - onsetDays[i]);
        }
        return factor * sum;
    }

    private double curve(double daysAfterOnset) {
        double x = daysAfterOnset + shift;
        return x <= 0 ? 0 : Math.exp((shape - 1) * Math.log(x / mode) - rate * (x - mode));
    }
}
