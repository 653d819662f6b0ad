package vn.pccovid.server.tracing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.exposure.Evidence;
import vn.pccovid.lib.exposure.InfectiousWindow;
import vn.pccovid.lib.exposure.Masks;
import vn.pccovid.lib.exposure.SharedPlace;
import vn.pccovid.lib.exposure.SharedVehicle;
import vn.pccovid.lib.exposure.VehicleKind;
import vn.pccovid.server.custody.Admission;
import vn.pccovid.server.custody.CaseRefusal;
import vn.pccovid.server.custody.CaseRequest;
import vn.pccovid.server.custody.Cases;
import vn.pccovid.server.custody.OpenCase;
import vn.pccovid.server.custody.Window;
import vn.pccovid.server.place.CoPresence;
import vn.pccovid.server.place.FellowPassenger;
import vn.pccovid.server.place.FirstHop;
import vn.pccovid.server.place.HopRequest;
import vn.pccovid.server.place.Movements;
import vn.pccovid.server.place.Ride;
import vn.pccovid.server.place.SecondHop;
import vn.pccovid.server.place.SecondHopRequest;
import vn.pccovid.server.place.Stay;
import vn.pccovid.server.place.Subject;

/// Has custody open what a case needs and says it in the words of lib/exposure. Every call commits
/// its own lines; call it outside a transaction. What it answers lives in memory only.
@Component
class Reach {
    /// Of a crowd so many are enough to say that nobody can be told from it.
    private static final int MOST_COMPANY = 200;

    private final Cases cases;
    private final Movements movements;
    private final TracingProperties properties;

    Reach(Cases cases, Movements movements, TracingProperties properties) {
        this.cases = cases;
        this.movements = movements;
        this.properties = properties;
    }

    /// Who met somebody, by record; and who else, by the same record of what was opened, was there
    /// too and could be meant.
    ///
    /// @param alike the contact's record to everybody who was with them in each meeting
    record Met(Map<UUID, List<Evidence>> evidence, Map<UUID, List<Company>> alike) {
        static Met nobody() {
            return new Met(new HashMap<>(), new HashMap<>());
        }

        void add(UUID contact, Evidence evidence, Set<UUID> others) {
            this.evidence.computeIfAbsent(contact, c -> new ArrayList<>()).add(evidence);
            alike.computeIfAbsent(contact, c -> new ArrayList<>())
                    .add(new Company(evidence.from(), Set.copyOf(others)));
        }
    }

    /// @param records of everybody present with the contact, the case among them
    record Company(Instant at, Set<UUID> records) {}

    /// Admits a case or has its window moved.
    ///
    /// @param signed the laboratory's statement; null: there is none
    /// @return why it was refused; empty: its movements can be opened
    Optional<CaseRefusal> admit(
            UUID caseId, UUID record, InfectiousWindow wanted, byte @Nullable [] signed) {
        Window window = window(wanted);
        Optional<OpenCase> known = cases.find(caseId);
        Admission answer;
        if (known.isPresent()) {
            if (covers(known.get().window(), window)) {
                return Optional.empty();
            }
            answer = cases.widen(caseId, window);
        } else if (signed == null) {
            return Optional.of(CaseRefusal.NO_SIGNATURE);
        } else {
            answer =
                    cases.admit(List.of(new CaseRequest(caseId, record, window, signed)))
                            .getFirst();
        }
        return switch (answer) {
            case Admission.Admitted admitted -> Optional.empty();
            case Admission.Refused refused -> Optional.of(refused.reason());
        };
    }

    private static boolean covers(Window known, Window wanted) {
        return !known.from().isAfter(wanted.from()) && !known.to().isBefore(wanted.to());
    }

    private static Window window(InfectiousWindow window) {
        return new Window(window.from(), window.to());
    }

    /// No movement is opened for the case any more.
    void close(UUID caseId, String reason) {
        cases.close(caseId, reason);
    }

    /// Somebody the case named may be opened as a contact too.
    Optional<CaseRefusal> name(UUID caseId, Collection<UUID> records) {
        return cases.name(caseId, records);
    }

    /// What was opened, or why nothing was.
    record First(Optional<CaseRefusal> refused, Met met) {}

    First first(UUID caseId, InfectiousWindow wanted) {
        Window window = window(wanted);
        FirstHop hop =
                movements
                        .firstHop(List.of(new HopRequest(caseId, window, properties.afterStay())))
                        .getFirst();
        if (hop.refused().isPresent()) {
            return new First(hop.refused(), Met.nobody());
        }
        Met met = Met.nobody();
        places(hop.present(), met);
        vehicles(hop.fellows(), met);
        Set<UUID> own = new HashSet<>();
        hop.stays().forEach(s -> own.add(s.who().id()));
        hop.rides().forEach(r -> own.add(r.who().id()));
        own.forEach(met.evidence()::remove);
        return new First(Optional.empty(), met);
    }

