package vn.pccovid.server.place;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import vn.pccovid.server.custody.CaseRefusal;
import vn.pccovid.server.custody.Cases;
import vn.pccovid.server.custody.Custody;
import vn.pccovid.server.custody.DayToken;
import vn.pccovid.server.custody.MovementClass;
import vn.pccovid.server.custody.Openings;
import vn.pccovid.server.custody.Window;

/// The door to movements on their way out: for a case that custody admitted, where it was, who was
/// there within the window (overlap and after-stay) and who was in the same vehicle; then the same
/// for contacts a first hop showed. A few statements for all cases of a call. The opening line is
/// committed before anything opens, and whom it concerned before anything is returned; call it
/// outside of transactions. Thread-safe.
@Service
public class Movements {
    /// Movements one case may have opened in one hop: a case, not a population.
    static final int MOST_OPENED = 100_000;

    private static final MovementClass VISITS = MovementClass.VISITS;
    private static final int FIRST_PROBE = 2;
    private static final int WIDEST_PROBE = 64;

    /// A passage through a gate is over in this time.
    private static final Duration AT_GATE = Duration.ofMinutes(5);

    private final Cases cases;
    private final Custody custody;
    private final Places places;
    private final SealedRows rows;
    private final PlaceProperties usual;

    Movements(Cases cases, Custody custody, Places places, SealedRows rows, PlaceProperties usual) {
        this.cases = cases;
        this.custody = custody;
        this.places = places;
        this.rows = rows;
        this.usual = usual;
    }

    /// Whose meetings are looked for: a case, or a contact of one.
    private record Seeker(
            UUID caseId, UUID key, List<UUID> records, Window window, Duration afterStay) {}

    /// What was found for one seeker.
    private static final class Findings {
        final List<Stay> stays = new ArrayList<>();
        final List<Ride> rides = new ArrayList<>();
        final List<CoPresence> present = new ArrayList<>();
        final List<FellowPassenger> fellows = new ArrayList<>();
    }

    /// Opens the movements of cases and of whoever was where they were.
    ///
    /// @return one answer per request, in order
    public List<FirstHop> firstHop(List<HopRequest> requests) {
        Openings openings =
                cases.begin(
                        VISITS,
                        "visits",
                        1,
                        requests.stream()
                                .map(r -> new Cases.Wanted(r.caseId(), r.window()))
                                .toList());
        List<Seeker> seekers = new ArrayList<>();
        for (HopRequest request : requests) {
            Openings.Begun begun = openings.begun().get(request.caseId());
            if (begun != null) {
                seekers.add(
                        new Seeker(
                                request.caseId(),
                                request.caseId(),
                                begun.records(),
                                request.window(),
                                request.afterStay()));
            }
        }
        Map<Seeker, Findings> found = find(openings, seekers, true);
        openings.finish();
        Map<UUID, Findings> byCase = new HashMap<>();
        found.forEach((seeker, findings) -> byCase.put(seeker.caseId(), findings));
        return requests.stream()
                .map(r -> {
                    Optional<CaseRefusal> refused = openings.refusal(r.caseId());
                    Findings of =
                            refused.isPresent()
                                    ? new Findings()
                                    : byCase.getOrDefault(r.caseId(), new Findings());
                    return new FirstHop(
                            r.caseId(), refused, of.stays, of.rides, of.present, of.fellows);
                })
                .toList();
    }

