package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.linkage.Resolver.Edges;

/// Makes persons of records whose pairs are known: passes in which every person proposes to the one
/// that must be the same human, until nothing changes.
///
/// A proposal needs the probability of a link from both sides: against everybody else who could be
/// meant by the one, and against everybody else who could be meant by the other; candidates that
/// are the same human as the partner are no competition. Proposals are settled in the order of
/// their certainty, and each is judged again when one of its sides has grown in the same pass. Two
/// groups are not joined through a weak middle: see [#weakMiddle].
final class Settling {
    private static final int MOST_PASSES = 12;

    /// Rows of a person that are compared; a person with more is known well enough by these.
    private static final int MOST_ROWS = 20;

    /// Other candidates that are tried for being the same human.
    private static final int MOST_SAME = 12;

    /// People one could be mistaken for once a key is shared: a commune, instead of the nation that
    /// the odds of a pair are reckoned against.
    private static final double AROUND = 1e4;

    private final PackedRecords records;
    private final int[] order;
    private final double[] known;
    private final Thresholds thresholds;
    private final Workers workers;
    private final double showOdds;
    private final double burdenOdds;

    /// Person of a rank: the smallest rank among its members.
    private final int[] root;

    /// Next member of the same person, in a ring.
    private final int[] next;

    private final int[] count;
    private final int[] start;
    private final int[] to;
    private final short[] evidence;
    private final long edges;
    private final List<Partition.Open> weak = new ArrayList<>();

    Settling(
            PackedRecords records,
            int[] order,
            long[] edges,
            double[] known,
            Thresholds thresholds,
            Workers workers) {
        this.records = records;
        this.order = order;
        this.known = known;
        this.thresholds = thresholds;
        this.workers = workers;
        this.edges = edges.length;
        showOdds = thresholds.show() / (1 - thresholds.show());
        burdenOdds = thresholds.burden() / (1 - thresholds.burden());
        int n = order.length;
        root = new int[n];
        next = new int[n];
        Arrays.setAll(root, i -> i);
        Arrays.setAll(next, i -> i);
        count = new int[n];
        Arrays.fill(count, 1);
        start = new int[n + 1];
        for (long edge : edges) {
            start[Edges.first(edge) + 1]++;
            start[Edges.second(edge) + 1]++;
        }
        for (int i = 0; i < n; i++) {
            start[i + 1] += start[i];
        }
        to = new int[start[n]];
        evidence = new short[start[n]];
        int[] at = Arrays.copyOf(start, n);
        for (long edge : edges) {
            int a = Edges.first(edge);
            int b = Edges.second(edge);
            to[at[a]] = b;
            evidence[at[a]++] = Edges.evidence(edge);
            to[at[b]] = a;
            evidence[at[b]++] = Edges.evidence(edge);
        }
    }

    Partition settle(Blocking blocking, Blocking.Counts counts) {
        int n = order.length;
        BitSet dirty = new BitSet(n);
        dirty.set(0, n);
        List<Partition.Guess> guesses = List.of();
        int pass = 0;
        boolean changed = true;
        while (changed && pass < MOST_PASSES) {
            List<Proposal> proposals = proposals(dirty);
            if (pass == 0) {
                guesses = guesses(proposals);
            }
            Proposal[] accepted =
                    proposals.stream().filter(Proposal::accepted).toArray(Proposal[]::new);
            Arrays.parallelSort(accepted);
            BitSet grown = new BitSet(n);
            BitSet again = new BitSet(n);
            changed = false;
            Look look = new Look();
            for (Proposal p : accepted) {
                changed |= join(p, grown, again, look);
            }
            dirty = around(grown, again);
            pass++;
        }
        return result(guesses, blocking, counts, pass);
    }

    /// @param from person that proposes
    /// @param to best candidate without a veto, or the best at all
    /// @param share probability against everybody else, from both sides when accepted
    /// @param second whether another candidate was plausible too
    private record Proposal(
            int from,
            int to,
            double odds,
            double share,
            boolean accepted,
            boolean second,
            int vetoes)
            implements Comparable<Proposal> {
        @Override
        public int compareTo(Proposal other) {
            int order = Double.compare(other.share, share);
            if (order != 0) {
                return order;
            }
            order = Integer.compare(Math.min(from, to), Math.min(other.from, other.to));
            return order != 0
                    ? order
                    : Integer.compare(Math.max(from, to), Math.max(other.from, other.to));
        }
    }

