package vn.pccovid.lib.linkage;

import java.util.List;

/// The outcome of comparing two records, or a record with a person.
///
/// @param weightBits sum of all evidence in bits (log2 of the likelihood ratio), without the prior
/// @param probability that both are one person, in a nation of 98.5 million; 0…1
/// @param evidence per compared field; its bits add up to `weightBits`
/// @param vetoes rules that forbid a link whatever the weight; empty if none
public record Comparison(
        double weightBits, double probability, List<FieldEvidence> evidence, List<Veto> vetoes) {
    public Comparison {
        evidence = List.copyOf(evidence);
        vetoes = List.copyOf(vetoes);
    }

    /// The level at which `field` compared, or an empty text if it was not compared.
    public String level(Field field) {
        for (FieldEvidence e : evidence) {
            if (e.field() == field) {
                return e.level();
            }
        }
        return "";
    }
}