    /// Opens the movements of contacts of cases and of whoever was where these were, within the
    /// case's window. A case with a contact that no first hop of it showed and nobody named is
    /// refused whole.
    ///
    /// @return one answer per request, in order
    public List<SecondHop> secondHop(List<SecondHopRequest> requests) {
        List<SecondHopRequest> asking = requests.stream().filter(r -> !r.via().isEmpty()).toList();
        Openings openings =
                cases.begin(
                        VISITS,
                        "visits",
                        2,
                        asking.stream()
                                .map(r -> new Cases.Wanted(r.caseId(), hull(r.via())))
                                .toList());
        Set<UUID> contacts = new LinkedHashSet<>();
        for (SecondHopRequest request : asking) {
            if (openings.begun().containsKey(request.caseId())) {
                List<UUID> via =
                        request.via().stream().map(SecondHopRequest.Via::recordId).toList();
                if (!openings.contactsAmong(request.caseId(), via).containsAll(via)) {
                    openings.refuse(request.caseId(), CaseRefusal.NOT_A_CONTACT);
                } else {
                    contacts.addAll(via);
                }
            }
        }
        Map<UUID, List<UUID>> beside = openings.beside(contacts);
        List<Seeker> seekers = new ArrayList<>();
        for (SecondHopRequest request : asking) {
            if (openings.begun().containsKey(request.caseId())) {
                for (SecondHopRequest.Via via : request.via()) {
                    seekers.add(
                            new Seeker(
                                    request.caseId(),
                                    via.recordId(),
                                    beside.getOrDefault(via.recordId(), List.of(via.recordId())),
                                    via.window(),
                                    request.afterStay()));
                }
            }
        }
        Map<Seeker, Findings> found = find(openings, seekers, false);
        openings.finish();
        Map<UUID, Map<UUID, List<CoPresence>>> present = new HashMap<>();
        Map<UUID, Map<UUID, List<FellowPassenger>>> fellows = new HashMap<>();
        found.forEach((seeker, findings) -> {
            present.computeIfAbsent(seeker.caseId(), c -> new LinkedHashMap<>())
                    .put(seeker.key(), findings.present);
            fellows.computeIfAbsent(seeker.caseId(), c -> new LinkedHashMap<>())
                    .put(seeker.key(), findings.fellows);
        });
        return requests.stream()
                .map(r -> {
                    Optional<CaseRefusal> refused = openings.refusal(r.caseId());
                    return new SecondHop(
                            r.caseId(),
                            refused,
                            refused.isPresent()
                                    ? Map.of()
                                    : present.getOrDefault(r.caseId(), Map.of()),
                            refused.isPresent()
                                    ? Map.of()
                                    : fellows.getOrDefault(r.caseId(), Map.of()));
                })
                .toList();
    }

    /// From the earliest to the latest of these windows.
    private static Window hull(List<SecondHopRequest.Via> via) {
        Instant from = via.getFirst().window().from();
        Instant to = via.getFirst().window().to();
        for (SecondHopRequest.Via one : via) {
            from = one.window().from().isBefore(from) ? one.window().from() : from;
            to = one.window().to().isAfter(to) ? one.window().to() : to;
        }
        return new Window(from, to);
    }

    private Map<Seeker, Findings> find(Openings openings, List<Seeker> seekers, boolean ofTheCase) {
        Map<Seeker, Findings> found = new LinkedHashMap<>();
        if (seekers.isEmpty()) {
            return found;
        }
        Map<Seeker, List<SealedRows.Plain>> own = ownMovements(openings, seekers);
        Set<String> venues = new HashSet<>();
        own.values()
                .forEach(all ->
                        all.stream()
                                .filter(m -> m.placeKind().equals(PlaceRef.VENUE))
                                .forEach(m -> venues.add(m.placeId())));
        Map<String, Places.VenueKind> kinds = places.kindsOf(venues);
        own.forEach((seeker, all) -> {
            Findings findings = new Findings();
            for (List<SealedRows.Plain> ofOne : byPlace(all).values()) {
                PlaceRef place = placeOf(ofOne.getFirst(), kinds);
                if (place.kind().equals(PlaceRef.VEHICLE)) {
                    rides(ofOne).stream()
                            .filter(r -> touches(seeker.window(), r.from(), r.to()))
                            .forEach(findings.rides::add);
                } else {
                    stays(place, events(ofOne)).stream()
                            .filter(s -> touches(seeker.window(), s.from(), s.to()))
                            .forEach(findings.stays::add);
                }
            }
            findings.stays.sort(Comparator.comparing(Stay::from));
            findings.rides.sort(Comparator.comparing(Ride::from));
            if (ofTheCase) {
                all.stream()
                        .filter(m -> m.who().kind() == Subject.Kind.RECORD)
                        .forEach(m -> openings.ownMovement(seeker.caseId(), m.who().id(), m.day()));
            }
            found.put(seeker, findings);
        });
        others(openings, found);
        return found;
    }

    private static boolean touches(Window window, Instant from, Instant to) {
        return from.isBefore(window.to()) && !to.isBefore(window.from());
    }

