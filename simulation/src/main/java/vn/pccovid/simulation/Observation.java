package vn.pccovid.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.pccovid.lib.exposure.Bluetooth;
import vn.pccovid.lib.exposure.CoPresence;
import vn.pccovid.lib.exposure.ContactState;
import vn.pccovid.lib.exposure.Evidence;
import vn.pccovid.lib.exposure.Immunity;
import vn.pccovid.lib.exposure.InfectiousWindow;
import vn.pccovid.lib.exposure.Masks;
import vn.pccovid.lib.exposure.NamedContact;
import vn.pccovid.lib.exposure.Nearness;
import vn.pccovid.lib.exposure.PlaceKind;
import vn.pccovid.lib.exposure.Ride;
import vn.pccovid.lib.exposure.Settings;
import vn.pccovid.lib.exposure.SharedHousehold;
import vn.pccovid.lib.exposure.Sighting;
import vn.pccovid.lib.exposure.Stay;
import vn.pccovid.lib.exposure.VehicleKind;

/// What the records would show of an epidemic if so many people carried the app: scans with and
/// without exits, declared coaches, phones that hear each other through pockets, bodies and walls,
/// and what people remember. Adoption changes what is seen, never what happened.
public final class Observation {
    private static final double SCAN_BY_APP = 0.85;
    private static final double SCAN_BY_KEEPER = 0.4;
    private static final double SCAN_EXIT = 0.15;
    private static final double DECLARE_COACH = 0.7;
    private static final double REGISTERED_AT_HOME = 0.95;
    private static final double REMEMBER_COMPANION = 0.8;
    private static final double REMEMBER_NEIGHBOUR = 0.5;
    private static final double STATE_KNOWN = 0.93;
    private static final double CARRIED = 0.9;
    private static final double HEARD = 0.8;

    /// Signal: 52 dB at a metre, falling with exponent 1.9, straying with the encounter and the
    /// packet; walls take 12 dB. After Leith and Farrell (2020), not after the finder's pack.
    private static final double AT_ONE_METRE_DB = 52;

    private static final double EXPONENT = 1.9;
    private static final double SHADOW_DB = 6;
    private static final double FADING_DB = 5.5;
    private static final double WALL_DB = 12;
    private static final double DEAF_DB = 92;

    private final Epidemic epidemic;
    private final Town town;
    private final double adoption;
    private final CoPresence presence = new CoPresence(Settings.standard());

    /// @param adoption share of people who use the app if they have a phone, 0 to 1
    public Observation(Epidemic epidemic, double adoption) {
        this.epidemic = epidemic;
        this.town = epidemic.town;
        this.adoption = adoption;
    }

    private static final class Seen {
        final int person;
        final InfectiousWindow window;
        final Map<Integer, List<Evidence>> evidence = new HashMap<>();
        final Map<Integer, List<Sighting>> sightings = new HashMap<>();
        final Set<Integer> sameHour = new HashSet<>();
        final Set<Integer> trulyClose = new HashSet<>();
        final List<Stay> mine = new ArrayList<>();
        final List<Stay> others = new ArrayList<>();
        final List<Ride> rides = new ArrayList<>();
        final List<Ride> passengers = new ArrayList<>();

        Seen(int person, InfectiousWindow window) {
            this.person = person;
            this.window = window;
        }

        void add(int contact, Evidence one) {
            if (window.touches(one.from(), one.to())) {
                evidence.computeIfAbsent(contact, k -> new ArrayList<>()).add(one);
            }
        }
    }

    private double unit(long a, long b, long c) {
        return TownDay.hashed(town.seed ^ 0x5eed, a, b, c);
    }

    private double normal(long a, long b, long c) {
        return TownDay.hashedNormal(town.seed ^ 0x5eed, a, b, c);
    }

    /// Whether somebody has the app and a phone that runs it.
    boolean app(int person) {
        return town.phone[person] && unit(person, 1, 1) < adoption;
    }

    /// Both have the app: the most Bluetooth could ever see.
    public boolean bothHaveApp(int a, int b) {
        return app(a) && app(b);
    }

