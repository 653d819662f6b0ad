package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.PersonDescription;

/// Decides whom a record is about: somebody known, somebody new, or not decidable without asking.
/// Thread-safe; the same record and candidates give the same verdict in any order.
public final class Judge {
    private final LinkageModel model;
    private final Thresholds thresholds;

    public Judge(LinkageModel model, Thresholds thresholds) {
        this.model = model;
        this.thresholds = thresholds;
    }

    private record Scored(CandidatePerson person, Comparison comparison) {
        double odds() {
            return Math.pow(2, comparison.weightBits() - LinkageModel.priorBits());
        }

        Verdict.Candidate candidate() {
            return new Verdict.Candidate(
                    person.personId(),
                    comparison.probability(),
                    comparison.evidence(),
                    comparison.vetoes());
        }
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
        for (CandidatePerson person : candidates) {
            Scored s = new Scored(person, model.compare(one, features(person, cache)));
            scored.add(s);
            total += s.odds();
        }
        scored.sort(
                Comparator.comparingDouble((Scored s) -> -s.comparison.weightBits())
                        .thenComparing(s -> s.person.personId()));
        for (Scored s : scored) {
            double share = Math.min(s.odds() / total, s.comparison.probability());
            if (s.comparison.vetoes().isEmpty() && share >= thresholds.show()) {
                return new Verdict.Link(s.person.personId(), share, s.comparison.evidence());
            }
        }
        List<Scored> plausible =
                scored.stream()
                        .filter(s ->
                                s.comparison.probability() >= thresholds.analyse()
                                        || s.comparison.vetoes().stream().anyMatch(Veto::asks))
                        .toList();
        if (!identifying) {
            return new Verdict.Wait(candidates(plausible), "insufficient_evidence");
        }
        if (plausible.isEmpty()) {
            return new Verdict.NewPerson(
                    scored.isEmpty() ? 0 : scored.getFirst().comparison.probability());
        }
        return new Verdict.Wait(candidates(plausible), reason(plausible));
    }

    private static List<Verdict.Candidate> candidates(List<Scored> scored) {
        return scored.stream().map(Scored::candidate).toList();
    }

    private String reason(List<Scored> plausible) {
        List<Veto> vetoes = plausible.getFirst().comparison.vetoes();
        if (!vetoes.isEmpty()) {
            return vetoes.getFirst().code();
        }
        long sure =
                plausible.stream()
                        .filter(s -> s.comparison.probability() >= thresholds.analyse())
                        .count();
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