    /// A record's rows of a day, as far as asked.
    private record Run(Seeker seeker, Subject who, LocalDate day, int from, int width) {
        Run next() {
            return new Run(seeker, who, day, from + width, Math.min(width * 2, WIDEST_PROBE));
        }
    }

    /// All movements of the seekers in their windows: numbers 0, 1, 2 … of every day until one is
    /// missing. Days whose key is gone have none.
    private Map<Seeker, List<SealedRows.Plain>> ownMovements(
            Openings openings, List<Seeker> seekers) {
        Map<Seeker, List<SealedRows.Plain>> own = new LinkedHashMap<>();
        List<Run> runs = new ArrayList<>();
        for (Seeker seeker : seekers) {
            own.put(seeker, new ArrayList<>());
            Window reach =
                    new Window(seeker.window().from().minus(usual.longest()), seeker.window().to());
            for (LocalDate day : reach.days()) {
                if (custody.exists(VISITS, day)) {
                    for (UUID record : seeker.records()) {
                        runs.add(new Run(seeker, Subject.record(record), day, 0, FIRST_PROBE));
                    }
                }
            }
        }
        while (!runs.isEmpty()) {
            List<DayToken> tokens = new ArrayList<>();
            List<Run> ofToken = new ArrayList<>();
            for (Run run : runs) {
                for (int n = run.from(); n < run.from() + run.width(); n++) {
                    tokens.add(
                            new DayToken(run.day(), rows.movementToken(run.day(), run.who(), n)));
                    ofToken.add(run);
                }
            }
            Map<Run, Integer> hits = new HashMap<>();
            openings.fetch(
                    "place.movement_of_record",
                    "movement_token",
                    tokens,
                    (token, sealed) -> {
                        Run run = ofToken.get(token);
                        hits.merge(run, 1, Integer::sum);
                        openings.open(run.day(), sealed, SealedRows.OF_RECORD)
                                .map(bytes -> SealedRows.readOfRecord(bytes, run.who()))
                                .filter(m -> m.what() != SealedRows.What.VOID)
                                .ifPresent(Objects.requireNonNull(own.get(run.seeker()))::add);
                    });
            runs =
                    runs.stream()
                            .filter(r -> hits.getOrDefault(r, 0) == r.width())
                            .map(Run::next)
                            .toList();
        }
        for (Seeker seeker : seekers) {
            if (Objects.requireNonNull(own.get(seeker)).size() > MOST_OPENED) {
                openings.refuse(seeker.caseId(), CaseRefusal.TOO_MANY);
                own.remove(seeker);
            }
        }
        return own;
    }

    private static Map<String, List<SealedRows.Plain>> byPlace(List<SealedRows.Plain> all) {
        Map<String, List<SealedRows.Plain>> places = new LinkedHashMap<>();
        for (SealedRows.Plain one : all) {
            places.computeIfAbsent(one.placeKind() + "|" + one.placeId(), k -> new ArrayList<>())
                    .add(one);
        }
        return places;
    }

    private static PlaceRef placeOf(SealedRows.Plain one, Map<String, Places.VenueKind> kinds) {
        Places.VenueKind kind = kinds.get(one.placeId());
        return new PlaceRef(
                one.placeKind(),
                one.placeId(),
                kind == null ? one.vehicle() : kind.kind(),
                kind == null ? "" : kind.area());
    }

    /// A scan at a place.
    private record Event(
            Subject who, SealedRows.What what, Instant from, int seconds, String seat) {}

    private static List<Event> events(List<SealedRows.Plain> all) {
        return all.stream()
                .map(p -> new Event(p.who(), p.what(), p.from(), p.seconds(), p.seat()))
                .toList();
    }

    private List<Ride> rides(List<SealedRows.Plain> all) {
        return all.stream()
                .map(p ->
                        new Ride(
                                p.who(),
                                p.vehicle(),
                                p.placeId(),
                                p.seat(),
                                p.from(),
                                arrival(p.from(), p.seconds())))
                .toList();
    }

    private Instant arrival(Instant from, int seconds) {
        return seconds == 0 ? from.plus(usual.ride()) : from.plusSeconds(seconds);
    }

