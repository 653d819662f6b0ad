package vn.pccovid.simulation;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Makes one household after the other: couples with children, grandparents, people living alone,
/// lodgers; with papers, numbers and phones. The shape follows the census pyramid (24 % under 15, 8
/// % from 65 on).
final class Families {
    private static final double TWIN_BIRTHS = 0.012;
    private static final double MINORITY = 0.06;
    private static final double FOREIGN_HOUSEHOLD = 0.004;
    private static final double NOT_IN_REGISTER = 0.007;
    private static final double NO_PAPERS = 0.003;
    private static final double LODGER_HOUSEHOLD = 0.05;

    private final Names names;
    private final Numbers numbers;
    private final LocalDate asOf;
    private final List<String> provinces;
    private final Quota sharedPhone;
    private long count;

    Families(
            Names names,
            Numbers numbers,
            LocalDate asOf,
            List<String> provinces,
            double sharedPhones) {
        this.names = names;
        this.numbers = numbers;
        this.asOf = asOf;
        this.provinces = provinces;
        this.sharedPhone = new Quota(sharedPhones);
    }

    List<Person> next(Dice dice, Home home) {
        var people = new ArrayList<Person>();
        if (dice.chance(FOREIGN_HOUSEHOLD)) {
            foreigners(dice, home, people);
        } else {
            family(dice, home, people);
        }
        for (var person : people) {
            person.household.addAll(people);
        }
        phones(dice, people);
        return people;
    }

    private Person person(Dice dice, Home home, boolean male, double age) {
        count++;
        var person = new Person(String.format(Locale.ROOT, "P%09d", count), home);
        person.male = male;
        long days = Math.max(3, (long) (age * 365.2425) + dice.below(365));
        person.birth = asOf.minusDays(days);
        return person;
    }

    private void family(Dice dice, Home home, List<Person> people) {
        boolean minority = dice.chance(MINORITY);
        double shape = dice.unit();
        if (shape < 0.09) {
            boolean old = dice.chance(0.45);
            people.add(
                    person(
                            dice,
                            home,
                            dice.chance(0.4),
                            old ? dice.normal(70, 9) : dice.normal(32, 8)));
        } else if (shape < 0.18) {
            couple(dice, home, people, dice.normal(59, 11));
        } else {
            double mother = 22 + 36 * Math.pow(dice.unit(), 1.5);
            couple(dice, home, people, mother);
            if (shape > 0.94) {
                people.removeFirst();
            }
            children(dice, home, people, mother);
            if (shape > 0.50 && shape < 0.74) {
                grandparents(dice, home, people, mother);
            }
        }
        for (var person : people) {
            age(person);
        }
        nameFamily(dice, home, people, minority);
        if (dice.chance(LODGER_HOUSEHOLD)) {
            var lodger = person(dice, home, dice.chance(0.5), dice.normal(26, 5));
            lodger.lodger = true;
            age(lodger);
            lodger.name = fullName(dice, home, lodger, null);
            people.add(lodger);
        }
        for (var person : people) {
            papers(dice, person);
        }
    }

    private void couple(Dice dice, Home home, List<Person> people, double womanAge) {
        people.add(person(dice, home, true, Math.max(20, womanAge + dice.normal(3, 2.5))));
        people.add(person(dice, home, false, Math.max(19, womanAge)));
    }

    private void children(Dice dice, Home home, List<Person> people, double mother) {
        int wanted =
                dice.chance(0.04)
                        ? 0
                        : dice.chance(0.12) ? 1 : dice.chance(0.5) ? 2 : dice.between(3, 4);
        double atAge = Math.max(18.5, dice.normal(25, 3.6));
        for (int child = 0; child < wanted && atAge < mother; child++) {
            double age = mother - atAge;
            int born = dice.chance(TWIN_BIRTHS) ? 2 : 1;
            // Grown children move out into households of their own.
            boolean atHome = age < 18 || dice.chance(age < 24 ? 0.75 : age < 30 ? 0.45 : 0.15);
            if (atHome) {
                var first = person(dice, home, dice.chance(0.53), age);
                people.add(first);
                if (born == 2) {
                    var second = person(dice, home, dice.chance(0.65) == first.male, age);
                    second.birth = first.birth;
                    first.twin = true;
                    second.twin = true;
                    people.add(second);
                }
            }
            atAge += Math.max(1.3, dice.normal(4, 1.6));
        }
    }

    private void grandparents(Dice dice, Home home, List<Person> people, double mother) {
        double age = mother + Math.max(19, dice.normal(27, 4));
        boolean both = dice.chance(0.45) && age < 78;
        if (both || dice.chance(0.3)) {
            people.add(person(dice, home, true, Math.min(96, age + 2)));
        }
        if (both || people.getLast().age < 50) {
            people.add(person(dice, home, false, Math.min(98, age)));
        }
    }

