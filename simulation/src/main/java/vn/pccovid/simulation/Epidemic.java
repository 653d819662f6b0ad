package vn.pccovid.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.exposure.CaseCourse;
import vn.pccovid.lib.exposure.PlaceKind;

/// An invented epidemic in an invented town, with everything known: who infected whom, when and
/// where everybody was, to the metre and in steps of five minutes.
///
/// What decides here is finer than what any record shows and not the model of `lib/exposure`: desks
/// and tables with coordinates, the volume and the air changes of each room, each person's viral
/// load, habit of masks and susceptibility. Numbers are chosen after the literature (household
/// attack rate of Delta, incubation, share without symptoms), not after the results of any finder.
/// Reproducible by seed; not thread-safe while it is made, then only read.
public final class Epidemic {
    /// One detected case.
    ///
    /// @param person index from 0
    /// @param course what is known of its illness
    public record Case(int person, CaseCourse course) {}

    static final int STEP_MIN = 5;
    static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /// Infections per hour face to face at the peak; gives the attack rate of households that
    /// [#householdAttackRate] tells.
    private static final double RATE_PER_HOUR = 0.27;

    /// Deviation of the logarithm of how much people shed: offspring vary like a negative binomial
    /// with k = 0.4 (0.1 to 0.7 in Endo et al., Wellcome Open Res 5 (2020) 67).
    private static final double OVERDISPERSION = 1.3;

    /// How much of that shows in the load of the sample: odds of 1.3 per log10 of copies, Marks et
    /// al., Lancet Infect Dis 21 (2021) 629.
    private static final double LOAD_TELLS = 0.26;

    private static final double AIR = 27;
    private static final double NEGLIGIBLE = 1e-4;
    private static final double SYMPTOMATIC = 0.7;
    private static final double TESTED_WITH_SYMPTOMS = 0.75;
    private static final double TESTED_WITHOUT = 0.25;

    final Town town;
    final EpidemicOptions options;
    final TownDay[] days;
    final double[] infectedAt;
    final int[] infector;
    final double[] onset;
    final double[] latentUntil;
    final double[] load;
    final double[] ct;
    final boolean[] symptomatic;
    final double[] sampled;
    private final Map<Long, Double> doses = new HashMap<>();
    private final List<Case> cases = new ArrayList<>();

    private Epidemic(EpidemicOptions options) {
        this.options = options;
        town = new Town(options.people(), options.seed());
        days = new TownDay[options.days()];
        int n = options.people();
        infectedAt = new double[n];
        infector = new int[n];
        onset = new double[n];
        latentUntil = new double[n];
        load = new double[n];
        ct = new double[n];
        symptomatic = new boolean[n];
        sampled = new double[n];
        Arrays.fill(infectedAt, Double.NaN);
        Arrays.fill(sampled, Double.NaN);
        Arrays.fill(infector, -1);
    }

    public static Epidemic run(EpidemicOptions options) {
        Epidemic epidemic = new Epidemic(options);
        epidemic.run();
        return epidemic;
    }

    private void run() {
        Dice dice = Dice.of(options.seed(), "epidemic");
        for (int i = 0; i < options.imported(); i++) {
            infect(dice.below(town.people), -1, 0.5, dice);
        }
        for (int day = 0; day < options.days(); day++) {
            Set<Integer> away = new HashSet<>();
            for (int i = 0; i < town.people; i++) {
                if (sampled[i] + 1 <= day) {
                    away.add(i);
                }
            }
            days[day] = new TownDay(town, day, away);
            spread(days[day], away, dice);
        }
        for (int i = 0; i < town.people; i++) {
            if (sampled[i] < options.days() - 1) {
                CaseCourse course =
                        CaseCourse.sampled(at(sampled[i])).isolated(at(sampled[i] + 1)).ct(ct[i]);
                cases.add(
                        new Case(
                                i,
                                symptomatic[i] && onset[i] < sampled[i]
                                        ? course.onset(day(onset[i]))
                                        : course));
            }
        }
    }

    private void infect(int person, int by, double at, Dice dice) {
        if (!Double.isNaN(infectedAt[person])) {
            return;
        }
        infectedAt[person] = at;
        infector[person] = by;
        double incubation = Math.exp(Math.log(4.3) + 0.42 * dice.normal(0, 1));
        onset[person] = at + incubation;
        latentUntil[person] = Math.max(at + 0.8, onset[person] - dice.normal(2.3, 0.7));
        symptomatic[person] = dice.chance(SYMPTOMATIC);
        double z = dice.normal(0, 1);
        double shed = LOAD_TELLS * z + Math.sqrt(1 - LOAD_TELLS * LOAD_TELLS) * dice.normal(0, 1);
        load[person] =
                Math.exp(OVERDISPERSION * shed - OVERDISPERSION * OVERDISPERSION / 2)
                        * (symptomatic[person] ? 1 : 0.5);
        ct[person] = Math.clamp(22.5 - 3.3 * 1.3 * z + dice.normal(0, 2.5), 11, 39);
        if (symptomatic[person] && dice.chance(TESTED_WITH_SYMPTOMS)) {
            sampled[person] = onset[person] + 0.4 + 3 * dice.unit();
        } else if (dice.chance(TESTED_WITHOUT)) {
            sampled[person] = at + 4 + 7 * dice.unit();
        }
    }

