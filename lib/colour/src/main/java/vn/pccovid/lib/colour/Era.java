package vn.pccovid.lib.colour;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A stretch of time in which the same packs are in force in one kind of place, with their rules
/// ready to answer in two ways: for a word whose bit `i` says whether term `i` is true (one answer
/// per word is remembered), and for one moment, where terms are asked only as far as needed.
final class Era {
    static final int MAX_TERMS = 64;

    /// Answers remembered per era; a nation shows some thousands of different words.
    static final int MAX_REMEMBERED = 65_536;

    final long from;
    final long to;
    final List<RulePack> packs;
    final List<Term> terms;

    private final List<List<Compiled>> rules = new ArrayList<>();
    private final Map<Long, Answer> remembered = new ConcurrentHashMap<>();
    private final Instantly[] redOrders;
    private final Instantly[] yellowOrders;
    private final Instantly[] guarantees;
    private final Instantly[][] minima;

    /// What the rules say for one word of term bits.
    record Answer(Colour colour, Colour floorColour, RulePack.Rule decidedBy, List<PackRule> held) {
        Answer withFloor(Colour floor) {
            return floor == floorColour ? this : new Answer(colour, floor, decidedBy, held);
        }
    }

    private record Compiled(RulePack.Rule rule, Condition.Bits bits) {}

    /// A rule compiled for one moment.
    private record Instantly(RulePack.Rule rule, Colour colour, int needs, Condition.Test test) {
        boolean holds(Moment moment) {
            return (moment.happened & needs) != 0 && test.holds(moment);
        }
    }

    /// @param packs in force from `from` until just before `to`: one floor, then national packs,
    ///   then overlays
    Era(long from, long to, List<RulePack> packs) {
        this.from = from;
        this.to = to;
        this.packs = packs;
        String names = packs.stream().map(RulePack::named).collect(Collectors.joining(", "));
        if (packs.stream().filter(RulePack::isFloor).count() != 1) {
            throw new IllegalArgumentException(
                    "from "
                            + VietnamTime.instant(from)
                            + " on want exactly one floor in force: "
                            + names);
        }
        if (packs.stream().map(RulePack::id).distinct().count() != packs.size()) {
            throw new IllegalArgumentException(
                    "from " + VietnamTime.instant(from) + " on two versions in force: " + names);
        }
        Set<Term> all = new LinkedHashSet<>();
        packs.forEach(pack -> pack.rules().forEach(rule -> rule.condition().terms(all)));
        terms = List.copyOf(all);
        if (terms.size() > MAX_TERMS) {
            throw new IllegalArgumentException(
                    terms.size() + " different terms in " + names + ": want at most " + MAX_TERMS);
        }
        List<Instantly> orders = new ArrayList<>();
        List<Instantly> lifts = new ArrayList<>();
        List<Instantly[]> answers = new ArrayList<>();
        for (RulePack pack : packs) {
            rules.add(
                    pack.rules().stream()
                            .map(rule -> new Compiled(rule, rule.condition().compile(terms)))
                            .toList());
            List<Instantly> own = new ArrayList<>();
            for (RulePack.Rule rule : pack.rules()) {
                Instantly instantly =
                        new Instantly(
                                rule,
                                rule.rule().colour(),
                                rule.condition().needs(),
                                rule.condition().compile());
                switch (rule.rule().kind()) {
                    case ORDER -> orders.add(instantly);
                    case GUARANTEE -> lifts.add(instantly);
                    case MINIMUM -> own.add(instantly);
                }
            }
            if (!own.isEmpty()) {
                answers.add(own.toArray(Instantly[]::new));
            }
        }
        redOrders = of(orders, Colour.RED);
        yellowOrders = of(orders, Colour.YELLOW);
        guarantees = lifts.toArray(Instantly[]::new);
        minima = answers.toArray(Instantly[][]::new);
    }

    private static Instantly[] of(List<Instantly> orders, Colour colour) {
        return orders.stream().filter(o -> o.colour == colour).toArray(Instantly[]::new);
    }

    /// The rule that decides at a moment; its colour is the colour of the place.
    RulePack.Rule decide(Moment moment) {
        Instantly red = firstThatHolds(redOrders, moment);
        if (red != null) {
            return red.rule;
        }
        Instantly answer = null;
        for (Instantly[] pack : minima) {
            Instantly own = firstThatHolds(pack, moment);
            if (own != null && (answer == null || !answer.colour.worseThan(own.colour))) {
                answer = own;
            }
        }
        if (answer == null) {
            throw new IllegalStateException("a floor without an answer for everybody");
        }
        if (answer.colour != Colour.GREEN) {
            Instantly lift = null;
            for (Instantly guarantee : guarantees) {
                if (answer.colour.worseThan(guarantee.colour)
                        && (lift == null || lift.colour.worseThan(guarantee.colour))
                        && guarantee.holds(moment)) {
                    lift = guarantee;
                }
            }
            answer = lift == null ? answer : lift;
        }
        if (answer.colour != Colour.RED) {
            Instantly yellow = firstThatHolds(yellowOrders, moment);
            answer = yellow == null ? answer : yellow;
        }
        return answer.rule;
    }

    private static @Nullable Instantly firstThatHolds(Instantly[] rules, Moment moment) {
        for (Instantly rule : rules) {
            if (rule.holds(moment)) {
                return rule;
            }
        }
        return null;
    }

    Answer answer(long word) {
        Answer known = remembered.get(word);
        if (known != null) {
            return known;
        }
        Answer answer = work(word);
        if (remembered.size() < MAX_REMEMBERED) {
            remembered.put(word, answer);
        }
        return answer;
    }

    private Answer work(long word) {
        Verdict national = new Verdict();
        Verdict local = new Verdict();
        List<PackRule> held = new ArrayList<>();
        for (int p = 0; p < packs.size(); p++) {
            boolean answered = false;
            boolean everywhere = packs.get(p).layer() != RulePack.Layer.OVERLAY;
            for (Compiled compiled : rules.get(p)) {
                if (!compiled.bits.hold(word)) {
                    continue;
                }
                PackRule rule = compiled.rule.rule();
                held.add(rule);
                if (rule.kind() != PackRule.Kind.MINIMUM || !answered) {
                    local.hear(compiled.rule);
                    if (everywhere) {
                        national.hear(compiled.rule);
                    }
                }
                answered |= rule.kind() == PackRule.Kind.MINIMUM;
            }
        }
        RulePack.Rule decided = local.decidedBy();
        return new Answer(
                decided.rule().colour(),
                national.decidedBy().rule().colour(),
                decided,
                List.copyOf(held));
    }

    /// For each term of `global` its bit here, or -1.
    int[] bits(List<Term> global) {
        int[] bits = new int[global.size()];
        Arrays.setAll(bits, i -> terms.indexOf(global.get(i)));
        return bits;
    }
}
