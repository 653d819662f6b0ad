package vn.pccovid.server.exchange;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.pccovid.server.declaration.Declarations;
import vn.pccovid.server.declaration.HealthDeclaration;
import vn.pccovid.server.fact.FactOutcome;
import vn.pccovid.server.laboratory.Laboratories;
import vn.pccovid.server.laboratory.ResultOutcome;
import vn.pccovid.server.laboratory.Sample;
import vn.pccovid.server.laboratory.TubeResult;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.LinkedTo;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.PreparedRecord;
import vn.pccovid.server.person.RecordOutcome;
import vn.pccovid.server.person.Verifications;
import vn.pccovid.server.place.Kept;
import vn.pccovid.server.place.Places;
import vn.pccovid.server.place.Trip;
import vn.pccovid.server.place.Venue;
import vn.pccovid.server.place.Visit;
import vn.pccovid.server.vaccination.Dose;
import vn.pccovid.server.vaccination.DoseOutcome;
import vn.pccovid.server.vaccination.Vaccinations;

/// Writes a batch of prepared rows through the doors of the modules below, within the caller's
/// transaction, and answers the fate of each. The same batch again changes nothing.
@Component
class Settlement {
    private final People people;
    private final Vaccinations vaccinations;
    private final Laboratories laboratories;
    private final Declarations declarations;
    private final Places places;
    private final Verifications verifications;
    private final Clock clock;

    Settlement(
            People people,
            Vaccinations vaccinations,
            Laboratories laboratories,
            Declarations declarations,
            Places places,
            Verifications verifications,
            Clock clock) {
        this.people = people;
        this.vaccinations = vaccinations;
        this.laboratories = laboratories;
        this.declarations = declarations;
        this.places = places;
        this.verifications = verifications;
        this.clock = clock;
    }

    /// Fates and records of a batch, row by row.
    record Settled(List<Fate> fates, List<@Nullable UUID> records) {}

    /// What a payload door said, in one word for all of them.
    private enum Change {
        NEW,
        REPEATED,
        CORRECTED
    }

