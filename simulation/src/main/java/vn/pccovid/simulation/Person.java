package vn.pccovid.simulation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One invented human with everything the sources may know. Mutable while the household is being
/// made, then only read.
final class Person {
    /// Who they are to the papers.
    enum Group {
        /// In the register under a number.
        REGISTERED("registered"),
        /// A child without a number of its own in any paper the family shows.
        CHILD("child"),
        /// Has a number, yet the register does not show them: left out until cleaned.
        NOT_IN_REGISTER("not_in_register"),
        FOREIGNER("foreigner"),
        NO_PAPERS("no_papers");

        private final String label;

        Group(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    final String id;
    Group group = Group.REGISTERED;
    String name = "";
    boolean male;
    LocalDate birth = LocalDate.EPOCH;

    /// The papers themselves show the year only.
    boolean yearOnly;

    int age;
    String ethnicity = "Kinh";
    String nationality = "VN";
    @Nullable String citizenId;
    @Nullable String idCard;

    /// The register knows that the nine-digit card is theirs.
    boolean idCardKnown;

    @Nullable String passport;
    @Nullable String insurance;
    @Nullable String phone;

    /// A number they no longer have; older sources still show it.
    @Nullable String formerPhone;

    /// What they write into a form: their own phone, or one of the family.
    @Nullable String contact;

    String qid = "";
    Home home;
    Home permanent;
    boolean died;
    boolean lodger;
    boolean twin;

    /// Day on which a laboratory first found the virus, if ever.
    @Nullable LocalDate positiveOn;

    int dosesGiven;
    int dosesEntered;
    int dosesUnderOther;
    final List<Person> household = new ArrayList<>();

    Person(String id, Home home) {
        this.id = id;
        this.home = home;
        this.permanent = home;
    }

    boolean adult() {
        return age >= 18;
    }

    boolean inRegister() {
        return group == Group.REGISTERED || group == Group.CHILD;
    }

    /// The number of the paper they would show, none if they have none.
    @Nullable String ownNumber() {
        return passport != null ? passport : citizenId;
    }

    @Override
    public String toString() {
        return "Person " + id;
    }
}
