package vn.pccovid.server.fact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Facts of everybody, page by page in the order of person ids: one range of the projection instead
/// of one look-up per person. For work on whole populations; needs the worker's scope. Thread-safe.
@Component
public class FactsInOrder {
    /// Details met again and again (the same vaccine, the same dose number) are read once. A slot
    /// holds the last details with its hash, so memory stays bounded.
    private static final int SLOTS = 1 << 12;

    private final FactDetails details;
    private final JdbcClient jdbc;
    private final @Nullable Slot[] slots = new Slot[SLOTS];

    @SuppressWarnings("ArrayRecordComponent") // compared by its bytes below
    private record Slot(byte[] plain, Map<String, Object> details) {}

    FactsInOrder(FactDetails details, JdbcClient jdbc) {
        this.details = details;
        this.jdbc = jdbc;
    }

    /// What counts for the persons after one id up to and with another, as [Facts#ofAll] gives it.
    ///
    /// @param after exclusive
    /// @param upTo inclusive
    @Transactional
    public Map<UUID, List<Fact>> between(UUID after, UUID upTo) {
        Map<UUID, List<Fact>> facts = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT person_id, fact_id, record_id, kind, at, area, details, source, received_at,
                               link_probability
                        FROM fact.person_fact WHERE person_id > ? AND person_id <= ?
                        ORDER BY person_id, at, fact_id
                        """)
                .params(after, upTo)
                .query(rs -> {
                    UUID id = rs.getObject(2, UUID.class);
                    facts.computeIfAbsent(rs.getObject(1, UUID.class), p -> new ArrayList<>(4))
                            .add(
                                    new Fact(
                                            id,
                                            rs.getObject(3, UUID.class),
                                            rs.getString(4),
                                            rs.getTimestamp(5).toInstant(),
                                            rs.getString(6),
                                            read(details.unseal(rs.getBytes(7), id)),
                                            rs.getString(8),
                                            rs.getTimestamp(9).toInstant(),
                                            rs.getFloat(10)));
                });
        return facts;
    }

    private Map<String, Object> read(byte[] plain) {
        int at = Arrays.hashCode(plain) & (SLOTS - 1);
        Slot known = slots[at];
        if (known != null && Arrays.equals(known.plain, plain)) {
            return known.details;
        }
        Map<String, Object> read = Map.copyOf(details.read(plain));
        slots[at] = new Slot(plain, read);
        return read;
    }
}
