package vn.pccovid.simulation;

import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The two registers: population (authoritative) and insurance.
final class Registers {
    private final Output output;
    private final Clerk clerk;
    private final LocalDate asOf;

    Registers(Output output, Clerk clerk, LocalDate asOf) {
        this.output = output;
        this.clerk = clerk;
        this.asOf = asOf;
    }

    void write(Dice dice, Person person) throws IOException {
        if (person.inRegister()) {
            population(dice, person);
        }
        if (person.insurance != null) {
            insurance(dice, person, person.insurance);
        }
    }

    void population(Dice dice, Person person) throws IOException {
        var typed = new Typed();
        typed.name = person.name;
        Clerk.birth(typed, person, Clerk.DAY);
        typed.number = person.citizenId == null ? "" : person.citizenId;
        typed.whose = Typed.Whose.OWN;
        output.about(
                "population",
                "population.csv",
                person,
                typed,
                typed.number,
                person.idCard != null && person.idCardKnown ? person.idCard : "",
                typed.name,
                typed.birth,
                person.male ? "Nam" : "Nữ",
                person.permanent.communeCode(),
                person.permanent.full(),
                person.home.communeCode(),
                person.home.full(),
                asOf.minusDays(dice.between(20, 200)).format(Clerk.DAY));
    }

    void insurance(Dice dice, Person person, String number) throws IOException {
        var typed = new Typed();
        clerk.name(dice, typed, person, 25, 0);
        int roll = dice.below(100);
        if (roll < 2) {
            Clerk.wrongBirth(dice, typed, person, Clerk.COMPACT);
        } else if (roll < 10) {
            Clerk.birthYear(typed, person);
            typed.error("birth_year_only");
        } else {
            Clerk.birth(typed, person, Clerk.COMPACT);
        }
        typed.insurance = number;
        if (person.adult() && dice.chance(0.6)) {
            idCardOrCitizenId(dice, typed, person, 0.35);
        }
        if (dice.chance(0.45)) {
            clerk.phone(dice, typed, person, true);
        }
        clerk.address(dice, typed, person, true);
        insuranceRow(dice, person, typed, card(dice, person, number));
    }

    void insuranceRow(Dice dice, Person person, Typed typed, String card) throws IOException {
        output.about(
                "insurance",
                "insurance.csv",
                person,
                typed,
                card,
                typed.name,
                typed.birth,
                person.male ? "1" : "2",
                typed.number,
                typed.phone,
                person.home.province().code()
                        + String.format(Locale.ROOT, "%03d", dice.between(1, 60)),
                "20210101",
                LocalDate.of(2021, 12, 31).format(DateTimeFormatter.BASIC_ISO_DATE),
                typed.communeCode,
                typed.address);
    }

    /// Puts the nine-digit card into a row with the given chance, otherwise the citizen id.
    static void idCardOrCitizenId(Dice dice, Typed typed, Person person, double cardChance) {
        if (person.idCard != null && dice.chance(cardChance)) {
            typed.number = person.idCard;
            typed.whose = person.idCardKnown ? Typed.Whose.OWN : Typed.Whose.OWN_UNKNOWN;
            typed.error("id_card_instead");
        } else if (person.ownNumber() != null) {
            typed.number = person.ownNumber();
            typed.whose = Typed.Whose.OWN;
        }
    }

    /// Fifteen characters of a card of before April 2021, or the ten digits alone.
    private static String card(Dice dice, Person person, String number) {
        if (dice.chance(0.2)) {
            return number;
        }
        String kind;
        if (person.age < 6) {
            kind = "TE1";
        } else if (person.age < 22) {
            kind = "HS4";
        } else if (person.age >= 80) {
            kind = "BT2";
        } else {
            kind = dice.chance(0.5) ? "GD4" : "DN4";
        }
        return kind + person.home.province().code() + number;
    }
}
