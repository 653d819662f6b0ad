package vn.pccovid.lib.colour;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What would give a person a better colour before it comes by itself: a search over single facts.
///
/// The facts tried are those the rules in force in the place read and that can only help: each kind
/// once, at every instant at which some rule can change its mind about this person (the instants of
/// the timeline and both ends of every period, counted from every known fact). The engine judges
/// each; nothing about a rule is written here. A way that needs two facts is not found.
final class Sooner {
    /// Instants tried per kind of fact; a person with more has the nearest tried.
    static final int MAX_INSTANTS = 256;

    private final ColourEngine engine;
    private final Subject subject;
    private final List<KnownFact> facts;
    private final Instant at;
    private final Instant horizon;
    private final List<Timeline.Segment> today;

    Sooner(
            ColourEngine engine,
            Subject subject,
            List<KnownFact> facts,
            Instant at,
            Duration lookAhead) {
        this.engine = engine;
        this.subject = subject;
        this.facts = facts;
        this.at = at;
        this.horizon = at.plus(lookAhead);
        this.today = engine.timeline(subject, facts, at, horizon).segments();
    }

    /// @param terms of the rules in force in the place until the horizon
    List<Way> search(Set<Term> terms) {
        if (today.stream().allMatch(s -> s.colour() == Colour.GREEN)) {
            return List.of();
        }
        List<Instant> instants = instants(terms);
        List<Way> ways = new ArrayList<>();
        candidates(terms).forEach((kind, fact) -> ways.addAll(waysOf(kind, fact, instants)));
        return merged(ways).stream()
                .sorted(
                        Comparator.comparing(Way::effective)
                                .thenComparing(Way::colour)
                                .thenComparing(Way::kind))
                .toList();
    }

    private List<Way> waysOf(String kind, Candidate fact, List<Instant> instants) {
        List<Way> ways = new ArrayList<>();
        Colour best = Colour.RED;
        for (Instant instant : instants) {
            Optional<Way> found = tried(kind, fact, instant);
            if (found.isEmpty()) {
                endLast(ways, instant);
            } else if (ways.isEmpty() || best.worseThan(found.get().colour())) {
                endLast(ways, instant);
                ways.add(found.get());
                best = found.get().colour();
            }
        }
        return ways;
    }

    private static void endLast(List<Way> ways, Instant instant) {
        if (!ways.isEmpty() && ways.getLast().before() == null) {
            ways.add(ways.removeLast().until(instant));
        }
    }

