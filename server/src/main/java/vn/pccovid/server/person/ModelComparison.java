package vn.pccovid.server.person;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.linkage.CandidatePerson;
import vn.pccovid.lib.linkage.FeatureCache;
import vn.pccovid.lib.linkage.Judge;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.lib.linkage.Verdict;

/// Puts a model beside the one in force: every record is taken out of its person and judged by
/// both, and what they decide otherwise is counted and listed. Changes nothing. Thread-safe.
@Component
public class ModelComparison {
    private static final int PAGE = 400;

    private final StoredRecords records;
    private final LinkRows rows;
    private final BlindIndex index;
    private final Linker linker;
    private final RegisterSurvey survey;
    private final LinkageModels models;

    ModelComparison(
            StoredRecords records,
            LinkRows rows,
            BlindIndex index,
            Linker linker,
            RegisterSurvey survey,
            LinkageModels models) {
        this.records = records;
        this.rows = rows;
        this.index = index;
        this.linker = linker;
        this.survey = survey;
        this.models = models;
    }

    /// What a model makes of a record.
    public enum Decision {
        /// Linked to the person it counts for now, or to the first of both models' persons.
        LINKED,
        /// Linked to another person than the model in force would.
        LINKED_ELSEWHERE,
        ALONE,
        WAITING
    }

    /// @param before by the model in force
    /// @param after by the other one
    /// @param probabilityBefore of the person linked to, 0 without
    public record Change(
            UUID recordId,
            String source,
            Decision before,
            Decision after,
            double probabilityBefore,
            double probabilityAfter) {}

    /// @param records judged by both
    /// @param changes how many went from one decision to another, as `linked>waiting`
    public record Report(String version, String beside, long records, Map<String, Long> changes) {
        public long changed() {
            return changes.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /// Judges the oldest `most` records by both models and keeps the counts, which adopting asks
    /// for. Needs the worker's scope and no transaction.
    ///
    /// @param changed receives every record the models decide otherwise
    public Report compare(String version, long most, Consumer<Change> changed) {
        LinkageModel inForce = models.current();
        LinkageModel other = models.required(version);
        Map<String, Long> changes = new TreeMap<>();
        FeatureCache cacheBefore = new FeatureCache(20_000);
        FeatureCache cacheAfter = new FeatureCache(20_000);
        long judged =
                records.forEachPage(
                        PAGE,
                        most,
                        page -> {
                            rows.planForLookups();
                            Page near = page(page);
                            Judge before = survey.judge(inForce);
                            Judge after = survey.judge(other);
                            for (Stored record : page) {
                                List<CandidatePerson> candidates = near.candidates(index, record);
                                Verdict was =
                                        before.judge(record.description(), candidates, cacheBefore);
                                Verdict is =
                                        after.judge(record.description(), candidates, cacheAfter);
                                Change change = change(record, was, is);
                                if (change != null) {
                                    changes.merge(
                                            text(change.before()) + ">" + text(change.after()),
                                            1L,
                                            Long::sum);
                                    changed.accept(change);
                                }
                            }
                        });
        models.reviewed(version, inForce.version(), judged, changes);
        return new Report(version, inForce.version(), judged, Map.copyOf(changes));
    }

    private static String text(Decision decision) {
        return decision.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static @Nullable Change change(Stored record, Verdict was, Verdict is) {
        Decision before = decision(was, null);
        Decision after = decision(is, was);
        return before == after
                ? null
                : new Change(
                        record.recordId(),
                        record.source(),
                        before,
                        after,
                        probability(was),
                        probability(is));
    }

    private static Decision decision(Verdict verdict, @Nullable Verdict other) {
        return switch (verdict) {
            case Verdict.Link link ->
                    other instanceof Verdict.Link first && !first.personId().equals(link.personId())
                            ? Decision.LINKED_ELSEWHERE
                            : Decision.LINKED;
            case Verdict.NewPerson none -> Decision.ALONE;
            case Verdict.Wait wait -> Decision.WAITING;
        };
    }

    private static double probability(Verdict verdict) {
        return verdict instanceof Verdict.Link link ? link.probability() : 0;
    }

    /// Everybody near the records of a page.
    private record Page(Linker.Around around, Map<UUID, Set<UUID>> apart) {
        /// Candidates of a record as if it had never been linked.
        List<CandidatePerson> candidates(BlindIndex index, Stored record) {
            List<CandidatePerson> candidates = new ArrayList<>();
            Set<UUID> apartOf = apart.getOrDefault(record.recordId(), Set.of());
            for (Linker.Subject subject : around.candidates(index.of(record.description()).all())) {
                List<Stored> others =
                        subject.records.stream()
                                .filter(r -> !r.recordId().equals(record.recordId()))
                                .toList();
                boolean keptApart = others.stream().anyMatch(r -> apartOf.contains(r.recordId()));
                if (!others.isEmpty() && !keptApart) {
                    candidates.add(
                            others.size() == subject.records.size()
                                    ? subject.candidate()
                                    : new Linker.Subject(
                                                    subject.id,
                                                    false,
                                                    subject.areaBefore,
                                                    new ArrayList<>(others))
                                            .candidate());
                }
            }
            return candidates;
        }
    }

    private Page page(List<Stored> records) {
        Set<Long> keys = new LinkedHashSet<>();
        records.forEach(r -> keys.addAll(index.of(r.description()).all()));
        return new Page(
                linker.around(keys),
                new HashMap<>(rows.apartOf(records.stream().map(Stored::recordId).toList())));
    }
}
