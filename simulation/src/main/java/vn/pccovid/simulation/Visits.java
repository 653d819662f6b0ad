package vn.pccovid.simulation;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import vn.pccovid.lib.territory.Area;

/// Places with a code at the door, and scans of personal codes there (Decision 1405/QĐ-BTTTT:
/// `SoGiayTo|HoTen|NgaySinh|Loai| QID|EXT`, upper case without accents, by default with the first
/// six characters and the day masked).
final class Visits {
    private static final List<String> KINDS =
            List.of(
                    "Quán cà phê",
                    "Tạp hóa",
                    "Nhà thuốc",
                    "Chợ",
                    "Trạm Y tế",
                    "Quán ăn",
                    "Trường học",
                    "UBND");

    private final Output output;
    private final Numbers numbers;
    private final Names names;
    private final LocalDate asOf;
    private final List<String> places = new ArrayList<>();

    Visits(Output output, Numbers numbers, Names names, LocalDate asOf) {
        this.output = output;
        this.numbers = numbers;
        this.names = names;
        this.asOf = asOf;
    }

    /// Opens the places of a commune; visits go there from now on.
    void places(Dice dice, Area province, Area area, int people) throws IOException {
        places.clear();
        int count = Math.max(2, people / 60);
        for (int i = 0; i < count; i++) {
            var key = numbers.key("DD");
            places.add(key);
            var kind = dice.pick(KINDS);
            var owner =
                    names.surname(dice, province.code())
                            + " "
                            + names.rest(dice, dice.chance(0.5), 1975);
            var given = owner.substring(owner.lastIndexOf(' ') + 1);
            output.plain(
                    "qr_places.csv",
                    key,
                    kind + " " + given,
                    area.code().length() == 5 ? area.code() : "",
                    "Thôn " + dice.between(1, 8) + ", " + area.name(),
                    owner,
                    numbers.phone(dice),
                    kind);
        }
    }

    void write(Dice dice, Person person) throws IOException {
        if (person.died || person.age < 8 || !dice.chance(0.13)) {
            return;
        }
        boolean masked = dice.chance(0.4);
        var typed = typed(dice, person, masked, !person.adult(), dice.chance(0.3));
        int visits = dice.between(1, 2);
        for (int i = 0; i < visits; i++) {
            var place = dice.pick(places);
            var day =
                    asOf.minusDays(dice.between(1, 20)).atTime(dice.between(6, 20), dice.below(60));
            visit(person, typed, place, day.format(Vaccination.TIME), "vao");
            if (dice.chance(0.15)) {
                visit(person, typed, place, day.plusMinutes(35).format(Vaccination.TIME), "ra");
            }
        }
    }

    /// Writes one scan; `typed.address` holds the text of the code.
    void visit(Person person, Typed typed, String place, String at, String direction)
            throws IOException {
        output.about(
                "qr-checkin",
                "qr_visits.csv",
                person,
                typed,
                numbers.key("LQ"),
                place,
                at,
                direction,
                typed.address);
    }

    String anyPlace() {
        return places.getFirst();
    }

    /// The code a person shows.
    static Typed typed(Dice dice, Person person, boolean masked, boolean proxy, boolean withPhone) {
        var typed = new Typed();
        typed.name = Misspelling.upperUnaccented(person.name);
        typed.error("name_upper_unaccented");
        boolean number = person.ownNumber() != null && person.age >= 14 && dice.chance(0.95);
        if (number) {
            var full = String.valueOf(person.ownNumber());
            boolean tail = masked && full.length() > 9;
            typed.number = masked ? "******" + full.substring(6) : full;
            typed.whose = tail ? Typed.Whose.TAIL : masked ? Typed.Whose.NONE : Typed.Whose.OWN;
        }
        var year = String.valueOf(person.birth.getYear());
        boolean yearOnly = masked || person.yearOnly;
        typed.birth = yearOnly ? year + "-**-**" : person.birth.toString();
        typed.birthAgrees = yearOnly ? Typed.Birth.YEAR : Typed.Birth.FULL;
        if (masked) {
            typed.error("code_masked");
        }
        if (withPhone && person.contact != null) {
            typed.phone = person.contact;
            typed.phoneTheirs = true;
        }
        var sex = person.male ? "1" : "2";
        typed.address =
                String.join(
                        "|",
                        typed.number,
                        typed.name,
                        typed.birth,
                        proxy ? "1" : "0",
                        person.qid,
                        "<" + sex + "<<" + typed.phone + "<");
        return typed;
    }
}