    private void age(Person person) {
        person.age = (int) ChronoUnit.YEARS.between(person.birth, asOf);
    }

    /// Children carry the father's surname, or the mother's when he is not there; women keep
    /// theirs.
    private void nameFamily(Dice dice, Home home, List<Person> people, boolean minority) {
        String surname = null;
        for (var person : people) {
            var oldest = people.getFirst();
            boolean child = person != oldest && oldest.birth.plusYears(16).isBefore(person.birth);
            if (minority) {
                var known = names.minority(dice, person.male);
                person.name = known.name();
                person.ethnicity = known.belonging();
            } else {
                do {
                    person.name = fullName(dice, home, person, child ? surname : null);
                } while (taken(people, person));
                if (surname == null) {
                    surname = person.name.substring(0, person.name.indexOf(' '));
                }
            }
        }
    }

    private static boolean taken(List<Person> people, Person person) {
        return people.stream().anyMatch(p -> p != person && p.name.equals(person.name));
    }

    private String fullName(Dice dice, Home home, Person person, @Nullable String surname) {
        var family = surname == null ? names.surname(dice, home.province().code()) : surname;
        return family + " " + names.rest(dice, person.male, person.birth.getYear());
    }

    private void foreigners(Dice dice, Home home, List<Person> people) {
        int size = dice.chance(0.6) ? 1 : 2;
        for (int i = 0; i < size; i++) {
            var person = person(dice, home, (i == 0) == dice.chance(0.8), dice.normal(40, 9));
            age(person);
            var known = names.foreigner(dice, person.male);
            person.name = known.name();
            person.nationality = known.belonging();
            person.ethnicity = "";
            person.group = Person.Group.FOREIGNER;
            person.passport = numbers.passport(known.belonging().substring(0, 1));
            person.qid = numbers.qid();
            people.add(person);
        }
    }

    private void papers(Dice dice, Person person) {
        var here = person.home.province().code();
        int year = person.birth.getYear();
        person.qid = numbers.qid();
        person.yearOnly = dice.chance(year < 1950 ? 0.25 : year < 1965 ? 0.08 : 0);
        if (!person.yearOnly && dice.chance(year < 1975 ? 0.03 : 0.004)) {
            person.birth = LocalDate.of(year, 1, 1);
            age(person);
        }
        person.died = dice.chance(person.age > 70 ? 0.02 : 0.0008);
        if (dice.chance(0.9)) {
            person.insurance = numbers.insurance(dice.chance(0.9) ? here : dice.pick(provinces));
        }
        if (dice.chance(NO_PAPERS)) {
            person.group = Person.Group.NO_PAPERS;
            person.insurance = null;
            return;
        }
        var birthplace =
                dice.chance(person.lodger ? 0.3 : person.age < 14 ? 0.96 : 0.86)
                        ? here
                        : dice.pick(provinces);
        person.citizenId = numbers.citizenId(birthplace, person.male, year);
        if (dice.chance(NOT_IN_REGISTER)) {
            person.group = Person.Group.NOT_IN_REGISTER;
        } else if (person.age < 14) {
            person.group = Person.Group.CHILD;
        }
        if (person.age >= 17 && dice.chance(person.age > 30 ? 0.92 : person.age > 22 ? 0.5 : 0.1)) {
            person.idCard = numbers.idCard(dice.chance(0.85) ? here : birthplace);
            person.idCardKnown = dice.chance(0.72);
        }
    }

    /// Gives phones. Of those written on forms a fixed share is used by two people or more: a
    /// couple with one phone, an old mother who writes her son's.
    private void phones(Dice dice, List<Person> people) {
        var adults = people.stream().filter(Person::adult).toList();
        for (var person : people) {
            double owns = person.adult() ? 1 : person.age > 12 ? 0.35 : 0;
            if (dice.chance(owns)) {
                person.phone = numbers.phone(dice);
                person.contact = person.phone;
                if (dice.chance(0.02)) {
                    person.formerPhone = numbers.phone(dice);
                    numbers.giveBack(person.formerPhone);
                }
            }
        }
        sharePhones(dice, adults);
        for (var person : people) {
            if (person.contact == null && !adults.isEmpty()) {
                person.contact = adults.get(dice.below(Math.min(2, adults.size()))).contact;
            }
        }
    }

    private void sharePhones(Dice dice, List<Person> adults) {
        int sharing = 0;
        for (int i = 0; i < adults.size(); i++) {
            boolean more = adults.size() >= 2 && (sharing > 0 || i < adults.size() - 1);
            if (sharedPhone.draw(dice, more)) {
                sharing++;
            }
        }
        if (sharing == 1) {
            sharing = 2;
            sharedPhone.happened();
        }
        var owner = adults.isEmpty() ? null : adults.getFirst();
        for (int i = 1; i < sharing && owner != null; i++) {
            var borrower = adults.get(i);
            borrower.phone = null;
            borrower.contact = owner.contact;
        }
    }
}
