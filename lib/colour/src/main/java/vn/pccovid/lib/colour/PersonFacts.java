package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The facts of one person laid out for the vocabulary: in order of time, each with the selectors
/// it answers. Lives for one evaluation and is used by one thread.
final class PersonFacts {
    /// More facts than any honest record holds; a person with more is a wrong link, and the work
    /// stays bounded.
    static final int MAX_FACTS = 2_000;

    final @Nullable BirthRange birth;
    final KnownFact[] facts;
    final long[] at;
    final int[] selectors;

    /// Indexes of the doses in `facts`, their days and their shares of a course.
    final int[] doses;

    final long[] doseDays;
    final int[] doseShares;
    final Courses courses;

    PersonFacts(@Nullable BirthRange birth, List<KnownFact> known, Courses courses) {
        if (known.size() > MAX_FACTS) {
            throw new IllegalArgumentException(
                    known.size() + " facts about one person: want at most " + MAX_FACTS);
        }
        this.birth = birth;
        this.courses = courses;
        facts = known.toArray(KnownFact[]::new);
        Arrays.sort(facts, Comparator.comparing(KnownFact::at).thenComparing(KnownFact::id));
        at = new long[facts.length];
        selectors = new int[facts.length];
        int[] doseIndexes = new int[facts.length];
        int doseCount = 0;
        for (int i = 0; i < facts.length; i++) {
            at[i] = VietnamTime.micros(facts[i].at());
            if (facts[i].kind().equals("dose")) {
                doseIndexes[doseCount++] = i;
            } else {
                selectors[i] = Selector.mask(facts[i]);
            }
        }
        doses = Arrays.copyOf(doseIndexes, doseCount);
        doseDays = new long[doseCount];
        doseShares = new int[doseCount];
        for (int i = 0; i < doseCount; i++) {
            doseDays[i] = VietnamTime.dayOf(at[doses[i]]);
            doseShares[i] = courses.share(facts[doses[i]]);
        }
    }

    boolean is(int fact, Selector selector) {
        return selector.in(selectors[fact]);
    }

    /// The end a stay order states, or the end of time when it states none.
    long until(int fact) {
        Object until = facts[fact].attributes().get("until");
        if (until == null) {
            return VietnamTime.LIMIT_MICROS;
        }
        if (until instanceof Instant instant) {
            return VietnamTime.micros(instant);
        }
        return VietnamTime.micros(Instant.parse(until.toString()));
    }

    /// The first fact after fact `first` that answers it, or the end of time.
    long answered(int first, Selector answer) {
        for (int i = first + 1; i < facts.length; i++) {
            if (at[i] > at[first] && is(i, answer)) {
                return at[i];
            }
        }
        return VietnamTime.LIMIT_MICROS;
    }

    /// The dose entry with which `wanted` distinct shots are reached, as an index into `doses`, or
    /// -1.
    int shots(int wanted) {
        int[] one = new int[doses.length];
        Arrays.fill(one, 1);
        return courses.reaches(doseDays, one, wanted);
    }

    /// The dose entry that completes the course, as an index into `doses`, or -1.
    int completion() {
        return courses.reaches(doseDays, doseShares, Courses.WHOLE);
    }
}
