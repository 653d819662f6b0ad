package vn.pccovid.server.person;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.jdbc.support.SqlValue;
import org.springframework.stereotype.Repository;
import vn.pccovid.server.access.FreshRows;
import vn.pccovid.server.access.SqlArrays;

/// The statements of the schema `person`. One statement per table and batch, whatever the size of
/// the batch: arrays go in, `unnest` makes rows of them.
@Repository
class LinkRows {
    /// Records of one person that are compared; the oldest, which the register's are when it was
    /// loaded first.
    static final int RECORDS_COMPARED = 24;

    /// Holders looked at per key, the oldest. A key met by more is no evidence; the cut is counted,
    /// and one more holder is stored to show it. Keys of later ones are not stored at all, so that
    /// a look-up reads no more rows in a nation than in a village.
    static final int HOLDERS_PER_KEY = 32;

    /// Number under which linkers and changers of links exclude each other.
    private static final long LINKS_LOCK = 0x7063_6c69_6e6b_7301L;

    private final JdbcClient jdbc;
    private final Vault vault;

    /// Where writes of a batch go; null: at once.
    private final @Nullable Sink sink;

    /// Takes statements whose parameters are packed already, and runs them in this order.
    interface Sink {
        void add(String sql, Object[] parameters);

        /// Rows of which hardly any exists.
        default void addFresh(String insert, String onConflict, Object[] parameters) {
            add(insert + onConflict, parameters);
        }
    }

    @Autowired
    LinkRows(JdbcClient jdbc, Vault vault) {
        this(jdbc, vault, null);
    }

