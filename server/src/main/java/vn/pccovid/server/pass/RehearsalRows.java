package vn.pccovid.server.pass;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.server.access.SqlArrays;

/// What rehearsals counted.
@Repository
class RehearsalRows {
    private final JdbcClient jdbc;

    RehearsalRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param finishedAt null: still running, or given up
    /// @param failure why it was given up; empty: it was not
    record Head(
            UUID id,
            String pack,
            String version,
            int revision,
            long rulesSeq,
            Instant at,
            Instant startedAt,
            @Nullable Instant finishedAt,
            double seconds,
            String actor,
            String office,
            long people,
            long expected,
            long unjudged,
            String examples,
            String failure) {}

    /// How many people of one place and age went from one answer to another.
    record Cell(
            String area,
            String band,
            Colour before,
            Colour after,
            boolean lackBefore,
            boolean lackAfter,
            long people) {}

    private static final String HEAD =
            """
            SELECT rehearsal_id, pack, version, revision, rules_seq, at, started_at, finished_at,
                   coalesce(seconds, 0), actor, office, people, expected, unjudged, examples, failure
            FROM pass.rehearsal
            """;

    private static Head head(ResultSet rs) throws SQLException {
        Timestamp finished = rs.getTimestamp(8);
        return new Head(
                rs.getObject(1, UUID.class),
                rs.getString(2),
                rs.getString(3),
                rs.getInt(4),
                rs.getLong(5),
                rs.getTimestamp(6).toInstant(),
                rs.getTimestamp(7).toInstant(),
                finished == null ? null : finished.toInstant(),
                rs.getDouble(9),
                rs.getString(10),
                rs.getString(11),
                rs.getLong(12),
                rs.getLong(13),
                rs.getLong(14),
                rs.getString(15),
                rs.getString(16));
    }

    /// The newest rehearsal of a text's version.
    Optional<Head> newest(PackRows.Text text) {
        return jdbc.sql(
                        HEAD
                                + " WHERE pack = ? AND version = ? ORDER BY revision DESC, started_at DESC, rehearsal_id DESC LIMIT 1")
                .params(text.pack(), text.version())
                .query((rs, n) -> head(rs))
                .optional();
    }

    Optional<Head> find(UUID id) {
        return jdbc.sql(HEAD + " WHERE rehearsal_id = ?")
                .param(id)
                .query((rs, n) -> head(rs))
                .optional();
    }

    void begin(
            UUID id,
            PackRows.Text text,
            long rulesSeq,
            Instant at,
            Instant now,
            PackRows.Officer by,
            long expected) {
        jdbc.sql(
                        """
                        INSERT INTO pass.rehearsal (rehearsal_id, pack, version, revision, rules_seq, at, started_at,
                                                    actor, office, people, expected, unjudged, examples, failure)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, '[]', '')
                        """)
                .params(
                        id,
                        text.pack(),
                        text.version(),
                        text.revision(),
                        rulesSeq,
                        PackRows.time(at),
                        PackRows.time(now),
                        by.name(),
                        by.office(),
                        expected)
                .update();
    }

    /// @param seconds since it began; says too that it is still alive
    void progress(UUID id, long people, double seconds) {
        jdbc.sql("UPDATE pass.rehearsal SET people = ?, seconds = ? WHERE rehearsal_id = ?")
                .params(people, seconds, id)
                .update();
    }

    void failed(UUID id, String failure) {
        jdbc.sql("UPDATE pass.rehearsal SET failure = ? WHERE rehearsal_id = ?")
                .params(failure, id)
                .update();
    }

    void finish(
            UUID id,
            Instant now,
            double seconds,
            long people,
            long unjudged,
            String examples,
            List<Cell> cells) {
        jdbc.sql(
                        """
                        INSERT INTO pass.rehearsal_cell (rehearsal_id, area, age_band, before, after, lack_before,
                                                         lack_after, people)
                        SELECT :id, u.area, u.band, u.before, u.after, u.lack_before, u.lack_after, u.people
                        FROM unnest(:areas, :bands, :befores, :afters, :lackBefores, :lackAfters, :peoples)
                            AS u (area, band, before, after, lack_before, lack_after, people)
                        """)
                .param("id", id)
                .param("areas", SqlArrays.texts(cells, Cell::area))
                .param("bands", SqlArrays.texts(cells, Cell::band))
                .param("befores", SqlArrays.texts(cells, c -> c.before.name()))
                .param("afters", SqlArrays.texts(cells, c -> c.after.name()))
                .param("lackBefores", SqlArrays.booleans(cells, Cell::lackBefore))
                .param("lackAfters", SqlArrays.booleans(cells, Cell::lackAfter))
                .param("peoples", SqlArrays.longs(cells, Cell::people))
                .update();
        jdbc.sql(
                        """
                        UPDATE pass.rehearsal
                        SET finished_at = ?, seconds = ?, people = ?, unjudged = ?, examples = ?
                        WHERE rehearsal_id = ?
                        """)
                .params(PackRows.time(now), seconds, people, unjudged, examples, id)
                .update();
    }

    /// Counts of a rehearsal under an area (`*`: everywhere).
    List<Cell> cells(UUID id, String area) {
        return jdbc.sql(
                        """
                        SELECT area, age_band, before, after, lack_before, lack_after, people
                        FROM pass.rehearsal_cell
                        WHERE rehearsal_id = ? AND (? = '*' OR area = ? OR area LIKE ?)
                        """)
                .params(id, area, area, area + "/%")
                .query((rs, n) ->
                        new Cell(
                                rs.getString(1),
                                rs.getString(2),
                                Colour.valueOf(rs.getString(3)),
                                Colour.valueOf(rs.getString(4)),
                                rs.getBoolean(5),
                                rs.getBoolean(6),
                                rs.getLong(7)))
                .list();
    }
}
