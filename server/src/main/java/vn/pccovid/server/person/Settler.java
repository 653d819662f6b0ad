package vn.pccovid.server.person;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.linkage.CandidatePerson;
import vn.pccovid.lib.linkage.FeatureCache;
import vn.pccovid.lib.linkage.Judge;
import vn.pccovid.lib.linkage.Verdict;
import vn.pccovid.lib.linkage.Veto;

/// Looks again at persons and waiting records that something came near, so that what is decided
/// does not depend on the order of rows or the number of workers. One call handles one batch inside
/// the caller's transaction.
@Component
class Settler {
    private static final String BY = "settle";

    /// Records of one person that are compared pair by pair before two persons are joined.
    private static final int RECORDS_CHECKED = 60;

    /// What two records of one person never show, whatever the rest says.
    static final Set<Veto> NEVER_ONE_PERSON =
            EnumSet.of(
                    Veto.DIFFERENT_CITIZEN_ID,
                    Veto.EQUAL_NUMBER_OTHER_NAME,
                    Veto.EQUAL_NUMBER_OTHER_BIRTH_YEAR,
                    Veto.GIVEN_NAME_DIFFERS);

    private final LinkRows rows;
    private final BlindIndex index;
    private final Linker linker;
    private final Relinker relinker;
    private final RegisterSurvey survey;
    private final LinkageModels models;
    private final Clock clock;

    Settler(
            LinkRows rows,
            BlindIndex index,
            Linker linker,
            Relinker relinker,
            RegisterSurvey survey,
            LinkageModels models,
            Clock clock) {
        this.rows = rows;
        this.index = index;
        this.linker = linker;
        this.relinker = relinker;
        this.survey = survey;
        this.models = models;
        this.clock = clock;
    }

    /// What became of one batch; `judged` 0 when there was nothing left.
    static final class Tally {
        long judged;
        long joined;
        long linked;
        long created;
    }

    void step(int most, Tally tally) {
        rows.planForLookups();
        rows.lockLinks();
        List<LinkRows.Unsettled> items = rows.takeUnsettled(most);
        tally.judged = items.size();
        if (items.isEmpty()) {
            return;
        }
        // All are judged on what is loaded for the batch. Links that have neither a key nor a
        // candidate in common cannot alter one another and are written together; all else that has
        // news is judged again on the newest state, one by one.
        Judge judge = survey.judge();
        FeatureCache features = linker.features();
        Near near = near(items, judge, features);
        List<Change.Link> together = new ArrayList<>();
        List<LinkRows.Unsettled> alone = new ArrayList<>();
        Set<Object> spokenFor = new HashSet<>();
        for (LinkRows.Unsettled item : items) {
            Change change = change(near, item).orElse(null);
            if (change instanceof Change.Link link) {
                Set<Object> around = new HashSet<>(index.of(link.record().description()).all());
                candidates(near, List.of(link.record()), null).forEach(s -> around.add(s.id));
                if (Collections.disjoint(around, spokenFor)) {
                    spokenFor.addAll(around);
                    together.add(link);
                } else {
                    alone.add(item);
                }
            } else if (change != null) {
                alone.add(item);
            }
        }
        if (!together.isEmpty()) {
            relinker.apply(together.stream().map(Settler::move).toList());
            tally.linked += together.size();
        }
        for (LinkRows.Unsettled item : alone) {
            change(near(List.of(item), judge, features), item).ifPresent(c -> apply(c, tally));
        }
    }

    private static Relinker.Move move(Change.Link link) {
        return Relinker.Move.to(
                link.record(), link.person(), link.probability(), BY, link.evidence(), "");
    }

    private sealed interface Change {
        record Join(UUID from, UUID into, float probability, String evidence) implements Change {}

        record Link(Stored record, UUID person, float probability, String evidence)
                implements Change {}

        record Found(Stored record) implements Change {}

        record Ask(Stored record, Verdict.Wait verdict, Linker.Around around) implements Change {}

        /// Nobody founds this person any more: its records wait.
        record Dissolve(Map<Stored, Verdict.Wait> records, Linker.Around around)
                implements Change {}
    }