    /// All the records show about one case in its window.
    public Observed of(Epidemic.Case found, InfectiousWindow window) {
        Seen seen = new Seen(found.person(), window);
        LocalDate first = epidemic.options.from();
        for (LocalDate date : window.days()) {
            int day = (int) (date.toEpochDay() - first.toEpochDay());
            if (day >= 0 && day < epidemic.days.length) {
                look(epidemic.days[day], seen);
            }
        }
        home(seen);
        presence.atPlaces(seen.mine, seen.others, window)
                .forEach((who, all) -> all.forEach(e -> seen.add(Integer.parseInt(who), e)));
        presence.inVehicles(seen.rides, seen.passengers, window)
                .forEach((who, all) -> all.forEach(e -> seen.add(Integer.parseInt(who), e)));
        Set<Integer> quarterHour = new HashSet<>();
        seen.sightings.forEach((who, all) -> {
            Bluetooth.encounters(all, Duration.ofMinutes(16)).forEach(e -> seen.add(who, e));
            if (loudQuarter(all)) {
                quarterHour.add(who);
            }
        });
        Map<Integer, ContactState> states = new HashMap<>();
        for (int who : seen.evidence.keySet()) {
            Immunity immunity =
                    unit(who, 2, 2) < STATE_KNOWN ? town.immunity[who] : Immunity.UNKNOWN;
            states.put(who, new ContactState(immunity, town.age[who]));
        }
        return new Observed(seen.evidence, states, seen.sameHour, quarterHour, seen.trulyClose);
    }

    private static boolean loudQuarter(List<Sighting> all) {
        double loud = AT_ONE_METRE_DB + 10 * EXPONENT * Math.log10(2);
        Map<LocalDate, Integer> byDay = new HashMap<>();
        for (Sighting one : all) {
            if (one.attenuationDb() <= loud) {
                byDay.merge(LocalDate.ofInstant(one.at(), Epidemic.VIETNAM), 1, Integer::sum);
            }
        }
        return byDay.values().stream().anyMatch(n -> n * Epidemic.STEP_MIN >= 15);
    }

    private void look(TownDay day, Seen seen) {
        int me = seen.person;
        for (TownDay.Visit mine : day.byPerson.getOrDefault(me, List.of())) {
            boolean scanned = !town.isHome(mine.place()) && scanned(day, mine);
            if (scanned) {
                seen.mine.add(stay(day, mine));
            }
            for (TownDay.Visit theirs : day.byPlace.getOrDefault(mine.place(), List.of())) {
                if (theirs.person() == me) {
                    continue;
                }
                if (scanned && scanned(day, theirs)) {
                    Stay other = stay(day, theirs);
                    seen.others.add(other);
                    long apart =
                            Duration.between(seen.mine.getLast().enter(), other.enter())
                                    .abs()
                                    .toMinutes();
                    if (apart <= 60 && seen.window.contains(seen.mine.getLast().enter())) {
                        seen.sameHour.add(theirs.person());
                    }
                }
                together(day, mine, theirs, seen);
            }
        }
        coach(day, seen);
        nights(day, seen);
    }

    private boolean scanned(TownDay day, TownDay.Visit visit) {
        double chance = app(visit.person()) ? SCAN_BY_APP : SCAN_BY_KEEPER;
        return unit(visit.person(), day.day * 4_000L + visit.from(), 3) < chance;
    }

    private Stay stay(TownDay day, TownDay.Visit visit) {
        boolean exit = unit(visit.person(), day.day * 4_000L + visit.from(), 4) < SCAN_EXIT;
        return new Stay(
                Integer.toString(visit.person()),
                "p" + visit.place(),
                town.kind(visit.place()),
                at(day, visit.from()),
                exit ? at(day, visit.to()) : null);
    }

    private Instant at(TownDay day, int minute) {
        return epidemic.at(day.day).plus(Duration.ofMinutes(minute));
    }

    /// The true meeting: what phones hear, what is remembered, how near it was.
    private void together(TownDay day, TownDay.Visit mine, TownDay.Visit theirs, Seen seen) {
        int from = Math.max(mine.from(), theirs.from());
        int to = Math.min(mine.to(), theirs.to());
        if (to <= from || !seen.window.touches(at(day, from), at(day, to))) {
            return;
        }
        int other = theirs.person();
        boolean phones = carried(mine.person(), day.day) && carried(other, day.day);
        long meeting = TownDay.pair(mine.person(), other) * 31 + day.day * 2_000L + from;
        int near = 0;
        for (int minute = from; minute < to; minute += Epidemic.STEP_MIN) {
            double metres = day.distance(mine, theirs, minute);
            near += metres <= 2 ? Epidemic.STEP_MIN : 0;
            if (phones) {
                hear(seen, other, at(day, minute), metres, 0, meeting, minute);
            }
        }
        if (near >= 15) {
            seen.trulyClose.add(other);
        }
        boolean companions = mine.group() >= 0 && mine.group() == theirs.group();
        boolean neighbours = near >= 60;
        double chance = companions ? REMEMBER_COMPANION : neighbours ? REMEMBER_NEIGHBOUR : 0;
        if (chance > 0
                && !epidemic.sameHousehold(mine.person(), other)
                && unit(meeting, 5, 5) < chance) {
            // Remembered to the quarter of an hour or so.
            int shift = (int) (15 * normal(meeting, 6, 6));
            PlaceKind kind = town.kind(mine.place());
            seen.add(
                    other,
                    new NamedContact(
                            at(day, from).plus(Duration.ofMinutes(shift)),
                            at(day, to).plus(Duration.ofMinutes(Math.max(shift, from - to + 5))),
                            companions ? Nearness.WITHIN_1_M : Nearness.WITHIN_2_M,
                            kind != PlaceKind.OUTDOORS,
                            false,
                            Masks.UNKNOWN));
        }
    }

