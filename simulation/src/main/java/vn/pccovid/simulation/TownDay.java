package vn.pccovid.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.pccovid.lib.exposure.PlaceKind;

/// What everybody does on one day, made anew from seed and day whenever it is asked for.
final class TownDay {
    /// Somebody at a place.
    ///
    /// @param from and to minutes of the day
    /// @param group who sits together; -1: alone
    record Visit(int person, int place, int from, int to, int group) {}

    /// Somebody in a coach.
    record Seat(int person, int coach, int row, int from, int to) {}

    /// Distancing by Directive 15 of 2020: fewer go out, schools teach by wire.
    private static final double OUTING = 0.28;

    private static final double AT_WORK = 0.6;
    private static final double FRIENDS_AT_HOME = 0.03;
    private static final double COACH_RIDER = 0.006;
    private static final int COACH_SEATS = 28;
    private static final int MOVES_EVERY_MIN = 20;

    final Town town;
    final int day;
    final Map<Integer, List<Visit>> byPerson = new HashMap<>();
    final Map<Integer, List<Visit>> byPlace = new HashMap<>();
    final Map<Integer, Seat> seats = new HashMap<>();
    final Map<Integer, List<Seat>> coaches = new HashMap<>();

    /// @param away who stays at home or in isolation today
    TownDay(Town town, int day, Set<Integer> away) {
        this.town = town;
        this.day = day;
        Dice dice = Dice.of(town.seed, "day" + day);
        boolean weekend = day % 7 >= 5;
        int groups = 0;
        for (int person = 0; person < town.people; person++) {
            boolean out = dice.chance(OUTING);
            boolean guest = dice.chance(FRIENDS_AT_HOME);
            boolean rides = dice.chance(COACH_RIDER);
            boolean works =
                    town.dayPlace[person] >= 0
                            && !weekend
                            && town.age[person] >= 18
                            && dice.chance(AT_WORK);
            int workFrom = 8 * 60 + dice.between(-20, 20);
            int workTo = (town.age[person] < 18 ? 11 * 60 + 30 : 17 * 60) + dice.between(-20, 40);
            int place = dice.pick(boxed(town.favourites[person]));
            int companions = companions(dice, town.kind(place));
            int start = works ? dice.between(17 * 60 + 30, 20 * 60) : dice.between(7 * 60, 20 * 60);
            int stay =
                    Math.max(5, (int) (usual(town.kind(place)) * Math.exp(dice.normal(-0.1, 0.5))));
            int guestFrom = dice.between(18 * 60, 20 * 60);
            int coachIndex =
                    dice.below(Math.max(1, (int) (town.people * COACH_RIDER / COACH_SEATS)));
            int row = dice.between(1, 12);
            int rideFrom = dice.between(6 * 60, 9 * 60);
            if (works && !away.contains(person)) {
                add(new Visit(person, town.dayPlace[person], workFrom, workTo, -1));
            }
            if (out) {
                List<Integer> party = new ArrayList<>();
                party.add(person);
                for (int c = 0; c < companions; c++) {
                    party.add(
                            dice.chance(0.5)
                                    ? dice.pick(boxed(town.households.get(town.household[person])))
                                    : dice.pick(boxed(town.friends[person])));
                }
                groups++;
                for (int member : new HashSet<>(party)) {
                    if (!away.contains(member)) {
                        add(new Visit(member, place, start, start + stay, groups));
                    }
                }
            }
            if (guest) {
                groups++;
                int host = dice.pick(boxed(town.friends[person]));
                int home = town.home(town.household[host]);
                if (!away.contains(person) && !away.contains(host)) {
                    add(new Visit(person, home, guestFrom, guestFrom + 90, groups));
                    add(new Visit(host, home, guestFrom, guestFrom + 90, groups));
                }
            }
            if (rides && !away.contains(person)) {
                Seat seat =
                        new Seat(
                                person,
                                coachIndex,
                                row,
                                rideFrom / 60 * 60,
                                rideFrom / 60 * 60 + 180);
                seats.put(person, seat);
                coaches.computeIfAbsent(coachIndex, k -> new ArrayList<>()).add(seat);
            }
        }
    }

    private static List<Integer> boxed(int[] values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }

