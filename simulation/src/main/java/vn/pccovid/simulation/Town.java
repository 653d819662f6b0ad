package vn.pccovid.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.pccovid.lib.exposure.Immunity;
import vn.pccovid.lib.exposure.PlaceKind;

/// People of an epidemic, where they live, work and go, and how they are built. Fixed for the whole
/// epidemic; arrays by person or by place.
final class Town {
    private static final PlaceKind[] VENUES = {
        PlaceKind.SHOP, PlaceKind.SHOP, PlaceKind.MARKET, PlaceKind.RESTAURANT,
                PlaceKind.RESTAURANT,
        PlaceKind.CAFE, PlaceKind.CAFE, PlaceKind.BAR, PlaceKind.GYM, PlaceKind.SALON,
        PlaceKind.WORSHIP, PlaceKind.CLINIC, PlaceKind.OFFICE, PlaceKind.SHOP, PlaceKind.OUTDOORS
    };

    /// Households of one to seven, census of 2019: 3.6 on average.
    private static final double[] SIZES = {0.10, 0.28, 0.48, 0.74, 0.88, 0.96, 1.0};

    private static final int PER_VENUE = 60;
    private static final int QUARTER = 40;
    private static final int CLASS = 32;
    private static final int FAVOURITES = 5;

    final long seed;
    final int people;
    final int[] household;
    final List<int[]> households = new ArrayList<>();
    final int[] age;
    final Immunity[] immunity;

    /// What vaccination and age leave of the danger, in truth.
    final double[] susceptible;

    final double[] maskHabit;
    final double[] grip;
    final boolean[] phone;
    final int[] dayPlace;
    final int[] desk;
    final int[][] friends;
    final int[][] favourites;

    final List<PlaceKind> kinds = new ArrayList<>();
    final List<Double> area = new ArrayList<>();
    final List<Double> airChanges = new ArrayList<>();
    final List<List<Integer>> roster = new ArrayList<>();

    Town(int people, long seed) {
        this.seed = seed;
        this.people = people;
        household = new int[people];
        age = new int[people];
        immunity = new Immunity[people];
        susceptible = new double[people];
        maskHabit = new double[people];
        grip = new double[people];
        phone = new boolean[people];
        dayPlace = new int[people];
        desk = new int[people];
        friends = new int[people][];
        favourites = new int[people][];
        Dice dice = Dice.of(seed, "town");
        families(dice);
        bodies(dice);
        venues(dice);
        workAndSchool(dice);
        circles(dice);
    }

    private void families(Dice dice) {
        int next = 0;
        while (next < people) {
            double draw = dice.unit();
            int size = 1;
            while (draw >= SIZES[size - 1]) {
                size++;
            }
            size = Math.min(size, people - next);
            int[] members = new int[size];
            int parents = 22 + dice.below(45);
            for (int i = 0; i < size; i++) {
                members[i] = next;
                household[next] = households.size();
                age[next] =
                        i < 2
                                ? Math.clamp(parents + dice.between(-3, 3), 18, 95)
                                : (parents > 48 && i > 3) || dice.chance(0.2)
                                        ? Math.min(92, parents + 26)
                                        : Math.clamp(parents - 24 - dice.below(12), 0, 30);
                next++;
            }
            households.add(members);
        }
    }

    private void bodies(Dice dice) {
        for (int i = 0; i < people; i++) {
            double draw = dice.unit();
            if (age[i] < 18) {
                immunity[i] = Immunity.NONE;
            } else {
                immunity[i] =
                        draw < 0.18 ? Immunity.FULL : draw < 0.6 ? Immunity.PARTIAL : Immunity.NONE;
            }
            double effect =
                    switch (immunity[i]) {
                        case FULL -> 0.75;
                        case PARTIAL -> 0.33;
                        case NONE, UNKNOWN, WANED, BOOSTED, RECOVERED -> 0;
                    };
            double own = Math.exp(dice.normal(-0.08, 0.4));
            susceptible[i] = (1 - effect) * own * (age[i] < 12 ? 0.65 : 1);
            maskHabit[i] = Math.clamp(dice.normal(0.8, 0.25), 0, 1);
            // Phones differ in what they send and hear, and in where they are carried.
            grip[i] = dice.normal(0, 4);
            phone[i] = age[i] >= 12 && dice.chance(age[i] > 65 ? 0.55 : 0.95);
        }
    }

