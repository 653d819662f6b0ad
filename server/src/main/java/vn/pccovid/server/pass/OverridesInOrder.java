package vn.pccovid.server.pass;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.colour.ColourOverride;

/// Overrides of everybody in a range of person ids: few persons have one, so they are found first.
/// For work on whole populations; needs the worker's scope.
@Component
class OverridesInOrder {
    private final JdbcClient jdbc;
    private final StoredOverrides overrides;

    OverridesInOrder(JdbcClient jdbc, StoredOverrides overrides) {
        this.jdbc = jdbc;
        this.overrides = overrides;
    }

    /// Overrides as the rules read them of the persons from one id up to and with another; persons
    /// without any are missing.
    Map<UUID, List<ColourOverride>> between(UUID from, UUID upTo) {
        List<UUID> persons =
                jdbc.sql(
                                """
                                SELECT person_id FROM pass.override WHERE person_id BETWEEN :from AND :upTo
                                UNION
                                SELECT person_id FROM pass.override_follow WHERE person_id BETWEEN :from AND :upTo
                                """)
                        .param("from", from)
                        .param("upTo", upTo)
                        .query((rs, n) -> rs.getObject(1, UUID.class))
                        .list();
        return persons.isEmpty() ? Map.of() : overrides.of(persons);
    }
}
