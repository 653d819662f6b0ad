package vn.pccovid.lib.exposure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who was where the case was: at the same time, or while the air still held what the case left.
/// Immutable, thread-safe.
public final class CoPresence {
    private final Settings settings;

    public CoPresence(Settings settings) {
        this.settings = settings;
    }

    /// From when until when a stay lasted. A missing exit is the usual stay of the kind of place;
    /// an exit later than anybody stays is not believed and replaced in the same way.
    public Stay.Span span(Stay stay) {
        Instant leave = stay.leave();
        if (leave != null && !leave.isAfter(stay.enter().plus(settings.longestStay(stay.kind())))) {
            return new Stay.Span(stay.enter(), leave, true);
        }
        return new Stay.Span(
                stay.enter(), stay.enter().plus(settings.typicalStay(stay.kind())), false);
    }

    /// The meetings at places, by contact, in the order of the others' stays. A meeting counts if
    /// the case's presence touches the window. Where an exit is not known, people may still have
    /// been there up to the longest stay; the model weighs how likely that is.
    public Map<String, List<SharedPlace>> atPlaces(
            List<Stay> ofCase, Collection<Stay> ofOthers, InfectiousWindow window) {
        Map<String, List<Stay>> casesByPlace = new HashMap<>();
        for (Stay stay : ofCase) {
            Stay.Span span = span(stay);
            if (window.touches(span.enter(), span.leave())) {
                casesByPlace.computeIfAbsent(stay.place(), k -> new ArrayList<>()).add(stay);
            }
        }
        Map<String, List<SharedPlace>> meetings = new LinkedHashMap<>();
        for (Stay other : ofOthers) {
            for (Stay mine : casesByPlace.getOrDefault(other.place(), List.of())) {
                if (mine.person().equals(other.person())) {
                    continue;
                }
                if (possible(mine, other)) {
                    meetings.computeIfAbsent(other.person(), k -> new ArrayList<>())
                            .add(
                                    new SharedPlace(
                                            mine.kind(),
                                            mine.place(),
                                            span(mine),
                                            span(other),
                                            Masks.UNKNOWN));
                }
            }
        }
        return meetings;
    }

    /// Whether the two stays can have met: the contact left after the case came, and came before
    /// the case's air was gone.
    private boolean possible(Stay mine, Stay other) {
        Instant mineLast = last(mine).plus(settings.airStays(mine.kind()));
        return last(other).isAfter(mine.enter()) && other.enter().isBefore(mineLast);
    }

    private Instant last(Stay stay) {
        Stay.Span span = span(stay);
        return span.exitKnown()
                ? span.leave()
                : stay.enter().plus(settings.longestStay(stay.kind()));
    }

    /// The meetings in vehicles, by contact. Rides meet if their times do; rows apart are known if
    /// both seats are.
    public Map<String, List<SharedVehicle>> inVehicles(
            List<Ride> ofCase, Collection<Ride> ofOthers, InfectiousWindow window) {
        Map<String, List<Ride>> byVehicle = new HashMap<>();
        for (Ride ride : ofCase) {
            if (window.touches(ride.from(), ride.to())) {
                byVehicle.computeIfAbsent(ride.vehicle(), k -> new ArrayList<>()).add(ride);
            }
        }
        Map<String, List<SharedVehicle>> meetings = new LinkedHashMap<>();
        for (Ride other : ofOthers) {
            for (Ride mine : byVehicle.getOrDefault(other.vehicle(), List.of())) {
                Instant from = mine.from().isAfter(other.from()) ? mine.from() : other.from();
                Instant to = mine.to().isBefore(other.to()) ? mine.to() : other.to();
                if (mine.person().equals(other.person()) || !to.isAfter(from)) {
                    continue;
                }
                Integer row = mine.row();
                Integer theirs = other.row();
                meetings.computeIfAbsent(other.person(), k -> new ArrayList<>())
                        .add(
                                new SharedVehicle(
                                        mine.kind(),
                                        mine.vehicle(),
                                        from,
                                        to,
                                        row == null || theirs == null
                                                ? null
                                                : Math.abs(row - theirs),
                                        Masks.UNKNOWN));
            }
        }
        return meetings;
    }
}
