package vn.pccovid.lib.exposure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/// Risk by exposure windows, as apps on Google's and Apple's framework calculate it
/// (Corona-Warn-App, version 2): minutes weighed by attenuation and by how infectious the key was,
/// summed by day.
///
/// Here to read what phones of other countries conclude, and to hold our reading of attenuation
/// against a published one; our own probability is [ExposureModel]. Immutable, thread-safe.
///
/// @param weights by attenuation in dB, first match wins
/// @param perWindow risk of one window by its weighed minutes
/// @param perDay risk of a day by the sum of its windows
/// @param reportOffset by report type (1 test, 2 clinical, 3 self-reported, 4 recursive)
/// @param infectiousnessOffset by infectiousness (1 standard, 2 high)
/// @param transmissionRisk value by transmission risk level; levels without one count 0
public record WindowRisk(
        List<Range> weights,
        List<Range> perWindow,
        List<Range> perDay,
        Map<Integer, Integer> reportOffset,
        Map<Integer, Integer> infectiousnessOffset,
        Map<Integer, Double> transmissionRisk) {
    /// From `min` up to `max`, and what holds there.
    public record Range(double min, double max, boolean maxExclusive, double value) {
        boolean contains(double x) {
            return x >= min && (maxExclusive ? x < max : x <= max);
        }
    }

    /// One scan of a window.
    public record Scan(int minAttenuationDb, int seconds) {}

    /// At most half an hour with one key.
    ///
    /// @param ageInDays how many days ago
    /// @param calibrationConfidence of the phone, 0 to 3
    public record Window(
            int ageInDays,
            int reportType,
            int infectiousness,
            int calibrationConfidence,
            List<Scan> scans) {
        public Window {
            scans = List.copyOf(scans);
        }
    }

    /// 1 is low, 2 is high.
    public static final int LOW = 1;

    public static final int HIGH = 2;

    /// What the windows say together.
    ///
    /// @param level [#HIGH] if any day is
    /// @param days number of days of each level
    /// @param mostRecent age in days of the latest day of each level
    /// @param encounters of each level, at least: windows of one day, level and calibration count
    ///   once, and only on days that have a risk
    public record Result(
            int level,
            Map<Integer, Integer> days,
            Map<Integer, Integer> mostRecent,
            Map<Integer, Integer> encounters) {
        public Result {
            days = Map.copyOf(days);
            mostRecent = Map.copyOf(mostRecent);
            encounters = Map.copyOf(encounters);
        }
    }

    public WindowRisk {
        weights = List.copyOf(weights);
        perWindow = List.copyOf(perWindow);
        perDay = List.copyOf(perDay);
        reportOffset = Map.copyOf(reportOffset);
        infectiousnessOffset = Map.copyOf(infectiousnessOffset);
        transmissionRisk = Map.copyOf(transmissionRisk);
    }

    public Result of(List<Window> windows) {
        Map<Integer, Double> minutesByDay = new TreeMap<>();
        for (Window window : windows) {
            if (value(window) > 0) {
                minutesByDay.merge(window.ageInDays, minutes(window), Double::sum);
            }
        }
        Map<Integer, Integer> days = new HashMap<>();
        Map<Integer, Integer> mostRecent = new HashMap<>();
        Set<Integer> atRisk = new HashSet<>();
        minutesByDay.forEach((age, minutes) ->
                level(perDay, minutes)
                        .ifPresent(risk -> {
                            atRisk.add(age);
                            days.merge(risk, 1, Integer::sum);
                            mostRecent.putIfAbsent(risk, age);
                        }));
        Map<Integer, Set<String>> distinct = new HashMap<>();
        for (Window window : windows) {
            if (value(window) > 0 && atRisk.contains(window.ageInDays)) {
                String one =
                        "%d/%d/%d"
                                .formatted(
                                        window.ageInDays,
                                        transmissionRiskLevel(window),
                                        window.calibrationConfidence);
                level(perWindow, minutes(window))
                        .ifPresent(risk ->
                                distinct.computeIfAbsent(risk, k -> new HashSet<>()).add(one));
            }
        }
        Map<Integer, Integer> encounters = new HashMap<>();
        distinct.forEach((risk, all) -> encounters.put(risk, all.size()));
        return new Result(days.containsKey(HIGH) ? HIGH : LOW, days, mostRecent, encounters);
    }

    private int transmissionRiskLevel(Window window) {
        return reportOffset.getOrDefault(window.reportType, 0)
                + infectiousnessOffset.getOrDefault(window.infectiousness, 0);
    }

    private double value(Window window) {
        return transmissionRisk.getOrDefault(transmissionRiskLevel(window), 0.0);
    }

    /// Weighed by attenuation and by the value of the transmission risk.
    private double minutes(Window window) {
        double minutes = 0;
        for (Scan scan : window.scans) {
            for (Range weight : weights) {
                if (weight.contains(scan.minAttenuationDb)) {
                    minutes += weight.value * scan.seconds / 60.0;
                    break;
                }
            }
        }
        return value(window) * minutes;
    }

    /// Bounds hold to a millionth: 3 x 1.2 is less than 3.6 in binary.
    private static OptionalInt level(List<Range> ranges, double exact) {
        double minutes = Math.round(exact * 1e6) / 1e6;
        for (Range range : ranges) {
            if (range.contains(minutes)) {
                return OptionalInt.of((int) range.value);
            }
        }
        return OptionalInt.empty();
    }
}
