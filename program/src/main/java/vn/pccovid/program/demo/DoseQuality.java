package vn.pccovid.program.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Whether doses stand on the right people.
///
/// @param shownToWrongPerson doses on a person who is somebody else, beside those misplaced by the
///   source
/// @param wrongAtSource doses the source attached to another person's record
/// @param peopleComplete share of all people none of whose doses is missing here or elsewhere
/// @param vaccinatedComplete the same share of people whom any dose row is about
/// @param rowsByPerson dose rows that the links put on each person
record DoseQuality(
        long shownToWrongPerson,
        long wrongAtSource,
        double peopleComplete,
        double vaccinatedComplete,
        Map<String, Long> rowsByPerson) {

    /// @param owners whom each person is in truth, by most of their records
    /// @param personOfSubject person of each linked registration
    static DoseQuality of(
            Nation nation, Map<String, String> owners, Map<String, String> personOfSubject) {
        long wrong = 0;
        long misplaced = 0;
        Set<String> dosed = new HashSet<>();
        Set<String> incomplete = new HashSet<>(nation.lostDose());
        Map<String, Set<String>> personsOfTruth = new HashMap<>();
        Map<String, Long> byPerson = new HashMap<>();
        for (var dose : nation.subjectOfDose().entrySet()) {
            TruthRow row = nation.rows().get(new RowKey("vaccination_doses", dose.getKey()));
            if (row == null) {
                continue;
            }
            dosed.add(row.person());
            String person = personOfSubject.get(dose.getValue());
            if (row.wrongPerson()) {
                misplaced++;
            }
            if (person == null) {
                incomplete.add(row.person());
                continue;
            }
            byPerson.merge(person, 1L, Long::sum);
            personsOfTruth.computeIfAbsent(row.person(), p -> new HashSet<>()).add(person);
            if (!row.person().equals(owners.get(person))) {
                incomplete.add(row.person());
                if (!row.wrongPerson()) {
                    wrong++;
                }
            }
        }
        personsOfTruth.forEach((truth, persons) -> {
            if (persons.size() > 1) {
                incomplete.add(truth);
            }
        });
        incomplete.retainAll(nation.people());
        dosed.addAll(nation.lostDose());
        long all = nation.people().size();
        return new DoseQuality(
                wrong,
                misplaced,
                all == 0 ? 1 : 1 - (double) incomplete.size() / all,
                dosed.isEmpty() ? 1 : 1 - (double) incomplete.size() / dosed.size(),
                byPerson);
    }
}