    private Optional<Way> tried(String kind, Candidate candidate, Instant instant) {
        List<KnownFact> with = new ArrayList<>(facts);
        with.add(
                new KnownFact(
                        "~",
                        candidate.kind(),
                        instant,
                        candidate.attributes(),
                        "hypothesis",
                        instant,
                        1));
        int i = 0;
        for (Timeline.Segment then : engine.timeline(subject, with, instant, horizon).segments()) {
            for (; i < today.size(); i++) {
                Timeline.Segment now = today.get(i);
                Instant from = later(then.from(), now.from());
                if (now.to() != null && !now.to().isAfter(from)) {
                    continue;
                }
                if (then.to() != null && !then.to().isAfter(from)) {
                    break;
                }
                if (now.colour().worseThan(then.colour())) {
                    return Optional.of(
                            new Way(
                                    kind,
                                    instant,
                                    null,
                                    from,
                                    then.colour(),
                                    then.decidedBy().path()));
                }
                if (now.to() == null || (then.to() != null && now.to().isAfter(then.to()))) {
                    break;
                }
            }
        }
        return Optional.empty();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private List<Instant> instants(Set<Term> terms) {
        TreeSet<Instant> found = new TreeSet<>(Set.of(at));
        for (Instant instant : engine.instants(subject, facts)) {
            keep(instant, found);
        }
        Set<Term.Edge> edges = new java.util.HashSet<>();
        terms.forEach(term -> edges.addAll(term.edges()));
        edges.add(
                new Term.Edge(new Period(engine.courses().sameShotDays(), Period.Unit.DAYS), true));
        for (KnownFact fact : facts) {
            long time = VietnamTime.micros(fact.at());
            keep(fact.at(), found);
            for (Term.Edge edge : edges) {
                keep(VietnamTime.instant(edge.period().reached(time)), found);
                keep(VietnamTime.instant(edge.period().left(time)), found);
            }
        }
        // A fact of a few hours may have to come late enough to last until a rule changes.
        for (Timeline.Segment segment : today) {
            long change = VietnamTime.micros(segment.from());
            for (Term.Edge edge : edges) {
                for (long before : edge.period().before(change)) {
                    keep(VietnamTime.instant(before), found);
                }
            }
        }
        return found.stream().limit(MAX_INSTANTS).toList();
    }

    private void keep(Instant instant, Set<Instant> into) {
        if (instant.isAfter(at) && instant.isBefore(horizon)) {
            into.add(instant);
        }
    }

    /// A fact that could come: its kind and what it says.
    private record Candidate(String kind, Map<String, Object> attributes) {}

    private Map<String, Candidate> candidates(Set<Term> terms) {
        Set<Selector> read = EnumSet.noneOf(Selector.class);
        boolean doses = false;
        for (Term term : terms) {
            read.addAll(term.reads());
            doses |=
                    term instanceof Term.Doses
                            || term instanceof Term.CourseComplete
                            || term instanceof Term.LastingUnlessImmune;
        }
        boolean ill =
                facts.stream()
                        .mapToInt(Selector::mask)
                        .anyMatch(mask ->
                                Selector.CASE.in(mask)
                                        || Selector.POSITIVE_RAT.in(mask)
                                        || Selector.RECOVERY_WITHOUT_PAPER.in(mask));
        Map<String, Candidate> found = new LinkedHashMap<>();
        for (Selector selector : read) {
            switch (selector) {
                case NEGATIVE_PCR, OWN_PCR, CLEAR_PCR -> test(found, "pcr", "negative");
                case NEGATIVE_RAT, NEGATIVE_TEST, CLEAR_TEST -> {
                    test(found, "pcr", "negative");
                    test(found, "rat", "negative");
                }
                case NEGATIVE_MOLECULAR -> {
                    test(found, "pcr", "negative");
                    test(found, "lamp", "negative");
                }
                case ANTIBODY -> test(found, "antibody", "positive");
                case NO_SYMPTOMS ->
                        found.put(
                                selector.written(),
                                new Candidate("declaration", Map.of("symptoms", "false")));
                case CONTRAINDICATION ->
                        found.put(selector.written(), new Candidate("contraindication", Map.of()));
                case RECOVERY -> {
                    // A paper of recovery is no advice for somebody who was never ill.
                    if (ill) {
                        found.put(selector.written(), new Candidate("recovery", Map.of()));
                    }
                }
                case RECOVERY_WITHOUT_PAPER -> {}
                case POSITIVE_PCR,
                        POSITIVE_RAT,
                        POSITIVE_POOL,
                        CASE,
                        DIAGNOSIS,
                        SYMPTOMS,
                        CONTACT,
                        NO_DOSE,
                        EXPOSURE,
                        POSSIBLE_EXPOSURE,
                        STAY_ORDER,
                        STATED_ORDER,
                        CONTACT_ORDER,
                        OPEN_ORDER,
                        TRIP_FROM_LEVEL_4,
                        ENTRY -> {}
            }
        }
        if (doses) {
            engine.courses()
                    .vaccines()
                    .forEach((kind, vaccine) ->
                            found.put(kind, new Candidate("dose", Map.of("vaccine", vaccine))));
        }
        return found;
    }

    private static void test(Map<String, Candidate> into, String method, String result) {
        into.put(
                "test." + result + "." + method,
                new Candidate("test_result", Map.of("method", method, "result", result)));
    }

    /// Kinds that do the same are one way: any negative test, any dose.
    private static List<Way> merged(List<Way> ways) {
        List<Way> left = new ArrayList<>(ways);
        for (Way way : ways) {
            Way pcr = way.as("test.negative.pcr");
            switch (way.kind()) {
                case "test.negative.lamp" -> {
                    if (left.contains(pcr)) {
                        left.remove(way);
                    }
                }
                case "dose.single" -> {
                    if (left.contains(way.as("dose"))) {
                        left.remove(way);
                    }
                }
                case "test.negative.rat" -> {
                    if (left.contains(pcr)) {
                        left.set(left.indexOf(pcr), way.as("test.negative"));
                        left.remove(way);
                    }
                }
                default -> {}
            }
        }
        return left;
    }
}