    /// Viral shedding beside the average peak: up to half a day before onset, down in eight days.
    double shedding(int person, double day) {
        double peak = onset[person] - 0.3;
        if (day <= latentUntil[person] || day >= peak + 8) {
            return 0;
        }
        double shape =
                day < peak
                        ? (day - latentUntil[person]) / Math.max(0.3, peak - latentUntil[person])
                        : 1 - (day - peak) / 8;
        return load[person] * shape;
    }

    private record Hit(int to, int by, double dose, double at) {}

    private void spread(TownDay day, Set<Integer> away, Dice dice) {
        Map<Integer, List<Hit>> hits = new HashMap<>();
        for (int i = 0; i < town.people; i++) {
            double noon = day.day + 0.6;
            if (Double.isNaN(infectedAt[i]) || away.contains(i) || shedding(i, noon) <= 0) {
                continue;
            }
            int by = i;
            meetings(
                    day,
                    i,
                    false,
                    (j, danger, minute) -> {
                        if (Double.isNaN(infectedAt[j])) {
                            double at = day.day + minute / 1440.0;
                            double dose = danger * shedding(by, at) * town.susceptible[j];
                            if (dose > NEGLIGIBLE) {
                                doses.merge((long) by * town.people + j, dose, Double::sum);
                            }
                            if (dose > 0) {
                                hits.computeIfAbsent(j, k -> new ArrayList<>())
                                        .add(new Hit(j, by, dose, at));
                            }
                        }
                    },
                    away);
        }
        hits.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> {
                    double sum = e.getValue().stream().mapToDouble(Hit::dose).sum();
                    if (!dice.chance(-Math.expm1(-sum))) {
                        return;
                    }
                    double draw = dice.unit() * sum;
                    for (Hit hit : e.getValue()) {
                        draw -= hit.dose;
                        if (draw <= 0) {
                            infect(hit.to, hit.by, hit.at, dice);
                            return;
                        }
                    }
                });
    }

    /// Called for each pair and meeting with the danger of it all.
    interface Meeting {
        void met(int other, double danger, int minute);
    }

    /// Everybody a person meets on a day, with how dangerous the meeting would be if the person
    /// shed an average peak.
    void meetings(
            TownDay day, int person, boolean always, Meeting meeting, @Nullable Set<Integer> away) {
        for (TownDay.Visit mine : day.byPerson.getOrDefault(person, List.of())) {
            for (TownDay.Visit theirs : day.byPlace.getOrDefault(mine.place(), List.of())) {
                if (theirs.person() != person) {
                    double danger = danger(day, mine, theirs);
                    if (danger > 0 || always) {
                        meeting.met(
                                theirs.person(), danger, Math.max(mine.from(), theirs.from()) + 5);
                    }
                }
            }
        }
        TownDay.Seat seat = day.seats.get(person);
        if (seat != null) {
            for (TownDay.Seat other : day.coaches.getOrDefault(seat.coach(), List.of())) {
                int from = Math.max(seat.from(), other.from());
                int to = Math.min(seat.to(), other.to());
                if (other.person() != person && to > from) {
                    double metres = Math.max(0.6, 0.85 * Math.abs(seat.row() - other.row()));
                    double rate = near(metres) + AIR / (70.0 * 4);
                    double masks = mask(person, other.person(), 0.7, day.day, 9);
                    meeting.met(
                            other.person(),
                            RATE_PER_HOUR * rate * masks * (to - from) / 60.0,
                            from);
                }
            }
        }
        for (int other : town.households.get(town.household[person])) {
            if (other != person && (away == null || !away.contains(other))) {
                meeting.met(other, atHome(person, other), 20 * 60);
            }
        }
    }

    /// Hours at home by who they are to each other: couples sleep in one bed, parents hold small
    /// children, the rest share rooms.
    private double atHome(int a, int b) {
        double habit = Math.exp(0.6 * TownDay.hashedNormal(town.seed, TownDay.pair(a, b), 7, 7));
        int older = Math.max(town.age[a], town.age[b]);
        int younger = Math.min(town.age[a], town.age[b]);
        boolean couple = younger > 19 && older - younger < 10;
        boolean child = younger < 8 && older < 50;
        double near =
                couple ? 3 * near(1) + 7 * 0.35 * near(0.7) : child ? 4 * near(0.8) : 2 * near(1.3);
        double air = 9 * AIR / (town.area(town.home(town.household[a])) * 3 * 1.5);
        return RATE_PER_HOUR * (near + air) * habit * 0.55;
    }

    private double danger(TownDay day, TownDay.Visit mine, TownDay.Visit theirs) {
        PlaceKind kind = town.kind(mine.place());
        double volume = town.area(mine.place()) * 3;
        double changes = town.airChanges(mine.place());
        double open =
                switch (kind) {
                    case OUTDOORS -> 0.08;
                    case MARKET -> 0.25;
                    default -> 1;
                };
        double air = open < 1 ? 0 : AIR / (volume * changes);
        double loud =
                switch (kind) {
                    case BAR, GYM -> 2;
                    case RESTAURANT, CAFE -> 1.3;
                    default -> 1;
                };
        int from = Math.max(mine.from(), theirs.from());
        int to = Math.min(mine.to(), theirs.to());
        double sum = 0;
        for (int minute = from; minute < to; minute += STEP_MIN) {
            sum += near(day.distance(mine, theirs, minute)) * open + air;
        }
        // What the air still holds for who comes after.
        for (int minute = Math.max(mine.to(), theirs.from());
                minute < Math.min(theirs.to(), mine.to() + 60);
                minute += STEP_MIN) {
            sum += air * Math.exp(-changes * (minute - mine.to()) / 60.0);
        }
        return RATE_PER_HOUR
                * loud
                * sum
                * STEP_MIN
                / 60.0
                * mask(mine.person(), theirs.person(), customary(kind), day.day, mine.place());
    }

    static double customary(PlaceKind kind) {
        return switch (kind) {
            case CLINIC, OFFICE, SHOP -> 1;
            case MARKET, WORSHIP, FACTORY, SCHOOL, WORKPLACE -> 0.8;
            case SALON, OUTDOORS -> 0.5;
            case RESTAURANT, CAFE, GYM -> 0.15;
            case BAR, HOME, LODGING, OTHER -> 0.05;
        };
    }

    private double mask(int source, int target, double customary, int day, long place) {
        boolean out =
                TownDay.hashed(town.seed, source, day, place) < customary * town.maskHabit[source];
        boolean in =
                TownDay.hashed(town.seed, target, day, place) < customary * town.maskHabit[target];
        return (out ? 0.5 : 1) * (in ? 0.7 : 1);
    }

    private static double near(double metres) {
        return 1 / (1 + (metres / 0.8) * (metres / 0.8));
    }

    /// How likely a person was to infect another by everything that truly happened: what nobody who
    /// searches could know better.
    public double truly(int by, int other) {
        return -Math.expm1(-doses.getOrDefault((long) by * town.people + other, 0.0));
    }

    /// Share of infections, the imported ones aside, by somebody of the same household.
    public double householdShare() {
        int all = 0;
        int home = 0;
        for (int i = 0; i < town.people; i++) {
            if (infector[i] >= 0) {
                all++;
                home += sameHousehold(i, infector[i]) ? 1 : 0;
            }
        }
        return all == 0 ? 0 : (double) home / all;
    }

    /// Whose midnight a day begins at.
    public static ZoneId zone() {
        return VIETNAM;
    }

    /// The cases that were found, with what is known of each.
    public List<Case> cases() {
        return List.copyOf(cases);
    }

    public int people() {
        return town.people;
    }

    /// How many were infected in all, the imported ones included.
    public int infected() {
        return (int) Arrays.stream(infectedAt).filter(d -> !Double.isNaN(d)).count();
    }

    /// Whom a person infected before an instant.
    public Set<Integer> infectedBy(int person, Instant before) {
        Set<Integer> theirs = new HashSet<>();
        for (int j = 0; j < town.people; j++) {
            if (infector[j] == person && at(infectedAt[j]).isBefore(before)) {
                theirs.add(j);
            }
        }
        return theirs;
    }

    /// Whether somebody was a proven case before an instant.
    public boolean provenBefore(int person, Instant at) {
        return !Double.isNaN(sampled[person]) && at(sampled[person] + 1).isBefore(at);
    }

    public boolean sameHousehold(int a, int b) {
        return town.household[a] == town.household[b];
    }

    /// Share of the household members of the infected whom they infected, of those they could have.
    public double householdAttackRate() {
        int infected = 0;
        int exposed = 0;
        for (int i = 0; i < town.people; i++) {
            if (Double.isNaN(infectedAt[i]) || infectedAt[i] > options.days() - 12) {
                continue;
            }
            for (int j : town.households.get(town.household[i])) {
                boolean earlier = !Double.isNaN(infectedAt[j]) && infectedAt[j] <= infectedAt[i];
                if (j != i && !earlier) {
                    exposed++;
                    infected += infector[j] == i ? 1 : 0;
                }
            }
        }
        return exposed == 0 ? 0 : (double) infected / exposed;
    }

    Instant at(double day) {
        return options.from()
                .atStartOfDay(VIETNAM)
                .toInstant()
                .plusSeconds(Math.round(day * 86_400));
    }

    LocalDate day(double day) {
        return options.from().plusDays((long) Math.floor(day));
    }
}