    private List<Proposal> proposals(BitSet dirty) {
        int n = order.length;
        int parts = Blocking.parts(workers);
        List<List<Proposal>> lists =
                workers.all(
                        parts,
                        p -> {
                            List<Proposal> out = new ArrayList<>();
                            Look look = new Look();
                            int end = (int) ((long) n * (p + 1) / parts);
                            int rank = dirty.nextSetBit((int) ((long) n * p / parts));
                            while (rank >= 0 && rank < end) {
                                if (root[rank] == rank) {
                                    Proposal proposal = look.propose(rank);
                                    if (proposal != null) {
                                        out.add(proposal);
                                    }
                                }
                                rank = dirty.nextSetBit(rank + 1);
                            }
                            return out;
                        });
        List<Proposal> all = new ArrayList<>();
        lists.forEach(all::addAll);
        return all;
    }

    private boolean join(Proposal p, BitSet grown, BitSet again, Look look) {
        int a = root[p.from];
        int b = root[p.to];
        if (a == b) {
            return false;
        }
        if (grown.get(a) || grown.get(b) || a != p.from || b != p.to) {
            look.weigh(a, b);
            if (look.vetoes != 0 || look.odds < showOdds) {
                again.set(a);
                again.set(b);
                return false;
            }
        }
        if (look.weakMiddle(a, b, p.odds)) {
            int small = count[a] <= count[b] ? a : b;
            weak.add(
                    new Partition.Open(
                            order[small],
                            order[small == a ? b : a],
                            count[small],
                            p.share,
                            Judge.WEAK_MIDDLE,
                            true));
            return false;
        }
        int keep = Math.min(a, b);
        int gone = Math.max(a, b);
        int member = gone;
        do {
            root[member] = keep;
            member = next[member];
        } while (member != gone);
        int swap = next[keep];
        next[keep] = next[gone];
        next[gone] = swap;
        count[keep] += count[gone];
        grown.set(keep);
        grown.set(gone);
        return true;
    }

    /// Persons that grew, those to be looked at again, and everybody who has one of them as a
    /// candidate.
    private BitSet around(BitSet grown, BitSet again) {
        BitSet dirty = new BitSet(order.length);
        for (int rank = grown.nextSetBit(0); rank >= 0; rank = grown.nextSetBit(rank + 1)) {
            again.set(root[rank]);
        }
        for (int rank = again.nextSetBit(0); rank >= 0; rank = again.nextSetBit(rank + 1)) {
            int person = root[rank];
            if (dirty.get(person)) {
                continue;
            }
            dirty.set(person);
            if (grown.get(person)) {
                int member = person;
                do {
                    for (int e = start[member]; e < start[member + 1]; e++) {
                        dirty.set(root[to[e]]);
                    }
                    member = next[member];
                } while (member != person);
            }
        }
        return dirty;
    }

    private List<Partition.Guess> guesses(List<Proposal> proposals) {
        List<Partition.Guess> guesses = new ArrayList<>(proposals.size());
        for (Proposal p : proposals) {
            guesses.add(new Partition.Guess(order[p.from], order[p.to], p.share, p.vetoes != 0));
        }
        return guesses;
    }

