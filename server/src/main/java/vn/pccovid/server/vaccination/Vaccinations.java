package vn.pccovid.server.vaccination;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.server.fact.FactOutcome;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordsStored;

/// The door to doses. A dose is a fact of its subject's record; a dose whose subject has not
/// arrived waits sealed and becomes a fact as soon as the subject is stored. Thread-safe.
@Service
public class Vaccinations {
    /// The source whose records doses refer to.
    public static final String SOURCE = "vaccination";

    private final People people;
    private final Facts facts;
    private final JdbcClient jdbc;
    private final Sealing sealing;
    private final Hashing hashing;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();

    Vaccinations(
            People people,
            Facts facts,
            JdbcClient jdbc,
            Sealing sealing,
            Hashing hashing,
            Clock clock) {
        this.people = people;
        this.facts = facts;
        this.jdbc = jdbc;
        this.sealing = sealing;
        this.hashing = hashing;
        this.clock = clock;
    }

    /// Records a batch of doses within the caller's transaction; the same dose again changes
    /// nothing, other content corrects it. Needs the worker's scope.
    ///
    /// @return one outcome per dose, in order
    @Transactional
    public List<DoseOutcome> record(List<Dose> doses) {
        Map<String, UUID> subjects =
                people.recordsOf(SOURCE, doses.stream().map(Dose::subjectKey).toList());
        List<NewFact> known = new ArrayList<>();
        List<Dose> unknown = new ArrayList<>();
        for (Dose dose : doses) {
            UUID record = subjects.get(dose.subjectKey());
            if (record == null) {
                unknown.add(dose);
            } else {
                known.add(fact(record, dose));
            }
        }
        List<FactOutcome> recorded = facts.record(known);
        keepWaiting(unknown);
        List<DoseOutcome> outcomes = new ArrayList<>(doses.size());
        int next = 0;
        for (Dose dose : doses) {
            UUID record = subjects.get(dose.subjectKey());
            if (record == null) {
                outcomes.add(new DoseOutcome(DoseOutcome.Fate.WAITING_FOR_SUBJECT, null, null));
                continue;
            }
            FactOutcome outcome = recorded.get(next++);
            DoseOutcome.Fate fate =
                    switch (outcome.change()) {
                        case NEW -> DoseOutcome.Fate.RECORDED;
                        case REPEATED -> DoseOutcome.Fate.REPEATED;
                        case CORRECTED -> DoseOutcome.Fate.CORRECTED;
                    };
            outcomes.add(new DoseOutcome(fate, record, outcome.personId()));
        }
        return outcomes;
    }

    /// A reason against vaccination, told with the subject (`chong_chi_dinh`). False ends what was
    /// told before.
    @Transactional
    public void contraindications(Map<UUID, Boolean> byRecord, Instant at) {
        List<NewFact> told = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        byRecord.forEach((record, yes) -> {
            String key = "contraindication:" + record;
            if (yes) {
                told.add(
                        new NewFact(
                                record,
                                key,
                                "contraindication",
                                at,
                                "",
                                Map.of(),
                                KeyClass.HEALTH,
                                SOURCE));
            } else {
                ended.add(key);
            }
        });
        facts.record(told);
        if (!ended.isEmpty()) {
            facts.retract(SOURCE, ended);
        }
    }

    /// Doses that waited for these subjects become facts.
    @EventListener
    void on(RecordsStored stored) {
        if (stored.source().equals(SOURCE)) {
            apply(stored.recordsByKey());
        }
    }

    private void apply(Map<String, UUID> subjects) {
        boolean none =
                !jdbc.sql("SELECT EXISTS (SELECT 1 FROM vaccination.pending_dose)")
                        .query(Boolean.class)
                        .single();
        if (none) {
            return;
        }
        record Waiting(byte[] doseHash, byte[] sealed) {}
        List<Waiting> waiting =
                jdbc.sql(
                                """
                                DELETE FROM vaccination.pending_dose WHERE subject_hash = ANY (?::bytea[])
                                RETURNING dose_hash, sealed
                                """)
                        .param(bytes(subjects.keySet().stream().map(this::subject).toList()))
                        .query((rs, n) -> new Waiting(rs.getBytes(1), rs.getBytes(2)))
                        .list();
        List<NewFact> found = new ArrayList<>();
        for (Waiting w : waiting) {
            Dose dose = json.readValue(sealing.open(w.sealed(), w.doseHash()), Dose.class);
            found.add(fact(Objects.requireNonNull(subjects.get(dose.subjectKey())), dose));
        }
        facts.record(found);
    }

    /// How many doses wait for a subject nobody has told us about.
    @Transactional
    public long waiting() {
        return jdbc.sql("SELECT count(*) FROM vaccination.pending_dose").query(Long.class).single();
    }

    private void keepWaiting(Collection<Dose> doses) {
        if (doses.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<byte[]> subjects = new ArrayList<>();
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> sealed = new ArrayList<>();
        Map<String, Dose> last = new HashMap<>();
        doses.forEach(d -> last.put(d.doseId(), d));
        for (String id : new LinkedHashSet<>(doses.stream().map(Dose::doseId).toList())) {
            Dose dose = Objects.requireNonNull(last.get(id));
            byte[] key = hashing.hash16("dose", id);
            subjects.add(subject(dose.subjectKey()));
            keys.add(key);
            sealed.add(sealing.seal(KeyClass.HEALTH, day, json.writeValueAsBytes(dose), key));
        }
        // A dose that waited under another subject, or with other content, is replaced.
        jdbc.sql("DELETE FROM vaccination.pending_dose WHERE dose_hash = ANY (?::bytea[])")
                .param(bytes(keys))
                .update();
        jdbc.sql(
                        """
                        INSERT INTO vaccination.pending_dose (subject_hash, dose_hash, received_at, sealed)
                        SELECT s, d, ?::timestamptz, c FROM unnest(?::bytea[], ?::bytea[], ?::bytea[]) AS u (s, d, c)
                        """)
                .params(now.toString(), bytes(subjects), bytes(keys), bytes(sealed))
                .update();
    }

    private byte[] subject(String key) {
        return hashing.hash16("dose_subject", key);
    }

    private static NewFact fact(UUID record, Dose dose) {
        return new NewFact(
                record,
                "dose:" + dose.doseId(),
                "dose",
                dose.at(),
                dose.area(),
                Map.of(
                        "vaccine", dose.vaccine(),
                        "dose_no", dose.number(),
                        "lot", dose.lot(),
                        "facility", dose.facility()),
                KeyClass.HEALTH,
                SOURCE);
    }

    private static SqlArrayValue bytes(List<byte[]> values) {
        return new SqlArrayValue("bytea", (Object[]) values.toArray(byte[][]::new));
    }
}
