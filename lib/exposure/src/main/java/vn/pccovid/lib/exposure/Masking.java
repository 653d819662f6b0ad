package vn.pccovid.lib.exposure;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a contact may be shown without learning who the case is.
///
/// A day is a clue: the case is one of the people the contact met on it. Two days are two clues,
/// and only who was met on both remains. So days are shown, the latest first, only while everybody
/// who fits all days shown still is at least k people. Immutable, thread-safe.
///
/// What it cannot hide: an order to stay that counts from the last exposure gives that day away by
/// its end.
public final class Masking {
    private static final int LEAST = 2;

    private final int k;

    /// @param k how many people must remain, at least 2
    public Masking(int k) {
        if (k < LEAST) {
            throw new IllegalArgumentException("k is " + k + ", wanted at least " + LEAST);
        }
        this.k = k;
    }

    /// The days that may be shown.
    ///
    /// @param candidatesByDay for each day of exposure everybody who could be the case by what the
    ///   contact may remember: all others at the places, in the vehicles and near the phone that
    ///   day, the case included
    public SortedSet<LocalDate> showable(Map<LocalDate, Set<String>> candidatesByDay) {
        List<LocalDate> latestFirst =
                candidatesByDay.keySet().stream().sorted(Comparator.reverseOrder()).toList();
        SortedSet<LocalDate> shown = new TreeSet<>();
        Set<String> remain = Set.of();
        for (LocalDate day : latestFirst) {
            Set<String> fits = new HashSet<>(candidatesByDay.get(day));
            if (!shown.isEmpty()) {
                fits.retainAll(remain);
            }
            if (fits.size() >= k) {
                shown.add(day);
                remain = fits;
            }
        }
        return shown;
    }
}
