package vn.pccovid.lib.exposure;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// How likely a case infected a contact, and why.
///
/// @param probability 0 to 1
/// @param contributions of each source that said something, the largest first; their shares add up
///   to 1 unless the probability is 0
/// @param byDay probability from each day's meetings alone
/// @param model version of the pack that was used
public record Assessment(
        double probability,
        List<Contribution> contributions,
        SortedMap<LocalDate, Double> byDay,
        String model) {
    public Assessment {
        contributions = List.copyOf(contributions);
        byDay = Collections.unmodifiableSortedMap(new TreeMap<>(byDay));
    }
}