    Settled settle(List<PreparedRow> rows) {
        int size = rows.size();
        @Nullable Fate[] fates = new Fate[size];
        @Nullable UUID[] records = new UUID[size];
        for (int i = 0; i < size; i++) {
            fates[i] = rows.get(i).fate;
        }
        persons(rows, fates, records);
        doses(rows, fates, records);
        results(rows, fates);
        venues(rows, fates);
        answers(rows, fates, records);
        List<Fate> done = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            done.add(Objects.requireNonNull(fates[i], "a row without a fate"));
        }
        return new Settled(done, Arrays.asList(records));
    }

    private void persons(List<PreparedRow> rows, @Nullable Fate[] fates, @Nullable UUID[] records) {
        List<PreparedRecord> incoming = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            IncomingRecord record = rows.get(i).record;
            if (fates[i] == null && record != null) {
                PreparedRecord prepared = rows.get(i).prepared;
                incoming.add(prepared == null ? people.prepare(record) : prepared);
                places.add(i);
            }
        }
        if (incoming.isEmpty()) {
            return;
        }
        List<RecordOutcome> outcomes = people.linkPrepared(incoming);
        Map<UUID, Boolean> contraindications = new HashMap<>();
        for (int k = 0; k < outcomes.size(); k++) {
            int i = places.get(k);
            RecordOutcome outcome = outcomes.get(k);
            records[i] = outcome.recordId();
            fates[i] =
                    switch (outcome.outcome()) {
                        case LINKED -> Fate.LINKED;
                        case NEW_PERSON -> Fate.NEW_PERSON;
                        case WAITING -> Fate.WAITING;
                        case REPEATED -> Fate.REPEATED;
                        case CORRECTED -> Fate.CORRECTED;
                    };
            Boolean told = rows.get(i).contraindicated;
            if (told != null && fates[i] != Fate.REPEATED && (told || fates[i] == Fate.CORRECTED)) {
                contraindications.put(outcome.recordId(), told);
            }
        }
        if (!contraindications.isEmpty()) {
            vaccinations.contraindications(contraindications, clock.instant());
        }
        payload(rows, fates, records, row -> row.sample, this::samples);
        payload(rows, fates, records, row -> row.declaration, this::declared);
        payload(rows, fates, records, row -> row.visit, this::visited);
        payload(rows, fates, records, row -> row.trip, this::travelled);
    }

    /// Hands what the rows say about their records to one door; a record we had whose content
    /// changed there was corrected.
    private <T> void payload(
            List<PreparedRow> rows,
            @Nullable Fate[] fates,
            @Nullable UUID[] records,
            Function<PreparedRow, @Nullable Function<UUID, T>> part,
            BiConsumer<List<T>, List<Change>> door) {
        List<T> told = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            UUID record = records[i];
            Function<UUID, T> make = part.apply(rows.get(i));
            if (record != null && make != null) {
                told.add(make.apply(record));
                at.add(i);
            }
        }
        if (told.isEmpty()) {
            return;
        }
        List<Change> changes = new ArrayList<>(told.size());
        door.accept(told, changes);
        for (int k = 0; k < changes.size(); k++) {
            int i = at.get(k);
            if (fates[i] == Fate.REPEATED && changes.get(k) != Change.REPEATED) {
                fates[i] = Fate.CORRECTED;
            }
        }
    }

    private void samples(List<Sample> told, List<Change> changes) {
        laboratories.samples(told).forEach(outcome -> changes.add(change(outcome.fate())));
    }

    private void declared(List<HealthDeclaration> told, List<Change> changes) {
        for (FactOutcome outcome : declarations.record(told)) {
            changes.add(
                    switch (outcome.change()) {
                        case NEW -> Change.NEW;
                        case REPEATED -> Change.REPEATED;
                        case CORRECTED -> Change.CORRECTED;
                    });
        }
    }

    private void visited(List<Visit> told, List<Change> changes) {
        places.visits(told).forEach(kept -> changes.add(change(kept)));
    }

    private void travelled(List<Trip> told, List<Change> changes) {
        places.trips(told).forEach(kept -> changes.add(change(kept)));
    }

    /// A movement of a day whose key is destroyed changes nothing any more.
    private static Change change(Kept kept) {
        return switch (kept) {
            case NEW -> Change.NEW;
            case REPEATED, TOO_OLD -> Change.REPEATED;
            case CORRECTED -> Change.CORRECTED;
        };
    }

    private static Change change(ResultOutcome.Fate fate) {
        return switch (fate) {
            case RECORDED, WAITING_FOR_SAMPLE -> Change.NEW;
            case REPEATED -> Change.REPEATED;
            case CORRECTED -> Change.CORRECTED;
        };
    }

    private void doses(List<PreparedRow> rows, @Nullable Fate[] fates, @Nullable UUID[] records) {
        List<Dose> told = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Dose dose = rows.get(i).dose;
            if (fates[i] == null && dose != null) {
                told.add(dose);
                at.add(i);
            }
        }
        if (told.isEmpty()) {
            return;
        }
        List<DoseOutcome> outcomes = vaccinations.record(told);
        for (int k = 0; k < outcomes.size(); k++) {
            DoseOutcome outcome = outcomes.get(k);
            records[at.get(k)] = outcome.recordId();
            fates[at.get(k)] =
                    switch (outcome.fate()) {
                        case RECORDED -> outcome.personId() == null ? Fate.WAITING : Fate.LINKED;
                        case WAITING_FOR_SUBJECT -> Fate.WAITING;
                        case REPEATED -> Fate.REPEATED;
                        case CORRECTED -> Fate.CORRECTED;
                    };
        }
    }

    private void results(List<PreparedRow> rows, @Nullable Fate[] fates) {
        List<TubeResult> told = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            TubeResult result = rows.get(i).result;
            if (fates[i] == null && result != null) {
                told.add(result);
                at.add(i);
            }
        }
        if (told.isEmpty()) {
            return;
        }
        List<ResultOutcome> outcomes = laboratories.results(told);
        for (int k = 0; k < outcomes.size(); k++) {
            fates[at.get(k)] = aboutNobody(change(outcomes.get(k).fate()));
        }
    }

    private void venues(List<PreparedRow> rows, @Nullable Fate[] fates) {
        List<Venue> told = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Venue venue = rows.get(i).venue;
            if (fates[i] == null && venue != null) {
                told.add(venue);
                at.add(i);
            }
        }
        if (told.isEmpty()) {
            return;
        }
        List<Kept> outcomes = places.register(told);
        for (int k = 0; k < outcomes.size(); k++) {
            fates[at.get(k)] = aboutNobody(change(outcomes.get(k)));
        }
    }

    /// Answers count for whom their record counts for; an answer to nobody's question is refused.
    private void answers(List<PreparedRow> rows, @Nullable Fate[] fates, @Nullable UUID[] records) {
        List<Verifications.Told> told = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Verifications.Told answer = rows.get(i).told;
            if (fates[i] == null && answer != null) {
                told.add(answer);
                at.add(i);
            }
        }
        if (told.isEmpty()) {
            return;
        }
        List<Verifications.KeptAnswer> kept = verifications.told(told);
        List<UUID> about = new ArrayList<>();
        kept.forEach(k -> {
            UUID record = k.recordId();
            if (record != null) {
                about.add(record);
            }
        });
        Map<UUID, LinkedTo> links = people.linksOf(about);
        for (int k = 0; k < kept.size(); k++) {
            int i = at.get(k);
            UUID record = kept.get(k).recordId();
            records[i] = record;
            fates[i] =
                    switch (kept.get(k).kept()) {
                        case RECORDED -> links.containsKey(record) ? Fate.LINKED : Fate.WAITING;
                        case REPEATED -> Fate.REPEATED;
                        case CORRECTED -> Fate.CORRECTED;
                        case UNKNOWN_REQUEST -> Fate.REFUSED;
                    };
            RowProblem unknown = RowProblem.refused("ma_yeu_cau", "exchange.question_unknown");
            List<RowProblem> problems = rows.get(i).problems;
            if (fates[i] == Fate.REFUSED && !problems.contains(unknown)) {
                problems.add(unknown);
            }
        }
    }

    private static Fate aboutNobody(Change change) {
        return switch (change) {
            case NEW -> Fate.NOT_ABOUT_PERSON;
            case REPEATED -> Fate.REPEATED;
            case CORRECTED -> Fate.CORRECTED;
        };
    }
}
