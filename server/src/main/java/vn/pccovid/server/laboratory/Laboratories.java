package vn.pccovid.server.laboratory;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlValue;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.lib.credential.LaboratoryClaims;
import vn.pccovid.lib.credential.LaboratoryStatements;
import vn.pccovid.lib.credential.Refusal;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.server.access.SqlArrays;
import vn.pccovid.server.custody.LaboratoryKeys;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;

/// The door to samples and results. A result is about a tube; it becomes a fact of everybody whose
/// sample is in that tube, whichever arrives first. A positive pool says only that somebody in it
/// is infected: its members' result is pending until each is examined alone. Thread-safe.
@Service
public class Laboratories {
    /// The source of samples, results and their facts.
    public static final String SOURCE = "laboratory";

    /// Samples in one tube; pools hold 5 to 20.
    private static final int LARGEST_POOL = 100;

    private final Facts facts;
    private final LaboratoryKeys laboratoryKeys;
    private final Signatures signatures = Signatures.platform();
    private final JdbcClient jdbc;
    private final Sealing sealing;
    private final Hashing hashing;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();

    Laboratories(
            Facts facts,
            LaboratoryKeys laboratoryKeys,
            JdbcClient jdbc,
            Sealing sealing,
            Hashing hashing,
            Clock clock) {
        this.facts = facts;
        this.laboratoryKeys = laboratoryKeys;
        this.jdbc = jdbc;
        this.sealing = sealing;
        this.hashing = hashing;
        this.clock = clock;
    }

    /// Records samples whose people were linked before, within the caller's transaction. Needs the
    /// worker's scope.
    ///
    /// @return one outcome per sample, in order
    @Transactional
    public List<ResultOutcome> samples(List<Sample> samples) {
        return take("sample", samples, Sample::tube, Sample::sampleId, Sample::recordId);
    }

    /// Records results of tubes, known or not, within the caller's transaction. Needs the worker's
    /// scope.
    ///
    /// @return one outcome per result, in order
    @Transactional
    public List<ResultOutcome> results(List<TubeResult> results) {
        return take("result", results, TubeResult::tube, TubeResult::resultId, null);
    }

    /// Records results as laboratories signed them, within the caller's transaction: the statement
    /// is kept beside the result, so that custody can look at the signature itself. A statement
    /// that does not open is refused and leaves nothing. Needs the worker's scope.
    ///
    /// @return one receipt per statement, in order
    @Transactional
    public List<SignedReceipt> signedResults(List<byte[]> statements) {
        List<TubeResult> told = new ArrayList<>();
        List<Optional<Refusal>> refusals = new ArrayList<>();
        for (byte[] statement : statements) {
            switch (LaboratoryStatements.open(
                    signatures, statement, laboratoryKeys::find, clock.instant())) {
                case LaboratoryStatements.Answer.Refused(var why) -> refusals.add(Optional.of(why));
                case LaboratoryStatements.Answer.Verified(var claims, var keyId) -> {
                    boolean own =
                            laboratoryKeys
                                    .laboratoryOf(keyId)
                                    .equals(Optional.of(claims.laboratory()));
                    refusals.add(own ? Optional.empty() : Optional.of(Refusal.KEY_USAGE));
                    if (own) {
                        told.add(result(claims, statement));
                    }
                }
            }
        }
        Iterator<ResultOutcome> outcomes = results(told).iterator();
        return refusals.stream()
                .map(r ->
                        new SignedReceipt(
                                r.isPresent() ? Optional.empty() : Optional.of(outcomes.next()), r))
                .toList();
    }

    private static TubeResult result(LaboratoryClaims claims, byte[] statement) {
        return new TubeResult(
                claims.laboratory() + ":" + claims.resultId(),
                claims.tube(),
                TubeResult.Method.valueOf(claims.method()),
                TubeResult.Finding.valueOf(claims.finding()),
                claims.ct().isPresent() ? claims.ct().getAsDouble() : null,
                claims.at(),
                claims.laboratory(),
                Base64.getEncoder().encodeToString(statement));
    }

    /// What stands for the content of a tube as we know it now, for the laboratory to sign with its
    /// result ([LaboratoryStatements#binding]); empty while no sample of the tube is known. Needs
    /// the worker's scope.
    @Transactional
    public Optional<byte[]> binding(String tube) {
        List<UUID> records =
                jdbc.sql("SELECT record_id FROM laboratory.sample WHERE tube_hash = ? LIMIT 1000")
                        .param(tubeHash(tube))
                        .query((row, n) -> row.getObject(1, UUID.class))
                        .list();
        return records.isEmpty()
                ? Optional.empty()
                : Optional.of(LaboratoryStatements.binding(tube, records));
    }

