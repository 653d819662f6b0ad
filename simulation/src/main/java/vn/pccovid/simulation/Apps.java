package vn.pccovid.simulation;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What people typed into phones: Bluezone profiles, NCOVI and VHD declarations, movement
/// declarations.
final class Apps {
    private final Output output;
    private final Clerk clerk;
    private final Numbers numbers;
    private final LocalDate asOf;
    final Quota noPhone;

    Apps(Output output, Clerk clerk, Numbers numbers, LocalDate asOf, ErrorMix mix) {
        this.output = output;
        this.clerk = clerk;
        this.numbers = numbers;
        this.asOf = asOf;
        this.noPhone = new Quota(mix.phoneMissingBluezone());
    }

    void write(Dice dice, Person person) throws IOException {
        if (person.phone != null && dice.chance(0.6)) {
            bluezone(dice, person);
            if (dice.chance(0.05)) {
                bluezone(dice, person);
            }
        }
        if (dice.chance(0.26)) {
            ncovi(dice, person);
        }
        if (dice.chance(0.27)) {
            vhd(dice, person);
        }
        if (!person.died
                && person.citizenId != null
                && person.inRegister()
                && person.adult()
                && dice.chance(0.045)) {
            movement(dice, person);
        }
    }

    private void bluezone(Dice dice, Person person) throws IOException {
        var typed = new Typed();
        if (!noPhone.draw(dice, true)) {
            clerk.phone(dice, typed, person, true);
        } else {
            typed.error("phone_missing");
        }
        if (dice.chance(0.6)) {
            clerk.name(dice, typed, person, 60, 150);
        }
        if (dice.chance(0.5)) {
            typed.address = dice.chance(0.5) ? person.home.areas() : person.home.full();
        }
        var device = String.format(Locale.ROOT, "%016x", dice.next());
        bluezone(device, person, typed, dice.chance(0.7) ? "android" : "ios", day(dice, 500));
    }

    void bluezone(String device, Person person, Typed typed, String system, LocalDate day)
            throws IOException {
        output.about(
                "bluezone",
                "bluezone.csv",
                person,
                typed,
                device,
                typed.phone,
                system,
                typed.name,
                typed.address,
                day.format(Clerk.DAY));
    }

    private void ncovi(Dice dice, Person person) throws IOException {
        boolean elderly = person.age > 70 && dice.chance(0.6);
        boolean proxy = !person.adult() || elderly || dice.chance(0.05);
        var typed = new Typed();
        clerk.name(dice, typed, person, 30, 60);
        int roll = dice.below(100);
        if (roll < 3) {
            Clerk.wrongBirth(dice, typed, person, Clerk.DAY);
        } else if (roll < 6) {
            Clerk.defaultBirth(dice, typed, person, Clerk.DAY);
        } else {
            Clerk.birth(typed, person, Clerk.DAY);
        }
        if (person.age >= 14 && dice.chance(0.75)) {
            Registers.idCardOrCitizenId(dice, typed, person, 0.3);
        }
        if (person.insurance != null && dice.chance(0.12)) {
            typed.insurance = person.insurance;
        }
        clerk.phone(dice, typed, person, true);
        clerk.address(dice, typed, person, false);
        boolean unwell = dice.chance(0.03);
        ncovi(numbers.key("KB"), person, typed, day(dice, 180), unwell, dice.chance(0.008), proxy);
    }

    void ncovi(
            String key,
            Person person,
            Typed typed,
            LocalDate day,
            boolean unwell,
            boolean contact,
            boolean proxy)
            throws IOException {
        output.about(
                "ncovi",
                "ncovi.csv",
                person,
                typed,
                key,
                typed.name,
                typed.birth,
                person.male ? "Nam" : "Nữ",
                typed.number,
                typed.insurance,
                person.nationality,
                typed.phone,
                typed.provinceCode,
                typed.districtCode,
                typed.communeCode,
                typed.address,
                day.atTime(19, 5).format(Vaccination.TIME),
                unwell ? "1" : "0",
                unwell ? "1" : "0",
                "0",
                "0",
                unwell ? "1" : "0",
                contact ? "1" : "0",
                person.age > 60 ? "1" : "0",
                proxy ? "1" : "0");
    }

    private void vhd(Dice dice, Person person) throws IOException {
        var typed = new Typed();
        clerk.name(dice, typed, person, 30, 80);
        Clerk.birthYear(typed, person);
        if (person.age >= 14 && dice.chance(0.75)) {
            Registers.idCardOrCitizenId(dice, typed, person, 0.25);
        }
        clerk.phone(dice, typed, person, true);
        clerk.address(dice, typed, person, false);
        var kind =
                person.passport != null
                        ? "nhap_canh"
                        : dice.chance(0.25) ? "di_chuyen" : "toan_dan";
        vhd(
                numbers.key("TK"),
                kind,
                person,
                typed,
                day(dice, 120),
                dice.chance(0.02),
                dice.chance(0.006));
    }

    void vhd(
            String key,
            String kind,
            Person person,
            Typed typed,
            LocalDate day,
            boolean unwell,
            boolean contact)
            throws IOException {
        boolean moves = !kind.equals("toan_dan");
        output.about(
                "vhd",
                "vhd.csv",
                person,
                typed,
                key,
                kind,
                typed.name,
                typed.birth,
                person.male ? "Nam" : "Nữ",
                person.nationality,
                typed.number,
                typed.phone,
                typed.provinceCode,
                typed.districtCode,
                typed.communeCode,
                typed.address,
                day.atTime(9, 30).format(Vaccination.TIME),
                unwell ? "1" : "0",
                contact ? "1" : "0",
                moves ? "Thành phố Hồ Chí Minh" : "",
                moves ? person.home.areas() : "",
                moves ? "ô tô" : "");
    }

    private void movement(Dice dice, Person person) throws IOException {
        var typed = new Typed();
        typed.name = person.name;
        Clerk.birth(typed, person, Clerk.DAY);
        typed.number = String.valueOf(person.citizenId);
        typed.whose = Typed.Whose.OWN;
        clerk.phone(dice, typed, person, false);
        var plate = "79" + (char) ('A' + dice.below(8)) + "-" + dice.between(10000, 99999);
        movement(numbers.key("DC"), person, typed, plate, day(dice, 40));
    }

    void movement(String key, Person person, Typed typed, @Nullable String plate, LocalDate day)
            throws IOException {
        output.about(
                "movement",
                "movement.csv",
                person,
                typed,
                key,
                typed.number,
                typed.name,
                typed.birth,
                person.male ? "Nam" : "Nữ",
                typed.phone,
                person.home.communeCode(),
                person.home.full(),
                "22363",
                "Phường Lộc Thọ, Thành phố Nha Trang, Tỉnh Khánh Hòa",
                plate == null ? "xe máy" : "ô tô",
                plate == null ? "" : plate,
                day.atTime(7, 15).format(Vaccination.TIME),
                "khám bệnh");
    }

    private LocalDate day(Dice dice, int back) {
        return asOf.minusDays(1 + (long) (back * dice.unit()));
    }
}
