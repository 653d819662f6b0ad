package vn.pccovid.server.person;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vn.pccovid.lib.linkage.Thresholds;

/// What a threshold costs on the links of this installation: who would have to wait, and how many
/// wrong links remain by the model's own account. Counts only. Thread-safe.
@Component
public class LinkCertainty {
    private final JdbcClient jdbc;
    private final Thresholds thresholds;

    LinkCertainty(JdbcClient jdbc, Thresholds thresholds) {
        this.jdbc = jdbc;
        this.thresholds = thresholds;
    }

    /// The thresholds in force.
    public Thresholds thresholds() {
        return thresholds;
    }

    /// @param threshold match probability
    /// @param above links of the model at or above it; a record that founded its person is no link
    /// @param expectedWrong of those, Σ(1 − p): how many the model itself expects to be wrong
    /// @param below links of the model below it
    /// @param waitingAbove records that wait although their best candidate is at or above it: a
    ///   rule or another candidate forbids the link
    public record Line(
            double threshold, long above, double expectedWrong, long below, long waitingAbove) {
        /// Share of right links by the model's own account; 1 without links.
        public double expectedPrecision() {
            return above == 0 ? 1 : 1 - expectedWrong / above;
        }
    }

    /// One line a threshold, in the given order. Reads every link once. Needs the worker's scope.
    @Transactional
    public List<Line> at(List<Double> probabilities) {
        // Probabilities are stored as 32-bit floats: compare as such.
        return jdbc.sql(
                        """
                        WITH link AS MATERIALIZED (
                            SELECT l.probability AS p FROM person.record_person l
                            JOIN person.link_event e ON e.record_id = l.record_id AND e.event_id = l.event_id
                            WHERE e.kind = 'linked' AND e.decided_by IN ('model', 'settle'))
                        SELECT t.p,
                               (SELECT count(*) FROM link WHERE link.p >= t.p::real),
                               (SELECT coalesce(sum(1 - link.p::float8), 0) FROM link WHERE link.p >= t.p::real),
                               (SELECT count(*) FROM link WHERE link.p < t.p::real),
                               (SELECT count(*) FROM person.waiting w WHERE w.probability >= t.p::real)
                        FROM unnest(?::float8[]) WITH ORDINALITY AS t (p, n) ORDER BY t.n
                        """)
                .param(new SqlArrayValue("float8", probabilities.toArray()))
                .query((rs, n) ->
                        new Line(
                                rs.getDouble(1),
                                rs.getLong(2),
                                rs.getDouble(3),
                                rs.getLong(4),
                                rs.getLong(5)))
                .list();
    }

    /// Why records wait for a person, the most frequent reason first.
    ///
    /// @param all that wait for this reason
    /// @param asked of those, how many a steward is asked about; the others wait quietly
    public record Wait(String reason, long all, long asked) {}

    /// Open questions by reason. Needs the worker's scope.
    @Transactional
    public List<Wait> waits() {
        return jdbc.sql(
                        """
                        SELECT v.reason, count(*), count(*) FILTER (WHERE NOT %s) FROM person.review v
                        WHERE v.state = 'open' GROUP BY v.reason ORDER BY 2 DESC, 1
                        """
                                .formatted(ReviewQueue.QUIET))
                .param(thresholds.ask())
                .query((rs, n) -> new Wait(rs.getString(1), rs.getLong(2), rs.getLong(3)))
                .list();
    }
}
