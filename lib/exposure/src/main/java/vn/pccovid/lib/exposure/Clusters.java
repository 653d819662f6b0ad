package vn.pccovid.lib.exposure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds places and hours that explain several cases at once.
///
/// Each case caught it once: at one of its stays, or where nobody recorded it. How dangerous each
/// gathering (a place and the hours in which cases followed each other there) was is not known, and
/// is found by expectation–maximisation: a case is shared out over its stays by their danger, time
/// and the incubation time; the danger of a gathering is the cases shared to it over the visits it
/// usually has. So a market everybody visits explains little, and a bar nine people visited on one
/// night explains much. Immutable, thread-safe.
public final class Clusters {
    /// At most so many stays are read of one case.
    public static final int MOST_STAYS = 2_000;

    private static final int ROUNDS = 40;
    private static final Duration SILENCE = Duration.ofHours(3);

    /// Cases nobody can place: as many as a gathering of this danger.
    private static final double ELSEWHERE = 1;

    /// One stay of a case at a gathering.
    private static final class Link {
        final int caseIndex;
        final Stay.Span span;
        final double exposure;
        double part;

        Link(int caseIndex, Stay.Span span, double exposure) {
            this.caseIndex = caseIndex;
            this.span = span;
            this.exposure = exposure;
        }
    }

    private static final class Gathering {
        final String place;
        final PlaceKind kind;
        final List<Link> links;
        final double visits;
        double danger;

        Gathering(String place, PlaceKind kind, List<Link> links, double visits) {
            this.place = place;
            this.kind = kind;
            this.links = links;
            this.visits = visits;
        }

        Set<Integer> cases() {
            Set<Integer> cases = new HashSet<>();
            links.forEach(l -> cases.add(l.caseIndex));
            return cases;
        }
    }

    private final Backward backward;
    private final CoPresence presence;
    private final Settings settings;

    public Clusters(ExposureModel model) {
        this.settings = model.settings();
        this.backward = new Backward(model);
        this.presence = new CoPresence(settings);
    }

    /// The gatherings with at least so many cases, those that explain most first.
    ///
    /// @param usualVisits visits a place has in all over the same days; a place that is missing is
    ///   taken for an average one
    /// @param atLeastCases at least 2
    public List<Cluster> find(
            List<CaseStays> cases, Map<String, Long> usualVisits, int atLeastCases) {
        if (atLeastCases < 2) {
            throw new IllegalArgumentException("a cluster of " + atLeastCases + ", wanted 2");
        }
        double average =
                usualVisits.values().stream().mapToLong(Long::longValue).average().orElse(1);
        List<Gathering> gatherings = gatherings(cases, usualVisits, average);
        share(gatherings, cases.size(), average);
        Map<Integer, Double> staysPerCase = new HashMap<>();
        for (Gathering gathering : gatherings) {
            gathering.cases().forEach(c -> staysPerCase.merge(c, 1.0, Double::sum));
        }
        double allVisits =
                usualVisits.isEmpty()
                        ? 0
                        : usualVisits.values().stream().mapToLong(Long::longValue).sum();
        int places = (int) gatherings.stream().map(g -> g.place).distinct().count();
        List<Cluster> found = new ArrayList<>();
        for (Gathering gathering : gatherings) {
            Set<Integer> there = gathering.cases();
            if (there.size() >= atLeastCases) {
                double share =
                        allVisits > 0
                                ? Math.min(1, gathering.visits / allVisits)
                                : 1.0 / Math.max(1, places);
                double expected = 0;
                for (double stays : staysPerCase.values()) {
                    expected += 1 - Math.pow(1 - share, stays);
                }
                found.add(cluster(gathering, cases, there.size(), expected));
            }
        }
        found.sort(
                Comparator.comparingDouble(Cluster::explained)
                        .reversed()
                        .thenComparing(Cluster::from));
        return found;
    }

