package vn.pccovid.simulation;

import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The national vaccination platform in October 2021: registrations of adults typed by clerks, and
/// doses entered, forgotten, entered twice or under the wrong person. The errors of registrations
/// with doses follow the figures the health ministry published when it compared the platform with
/// the population register.
final class Vaccination {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm", Locale.ROOT);

    /// Share of old cards that the register cannot trace, and of wrong numbers that are somebody
    /// else's.
    private static final double UNKNOWN_CARDS = 1.0 / 6;

    private static final double OTHERS_NUMBERS = 0.3;
    private static final int NEIGHBOURS = 300;

    private final Output output;
    private final Clerk clerk;
    private final Numbers numbers;
    private final LocalDate asOf;
    private final List<Registration> neighbours = new ArrayList<>();

    final Quota noId;
    final Quota unknownCard;
    final Quota knownCard;
    final Quota oneDigit;
    final Quota othersId;
    final Quota nameAccents;
    final Quota nameStyle;
    final Quota birthWrong;
    final Quota birthDefault;
    final Quota neverEntered;
    final Quota twice;
    final Quota underOther;
    long phones;
    long sharedPhones;

    Vaccination(Output output, Clerk clerk, Numbers numbers, LocalDate asOf, ErrorMix mix) {
        this.output = output;
        this.clerk = clerk;
        this.numbers = numbers;
        this.asOf = asOf;
        this.noId = new Quota(mix.idMissingOrMalformed());
        this.unknownCard = new Quota(mix.idCardInstead() * UNKNOWN_CARDS);
        this.knownCard = new Quota(mix.idCardInstead() * (1 - UNKNOWN_CARDS));
        this.oneDigit = new Quota(mix.idWrong() * (1 - OTHERS_NUMBERS));
        this.othersId = new Quota(mix.idWrong() * OTHERS_NUMBERS);
        this.nameAccents = new Quota(mix.nameAccentsOrTyping());
        this.nameStyle = new Quota(mix.nameToneOrIy());
        this.birthWrong = new Quota(mix.birthSwappedOrOff());
        this.birthDefault = new Quota(mix.birthDefaultOrYear());
        this.neverEntered = new Quota(mix.doseNeverEntered());
        this.twice = new Quota(mix.doseTwice());
        this.underOther = new Quota(mix.doseUnderOther());
    }

    /// A registration that others' doses or numbers can be taken from.
    private record Registration(String key, Person person, String evidence) {}

    /// One shot in an arm.
    record Shot(int number, String vaccine, LocalDateTime at) {}

    void write(Dice dice, List<Person> household) throws IOException {
        var phonesHere = new HashMap<String, Integer>();
        for (var person : household) {
            if (person.adult() && !person.died) {
                person(dice, person, phonesHere);
            }
        }
        for (int users : phonesHere.values()) {
            phones += users;
            sharedPhones += users > 1 ? users : 0;
        }
    }

    private void person(Dice dice, Person person, Map<String, Integer> phonesHere)
            throws IOException {
        boolean vaccinated = dice.chance(person.age >= 75 ? 0.8 : 0.92);
        if (!vaccinated && dice.chance(0.4)) {
            return;
        }
        var shots = vaccinated ? shots(dice, person) : List.<Shot>of();
        person.dosesGiven = shots.size();
        var own = new ArrayList<Shot>();
        for (var shot : shots) {
            if (neverEntered.draw(dice, true)) {
                truthOfDose("", person, null, shot, "dose_never_entered");
            } else if (underOther.draw(dice, !neighbours.isEmpty())) {
                underNeighbour(dice, person, shot);
            } else {
                own.add(shot);
            }
        }
        person.dosesEntered = own.size();
        var typed = register(dice, person, !own.isEmpty());
        if (!typed.phone.isEmpty() && person.contact != null) {
            phonesHere.merge(person.contact, 1, Integer::sum);
        }
        var key = numbers.key("DT");
        registration(dice, key, person, typed);
        var registration = new Registration(key, person, typed.evidence());
        for (var shot : own) {
            dose(dice, registration, person, shot, "");
        }
        again(dice, registration, person, shots, own);
        if (!own.isEmpty()) {
            remember(dice, registration);
        }
    }

    /// Some doses are entered again: by a second facility under the same registration, or under a
    /// registration of its own typed anew.
    private void again(
            Dice dice, Registration registration, Person person, List<Shot> shots, List<Shot> own)
            throws IOException {
        for (var shot : shots) {
            if (!twice.draw(dice, own.contains(shot))) {
                continue;
            }
            if (dice.chance(0.6)) {
                dose(dice, registration, person, shot, "dose_twice");
            } else {
                var typed = register(dice, person, true);
                typed.error("registered_twice");
                var key = numbers.key("DT");
                registration(dice, key, person, typed);
                dose(
                        dice,
                        new Registration(key, person, typed.evidence()),
                        person,
                        shot,
                        "dose_twice");
            }
        }
    }

