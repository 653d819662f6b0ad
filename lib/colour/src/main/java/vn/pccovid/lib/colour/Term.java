package vn.pccovid.lib.colour;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call of the time vocabulary in a rule, such as `within("recovery", days(180))`. A term never
/// sees the present: given a person's facts it names the stretches of time in which it is true, so
/// the instants at which it can change are known before anybody asks. A stretch holds its first
/// instant and not its last.
///
/// `holds` answers for one instant without building the stretches; a test keeps both readings
/// equal.
sealed interface Term {
    /// Adds the stretches in which this term is true for the person.
    void stretches(PersonFacts person, Intervals out);

    /// Whether the term is true at the moment.
    boolean holds(Moment moment);

    /// The facts that make this term true at an instant, as indexes; empty when it is false or
    /// rests on no fact.
    List<Integer> evidence(PersonFacts person, long at);

    /// The instants at which the term can change, in words, for listings of a pack.
    String changes();

    /// The kinds of fact it reads; doses and births are not among them.
    List<Selector> reads();

    /// The lengths of time whose two sides matter.
    List<Edge> edges();

    /// The kinds of fact of which one at least must have happened for this term to hold, as bits
    /// ([Moment#happened]). By default it may hold without any.
    default int needs() {
        return Moment.ANYHOW;
    }

    /// A period and which of its ends counts: the first instant at which it has been reached, or
    /// the first at which it has been left.
    record Edge(Period period, boolean reached) {}

    private static Edge reached(Period period) {
        return new Edge(period, true);
    }

    private static Edge left(Period period) {
        return new Edge(period, false);
    }