    /// The newest signed statement that says positive of a sample of this record alone, behind the
    /// fact of this instant; empty if nobody signed it. Needs the worker's scope.
    ///
    /// @param at of the fact: the earlier of taken and examined
    @Transactional
    public Optional<byte[]> signedPositive(UUID recordId, Instant at) {
        record Found(byte[] sampleKey, byte[] sample, byte[] resultKey, byte[] result) {}
        return jdbc
                .sql(
                        """
                        SELECT s.sample_hash, s.sealed, r.result_hash, r.sealed
                          FROM laboratory.sample s JOIN laboratory.result r ON r.tube_hash = s.tube_hash
                         WHERE s.record_id = ?
                           AND NOT EXISTS (SELECT FROM laboratory.sample o
                                            WHERE o.tube_hash = s.tube_hash AND o.record_id <> s.record_id)
                         LIMIT 1000
                        """)
                .param(recordId)
                .query((row, n) ->
                        new Found(
                                row.getBytes(1), row.getBytes(2), row.getBytes(3), row.getBytes(4)))
                .list()
                .stream()
                .<TubeResult>mapMulti((f, out) -> {
                    Sample sample =
                            json.readValue(sealing.open(f.sample(), f.sampleKey()), Sample.class);
                    TubeResult result =
                            json.readValue(
                                    sealing.open(f.result(), f.resultKey()), TubeResult.class);
                    if (!sample.pooled()
                            && result.statement() != null
                            && result.finding() == TubeResult.Finding.POSITIVE
                            && earlier(sample.takenAt(), result.at()).equals(at)) {
                        out.accept(result);
                    }
                })
                .max(Comparator.comparing(TubeResult::at))
                .map(TubeResult::statement)
                .map(Base64.getDecoder()::decode);
    }

    /// What laboratories signed about a record's tubes, the newest first: what custody wants to see
    /// before it opens movements. Needs the worker's scope.
    @Transactional
    public List<SignedResult> signedResultsOf(UUID recordId) {
        record Found(byte[] key, byte[] sealed) {}
        return jdbc
                .sql(
                        """
                        SELECT DISTINCT r.result_hash, r.sealed
                          FROM laboratory.sample s JOIN laboratory.result r ON r.tube_hash = s.tube_hash
                         WHERE s.record_id = ? LIMIT 1000
                        """)
                .param(recordId)
                .query((row, n) -> new Found(row.getBytes(1), row.getBytes(2)))
                .list()
                .stream()
                .map(f -> json.readValue(sealing.open(f.sealed(), f.key()), TubeResult.class))
                .<SignedResult>mapMulti((result, out) -> {
                    String statement = result.statement();
                    if (statement != null) {
                        out.accept(
                                new SignedResult(
                                        result.at(),
                                        result.finding(),
                                        Base64.getDecoder().decode(statement)));
                    }
                })
                .sorted(Comparator.comparing(SignedResult::at).reversed())
                .toList();
    }

    /// Results whose tube nobody has told us about.
    @Transactional
    public long waiting() {
        return jdbc.sql(
                        """
                        SELECT count(*) FROM laboratory.result r WHERE NOT EXISTS
                            (SELECT 1 FROM laboratory.sample s WHERE s.tube_hash = r.tube_hash)
                        """)
                .query(Long.class)
                .single();
    }

    private record Row(byte[] tube, byte[] key, byte[] content) {}