    private void apply(Change change, Tally tally) {
        switch (change) {
            case Change.Join join -> {
                LinkRows.Loaded from =
                        rows.load(List.of(join.from()), Relinker.RECORDS_PER_PERSON)
                                .get(join.from());
                relinker.apply(
                        Objects.requireNonNull(from).records().stream()
                                .map(r ->
                                        Relinker.Move.to(
                                                r,
                                                join.into(),
                                                join.probability(),
                                                BY,
                                                join.evidence(),
                                                "joined"))
                                .toList());
                rows.unsettle(Map.of(join.into(), false));
                tally.joined++;
            }
            case Change.Link link -> {
                relinker.apply(List.of(move(link)));
                tally.linked++;
            }
            case Change.Found found -> {
                relinker.apply(
                        List.of(
                                new Relinker.Move(
                                        found.record(),
                                        TimedId.next(clock),
                                        1,
                                        "created",
                                        BY,
                                        "",
                                        "",
                                        null)));
                tally.created++;
            }
            case Change.Dissolve dissolve -> {
                relinker.apply(
                        dissolve.records().entrySet().stream()
                                .map(e ->
                                        Relinker.Move.waiting(
                                                e.getKey(),
                                                (float)
                                                        e.getValue()
                                                                .candidates()
                                                                .getFirst()
                                                                .probability(),
                                                BY,
                                                e.getValue().reason()))
                                .toList());
                dissolve.records()
                        .forEach((record, verdict) ->
                                linker.review(record, verdict, clock.instant(), dissolve.around())
                                        .ifPresent(r -> rows.openReviews(List.of(r))));
            }
            case Change.Ask ask ->
                    linker.review(ask.record(), ask.verdict(), clock.instant(), ask.around())
                            .ifPresent(r -> rows.openReviews(List.of(r)));
        }
    }

    /// Everything needed to judge some items.
    private record Near(
            Linker.Around around,
            Map<UUID, List<Stored>> persons,
            Map<UUID, Stored> waiting,
            Map<UUID, Set<UUID>> apart,
            Set<UUID> asked,
            Judge judge,
            FeatureCache features) {}

    private Near near(List<LinkRows.Unsettled> items, Judge judge, FeatureCache features) {
        Map<UUID, List<Stored>> persons = new HashMap<>();
        rows.load(
                        items.stream()
                                .filter(i -> !i.waiting())
                                .map(LinkRows.Unsettled::id)
                                .toList(),
                        RECORDS_CHECKED)
                .forEach((id, loaded) -> persons.put(id, loaded.records()));
        Map<UUID, LinkRows.Held> held =
                rows.waitingOf(
                        items.stream()
                                .filter(LinkRows.Unsettled::waiting)
                                .map(LinkRows.Unsettled::id)
                                .toList());
        Map<UUID, Stored> waiting = new HashMap<>();
        rows.open(
                        held.values().stream()
                                .map(h -> new Vault.VersionId(h.recordId(), h.version()))
                                .toList())
                .values()
                .forEach(s -> waiting.put(s.recordId(), s));
        Set<Long> keys = new LinkedHashSet<>();
        persons.values().forEach(r -> keys.addAll(index.union(r)));
        keys.addAll(index.union(waiting.values()));
        List<UUID> records = new ArrayList<>(waiting.keySet());
        persons.values().forEach(all -> all.forEach(r -> records.add(r.recordId())));
        return new Near(
                linker.around(keys),
                persons,
                waiting,
                rows.apartOf(records),
                rows.withOpenReview(waiting.keySet()),
                judge,
                features);
    }

    private Optional<Change> change(Near near, LinkRows.Unsettled item) {
        if (item.waiting()) {
            Stored record = near.waiting().get(item.id());
            return record == null ? Optional.empty() : changeOfWaiting(near, record);
        }
        List<Stored> records = near.persons().get(item.id());
        return records == null ? Optional.empty() : changeOfPerson(near, item.id(), records);
    }

