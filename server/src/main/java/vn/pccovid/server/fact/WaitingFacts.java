package vn.pccovid.server.fact;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.server.person.HangingFacts;

/// Counts what waits with records that count for nobody: the newest version of each fact, unless it
/// was taken back.
@Component
class WaitingFacts implements HangingFacts {
    private final JdbcClient jdbc;

    WaitingFacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<UUID, Count> on(Collection<UUID> records) {
        Map<UUID, Count> counts = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT record_id, count(*) FILTER (WHERE kind = 'dose'),
                               count(*) FILTER (WHERE kind = 'test_result'),
                               count(*) FILTER (WHERE kind NOT IN ('dose', 'test_result'))
                        FROM (SELECT DISTINCT ON (f.key_hash) f.record_id, f.kind, f.details
                              FROM unnest(?::uuid[]) AS u (r)
                              CROSS JOIN LATERAL (SELECT * FROM fact.fact WHERE record_id = u.r) f
                              ORDER BY f.key_hash, f.version DESC) newest
                        WHERE details IS NOT NULL GROUP BY record_id
                        """)
                .param(FactRows.uuids(records, id -> id))
                .query(rs -> {
                    counts.put(
                            rs.getObject(1, UUID.class),
                            new Count(rs.getInt(2), rs.getInt(3), rs.getInt(4)));
                });
        return counts;
    }
}
