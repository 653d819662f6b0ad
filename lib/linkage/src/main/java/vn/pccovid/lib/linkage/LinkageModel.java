package vn.pccovid.lib.linkage;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.PersonDescription;

/// How likely two records describe one person.
///
/// Fellegi and Sunter (1969) weigh each field by log2(m/u): how often it agrees like this for one person, over how
/// often for two. One u is not enough in a country where a phone belongs to a family and twins share a birth date, a
/// commune and most of a name. So u is kept for four kinds of other people (strangers, neighbours of the commune, the
/// family, twins), and a match must beat all four together:
///
///     odds = Πm ÷ (strangers·Πu + neighbours·Πu + family·Πu + twins·Πu)
///
/// The evidence of a field is quoted against strangers; what the closer people take away is [Field#SHARED_LIFE], so
/// the bits still add up to the weight. Symmetric, deterministic, thread-safe.
public final class LinkageModel {
    /// Who else a record could be about: how many strangers, neighbours, relatives and twins.
    ///
    /// @param strangers people of the country or of the region the records are from
    /// @param neighbours people of an average commune
    /// @param family household and near relatives who share a phone or a roof
    /// @param twins people who share birth date and home, per person
    public record Populations(double strangers, double neighbours, double family, double twins) {
        public Populations {
            if (!(strangers >= 1 && neighbours >= 0 && family >= 0 && twins >= 0)) {
                throw new IllegalArgumentException(
                        "populations are positive, not %s, %s, %s, %s"
                                .formatted(strangers, neighbours, family, twins));
            }
        }

        /// Vietnam in 2021: 98.5 million people in 10,599 communes; six at home and near; one birth
        /// in a hundred is of twins.
        public static Populations vietnam() {
            return new Populations(98.5e6, 9_300, 6, 0.016);
        }

        double bits() {
            return log2(strangers + neighbours + family + twins);
        }
    }

    private static final class Standard {
        static final LinkageModel MODEL = new LinkageModel(WeightTable.shipped(3));
    }

    private final WeightTable table;
    final Weights weights;

    LinkageModel(WeightTable table) {
        this.table = table;
        weights = new Weights(table);
    }

    /// A model from its text, as [#write] gives it: one line a level of agreement, a frequency or a
    /// population; `#` begins a comment.
    ///
    /// @throws IllegalArgumentException naming the line that is wrong
    public static LinkageModel read(String text) {
        return new LinkageModel(WeightTable.read(text));
    }

    /// Everything the model knows as one text, for people to look at and to keep: reading it gives
    /// a model that weighs the same.
    public String write() {
        return table.write();
    }

    WeightTable table() {
        return table;
    }

    Populations populations() {
        return table.populations();
    }

    /// The shipped model. A run uses one model from beginning to end.
    public static LinkageModel standard() {
        return Standard.MODEL;
    }

    /// Changes with every change of the tables or of their meaning.
    public String version() {
        return table.version();
    }

    /// The weight of every level against strangers in bits, before term frequencies: for charts and
    /// review.
    public List<FieldEvidence> weights() {
        return table.all().stream()
                .map(l -> new FieldEvidence(l.field(), l.name(), log2(l.m() / l.stranger())))
                .toList();
    }

    /// Every level with its shares: the whole model, for inspection.
    public List<LevelWeight> levels() {
        return table.all().stream()
                .map(l ->
                        new LevelWeight(
                                l.field(),
                                l.name(),
                                l.scope().name().toLowerCase(java.util.Locale.ROOT),
                                l.m(),
                                l.stranger(),
                                l.neighbour(),
                                l.family(),
                                l.twin(),
                                log2(l.m() / l.stranger())))
                .toList();
    }

    /// log2 of the people a record could be about in the shipped model; probability = 1 / (1 +
    /// 2^(prior − weight)).
    public static double priorBits() {
        return Populations.vietnam().bits();
    }

    /// The same for this model.
    public double prior() {
        return table.populations().bits();
    }

    Frequencies frequencies() {
        return table.frequencies();
    }

    /// Compares two records.
    public Comparison compare(PersonDescription a, PersonDescription b) {
        Weigher weigher = new Weigher(this);
        weigher.weigh(row(a, null), 0, row(b, null), 0);
        return weigher.comparison(0);
    }

    /// Compares a record with a person: per field what speaks most for them among the person's
    /// records, vetoes from any.
    public Comparison compare(PersonDescription record, CandidatePerson person) {
        Weigher weigher = new Weigher(this);
        weigher.weigh(
                List.of(row(record, null)),
                person.records().stream().map(d -> row(d, null)).toList());
        return weigher.comparison(0);
    }

    /// Works a description out ahead, on any thread: comparing it later finds it in the cache.
    public void ahead(PersonDescription description, FeatureCache cache) {
        row(description, cache);
    }

    /// The description packed for comparing.
    long[] row(PersonDescription description, @Nullable FeatureCache cache) {
        if (cache != null) {
            return cache.of(description, table.frequencies());
        }
        long[] row = new long[Packed.STRIDE];
        Packed.pack(description, table.frequencies(), WordMemory::once, row, 0);
        return row;
    }

    static double log2(double x) {
        return Math.log(x) * 1.4426950408889634;
    }
}