    private int place(PlaceKind kind, double squareMetres, double changes) {
        kinds.add(kind);
        area.add(squareMetres);
        airChanges.add(changes);
        roster.add(new ArrayList<>());
        return kinds.size() - 1;
    }

    private int venues;

    private void venues(Dice dice) {
        int count = Math.max(30, people / PER_VENUE);
        for (int i = 0; i < count; i++) {
            PlaceKind kind = VENUES[i % VENUES.length];
            double size =
                    switch (kind) {
                        case SHOP -> 50;
                        case MARKET -> 900;
                        case RESTAURANT -> 110;
                        case CAFE -> 90;
                        case BAR -> 80;
                        case GYM -> 150;
                        case SALON -> 30;
                        case WORSHIP -> 250;
                        case CLINIC -> 120;
                        case OFFICE -> 90;
                        case OUTDOORS -> 3_000;
                        case HOME, WORKPLACE, FACTORY, SCHOOL, LODGING, OTHER -> 100;
                    };
            place(kind, size * Math.exp(dice.normal(0, 0.3)), 2.5 * Math.exp(dice.normal(0, 0.5)));
        }
        venues = count;
    }

    private void workAndSchool(Dice dice) {
        Arrays.fill(dayPlace, -1);
        int school = -1;
        int work = -1;
        int workSize = 0;
        // Neighbours share classes and, half of them, work.
        for (int i = 0; i < people; i++) {
            if (age[i] >= 6 && age[i] < 18) {
                if (school < 0 || roster.get(school).size() >= CLASS) {
                    school = place(PlaceKind.SCHOOL, 55, 3);
                }
                join(i, school);
            } else if (age[i] >= 18 && age[i] < 62 && dice.chance(0.7)) {
                if (work < 0 || roster.get(work).size() >= workSize) {
                    boolean factory = dice.chance(0.15);
                    workSize = factory ? dice.between(25, 60) : dice.between(3, 18);
                    work =
                            place(
                                    factory ? PlaceKind.FACTORY : PlaceKind.WORKPLACE,
                                    workSize * (factory ? 12.0 : 7.0),
                                    2.5 * Math.exp(dice.normal(0, 0.4)));
                }
                join(i, work);
            }
        }
    }

    private void join(int person, int place) {
        dayPlace[person] = place;
        desk[person] = roster.get(place).size();
        roster.get(place).add(person);
    }

    private void circles(Dice dice) {
        for (int i = 0; i < people; i++) {
            int[] mine = new int[dice.between(2, 6)];
            for (int f = 0; f < mine.length; f++) {
                List<Integer> colleagues = dayPlace[i] < 0 ? List.of() : roster.get(dayPlace[i]);
                mine[f] =
                        !colleagues.isEmpty() && dice.chance(0.5)
                                ? dice.pick(colleagues)
                                : Math.clamp(i + dice.between(-300, 300), 0, people - 1);
            }
            friends[i] = mine;
            int[] liked = new int[FAVOURITES];
            int quarter = (int) ((long) i * venues / people);
            for (int f = 0; f < FAVOURITES; f++) {
                liked[f] =
                        dice.chance(0.75)
                                ? Math.floorMod(
                                        quarter + dice.between(-QUARTER / 4, QUARTER / 4), venues)
                                : dice.below(venues);
            }
            favourites[i] = liked;
        }
    }

    PlaceKind kind(int place) {
        return place >= kinds.size() ? PlaceKind.HOME : kinds.get(place);
    }

    double area(int place) {
        return place >= kinds.size() ? 45 : area.get(place);
    }

    double airChanges(int place) {
        return place >= kinds.size() ? 1.5 : airChanges.get(place);
    }

    /// The place that is a household's home.
    int home(int householdIndex) {
        return kinds.size() + householdIndex;
    }

    boolean isHome(int place) {
        return place >= kinds.size();
    }
}