    /// Entries and exits of one person (or one record) at one place become stays: an entry with the
    /// next exit within reach; an entry without one as long as usual, at most until the next entry;
    /// an exit without an entry the same backwards.
    private List<Stay> stays(PlaceRef place, List<Event> events) {
        Duration stay = usual.stay(place.venueKind());
        Duration reach = usual.reach(place.venueKind());
        List<Stay> stays = new ArrayList<>();
        @Nullable Event entered = null;
        Instant free = Instant.MIN;
        for (Event event :
                events.stream()
                        .distinct()
                        .sorted(Comparator.comparing(Event::from).thenComparing(Event::what))
                        .toList()) {
            switch (event.what()) {
                case ENTER -> {
                    if (entered != null) {
                        Instant to = earlier(entered.from().plus(stay), event.from());
                        stays.add(new Stay(entered.who(), place, entered.from(), to, true));
                    }
                    entered = event;
                }
                case LEAVE -> {
                    if (entered != null && !event.from().isAfter(entered.from().plus(reach))) {
                        stays.add(
                                new Stay(
                                        entered.who(), place, entered.from(), event.from(), false));
                    } else {
                        if (entered != null) {
                            stays.add(inferred(place, entered, stay));
                        }
                        Instant from = event.from().minus(stay);
                        stays.add(
                                new Stay(
                                        event.who(),
                                        place,
                                        from.isBefore(free) ? free : from,
                                        event.from(),
                                        true));
                    }
                    entered = null;
                    free = event.from();
                }
                case STAY ->
                        stays.add(
                                new Stay(
                                        event.who(),
                                        place,
                                        event.from(),
                                        event.from().plusSeconds(event.seconds()),
                                        false));
                case PASSAGE ->
                        stays.add(
                                new Stay(
                                        event.who(),
                                        place,
                                        event.from(),
                                        event.from().plus(AT_GATE),
                                        true));
                case RIDE, VOID -> {
                    // Not at such a place.
                }
            }
        }
        if (entered != null) {
            stays.add(inferred(place, entered, stay));
        }
        return stays;
    }

