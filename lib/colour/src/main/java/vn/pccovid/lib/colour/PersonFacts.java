package vn.pccovid.lib.colour;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The facts of one person laid out for the vocabulary: in order of time, each with the selectors
/// it answers. Lives for one evaluation and is used by one thread.
final class PersonFacts {
    /// More facts than any honest record holds; a person with more is a wrong link, and the work
    /// stays bounded.
    static final int MAX_FACTS = 2_000;

    final @Nullable BirthRange birth;

    /// In order of time; at one instant in order of their ids.
    final KnownFact[] facts;

    final int size;
    final long[] at;
    final int[] selectors;

    /// Ends of orders, in microseconds; of other facts without meaning.
    final long[] until;

    /// Indexes of the doses in `facts`, their days and their shares of a course.
    final int[] doses;

    final long[] doseDays;
    final int[] doseShares;
    final Courses courses;

    private static final int UNKNOWN = -2;
    private int completion = UNKNOWN;

    PersonFacts(@Nullable BirthRange birth, List<KnownFact> known, Courses courses) {
        size = known.size();
        if (size > MAX_FACTS) {
            throw new IllegalArgumentException(
                    size + " facts about one person: want at most " + MAX_FACTS);
        }
        this.birth = birth;
        this.courses = courses;
        facts = new KnownFact[size];
        at = new long[size];
        selectors = new int[size];
        long[] ends = null;
        int doseCount = 0;
        for (int i = 0; i < size; i++) {
            KnownFact fact = known.get(i);
            long time = VietnamTime.micros(fact.at());
            int place = i;
            while (place > 0 && after(place - 1, time, fact)) {
                at[place] = at[place - 1];
                facts[place] = facts[place - 1];
                place--;
            }
            at[place] = time;
            facts[place] = fact;
            doseCount += fact.kind().equals("dose") ? 1 : 0;
        }
        doses = new int[doseCount];
        doseDays = new long[doseCount];
        doseShares = new int[doseCount];
        int dose = 0;
        for (int i = 0; i < size; i++) {
            KnownFact fact = facts[i];
            if (fact.kind().equals("dose")) {
                doses[dose] = i;
                doseDays[dose] = VietnamTime.dayOf(at[i]);
                doseShares[dose++] = courses.share(fact);
                continue;
            }
            selectors[i] = Selector.mask(fact);
            if (Selector.STAY_ORDER.in(selectors[i])) {
                ends = ends == null ? new long[size] : ends;
                ends[i] = Selector.until(fact);
            }
        }
        until = ends == null ? at : ends;
    }

    /// Facts whose reading was done before, in order of time; for searches over many people made of
    /// few facts.
    PersonFacts(@Nullable BirthRange birth, Read[] read, int size, Courses courses) {
        this.birth = birth;
        this.courses = courses;
        this.size = size;
        facts = new KnownFact[size];
        at = new long[size];
        selectors = new int[size];
        until = new long[size];
        int doseCount = 0;
        for (int i = 0; i < size; i++) {
            Read fact = read[i];
            facts[i] = fact.fact;
            at[i] = fact.at;
            selectors[i] = fact.selectors;
            until[i] = fact.until;
            doseCount += fact.share > 0 ? 1 : 0;
        }
        doses = new int[doseCount];
        doseDays = new long[doseCount];
        doseShares = new int[doseCount];
        int dose = 0;
        for (int i = 0; i < size; i++) {
            if (read[i].share > 0) {
                doses[dose] = i;
                doseDays[dose] = VietnamTime.dayOf(at[i]);
                doseShares[dose++] = read[i].share;
            }
        }
    }

    /// A fact as the vocabulary reads it.
    record Read(KnownFact fact, long at, int selectors, long until, int share) {
        static Read of(KnownFact fact, Courses courses) {
            boolean dose = fact.kind().equals("dose");
            return new Read(
                    fact,
                    VietnamTime.micros(fact.at()),
                    dose ? 0 : Selector.mask(fact),
                    fact.kind().equals("stay_order") ? Selector.until(fact) : 0,
                    dose ? courses.share(fact) : 0);
        }
    }

    private boolean after(int i, long time, KnownFact fact) {
        return at[i] > time || (at[i] == time && facts[i].id().compareTo(fact.id()) > 0);
    }

    boolean is(int fact, Selector selector) {
        return selector.in(selectors[fact]);
    }

    /// The end an order states, or the end of time when it states none.
    long until(int order) {
        return until[order];
    }

    /// The first answer after fact `first` and not before `from`, or the end of time.
    long answered(int first, Selector answer, long from) {
        for (int i = first + 1; i < size; i++) {
            if (at[i] > at[first] && at[i] >= from && is(i, answer)) {
                return at[i];
            }
        }
        return VietnamTime.LIMIT_MICROS;
    }

    /// The dose entry with which `wanted` distinct shots are reached, as an index into `doses`, or
    /// -1.
    int shots(int wanted) {
        if (wanted == 1) {
            return doses.length == 0 ? -1 : 0;
        }
        int[] one = new int[doses.length];
        Arrays.fill(one, 1);
        return courses.reaches(doseDays, one, wanted);
    }

    /// The dose entry that completes the course, as an index into `doses`, or -1.
    int completion() {
        if (completion == UNKNOWN) {
            completion =
                    doses.length == 0 ? -1 : courses.reaches(doseDays, doseShares, Courses.WHOLE);
        }
        return completion;
    }

    /// Whether the person was immune at an instant by what had happened until then: some dose from
    /// the one that completed the course on was at least `wait` and, if `window` is given, no more
    /// than `window` ago; or a recovery with paper lay no more than `recovery` back.
    boolean immune(long instant, Period wait, @Nullable Period window, Period recovery) {
        int complete = completion();
        for (int i = Math.max(complete, 0); complete >= 0 && i < doses.length; i++) {
            long dose = at[doses[i]];
            if (wait.reached(dose) <= instant && (window == null || instant < window.left(dose))) {
                return true;
            }
        }
        for (int i = 0; i < size && at[i] <= instant; i++) {
            if (is(i, Selector.RECOVERY) && instant < recovery.left(at[i])) {
                return true;
            }
        }
        return false;
    }

    /// The illnesses of this person, each from its first fact until a recovery after it or until
    /// `limit` is reached: later facts within that time belong to the same illness.
    void episodes(Selector what, Period limit, Episodes visitor) {
        int i = 0;
        while (i < size) {
            if (!is(i, what)) {
                i++;
                continue;
            }
            int first = i;
            long end = Math.min(limit.reached(at[first]), recovered(at[first]));
            i++;
            while (i < size && at[i] < end) {
                i++;
            }
            visitor.episode(first, i, end);
        }
    }

    /// When the first recovery after an instant was, or the end of time.
    long recovered(long start) {
        for (int i = 0; i < size; i++) {
            if (at[i] > start && is(i, Selector.RECOVERY)) {
                return at[i];
            }
        }
        return VietnamTime.LIMIT_MICROS;
    }

    /// Told of each illness: the index of its first fact, the index after its last, its end.
    @FunctionalInterface
    interface Episodes {
        void episode(int first, int next, long end);
    }
}
