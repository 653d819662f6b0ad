package vn.pccovid.simulation;

import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Samples and results: pooled rounds by commune, single tests, and a few cases who are found and
/// recover. A result is about a tube; a positive pool is followed by single samples of its members.
final class Laboratory {
    private static final double CASES = 0.006;
    private static final double IN_ROUND = 0.17;
    private static final double SINGLE = 0.11;
    private static final double STILL_WAITING = 0.03;

    private final Output output;
    private final Clerk clerk;
    private final Numbers numbers;
    private final LocalDate asOf;
    private final List<Person> pool = new ArrayList<>();
    private int poolSize = 7;
    private @Nullable Home poolHome;
    final Quota upper;

    Laboratory(Output output, Clerk clerk, Numbers numbers, LocalDate asOf, ErrorMix mix) {
        this.output = output;
        this.clerk = clerk;
        this.numbers = numbers;
        this.asOf = asOf;
        this.upper = new Quota(mix.nameUpperUnaccented());
    }

    void write(Dice dice, Person person) throws IOException {
        if (person.died) {
            return;
        }
        if (dice.chance(CASES)) {
            person.positiveOn = asOf.minusDays(dice.between(3, 75));
        }
        if (person.positiveOn != null) {
            sick(dice, person, person.positiveOn);
        } else if (person.age > 3 && dice.chance(IN_ROUND)) {
            join(dice, person);
        }
        if (person.positiveOn == null && person.age > 5 && dice.chance(SINGLE)) {
            var at = time(dice, asOf.minusDays(1 + (long) (14 * dice.unit() * dice.unit())));
            single(dice, person, at, dice.chance(0.5) ? "PCR" : "RAT", "AM_TINH");
        }
    }

    /// Found in a pool or alone; single tests until two are negative.
    private void sick(Dice dice, Person person, LocalDate found) throws IOException {
        if (dice.chance(0.4)) {
            join(dice, person);
        } else {
            if (dice.chance(0.5)) {
                single(dice, person, time(dice, found.minusDays(1)), "RAT", "DUONG_TINH");
            }
            single(dice, person, time(dice, found), "PCR", "DUONG_TINH");
        }
        var day = found.plusDays(dice.between(9, 16));
        if (day.isBefore(asOf.minusDays(2))) {
            single(dice, person, time(dice, day), "PCR", "AM_TINH");
            single(dice, person, time(dice, day.plusDays(1)), "PCR", "AM_TINH");
        }
    }

    private void join(Dice dice, Person person) throws IOException {
        if (poolHome != null && !poolHome.communeCode().equals(person.home.communeCode())) {
            flush(dice);
        }
        poolHome = person.home;
        pool.add(person);
        if (pool.size() >= poolSize) {
            flush(dice);
        }
    }

    /// Ends the pool that is being filled: one tube, one result, and single samples for all when it
    /// is positive.
    void flush(Dice dice) throws IOException {
        if (pool.isEmpty()) {
            return;
        }
        var tube = numbers.key("ON");
        var found = pool.stream().map(p -> p.positiveOn).filter(Objects::nonNull).findFirst();
        boolean positive = found.isPresent();
        var day = positive ? found.get() : asOf.minusDays(dice.between(1, 45));
        var at = time(dice, day);
        var kind = pool.size() > 1 ? "gop" : "don";
        for (var person : pool) {
            sample(dice, person, tube, kind, at);
        }
        if (positive || !dice.chance(STILL_WAITING)) {
            result(
                    dice,
                    tube,
                    "PCR",
                    positive ? "DUONG_TINH" : "AM_TINH",
                    at,
                    pool.getFirst().home.province().bareName());
        }
        if (positive && pool.size() > 1) {
            for (var person : pool) {
                boolean theirs =
                        person.positiveOn != null && !person.positiveOn.isAfter(day.plusDays(1));
                single(dice, person, at.plusHours(20), "PCR", theirs ? "DUONG_TINH" : "AM_TINH");
            }
        }
        pool.clear();
        poolSize = dice.between(5, 10);
    }

    private void single(Dice dice, Person person, LocalDateTime at, String method, String result)
            throws IOException {
        if (!at.isBefore(asOf.atStartOfDay())) {
            return;
        }
        var tube = numbers.key("ON");
        sample(dice, person, tube, "don", at);
        if (method.equals("RAT") || !dice.chance(STILL_WAITING)) {
            result(dice, tube, method, result, at, person.home.province().bareName());
        }
    }

    private void sample(Dice dice, Person person, String tube, String kind, LocalDateTime at)
            throws IOException {
        var typed = new Typed();
        if (upper.draw(dice, true)) {
            typed.name = Misspelling.upperUnaccented(person.name);
            typed.error("name_upper_unaccented");
        } else {
            clerk.name(dice, typed, person, 40, 0);
        }
        int roll = dice.below(100);
        if (roll < 55) {
            Clerk.birthYear(typed, person);
        } else if (roll < 58) {
            Clerk.wrongBirth(dice, typed, person, Clerk.DAY);
        } else {
            Clerk.birth(typed, person, Clerk.DAY);
        }
        if (person.age >= 14 && dice.chance(0.55)) {
            Registers.idCardOrCitizenId(dice, typed, person, 0.1);
        }
        if (dice.chance(0.7)) {
            clerk.phone(dice, typed, person, false);
        }
        clerk.address(dice, typed, person, false);
        write(person, typed, numbers.key("MX"), tube, kind, at);
    }

    /// Writes one sample row as typed.
    void write(Person person, Typed typed, String key, String tube, String kind, LocalDateTime at)
            throws IOException {
        output.about(
                "laboratory",
                "laboratory_samples.csv",
                person,
                typed,
                key,
                tube,
                typed.name,
                typed.birth,
                person.male ? "Nam" : "Nữ",
                typed.phone,
                typed.number,
                typed.communeCode,
                typed.address,
                kind,
                at.format(Vaccination.TIME),
                unit(person.home));
    }

    static String unit(Home home) {
        return "Trung tâm Y tế " + home.district().name();
    }

    private void result(
            Dice dice,
            String tube,
            String method,
            String result,
            LocalDateTime taken,
            String province)
            throws IOException {
        var known = taken.plusMinutes(method.equals("RAT") ? 20 : dice.between(240, 1500));
        var limit = asOf.atStartOfDay().minusMinutes(10);
        result(
                numbers.key("KQ"),
                tube,
                method,
                result,
                result.equals("DUONG_TINH") && method.equals("PCR")
                        ? String.format(Locale.ROOT, "%.1f", 16 + 18 * dice.unit())
                        : "",
                known.isAfter(limit) ? limit : known,
                province);
    }

    /// Writes one result row.
    void result(
            String key,
            String tube,
            String method,
            String result,
            String ct,
            LocalDateTime known,
            String province)
            throws IOException {
        output.plain(
                "laboratory_results.csv",
                key,
                tube,
                method,
                result,
                ct,
                known.format(Vaccination.TIME),
                "CDC " + province);
    }

    private static LocalDateTime time(Dice dice, LocalDate day) {
        return day.atTime(dice.between(7, 17), dice.below(60));
    }
}
