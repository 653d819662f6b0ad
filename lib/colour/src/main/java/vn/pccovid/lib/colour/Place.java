package vn.pccovid.lib.colour;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The packs that hold in one kind of place, cut into the eras in which the same ones are in force.
final class Place {
    final List<RulePack> packs;
    final Era[] eras;
    final List<Term> terms;
    private final int[][] bits;

    Place(List<RulePack> here) {
        packs = here.stream().sorted(Comparator.comparing(RulePack::layer)).toList();
        long start =
                packs.stream()
                        .filter(RulePack::isFloor)
                        .mapToLong(pack -> VietnamTime.micros(pack.from()))
                        .min()
                        .orElseThrow(() -> new IllegalArgumentException("want a floor"));
        TreeSet<Long> cuts = new TreeSet<>(List.of(start));
        for (RulePack pack : packs) {
            cuts.add(Math.max(start, VietnamTime.micros(pack.from())));
            if (pack.until() != null) {
                cuts.add(Math.max(start, end(pack)));
            }
        }
        List<Era> found = new ArrayList<>();
        Set<Term> all = new LinkedHashSet<>();
        for (long cut : cuts) {
            Long next = cuts.higher(cut);
            List<RulePack> inForce =
                    packs.stream()
                            .filter(p -> VietnamTime.micros(p.from()) <= cut && cut < end(p))
                            .toList();
            Era era = new Era(cut, next == null ? VietnamTime.LIMIT_MICROS : next, inForce);
            found.add(era);
            all.addAll(era.terms);
        }
        eras = found.toArray(Era[]::new);
        terms = List.copyOf(all);
        if (terms.size() > Intervals.MAX_TERMS) {
            throw new IllegalArgumentException(
                    terms.size() + " different terms: want at most " + Intervals.MAX_TERMS);
        }
        bits = found.stream().map(era -> era.bits(terms)).toArray(int[][]::new);
    }

    private static long end(RulePack pack) {
        return pack.until() == null ? VietnamTime.LIMIT_MICROS : VietnamTime.micros(pack.until());
    }

    /// The era an instant falls in; the first for an instant before all.
    Era at(long instant) {
        int i = eras.length - 1;
        while (i > 0 && eras[i].from > instant) {
            i--;
        }
        return eras[i];
    }

    Intervals intervals(PersonFacts person) {
        Intervals intervals = new Intervals();
        for (int i = 0; i < terms.size(); i++) {
            intervals.term(i);
            terms.get(i).stretches(person, intervals);
        }
        return intervals;
    }

    /// One stretch with one answer; `unsure` when facts below the burden threshold took part.
    record Span(long from, long to, Era.Answer answer, boolean unsure) {}

    /// The answers over all time from the floor's first day on.
    List<Span> spans(PersonFacts person, boolean unsure) {
        Intervals intervals = intervals(person);
        int size = intervals.sort();
        int[] depth = new int[terms.size()];
        List<Span> spans = new ArrayList<>();
        int next = 0;
        for (; next < size && intervals.time(next) <= eras[0].from; next++) {
            depth[intervals.termOf(next)] += intervals.starts(next) ? 1 : -1;
        }
        long from = eras[0].from;
        Era.Answer answer = null;
        for (int e = 0; e < eras.length; e++) {
            Era era = eras[e];
            int[] here = bits[e];
            long word = 0;
            for (int t = 0; t < here.length; t++) {
                if (here[t] >= 0 && depth[t] > 0) {
                    word |= 1L << here[t];
                }
            }
            long time = era.from;
            while (true) {
                Era.Answer now = era.answer(word);
                if (answer == null) {
                    answer = now;
                } else if (!now.equals(answer)) {
                    spans.add(new Span(from, time, answer, unsure));
                    from = time;
                    answer = now;
                }
                if (next >= size || intervals.time(next) >= era.to) {
                    break;
                }
                time = intervals.time(next);
                for (; next < size && intervals.time(next) == time; next++) {
                    int term = intervals.termOf(next);
                    depth[term] += intervals.starts(next) ? 1 : -1;
                    if (here[term] >= 0) {
                        long bit = 1L << here[term];
                        word = depth[term] > 0 ? word | bit : word & ~bit;
                    }
                }
            }
            for (; next < size && intervals.time(next) == era.to; next++) {
                depth[intervals.termOf(next)] += intervals.starts(next) ? 1 : -1;
            }
        }
        if (answer == null) {
            throw new IllegalStateException("a place without eras");
        }
        spans.add(new Span(from, VietnamTime.LIMIT_MICROS, answer, unsure));
        return spans;
    }
}
