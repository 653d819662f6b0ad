package vn.pccovid.server.proximity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.proximity.Seen;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.custody.CaseRefusal;
import vn.pccovid.server.custody.Cases;
import vn.pccovid.server.custody.Custody;
import vn.pccovid.server.custody.DayDestroyed;
import vn.pccovid.server.custody.DayToken;
import vn.pccovid.server.custody.MovementClass;
import vn.pccovid.server.custody.NumberedRows;
import vn.pccovid.server.custody.OpenCase;
import vn.pccovid.server.custody.Openings;
import vn.pccovid.server.keys.Hashing;

/// The door to Bluetooth encounters. They come in only after a proven test: whoever follows the
/// case asks for a one-time code, the person reads what they hand over, agrees, and sends their
/// phone's history with the code. Each encounter is sealed twice, for who saw and for who was seen,
/// and comes out for a case like visits do. Thread-safe.
@Service
public class Encounters {
    /// Messages in one upload: a phone's two weeks.
    public static final int MOST_MESSAGES = 100_000;

    /// Encounters one case may have opened in one hop.
    private static final int MOST_OPENED = 100_000;

    private static final MovementClass ENCOUNTERS = MovementClass.ENCOUNTERS;
    private static final byte[] CONTEXT = "proximity.encounter 1".getBytes(StandardCharsets.UTF_8);
    private static final int STEP_BYTES = 64;
    private static final int FIRST_PROBE = 2;
    private static final int WIDEST_PROBE = 64;

    /// Sightings in one row; more of one pair and day go into further rows.
    private static final int MOST_IN_ROW = 200;

    /// Without letters and digits that look alike.
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int CODE_LENGTH = 10;

    private final JdbcClient jdbc;
    private final Custody custody;
    private final Cases cases;
    private final BluetoothIds phones;
    private final Hashing hashing;
    private final ProximityProperties settings;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final NumberedRows<UUID> rows;
    private final SecureRandom random = new SecureRandom();

    Encounters(
            JdbcClient jdbc,
            Custody custody,
            Cases cases,
            BluetoothIds phones,
            Hashing hashing,
            ProximityProperties settings,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.custody = custody;
        this.cases = cases;
        this.phones = phones;
        this.hashing = hashing;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.rows =
                new NumberedRows<>(
                        jdbc,
                        "proximity.encounter",
                        "encounter_token",
                        (day, record, number) -> token(custody, day, record, number));
    }

    private static byte[] token(Custody custody, LocalDate day, UUID record, int number) {
        return custody.token(ENCOUNTERS, day, "met", record + "|" + number);
    }

    /// A one-time code for the person of an open case: ten letters and digits, to be read out or
    /// sent. The one before becomes worthless.
    ///
    /// @param recordId the record of the case: what is handed over is sealed under it
    /// @return empty if custody has no such open case
    public Optional<String> code(UUID caseId, UUID recordId) {
        Optional<OpenCase> open = cases.find(caseId);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < CODE_LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        Instant now = clock.instant();
        work(() -> {
            jdbc.sql("DELETE FROM proximity.upload_code WHERE case_id = ? AND used_at IS NULL")
                    .param(caseId)
                    .update();
            return jdbc.sql(
                            """
                            INSERT INTO proximity.upload_code (code_hash, case_id, record_id, ends_at)
                            VALUES (?, ?, ?, ?)
                            """)
                    .params(
                            hash(code.toString()),
                            caseId,
                            recordId,
                            Timestamp.from(now.plus(settings.codeLife())))
                    .update();
        });
        return Optional.of(code.toString());
    }

