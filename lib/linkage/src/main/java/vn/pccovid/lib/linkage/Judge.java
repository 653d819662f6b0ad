package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;

/// Decides whom a record is about: somebody known, somebody new, or not decidable without asking.
/// Thread-safe; the same record and candidates give the same verdict in any order.
public final class Judge {
    private final LinkageModel model;
    private final Thresholds thresholds;
    private final Completeness completeness;

    /// A judge who takes it that others who fit as well may be unknown everywhere.
    public Judge(LinkageModel model, Thresholds thresholds) {
        this(model, thresholds, Completeness.NONE);
    }

    /// @param completeness frozen for the run, so that verdicts do not depend on the order of rows
    public Judge(LinkageModel model, Thresholds thresholds, Completeness completeness) {
        this.model = model;
        this.thresholds = thresholds;
        this.completeness = completeness;
    }

    /// @param odds against everybody who is not a candidate
    private record Scored(CandidatePerson person, Comparison comparison, double odds) {
        double probability() {
            return odds / (1 + odds);
        }

        Verdict.Candidate candidate() {
            return new Verdict.Candidate(
                    person.personId(), probability(), comparison.evidence(), comparison.vetoes());
        }
    }

    /// The least complete of the communes that are named; nothing is known where none is.
    private double known(List<Features> one) {
        double least = Double.MAX_VALUE;
        for (Features f : one) {
            Residence residence = f.of.residence();
            if (residence != null && residence.commune() != null) {
                least = Math.min(least, completeness.share(residence.commune()));
            }
        }
        return least == Double.MAX_VALUE ? 0 : Math.clamp(least, 0, Completeness.MOST);
    }

    /// Judges one record.
    ///
    /// @param candidates every person that shares a blocking key with the record
    public Verdict judge(PersonDescription record, List<CandidatePerson> candidates) {
        return judge(record, candidates, null);
    }

    /// As above, remembering what was worked out for descriptions met again in the same batch.
    public Verdict judge(
            PersonDescription record,
            List<CandidatePerson> candidates,
            @Nullable FeatureCache cache) {
        return judge(
                List.of(model.features(record, cache)), identifying(record), candidates, cache);
    }

    /// Judges whether a person is one of the others: two that were founded apart before the record
    /// came that joins them. A link means both are one human; a new person means nobody else fits,
    /// so the person stays.
    public Verdict judge(
            CandidatePerson person, List<CandidatePerson> others, @Nullable FeatureCache cache) {
        return judge(features(person, cache), true, others, cache);
    }

    private List<Features> features(CandidatePerson person, @Nullable FeatureCache cache) {
        List<Features> records = new ArrayList<>(person.records().size());
        for (PersonDescription known : person.records()) {
            records.add(model.features(known, cache));
        }
        return records;
    }

    private Verdict judge(
            List<Features> one,
            boolean identifying,
            List<CandidatePerson> candidates,
            @Nullable FeatureCache cache) {
        List<Scored> scored = new ArrayList<>(candidates.size());
        double total = 1;
        double known = known(one);
        for (CandidatePerson person : candidates) {
            LinkageModel.Weighed weighed = model.weigh(one, features(person, cache));
            Scored s = new Scored(person, weighed.comparison(), weighed.odds(known));
            scored.add(s);
            total += s.odds;
        }
        scored.sort(
                Comparator.comparingDouble((Scored s) -> -s.odds)
                        .thenComparing(s -> s.person.personId()));
        for (Scored s : scored) {
            double share = s.odds / total;
            if (s.comparison.vetoes().isEmpty() && share >= thresholds.show()) {
                return new Verdict.Link(s.person.personId(), share, s.comparison.evidence());
            }
        }
        List<Scored> plausible =
                scored.stream()
                        .filter(s ->
                                s.probability() >= thresholds.analyse()
                                        || s.comparison.vetoes().stream().anyMatch(Veto::asks))
                        .toList();
        if (!identifying) {
            return new Verdict.Wait(candidates(plausible), "insufficient_evidence");
        }
        if (plausible.isEmpty()) {
            return new Verdict.NewPerson(scored.isEmpty() ? 0 : scored.getFirst().probability());
        }
        return new Verdict.Wait(candidates(plausible), reason(plausible));
    }

    /// Every candidate with the numbers behind a verdict, most likely first: what [#judge] decides
    /// from, for whoever wants to see why.
    public List<Assessment> assess(PersonDescription record, List<CandidatePerson> candidates) {
        List<Features> one = List.of(model.features(record, null));
        double known = known(one);
        record Weight(CandidatePerson person, LinkageModel.Weighed weighed) {}
        List<Weight> weights =
                candidates.stream()
                        .map(c -> new Weight(c, model.weigh(one, features(c, null))))
                        .toList();
        double total = 1 + weights.stream().mapToDouble(w -> w.weighed.odds(known)).sum();
        return weights.stream()
                .map(w -> {
                    double odds = w.weighed.odds(known);
                    return new Assessment(
                            w.person.personId(),
                            w.weighed.comparison(),
                            LinkageModel.log2(odds / w.weighed.odds(0)),
                            odds / (1 + odds),
                            odds / total);
                })
                .sorted(
                        Comparator.comparingDouble((Assessment a) -> -a.share())
                                .thenComparing(Assessment::personId))
                .toList();
    }

    private static List<Verdict.Candidate> candidates(List<Scored> scored) {
        return scored.stream().map(Scored::candidate).toList();
    }

    private String reason(List<Scored> plausible) {
        List<Veto> vetoes = plausible.getFirst().comparison.vetoes();
        if (!vetoes.isEmpty()) {
            return vetoes.getFirst().code();
        }
        long sure = plausible.stream().filter(s -> s.probability() >= thresholds.analyse()).count();
        return sure > 1 ? "several_persons" : "uncertain";
    }

    /// Whether a record can stand for a person: a document, or a name with a birth date. A phone
    /// cannot.
    static boolean identifying(PersonDescription d) {
        boolean document =
                d.citizenId() != null
                        || d.idCard() != null
                        || d.passport() != null
                        || d.insurance() != null
                        || d.qid() != null;
        boolean named = d.name() != null && !d.name().syllables().isEmpty();
        return document || (named && d.birthDate() != null);
    }
}
