package vn.pccovid.lib.colour;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What is true of one person at one instant: per kind of fact the first and the latest that have
/// happened by then, from which most terms follow by one comparison. Lives for one evaluation.
final class Moment {
    private static final int KINDS = Selector.values().length;

    /// No such fact has happened: longer ago than any period reaches.
    static final long NEVER = Long.MIN_VALUE;

    final PersonFacts person;
    final long instant;

    /// Facts that have happened by now: the first `count` of the person's.
    final int count;

    private final long[] latest = new long[KINDS];
    private final long[] first = new long[KINDS];
    private long completed = Long.MAX_VALUE;
    private boolean completionKnown;
    private @Nullable Selector illnessOf;
    private @Nullable Period illnessLimit;
    private int illness;

    Moment(PersonFacts person, long instant) {
        this.person = person;
        this.instant = instant;
        Arrays.fill(latest, NEVER);
        Arrays.fill(first, NEVER);
        long[] at = person.at;
        int i = 0;
        for (; i < at.length && at[i] <= instant; i++) {
            for (int mask = person.selectors[i]; mask != 0; mask &= mask - 1) {
                int kind = Integer.numberOfTrailingZeros(mask);
                latest[kind] = at[i];
                if (first[kind] == NEVER) {
                    first[kind] = at[i];
                }
            }
        }
        count = i;
    }

    /// When the latest such fact happened, or [#NEVER].
    long latest(Selector what) {
        return latest[what.index()];
    }

    /// When the first such fact happened, or [#NEVER].
    long first(Selector what) {
        return first[what.index()];
    }

    /// The first fact of the illness the person has now, as an index, or -1: see
    /// [PersonFacts#episodes].
    int illness(Selector what, Period limit) {
        if (what != illnessOf || !limit.equals(illnessLimit)) {
            illnessOf = what;
            illnessLimit = limit;
            illness = findIllness(what, limit);
        }
        return illness;
    }

    private int findIllness(Selector what, Period limit) {
        long end = NEVER;
        int current = -1;
        for (int i = 0; i < count; i++) {
            if (person.is(i, what) && (current < 0 || person.at[i] >= end)) {
                current = i;
                end = Math.min(limit.reached(person.at[i]), person.recovered(person.at[i]));
            }
        }
        return instant < end ? current : -1;
    }

    /// When the dose that completes the course is given; `Long.MAX_VALUE` when none does.
    long completed() {
        if (!completionKnown) {
            int last = person.completion();
            completed = last < 0 ? Long.MAX_VALUE : person.at[person.doses[last]];
            completionKnown = true;
        }
        return completed;
    }
}
