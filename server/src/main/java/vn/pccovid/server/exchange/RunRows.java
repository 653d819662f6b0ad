package vn.pccovid.server.exchange;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.pccovid.server.access.SqlArrays;

/// Rows of runs, ledger and problems. Every method runs inside the caller's transaction and worker
/// scope.
@Repository
class RunRows {
    private static final String COLUMNS =
            "run_id, source, file, file_name, state, started_at, finished_at, line_count, fates, problem_count, dropped_count,"
                    + " unknown_columns, refusal";

    private final JdbcClient jdbc;

    RunRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// One line of the ledger, and where the record stands now if that changed later.
    record LedgerRow(
            long line,
            Fate fate,
            @Nullable UUID recordId,
            @Nullable Fate now,
            @Nullable Instant changedAt) {}

    /// One line of the problem list.
    record ProblemRow(long line, String column, String code, int severity) {}

    void insert(
            UUID id,
            Layout layout,
            String fileName,
            byte[] hash,
            long bytes,
            String state,
            Instant now) {
        jdbc.sql(
                        """
                        INSERT INTO exchange.run (run_id, source, file, file_name, content_hash, bytes, state, started_at, line_count,
                                                  fates, problem_count, dropped_count, unknown_columns)
                        VALUES (:id, :source, :file, :name, :hash, :bytes, :state, :now, 0, '{0,0,0,0,0,0,0}', 0, 0, 0)
                        ON CONFLICT (run_id) DO NOTHING
                        """)
                .param("id", id)
                .param("source", layout.source())
                .param("file", layout.file())
                .param("name", fileName.length() > 200 ? fileName.substring(0, 200) : fileName)
                .param("hash", hash)
                .param("bytes", bytes)
                .param("state", state)
                .param("now", time(now))
                .update();
    }