    private Partition result(
            List<Partition.Guess> guesses, Blocking blocking, Blocking.Counts counts, int passes) {
        int n = order.length;
        BitSet everybody = new BitSet(n);
        everybody.set(0, n);
        List<Partition.Open> open = new ArrayList<>();
        BitSet told = new BitSet(n);
        for (Partition.Open middle : weak) {
            open.add(middle);
        }
        int[] rankOf = new int[n];
        for (int rank = 0; rank < n; rank++) {
            rankOf[order[rank]] = rank;
        }
        for (Partition.Open middle : weak) {
            told.set(root[rankOf[middle.record()]]);
        }
        List<Proposal> proposals = proposals(everybody);
        proposals.sort(null);
        for (Proposal p : proposals) {
            int small = count[p.from] <= count[p.to] ? p.from : p.to;
            boolean asks = (p.vetoes & Weigher.ASKING) != 0;
            boolean plausible = p.odds / (1 + p.odds) >= thresholds.analyse();
            if (told.get(small) || !(plausible || asks)) {
                continue;
            }
            told.set(small);
            String reason =
                    p.vetoes != 0
                            ? Weigher.list(p.vetoes).getFirst().code()
                            : p.second ? "several_persons" : "uncertain";
            open.add(
                    new Partition.Open(
                            order[small],
                            order[small == p.from ? p.to : p.from],
                            count[small],
                            p.share,
                            reason,
                            p.share >= thresholds.ask() && (p.vetoes & Weigher.QUIET) == 0));
        }
        int[] cluster = new int[n];
        int most = 0;
        for (int rank = 0; rank < n; rank++) {
            cluster[order[rank]] = order[root[rank]];
            most = Math.max(most, start[rank + 1] - start[rank]);
        }
        return new Partition(cluster, open, guesses, blocking, rankOf, counts, edges, passes, most);
    }

    /// Takes two rows; says whether they were enough.
    private interface Beside {
        boolean enough(long[] a, int i, long[] b, int j);
    }

    /// What one thread needs to look at a person and their candidates.
    private final class Look {
        private final Weigher weigher = new Weigher(records.model());
        private int[] persons = new int[64];
        private double[] oddsOf = new double[64];
        private int[] vetoesOf = new int[64];
        private int size;

        /// Of the two persons weighed last.
        private double odds;

        private int vetoes;

        /// The best candidate of a person, with the probability from this side and, where it would
        /// be a link, from the other; null when there is no candidate.
        private @Nullable Proposal propose(int person) {
            gather(person);
            int best = -1;
            int any = -1;
            double total = 1;
            for (int i = 0; i < size; i++) {
                total += oddsOf[i];
                if (any < 0 || better(i, any)) {
                    any = i;
                }
                if (vetoesOf[i] == 0 && (best < 0 || better(i, best))) {
                    best = i;
                }
            }
            if (any < 0) {
                return null;
            }
            if (best < 0 || oddsOf[best] < 1) {
                return new Proposal(
                        person,
                        persons[any],
                        oddsOf[any],
                        oddsOf[any] / total,
                        false,
                        false,
                        vetoesOf[any]);
            }
            int partner = persons[best];
            double o = oddsOf[best];
            boolean second = false;
            if (o / total < thresholds.show() && o >= showOdds) {
                total -= sameHuman(partner, o);
            }
            for (int i = 0; i < size; i++) {
                second |= i != best && oddsOf[i] >= 1;
            }
            double share = o / Math.max(total, 1 + o);
            if (share < thresholds.show()) {
                int shown = oddsOf[any] > o ? any : best;
                return new Proposal(
                        person,
                        persons[shown],
                        oddsOf[shown],
                        shown == best ? share : oddsOf[any] / total,
                        false,
                        second,
                        vetoesOf[shown]);
            }
            gather(partner);
            // Of the partner's own candidates those with another citizen id are other people.
            double others = 1;
            for (int i = 0; i < size; i++) {
                if ((vetoesOf[i] & Veto.DIFFERENT_CITIZEN_ID.bit()) != 0) {
                    oddsOf[i] = 0;
                }
                others += oddsOf[i];
            }
            if (o / others < thresholds.show()) {
                others -= sameHuman(person, o);
            }
            double back = o / Math.max(others, 1 + o);
            double both = Math.min(share, back);
            return new Proposal(person, partner, o, both, both >= thresholds.show(), true, 0);
        }

        private boolean better(int i, int j) {
            return oddsOf[i] > oddsOf[j] || (oddsOf[i] == oddsOf[j] && persons[i] < persons[j]);
        }

