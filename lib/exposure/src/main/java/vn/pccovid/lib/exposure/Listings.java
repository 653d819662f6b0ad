package vn.pccovid.lib.exposure;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Holds evidence against the clauses of a text.
final class Listings {
    private static final double SEAT_PITCH_M = 0.85;

    /// Time that fulfils a clause but for its length.
    private record Span(Source source, Instant from, Instant to) {}

    private final Settings settings;
    private final Customary customary;

    Listings(Settings settings, Customary customary) {
        this.settings = settings;
        this.customary = customary;
    }

    Optional<Listing> first(
            Degree degree,
            String text,
            List<Clause> clauses,
            List<? extends Evidence> evidence,
            InfectiousWindow window) {
        Clause found = null;
        List<Span> all = new ArrayList<>();
        Source source = Source.VEHICLE;
        for (Clause clause : clauses) {
            List<Span> spans = longEnough(clause, spans(clause, evidence, window));
            if (!spans.isEmpty()) {
                if (found == null) {
                    found = clause;
                    source = spans.stream().map(Span::source).min(Comparator.naturalOrder()).get();
                }
                all.addAll(spans);
            }
        }
        if (found == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Listing(
                        degree,
                        text,
                        found.name(),
                        found.sentence(),
                        all.stream().map(Span::from).min(Comparator.naturalOrder()).get(),
                        all.stream().map(Span::to).max(Comparator.naturalOrder()).get(),
                        source));
    }

    private List<Span> spans(
            Clause clause, List<? extends Evidence> evidence, InfectiousWindow window) {
        List<Span> spans = new ArrayList<>();
        for (Evidence one : evidence) {
            if (!window.touches(one.from(), one.to()) || !masked(clause, one, evidence)) {
                continue;
            }
            List<Span> theirs =
                    switch (one) {
                        case SharedHousehold home -> home(clause, home);
                        case NamedContact named -> named(clause, named);
                        case BluetoothEncounter encounter -> encounter(clause, encounter, window);
                        case SharedPlace place -> place(clause, place);
                        case SharedVehicle vehicle -> vehicle(clause, vehicle);
                    };
            for (Span span : theirs) {
                if (window.touches(span.from, span.to)) {
                    spans.add(
                            new Span(
                                    span.source,
                                    later(span.from, window.from()),
                                    earlier(span.to, window.to())));
                }
            }
        }
        return spans;
    }

    private static List<Span> whole(boolean fulfilled, Evidence evidence) {
        return fulfilled
                ? List.of(new Span(evidence.source(), evidence.from(), evidence.to()))
                : List.of();
    }

    private static List<Span> home(Clause clause, SharedHousehold home) {
        return whole(
                clause.withinMetres() > 0
                        || clause.anyClosedSpace()
                        || clause.narrowSpace()
                        || clause.closedSpaces().contains(PlaceKind.HOME),
                home);
    }

    /// Of a room nobody described it is taken that the text means it.
    private static List<Span> named(Clause clause, NamedContact named) {
        double metres =
                switch (named.nearness()) {
                    case BODY -> 0;
                    case WITHIN_1_M -> 1;
                    case WITHIN_2_M -> 2;
                    case SAME_ROOM, UNKNOWN -> Double.POSITIVE_INFINITY;
                };
        boolean space =
                clause.anyClosedSpace() || clause.narrowSpace() || !clause.closedSpaces().isEmpty();
        boolean room = named.indoors() && named.nearness() != Nearness.UNKNOWN;
        return whole(
                (clause.body() && named.nearness() == Nearness.BODY)
                        || (clause.cared() && named.caredUnprotected())
                        || metres <= clause.withinMetres()
                        || (space && room),
                named);
    }

    private List<Span> encounter(
            Clause clause, BluetoothEncounter encounter, InfectiousWindow window) {
        List<Span> near = new ArrayList<>();
        if (!(clause.withinMetres() > 0)) {
            return near;
        }
        List<Bluetooth.Slice> slices = Bluetooth.slices(encounter, settings);
        List<Double> within =
                Bluetooth.within(
                        encounter,
                        clause.withinMetres(),
                        settings.number("near_elsewhere"),
                        settings);
        for (int i = 0; i < slices.size(); i++) {
            Instant from = Instant.ofEpochSecond(slices.get(i).fromSeconds());
            Instant to = Instant.ofEpochSecond(slices.get(i).toSeconds());
            if (within.get(i) >= settings.number("near_probability") && window.touches(from, to)) {
                near.add(new Span(Source.BLUETOOTH, from, to));
            }
        }
        return near;
    }

