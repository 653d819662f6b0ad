package vn.pccovid.lib.colour;

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

    /// A condition that may hold whatever has happened: [#happened] always has its highest bit.
    static final int ANYHOW = -1;

    /// The bit of doses among the kinds that have happened; selectors have lower ones.
    static final int DOSE = 1 << 30;

    /// The kinds of fact that have happened by now, each as its selector's bit. Doses count as soon
    /// as one is known.
    final int happened;

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
        long[] at = person.at;
        int seen = Integer.MIN_VALUE | (person.doses.length > 0 ? DOSE : 0);
        int i = 0;
        for (; i < at.length && at[i] <= instant; i++) {
            int selectors = person.selectors[i];
            for (int mask = selectors & ~seen; mask != 0; mask &= mask - 1) {
                first[Integer.numberOfTrailingZeros(mask)] = at[i];
            }
            for (int mask = selectors; mask != 0; mask &= mask - 1) {
                latest[Integer.numberOfTrailingZeros(mask)] = at[i];
            }
            seen |= selectors;
        }
        happened = seen;
        count = i;
    }

    /// When the latest such fact happened, or [#NEVER].
    long latest(Selector what) {
        return what.in(happened) ? latest[what.index()] : NEVER;
    }

    /// When the first such fact happened, or [#NEVER].
    long first(Selector what) {
        return what.in(happened) ? first[what.index()] : NEVER;
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