    private void remember(Dice dice, Registration registration) {
        if (neighbours.size() < NEIGHBOURS) {
            neighbours.add(registration);
        } else {
            neighbours.set(dice.below(NEIGHBOURS), registration);
        }
    }

    private void underNeighbour(Dice dice, Person person, Shot shot) throws IOException {
        var neighbour = dice.pick(neighbours);
        person.dosesUnderOther++;
        dose(dice, neighbour, person, shot, "dose_under_other");
    }

    /// Writes a dose under a registration; the truth names both people.
    void dose(
            Dice dice,
            String key,
            Person under,
            String evidence,
            Person given,
            Shot shot,
            String error)
            throws IOException {
        dose(dice, new Registration(key, under, evidence), given, shot, error);
    }

    private void dose(Dice dice, Registration under, Person given, Shot shot, String error)
            throws IOException {
        var key = numbers.key("MT");
        var home = given.home;
        boolean station = !error.equals("dose_twice") && dice.chance(0.7) && home.commune() != null;
        output.plain(
                "vaccination_doses.csv",
                key,
                under.key,
                String.valueOf(shot.number),
                shot.vaccine,
                shot.vaccine.substring(0, 2).toUpperCase(Locale.ROOT) + dice.between(1000, 9999),
                shot.at.format(TIME),
                station && home.commune() != null
                        ? "Trạm Y tế " + home.commune().name()
                        : "Trung tâm Y tế " + home.district().name(),
                home.communeCode());
        boolean wrong = !under.person.id.equals(given.id);
        output.truth(
                "vaccination",
                "vaccination_doses.csv",
                key,
                under.person,
                under.evidence,
                error,
                wrong);
        truthOfDose(key, given, under.person, shot, error);
    }

    private void truthOfDose(
            String key, Person given, @Nullable Person under, Shot shot, String error)
            throws IOException {
        output.plain(
                "truth_doses.csv",
                key,
                given.id,
                under == null ? "" : under.id,
                shot.vaccine,
                String.valueOf(shot.number),
                shot.at.format(TIME),
                error);
    }

    void registration(Dice dice, String key, Person person, Typed typed) throws IOException {
        output.about(
                "vaccination",
                "vaccination_people.csv",
                person,
                typed,
                key,
                typed.name,
                typed.birth,
                person.male ? "Nam" : "Nữ",
                typed.phone,
                typed.number,
                typed.insurance,
                person.ethnicity,
                person.nationality,
                person.age >= 65 ? "9" : String.valueOf(dice.between(10, 16)),
                dice.chance(0.005) ? "1" : "0",
                typed.provinceCode,
                typed.districtCode,
                typed.communeCode,
                typed.address);
    }

    /// Types a registration. With doses the errors follow the published shares, without they happen
    /// by the same chance.
    private Typed register(Dice dice, Person person, boolean dosed) {
        var typed = new Typed();
        typed.name = person.name;
        Clerk.birth(typed, person, Clerk.DAY);
        boolean traced = number(dice, typed, person, dosed);
        if (happens(dice, nameAccents, dosed, traced)) {
            clerk.misspell(dice, typed);
        }
        var styled = Misspelling.otherStyle(typed.name);
        if (happens(
                dice,
                nameStyle,
                dosed,
                traced && typed.errors().isEmpty() && !styled.equals(typed.name))) {
            typed.name = styled;
            typed.error("name_tone_or_iy");
        }
        if (happens(dice, birthWrong, dosed, traced)) {
            Clerk.wrongBirth(dice, typed, person, Clerk.DAY);
        }
        if (happens(dice, birthDefault, dosed, traced && defaultShows(typed, person))) {
            Clerk.defaultBirth(dice, typed, person, Clerk.DAY);
        }
        clerk.residue(dice, typed);
        if (dice.chance(0.97)) {
            clerk.phone(dice, typed, person, false);
        }
        if (person.insurance != null && dice.chance(0.3)) {
            typed.insurance = person.insurance;
        }
        clerk.address(dice, typed, person, false);
        return typed;
    }

    private static boolean defaultShows(Typed typed, Person person) {
        boolean isDefault = person.birth.getDayOfYear() == 1 && !person.yearOnly;
        return typed.birthAgrees != Typed.Birth.WRONG && !isDefault;
    }

    private static boolean happens(Dice dice, Quota quota, boolean dosed, boolean possible) {
        return dosed ? quota.draw(dice, possible) : possible && dice.chance(quota.rate());
    }