    private List<Span> place(Clause clause, SharedPlace place) {
        boolean closed = settings.closedSpace(place.kind());
        boolean fulfilled =
                !place.overlap().isZero()
                        && closed
                        && (clause.anyClosedSpace()
                                || (clause.narrowSpace() && settings.narrow(place.kind()))
                                || clause.closedSpaces().contains(place.kind()));
        return whole(fulfilled, place);
    }

    private List<Span> vehicle(Clause clause, SharedVehicle vehicle) {
        Settings.Room room = settings.vehicle(vehicle.kind());
        Integer rows = vehicle.rowsApart();
        double metres =
                vehicle.kind() == VehicleKind.MOTORBIKE || vehicle.kind() == VehicleKind.CAR
                        ? 1
                        : rows == null ? Double.POSITIVE_INFINITY : rows * SEAT_PITCH_M;
        return whole(
                clause.vehicle()
                        || metres <= clause.withinMetres()
                        || (clause.anyClosedSpace() && room.closed())
                        || (clause.narrowSpace() && room.closed() && room.narrow()),
                vehicle);
    }

    /// Whether the masks are those of the clause. Of a signal nobody knows the place, unless some
    /// other evidence speaks of the same time.
    private boolean masked(Clause clause, Evidence one, List<? extends Evidence> evidence) {
        return switch (clause.masks()) {
            case ANY -> true;
            case BOTH -> bothMasked(one, evidence);
            case NOT_BOTH -> !bothMasked(one, evidence);
        };
    }

    private boolean bothMasked(Evidence one, List<? extends Evidence> evidence) {
        return switch (one.masks()) {
            case BOTH -> true;
            case ONE, NONE -> false;
            case UNKNOWN ->
                    switch (customary) {
                        case MASKED -> true;
                        case UNMASKED -> false;
                        case CUSTOMARY -> customary(one, evidence);
                    };
        };
    }

    private boolean customary(Evidence one, List<? extends Evidence> evidence) {
        return switch (one) {
            case SharedHousehold _ -> false;
            case NamedContact _ -> false;
            case SharedPlace place -> settings.masked(place.kind());
            case SharedVehicle vehicle -> settings.vehicle(vehicle.kind()).masked() >= 0.5;
            case BluetoothEncounter encounter -> {
                for (Evidence other : evidence) {
                    boolean describes =
                            !(other instanceof BluetoothEncounter)
                                    && other.from().isBefore(encounter.to())
                                    && other.to().isAfter(encounter.from());
                    if (describes && !bothMasked(other, evidence)) {
                        yield false;
                    }
                }
                yield settings.number("masked_elsewhere") >= 0.5;
            }
        };
    }

    /// Keeps the spans of days with enough minutes together; time several sources speak of counts
    /// once.
    private static List<Span> longEnough(Clause clause, List<Span> spans) {
        if (clause.minutes() == 0) {
            return spans;
        }
        Map<LocalDate, List<Span>> byDay = new HashMap<>();
        for (Span span : spans) {
            split(span, byDay);
        }
        List<Span> kept = new ArrayList<>();
        for (List<Span> day : byDay.values()) {
            if (union(day).compareTo(Duration.ofMinutes(clause.minutes())) >= 0) {
                kept.addAll(day);
            }
        }
        return kept;
    }

    private static void split(Span span, Map<LocalDate, List<Span>> byDay) {
        Instant from = span.from;
        while (from.isBefore(span.to)) {
            LocalDate day = LocalDate.ofInstant(from, InfectiousWindow.VIETNAM);
            Instant midnight = day.plusDays(1).atStartOfDay(InfectiousWindow.VIETNAM).toInstant();
            Instant to = earlier(midnight, span.to);
            byDay.computeIfAbsent(day, d -> new ArrayList<>()).add(new Span(span.source, from, to));
            from = to;
        }
    }

    private static Duration union(List<Span> spans) {
        List<Span> sorted = spans.stream().sorted(Comparator.comparing(Span::from)).toList();
        Duration sum = Duration.ZERO;
        Instant reached = Instant.MIN;
        for (Span span : sorted) {
            Instant from = later(span.from, reached);
            if (span.to.isAfter(from)) {
                sum = sum.plus(Duration.between(from, span.to));
                reached = span.to;
            }
        }
        return sum;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
