package vn.pccovid.simulation;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import vn.pccovid.lib.territory.CodeList;

/// Writes down names, dates, phones and addresses the way sources hold them, and keeps the books of
/// the errors that concern every source.
final class Clerk {
    static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/yyyy", Locale.ROOT);
    static final DateTimeFormatter COMPACT = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);

    /// New prefix to the one of before September 2018 (domain notes 3.6).
    private static final Map<String, String> OLD_PREFIX =
            Map.ofEntries(
                    Map.entry("032", "0162"),
                    Map.entry("033", "0163"),
                    Map.entry("034", "0164"),
                    Map.entry("035", "0165"),
                    Map.entry("036", "0166"),
                    Map.entry("037", "0167"),
                    Map.entry("038", "0168"),
                    Map.entry("039", "0169"),
                    Map.entry("070", "0120"),
                    Map.entry("079", "0121"),
                    Map.entry("077", "0122"),
                    Map.entry("076", "0126"),
                    Map.entry("078", "0128"),
                    Map.entry("083", "0123"),
                    Map.entry("084", "0124"),
                    Map.entry("085", "0125"),
                    Map.entry("081", "0127"),
                    Map.entry("082", "0129"),
                    Map.entry("056", "0186"),
                    Map.entry("058", "0188"));

    final Quota oldPhone;
    final Quota encoding;
    final Quota otherVintage;
    final Quota freeText;
    private final CodeList areas;

    Clerk(ErrorMix mix, CodeList areas) {
        this.oldPhone = new Quota(mix.phoneOldForm());
        this.encoding = new Quota(mix.encodingResidue());
        this.otherVintage = new Quota(mix.addressOtherVintage());
        this.freeText = new Quota(mix.addressFreeText());
        this.areas = areas;
    }

    /// The name as a form holds it: `errors` of a thousand lose accents or letters, `plain` of a
    /// thousand are upper case.
    void name(Dice dice, Typed typed, Person person, int errors, int plain) {
        typed.name = person.name;
        int roll = dice.below(1000);
        if (roll < errors) {
            misspell(dice, typed);
        } else if (roll < errors + plain) {
            typed.name = Misspelling.upperUnaccented(person.name);
            typed.error("name_upper_unaccented");
        } else if (roll < errors + plain + 15) {
            typed.name = person.name.toUpperCase(Locale.ROOT);
        }
        residue(dice, typed);
    }

    void misspell(Dice dice, Typed typed) {
        var result = Misspelling.accentsOrTyping(dice, typed.name);
        typed.name = result.name();
        typed.lettersChanged = result.letters();
        typed.error(result.letters() ? "name_typing" : "name_accents");
    }

    /// Now and then the residue of an old encoding, on names that have accents to lose.
    void residue(Dice dice, Typed typed) {
        boolean possible = !Misspelling.withoutAccents(typed.name).equals(typed.name);
        if (encoding.draw(dice, possible)) {
            var encoded = Misspelling.encoding(dice, typed.name);
            typed.name = encoded.name();
            typed.error(encoded.error());
        }
    }

    /// The birth date as the papers show it.
    static void birth(Typed typed, Person person, DateTimeFormatter format) {
        typed.birth =
                person.yearOnly
                        ? String.valueOf(person.birth.getYear())
                        : person.birth.format(format);
        typed.birthAgrees = person.yearOnly ? Typed.Birth.YEAR : Typed.Birth.FULL;
    }

    static void birthYear(Typed typed, Person person) {
        typed.birth = String.valueOf(person.birth.getYear());
        typed.birthAgrees = Typed.Birth.YEAR;
    }

    /// Day and month exchanged where that is a date, otherwise day, month or year one off.
    static void wrongBirth(Dice dice, Typed typed, Person person, DateTimeFormatter format) {
        var birth = person.birth;
        LocalDate wrong;
        if (birth.getDayOfMonth() <= 12
                && birth.getDayOfMonth() != birth.getMonthValue()
                && dice.chance(0.7)) {
            wrong = LocalDate.of(birth.getYear(), birth.getDayOfMonth(), birth.getMonthValue());
            typed.error("birth_swapped");
        } else {
            int by = dice.chance(0.5) ? 1 : -1;
            wrong =
                    switch (dice.below(3)) {
                        case 0 -> birth.plusDays(by);
                        case 1 -> birth.plusMonths(by);
                        default -> birth.plusYears(by);
                    };
            typed.error("birth_one_off");
        }
        typed.birth = person.yearOnly ? String.valueOf(birth.getYear() + 1) : wrong.format(format);
        typed.birthAgrees = Typed.Birth.WRONG;
    }

    /// 01/01 of the year, or the year alone; for a date whose papers show the year only, the
    /// invented 01/01.
    static void defaultBirth(Dice dice, Typed typed, Person person, DateTimeFormatter format) {
        int year = person.birth.getYear();
        boolean yearAlone = !person.yearOnly && dice.chance(0.5);
        typed.birth = yearAlone ? String.valueOf(year) : LocalDate.of(year, 1, 1).format(format);
        typed.birthAgrees = Typed.Birth.YEAR;
        typed.error(yearAlone ? "birth_year_only" : "birth_default");
    }

    /// A phone as typed; `former` writes the number they no longer have, if there is one.
    void phone(Dice dice, Typed typed, Person person, boolean former) {
        var number = former && person.formerPhone != null ? person.formerPhone : person.contact;
        if (number == null) {
            return;
        }
        typed.phoneTheirs = number.equals(person.contact);
        if (!typed.phoneTheirs) {
            typed.error("phone_former");
        } else if (!number.equals(person.phone)) {
            typed.error("phone_of_family");
        }
        typed.phone = written(dice, typed, number);
    }

    private String written(Dice dice, Typed typed, String number) {
        var old = OLD_PREFIX.get(number.substring(0, 3));
        if (oldPhone.draw(dice, old != null)) {
            typed.error("phone_old_form");
            return old + number.substring(3);
        }
        return switch (dice.below(40)) {
            case 0 -> "+84" + number.substring(1);
            case 1 ->
                    number.substring(0, 4)
                            + "."
                            + number.substring(4, 7)
                            + "."
                            + number.substring(7);
            case 2 ->
                    number.substring(0, 4)
                            + " "
                            + number.substring(4, 7)
                            + " "
                            + number.substring(7);
            case 3 -> number.substring(1);
            default -> number;
        };
    }

    /// Codes and text of where they live now, or of where they are registered.
    void address(Dice dice, Typed typed, Person person, boolean registered) {
        var home = registered ? person.permanent : person.home;
        typed.communeTheirs = home.commune() != null;
        if (freeText.draw(dice, true)) {
            typed.address = freeText(dice, home);
            typed.error("address_free_text");
            return;
        }
        typed.provinceCode = home.province().code();
        typed.districtCode = home.district().code();
        typed.communeCode = home.communeCode();
        typed.address = home.line();
        if (otherVintage.draw(dice, home.commune() != null)) {
            typed.communeCode = otherVintage(home.communeCode());
            typed.error("address_other_vintage");
            if (dice.chance(0.5)) {
                typed.address = home.full();
            } else {
                typed.communeTheirs = false;
            }
        }
    }

    /// A commune code beside the true one that the list of the day does not know, as if from an
    /// older list.
    private String otherVintage(String code) {
        int number = Integer.parseInt(code);
        for (int step = 1; step < 1000; step++) {
            var candidate = String.format(Locale.ROOT, "%05d", number + step);
            if (areas.find(candidate).isEmpty()) {
                return candidate;
            }
        }
        throw new IllegalStateException("no free code after " + code);
    }

    private static String freeText(Dice dice, Home home) {
        var full = home.full();
        return switch (dice.below(4)) {
            case 0 -> full;
            case 1 ->
                    full.replace("Xã ", "X. ")
                            .replace("Phường ", "P.")
                            .replace("Thị trấn ", "TT ")
                            .replace("Huyện ", "H.")
                            .replace("Thành phố ", "TP ")
                            .replace("Tỉnh ", "");
            case 2 -> Misspelling.withoutAccents(full).toLowerCase(Locale.ROOT);
            default -> full.replace("Tỉnh ", "").replace(", Huyện ", " - huyện ");
        };
    }
}