    private Optional<Change> changeOfWaiting(Near near, Stored record) {
        List<CandidatePerson> candidates =
                candidates(near, List.of(record), null).stream()
                        .map(Linker.Subject::candidate)
                        .toList();
        Verdict verdict = near.judge().judge(record.description(), candidates, near.features());
        if (Linker.foundsAnyway(record, verdict, near.around())) {
            return Optional.of(new Change.Found(record));
        }
        return switch (verdict) {
            case Verdict.Link link ->
                    Optional.of(
                            new Change.Link(
                                    record,
                                    link.personId(),
                                    (float) link.probability(),
                                    Linker.text(link.evidence())));
            case Verdict.NewPerson none -> Optional.of(new Change.Found(record));
            case Verdict.Wait wait ->
                    wait.candidates().isEmpty()
                                    || wait.reason().equals("insufficient_evidence")
                                    || near.asked().contains(record.recordId())
                            ? Optional.empty()
                            : Optional.of(new Change.Ask(record, wait, near.around()));
        };
    }

    private Optional<Change> changeOfPerson(Near near, UUID person, List<Stored> records) {
        Portrait portrait = new Portrait(records);
        List<Linker.Subject> others = candidates(near, records, person);
        if (others.isEmpty()) {
            return Optional.empty();
        }
        Verdict verdict =
                near.judge()
                        .judge(
                                self(person, records),
                                others.stream().map(Linker.Subject::candidate).toList(),
                                near.features());
        if (!(verdict instanceof Verdict.Link link)) {
            return portrait.verified() ? Optional.empty() : doubted(near, person, records);
        }
        Linker.Subject other =
                others.stream().filter(o -> o.id.equals(link.personId())).findFirst().orElseThrow();
        if ((portrait.verified() && other.verified()) || !compatible(records, other.records)) {
            return Optional.empty();
        }
        boolean otherStays =
                other.verified() || (!portrait.verified() && other.id.compareTo(person) < 0);
        return Optional.of(
                new Change.Join(
                        otherStays ? person : other.id,
                        otherStays ? other.id : person,
                        (float) link.probability(),
                        Linker.text(link.evidence())));
    }

    /// A person founded before the register came, none of whose records would found anybody now:
    /// each resembles one of the register's people without surely being it. With the register first
    /// they would wait, so they wait. What a human decided stays.
    private Optional<Change> doubted(Near near, UUID person, List<Stored> records) {
        Map<Stored, Verdict.Wait> waits = new LinkedHashMap<>();
        boolean registered = false;
        for (Stored record : records) {
            List<Linker.Subject> others = candidates(near, List.of(record), person);
            Verdict verdict =
                    near.judge()
                            .judge(
                                    record.description(),
                                    others.stream().map(Linker.Subject::candidate).toList(),
                                    near.features());
            if (!(verdict instanceof Verdict.Wait wait) || wait.candidates().isEmpty()) {
                return Optional.empty();
            }
            waits.put(record, wait);
            registered |=
                    wait.candidates().stream()
                            .map(c -> near.around().persons().get(c.personId()))
                            .anyMatch(s -> s != null && s.verified());
        }
        boolean decided =
                rows.placedBy(records.stream().map(Stored::recordId).toList()).values().stream()
                        .anyMatch(p -> Linker.byHuman(p.by()));
        return registered && !decided
                ? Optional.of(new Change.Dissolve(waits, near.around()))
                : Optional.empty();
    }

    private static CandidatePerson self(UUID person, List<Stored> records) {
        return new CandidatePerson(
                person,
                records.stream()
                        .limit(LinkRows.RECORDS_COMPARED)
                        .map(Stored::description)
                        .distinct()
                        .toList());
    }

    private boolean compatible(Collection<Stored> left, Collection<Stored> right) {
        for (Stored a : left) {
            for (Stored b : right) {
                if (models.current().compare(a.description(), b.description()).vetoes().stream()
                        .anyMatch(NEVER_ONE_PERSON::contains)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Persons near these records, without `self` and without those a human kept apart.
    private List<Linker.Subject> candidates(Near near, List<Stored> records, @Nullable UUID self) {
        List<Linker.Subject> found =
                new ArrayList<>(near.around().candidates(index.union(records)));
        found.removeIf(s -> s.id.equals(self));
        Set<UUID> apart = new HashSet<>();
        records.forEach(r -> apart.addAll(near.apart().getOrDefault(r.recordId(), Set.of())));
        if (!apart.isEmpty()) {
            found.removeIf(s -> s.records.stream().anyMatch(r -> apart.contains(r.recordId())));
        }
        return found;
    }
}
