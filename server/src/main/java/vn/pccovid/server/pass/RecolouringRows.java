package vn.pccovid.server.pass;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Who is to be looked at since rules changed, in slices of person ids with their positions.
@Repository
class RecolouringRows {
    private final JdbcClient jdbc;

    RecolouringRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Work that is not done yet.
    ///
    /// @param jurisdiction area path; empty: everywhere
    record Open(UUID job, String jurisdiction, Instant askedAt) {
        boolean covers(String area) {
            return jurisdiction.isEmpty()
                    || area.equals(jurisdiction)
                    || area.startsWith(jurisdiction + "/");
        }
    }

    /// @param after everybody up to here is done
    record Slice(UUID job, int slice, long event, String jurisdiction, UUID after, UUID upTo) {}

    /// How far the work after one event is.
    ///
    /// @param changed persons whose answer was written anew
    record Progress(long people, long changed, boolean done) {}

    List<Open> open() {
        return jdbc.sql(
                        """
                        SELECT DISTINCT job_id, jurisdiction, asked_at FROM pass.recolouring WHERE done_at IS NULL
                        """)
                .query((rs, n) ->
                        new Open(
                                rs.getObject(1, UUID.class),
                                rs.getString(2),
                                rs.getTimestamp(3).toInstant()))
                .list();
    }

    void ask(UUID job, long event, String jurisdiction, Instant now, List<UUID> ends, UUID first) {
        UUID after = first;
        int slice = 0;
        for (UUID end : ends) {
            jdbc.sql(
                            """
                            INSERT INTO pass.recolouring (job_id, slice, event_seq, jurisdiction, asked_at, after_id,
                                                          up_to, people, changed)
                            VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)
                            """)
                    .params(job, slice++, event, jurisdiction, PackRows.time(now), after, end)
                    .update();
            after = end;
        }
    }

    /// Takes a slice for this transaction that nobody else works on.
    Optional<Slice> take() {
        return jdbc.sql(
                        """
                        SELECT job_id, slice, event_seq, jurisdiction, after_id, up_to FROM pass.recolouring
                        WHERE done_at IS NULL ORDER BY job_id, slice LIMIT 1 FOR UPDATE SKIP LOCKED
                        """)
                .query((rs, n) ->
                        new Slice(
                                rs.getObject(1, UUID.class),
                                rs.getInt(2),
                                rs.getLong(3),
                                rs.getString(4),
                                rs.getObject(5, UUID.class),
                                rs.getObject(6, UUID.class)))
                .optional();
    }

    void moved(Slice slice, UUID to, int people, int changed) {
        jdbc.sql(
                        """
                        UPDATE pass.recolouring SET after_id = ?, people = people + ?, changed = changed + ?
                        WHERE job_id = ? AND slice = ?
                        """)
                .params(to, people, changed, slice.job, slice.slice)
                .update();
    }

    void done(Slice slice, int people, int changed, Instant now) {
        jdbc.sql(
                        """
                        UPDATE pass.recolouring
                        SET after_id = up_to, people = people + ?, changed = changed + ?, done_at = ?
                        WHERE job_id = ? AND slice = ?
                        """)
                .params(people, changed, PackRows.time(now), slice.job, slice.slice)
                .update();
    }

    /// The work after an event; empty when it asked for none.
    Optional<Progress> progress(long event) {
        return jdbc.sql(
                        """
                        SELECT coalesce(sum(people), 0), coalesce(sum(changed), 0),
                               coalesce(bool_and(done_at IS NOT NULL), true), count(*)
                        FROM pass.recolouring WHERE event_seq = ?
                        """)
                .param(event)
                .query((rs, n) ->
                        rs.getLong(4) == 0
                                ? Optional.<Progress>empty()
                                : Optional.of(
                                        new Progress(
                                                rs.getLong(1), rs.getLong(2), rs.getBoolean(3))))
                .single();
    }
}
