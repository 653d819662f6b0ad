package vn.pccovid.server.person;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.server.access.SqlArrays;

/// The door to persons as they were known at an earlier instant: which records counted for them by
/// the link events until then, and what the versions of those records said. Only for replays; needs
/// the worker's scope. Thread-safe.
@Service
public class PastPeople {
    private final JdbcClient jdbc;
    private final LinkRows rows;

    PastPeople(JdbcClient jdbc, LinkRows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    /// A person as known then.
    ///
    /// @param area residence as the records then told it
    /// @param links match probability of each record that counted for the person
    public record Known(String area, @Nullable BirthDate birthDate, Map<UUID, Double> links) {
        public Known {
            links = Map.copyOf(links);
        }

        @Override
        public String toString() {
            return "Known[" + links.size() + " records]";
        }
    }

    /// What was known of a person at an instant; empty when no record counted for them yet.
    @Transactional
    public Optional<Known> at(UUID person, Instant at) {
        Map<UUID, Double> links = links(person, at);
        if (links.isEmpty()) {
            return Optional.empty();
        }
        List<Vault.VersionId> versions = new ArrayList<>();
        jdbc.sql(
                        """
                        SELECT DISTINCT ON (record_id) record_id, version FROM person.record
                        WHERE record_id = ANY (:records) AND received_at <= :at
                        ORDER BY record_id, version DESC
                        """)
                .param("records", SqlArrays.uuids(links.keySet(), id -> id))
                .param("at", at.atOffset(ZoneOffset.UTC))
                .query(rs -> {
                    versions.add(new Vault.VersionId(rs.getObject(1, UUID.class), rs.getInt(2)));
                });
        Portrait portrait =
                new Portrait(
                        rows.open(versions).values().stream()
                                .map(Objects::requireNonNull)
                                .toList());
        Portrait.Chosen<BirthDate> birth = portrait.choose(PersonDescription::birthDate);
        return Optional.of(new Known(portrait.area(), birth == null ? null : birth.value(), links));
    }

    /// Every record that counts for the person now or left them once, as far as its last event
    /// until then says that it counted for them.
    private Map<UUID, Double> links(UUID person, Instant at) {
        Map<UUID, Double> links = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT record_id, probability FROM (
                            SELECT DISTINCT ON (e.record_id) e.record_id, e.person_id, e.probability
                            FROM (SELECT record_id FROM person.person_record WHERE person_id = :person
                                  UNION
                                  SELECT record_id FROM person.link_event WHERE prior_person = :person) AS r
                            JOIN person.link_event e ON e.record_id = r.record_id AND e.at <= :at
                            ORDER BY e.record_id, e.at DESC, e.event_id DESC) AS last
                        WHERE person_id = :person
                        """)
                .param("person", person)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .query(rs -> {
                    links.put(rs.getObject(1, UUID.class), (double) rs.getFloat(2));
                });
        return links;
    }
}