    private static int companions(Dice dice, PlaceKind kind) {
        return switch (kind) {
            case RESTAURANT, CAFE, BAR -> dice.between(0, 4);
            case WORSHIP, OUTDOORS, SALON -> dice.between(0, 1);
            case SHOP, MARKET, CLINIC, OFFICE, GYM -> dice.chance(0.2) ? 1 : 0;
            case HOME, WORKPLACE, FACTORY, SCHOOL, LODGING, OTHER -> 0;
        };
    }

    private static int usual(PlaceKind kind) {
        return switch (kind) {
            case SHOP -> 15;
            case MARKET -> 35;
            case RESTAURANT -> 55;
            case CAFE -> 70;
            case BAR -> 130;
            case GYM -> 70;
            case SALON -> 50;
            case WORSHIP -> 60;
            case CLINIC -> 70;
            case OFFICE -> 45;
            case OUTDOORS -> 70;
            case HOME, WORKPLACE, FACTORY, SCHOOL, LODGING, OTHER -> 60;
        };
    }

    private void add(Visit visit) {
        byPerson.computeIfAbsent(visit.person, k -> new ArrayList<>()).add(visit);
        byPlace.computeIfAbsent(visit.place, k -> new ArrayList<>()).add(visit);
    }

    /// Metres between two visitors of one place at a minute of the day.
    double distance(Visit a, Visit b, int minute) {
        int turn = minute / MOVES_EVERY_MIN;
        if (a.group >= 0 && a.group == b.group) {
            double base = 0.6 + 0.9 * unit(pair(a.person, b.person), a.group, 1);
            return base + 0.4 * unit(pair(a.person, b.person), a.group, turn);
        }
        double side = Math.sqrt(town.area(a.place));
        double[] p = position(a, turn, side);
        double[] q = position(b, turn, side);
        return Math.max(0.5, Math.hypot(p[0] - q[0], p[1] - q[1]));
    }

    private double[] position(Visit visit, int turn, double side) {
        PlaceKind kind = town.kind(visit.place);
        boolean desks =
                kind == PlaceKind.WORKPLACE
                        || kind == PlaceKind.FACTORY
                        || kind == PlaceKind.SCHOOL;
        if (desks && unit(visit.person, day, turn) > 0.12) {
            int perRow =
                    Math.max(1, (int) Math.ceil(Math.sqrt(town.roster.get(visit.place).size())));
            double pitch = Math.max(1.0, side / perRow);
            return new double[] {
                pitch * (town.desk[visit.person] % perRow),
                pitch * Math.floorDiv(town.desk[visit.person], perRow)
            };
        }
        boolean sits =
                switch (kind) {
                    case RESTAURANT, CAFE, BAR, SALON, WORSHIP -> true;
                    case SHOP,
                            MARKET,
                            GYM,
                            CLINIC,
                            OFFICE,
                            OUTDOORS,
                            HOME,
                            WORKPLACE,
                            FACTORY,
                            SCHOOL,
                            LODGING,
                            OTHER ->
                            false;
                };
        long who = visit.group >= 0 ? visit.group : 1_000_000L + visit.person;
        int when = sits ? 0 : turn;
        return new double[] {
            side * unit(who, day * 1_000L + when, 2), side * unit(who, day * 1_000L + when, 3)
        };
    }

    static long pair(int a, int b) {
        return (long) Math.min(a, b) << 32 | Math.max(a, b);
    }

    /// Uniform in [0, 1), fixed by the town and three numbers.
    double unit(long a, long b, long c) {
        return hashed(town.seed, a, b, c);
    }

    static double hashed(long seed, long a, long b, long c) {
        long h = seed * 0x9e3779b97f4a7c15L + a;
        h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L + b;
        h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L + c;
        h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
        h = (h ^ (h >>> 29)) * 0x94d049bb133111ebL;
        return ((h ^ (h >>> 31)) >>> 11) * 0x1.0p-53;
    }

    /// Roughly normal, mean 0, deviation 1, fixed by the same.
    static double hashedNormal(long seed, long a, long b, long c) {
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += hashed(seed, a, b, c * 4 + i);
        }
        return (sum - 2) * 1.7320508;
    }
}
