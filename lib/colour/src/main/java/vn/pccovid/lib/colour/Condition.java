package vn.pccovid.lib.colour;

import java.util.List;
import java.util.Set;

/// The condition of a rule as a tree over terms, taken from the type-checked CEL expression. Every
/// leaf is either true or false for every instant, so CEL's rules for errors and unknowns never
/// come into play and plain Boolean logic is exact.
sealed interface Condition {
    record Always(boolean value) implements Condition {}

    record Leaf(Term term) implements Condition {}

    record Not(Condition inner) implements Condition {}

    record And(Condition left, Condition right) implements Condition {}

    record Or(Condition left, Condition right) implements Condition {}

    record Choice(Condition test, Condition then, Condition otherwise) implements Condition {}

    /// Adds every term of this condition to `into`.
    default void terms(Set<Term> into) {
        switch (this) {
            case Always _ -> {}
            case Leaf(Term term) -> into.add(term);
            case Not(Condition inner) -> inner.terms(into);
            case And(Condition left, Condition right) -> {
                left.terms(into);
                right.terms(into);
            }
            case Or(Condition left, Condition right) -> {
                left.terms(into);
                right.terms(into);
            }
            case Choice(Condition test, Condition then, Condition otherwise) -> {
                test.terms(into);
                then.terms(into);
                otherwise.terms(into);
            }
        }
    }

    /// This condition as a function of a word whose bit `i` says whether `order.get(i)` is true.
    default Bits compile(List<Term> order) {
        return switch (this) {
            case Always(boolean value) -> _ -> value;
            case Leaf(Term term) -> {
                long mask = 1L << order.indexOf(term);
                yield word -> (word & mask) != 0;
            }
            case Not(Condition inner) -> {
                Bits compiled = inner.compile(order);
                yield word -> !compiled.hold(word);
            }
            case And(Condition left, Condition right) -> {
                Bits first = left.compile(order);
                Bits second = right.compile(order);
                yield word -> first.hold(word) && second.hold(word);
            }
            case Or(Condition left, Condition right) -> {
                Bits first = left.compile(order);
                Bits second = right.compile(order);
                yield word -> first.hold(word) || second.hold(word);
            }
            case Choice(Condition test, Condition then, Condition otherwise) -> {
                Bits asked = test.compile(order);
                Bits yes = then.compile(order);
                Bits no = otherwise.compile(order);
                yield word -> asked.hold(word) ? yes.hold(word) : no.hold(word);
            }
        };
    }

    /// This condition as a closure over a moment: terms are asked only as far as the answer needs.
    default Test compile() {
        return switch (this) {
            case Always(boolean value) -> _ -> value;
            case Leaf(Term term) -> term::holds;
            case Not(Condition inner) -> {
                Test compiled = inner.compile();
                yield moment -> !compiled.holds(moment);
            }
            case And(Condition left, Condition right) -> {
                Test first = left.compile();
                Test second = right.compile();
                yield moment -> first.holds(moment) && second.holds(moment);
            }
            case Or(Condition left, Condition right) -> {
                Test first = left.compile();
                Test second = right.compile();
                yield moment -> first.holds(moment) || second.holds(moment);
            }
            case Choice(Condition test, Condition then, Condition otherwise) -> {
                Test asked = test.compile();
                Test yes = then.compile();
                Test no = otherwise.compile();
                yield moment -> asked.holds(moment) ? yes.holds(moment) : no.holds(moment);
            }
        };
    }

    /// The kinds of fact of which one at least must have happened for this condition to hold, as
    /// bits: where none has, it need not be asked.
    default int needs() {
        return switch (this) {
            case Always _, Not _ -> Moment.ANYHOW;
            case Leaf(Term term) -> term.needs();
            case And(Condition left, Condition right) -> {
                int first = left.needs();
                yield first == Moment.ANYHOW ? right.needs() : first;
            }
            case Or(Condition left, Condition right) -> left.needs() | right.needs();
            case Choice(Condition _, Condition then, Condition otherwise) ->
                    then.needs() | otherwise.needs();
        };
    }

    /// The terms that must not be taken away for this condition to hold: those written without `!`.
    default void supports(Set<Term> into, boolean positive) {
        switch (this) {
            case Always _ -> {}
            case Leaf(Term term) -> {
                if (positive) {
                    into.add(term);
                }
            }
            case Not(Condition inner) -> inner.supports(into, !positive);
            case And(Condition left, Condition right) -> {
                left.supports(into, positive);
                right.supports(into, positive);
            }
            case Or(Condition left, Condition right) -> {
                left.supports(into, positive);
                right.supports(into, positive);
            }
            case Choice(Condition test, Condition then, Condition otherwise) -> {
                test.supports(into, positive);
                then.supports(into, positive);
                otherwise.supports(into, positive);
            }
        }
    }

    /// A condition compiled for one moment.
    @FunctionalInterface
    interface Test {
        boolean holds(Moment moment);
    }

    /// A condition compiled for words of term bits.
    @FunctionalInterface
    interface Bits {
        boolean hold(long word);
    }
}
