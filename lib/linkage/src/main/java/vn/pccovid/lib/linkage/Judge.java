package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.PersonDescription;

/// Decides whom a record is about: somebody known, somebody new, or not decidable without asking.
/// Thread-safe; the same record and candidates give the same verdict in any order.
public final class Judge {
    /// Why a record waits that fits one person as a whole and contradicts a record of theirs.
    static final String WEAK_MIDDLE = "weak_middle";

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
    private record Scored(
            CandidatePerson person, Comparison comparison, boolean vetoed, double odds) {
        double probability() {
            return odds / (1 + odds);
        }

        Verdict.Candidate candidate() {
            return new Verdict.Candidate(
                    person.personId(), probability(), comparison.evidence(), comparison.vetoes());
        }
    }

    /// The least complete of the communes that are named; nothing is known where none is.
    private double known(List<long[]> one) {
        double least = Double.MAX_VALUE;
        for (long[] row : one) {
            int commune = Packed.commune(row[Packed.HEAD]);
            if (commune != 0) {
                least = Math.min(least, completeness.share(code(commune - 1)));
            }
        }
        return least == Double.MAX_VALUE ? 0 : Math.clamp(least, 0, Completeness.MEASURED_MOST);
    }

    private static String code(int commune) {
        String digits = Integer.toString(100_000 + commune);
        return digits.substring(1);
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
        return judge(List.of(model.row(record, cache)), identifying(record), candidates, cache);
    }

    /// Judges whether a person is one of the others: two that were founded apart before the record
    /// came that joins them. A link means both are one human; a new person means nobody else fits,
    /// so the person stays.
    public Verdict judge(
            CandidatePerson person, List<CandidatePerson> others, @Nullable FeatureCache cache) {
        return judge(rows(person, cache), true, others, cache);
    }

    private List<long[]> rows(CandidatePerson person, @Nullable FeatureCache cache) {
        List<long[]> rows = new ArrayList<>(person.records().size());
        for (PersonDescription known : person.records()) {
            rows.add(model.row(known, cache));
        }
        return rows;
    }

    private Verdict judge(
            List<long[]> one,
            boolean identifying,
            List<CandidatePerson> candidates,
            @Nullable FeatureCache cache) {
        List<Scored> scored = new ArrayList<>(candidates.size());
        double total = 1;
        double known = known(one);
        Weigher weigher = new Weigher(model);
        for (CandidatePerson person : candidates) {
            weigher.weigh(one, rows(person, cache));
            Scored s =
                    new Scored(
                            person,
                            weigher.comparison(known),
                            weigher.vetoes(known) != 0,
                            weigher.odds(known));
            scored.add(s);
            total += s.odds;
        }
        scored.sort(
                Comparator.comparingDouble((Scored s) -> -s.odds)
                        .thenComparing(s -> s.person.personId()));
        boolean weakMiddle = false;
        for (Scored s : scored) {
            double share = s.odds / total;
            if (!s.vetoed && share >= thresholds.show()) {
                if (s.probability() >= thresholds.burden()
                        || !weakMiddle(weigher, one, rows(s.person, cache))) {
                    return new Verdict.Link(s.person.personId(), share, s.comparison.evidence());
                }
                weakMiddle = true;
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
        return new Verdict.Wait(
                candidates(plausible), weakMiddle ? WEAK_MIDDLE : reason(plausible));
    }

    /// Whether two groups of records hang together by a weak middle: some record of one contradicts
    /// some record of the other (another citizen id, given name or birth date), and only what
    /// stands between them makes them one. A given name one letter apart is no contradiction
    /// between two groups with one citizen id.
    private static boolean weakMiddle(Weigher weigher, List<long[]> one, List<long[]> other) {
        if (one.size() + other.size() < 3) {
            return false;
        }
        weigher.weigh(one, other);
        boolean numbered = weigher.equalCitizenId();
        for (long[] a : one) {
            for (long[] b : other) {
                weigher.weigh(a, 0, b, 0);
                if ((weigher.vetoes(0) & Weigher.CONTRADICTING) != 0
                        && !(numbered && weigher.slip())) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Every candidate with the numbers behind a verdict, most likely first: what [#judge] decides
    /// from, for whoever wants to see why.
    public List<Assessment> assess(PersonDescription record, List<CandidatePerson> candidates) {
        List<long[]> one = List.of(model.row(record, null));
        double known = known(one);
        record Weight(
                CandidatePerson person, Comparison comparison, double odds, double unknowing) {}
        List<Weight> weights = new ArrayList<>(candidates.size());
        Weigher weigher = new Weigher(model);
        double total = 1;
        for (CandidatePerson candidate : candidates) {
            weigher.weigh(one, rows(candidate, null));
            Weight weight =
                    new Weight(
                            candidate,
                            weigher.comparison(known),
                            weigher.odds(known),
                            weigher.odds(0));
            weights.add(weight);
            total += weight.odds;
        }
        double all = total;
        return weights.stream()
                .map(w ->
                        new Assessment(
                                w.person.personId(),
                                w.comparison,
                                LinkageModel.log2(w.odds / w.unknowing),
                                w.odds / (1 + w.odds),
                                w.odds / all))
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
