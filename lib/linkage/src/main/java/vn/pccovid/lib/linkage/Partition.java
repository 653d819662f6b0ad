package vn.pccovid.lib.linkage;

import java.util.List;

/// What linking in bulk found out: which records are about one person, and which must be asked
/// about.
///
/// Records are numbered as they were added. Not thread-safe while it is filled by the resolver,
/// read-only and safe afterwards.
public final class Partition {
    /// Best other person of a record that was not linked there.
    ///
    /// @param record one record of the smaller side
    /// @param other a record of the other side
    /// @param rows records of the smaller side: what an answer would place
    /// @param probability against all other candidates
    /// @param reason `uncertain`, `several_persons`, `weak_middle`, or the code of a [Veto]
    /// @param ask whether an answer is likely enough to join them to be worth a question; what has
    ///   nothing but name and birth date in common waits quietly for more evidence
    public record Open(
            int record, int other, int rows, double probability, String reason, boolean ask) {}

    /// A first look: a record's best candidate, before anything was joined.
    ///
    /// @param probability against all other candidates, as the model has it
    public record Guess(int record, int other, double probability, boolean vetoed) {}

    private final int[] cluster;
    private final List<Open> open;
    private final List<Guess> guesses;
    private final Blocking blocking;
    private final int[] rankOf;
    private final Blocking.Counts counts;
    private final long edges;
    private final int passes;
    private final int mostCandidates;

    Partition(
            int[] cluster,
            List<Open> open,
            List<Guess> guesses,
            Blocking blocking,
            int[] rankOf,
            Blocking.Counts counts,
            long edges,
            int passes,
            int mostCandidates) {
        this.cluster = cluster;
        this.open = List.copyOf(open);
        this.guesses = List.copyOf(guesses);
        this.blocking = blocking;
        this.rankOf = rankOf;
        this.counts = counts;
        this.edges = edges;
        this.passes = passes;
        this.mostCandidates = mostCandidates;
    }

    /// The person of a record: records with the same number are one person. The number is that of
    /// one of the records.
    public int person(int record) {
        return cluster[record];
    }

    /// Persons of all records, in the order they were added.
    public int[] persons() {
        return cluster.clone();
    }

    /// What was not decided, with the probability it had.
    public List<Open> open() {
        return open;
    }

    /// First looks of every record that had a candidate worth remembering: for calibration.
    public List<Guess> guesses() {
        return guesses;
    }

    /// Pairs compared.
    public long pairs() {
        return counts.pairs();
    }

    /// Blocks larger than the bound, which were split.
    public long splitBlocks() {
        return counts.splitBlocks();
    }

    /// Pairs that shared a key and were not compared for it, because their block was too large.
    public long cutPairs() {
        return counts.cutPairs();
    }

    /// Pairs that said anything.
    public long edges() {
        return edges;
    }

    /// Passes until nothing changed.
    public int passes() {
        return passes;
    }

    /// Most candidates one record had that said anything.
    public int mostCandidates() {
        return mostCandidates;
    }

    /// Whether two records became a candidate pair through any key; pairs of blocks that were split
    /// count as lost.
    public boolean met(int one, int other) {
        return blocking.met(one, rankOf[one], other);
    }
}
