package vn.pccovid.server.pass;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlValue;
import org.springframework.stereotype.Repository;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.server.access.FreshRows;
import vn.pccovid.server.access.SqlArrays;

/// The statements of the schema `pass`; one per table and batch.
@Repository
class PassRows {
    private static final String COLUMNS =
            """
            p.person_id, p.seq, p.area, p.colour, p.floor_colour, p.pack, p.pack_version, p.rule,
            p.red_for_lack_of_data, p.carried_over, p.since, p.next_change, p.as_of, p.sealed
            """;

    private final JdbcClient jdbc;

    PassRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// One row of `pass.pass`.
    @SuppressWarnings("ArrayRecordComponent") // a row is written once and never compared
    record Row(Pass pass, int seq, boolean carriedOver, byte[] sealed) {
        /// This row as the one that follows another, or as the first.
        Row after(@Nullable Row before) {
            return new Row(pass, before == null ? 0 : before.seq + 1, carriedOver, sealed);
        }
    }

    /// @param stale marked since it was worked out
    record Found(Row row, boolean stale) {}

    /// A failed person is tried again from here on; a new mark tries it at once. A person marked
    /// before is only locked, which makes whoever works it out and this transaction wait for each
    /// other.
    void mark(Collection<UUID> persons, Instant now) {
        if (persons.size() < FreshRows.WORTH_TRYING) {
            jdbc.sql(MARK + MARK_AGAIN).params(time(now), uuids(persons, id -> id)).update();
            return;
        }
        Set<UUID> fresh = new LinkedHashSet<>(persons);
        fresh.removeAll(marked(persons, now));
        if (!fresh.isEmpty()) {
            FreshRows.insert(jdbc, MARK, MARK_AGAIN, List.of(time(now), uuids(fresh, id -> id)));
        }
    }

    private static final String MARK =
            """
            INSERT INTO pass.stale (not_before, person_id)
            SELECT ?::timestamptz, u.person_id FROM (SELECT unnest(?::uuid[]) AS person_id) u ORDER BY u.person_id
            """;

    private static final String MARK_AGAIN =
            """
            ON CONFLICT (person_id) DO UPDATE
                SET attempts = 0, not_before = least(stale.not_before, excluded.not_before)
                WHERE stale.attempts > 0 OR stale.not_before > excluded.not_before
            """;

    /// Those marked before, locked and to be worked out from now on.
    private Set<UUID> marked(Collection<UUID> persons, Instant now) {
        Set<UUID> marked = new HashSet<>();
        List<UUID> later = new ArrayList<>();
        jdbc.sql(
                        """
                        SELECT person_id, attempts > 0 OR not_before > ? FROM pass.stale
                        WHERE person_id = ANY (?::uuid[]) ORDER BY person_id FOR UPDATE
                        """)
                .params(time(now), uuids(persons, id -> id))
                .query(rs -> {
                    UUID person = rs.getObject(1, UUID.class);
                    marked.add(person);
                    if (rs.getBoolean(2)) {
                        later.add(person);
                    }
                });
        if (!later.isEmpty()) {
            jdbc.sql(
                            """
                            UPDATE pass.stale SET attempts = 0, not_before = least(not_before, ?::timestamptz)
                            WHERE person_id = ANY (?::uuid[])
                            """)
                    .params(time(now), uuids(later, id -> id))
                    .update();
        }
        return marked;
    }

    /// Marks persons whose answer has run out.
    int markDue(Instant now, int most) {
        return jdbc.sql(
                        """
                        INSERT INTO pass.stale (person_id, not_before)
                        SELECT d.person_id, :now
                        FROM (SELECT person_id FROM pass.pass WHERE next_change <= :now
                              ORDER BY next_change LIMIT :most) AS d
                        ORDER BY d.person_id
                        ON CONFLICT (person_id) DO NOTHING
                        """)
                .param("now", time(now))
                .param("most", most)
                .update();
    }

    /// Marks everybody.
    int markAll(Instant now) {
        return jdbc.sql(
                        """
                        INSERT INTO pass.stale (person_id, not_before)
                        SELECT person_id, :now FROM pass.pass ORDER BY person_id
                        ON CONFLICT (person_id) DO NOTHING
                        """)
                .param("now", time(now))
                .update();
    }