    /// The run of the same bytes that was interrupted, if any.
    Optional<RunReport> unfinished(Layout layout, byte[] hash) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + " FROM exchange.run WHERE source = :source AND file = :file AND content_hash = :hash AND state = 'running'"
                                + " ORDER BY started_at LIMIT 1")
                .param("source", layout.source())
                .param("file", layout.file())
                .param("hash", hash)
                .query(RunRows::report)
                .optional();
    }

    /// Kinds of files with a run that was interrupted.
    List<Imports.FileKind> running() {
        return jdbc.sql(
                        "SELECT DISTINCT source, file FROM exchange.run WHERE state = 'running'"
                                + " ORDER BY source, file")
                .query((rs, n) -> new Imports.FileKind(rs.getString(1), rs.getString(2)))
                .list();
    }

    Optional<RunReport> find(UUID id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM exchange.run WHERE run_id = :id")
                .param("id", id)
                .query(RunRows::report)
                .optional();
    }

    Optional<String> refusalDetails(UUID id) {
        return jdbc.sql(
                        "SELECT refusal_details FROM exchange.run WHERE run_id = :id AND refusal_details IS NOT NULL")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    List<RunReport> latest(int most, long offset) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + " FROM exchange.run ORDER BY started_at DESC, run_id LIMIT :most OFFSET :offset")
                .param("most", most)
                .param("offset", offset)
                .query(RunRows::report)
                .list();
    }

    /// This transaction's commit does not wait for the disk. A power cut may take the last such
    /// commits back, whole and from the last: the run then continues from an earlier checkpoint.
    /// Whoever saw what they wrote and commits in the usual way, and the end of the run, makes them
    /// durable first, for the log is written in order.
    void commitWithoutWaiting() {
        jdbc.sql("SELECT set_config('synchronous_commit', 'off', true)")
                .query(String.class)
                .single();
    }

    /// Moves the checkpoint of a run, and makes sure that nobody else moved it.
    ///
    /// @param before rows done before this batch
    void advance(UUID id, long before, long rows, long[] fates, long problems, long dropped) {
        Long[] sums = new Long[fates.length];
        for (int i = 0; i < fates.length; i++) {
            sums[i] = fates[i];
        }
        int moved =
                jdbc.sql(
                                """
                                UPDATE exchange.run
                                SET line_count = ?, problem_count = problem_count + ?, dropped_count = dropped_count + ?,
                                    fates = (SELECT array_agg(o + n ORDER BY i) FROM unnest(fates, ?::bigint[]) WITH ORDINALITY AS u (o, n, i))
                                WHERE run_id = ? AND line_count = ? AND state IN ('running', 'open')
                                """)
                        .params(before + rows, problems, dropped, sums, id, before)
                        .update();
        if (moved != 1) {
            throw new IllegalStateException(
                    "run " + id + " is being continued elsewhere, or was finished");
        }
    }

    /// Rows of an open run so far; the run stays ours until the transaction ends.
    long lineCountLocked(UUID id) {
        return jdbc.sql("SELECT line_count FROM exchange.run WHERE run_id = ? FOR UPDATE")
                .param(id)
                .query(Long.class)
                .single();
    }

    void unknownColumns(UUID id, int count) {
        jdbc.sql("UPDATE exchange.run SET unknown_columns = ? WHERE run_id = ?")
                .params(count, id)
                .update();
    }

    void finish(UUID id, Instant now) {
        jdbc.sql(
                        "UPDATE exchange.run SET state = 'finished', finished_at = ? WHERE run_id = ? AND state = 'running'")
                .params(time(now), id)
                .update();
    }

    void refuse(UUID id, Instant now, String code, String details) {
        jdbc.sql(
                        """
                        UPDATE exchange.run SET state = 'refused', finished_at = ?, refusal = ?, refusal_details = ?
                        WHERE run_id = ? AND state = 'running'
                        """)
                .params(time(now), code, details, id)
                .update();
    }

    void ledger(UUID run, List<PreparedRow> rows, List<Fate> fates, List<@Nullable UUID> records) {
        jdbc.sql(
                        """
                        INSERT INTO exchange.ledger (run_id, line, fate, key_hash, record_id)
                        SELECT ?, unnest(?::bigint[]), unnest(?::smallint[]), unnest(?::bigint[]), unnest(?::uuid[])
                        """)
                .params(
                        run,
                        SqlArrays.longs(rows, row -> row.line),
                        SqlArrays.shorts(fates, Fate::code),
                        SqlArrays.longs(rows, row -> row.keyHash),
                        SqlArrays.uuids(records))
                .update();
    }

    /// What the source should know about these rows. A corrected row leaves a mark, so that its
    /// earlier problems are known to be over.
    void problems(UUID run, List<PreparedRow> rows, List<Fate> fates, List<@Nullable UUID> ids) {
        List<Long> lines = new ArrayList<>();
        List<Short> ordinals = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        List<Short> severities = new ArrayList<>();
        List<@Nullable UUID> records = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            PreparedRow row = rows.get(i);
            short ordinal = 0;
            for (RowProblem problem : row.problems) {
                lines.add(row.line);
                ordinals.add(ordinal++);
                columns.add(problem.column());
                codes.add(problem.code());
                severities.add(problem.severity().code());
                records.add(ids.get(i));
            }
            if (fates.get(i) == Fate.CORRECTED && ids.get(i) != null) {
                lines.add(row.line);
                ordinals.add(ordinal);
                columns.add("");
                codes.add("");
                severities.add((short) 0);
                records.add(ids.get(i));
            }
        }
        if (lines.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        INSERT INTO exchange.problem (run_id, line, ordinal, column_name, code, severity, record_id)
                        SELECT ?, unnest(?::bigint[]), unnest(?::smallint[]), unnest(?::text[]), unnest(?::text[]),
                               unnest(?::smallint[]), unnest(?::uuid[])
                        """)
                .params(
                        run,
                        SqlArrays.longs(lines, Long::longValue),
                        SqlArrays.shorts(ordinals, n -> n),
                        SqlArrays.texts(columns, text -> text),
                        SqlArrays.texts(codes, text -> text),
                        SqlArrays.shorts(severities, n -> n),
                        SqlArrays.uuids(records))
                .update();
    }

    /// Lines after `afterLine` with the fate, or with any when it is null.
    List<LedgerRow> ledger(UUID run, @Nullable Fate fate, long afterLine, int most) {
        return jdbc.sql(
                        """
                        SELECT l.line, l.fate, l.record_id, c.fate, c.at
                        FROM exchange.ledger l
                        LEFT JOIN LATERAL (SELECT fate, at FROM exchange.later_change WHERE record_id = l.record_id
                                           ORDER BY at DESC, change_id DESC LIMIT 1) c ON true
                        WHERE l.run_id = ? AND l.line > ? AND (? = 0 OR l.fate = ?)
                        ORDER BY l.line LIMIT ?
                        """)
                .params(run, afterLine, code(fate), code(fate), most)
                .query((rs, n) -> {
                    int now = rs.getInt(4);
                    boolean changed = !rs.wasNull();
                    return new LedgerRow(
                            rs.getLong(1),
                            Fate.ofCode(rs.getInt(2)),
                            rs.getObject(3, UUID.class),
                            changed ? Fate.ofCode(now) : null,
                            changed ? instant(rs, 5) : null);
                })
                .list();
    }

    /// The same by page, for screens.
    List<LedgerRow> ledgerPage(UUID run, @Nullable Fate fate, int page, int size) {
        Long skipTo =
                page == 0
                        ? Long.valueOf(0)
                        : jdbc.sql(
                                        """
                                        SELECT coalesce(max(line), 9223372036854775807) FROM (
                                            SELECT line FROM exchange.ledger WHERE run_id = ? AND (? = 0 OR fate = ?)
                                            ORDER BY line OFFSET ? LIMIT 1) p
                                        """)
                                .params(run, code(fate), code(fate), (long) page * size - 1)
                                .query(Long.class)
                                .single();
        return ledger(run, fate, skipTo, size);
    }

    List<ProblemRow> problems(UUID run, int leastSeverity, long afterLine, int most) {
        return jdbc.sql(
                        """
                        SELECT line, column_name, code, severity FROM exchange.problem
                        WHERE run_id = ? AND severity >= ? AND line > ? ORDER BY line, ordinal LIMIT ?
                        """)
                .params(run, leastSeverity, afterLine, most)
                .query((rs, n) ->
                        new ProblemRow(
                                rs.getLong(1), rs.getString(2), rs.getString(3), rs.getInt(4)))
                .list();
    }

    private static int code(@Nullable Fate fate) {
        return fate == null ? 0 : fate.code();
    }

    private static RunReport report(ResultSet rs, int n) throws SQLException {
        Long[] sums = (Long[]) rs.getArray("fates").getArray();
        Map<Fate, Long> fates = new EnumMap<>(Fate.class);
        for (Fate fate : Fate.values()) {
            fates.put(fate, sums[fate.code() - 1]);
        }
        OffsetDateTime finished = rs.getObject("finished_at", OffsetDateTime.class);
        return new RunReport(
                rs.getObject("run_id", UUID.class),
                rs.getString("source"),
                rs.getString("file"),
                rs.getString("file_name"),
                rs.getString("state"),
                rs.getObject("started_at", OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant(),
                rs.getLong("line_count"),
                fates,
                rs.getLong("problem_count"),
                rs.getLong("dropped_count"),
                rs.getInt("unknown_columns"),
                0,
                rs.getString("refusal"));
    }

    private static Instant instant(ResultSet rs, int column) throws SQLException {
        return rs.getObject(column, OffsetDateTime.class).toInstant();
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