    /// Some matching fact lies no further back than the period.
    record Within(Selector what, Period period) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.size; i++) {
                if (person.is(i, what)) {
                    out.add(person.at[i], period.left(person.at[i]));
                }
            }
        }

        @Override
        public int needs() {
            return what.bit();
        }

        @Override
        public boolean holds(Moment moment) {
            long latest = moment.latest(what);
            return latest != Moment.NEVER && moment.instant < period.left(latest);
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            return latest(person, what, at, i -> at < period.left(person.at[i]));
        }

        @Override
        public String changes() {
            return what.written() + "; end of " + period + " after it";
        }

        @Override
        public List<Selector> reads() {
            return List.of(what);
        }

        @Override
        public List<Edge> edges() {
            return List.of(left(period));
        }
    }

    /// Some matching fact lies less than the period back: a stay of so many days that began with
    /// it.
    record Lasting(Selector what, Period period) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.size; i++) {
                if (person.is(i, what)) {
                    out.add(person.at[i], period.reached(person.at[i]));
                }
            }
        }

        @Override
        public int needs() {
            return what.bit();
        }

        @Override
        public boolean holds(Moment moment) {
            long latest = moment.latest(what);
            return latest != Moment.NEVER && moment.instant < period.reached(latest);
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            return latest(person, what, at, i -> at < period.reached(person.at[i]));
        }

        @Override
        public String changes() {
            return what.written() + "; " + period + " after it";
        }

        @Override
        public List<Selector> reads() {
            return List.of(what);
        }

        @Override
        public List<Edge> edges() {
            return List.of(reached(period));
        }
    }

    /// The first matching fact lies at least the period back.
    record Since(Selector what, Period period) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.size; i++) {
                if (person.is(i, what)) {
                    out.add(period.reached(person.at[i]), VietnamTime.LIMIT_MICROS);
                    return;
                }
            }
        }

        @Override
        public int needs() {
            return what.bit();
        }

        @Override
        public boolean holds(Moment moment) {
            long first = moment.first(what);
            return first != Moment.NEVER && period.reached(first) <= moment.instant;
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            for (int i = 0; i < person.size; i++) {
                if (person.is(i, what)) {
                    return period.reached(person.at[i]) <= at ? List.of(i) : List.of();
                }
            }
            return List.of();
        }

        @Override
        public String changes() {
            return period + " after the first " + what.written();
        }

        @Override
        public List<Selector> reads() {
            return List.of(what);
        }

        @Override
        public List<Edge> edges() {
            return List.of(reached(period));
        }
    }

    /// Some matching fact lies no further back than the period and no answer came after it. An
    /// answer less than `from` after the fact does not count.
    record Unanswered(Selector what, Selector answer, Period from, Period period) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.size; i++) {
                if (person.is(i, what)) {
                    out.add(person.at[i], end(person, i));
                }
            }
        }

        @Override
        public int needs() {
            return what.bit();
        }

        @Override
        public boolean holds(Moment moment) {
            long latest = moment.latest(what);
            if (latest == Moment.NEVER || moment.instant >= period.left(latest)) {
                return false;
            }
            long answered = moment.latest(answer);
            return answered <= latest || answered < from.reached(latest);
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            return latest(person, what, at, i -> at < end(person, i));
        }

        private long end(PersonFacts person, int fact) {
            long at = person.at[fact];
            return Math.min(period.left(at), person.answered(fact, answer, from.reached(at)));
        }

        @Override
        public String changes() {
            return what.written()
                    + "; "
                    + answer.written()
                    + (from.amount() == 0 ? " after it" : " at least " + from + " after it")
                    + "; end of "
                    + period;
        }

        @Override
        public List<Selector> reads() {
            return List.of(what, answer);
        }

        @Override
        public List<Edge> edges() {
            return List.of(left(period), reached(from));
        }
    }

    /// Some matching fact lies less than `limit` back and was not preceded by another kind within
    /// the period before it.
    record Unpreceded(Selector what, Selector by, Period period, Period limit) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.size; i++) {
                if (person.is(i, what) && !preceded(person, i)) {
                    out.add(person.at[i], limit.reached(person.at[i]));
                }
            }
        }

        @Override
        public int needs() {
            return what.bit();
        }

        @Override
        public boolean holds(Moment moment) {
            return moment.latest(what) != Moment.NEVER
                    && !evidence(moment.person, moment.instant).isEmpty();
        }

        private boolean preceded(PersonFacts person, int fact) {
            long at = person.at[fact];
            for (int i = 0; i < person.size && person.at[i] <= at; i++) {
                if (person.is(i, by) && at < period.left(person.at[i])) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            return latest(
                    person,
                    what,
                    at,
                    i -> at < limit.reached(person.at[i]) && !preceded(person, i));
        }

        @Override
        public String changes() {
            return what.written()
                    + " without "
                    + by.written()
                    + " within "
                    + period
                    + " before it; "
                    + limit
                    + " after it";
        }

        @Override
        public List<Selector> reads() {
            return List.of(what, by);
        }

        @Override
        public List<Edge> edges() {
            return List.of(left(period), reached(limit));
        }
    }

    /// Some matching fact lies less than the period back, and on its own instant the person was not
    /// immune ([PersonFacts#immune]).
    record LastingUnlessImmune(
            Selector what, Period period, Period delay, @Nullable Period window, Period recovery)
            implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.size; i++) {
                if (person.is(i, what) && !immune(person, i)) {
                    out.add(person.at[i], period.reached(person.at[i]));
                }
            }
        }

        @Override
        public int needs() {
            return what.bit();
        }

        @Override
        public boolean holds(Moment moment) {
            long latest = moment.latest(what);
            if (latest == Moment.NEVER || moment.instant >= period.reached(latest)) {
                return false;
            }
            PersonFacts person = moment.person;
            for (int i = moment.count - 1; i >= 0; i--) {
                if (person.is(i, what)
                        && moment.instant < period.reached(person.at[i])
                        && !immune(person, i)) {
                    return true;
                }
            }
            return false;
        }

        private boolean immune(PersonFacts person, int fact) {
            return person.immune(person.at[fact], delay, window, recovery);
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            return latest(
                    person, what, at, i -> at < period.reached(person.at[i]) && !immune(person, i));
        }

        @Override
        public String changes() {
            return what.written() + " of a person not immune then; " + period + " after it";
        }

        @Override
        public List<Selector> reads() {
            return List.of(what, Selector.RECOVERY);
        }

        @Override
        public List<Edge> edges() {
            List<Edge> edges = new ArrayList<>(List.of(reached(period), reached(delay)));
            if (window != null) {
                edges.add(left(window));
            }
            edges.add(left(recovery));
            return edges;
        }
    }

    /// Some matching order has begun and has not reached the end it states.
    record InForce(Selector what) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.size; i++) {
                if (person.is(i, what)) {
                    out.add(person.at[i], person.until(i));
                }
            }
        }

        @Override
        public int needs() {
            return what.bit();
        }

        @Override
        public boolean holds(Moment moment) {
            if (moment.latest(what) == Moment.NEVER) {
                return false;
            }
            PersonFacts person = moment.person;
            for (int i = 0; i < moment.count; i++) {
                if (person.is(i, what) && moment.instant < person.until(i)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < person.size; i++) {
                if (person.is(i, what) && person.at[i] <= at && at < person.until(i)) {
                    found.add(i);
                }
            }
            return found;
        }

        @Override
        public String changes() {
            return "start and stated end of " + what.written();
        }

        @Override
        public List<Selector> reads() {
            return List.of(what);
        }

        @Override
        public List<Edge> edges() {
            return List.of();
        }
    }

    /// Some matching order reached the end it states less than the period ago.
    record Ended(Selector what, Period period) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.size; i++) {
                if (person.is(i, what)) {
                    out.add(end(person, i), period.reached(end(person, i)));
                }
            }
        }

        @Override
        public int needs() {
            return what.bit();
        }

        @Override
        public boolean holds(Moment moment) {
            return moment.latest(what) != Moment.NEVER
                    && !evidence(moment.person, moment.instant).isEmpty();
        }

        /// An order that ends before it begins ends where it begins.
        private static long end(PersonFacts person, int i) {
            return Math.max(person.at[i], person.until(i));
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            return latest(
                    person,
                    what,
                    at,
                    i -> end(person, i) <= at && at < period.reached(end(person, i)));
        }

        @Override
        public String changes() {
            return "stated end of " + what.written() + "; " + period + " after it";
        }

        @Override
        public List<Selector> reads() {
            return List.of(what);
        }

        @Override
        public List<Edge> edges() {
            return List.of(reached(period));
        }
    }

    /// An illness began less than `stay` ago and has not ended.
    record Episode(Selector what, Period stay, Period limit) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            person.episodes(
                    what,
                    limit,
                    (first, _, end) ->
                            out.add(
                                    person.at[first],
                                    Math.min(stay.reached(person.at[first]), end)));
        }

        @Override
        public int needs() {
            return what.bit();
        }

        @Override
        public boolean holds(Moment moment) {
            if (moment.latest(what) == Moment.NEVER) {
                return false;
            }
            int first = moment.illness(what, limit);
            return first >= 0 && moment.instant < stay.reached(moment.person.at[first]);
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            List<Integer> found = new ArrayList<>();
            person.episodes(
                    what,
                    limit,
                    (first, _, end) -> {
                        long start = person.at[first];
                        if (start <= at && at < Math.min(stay.reached(start), end)) {
                            found.add(first);
                        }
                    });
            return found;
        }

        @Override
        public String changes() {
            return "first "
                    + what.written()
                    + " of an illness; "
                    + stay
                    + " after it; recovery; "
                    + limit
                    + " after the start";
        }

        @Override
        public List<Selector> reads() {
            return List.of(what, Selector.RECOVERY);
        }

        @Override
        public List<Edge> edges() {
            return List.of(reached(stay), reached(limit));
        }
    }

    /// An illness has not ended, and its newest result that keeps the person was not followed by an
    /// answer at least `from` after the illness began. With `apart`, two answers are wanted, the
    /// second at least so long after the first.
    record Uncleared(
            Selector what, Selector answer, Period from, @Nullable Period apart, Period limit)
            implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            each(person, (_, from, to) -> out.add(from, to));
        }

        @Override
        public int needs() {
            return what.bit();
        }

        @Override
        public boolean holds(Moment moment) {
            if (moment.latest(what) == Moment.NEVER) {
                return false;
            }
            int first = moment.illness(what, limit);
            if (first < 0) {
                return false;
            }
            PersonFacts person = moment.person;
            int keeps = moment.count - 1;
            while (keeps > first && (!person.is(keeps, what) || person.is(keeps, answer))) {
                keeps--;
            }
            return moment.instant < released(person, keeps, person.at[first]);
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            List<Integer> found = new ArrayList<>();
            each(
                    person,
                    (fact, from, to) -> {
                        if (from <= at && at < to) {
                            found.add(fact);
                        }
                    });
            return found;
        }

        private void each(PersonFacts person, Stretches visitor) {
            person.episodes(
                    what,
                    limit,
                    (first, next, end) -> {
                        for (int i = first; i < next; i++) {
                            if (i == first || (person.is(i, what) && !person.is(i, answer))) {
                                visitor.stretch(
                                        i,
                                        person.at[i],
                                        Math.min(end, released(person, i, person.at[first])));
                            }
                        }
                    });
        }

        private long released(PersonFacts person, int fact, long start) {
            long one = person.answered(fact, answer, from.reached(start));
            if (apart == null || one == VietnamTime.LIMIT_MICROS) {
                return one;
            }
            return person.answered(fact, answer, apart.reached(one));
        }

        @Override
        public String changes() {
            return what.written()
                    + "; "
                    + (apart == null ? "" : "second ")
                    + answer.written()
                    + (apart == null ? "" : " " + apart + " after the first")
                    + (from.amount() == 0
                            ? ""
                            : " at least " + from + " after the start of the illness")
                    + "; recovery; "
                    + limit
                    + " after the start";
        }

        @Override
        public List<Selector> reads() {
            return List.of(what, answer, Selector.RECOVERY);
        }

        @Override
        public List<Edge> edges() {
            List<Edge> edges = new ArrayList<>(List.of(reached(from), reached(limit)));
            if (apart != null) {
                edges.add(reached(apart));
            }
            return edges;
        }
    }

    /// Told of the stretches of a term and the fact each begins with.
    @FunctionalInterface
    interface Stretches {
        void stretch(int fact, long from, long to);
    }

    /// The dose that completed the vaccine course lies at least the period back.
    record CourseComplete(Period period) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            int last = person.completion();
            if (last >= 0) {
                out.add(period.reached(person.at[person.doses[last]]), VietnamTime.LIMIT_MICROS);
            }
        }

        @Override
        public int needs() {
            return Moment.DOSE;
        }

        @Override
        public boolean holds(Moment moment) {
            long completed = moment.completed();
            return completed <= moment.instant && period.reached(completed) <= moment.instant;
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            return dosesUpTo(person, person.completion(), period, at);
        }

        @Override
        public String changes() {
            return period + " after the dose that completes the course";
        }

        @Override
        public List<Selector> reads() {
            return List.of();
        }

        @Override
        public List<Edge> edges() {
            return List.of(reached(period));
        }
    }

    /// At least `count` distinct shots are known, the last of them at least the period back.
    record Doses(int count, Period period) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            int last = person.shots(count);
            if (last >= 0) {
                out.add(period.reached(person.at[person.doses[last]]), VietnamTime.LIMIT_MICROS);
            }
        }

        @Override
        public int needs() {
            return Moment.DOSE;
        }

        @Override
        public boolean holds(Moment moment) {
            PersonFacts person = moment.person;
            int last = person.shots(count);
            return last >= 0 && period.reached(person.at[person.doses[last]]) <= moment.instant;
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            return dosesUpTo(person, person.shots(count), period, at);
        }

        @Override
        public String changes() {
            return period + " after dose " + count;
        }

        @Override
        public List<Selector> reads() {
            return List.of();
        }

        @Override
        public List<Edge> edges() {
            return List.of(reached(period));
        }
    }

    /// A source has delivered nothing for longer than its freshness budget.
    record Silent(String source) implements Term {
        static final String KIND = "source_silence";

        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.size; i++) {
                if (about(person.facts[i])) {
                    out.add(person.at[i], VietnamTime.LIMIT_MICROS);
                    return;
                }
            }
        }

        @Override
        public boolean holds(Moment moment) {
            for (int i = 0; i < moment.count; i++) {
                if (about(moment.person.facts[i])) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            for (int i = 0; i < person.size; i++) {
                if (about(person.facts[i])) {
                    return person.at[i] <= at ? List.of(i) : List.of();
                }
            }
            return List.of();
        }

        private boolean about(KnownFact fact) {
            return fact.kind().equals(KIND) && fact.source().equals(source);
        }

        @Override
        public String changes() {
            return "end of the freshness budget of " + source;
        }

        @Override
        public List<Selector> reads() {
            return List.of();
        }

        @Override
        public List<Edge> edges() {
            return List.of();
        }
    }

    /// The person may still be younger than `years`: true until the latest birthday the papers
    /// allow.
    record AgeUnder(int years) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            if (person.birth != null) {
                out.add(-VietnamTime.LIMIT_MICROS, birthday(person.birth, years));
            }
        }

        @Override
        public boolean holds(Moment moment) {
            BirthRange birth = moment.person.birth;
            return birth != null && moment.instant < birthday(birth, years);
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            return List.of();
        }

        @Override
        public String changes() {
            return "latest possible birthday " + years;
        }

        @Override
        public List<Selector> reads() {
            return List.of();
        }

        @Override
        public List<Edge> edges() {
            return List.of();
        }
    }

    /// The person is `years` or older whatever day the papers leave open.
    record AgeAtLeast(int years) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            if (person.birth != null) {
                out.add(birthday(person.birth, years), VietnamTime.LIMIT_MICROS);
            }
        }

        @Override
        public boolean holds(Moment moment) {
            BirthRange birth = moment.person.birth;
            return birth != null && birthday(birth, years) <= moment.instant;
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            return List.of();
        }

        @Override
        public String changes() {
            return "latest possible birthday " + years;
        }

        @Override
        public List<Selector> reads() {
            return List.of();
        }

        @Override
        public List<Edge> edges() {
            return List.of();
        }
    }

    /// The latest matching fact by `at` that passes, as a list of at most one.
    private static List<Integer> latest(
            PersonFacts person, Selector what, long at, java.util.function.IntPredicate passes) {
        for (int i = person.size - 1; i >= 0; i--) {
            if (person.at[i] <= at && person.is(i, what) && passes.test(i)) {
                return List.of(i);
            }
        }
        return List.of();
    }

    private static List<Integer> dosesUpTo(PersonFacts person, int last, Period period, long at) {
        if (last < 0 || period.reached(person.at[person.doses[last]]) > at) {
            return List.of();
        }
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            found.add(person.doses[i]);
        }
        return found;
    }

    private static long birthday(BirthRange birth, int years) {
        return VietnamTime.midnight(birth.latest().plusYears(years));
    }
}