    private List<Gathering> gatherings(
            List<CaseStays> cases, Map<String, Long> usualVisits, double average) {
        Map<String, List<Link>> byPlace = new LinkedHashMap<>();
        Map<String, PlaceKind> kinds = new HashMap<>();
        for (int i = 0; i < cases.size(); i++) {
            CaseStays one = cases.get(i);
            InfectiousWindow between = backward.infectedBetween(one.course());
            for (Stay stay : one.stays().stream().limit(MOST_STAYS).toList()) {
                Stay.Span span = presence.span(stay);
                double weight = backward.weight(one.course(), span.enter());
                if (weight > 0 && between.touches(span.enter(), span.leave())) {
                    Settings.Room room = settings.place(stay.kind());
                    double hours = Duration.between(span.enter(), span.leave()).toMinutes() / 60.0;
                    byPlace.computeIfAbsent(stay.place(), k -> new ArrayList<>())
                            .add(new Link(i, span, weight * hours * (room.near() + room.room())));
                    kinds.put(stay.place(), stay.kind());
                }
            }
        }
        List<Gathering> gatherings = new ArrayList<>();
        byPlace.forEach((place, links) -> {
            links.sort(Comparator.comparing(l -> l.span.enter()));
            double visits = usualVisits.getOrDefault(place, Math.round(average));
            int begin = 0;
            Instant reached = Instant.MIN;
            for (int i = 0; i <= links.size(); i++) {
                boolean split =
                        i == links.size()
                                || (i > begin
                                        && links.get(i)
                                                .span
                                                .enter()
                                                .isAfter(reached.plus(SILENCE)));
                if (split) {
                    gatherings.add(
                            new Gathering(
                                    place,
                                    kinds.getOrDefault(place, PlaceKind.OTHER),
                                    List.copyOf(links.subList(begin, i)),
                                    Math.max(1, visits)));
                    begin = i;
                    reached = Instant.MIN;
                }
                if (i < links.size() && links.get(i).span.leave().isAfter(reached)) {
                    reached = links.get(i).span.leave();
                }
            }
        });
        return gatherings;
    }

    private static void share(List<Gathering> gatherings, int cases, double average) {
        gatherings.forEach(g -> g.danger = 1 / g.visits);
        for (int round = 0; round < ROUNDS; round++) {
            double[] sums = new double[cases];
            for (Gathering gathering : gatherings) {
                for (Link link : gathering.links) {
                    link.part = gathering.danger * link.exposure;
                    sums[link.caseIndex] += link.part;
                }
            }
            double elsewhere = ELSEWHERE / Math.max(1, average);
            for (Gathering gathering : gatherings) {
                double total = 0;
                for (Link link : gathering.links) {
                    link.part /= sums[link.caseIndex] + elsewhere;
                    total += link.part;
                }
                gathering.danger = total / gathering.visits;
            }
        }
    }

    private static Cluster cluster(
            Gathering gathering, List<CaseStays> cases, int count, double expected) {
        Map<Integer, Double> parts = new HashMap<>();
        gathering.links.forEach(l -> parts.merge(l.caseIndex, l.part, Double::sum));
        List<String> keys =
                parts.entrySet().stream()
                        .sorted(
                                Map.Entry.<Integer, Double>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .map(e -> cases.get(e.getKey()).caseKey())
                        .toList();
        Instant to =
                gathering.links.stream()
                        .map(l -> l.span.leave())
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        return new Cluster(
                gathering.place,
                gathering.kind,
                gathering.links.getFirst().span.enter(),
                to,
                keys,
                parts.values().stream().mapToDouble(Double::doubleValue).sum(),
                atLeast(count, expected));
    }

    /// P(X >= count) of a Poisson variable.
    private static double atLeast(int count, double mean) {
        double term = Math.exp(-mean);
        double below = 0;
        for (int i = 0; i < count; i++) {
            below += term;
            term *= mean / (i + 1);
        }
        return Math.clamp(1 - below, 0, 1);
    }
}
