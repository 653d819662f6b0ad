package vn.pccovid.server.person;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.PersonDescription;

/// Everybody, page by page in the order of person ids: one range instead of one look-up per person.
/// For work on whole populations; needs the worker's scope. Thread-safe.
@Component
public class PeopleInOrder {
    /// Before every id.
    public static final UUID FIRST = new UUID(0, 0);

    /// After every id.
    public static final UUID LAST = new UUID(-1, -1);

    private final JdbcClient jdbc;
    private final LinkRows rows;
    private final Vault vault;

    PeopleInOrder(JdbcClient jdbc, LinkRows rows, Vault vault) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.vault = vault;
    }

    /// Where pages of about `size` persons end; the last ends at [#LAST], so whoever comes
    /// meanwhile is on it.
    @Transactional
    public List<UUID> pageEnds(int size) {
        List<UUID> ends =
                new ArrayList<>(
                        jdbc.sql(
                                        """
                                        SELECT person_id
                                        FROM (SELECT person_id, row_number() OVER (ORDER BY person_id) AS n
                                              FROM person.person) AS p
                                        WHERE n % ? = 0 ORDER BY person_id
                                        """)
                                .param(size)
                                .query((rs, n) -> rs.getObject(1, UUID.class))
                                .list());
        ends.add(LAST);
        return ends;
    }

    /// Persons living in an area (a path, not `*`), in order.
    @Transactional
    public List<UUID> livingIn(String area, UUID after, int most) {
        return jdbc.sql(
                        """
                        SELECT person_id FROM person.person
                        WHERE (area = ? OR area LIKE ?) AND merged_into IS NULL AND person_id > ?
                        ORDER BY person_id LIMIT ?
                        """)
                .params(area, area + "/%", after, most)
                .query((rs, n) -> rs.getObject(1, UUID.class))
                .list();
    }

    /// How many persons there are, and how many of them live in an area (empty: everywhere).
    ///
    /// @param covered never more than `all`
    public record Size(long all, long covered) {}

    @Transactional
    public Size size(String area) {
        return jdbc.sql(
                        """
                        SELECT count(*), count(*) FILTER (WHERE ? = '' OR area = ? OR area LIKE ?)
                        FROM person.person WHERE merged_into IS NULL
                        """)
                .params(area, area, area + "/%")
                .query((rs, n) -> new Size(rs.getLong(1), rs.getLong(2)))
                .single();
    }

    /// What a colour needs of the persons after one id up to and with another, as [People#basicsOf]
    /// gives it.
    @Transactional
    public Map<UUID, People.Basics> between(UUID after, UUID upTo) {
        Map<UUID, Found> found = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        SELECT l.person_id, l.area, l.record_id, l.version, l.source, l.authoritative, r.sealed_canonical
                        FROM person.person_record l
                        LEFT JOIN person.record r
                            ON l.authoritative AND r.record_id = l.record_id AND r.version = l.version
                        WHERE l.person_id > ? AND l.person_id <= ?
                        ORDER BY l.person_id, l.record_id
                        """)
                .params(after, upTo)
                .query(rs -> {
                    UUID person = rs.getObject(1, UUID.class);
                    Found known = found.get(person);
                    if (known == null) {
                        known = new Found(rs.getString(2));
                        found.put(person, known);
                    }
                    if (known.ids.size() == LinkRows.RECORDS_COMPARED) {
                        return;
                    }
                    Vault.VersionId id =
                            new Vault.VersionId(rs.getObject(3, UUID.class), rs.getInt(4));
                    String source = rs.getString(5);
                    byte[] sealed = rs.getBytes(7);
                    known.ids.add(id);
                    known.sources.add(source);
                    if (sealed != null) {
                        known.registered.add(
                                new Stored(
                                        id.recordId(),
                                        id.version(),
                                        source,
                                        true,
                                        vault.openCanonical(id.recordId(), id.version(), sealed)));
                    }
                });
        return basics(found);
    }

    private static final class Found {
        private final String area;
        private final List<Vault.VersionId> ids = new ArrayList<>(2);
        private final TreeSet<String> sources = new TreeSet<>();
        private final List<Stored> registered = new ArrayList<>(1);

        Found(String area) {
            this.area = area;
        }
    }

    private Map<UUID, People.Basics> basics(Map<UUID, Found> found) {
        Map<UUID, BirthDate> births = new HashMap<>();
        List<Vault.VersionId> closed = new ArrayList<>();
        found.forEach((person, records) -> {
            BirthDate birth = birthOf(records.registered);
            if (birth == null) {
                closed.addAll(records.ids);
            } else {
                births.put(person, birth);
            }
        });
        Map<Vault.VersionId, Stored> opened = closed.isEmpty() ? Map.of() : rows.open(closed);
        Map<UUID, People.Basics> basics = new HashMap<>();
        found.forEach((person, records) -> {
            BirthDate birth = births.get(person);
            if (birth == null) {
                List<Stored> told = new ArrayList<>();
                for (Vault.VersionId id : records.ids) {
                    Stored stored = opened.get(id);
                    if (stored != null) {
                        told.add(stored);
                    }
                }
                birth = birthOf(told);
            }
            basics.put(
                    person,
                    new People.Basics(
                            person,
                            records.area,
                            birth,
                            !records.registered.isEmpty(),
                            java.util.Set.copyOf(records.sources)));
        });
        return basics;
    }

    private static @Nullable BirthDate birthOf(List<Stored> records) {
        if (records.isEmpty()) {
            return null;
        }
        Portrait.Chosen<BirthDate> chosen =
                new Portrait(records).choose(PersonDescription::birthDate);
        return chosen == null ? null : chosen.value();
    }
}