    /// The number of the registration; true when it leads to somebody in the register.
    private boolean number(Dice dice, Typed typed, Person person, boolean dosed) {
        boolean national = person.nationality.equals("VN");
        boolean papers = person.ownNumber() != null;
        if (!papers && dosed) {
            noId.draw(dice, false);
            noId.happened();
        }
        if (!papers || happens(dice, noId, dosed, national)) {
            noNumber(dice, typed, person.citizenId);
            skip(dice, dosed);
            return false;
        }
        typed.number = String.valueOf(person.ownNumber());
        typed.whose = Typed.Whose.OWN;
        boolean card = person.idCard != null && person.inRegister();
        boolean unknown = happens(dice, unknownCard, dosed, card && !person.idCardKnown);
        boolean known = happens(dice, knownCard, dosed, !unknown && card && person.idCardKnown);
        boolean digit = happens(dice, oneDigit, dosed, !unknown && !known && person.inRegister());
        boolean others =
                happens(
                        dice,
                        othersId,
                        dosed,
                        !unknown && !known && !digit && person.inRegister() && hasOther(person));
        if (unknown || known) {
            typed.number = String.valueOf(person.idCard);
            typed.whose = known ? Typed.Whose.OWN : Typed.Whose.OWN_UNKNOWN;
            typed.error("id_card_instead");
        } else if (digit) {
            typed.number = oneDigitWrong(dice, typed.number);
            typed.whose = Typed.Whose.OTHER;
            typed.error("id_one_digit_wrong");
        } else if (others) {
            typed.number = otherNumber(person);
            typed.whose = Typed.Whose.OTHER;
            typed.error("id_of_other");
        }
        return person.inRegister() && !unknown && !digit;
    }

    private void skip(Dice dice, boolean dosed) {
        for (var quota : List.of(unknownCard, knownCard, oneDigit, othersId)) {
            happens(dice, quota, dosed, false);
        }
    }

    /// The number of the last neighbour who has one and is not of the family.
    private String otherNumber(Person person) {
        for (var neighbour : neighbours.reversed()) {
            var number = neighbour.person.citizenId;
            if (number != null
                    && neighbour.person.inRegister()
                    && !person.household.contains(neighbour.person)) {
                return number;
            }
        }
        return "";
    }

    private boolean hasOther(Person person) {
        return !otherNumber(person).isEmpty();
    }

    private static String oneDigitWrong(Dice dice, String number) {
        int at = dice.between(6, number.length() - 1);
        int digit = number.charAt(at) - '0';
        int wrong = (digit + dice.between(1, 9)) % 10;
        return number.substring(0, at) + wrong + number.substring(at + 1);
    }

    /// No number, or one that lost its leading zero or a digit, or holds a letter.
    private static void noNumber(Dice dice, Typed typed, @Nullable String number) {
        int roll = number == null ? 0 : dice.below(100);
        if (number == null || roll < 74) {
            typed.error("id_missing");
        } else if (roll < 86) {
            typed.number = number.substring(1);
            typed.error("id_lost_zero");
        } else if (roll < 94) {
            typed.number = number.substring(0, number.length() - 2);
            typed.error("id_malformed");
        } else {
            typed.number = number.replaceFirst("0", "O");
            typed.error("id_malformed");
        }
    }

    /// Doses up to October 2021: most adults have one, not quite half of them two, few three
    /// (Abdala).
    private List<Shot> shots(Dice dice, Person person) {
        int roll = dice.below(1000);
        String vaccine;
        int gap;
        if (roll < 480) {
            vaccine = "AstraZeneca";
            gap = dice.between(56, 84);
        } else if (roll < 690) {
            vaccine = "Vero Cell";
            gap = dice.between(21, 30);
        } else if (roll < 850) {
            vaccine = "Comirnaty";
            gap = dice.between(21, 30);
        } else if (roll < 970) {
            vaccine = "Spikevax";
            gap = dice.between(28, 35);
        } else if (roll < 980) {
            vaccine = "Sputnik V";
            gap = 21;
        } else if (roll < 990) {
            vaccine = "Abdala";
            gap = 14;
        } else if (roll < 996) {
            vaccine = "Hayat-Vax";
            gap = 25;
        } else {
            vaccine = "Janssen";
            gap = 0;
        }
        int last = dice.between(1, person.age >= 60 ? 60 : 75);
        boolean second = gap > 0 && dice.chance(0.47);
        var shots = new ArrayList<Shot>();
        var first = asOf.minusDays(second ? last + (long) gap : last + 1L);
        shots.add(new Shot(1, vaccine, at(dice, first)));
        if (second) {
            boolean mixed = vaccine.equals("AstraZeneca") && dice.chance(0.1);
            var day = first.plusDays(gap);
            shots.add(new Shot(2, mixed ? "Comirnaty" : vaccine, at(dice, day)));
            if (vaccine.equals("Abdala") && day.plusDays(14).isBefore(asOf)) {
                shots.add(new Shot(3, vaccine, at(dice, day.plusDays(14))));
            }
        }
        return shots;
    }

    private static LocalDateTime at(Dice dice, LocalDate day) {
        return day.atTime(dice.between(7, 16), dice.below(12) * 5);
    }
}