    private byte[] hash(String code) {
        return hashing.hash16(
                "upload_code", code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", ""));
    }

    /// What became of an upload.
    public sealed interface Received {
        /// @param kept messages sealed
        /// @param foreign not ours, changed, or of a day that is destroyed
        /// @param misplaced ours, but not current when they were seen
        /// @param outside not within the case's window
        record Taken(int kept, int foreign, int misplaced, int outside) implements Received {}

        /// No such code, it was used, is over, or its case is closed.
        record CodeRefused() implements Received {}
    }

    private record Code(UUID caseId, UUID recordId) {}

    private record Pair(LocalDate day, UUID other, String model) {}

    private record Row(LocalDate day, UUID owner, UUID observer, UUID observed, byte[] plain) {}

    /// Takes a phone's history. The code is used up with it, in the same transaction.
    ///
    /// @param consent version of the text the person agreed to; never empty
    public Received upload(String code, String consent, List<Seen> history) {
        if (consent.isBlank()) {
            throw new IllegalArgumentException("nothing is taken without consent");
        }
        if (history.size() > MOST_MESSAGES) {
            throw new IllegalArgumentException(
                    history.size() + " messages, at most " + MOST_MESSAGES);
        }
        Instant now = clock.instant();
        Optional<Code> known = work(() -> codeOf(code, now));
        Optional<OpenCase> open = known.flatMap(c -> cases.find(c.caseId()));
        if (known.isEmpty() || open.isEmpty()) {
            return new Received.CodeRefused();
        }
        int foreign = 0;
        int misplaced = 0;
        int outside = 0;
        int kept = 0;
        Map<Pair, List<Sighting>> pairs = new LinkedHashMap<>();
        for (Seen seen : history) {
            if (seen.at().isBefore(open.get().window().from())
                    || !seen.at().isBefore(open.get().window().to())) {
                outside++;
                continue;
            }
            switch (phones.read(seen.tempId(), seen.at())) {
                case BluetoothIds.Read.Foreign() -> foreign++;
                case BluetoothIds.Read.Misplaced() -> misplaced++;
                case BluetoothIds.Read.Of(var other) -> {
                    if (other.equals(known.get().recordId())) {
                        foreign++; // One's own echo is no encounter.
                    } else {
                        kept++;
                        pairs.computeIfAbsent(
                                        new Pair(Custody.day(seen.at()), other, seen.model()),
                                        p -> new ArrayList<>())
                                .add(sighting(seen));
                    }
                }
            }
        }
        List<Row> sealed = new ArrayList<>();
        UUID observer = known.get().recordId();
        pairs.forEach((pair, sightings) -> {
            sightings.sort(Comparator.comparing(Sighting::at));
            for (int from = 0; from < sightings.size(); from += MOST_IN_ROW) {
                byte[] plain =
                        plain(
                                observer,
                                pair.other(),
                                pair.model(),
                                sightings.subList(
                                        from, Math.min(sightings.size(), from + MOST_IN_ROW)));
                sealed.add(new Row(pair.day(), observer, observer, pair.other(), plain));
                sealed.add(new Row(pair.day(), pair.other(), observer, pair.other(), plain));
            }
        });
        Received.Taken taken = new Received.Taken(kept, foreign, misplaced, outside);
        boolean used =
                work(() -> {
                    if (jdbc.sql(
                                            """
                                            UPDATE proximity.upload_code SET used_at = ?
                                             WHERE code_hash = ? AND used_at IS NULL AND ends_at > ?
                                            """)
                                    .params(Timestamp.from(now), hash(code), Timestamp.from(now))
                                    .update()
                            == 0) {
                        return false;
                    }
                    keep(sealed);
                    jdbc.sql(
                                    """
                                    INSERT INTO proximity.upload (upload_id, case_id, received_at, consent, messages,
                                                                  kept, foreign_ids, misplaced)
                                    VALUES (gen_random_uuid(), ?, ?, ?, ?, ?, ?, ?)
                                    """)
                            .params(
                                    known.get().caseId(),
                                    Timestamp.from(now),
                                    consent,
                                    history.size(),
                                    taken.kept(),
                                    taken.foreign(),
                                    taken.misplaced())
                            .update();
                    return true;
                });
        return used ? taken : new Received.CodeRefused();
    }

    private Optional<Code> codeOf(String code, Instant now) {
        return jdbc.sql(
                        """
                        SELECT case_id, record_id FROM proximity.upload_code
                         WHERE code_hash = ? AND used_at IS NULL AND ends_at > ?
                        """)
                .params(hash(code), Timestamp.from(now))
                .query((row, n) ->
                        new Code(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .optional();
    }

    private void keep(List<Row> all) {
        List<Row> alive = new ArrayList<>();
        for (Row row : all) {
            try {
                custody.prepare(ENCOUNTERS, row.day());
                alive.add(row);
            } catch (DayDestroyed gone) {
                // Older than encounters are kept: left out.
            }
        }
        rows.insert(
                alive,
                Row::day,
                Row::owner,
                r -> custody.seal(ENCOUNTERS, r.day(), r.plain(), CONTEXT));
    }

    private Sighting sighting(Seen seen) {
        int correction =
                settings.corrections().getOrDefault(seen.model().toLowerCase(Locale.ROOT), 0);
        return new Sighting(
                seen.at(),
                seen.rssi(),
                seen.txPower() == Seen.UNKNOWN_POWER
                        ? Sighting.UNKNOWN
                        : Math.max(0, seen.txPower() - seen.rssi() - correction));
    }

    /// Opens the encounters of cases, or (with `via`) of contacts that a first hop of the case
    /// showed. Call it outside of transactions.
    ///
    /// @return one answer per request, in order
    public List<CaseEncounters> open(List<EncounterRequest> requests) {
        List<EncounterRequest> first = requests.stream().filter(r -> r.via().isEmpty()).toList();
        List<EncounterRequest> second = requests.stream().filter(r -> !r.via().isEmpty()).toList();
        Map<EncounterRequest, CaseEncounters> answers = new HashMap<>();
        if (!first.isEmpty()) {
            open(first, 1, answers);
        }
        if (!second.isEmpty()) {
            open(second, 2, answers);
        }
        return requests.stream().map(r -> Objects.requireNonNull(answers.get(r))).toList();
    }

    private record Seeker(EncounterRequest request, Collection<UUID> records) {}

    private record Run(Seeker seeker, UUID record, LocalDate day, int from, int width) {
        Run next() {
            return new Run(seeker, record, day, from + width, Math.min(width * 2, WIDEST_PROBE));
        }
    }

    private void open(
            List<EncounterRequest> requests,
            int hop,
            Map<EncounterRequest, CaseEncounters> answers) {
        Openings openings =
                cases.begin(
                        ENCOUNTERS,
                        "encounters",
                        hop,
                        requests.stream()
                                .map(r -> new Cases.Wanted(r.caseId(), r.window()))
                                .toList());
        List<Seeker> seekers = new ArrayList<>();
        for (EncounterRequest request : requests) {
            Openings.Begun begun = openings.begun().get(request.caseId());
            if (begun == null) {
                continue;
            }
            if (hop == 1) {
                seekers.add(new Seeker(request, begun.records()));
            } else if (!openings.contactsAmong(request.caseId(), request.via())
                    .containsAll(request.via())) {
                openings.refuse(request.caseId(), CaseRefusal.NOT_A_CONTACT);
            } else {
                Set<UUID> records = new LinkedHashSet<>();
                openings.beside(request.via()).values().forEach(records::addAll);
                seekers.add(new Seeker(request, records));
            }
        }
        Map<Seeker, List<Encounter>> found = find(openings, seekers);
        found.forEach((seeker, encounters) -> {
            UUID caseId = seeker.request().caseId();
            if (encounters.size() > MOST_OPENED) {
                openings.refuse(caseId, CaseRefusal.TOO_MANY);
                return;
            }
            Set<UUID> own = new HashSet<>(seeker.records());
            for (Encounter one : encounters) {
                for (UUID record : List.of(one.observer(), one.observed())) {
                    if (own.contains(record) && hop == 1) {
                        openings.ownMovement(caseId, record, Custody.day(one.from()));
                    } else if (!own.contains(record)) {
                        openings.concerned(caseId, record, Custody.day(one.from()));
                    }
                }
            }
        });
        openings.finish();
        for (EncounterRequest request : requests) {
            Optional<CaseRefusal> refused = openings.refusal(request.caseId());
            List<Encounter> encounters =
                    refused.isPresent()
                            ? List.of()
                            : found.entrySet().stream()
                                    .filter(e -> e.getKey().request().equals(request))
                                    .flatMap(e -> e.getValue().stream())
                                    .toList();
            answers.put(request, new CaseEncounters(request.caseId(), refused, encounters));
        }
    }

    private Map<Seeker, List<Encounter>> find(Openings openings, List<Seeker> seekers) {
        Map<Seeker, List<Encounter>> found = new LinkedHashMap<>();
        List<Run> runs = new ArrayList<>();
        for (Seeker seeker : seekers) {
            found.put(seeker, new ArrayList<>());
            for (LocalDate day : seeker.request().window().days()) {
                if (custody.exists(ENCOUNTERS, day)) {
                    for (UUID record : seeker.records()) {
                        runs.add(new Run(seeker, record, day, 0, FIRST_PROBE));
                    }
                }
            }
        }
        while (!runs.isEmpty()) {
            List<DayToken> tokens = new ArrayList<>();
            List<Run> ofToken = new ArrayList<>();
            for (Run run : runs) {
                for (int n = run.from(); n < run.from() + run.width(); n++) {
                    tokens.add(new DayToken(run.day(), token(custody, run.day(), run.record(), n)));
                    ofToken.add(run);
                }
            }
            Map<Run, Integer> hits = new HashMap<>();
            openings.fetch(
                    "proximity.encounter",
                    "encounter_token",
                    tokens,
                    (token, sealed) -> {
                        Run run = ofToken.get(token);
                        hits.merge(run, 1, Integer::sum);
                        openings.open(run.day(), sealed, CONTEXT)
                                .map(Encounters::read)
                                .flatMap(e -> within(e, run.seeker().request()))
                                .ifPresent(Objects.requireNonNull(found.get(run.seeker()))::add);
                    });
            runs =
                    runs.stream()
                            .filter(r -> hits.getOrDefault(r, 0) == r.width())
                            .map(Run::next)
                            .toList();
        }
        return found;
    }

    private static Optional<Encounter> within(Encounter all, EncounterRequest request) {
        List<Sighting> some =
                all.sightings().stream()
                        .filter(s ->
                                !s.at().isBefore(request.window().from())
                                        && s.at().isBefore(request.window().to()))
                        .toList();
        return some.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Encounter(all.observer(), all.observed(), some, all.phoneModel()));
    }

    private static byte[] plain(
            UUID observer, UUID observed, String model, List<Sighting> sightings) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
            DataOutputStream out = new DataOutputStream(bytes);
            for (UUID id : List.of(observer, observed)) {
                out.writeLong(id.getMostSignificantBits());
                out.writeLong(id.getLeastSignificantBits());
            }
            out.writeUTF(model);
            out.writeShort(sightings.size());
            for (Sighting one : sightings) {
                out.writeLong(one.at().toEpochMilli());
                out.writeByte(one.rssi());
                out.writeShort(one.attenuationDb());
            }
            int size = (bytes.size() + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
            return Arrays.copyOf(bytes.toByteArray(), size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Encounter read(byte[] plain) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain));
            UUID observer = new UUID(in.readLong(), in.readLong());
            UUID observed = new UUID(in.readLong(), in.readLong());
            String model = in.readUTF();
            int count = in.readUnsignedShort();
            List<Sighting> sightings = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                sightings.add(
                        new Sighting(
                                Instant.ofEpochMilli(in.readLong()),
                                in.readByte(),
                                in.readShort()));
            }
            return new Encounter(observer, observed, sightings, model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T work(Supplier<T> body) {
        return Scopes.call(
                Scope.worker(Purpose.TRACING),
                () -> Objects.requireNonNull(transaction.execute(status -> body.get())));
    }
}