    /// Who met the contacts of a case.
    ///
    /// @param via a contact's record to when they could be infectious
    Map<UUID, Met> second(UUID caseId, Map<UUID, InfectiousWindow> via) {
        Map<UUID, Met> met = new HashMap<>();
        if (via.isEmpty()) {
            return met;
        }
        SecondHop hop =
                movements
                        .secondHop(
                                List.of(
                                        new SecondHopRequest(
                                                caseId,
                                                via.entrySet().stream()
                                                        .map(e ->
                                                                new SecondHopRequest.Via(
                                                                        e.getKey(),
                                                                        window(e.getValue())))
                                                        .toList(),
                                                properties.afterStay())))
                        .getFirst();
        hop.present()
                .forEach((record, present) ->
                        places(present, met.computeIfAbsent(record, r -> Met.nobody())));
        hop.fellows()
                .forEach((record, fellows) ->
                        vehicles(fellows, met.computeIfAbsent(record, r -> Met.nobody())));
        return met;
    }

    private static void places(List<CoPresence> present, Met met) {
        Map<String, List<CoPresence>> byPlace = new HashMap<>();
        present.stream()
                .filter(p -> p.ofContact().who().kind() == Subject.Kind.RECORD)
                .forEach(p ->
                        byPlace.computeIfAbsent(p.ofContact().place().id(), id -> new ArrayList<>())
                                .add(p));
        byPlace.forEach((place, here) -> {
            for (CoPresence one : here) {
                Set<UUID> others = new HashSet<>();
                others.add(one.ofCase().who().id());
                for (CoPresence other : here) {
                    if (others.size() >= MOST_COMPANY) {
                        break;
                    }
                    if (overlap(one.ofContact(), other.ofContact())
                            && !other.ofContact().who().equals(one.ofContact().who())) {
                        others.add(other.ofContact().who().id());
                    }
                }
                met.add(
                        one.ofContact().who().id(),
                        new SharedPlace(
                                VenueKinds.of(one.ofContact().place().venueKind()),
                                place,
                                span(one.ofCase()),
                                span(one.ofContact()),
                                Masks.UNKNOWN),
                        others);
            }
        });
    }

    private static boolean overlap(Stay one, Stay other) {
        return one.from().isBefore(other.to()) && other.from().isBefore(one.to());
    }

    private static vn.pccovid.lib.exposure.Stay.Span span(Stay stay) {
        return new vn.pccovid.lib.exposure.Stay.Span(stay.from(), stay.to(), !stay.exitInferred());
    }

    private static void vehicles(List<FellowPassenger> fellows, Met met) {
        for (FellowPassenger one : fellows) {
            Ride mine = one.ofCase();
            Ride theirs = one.ofContact();
            Instant from = mine.from().isAfter(theirs.from()) ? mine.from() : theirs.from();
            Instant to = mine.to().isBefore(theirs.to()) ? mine.to() : theirs.to();
            if (theirs.who().kind() != Subject.Kind.RECORD || to.isBefore(from)) {
                continue;
            }
            Set<UUID> others = new HashSet<>();
            others.add(mine.who().id());
            for (FellowPassenger other : fellows) {
                if (others.size() >= MOST_COMPANY) {
                    break;
                }
                if (other.ofContact().plate().equals(theirs.plate())
                        && !other.ofContact().who().equals(theirs.who())) {
                    others.add(other.ofContact().who().id());
                }
            }
            met.add(
                    theirs.who().id(),
                    new SharedVehicle(
                            VehicleKind.of(theirs.vehicle()),
                            theirs.plate(),
                            from,
                            to,
                            rowsApart(mine.seat(), theirs.seat()),
                            Masks.UNKNOWN),
                    others);
        }
    }

    /// Rows between two seats such as `12A`; null when one is not told or is no such seat.
    static @Nullable Integer rowsApart(String one, String other) {
        Integer a = row(one);
        Integer b = row(other);
        return a == null || b == null ? null : Integer.valueOf(Math.abs(a - b));
    }

    private static @Nullable Integer row(String seat) {
        String digits = seat.strip().replaceFirst("^0*([0-9]{1,2})[A-Za-z]?$", "$1");
        return digits.matches("[0-9]{1,2}") ? Integer.valueOf(digits) : null;
    }
}
