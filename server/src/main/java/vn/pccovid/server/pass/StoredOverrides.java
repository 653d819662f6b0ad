package vn.pccovid.server.pass;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.ColourOverride;
import vn.pccovid.lib.colour.PackRule.Words;
import vn.pccovid.server.access.SqlArrays;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;
import vn.pccovid.server.person.LinksChanged;
import vn.pccovid.server.person.People;

/// Overrides as colours read them, and whose they are when two persons turn out to be one.
@Component
class StoredOverrides {
    private static final Map<String, Words> BASES =
            Map.of(
                    "isolation",
                    new Words("Cách ly y tế theo luật", "Medical isolation under the law"),
                    "correction",
                    new Words(
                            "Dữ liệu sai, đang chờ nguồn sửa",
                            "Wrong data, until its source has put it right"),
                    "decision",
                    new Words(
                            "Quyết định của cơ quan có thẩm quyền",
                            "Decision of a competent authority"));

    private final JdbcClient jdbc;
    private final Sealing sealing;
    private final People people;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();

    StoredOverrides(JdbcClient jdbc, Sealing sealing, People people, Clock clock) {
        this.jdbc = jdbc;
        this.sealing = sealing;
        this.people = people;
        this.clock = clock;
    }

    /// What only the person, the confirming officer and the auditor read.
    ///
    /// @param confirmer empty in a proposal
    record Told(String document, String reason, String proposer, String confirmer) {
        @Override
        public String toString() {
            return "Told[•••]";
        }
    }

    /// One override with its early end, if it had one.
    record Stored(
            UUID person,
            UUID id,
            String area,
            Colour colour,
            Colour prior,
            String basis,
            boolean explained,
            String proposedBy,
            String proposerOffice,
            String confirmedBy,
            String confirmerOffice,
            Instant startsAt,
            Instant endsAt,
            @Nullable Instant endedAt,
            byte[] sealed) {
        Instant until() {
            return endedAt != null && endedAt.isBefore(endsAt) ? endedAt : endsAt;
        }

        Optional<ColourOverride> read() {
            return startsAt.isBefore(until())
                    ? Optional.of(
                            new ColourOverride(
                                    id.toString(),
                                    colour,
                                    startsAt,
                                    until(),
                                    proposerOffice + ", " + confirmerOffice,
                                    startsAt))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return "Stored[" + id + "]";
        }
    }

    static Words basis(String code) {
        return java.util.Objects.requireNonNull(BASES.get(code), code);
    }

    static boolean isBasis(@Nullable String code) {
        return code != null && BASES.containsKey(code);
    }

    /// The overrides of these persons as the rules read them; persons without any are missing.
    Map<UUID, List<ColourOverride>> of(Collection<UUID> persons) {
        return of(persons, null);
    }

    /// The same as known at an instant; null: now.
    Map<UUID, List<ColourOverride>> of(Collection<UUID> persons, @Nullable Instant knownAt) {
        Map<UUID, List<ColourOverride>> found = new HashMap<>();
        stored(persons, knownAt)
                .forEach((person, list) -> {
                    List<ColourOverride> read = new ArrayList<>();
                    list.forEach(s -> s.read().ifPresent(read::add));
                    if (!read.isEmpty()) {
                        found.put(person, List.copyOf(read));
                    }
                });
        return found;
    }