    private static Stay inferred(PlaceRef place, Event entered, Duration stay) {
        return new Stay(entered.who(), place, entered.from(), entered.from().plus(stay), true);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /// Which rows under places have to be read for whom.
    private static final class Asked {
        final Map<ByteBuffer, DayToken> tokens = new LinkedHashMap<>();
        final Map<Object, Set<ByteBuffer>> of = new LinkedHashMap<>();
    }

    /// Whoever else was there.
    private void others(Openings openings, Map<Seeker, Findings> found) {
        Asked asked = new Asked();
        found.values()
                .forEach(findings -> {
                    for (Stay stay : findings.stays) {
                        // The longest after-stay of a request is a day; each seeker filters with
                        // its own.
                        asked.of.computeIfAbsent(stay, s -> new LinkedHashSet<>());
                    }
                });
        found.forEach((seeker, findings) -> {
            for (Stay stay : findings.stays) {
                Duration reach = usual.reach(stay.place().venueKind());
                hours(
                        stay.from().minus(reach),
                        stay.to()
                                .plus(seeker.afterStay())
                                .plus(usual.stay(stay.place().venueKind())),
                        hour -> ask(asked, stay, hour, stay.place().kind(), stay.place().id()));
            }
            for (Ride ride : findings.rides) {
                if (SealedRows.vehicleId(ride.plate()).isEmpty()) {
                    continue;
                }
                for (LocalDate day :
                        new Window(ride.from().minus(usual.longest()), ride.to().plusSeconds(1))
                                .days()) {
                    ask(
                            asked,
                            ride,
                            day.atStartOfDay(Custody.VIETNAM).toInstant(),
                            PlaceRef.VEHICLE,
                            ride.plate());
                }
            }
        });
        Map<ByteBuffer, List<SealedRows.AtPlace>> rowsOf = new HashMap<>();
        List<ByteBuffer> order = new ArrayList<>(asked.tokens.keySet());
        List<DayToken> tokens = new ArrayList<>(asked.tokens.values());
        openings.fetch(
                "place.visit_at_place",
                "place_token",
                tokens,
                (token, sealed) ->
                        openings.open(tokens.get(token).day(), sealed, SealedRows.AT_PLACE)
                                .map(SealedRows::readAtPlace)
                                .ifPresent(
                                        rowsOf.computeIfAbsent(
                                                        order.get(token), k -> new ArrayList<>())
                                                ::add));
        found.forEach((seeker, findings) -> meet(openings, seeker, findings, asked, rowsOf));
    }

    private void ask(Asked asked, Object of, Instant at, String kind, String id) {
        LocalDate day = Custody.day(at);
        if (!custody.exists(VISITS, day)) {
            return;
        }
        byte[] token = rows.placeToken(kind, id, at);
        ByteBuffer key = ByteBuffer.wrap(token);
        asked.tokens.putIfAbsent(key, new DayToken(day, token));
        asked.of.computeIfAbsent(of, o -> new LinkedHashSet<>()).add(key);
    }

    private static void hours(Instant from, Instant to, java.util.function.Consumer<Instant> each) {
        for (Instant hour = from.truncatedTo(ChronoUnit.HOURS);
                !hour.isAfter(to);
                hour = hour.plus(1, ChronoUnit.HOURS)) {
            each.accept(hour);
        }
    }

    private void meet(
            Openings openings,
            Seeker seeker,
            Findings findings,
            Asked asked,
            Map<ByteBuffer, List<SealedRows.AtPlace>> rowsOf) {
        Set<UUID> own = Set.copyOf(seeker.records());
        int opened = 0;
        for (Stay stay : findings.stays) {
            Map<Subject, List<Event>> events = new LinkedHashMap<>();
            for (SealedRows.AtPlace row : of(asked, stay, rowsOf)) {
                opened++;
                if (!own.contains(row.who().id())) {
                    events.computeIfAbsent(row.who(), w -> new ArrayList<>())
                            .add(
                                    new Event(
                                            row.who(),
                                            row.what(),
                                            row.from(),
                                            row.seconds(),
                                            row.seat()));
                }
            }
            events.values()
                    .forEach(ofOne -> {
                        for (Stay other : stays(stay.place(), ofOne)) {
                            meeting(stay, other, seeker.afterStay())
                                    .ifPresent(findings.present::add);
                        }
                    });
        }
        for (Ride ride : findings.rides) {
            for (SealedRows.AtPlace row : of(asked, ride, rowsOf)) {
                opened++;
                Instant to = arrival(row.from(), row.seconds());
                if (row.what() == SealedRows.What.RIDE
                        && !own.contains(row.who().id())
                        && row.from().isBefore(ride.to())
                        && ride.from().isBefore(to)) {
                    findings.fellows.add(
                            new FellowPassenger(
                                    ride,
                                    new Ride(
                                            row.who(),
                                            row.vehicle(),
                                            ride.plate(),
                                            row.seat(),
                                            row.from(),
                                            to)));
                }
            }
        }
        if (opened > MOST_OPENED) {
            openings.refuse(seeker.caseId(), CaseRefusal.TOO_MANY);
            return;
        }
        findings.present.forEach(
                p -> concerned(openings, seeker, p.ofContact().who(), p.ofContact().from()));
        findings.fellows.forEach(
                f -> concerned(openings, seeker, f.ofContact().who(), f.ofContact().from()));
    }

    private static void concerned(Openings openings, Seeker seeker, Subject who, Instant at) {
        openings.concerned(seeker.caseId(), who.id(), Custody.day(at));
    }

    private static Collection<SealedRows.AtPlace> of(
            Asked asked, Object of, Map<ByteBuffer, List<SealedRows.AtPlace>> rowsOf) {
        List<SealedRows.AtPlace> all = new ArrayList<>();
        for (ByteBuffer token : asked.of.getOrDefault(of, Set.of())) {
            all.addAll(rowsOf.getOrDefault(token, List.of()));
        }
        return all;
    }

    private static Optional<CoPresence> meeting(Stay ofCase, Stay other, Duration afterStay) {
        Instant begin = ofCase.from().isAfter(other.from()) ? ofCase.from() : other.from();
        Instant end = earlier(ofCase.to(), other.to());
        if (begin.isBefore(end) || begin.equals(end)) {
            return Optional.of(
                    new CoPresence(ofCase, other, Duration.between(begin, end), Duration.ZERO));
        }
        if (other.from().isAfter(ofCase.to())
                && !other.from().isAfter(ofCase.to().plus(afterStay))) {
            return Optional.of(
                    new CoPresence(
                            ofCase,
                            other,
                            Duration.ZERO,
                            Duration.between(ofCase.to(), other.from())));
        }
        return Optional.empty();
    }
}
