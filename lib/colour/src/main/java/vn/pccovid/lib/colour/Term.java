package vn.pccovid.lib.colour;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// One call of the time vocabulary in a rule, such as `within("recovery", days(180))`. A term never
/// sees the present: given a person's facts it names the stretches of time in which it is true, so
/// the instants at which it can change are known before anybody asks. A stretch holds its first
/// instant and not its last.
sealed interface Term {
    /// Adds the stretches in which this term is true for the person.
    void stretches(PersonFacts person, Intervals out);

    /// The facts that make this term true at an instant, as indexes; empty when it is false or
    /// rests on no fact.
    List<Integer> evidence(PersonFacts person, long at);

    /// The instants at which the term can change, in words, for listings of a pack.
    String changes();

    /// Some matching fact lies no further back than the period.
    record Within(Selector what, Period period) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.facts.length; i++) {
                if (person.is(i, what)) {
                    out.add(person.at[i], period.left(person.at[i]));
                }
            }
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            for (int i = person.facts.length - 1; i >= 0; i--) {
                if (person.is(i, what) && person.at[i] <= at && at < period.left(person.at[i])) {
                    return List.of(i);
                }
            }
            return List.of();
        }

        @Override
        public String changes() {
            return what.written() + "; end of " + period + " after it";
        }
    }

    /// The first matching fact lies at least the period back.
    record Since(Selector what, Period period) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.facts.length; i++) {
                if (person.is(i, what)) {
                    out.add(period.reached(person.at[i]), VietnamTime.LIMIT_MICROS);
                    return;
                }
            }
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            for (int i = 0; i < person.facts.length; i++) {
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
    }

    /// Some matching fact lies no further back than the period and no answer came after it.
    record Unanswered(Selector what, Selector answer, Period period) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.facts.length; i++) {
                if (person.is(i, what)) {
                    out.add(person.at[i], end(person, i));
                }
            }
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            for (int i = person.facts.length - 1; i >= 0; i--) {
                if (person.is(i, what) && person.at[i] <= at && at < end(person, i)) {
                    return List.of(i);
                }
            }
            return List.of();
        }

        private long end(PersonFacts person, int fact) {
            return Math.min(period.left(person.at[fact]), person.answered(fact, answer));
        }

        @Override
        public String changes() {
            return what.written() + "; " + answer.written() + " after it; end of " + period;
        }
    }

    /// Some matching order has begun and has not reached the end it states.
    record InForce(Selector what) implements Term {
        @Override
        public void stretches(PersonFacts person, Intervals out) {
            for (int i = 0; i < person.facts.length; i++) {
                if (person.is(i, what)) {
                    out.add(person.at[i], person.until(i));
                }
            }
        }

        @Override
        public List<Integer> evidence(PersonFacts person, long at) {
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < person.facts.length; i++) {
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
        public List<Integer> evidence(PersonFacts person, long at) {
            return dosesUpTo(person, person.completion(), period, at);
        }

        @Override
        public String changes() {
            return period + " after the dose that completes the course";
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
        public List<Integer> evidence(PersonFacts person, long at) {
            return dosesUpTo(person, person.shots(count), period, at);
        }

        @Override
        public String changes() {
            return period + " after dose " + count;
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
        public List<Integer> evidence(PersonFacts person, long at) {
            return List.of();
        }

        @Override
        public String changes() {
            return "latest possible birthday " + years;
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
        public List<Integer> evidence(PersonFacts person, long at) {
            return List.of();
        }

        @Override
        public String changes() {
            return "latest possible birthday " + years;
        }
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
        LocalDate day = birth.latest().plusYears(years);
        return VietnamTime.midnight(day);
    }
}
