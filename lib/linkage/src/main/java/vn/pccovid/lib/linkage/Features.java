package vn.pccovid.lib.linkage;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.identity.Syllable;

/// What comparing needs of a description, worked out once. Immutable.
final class Features {
    final PersonDescription of;
    final @Nullable Name name;
    final @Nullable BirthDate birth;

    /// The birth date is only the year inside the citizen id.
    final boolean birthFromId;

    final Sex sex;
    final @Nullable CitizenId citizenId;

    /// The citizen id contradicts the birth year or sex of its own record by more than a slip: it
    /// may be another person's, or mistyped.
    final boolean suspectId;

    private Features(PersonDescription d, @Nullable Name name) {
        this.of = d;
        this.name = name;
        CitizenId id = d.citizenId();
        citizenId = id;
        birthFromId = d.birthDate() == null && id != null;
        birth = birthFromId && id != null ? new BirthDate(id.birthYear(), 0, 0) : d.birthDate();
        sex = d.sex() == Sex.UNKNOWN && id != null ? id.sex() : d.sex();
        suspectId =
                id != null
                        && ((d.birthDate() != null
                                        && Math.abs(d.birthDate().year() - id.birthYear()) > 1)
                                || (d.sex() != Sex.UNKNOWN && d.sex() != id.sex()));
    }

    static Features of(PersonDescription d, Frequencies frequencies) {
        List<Syllable> syllables = d.name() == null ? List.of() : d.name().syllables();
        Name name =
                d.name() == null || syllables.isEmpty()
                        ? null
                        : Name.of(syllables, d.name().accented(), frequencies);
        return new Features(d, name);
    }

    /// A name by syllable, with how common its parts are.
    ///
    /// @param base base letters, i and y made equal
    /// @param exact letters and tone, i and y made equal
    record Name(
            String[] base,
            String[] exact,
            String[] sorted,
            boolean[] possible,
            boolean accented,
            double full,
            double rest,
            double ends,
            double front,
            double given) {
        static Name of(List<Syllable> syllables, boolean accented, Frequencies frequencies) {
            int n = syllables.size();
            String[] base = new String[n];
            String[] exact = new String[n];
            boolean[] possible = new boolean[n];
            for (int i = 0; i < n; i++) {
                Syllable s = syllables.get(i);
                base[i] = BlockingKey.sound(s);
                exact[i] = s.sound() + " " + s.tone().name();
                possible[i] = Syllables.possible(base[i]);
            }
            String[] sorted = base.clone();
            Arrays.sort(sorted);
            double given = frequencies.given(base[n - 1]);
            double surname = n > 1 ? frequencies.surname(base[0]) : 1;
            double middle = frequencies.middle(base);
            double rest = frequencies.rest(base);
            return new Name(
                    base,
                    exact,
                    sorted,
                    possible,
                    accented,
                    surname * rest,
                    rest,
                    surname * given,
                    surname * middle,
                    given);
        }

        int size() {
            return base.length;
        }

        @Override
        public String toString() {
            return "Name[…]";
        }
    }

    @Override
    public String toString() {
        return "Features[…]";
    }
}