    /// Notes which silences stand in the colours.
    ///
    /// @return whether that is news
    boolean silences(Set<String> sources, Instant now) {
        Set<String> before =
                Set.copyOf(jdbc.sql("SELECT source FROM pass.silence").query(String.class).list());
        if (before.equals(sources)) {
            return false;
        }
        jdbc.sql("DELETE FROM pass.silence WHERE source <> ALL (:sources)")
                .param("sources", texts(sources, s -> s))
                .update();
        jdbc.sql(
                        """
                        INSERT INTO pass.silence (source, at) SELECT u.source, :now FROM unnest(:sources) AS u (source)
                        ON CONFLICT (source) DO NOTHING
                        """)
                .param("sources", texts(sources, s -> s))
                .param("now", time(now))
                .update();
        return true;
    }

    /// Takes marks for this transaction; those another worker works on are left to it.
    List<UUID> take(Instant now, int most) {
        return jdbc.sql(
                        """
                        SELECT person_id FROM pass.stale WHERE not_before <= :now
                        ORDER BY not_before LIMIT :most FOR UPDATE SKIP LOCKED
                        """)
                .param("now", time(now))
                .param("most", most)
                .query((rs, n) -> rs.getObject(1, UUID.class))
                .list();
    }

    /// Takes the mark of one person, making it first, and waits for whoever holds it.
    void takeOne(UUID person, Instant now) {
        mark(List.of(person), now);
    }

    void unmark(Collection<UUID> persons) {
        jdbc.sql("DELETE FROM pass.stale WHERE person_id = ANY (:persons)")
                .param("persons", uuids(persons, id -> id))
                .update();
    }

    void postpone(Collection<UUID> persons, Instant until) {
        jdbc.sql(
                        """
                        UPDATE pass.stale SET attempts = attempts + 1, not_before = :until
                        WHERE person_id = ANY (:persons)
                        """)
                .param("persons", uuids(persons, id -> id))
                .param("until", time(until))
                .update();
    }

    Map<UUID, Row> find(Collection<UUID> persons) {
        Map<UUID, Row> found = new HashMap<>();
        jdbc.sql("SELECT " + COLUMNS + " FROM pass.pass p WHERE p.person_id = ANY (:persons)")
                .param("persons", uuids(persons, id -> id))
                .query(rs -> {
                    Row row = row(rs);
                    found.put(row.pass().personId(), row);
                });
        return found;
    }