    /// `table` is `sample` or `result`: both tables have the same shape.
    private <T> List<ResultOutcome> take(
            String table,
            List<T> batch,
            Function<T, String> tube,
            Function<T, String> id,
            @Nullable Function<T, UUID> record) {
        if (batch.isEmpty()) {
            return List.of();
        }
        Map<ByteBuffer, T> last = new LinkedHashMap<>();
        List<Row> rows = new ArrayList<>();
        for (T one : batch) {
            byte[] key = hashing.hash16(table, id.apply(one));
            byte[] content = hashing.hash16(table + "_content", json.writeValueAsString(one));
            rows.add(new Row(tubeHash(tube.apply(one)), key, content));
            last.put(ByteBuffer.wrap(key), one);
        }
        Map<ByteBuffer, Row> stored = new HashMap<>();
        jdbc.sql(
                        "SELECT tube_hash, %1$s_hash, content FROM laboratory.%1$s WHERE %1$s_hash = ANY (?::bytea[])"
                                .formatted(table))
                .param(bytes(rows, Row::key))
                .query(rs -> {
                    stored.put(
                            ByteBuffer.wrap(rs.getBytes(2)),
                            new Row(rs.getBytes(1), rs.getBytes(2), rs.getBytes(3)));
                });
        List<ResultOutcome.Fate> fates = new ArrayList<>();
        Map<ByteBuffer, Row> current = new LinkedHashMap<>(stored);
        Set<ByteBuffer> changed = new LinkedHashSet<>();
        for (Row row : rows) {
            ByteBuffer key = ByteBuffer.wrap(row.key());
            Row before = current.put(key, row);
            if (before != null && Arrays.equals(before.content(), row.content())) {
                fates.add(ResultOutcome.Fate.REPEATED);
            } else {
                fates.add(
                        before == null
                                ? ResultOutcome.Fate.RECORDED
                                : ResultOutcome.Fate.CORRECTED);
                changed.add(key);
            }
        }
        replace(table, changed, stored, current, last, record);
        Map<ByteBuffer, Integer> members = fanOut(changed, stored, current);
        List<ResultOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            int facts = members.getOrDefault(ByteBuffer.wrap(rows.get(i).tube()), 0);
            ResultOutcome.Fate fate = fates.get(i);
            boolean waits = record == null && facts == 0 && fate == ResultOutcome.Fate.RECORDED;
            outcomes.add(
                    new ResultOutcome(waits ? ResultOutcome.Fate.WAITING_FOR_SAMPLE : fate, facts));
        }
        return outcomes;
    }

    private <T> void replace(
            String table,
            Set<ByteBuffer> changed,
            Map<ByteBuffer, Row> stored,
            Map<ByteBuffer, Row> current,
            Map<ByteBuffer, T> last,
            @Nullable Function<T, UUID> record) {
        List<Row> old = changed.stream().map(stored::get).filter(Objects::nonNull).toList();
        if (!old.isEmpty()) {
            jdbc.sql(
                            """
                            DELETE FROM laboratory.%1$s d USING unnest(?::bytea[], ?::bytea[]) AS u (t, k)
                            WHERE d.tube_hash = u.t AND d.%1$s_hash = u.k
                            """
                                    .formatted(table))
                    .params(bytes(old, Row::tube), bytes(old, Row::key))
                    .update();
        }
        List<Row> fresh =
                changed.stream().map(k -> Objects.requireNonNull(current.get(k))).toList();
        if (fresh.isEmpty()) {
            return;
        }
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        SqlValue sealed =
                bytes(
                        fresh,
                        r ->
                                sealing.seal(
                                        KeyClass.HEALTH,
                                        day,
                                        json.writeValueAsBytes(
                                                Objects.requireNonNull(
                                                        last.get(ByteBuffer.wrap(r.key())))),
                                        r.key()));
        if (record == null) {
            jdbc.sql(
                            """
                            INSERT INTO laboratory.result (tube_hash, result_hash, sealed, content)
                            SELECT unnest(?::bytea[]), unnest(?::bytea[]), unnest(?::bytea[]), unnest(?::bytea[])
                            """)
                    .params(
                            bytes(fresh, Row::tube),
                            bytes(fresh, Row::key),
                            sealed,
                            bytes(fresh, Row::content))
                    .update();
        } else {
            SqlValue records =
                    SqlArrays.uuids(
                            fresh,
                            r ->
                                    record.apply(
                                            Objects.requireNonNull(
                                                    last.get(ByteBuffer.wrap(r.key())))));
            jdbc.sql(
                            """
                            INSERT INTO laboratory.sample (tube_hash, sample_hash, record_id, sealed, content)
                            SELECT unnest(?::bytea[]), unnest(?::bytea[]), unnest(?::uuid[]), unnest(?::bytea[]),
                                   unnest(?::bytea[])
                            """)
                    .params(
                            bytes(fresh, Row::tube),
                            bytes(fresh, Row::key),
                            records,
                            sealed,
                            bytes(fresh, Row::content))
                    .update();
        }
    }

    private record InTube(byte[] key, Sample sample) {}

    private record OfTube(byte[] key, TubeResult result) {}

    /// Makes the facts of these tubes what samples and results now say; returns how many each tube
    /// has.
    private Map<ByteBuffer, Integer> fanOut(
            Set<ByteBuffer> changed, Map<ByteBuffer, Row> stored, Map<ByteBuffer, Row> current) {
        Map<ByteBuffer, byte[]> tubes = new LinkedHashMap<>();
        current.values().forEach(r -> tubes.put(ByteBuffer.wrap(r.tube()), r.tube()));
        Set<ByteBuffer> left = new LinkedHashSet<>();
        for (ByteBuffer key : changed) {
            Row before = stored.get(key);
            if (before != null) {
                tubes.put(ByteBuffer.wrap(before.tube()), before.tube());
                left.add(key);
            }
        }
        Map<ByteBuffer, List<InTube>> samples = new HashMap<>();
        jdbc.sql(
                        "SELECT tube_hash, sample_hash, sealed FROM laboratory.sample WHERE tube_hash = ANY (?::bytea[])")
                .param(bytes(tubes.values(), b -> b))
                .query(rs -> {
                    byte[] key = rs.getBytes(2);
                    samples.computeIfAbsent(ByteBuffer.wrap(rs.getBytes(1)), t -> new ArrayList<>())
                            .add(
                                    new InTube(
                                            key,
                                            json.readValue(
                                                    sealing.open(rs.getBytes(3), key),
                                                    Sample.class)));
                });
        Map<ByteBuffer, List<OfTube>> results = new HashMap<>();
        jdbc.sql(
                        "SELECT tube_hash, result_hash, sealed FROM laboratory.result WHERE tube_hash = ANY (?::bytea[])")
                .param(bytes(tubes.values(), b -> b))
                .query(rs -> {
                    byte[] key = rs.getBytes(2);
                    results.computeIfAbsent(ByteBuffer.wrap(rs.getBytes(1)), t -> new ArrayList<>())
                            .add(
                                    new OfTube(
                                            key,
                                            json.readValue(
                                                    sealing.open(rs.getBytes(3), key),
                                                    TubeResult.class)));
                });
        List<NewFact> told = new ArrayList<>();
        Map<ByteBuffer, Integer> counts = new HashMap<>();
        for (ByteBuffer tube : tubes.keySet()) {
            List<InTube> members = samples.getOrDefault(tube, List.of());
            if (members.size() > LARGEST_POOL) {
                throw new IllegalStateException(
                        "a tube with %d samples, wanted at most %d"
                                .formatted(members.size(), LARGEST_POOL));
            }
            for (OfTube result : results.getOrDefault(tube, List.of())) {
                for (InTube member : members) {
                    told.add(fact(member, result, members.size()));
                    counts.merge(tube, 1, Integer::sum);
                }
            }
        }
        if (!left.isEmpty()) {
            retractGone(left, stored, samples, results, told);
        }
        facts.record(told);
        return counts;
    }

    /// What a sample or result said in the tube it has left holds no more.
    private void retractGone(
            Set<ByteBuffer> left,
            Map<ByteBuffer, Row> stored,
            Map<ByteBuffer, List<InTube>> samples,
            Map<ByteBuffer, List<OfTube>> results,
            List<NewFact> told) {
        Set<String> now = new LinkedHashSet<>();
        told.forEach(f -> now.add(f.factKey()));
        Set<String> gone = new LinkedHashSet<>();
        for (ByteBuffer key : left) {
            Row before = Objects.requireNonNull(stored.get(key));
            ByteBuffer tube = ByteBuffer.wrap(before.tube());
            for (OfTube result : results.getOrDefault(tube, List.of())) {
                gone.add(factKey(before.key(), result.key()));
            }
            for (InTube sample : samples.getOrDefault(tube, List.of())) {
                gone.add(factKey(sample.key(), before.key()));
            }
        }
        gone.removeAll(now);
        if (!gone.isEmpty()) {
            facts.retract(SOURCE, gone);
        }
    }

    private static String factKey(byte[] sample, byte[] result) {
        HexFormat hex = HexFormat.of();
        return "result:" + hex.formatHex(sample) + ":" + hex.formatHex(result);
    }

    private static NewFact fact(InTube member, OfTube told, int members) {
        Sample sample = member.sample();
        TubeResult result = told.result();
        boolean pooled = sample.pooled() || members > 1;
        String finding =
                switch (result.finding()) {
                    case NEGATIVE -> "negative";
                    case POSITIVE -> pooled ? "pending" : "positive";
                    case INCONCLUSIVE -> "pending";
                };
        Map<String, Object> details = new HashMap<>();
        details.put("method", result.method() == TubeResult.Method.PCR ? "pcr" : "rat");
        details.put("result", finding);
        details.put("pooled", pooled);
        details.put("laboratory", result.laboratory());
        details.put("result_at", result.at().toString());
        if (result.statement() != null) {
            details.put("signed", true);
        }
        if (result.ct() != null && !pooled) {
            details.put("ct", result.ct());
        }
        return new NewFact(
                sample.recordId(),
                factKey(member.key(), told.key()),
                "test_result",
                earlier(sample.takenAt(), result.at()),
                sample.area(),
                details,
                KeyClass.HEALTH,
                SOURCE);
    }

    /// A test speaks of the moment the sample was taken; where the dates contradict each other, of
    /// the earlier.
    private static Instant earlier(Instant taken, Instant examined) {
        return taken.isBefore(examined) ? taken : examined;
    }

    private byte[] tubeHash(String tube) {
        return hashing.hash16("tube", tube);
    }

    private static <T> SqlValue bytes(Collection<T> rows, Function<T, byte[]> column) {
        return SqlArrays.bytes(rows, column);
    }
}