    private LinkRows(JdbcClient jdbc, Vault vault, @Nullable Sink sink) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.sink = sink;
    }

    /// The same rows on the caller's connection, whose writes of a batch run one after the other
    /// behind the caller's back; what reads is to be asked for there too ([Writes#ask]).
    LinkRows behind(Connection connection, Writes later) {
        JdbcClient beside = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        return new LinkRows(
                beside,
                vault,
                new Sink() {
                    @Override
                    public void add(String sql, Object[] parameters) {
                        later.add(() -> beside.sql(sql).params(parameters).update());
                    }

                    @Override
                    public void addFresh(String insert, String onConflict, Object[] parameters) {
                        later.add(() ->
                                FreshRows.insert(
                                        beside, insert, onConflict, Arrays.asList(parameters)));
                    }
                });
    }

    /// Statements that go to the database together, in one message and one answer.
    final class Together {
        private final List<String> statements = new ArrayList<>();
        private final List<Object> parameters = new ArrayList<>();

        /// The same rows, whose writes wait for [#run].
        LinkRows rows() {
            return new LinkRows(jdbc, vault, this::add);
        }

        private void add(String sql, Object[] values) {
            statements.add(sql.strip());
            parameters.addAll(Arrays.asList(values));
        }

        void run() {
            if (!statements.isEmpty()) {
                jdbc.sql(String.join(";\n", statements)).params(parameters).update();
            }
        }
    }

    Together together() {
        return new Together();
    }

    private void write(String sql, Object... parameters) {
        if (sink == null) {
            jdbc.sql(sql).params(parameters).update();
        } else {
            sink.add(sql, parameters);
        }
    }

    private void writeFresh(String insert, String onConflict, Object... parameters) {
        if (sink == null) {
            jdbc.sql(insert + onConflict).params(parameters).update();
        } else {
            sink.addFresh(insert, onConflict, parameters);
        }
    }

    record Claim(byte[] keyHash, String source, UUID recordId, byte[] contentHash) {}

    record Known(UUID recordId, int version, byte[] contentHash) {}

    record NewRecord(
            Stored stored, String area, Instant receivedAt, byte[] original, byte[] canonical) {}

    record Placed(
            UUID recordId,
            int version,
            UUID personId,
            String area,
            float probability,
            UUID eventId,
            String by) {}

    record Event(
            UUID recordId,
            UUID eventId,
            String kind,
            Instant at,
            @Nullable UUID personId,
            @Nullable UUID priorPerson,
            float probability,
            String decidedBy,
            String modelVersion,
            String evidence,
            String reason,
            @Nullable UUID undoes) {}

    record PersonRow(
            UUID personId, String area, @Nullable Short birthYear, boolean verified, Instant at) {}

    record Held(UUID recordId, int version, float probability, String reason) {}

    record NewReview(
            UUID reviewId,
            UUID recordId,
            String area,
            Instant at,
            float probability,
            String reason,
            String source,
            String pattern,
            List<UUID> candidates,
            List<Float> probabilities) {}

    record Holder(long key, UUID id, boolean waiting) {}

    record KeyRow(long key, UUID holder, boolean waiting) {}

    /// A person as loaded for comparing: where they live and the records compared.
    record Loaded(String area, List<Stored> records) {}

    /// Plans for tables that were empty when the run began must not scan them once they are full.
    void planForLookups() {
        jdbc.sql(
                        """
                        SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
                               set_config('enable_mergejoin', 'off', true), set_config('enable_bitmapscan', 'off', true),
                               set_config('jit', 'off', true),
                               set_config('plan_cache_mode', 'force_generic_plan', true)
                        """)
                .query((rs, n) -> true)
                .single();
    }

    /// Links stay as they are until this transaction ends; many may hold this at once.
    void holdLinks() {
        jdbc.sql("SELECT pg_advisory_xact_lock_shared(?) IS NULL")
                .param(LINKS_LOCK)
                .query(Boolean.class)
                .single();
    }

    /// Nobody else links or changes links until this transaction ends.
    void lockLinks() {
        jdbc.sql("SELECT pg_advisory_xact_lock(?) IS NULL")
                .param(LINKS_LOCK)
                .query(Boolean.class)
                .single();
    }

    /// Takes the source keys nobody has yet and returns them; `claims` in the order of their
    /// hashes.
    Set<ByteBuffer> claim(List<Claim> claims) {
        List<Claim> free = claims;
        if (claims.size() >= FreshRows.WORTH_TRYING) {
            Set<ByteBuffer> taken =
                    recordsOf(claims.stream().map(Claim::keyHash).toList()).keySet();
            free =
                    claims.stream()
                            .filter(c -> !taken.contains(ByteBuffer.wrap(c.keyHash())))
                            .toList();
            if (free.isEmpty() || FreshRows.tryInsert(jdbc, CLAIM, claimed(free))) {
                Set<ByteBuffer> claimed = HashSet.newHashSet(free.size());
                free.forEach(c -> claimed.add(ByteBuffer.wrap(c.keyHash())));
                return claimed;
            }
        }
        return Set.copyOf(
                jdbc.sql(CLAIM + " ON CONFLICT (key_hash) DO NOTHING RETURNING key_hash")
                        .params(claimed(free))
                        .query((rs, n) -> ByteBuffer.wrap(rs.getBytes(1)))
                        .list());
    }

    private static final String CLAIM =
            """
            INSERT INTO person.source_key (version, key_hash, source, record_id, content_hash)
            SELECT 1, unnest(?::bytea[]), unnest(?::text[]), unnest(?::uuid[]), unnest(?::bytea[])
            """;

    private static List<SqlValue> claimed(List<Claim> claims) {
        return List.of(
                bytes(claims, Claim::keyHash),
                texts(claims, Claim::source),
                uuids(claims, Claim::recordId),
                bytes(claims, Claim::contentHash));
    }

    /// What these source keys hold now, locked until the transaction ends.
    Map<ByteBuffer, Known> lockKnown(Collection<byte[]> keyHashes) {
        Map<ByteBuffer, Known> known = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT key_hash, record_id, version, content_hash FROM person.source_key
                        WHERE key_hash = ANY (?::bytea[]) ORDER BY key_hash FOR UPDATE
                        """)
                .param(bytes(keyHashes, x -> x))
                .query(rs -> {
                    known.put(
                            ByteBuffer.wrap(rs.getBytes(1)),
                            new Known(rs.getObject(2, UUID.class), rs.getInt(3), rs.getBytes(4)));
                });
        return known;
    }

    Map<ByteBuffer, UUID> recordsOf(Collection<byte[]> keyHashes) {
        Map<ByteBuffer, UUID> records = new HashMap<>();
        jdbc.sql(
                        "SELECT key_hash, record_id FROM person.source_key WHERE key_hash = ANY (?::bytea[])")
                .param(bytes(keyHashes, x -> x))
                .query(rs -> {
                    records.put(ByteBuffer.wrap(rs.getBytes(1)), rs.getObject(2, UUID.class));
                });
        return records;
    }

    /// What source keys hold from now on, each key once.
    void newVersions(Map<ByteBuffer, Known> held) {
        List<Map.Entry<ByteBuffer, Known>> rows = List.copyOf(held.entrySet());
        jdbc.sql(
                        """
                        UPDATE person.source_key k SET version = u.version, content_hash = u.content
                          FROM unnest(?::bytea[], ?::int[], ?::bytea[]) AS u (key, version, content)
                         WHERE k.key_hash = u.key
                        """)
                .params(
                        bytes(rows, r -> r.getKey().array()),
                        ints(rows, r -> r.getValue().version()),
                        bytes(rows, r -> r.getValue().contentHash()))
                .update();
    }

    /// Locks strong identifiers in the order of their hashes, so that one identifier never makes
    /// two persons.
    void lockIdentifiers(Collection<Long> keys) {
        if (keys.isEmpty()) {
            return;
        }
        List<Long> sorted = keys.stream().sorted().distinct().toList();
        String insert = "INSERT INTO person.identifier_lock AS l (key) SELECT unnest(?::bigint[])";
        if (sorted.size() >= FreshRows.WORTH_TRYING) {
            Set<Long> there =
                    new HashSet<>(
                            jdbc.sql(
                                            """
                                            SELECT key FROM person.identifier_lock
                                            WHERE key = ANY (?::bigint[]) ORDER BY key FOR UPDATE
                                            """)
                                    .param(longs(sorted))
                                    .query((rs, n) -> rs.getLong(1))
                                    .list());
            sorted = sorted.stream().filter(key -> !there.contains(key)).toList();
            if (sorted.isEmpty() || FreshRows.tryInsert(jdbc, insert, List.of(longs(sorted)))) {
                return;
            }
        }
        // An update that never happens locks the rows that are there already, in the same order.
        jdbc.sql(insert + " ON CONFLICT (key) DO UPDATE SET key = l.key WHERE false")
                .param(longs(sorted))
                .update();
    }

    /// Who holds these keys, by key and oldest first. No key has many: see [#HOLDERS_PER_KEY].
    List<Holder> holders(Collection<Long> keys) {
        return jdbc.sql(
                        """
                        SELECT key, holder_id, waiting FROM person.blocking_key
                        WHERE key = ANY (?::bigint[]) ORDER BY key, holder_id
                        """)
                .param(longs(keys.stream().sorted().toList()))
                .query((rs, n) ->
                        new Holder(rs.getLong(1), rs.getObject(2, UUID.class), rs.getBoolean(3)))
                .list();
    }

    Map<UUID, Loaded> load(Collection<UUID> persons, int recordsEach) {
        record Row(UUID person, String area, Vault.VersionId id) {}
        if (persons.isEmpty()) {
            return Map.of();
        }
        List<Row> rows =
                jdbc.sql(
                                """
                                SELECT u.p, r.area, r.record_id, r.version FROM unnest(?::uuid[]) AS u (p)
                                CROSS JOIN LATERAL (SELECT area, record_id, version FROM person.person_record
                                                    WHERE person_id = u.p ORDER BY record_id LIMIT ?) r
                                """)
                        .params(uuids(persons, x -> x), recordsEach)
                        .query((rs, n) ->
                                new Row(
                                        rs.getObject(1, UUID.class),
                                        rs.getString(2),
                                        new Vault.VersionId(
                                                rs.getObject(3, UUID.class), rs.getInt(4))))
                        .list();
        Map<Vault.VersionId, Stored> stored = open(rows.stream().map(Row::id).toList());
        Map<UUID, Loaded> loaded = new HashMap<>();
        for (Row row : rows) {
            Stored record = stored.get(row.id());
            if (record != null) {
                loaded.computeIfAbsent(row.person(), p -> new Loaded(row.area(), new ArrayList<>()))
                        .records()
                        .add(record);
            }
        }
        return loaded;
    }

    /// A record as its readable columns tell.
    ///
    /// @param stored opened if the register's, else null
    record Seen(
            UUID person,
            String area,
            Vault.VersionId id,
            String source,
            boolean authoritative,
            @Nullable Stored stored) {}

    /// Records of persons, oldest first; only the register's are opened, which is all that is
    /// needed for most. What is read in bulk for everybody is not remembered.
    Map<UUID, List<Seen>> seen(Collection<UUID> persons, int recordsEach) {
        Map<UUID, List<Seen>> seen = new HashMap<>();
        if (persons.isEmpty()) {
            return seen;
        }
        jdbc.sql(
                        """
                        SELECT u.p, l.area, l.record_id, l.version, l.source, l.authoritative, r.sealed_canonical
                        FROM unnest(?::uuid[]) AS u (p)
                        CROSS JOIN LATERAL (SELECT area, record_id, version, source, authoritative
                                            FROM person.person_record
                                            WHERE person_id = u.p ORDER BY record_id LIMIT ?) l
                        LEFT JOIN person.record r
                            ON r.record_id = CASE WHEN l.authoritative THEN l.record_id END AND r.version = l.version
                        """)
                .params(uuids(persons, x -> x), recordsEach)
                .query(rs -> {
                    UUID person = rs.getObject(1, UUID.class);
                    Vault.VersionId id =
                            new Vault.VersionId(rs.getObject(3, UUID.class), rs.getInt(4));
                    String source = rs.getString(5);
                    byte[] sealed = rs.getBytes(7);
                    seen.computeIfAbsent(person, p -> new ArrayList<>(8))
                            .add(
                                    new Seen(
                                            person,
                                            rs.getString(2),
                                            id,
                                            source,
                                            sealed != null,
                                            sealed == null ? null : opened(id, source, sealed)));
                });
        return seen;
    }

    private Stored opened(Vault.VersionId id, String source, byte[] sealed) {
        return vault.remembered(id)
                .orElseGet(() ->
                        new Stored(
                                id.recordId(),
                                id.version(),
                                source,
                                true,
                                vault.openCanonical(id.recordId(), id.version(), sealed)));
    }

    Map<Vault.VersionId, Stored> open(Collection<Vault.VersionId> ids) {
        Map<Vault.VersionId, Stored> found = new HashMap<>();
        List<Vault.VersionId> missing = new ArrayList<>();
        for (Vault.VersionId id : ids) {
            vault.remembered(id).ifPresentOrElse(s -> found.put(id, s), () -> missing.add(id));
        }
        if (!missing.isEmpty()) {
            jdbc.sql(
                            """
                            SELECT r.record_id, r.version, r.source, r.authoritative, r.sealed_canonical
                            FROM unnest(?::uuid[], ?::int[]) AS u (id, v)
                            JOIN person.record r ON r.record_id = u.id AND r.version = u.v
                            """)
                    .params(
                            uuids(missing, Vault.VersionId::recordId),
                            ints(missing, Vault.VersionId::version))
                    .query(rs -> {
                        UUID id = rs.getObject(1, UUID.class);
                        int version = rs.getInt(2);
                        Stored stored =
                                new Stored(
                                        id,
                                        version,
                                        rs.getString(3),
                                        rs.getBoolean(4),
                                        vault.openCanonical(id, version, rs.getBytes(5)));
                        vault.remember(stored);
                        found.put(new Vault.VersionId(id, version), stored);
                    });
        }
        return found;
    }

    void insertRecords(List<NewRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        write(
                """
                INSERT INTO person.record (record_id, version, source, authoritative, area, received_at,
                                           sealed_original, sealed_canonical)
                SELECT unnest(?::uuid[]), unnest(?::int[]), unnest(?::text[]), unnest(?::boolean[]),
                       unnest(?::text[]), unnest(?::timestamptz[]), unnest(?::bytea[]), unnest(?::bytea[])
                """,
                uuids(records, r -> r.stored().recordId()),
                ints(records, r -> r.stored().version()),
                texts(records, r -> r.stored().source()),
                booleans(records, r -> r.stored().authoritative()),
                texts(records, NewRecord::area),
                times(records, NewRecord::receivedAt),
                bytes(records, NewRecord::original),
                bytes(records, NewRecord::canonical));
        records.forEach(r -> vault.remember(r.stored()));
    }

    /// Persons founded just now, under ids nobody had before.
    void insertPersons(List<PersonRow> persons) {
        if (!persons.isEmpty()) {
            write(INSERT_PERSONS, columns(persons));
        }
    }

    private static final String INSERT_PERSONS =
            """
            INSERT INTO person.person (person_id, area, birth_year, verified, created_at)
            SELECT unnest(?::uuid[]), unnest(?::text[]), unnest(?::smallint[]), unnest(?::boolean[]),
                   unnest(?::timestamptz[])
            """;

    private static Object[] columns(List<PersonRow> persons) {
        return new Object[] {
            uuids(persons, PersonRow::personId),
            texts(persons, PersonRow::area),
            SqlArrays.shorts(persons, PersonRow::birthYear),
            booleans(persons, PersonRow::verified),
            times(persons, PersonRow::at)
        };
    }

    /// New persons, and persons that come back after they had been merged away.
    void upsertPersons(List<PersonRow> persons) {
        if (persons.isEmpty()) {
            return;
        }
        write(
                INSERT_PERSONS
                        + """
                        ON CONFLICT (person_id) DO UPDATE SET area = excluded.area, birth_year = excluded.birth_year,
                            verified = excluded.verified, merged_into = NULL
                        """,
                columns(persons));
    }

    void mergeInto(UUID emptied, UUID target) {
        jdbc.sql("UPDATE person.person SET merged_into = ? WHERE person_id = ?")
                .params(target, emptied)
                .update();
    }

    /// @param records what is placed, by id
    void place(List<Placed> placed, Map<UUID, Stored> records) {
        if (placed.isEmpty()) {
            return;
        }
        write(
                """
                INSERT INTO person.record_person (record_id, person_id, area, probability, event_id, decided_by)
                SELECT unnest(?::uuid[]), unnest(?::uuid[]), unnest(?::text[]), unnest(?::real[]), unnest(?::uuid[]),
                       unnest(?::text[])
                """,
                uuids(placed, Placed::recordId),
                uuids(placed, Placed::personId),
                texts(placed, Placed::area),
                floats(placed, Placed::probability),
                uuids(placed, Placed::eventId),
                texts(placed, Placed::by));
        write(
                """
                INSERT INTO person.person_record (person_id, record_id, version, area, source, authoritative)
                SELECT unnest(?::uuid[]), unnest(?::uuid[]), unnest(?::int[]), unnest(?::text[]), unnest(?::text[]),
                       unnest(?::boolean[])
                """,
                uuids(placed, Placed::personId),
                uuids(placed, Placed::recordId),
                ints(placed, Placed::version),
                texts(placed, Placed::area),
                texts(placed, p -> stored(records, p).source()),
                booleans(placed, p -> stored(records, p).authoritative()));
    }

    private static Stored stored(Map<UUID, Stored> records, Placed placed) {
        return Objects.requireNonNull(records.get(placed.recordId()), "placed and not given");
    }

    /// Takes records out of whatever person or waiting room they are in.
    void displace(Map<UUID, UUID> personByRecord, Collection<UUID> waiting) {
        if (!personByRecord.isEmpty()) {
            jdbc.sql("DELETE FROM person.record_person WHERE record_id = ANY (?::uuid[])")
                    .param(uuids(personByRecord.keySet(), x -> x))
                    .update();
            jdbc.sql(
                            """
                            DELETE FROM person.person_record d USING unnest(?::uuid[], ?::uuid[]) AS u (p, r)
                            WHERE d.person_id = u.p AND d.record_id = u.r
                            """)
                    .params(
                            uuids(personByRecord.entrySet(), Map.Entry::getValue),
                            uuids(personByRecord.entrySet(), Map.Entry::getKey))
                    .update();
        }
        if (!waiting.isEmpty()) {
            jdbc.sql("DELETE FROM person.waiting WHERE record_id = ANY (?::uuid[])")
                    .param(uuids(waiting, x -> x))
                    .update();
        }
    }

    void moveResidence(Map<UUID, String> areas) {
        if (areas.isEmpty()) {
            return;
        }
        SqlValue persons = uuids(areas.entrySet(), Map.Entry::getKey);
        SqlValue texts = texts(areas.entrySet(), Map.Entry::getValue);
        write(
                """
                UPDATE person.record_person l SET area = u.a
                FROM unnest(?::uuid[], ?::text[]) AS u (p, a)
                JOIN person.person_record r ON r.person_id = u.p
                WHERE l.record_id = r.record_id AND l.area <> u.a
                """,
                persons,
                texts);
        write(
                """
                UPDATE person.person_record r SET area = u.a FROM unnest(?::uuid[], ?::text[]) AS u (p, a)
                WHERE r.person_id = u.p AND r.area <> u.a
                """,
                persons,
                texts);
    }

    void hold(List<Held> held) {
        if (held.isEmpty()) {
            return;
        }
        write(
                """
                INSERT INTO person.waiting (record_id, version, probability, reason)
                SELECT unnest(?::uuid[]), unnest(?::int[]), unnest(?::real[]), unnest(?::text[])
                """,
                uuids(held, Held::recordId),
                ints(held, Held::version),
                floats(held, Held::probability),
                texts(held, Held::reason));
    }

    void append(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        write(
                """
                INSERT INTO person.link_event (record_id, event_id, kind, at, person_id, prior_person,
                    probability, decided_by, model_version, evidence, reason, undoes)
                SELECT unnest(?::uuid[]), unnest(?::uuid[]), unnest(?::text[]), unnest(?::timestamptz[]),
                       unnest(?::uuid[]), unnest(?::uuid[]), unnest(?::real[]), unnest(?::text[]), unnest(?::text[]),
                       unnest(?::text[]), unnest(?::text[]), unnest(?::uuid[])
                """,
                uuids(events, Event::recordId),
                uuids(events, Event::eventId),
                texts(events, Event::kind),
                times(events, Event::at),
                uuids(events, Event::personId),
                uuids(events, Event::priorPerson),
                floats(events, Event::probability),
                texts(events, Event::decidedBy),
                texts(events, Event::modelVersion),
                texts(events, Event::evidence),
                texts(events, Event::reason),
                uuids(events, Event::undoes));
    }

    void addKeys(Collection<KeyRow> rows, short keyId) {
        if (rows.isEmpty()) {
            return;
        }
        List<KeyRow> sorted =
                rows.stream().sorted((a, b) -> Long.compare(a.key(), b.key())).toList();
        writeFresh(
                """
                INSERT INTO person.blocking_key (key_id, key, holder_id, waiting)
                SELECT ?, unnest(?::bigint[]), unnest(?::uuid[]), unnest(?::boolean[])
                """,
                "ON CONFLICT (key, holder_id) DO NOTHING",
                keyId,
                SqlArrays.longs(sorted, KeyRow::key),
                uuids(sorted, KeyRow::holder),
                booleans(sorted, KeyRow::waiting));
    }

    void removeKeys(Collection<KeyRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        DELETE FROM person.blocking_key b USING unnest(?::bigint[], ?::uuid[]) AS u (k, h)
                        WHERE b.key = u.k AND b.holder_id = u.h
                        """)
                .params(SqlArrays.longs(rows, KeyRow::key), uuids(rows, KeyRow::holder))
                .update();
    }

    void openReviews(List<NewReview> reviews) {
        if (reviews.isEmpty()) {
            return;
        }
        write(
                """
                INSERT INTO person.review (review_id, record_id, area, opened_at, probability, reason, source,
                                           pattern, rank, chance, candidates, probabilities, state)
                SELECT v, r, a, t, p, w, s, m, k, p, string_to_array(c, ',')::uuid[],
                       string_to_array(q, ',')::real[], 'open'
                FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::timestamptz[], ?::real[], ?::text[], ?::text[],
                            ?::text[], ?::float8[], ?::text[], ?::text[])
                     AS u (v, r, a, t, p, w, s, m, k, c, q)
                """,
                uuids(reviews, NewReview::reviewId),
                uuids(reviews, NewReview::recordId),
                texts(reviews, NewReview::area),
                times(reviews, NewReview::at),
                floats(reviews, NewReview::probability),
                texts(reviews, NewReview::reason),
                texts(reviews, NewReview::source),
                texts(reviews, NewReview::pattern),
                new SqlArrayValue(
                        "float8",
                        (Object[])
                                reviews.stream()
                                        .map(r ->
                                                ExpectedBenefit.rank(r.probability(), 1, 1, r.at()))
                                        .toArray(Double[]::new)),
                texts(reviews, r -> joined(r.candidates())),
                texts(reviews, r -> joined(r.probabilities())));
    }

    private static String joined(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    void closeReviews(Collection<UUID> records, String state, Instant at, String by) {
        jdbc.sql(
                        """
                        UPDATE person.review SET state = ?, decided_at = ?::timestamptz, decided_by = ?
                        WHERE record_id = ANY (?::uuid[]) AND state = 'open'
                        """)
                .params(state, at.toString(), by, uuids(records, x -> x))
                .update();
    }

    /// Those of the records that a steward is asked about.
    Set<UUID> withOpenReview(Collection<UUID> records) {
        return records.isEmpty()
                ? Set.of()
                : Set.copyOf(
                        jdbc.sql(
                                        """
                                        SELECT DISTINCT record_id FROM person.review
                                        WHERE record_id = ANY (?::uuid[]) AND state = 'open'
                                        """)
                                .param(uuids(records, x -> x))
                                .query((rs, n) -> rs.getObject(1, UUID.class))
                                .list());
    }

    void unsettle(Map<UUID, Boolean> items) {
        if (items.isEmpty()) {
            return;
        }
        List<Map.Entry<UUID, Boolean>> sorted =
                items.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        write(
                """
                INSERT INTO person.unsettled (item_id, waiting)
                SELECT unnest(?::uuid[]), unnest(?::boolean[]) ON CONFLICT (item_id) DO NOTHING
                """,
                uuids(sorted, Map.Entry::getKey),
                booleans(sorted, Map.Entry::getValue));
    }

    record Unsettled(UUID id, boolean waiting) {}

    /// Takes the oldest; whoever calls this holds the lock on links alone.
    List<Unsettled> takeUnsettled(int most) {
        List<Unsettled> taken =
                jdbc.sql("SELECT item_id, waiting FROM person.unsettled ORDER BY item_id LIMIT ?")
                        .param(most)
                        .query((rs, n) ->
                                new Unsettled(rs.getObject(1, UUID.class), rs.getBoolean(2)))
                        .list();
        if (!taken.isEmpty()) {
            jdbc.sql("DELETE FROM person.unsettled WHERE item_id = ANY (?::uuid[])")
                    .param(uuids(taken, Unsettled::id))
                    .update();
        }
        return taken;
    }

    Map<UUID, Placed> placedBy(Collection<UUID> records) {
        Map<UUID, Placed> placed = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        SELECT l.record_id, l.person_id, l.area, l.probability, l.event_id, l.decided_by
                        FROM person.record_person l WHERE l.record_id = ANY (?::uuid[])
                        """)
                .param(uuids(records, x -> x))
                .query(rs -> {
                    UUID record = rs.getObject(1, UUID.class);
                    placed.put(
                            record,
                            new Placed(
                                    record,
                                    0,
                                    rs.getObject(2, UUID.class),
                                    rs.getString(3),
                                    rs.getFloat(4),
                                    rs.getObject(5, UUID.class),
                                    rs.getString(6)));
                });
        return placed;
    }

    Map<UUID, Held> waitingOf(Collection<UUID> records) {
        Map<UUID, Held> held = new LinkedHashMap<>();
        jdbc.sql(
                        "SELECT record_id, version, probability, reason FROM person.waiting WHERE record_id = ANY (?::uuid[])")
                .param(uuids(records, x -> x))
                .query(rs -> {
                    UUID id = rs.getObject(1, UUID.class);
                    held.put(id, new Held(id, rs.getInt(2), rs.getFloat(3), rs.getString(4)));
                });
        return held;
    }

    Set<UUID> apartFrom(Collection<UUID> records) {
        return Set.copyOf(
                jdbc.sql(
                                "SELECT DISTINCT other_record_id FROM person.kept_apart WHERE record_id = ANY (?::uuid[])")
                        .param(uuids(records, x -> x))
                        .query((rs, n) -> rs.getObject(1, UUID.class))
                        .list());
    }

    /// As [#apartFrom], record by record; records nobody kept apart are missing.
    Map<UUID, Set<UUID>> apartOf(Collection<UUID> records) {
        Map<UUID, Set<UUID>> apart = new HashMap<>();
        if (!records.isEmpty()) {
            jdbc.sql(
                            """
                            SELECT record_id, other_record_id FROM person.kept_apart
                            WHERE record_id = ANY (?::uuid[])
                            """)
                    .param(uuids(records, x -> x))
                    .query(rs -> {
                        apart.computeIfAbsent(
                                        rs.getObject(1, UUID.class), r -> new LinkedHashSet<>())
                                .add(rs.getObject(2, UUID.class));
                    });
        }
        return apart;
    }

    /// @param decision taking it back removes the pairs
    void keepApart(UUID record, Collection<UUID> others, Instant at, String by, UUID decision) {
        jdbc.sql(
                        """
                        INSERT INTO person.kept_apart (record_id, other_record_id, at, decided_by, decision_id)
                        SELECT a, b, ?::timestamptz, ?, ? FROM
                            (SELECT ?::uuid AS a, o AS b FROM unnest(?::uuid[]) AS u (o)
                             UNION ALL SELECT o, ?::uuid FROM unnest(?::uuid[]) AS u (o)) pairs
                        ON CONFLICT (record_id, other_record_id) DO NOTHING
                        """)
                .params(
                        at.toString(),
                        by,
                        decision,
                        record,
                        uuids(others, x -> x),
                        record,
                        uuids(others, x -> x))
                .update();
    }

    Optional<Event> event(UUID eventId) {
        return jdbc.sql("SELECT * FROM person.link_event WHERE event_id = ?")
                .param(eventId)
                .query(LinkRows::event)
                .optional();
    }

    List<Event> events(Collection<UUID> records) {
        return jdbc.sql(
                        "SELECT * FROM person.link_event WHERE record_id = ANY (?::uuid[]) ORDER BY event_id DESC LIMIT 500")
                .param(uuids(records, x -> x))
                .query(LinkRows::event)
                .list();
    }

    private static Event event(java.sql.ResultSet rs, int n) throws java.sql.SQLException {
        return new Event(
                rs.getObject("record_id", UUID.class),
                rs.getObject("event_id", UUID.class),
                rs.getString("kind"),
                rs.getTimestamp("at").toInstant(),
                rs.getObject("person_id", UUID.class),
                rs.getObject("prior_person", UUID.class),
                rs.getFloat("probability"),
                rs.getString("decided_by"),
                rs.getString("model_version"),
                rs.getString("evidence"),
                rs.getString("reason"),
                rs.getObject("undoes", UUID.class));
    }

    static <T> SqlValue uuids(Collection<T> rows, Function<T, @Nullable UUID> column) {
        return SqlArrays.uuids(rows, column);
    }

    static <T> SqlValue texts(Collection<T> rows, Function<T, String> column) {
        return SqlArrays.texts(rows, column);
    }

    static <T> SqlValue ints(Collection<T> rows, Function<T, Integer> column) {
        return SqlArrays.ints(rows, column);
    }

    static <T> SqlValue floats(Collection<T> rows, Function<T, Float> column) {
        return SqlArrays.floats(rows, column);
    }

    static <T> SqlValue booleans(Collection<T> rows, Function<T, Boolean> column) {
        return SqlArrays.booleans(rows, column);
    }

    static <T> SqlValue bytes(Collection<T> rows, Function<T, byte[]> column) {
        return SqlArrays.bytes(rows, column);
    }

    static <T> SqlValue times(Collection<T> rows, Function<T, Instant> column) {
        return SqlArrays.times(rows, column);
    }

    static SqlValue longs(Collection<Long> values) {
        return SqlArrays.longs(values, Long::longValue);
    }
}
