package vn.pccovid.server.fact;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlValue;
import org.springframework.stereotype.Repository;
import vn.pccovid.server.access.SqlArrays;

/// The statements of the schema `fact`; one per table and batch.
@Repository
class FactRows {
    private final JdbcClient jdbc;

    FactRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param details null: this version retracts the one before
    record Version(
            byte[] keyHash,
            int version,
            UUID factId,
            UUID recordId,
            String source,
            String kind,
            Instant at,
            String area,
            Instant receivedAt,
            byte[] contentHash,
            byte @Nullable [] details) {}

    /// A fact in the projection of one person.
    record Counted(Version fact, UUID personId, String residence, float probability) {}

    /// The newest version under each key.
    Map<ByteBuffer, Version> current(Collection<byte[]> keyHashes) {
        Map<ByteBuffer, Version> current = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT f.* FROM unnest(?::bytea[]) AS u (k)
                        CROSS JOIN LATERAL (SELECT key_hash, version, fact_id, record_id, source, kind, at, area,
                                                   received_at, content_hash, details
                                            FROM fact.fact WHERE key_hash = u.k ORDER BY version DESC LIMIT 1) f
                        """)
                .param(bytes(keyHashes, x -> x))
                .query(rs -> {
                    Version version = version(rs);
                    current.put(ByteBuffer.wrap(version.keyHash()), version);
                });
        return current;
    }

    /// Current facts of records, without those whose newest version belongs to another record or
    /// retracts.
    List<Version> ofRecords(Collection<UUID> records) {
        return jdbc.sql(
                        """
                        SELECT f.* FROM unnest(?::uuid[]) AS u (r)
                        CROSS JOIN LATERAL (SELECT key_hash, version, fact_id, record_id, source, kind, at, area,
                                                   received_at, content_hash, details
                                            FROM fact.fact WHERE record_id = u.r) f
                        WHERE f.details IS NOT NULL AND NOT EXISTS
                            (SELECT 1 FROM fact.fact later WHERE later.key_hash = f.key_hash AND later.version > f.version)
                        """)
                .param(uuids(records, x -> x))
                .query((rs, n) -> version(rs))
                .list();
    }

    /// The same as the records stood at an instant.
    List<Version> ofRecords(Collection<UUID> records, Instant at) {
        return jdbc.sql(
                        """
                        SELECT f.* FROM unnest(:records) AS u (r)
                        CROSS JOIN LATERAL (SELECT key_hash, version, fact_id, record_id, source, kind, at, area,
                                                   received_at, content_hash, details
                                            FROM fact.fact WHERE record_id = u.r AND received_at <= :at) f
                        WHERE f.details IS NOT NULL AND NOT EXISTS
                            (SELECT 1 FROM fact.fact later WHERE later.key_hash = f.key_hash
                                AND later.version > f.version AND later.received_at <= :at)
                        """)
                .param("records", uuids(records, x -> x))
                .param("at", at.atOffset(java.time.ZoneOffset.UTC))
                .query((rs, n) -> version(rs))
                .list();
    }

    List<UUID> recordsAfter(UUID last, int most) {
        return jdbc.sql(
                        "SELECT DISTINCT record_id FROM fact.fact WHERE record_id > ? ORDER BY record_id LIMIT ?")
                .params(last, most)
                .query((rs, n) -> rs.getObject(1, UUID.class))
                .list();
    }

    private static Version version(java.sql.ResultSet rs) throws java.sql.SQLException {
        return new Version(
                rs.getBytes("key_hash"),
                rs.getInt("version"),
                rs.getObject("fact_id", UUID.class),
                rs.getObject("record_id", UUID.class),
                rs.getString("source"),
                rs.getString("kind"),
                rs.getTimestamp("at").toInstant(),
                rs.getString("area"),
                rs.getTimestamp("received_at").toInstant(),
                rs.getBytes("content_hash"),
                rs.getBytes("details"));
    }

    void insert(List<Version> facts) {
        if (facts.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        INSERT INTO fact.fact (key_hash, version, fact_id, record_id, source, kind, at, area,
                                               received_at, content_hash, details)
                        SELECT unnest(?::bytea[]), unnest(?::int[]), unnest(?::uuid[]), unnest(?::uuid[]),
                               unnest(?::text[]), unnest(?::text[]), unnest(?::timestamptz[]), unnest(?::text[]),
                               unnest(?::timestamptz[]), unnest(?::bytea[]), unnest(?::bytea[])
                        """)
                .params(
                        bytes(facts, Version::keyHash),
                        SqlArrays.ints(facts, Version::version),
                        uuids(facts, Version::factId),
                        uuids(facts, Version::recordId),
                        texts(facts, Version::source),
                        texts(facts, Version::kind),
                        times(facts, Version::at),
                        texts(facts, Version::area),
                        times(facts, Version::receivedAt),
                        bytes(facts, Version::contentHash),
                        bytes(facts, Version::details))
                .update();
    }

    void count(List<Counted> counted) {
        if (counted.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        INSERT INTO fact.person_fact (person_id, fact_id, record_id, residence, source, kind, at, area,
                                                      received_at, link_probability, details)
                        SELECT unnest(?::uuid[]), unnest(?::uuid[]), unnest(?::uuid[]), unnest(?::text[]),
                               unnest(?::text[]), unnest(?::text[]), unnest(?::timestamptz[]), unnest(?::text[]),
                               unnest(?::timestamptz[]), unnest(?::real[]), unnest(?::bytea[])
                        """)
                .params(
                        uuids(counted, Counted::personId),
                        uuids(counted, c -> c.fact().factId()),
                        uuids(counted, c -> c.fact().recordId()),
                        texts(counted, Counted::residence),
                        texts(counted, c -> c.fact().source()),
                        texts(counted, c -> c.fact().kind()),
                        times(counted, c -> c.fact().at()),
                        texts(counted, c -> c.fact().area()),
                        times(counted, c -> c.fact().receivedAt()),
                        SqlArrays.floats(counted, Counted::probability),
                        bytes(counted, c -> c.fact().details()))
                .update();
    }

    /// Takes facts out of the projection of these persons.
    void discount(Collection<UUID> persons, Collection<UUID> factIds) {
        if (persons.isEmpty() || factIds.isEmpty()) {
            return;
        }
        jdbc.sql(
                        "DELETE FROM fact.person_fact WHERE person_id = ANY (?::uuid[]) AND fact_id = ANY (?::uuid[])")
                .params(uuids(persons, x -> x), uuids(factIds, x -> x))
                .update();
    }

    /// Takes everything these records say out of the projection of these persons.
    void discountRecords(Collection<UUID> persons, Collection<UUID> records) {
        if (persons.isEmpty() || records.isEmpty()) {
            return;
        }
        jdbc.sql(
                        "DELETE FROM fact.person_fact WHERE person_id = ANY (?::uuid[]) AND record_id = ANY (?::uuid[])")
                .params(uuids(persons, x -> x), uuids(records, x -> x))
                .update();
    }

    List<UUID> recordsOfPersons(Collection<UUID> persons) {
        return jdbc.sql(
                        "SELECT DISTINCT record_id FROM fact.person_fact WHERE person_id = ANY (?::uuid[])")
                .param(uuids(persons, x -> x))
                .query((rs, n) -> rs.getObject(1, UUID.class))
                .list();
    }

    int clearProjection(int most) {
        return jdbc.sql(
                        """
                        DELETE FROM fact.person_fact WHERE (person_id, fact_id) IN
                            (SELECT person_id, fact_id FROM fact.person_fact ORDER BY person_id, fact_id LIMIT ?)
                        """)
                .param(most)
                .update();
    }

    static <T> SqlValue uuids(Collection<T> rows, Function<T, UUID> column) {
        return SqlArrays.uuids(rows, column);
    }

    static <T> SqlValue texts(Collection<T> rows, Function<T, String> column) {
        return SqlArrays.texts(rows, column);
    }

    static <T> SqlValue times(Collection<T> rows, Function<T, Instant> column) {
        return SqlArrays.times(rows, column);
    }

    static <T> SqlValue bytes(Collection<T> rows, Function<T, byte @Nullable []> column) {
        return SqlArrays.bytes(rows, column);
    }
}