        /// The part of the odds of those gathered that is no competition, because all three are
        /// probably one human. Given that the one looked at is this somebody (odds `than`), a third
        /// who could be either is apart from them with probability 1 / (1 + than × o), where o are
        /// the odds of the third and somebody among those around them; never more than even,
        /// because what all three agree on must not count twice. A contradiction makes full
        /// competition.
        private double sameHuman(int somebody, double than) {
            double sum = 0;
            int tried = 0;
            double matters = than * (1 - thresholds.show()) / MOST_SAME / 4;
            for (int i = 0; i < size && tried < MOST_SAME; i++) {
                if (persons[i] == somebody || oddsOf[i] < matters) {
                    continue;
                }
                tried++;
                weigh(somebody, persons[i]);
                if ((vetoes & Weigher.CONTRADICTING) == 0) {
                    double same = than * Math.min(1, odds * AROUND);
                    sum += oddsOf[i] * same / (1 + same);
                }
            }
            return sum;
        }

        private void gather(int person) {
            size = 0;
            int member = person;
            do {
                for (int e = start[member]; e < start[member + 1]; e++) {
                    int candidate = root[to[e]];
                    if (candidate == person || seen(candidate)) {
                        continue;
                    }
                    if (size == persons.length) {
                        persons = Arrays.copyOf(persons, size * 2);
                        oddsOf = Arrays.copyOf(oddsOf, size * 2);
                        vetoesOf = Arrays.copyOf(vetoesOf, size * 2);
                    }
                    persons[size] = candidate;
                    if (count[person] == 1 && count[candidate] == 1 && !Edges.vetoed(evidence[e])) {
                        oddsOf[size] = Edges.odds(evidence[e]);
                        vetoesOf[size] = 0;
                    } else {
                        weigh(person, candidate);
                        oddsOf[size] = odds;
                        vetoesOf[size] = vetoes;
                    }
                    size++;
                }
                member = next[member];
            } while (member != person);
        }

        private boolean seen(int candidate) {
            for (int i = 0; i < size; i++) {
                if (persons[i] == candidate) {
                    return true;
                }
            }
            return false;
        }

        private void weigh(int one, int other) {
            weigher.clear();
            pairs(
                    one,
                    other,
                    (a, i, b, j) -> {
                        weigher.add(a, i, b, j);
                        return false;
                    });
            weigher.finish();
            double share = Resolver.known(least(one), least(other));
            odds = weigher.odds(share);
            vetoes = weigher.vetoes(share);
        }

        /// Shows every row of one person beside every row of another, at most [#MOST_ROWS] of each,
        /// until one pair is enough.
        ///
        /// @return whether one was
        private boolean pairs(int one, int other, Beside beside) {
            int a = one;
            int rowsA = 0;
            do {
                int recordA = order[a];
                int b = other;
                int rowsB = 0;
                do {
                    int recordB = order[b];
                    if (beside.enough(
                            records.row(recordA),
                            PackedRecords.at(recordA),
                            records.row(recordB),
                            PackedRecords.at(recordB))) {
                        return true;
                    }
                    b = next[b];
                } while (b != other && ++rowsB < MOST_ROWS);
                a = next[a];
            } while (a != one && ++rowsA < MOST_ROWS);
            return false;
        }

        private double least(int person) {
            double least = Double.MAX_VALUE;
            int member = person;
            int rows = 0;
            do {
                int record = order[member];
                int commune = Packed.commune(records.row(record)[PackedRecords.at(record)]);
                if (commune != 0) {
                    least = Math.min(least, known[commune]);
                }
                member = next[member];
            } while (member != person && ++rows < MOST_ROWS);
            return least == Double.MAX_VALUE ? Resolver.UNSAID : least;
        }

        /// Whether two groups hang together by a weak middle: some record of one contradicts some
        /// record of the other (another given name, another birth date), and what joins them is not
        /// beyond doubt. A given name one letter apart is no contradiction between two groups with
        /// one citizen id.
        private boolean weakMiddle(int one, int other, double joined) {
            if (joined >= burdenOdds || count[one] + count[other] < 3) {
                return false;
            }
            weigh(one, other);
            boolean numbered = weigher.equalCitizenId();
            return pairs(
                    one,
                    other,
                    (a, i, b, j) -> {
                        weigher.weigh(a, i, b, j);
                        return (weigher.vetoes(0) & Weigher.CONTRADICTING) != 0
                                && !(numbered && weigher.slip());
                    });
        }
    }
}
