package vn.pccovid.server.person;

import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.PersonDescription;

/// Exact comparisons for claims and look-ups at a desk: no score, no guess.
final class Matching {
    private Matching() {}

    static boolean hasDocument(PersonDescription record, DocumentNumber number) {
        return number.equals(record.citizenId())
                || number.equals(record.idCard())
                || number.equals(record.passport());
    }

    /// Equal as far as both are known; an unknown year agrees with nothing.
    static boolean sameBirth(@Nullable BirthDate asked, @Nullable BirthDate held) {
        if (asked == null || held == null || asked.year() != held.year()) {
            return false;
        }
        return (asked.month() == held.month() || asked.month() == 0 || held.month() == 0)
                && (asked.day() == held.day() || asked.day() == 0 || held.day() == 0);
    }

    static boolean sameName(PersonDescription a, PersonDescription b) {
        return a.name() != null && b.name() != null && a.name().base().equals(b.name().base());
    }

    static boolean sameDocumentOrNameAndBirth(PersonDescription wanted, PersonDescription held) {
        return (wanted.citizenId() != null && hasDocument(held, wanted.citizenId()))
                || (wanted.idCard() != null && hasDocument(held, wanted.idCard()))
                || (wanted.passport() != null && hasDocument(held, wanted.passport()))
                || (wanted.insurance() != null && wanted.insurance().equals(held.insurance()))
                || (sameName(wanted, held) && sameBirth(wanted.birthDate(), held.birthDate()));
    }
}