    Map<UUID, List<Stored>> stored(Collection<UUID> persons, @Nullable Instant knownAt) {
        Map<UUID, List<Stored>> found = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT u.p, o.*, e.ended_at
                        FROM unnest(:persons) AS u (p)
                        CROSS JOIN LATERAL (
                            SELECT * FROM pass.override WHERE person_id = u.p
                            UNION ALL
                            SELECT o.* FROM (SELECT DISTINCT ON (from_person) from_person, follows
                                               FROM pass.override_follow WHERE person_id = u.p AND at <= :known
                                              ORDER BY from_person, no DESC) f
                                       JOIN pass.override o ON o.person_id = f.from_person
                             WHERE f.follows) o
                        LEFT JOIN pass.override_end e ON e.person_id = o.person_id AND e.override_id = o.override_id
                                                     AND e.ended_at <= :known
                        WHERE o.starts_at <= :known
                        """)
                .param("persons", SqlArrays.uuids(persons, id -> id))
                .param(
                        "known",
                        (knownAt == null ? Instant.parse("9999-01-01T00:00:00Z") : knownAt)
                                .atOffset(ZoneOffset.UTC))
                .query(rs -> {
                    found.computeIfAbsent(rs.getObject(1, UUID.class), p -> new ArrayList<>())
                            .add(row(rs));
                });
        return found;
    }

    static Stored row(java.sql.ResultSet rs) throws java.sql.SQLException {
        java.sql.Timestamp ended = rs.getTimestamp("ended_at");
        return new Stored(
                rs.getObject("person_id", UUID.class),
                rs.getObject("override_id", UUID.class),
                rs.getString("area"),
                Colour.valueOf(rs.getString("colour")),
                Colour.valueOf(rs.getString("prior_colour")),
                rs.getString("basis"),
                rs.getBoolean("explained"),
                rs.getString("proposed_by"),
                rs.getString("proposer_office"),
                rs.getString("confirmed_by"),
                rs.getString("confirmer_office"),
                rs.getTimestamp("starts_at").toInstant(),
                rs.getTimestamp("ends_at").toInstant(),
                ended == null ? null : ended.toInstant(),
                rs.getBytes("sealed"));
    }

    /// The override that decides for a person now, with offices and never with names.
    Optional<PassView.SetBy> setBy(UUID person, Instant now) {
        return stored(List.of(person), null).getOrDefault(person, List.of()).stream()
                .filter(s -> !s.startsAt().isAfter(now) && now.isBefore(s.until()))
                .max(Comparator.comparing(Stored::startsAt).thenComparing(s -> s.id().toString()))
                .map(s -> {
                    Told told = open(s.id(), s.sealed());
                    return new PassView.SetBy(
                            s.id(),
                            List.of(s.proposerOffice(), s.confirmerOffice()),
                            basis(s.basis()),
                            told.document(),
                            told.reason(),
                            s.startsAt(),
                            s.until());
                });
    }

    byte[] seal(UUID override, Told told) {
        return sealing.seal(
                KeyClass.HEALTH,
                LocalDate.ofInstant(clock.instant(), AreaNames.VIETNAM),
                json.writeValueAsBytes(told),
                context(override));
    }

    Told open(UUID override, byte[] sealed) {
        return json.readValue(sealing.open(sealed, context(override)), Told.class);
    }

    private static byte[] context(UUID id) {
        return ByteBuffer.allocate(24)
                .put("override".getBytes(StandardCharsets.US_ASCII))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /// Two persons are one: the overrides of the one that was joined count for the other. They are
    /// two again: no longer.
    @EventListener
    void on(LinksChanged changed) {
        Map<UUID, String> affected = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT DISTINCT o.person_id, o.area FROM pass.override o
                        WHERE o.person_id = ANY (:persons) AND o.ends_at > :now
                        """)
                .param("persons", SqlArrays.uuids(changed.persons(), id -> id))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(rs -> {
                    affected.put(rs.getObject(1, UUID.class), rs.getString(2));
                });
        affected.forEach((from, area) -> {
            UUID now = people.current(from).orElse(from);
            Map<UUID, Boolean> told = followers(from);
            told.forEach((person, follows) -> {
                if (follows && !person.equals(now)) {
                    follow(person, from, area, false);
                }
            });
            if (!now.equals(from) && !told.getOrDefault(now, false)) {
                follow(now, from, area, true);
            }
        });
    }

    /// For whom the overrides of a person have counted, and whether they still do.
    private Map<UUID, Boolean> followers(UUID from) {
        Map<UUID, Boolean> found = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT DISTINCT ON (person_id) person_id, follows FROM pass.override_follow
                        WHERE from_person = :from ORDER BY person_id, no DESC
                        """)
                .param("from", from)
                .query(rs -> {
                    found.put(rs.getObject(1, UUID.class), rs.getBoolean(2));
                });
        return found;
    }

    private void follow(UUID person, UUID from, String area, boolean follows) {
        jdbc.sql(
                        """
                        INSERT INTO pass.override_follow (person_id, area, from_person, at, no, follows)
                        SELECT :p, :area, :from, :now, count(*), :follows FROM pass.override_follow
                         WHERE person_id = :p AND from_person = :from
                        """)
                .param("p", person)
                .param("area", people.areasOf(List.of(person)).getOrDefault(person, area))
                .param("from", from)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("follows", follows)
                .update();
    }
}
