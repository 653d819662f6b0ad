package vn.pccovid.server.exchange;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of uploads. Every method runs inside the caller's transaction and worker scope.
@Repository
class UploadRows {
    private static final String COLUMNS =
            "upload_id, source, file, file_name, actor, length, received, stored, blocks, state, run_id";

    private final JdbcClient jdbc;

    UploadRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// One upload.
    ///
    /// @param received bytes of the file that are here for good
    /// @param stored bytes of the sealed pieces that hold them
    /// @param blocks number of pieces
    record Upload(
            UUID id,
            String source,
            String file,
            String fileName,
            String actor,
            long length,
            long received,
            long stored,
            int blocks,
            String state,
            @Nullable UUID runId) {}

    void insert(UUID id, Layout layout, String fileName, String actor, long length, Instant now) {
        jdbc.sql(
                        """
                        INSERT INTO exchange.upload (upload_id, source, file, file_name, actor, length, received, stored, blocks,
                                                     created_at, state)
                        VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, ?, 'receiving')
                        """)
                .params(
                        id,
                        layout.source(),
                        layout.file(),
                        fileName,
                        actor,
                        length,
                        RunRows.time(now))
                .update();
    }

    Optional<Upload> find(UUID id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM exchange.upload WHERE upload_id = ?")
                .param(id)
                .query(UploadRows::upload)
                .optional();
    }

    List<Upload> inState(String state) {
        return jdbc.sql(
                        "SELECT "
                                + COLUMNS
                                + " FROM exchange.upload WHERE state = ? ORDER BY created_at")
                .param(state)
                .query(UploadRows::upload)
                .list();
    }

    int receiving(String actor) {
        return jdbc.sql(
                        "SELECT count(*) FROM exchange.upload WHERE actor = ? AND state = 'receiving'")
                .param(actor)
                .query(Integer.class)
                .single();
    }

    void received(UUID id, long received, long stored, int blocks) {
        jdbc.sql(
                        "UPDATE exchange.upload SET received = ?, stored = ?, blocks = ? WHERE upload_id = ?")
                .params(received, stored, blocks, id)
                .update();
    }

    void complete(UUID id, UUID runId) {
        jdbc.sql("UPDATE exchange.upload SET state = 'complete', run_id = ? WHERE upload_id = ?")
                .params(runId, id)
                .update();
    }

    void imported(UUID id) {
        jdbc.sql("UPDATE exchange.upload SET state = 'imported' WHERE upload_id = ?")
                .param(id)
                .update();
    }

    /// Gives up uploads begun before `limit` and never finished; returns them.
    List<UUID> expire(Instant limit) {
        return jdbc.sql(
                        """
                        UPDATE exchange.upload SET state = 'expired' WHERE state = 'receiving' AND created_at < ?
                        RETURNING upload_id
                        """)
                .param(RunRows.time(limit))
                .query((rs, n) -> rs.getObject(1, UUID.class))
                .list();
    }

    private static Upload upload(ResultSet rs, int n) throws SQLException {
        return new Upload(
                rs.getObject("upload_id", UUID.class),
                rs.getString("source"),
                rs.getString("file"),
                rs.getString("file_name"),
                rs.getString("actor"),
                rs.getLong("length"),
                rs.getLong("received"),
                rs.getLong("stored"),
                rs.getInt("blocks"),
                rs.getString("state"),
                rs.getObject("run_id", UUID.class));
    }
}