    private boolean carried(int person, int day) {
        return app(person) && unit(person, day, 7) < CARRIED;
    }

    private void hear(
            Seen seen,
            int other,
            Instant at,
            double metres,
            double wall,
            long meeting,
            int minute) {
        double attenuation =
                AT_ONE_METRE_DB
                        + 10 * EXPONENT * Math.log10(Math.max(0.3, metres))
                        + wall
                        + town.grip[seen.person]
                        + town.grip[other]
                        + SHADOW_DB * normal(meeting, 8, 8)
                        + FADING_DB * normal(meeting, minute, 9);
        if (attenuation < DEAF_DB && unit(meeting, minute, 10) < HEARD) {
            seen.sightings
                    .computeIfAbsent(other, k -> new ArrayList<>())
                    .add(
                            new Sighting(
                                    at,
                                    Math.max(20, attenuation),
                                    Duration.ofMinutes(Epidemic.STEP_MIN)));
        }
    }

    private void coach(TownDay day, Seen seen) {
        TownDay.Seat seat = day.seats.get(seen.person);
        if (seat == null) {
            return;
        }
        boolean declared = unit(seen.person, day.day, 11) < DECLARE_COACH;
        if (declared) {
            seen.rides.add(ride(day, seat));
        }
        for (TownDay.Seat other : day.coaches.getOrDefault(seat.coach(), List.of())) {
            if (other.person() == seen.person) {
                continue;
            }
            if (declared && unit(other.person(), day.day, 11) < DECLARE_COACH) {
                seen.passengers.add(ride(day, other));
            }
            int from = Math.max(seat.from(), other.from());
            int to = Math.min(seat.to(), other.to());
            double metres = Math.max(0.6, 0.85 * Math.abs(seat.row() - other.row()));
            if (metres <= 2 && to - from >= 15) {
                seen.trulyClose.add(other.person());
            }
            if (carried(seen.person, day.day) && carried(other.person(), day.day)) {
                long meeting = TownDay.pair(seen.person, other.person()) * 37 + day.day;
                for (int minute = from; minute < to; minute += Epidemic.STEP_MIN) {
                    hear(seen, other.person(), at(day, minute), metres, 0, meeting, minute);
                }
            }
        }
    }

    private Ride ride(TownDay day, TownDay.Seat seat) {
        boolean row = unit(seat.person(), day.day, 12) < 0.8;
        return new Ride(
                Integer.toString(seat.person()),
                "c" + day.day + "-" + seat.coach() + "-" + seat.from(),
                VehicleKind.COACH,
                at(day, seat.from()),
                at(day, seat.to()),
                row ? seat.row() : null);
    }

    /// Phones lie about at home in the evening, and hear the neighbours' through the wall.
    private void nights(TownDay day, Seen seen) {
        if (!carried(seen.person, day.day)) {
            return;
        }
        int mine = town.household[seen.person];
        for (int beside = mine - 1; beside <= mine + 1; beside++) {
            if (beside < 0 || beside >= town.households.size()) {
                continue;
            }
            for (int other : town.households.get(beside)) {
                if (other == seen.person || !carried(other, day.day)) {
                    continue;
                }
                long meeting = TownDay.pair(seen.person, other) * 41 + day.day;
                double usual =
                        beside == mine
                                ? 1 + 3 * unit(meeting, 13, 13)
                                : 4 + 4 * unit(meeting, 13, 13);
                for (int minute = 19 * 60; minute < 22 * 60; minute += Epidemic.STEP_MIN) {
                    hear(
                            seen,
                            other,
                            at(day, minute),
                            usual,
                            beside == mine ? 0 : WALL_DB,
                            meeting,
                            minute);
                }
            }
        }
    }

    private void home(Seen seen) {
        for (int other : town.households.get(town.household[seen.person])) {
            if (other != seen.person) {
                seen.trulyClose.add(other);
                if (unit(TownDay.pair(seen.person, other), 14, 14) < REGISTERED_AT_HOME
                        && seen.window.from().isBefore(seen.window.to())) {
                    // Two grown-ups of one age are taken for a couple, as the register shows them.
                    int older = Math.max(town.age[seen.person], town.age[other]);
                    int younger = Math.min(town.age[seen.person], town.age[other]);
                    seen.add(
                            other,
                            new SharedHousehold(
                                    seen.window.from(),
                                    seen.window.to(),
                                    younger > 19 && older - younger < 10));
                }
            }
        }
    }
}
