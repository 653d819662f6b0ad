package vn.pccovid.lib.colour;

import java.util.Locale;
import java.util.Map;

/// How many doses make a full course, per vaccine, as data of the national floor.
///
/// A course may mix brands: each shot counts for its share (one of two, one of three, the one of
/// one), and the course is complete when the shares reach a whole. Entries less than `sameShotDays`
/// apart are one shot entered more than once (several facilities, or an entry corrected by entering
/// it again) and count once, as the one that helps most.
///
/// @param doses doses of a full course by vaccine, as written in the pack and in lower case: 1, 2
///   or 3
/// @param otherDoses doses of a vaccine not listed
/// @param sameShotDays days by the calendar from which on a second entry is a second shot
record Courses(Map<String, Integer> doses, int otherDoses, int sameShotDays) {
    static final int WHOLE = 6;

    Courses {
        doses = Map.copyOf(doses);
    }

    /// A vaccine of the usual course as `dose` and, where there is one, of a course of one dose as
    /// `dose.single`.
    Map<String, String> vaccines() {
        Map<String, String> found = new java.util.TreeMap<>();
        new java.util.TreeMap<>(doses)
                .forEach((vaccine, course) -> {
                    if (course == otherDoses) {
                        found.putIfAbsent("dose", vaccine);
                    } else if (course == 1) {
                        found.putIfAbsent("dose.single", vaccine);
                    }
                });
        return found;
    }

    /// The share of a whole course one shot gives, in sixths.
    int share(KnownFact dose) {
        String vaccine = Selector.text(dose.attributes(), "vaccine");
        Integer known = doses.get(vaccine);
        if (known == null) {
            known = doses.getOrDefault(vaccine.toLowerCase(Locale.ROOT), otherDoses);
        }
        return WHOLE / known;
    }

    /// The first entry with which distinct shots of the given weights reach `wanted`, or -1. Of
    /// entries closer together than one shot and the next only one counts, and the choice is the
    /// best one for the person, so an entry added anywhere never makes the answer later.
    int reaches(long[] days, int[] weights, int wanted) {
        int[] best = new int[days.length + 1];
        int before = 0;
        for (int i = 0; i < days.length; i++) {
            while (before < i && days[before] <= days[i] - sameShotDays) {
                before++;
            }
            best[i + 1] = Math.max(best[i], best[before] + weights[i]);
            if (best[i + 1] >= wanted) {
                return i;
            }
        }
        return -1;
    }
}