    /// Answers of the persons after one id up to another who live under an area (empty:
    /// everywhere), in the order of ids.
    List<Row> between(UUID after, UUID upTo, String area, int most) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + """
                                FROM pass.pass p
                                WHERE person_id > :after AND person_id <= :upTo
                                  AND (:area = '' OR area = :area OR area LIKE :under)
                                ORDER BY person_id LIMIT :most
                                """)
                .param("after", after)
                .param("upTo", upTo)
                .param("area", area)
                .param("under", area + "/%")
                .param("most", most)
                .query((rs, n) -> row(rs))
                .list();
    }

    Optional<Found> find(UUID person) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + """
                                , EXISTS (SELECT 1 FROM pass.stale s WHERE s.person_id = p.person_id)
                                FROM pass.pass p WHERE p.person_id = :person
                                """)
                .param("person", person)
                .query((rs, n) -> new Found(row(rs), rs.getBoolean(15)))
                .optional();
    }

    /// An answer as it was published.
    @SuppressWarnings("ArrayRecordComponent") // read once and never compared
    record Published(
            int seq,
            Instant asOf,
            String area,
            Colour colour,
            Colour floorColour,
            String pack,
            String packVersion,
            String rule,
            byte[] sealed) {}

    /// What was published about a person until an instant, newest first.
    List<Published> published(UUID person, Instant until, int most) {
        return jdbc.sql(
                        """
                        SELECT seq, as_of, area, colour, floor_colour, pack, pack_version, rule, sealed
                        FROM pass.published WHERE person_id = :person AND as_of <= :until
                        ORDER BY as_of DESC, seq DESC LIMIT :most
                        """)
                .param("person", person)
                .param("until", time(until))
                .param("most", most)
                .query((rs, n) ->
                        new Published(
                                rs.getInt(1),
                                rs.getTimestamp(2).toInstant(),
                                rs.getString(3),
                                Colour.valueOf(rs.getString(4)),
                                Colour.valueOf(rs.getString(5)),
                                rs.getString(6),
                                rs.getString(7),
                                rs.getString(8),
                                rs.getBytes(9)))
                .list();
    }

    void delete(Collection<UUID> persons) {
        jdbc.sql("DELETE FROM pass.pass WHERE person_id = ANY (:persons)")
                .param("persons", uuids(persons, id -> id))
                .update();
    }

    /// Writes answers, and each into the history too.
    void publish(List<Row> answers) {
        if (answers.isEmpty()) {
            return;
        }
        List<Row> rows = afterHistory(answers);
        List<SqlValue> columns = new ArrayList<>();
        columns.add(uuids(rows, r -> r.pass().personId()));
        columns.add(SqlArrays.ints(rows, Row::seq));
        columns.add(texts(rows, r -> r.pass().area()));
        columns.add(texts(rows, r -> r.pass().colour().name()));
        columns.add(texts(rows, r -> r.pass().floorColour().name()));
        columns.add(texts(rows, r -> r.pass().pack()));
        columns.add(texts(rows, r -> r.pass().packVersion()));
        columns.add(texts(rows, r -> r.pass().rule()));
        columns.add(times(rows, r -> r.pass().asOf()));
        columns.add(SqlArrays.bytes(rows, Row::sealed));
        jdbc.sql(PUBLISH).params(columns).update();
        columns.add(flags(rows, r -> r.pass().redForLackOfData()));
        columns.add(flags(rows, Row::carriedOver));
        columns.add(times(rows, r -> r.pass().since()));
        columns.add(times(rows, r -> r.pass().nextChange()));
        // The first answers of persons come in bulk, later ones one by one.
        if (rows.size() >= FIRST_ANSWERS && rows.stream().allMatch(r -> r.seq() == 0)) {
            FreshRows.insert(jdbc, ANSWER, ANSWER_AGAIN, columns);
        } else {
            jdbc.sql(ANSWER + ANSWER_AGAIN).params(columns).update();
        }
    }

    /// Somebody whose records were joined to another person has no answer meanwhile, and a history:
    /// the first answer after they were parted again follows it.
    private List<Row> afterHistory(List<Row> rows) {
        List<UUID> first =
                rows.stream().filter(r -> r.seq() == 0).map(r -> r.pass().personId()).toList();
        if (first.isEmpty()) {
            return rows;
        }
        Map<UUID, Integer> last = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT person_id, max(seq) FROM pass.published WHERE person_id = ANY (:persons)
                        GROUP BY person_id
                        """)
                .param("persons", uuids(first, id -> id))
                .query(rs -> {
                    last.put(rs.getObject(1, UUID.class), rs.getInt(2));
                });
        return last.isEmpty()
                ? rows
                : rows.stream()
                        .map(r -> {
                            Integer before = r.seq() == 0 ? last.get(r.pass().personId()) : null;
                            return before == null
                                    ? r
                                    : new Row(r.pass(), before + 1, r.carriedOver(), r.sealed());
                        })
                        .toList();
    }

    /// From so many on a savepoint is worth it.
    private static final int FIRST_ANSWERS = 32;

    private static final String PUBLISH =
            """
            INSERT INTO pass.published (person_id, seq, area, colour, floor_colour, pack, pack_version, rule,
                                        as_of, sealed)
            SELECT unnest(?::uuid[]), unnest(?::int[]), unnest(?::text[]), unnest(?::text[]), unnest(?::text[]),
                   unnest(?::text[]), unnest(?::text[]), unnest(?::text[]), unnest(?::timestamptz[]),
                   unnest(?::bytea[])
            """;

    private static final String ANSWER =
            """
            INSERT INTO pass.pass (person_id, seq, area, colour, floor_colour, pack, pack_version, rule,
                                   as_of, sealed, red_for_lack_of_data, carried_over, since, next_change)
            SELECT unnest(?::uuid[]), unnest(?::int[]), unnest(?::text[]), unnest(?::text[]), unnest(?::text[]),
                   unnest(?::text[]), unnest(?::text[]), unnest(?::text[]), unnest(?::timestamptz[]),
                   unnest(?::bytea[]), unnest(?::boolean[]), unnest(?::boolean[]), unnest(?::timestamptz[]),
                   nullif(unnest(?::timestamptz[]), 'infinity')
            """;

    private static final String ANSWER_AGAIN =
            """
            ON CONFLICT (person_id) DO UPDATE SET
                seq = excluded.seq, area = excluded.area, colour = excluded.colour,
                floor_colour = excluded.floor_colour, pack = excluded.pack,
                pack_version = excluded.pack_version, rule = excluded.rule,
                red_for_lack_of_data = excluded.red_for_lack_of_data,
                carried_over = excluded.carried_over, since = excluded.since,
                next_change = excluded.next_change, as_of = excluded.as_of,
                sealed = excluded.sealed
            """;

    /// An answer still stands, but the person is now known to more or fewer systems.
    void carried(UUID person, boolean carriedOver) {
        jdbc.sql("UPDATE pass.pass SET carried_over = :carried WHERE person_id = :person")
                .param("carried", carriedOver)
                .param("person", person)
                .update();
    }

    /// Counts per area path under an area (`*`: everywhere).
    List<ColourCount> count(String prefix) {
        String under = prefix.replace("_", "").replace("%", "");
        return jdbc.sql(
                        """
                        SELECT area, count(*), count(*) FILTER (WHERE carried_over),
                               count(*) FILTER (WHERE colour = 'GREEN'), count(*) FILTER (WHERE colour = 'YELLOW'),
                               count(*) FILTER (WHERE colour = 'RED'), count(*) FILTER (WHERE red_for_lack_of_data)
                        FROM pass.pass
                        WHERE :all OR area = :area OR area LIKE :under
                        GROUP BY area ORDER BY area
                        """)
                .param("all", prefix.equals("*"))
                .param("area", under)
                .param("under", under + "/%")
                .query((rs, n) ->
                        new ColourCount(
                                rs.getString(1),
                                rs.getLong(2),
                                rs.getLong(3),
                                rs.getLong(4),
                                rs.getLong(5),
                                rs.getLong(6),
                                rs.getLong(7)))
                .list();
    }

    long countStale(boolean failedOnly) {
        return jdbc.sql("SELECT count(*) FROM pass.stale WHERE attempts >= :attempts")
                .param("attempts", failedOnly ? 1 : 0)
                .query(Long.class)
                .single();
    }

    private static Row row(ResultSet rs) throws SQLException {
        Timestamp next = rs.getTimestamp(12);
        return new Row(
                new Pass(
                        rs.getObject(1, UUID.class),
                        rs.getString(3),
                        Colour.valueOf(rs.getString(4)),
                        Colour.valueOf(rs.getString(5)),
                        rs.getString(6),
                        rs.getString(7),
                        rs.getString(8),
                        rs.getBoolean(9),
                        rs.getTimestamp(11).toInstant(),
                        next == null ? null : next.toInstant(),
                        rs.getTimestamp(13).toInstant()),
                rs.getInt(2),
                rs.getBoolean(10),
                rs.getBytes(14));
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static <T> SqlValue uuids(Collection<T> rows, Function<T, UUID> column) {
        return SqlArrays.uuids(rows, column);
    }

    private static <T> SqlValue texts(Collection<T> rows, Function<T, String> column) {
        return SqlArrays.texts(rows, column);
    }

    private static <T> SqlValue flags(Collection<T> rows, Function<T, Boolean> column) {
        return SqlArrays.booleans(rows, column);
    }

    private static <T> SqlValue times(Collection<T> rows, Function<T, @Nullable Instant> column) {
        return SqlArrays.times(rows, column);
    }
}
