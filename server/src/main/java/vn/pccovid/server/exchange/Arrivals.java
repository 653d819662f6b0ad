package vn.pccovid.server.exchange;

import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.server.pass.SourceArrivals;
import vn.pccovid.server.pass.SourceNames;

/// How old each source is: its latest finished delivery, and the rows of all of them.
@Component
class Arrivals implements SourceArrivals {
    private final Importer importer;
    private final JdbcClient jdbc;

    Arrivals(Importer importer, JdbcClient jdbc) {
        this.importer = importer;
        this.jdbc = jdbc;
    }

    private record Delivered(Instant last, long rows) {}

    @Override
    public List<Arrival> arrivals() {
        Map<String, Delivered> found = importer.inTransaction(this::delivered);
        return Layouts.ALL.stream()
                .map(Layout::source)
                .distinct()
                .map(source -> {
                    Delivered delivered = found.get(source);
                    return new Arrival(
                            source,
                            SourceNames.of(source),
                            delivered == null ? null : delivered.last(),
                            delivered == null ? 0 : delivered.rows());
                })
                .toList();
    }

    private Map<String, Delivered> delivered() {
        Map<String, Delivered> found = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT source, max(finished_at), sum(line_count) FROM exchange.run
                        WHERE finished_at IS NOT NULL AND state <> 'refused' GROUP BY source
                        """)
                .query((ResultSet rs) -> {
                    found.put(
                            rs.getString(1),
                            new Delivered(
                                    rs.getObject(2, OffsetDateTime.class).toInstant(),
                                    rs.getLong(3)));
                });
        return found;
    }
}
