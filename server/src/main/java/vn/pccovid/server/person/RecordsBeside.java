package vn.pccovid.server.person;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.Gazetteer;

/// Shows single records beside their person, with the weight of each field. Runs in the caller's
/// scope: the database hides what the caller may not see. Whoever shows it leaves the access line.
/// Thread-safe.
@Service
public class RecordsBeside {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /// Waiting records shown for one person.
    private static final int MOST_WAITING = 20;

    private final LinkRows rows;
    private final Vault vault;
    private final LinkageModels models;
    private final JdbcClient jdbc;
    private final Gazetteer gazetteer = Gazetteer.standard();
    private final Clock clock;

    RecordsBeside(LinkRows rows, Vault vault, LinkageModels models, JdbcClient jdbc, Clock clock) {
        this.rows = rows;
        this.vault = vault;
        this.models = models;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// A record that counts for this person now; empty for any other.
    @Transactional
    public Optional<RecordBeside> linked(UUID personId, UUID recordId) {
        LinkRows.Placed placed = rows.placedBy(List.of(recordId)).get(recordId);
        if (placed == null || !placed.personId().equals(personId)) {
            return Optional.empty();
        }
        List<Stored> records = records(personId);
        return records.stream()
                .filter(r -> r.recordId().equals(recordId))
                .findFirst()
                .map(record ->
                        beside(
                                placed.eventId(),
                                record,
                                placed.probability(),
                                placed.by(),
                                records.stream()
                                        .filter(r -> !r.recordId().equals(recordId))
                                        .toList()));
    }

    /// Waiting records of which this person is a candidate, the likeliest first.
    @Transactional
    public List<RecordBeside> waiting(UUID personId) {
        record Open(UUID review, Vault.VersionId record, float probability) {}
        List<Open> open =
                jdbc.sql(
                                """
                                SELECT v.review_id, v.record_id, max(r.version),
                                       v.probabilities[array_position(v.candidates, :person)]
                                FROM person.review v JOIN person.record r ON r.record_id = v.record_id
                                WHERE v.state = 'open' AND v.candidates @> ARRAY[:person]
                                GROUP BY v.review_id, v.record_id, v.probabilities, v.candidates
                                ORDER BY 4 DESC, 1 LIMIT :most
                                """)
                        .param("person", personId)
                        .param("most", MOST_WAITING)
                        .query((rs, n) ->
                                new Open(
                                        rs.getObject(1, UUID.class),
                                        new Vault.VersionId(
                                                rs.getObject(2, UUID.class), rs.getInt(3)),
                                        rs.getFloat(4)))
                        .list();
        Map<Vault.VersionId, Stored> opened = rows.open(open.stream().map(Open::record).toList());
        List<Stored> records = open.isEmpty() ? List.of() : records(personId);
        List<RecordBeside> found = new ArrayList<>();
        for (Open one : open) {
            Stored record = opened.get(one.record());
            if (record != null) {
                found.add(beside(one.review(), record, one.probability(), "", records));
            }
        }
        return found;
    }

    /// The keys under which sources know these records. Opens sealed rows: only to tell a source
    /// which of its rows is meant. Needs the worker's scope.
    @Transactional
    public Map<UUID, String> sourceKeysOf(List<UUID> recordIds) {
        Map<UUID, String> keys = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        SELECT DISTINCT ON (record_id) record_id, version, sealed_original FROM person.record
                        WHERE record_id = ANY (?::uuid[]) ORDER BY record_id, version DESC
                        """)
                .param(LinkRows.uuids(recordIds, id -> id))
                .query(rs -> {
                    UUID id = rs.getObject(1, UUID.class);
                    keys.put(id, vault.openSourceKey(id, rs.getInt(2), rs.getBytes(3)));
                });
        return keys;
    }

    private List<Stored> records(UUID personId) {
        LinkRows.Loaded loaded =
                rows.load(List.of(personId), Relinker.RECORDS_PER_PERSON).get(personId);
        return loaded == null ? List.of() : loaded.records();
    }

    private RecordBeside beside(
            UUID id, Stored record, double probability, String decidedBy, List<Stored> others) {
        PersonDescription person = others.isEmpty() ? null : new Portrait(others).merged();
        return new RecordBeside(
                id,
                record.recordId(),
                record.source(),
                probability,
                decidedBy,
                fields(record.description()),
                person == null ? Map.of() : fields(person),
                person == null
                        ? List.of()
                        : models.current().compare(record.description(), person).evidence().stream()
                                .map(e ->
                                        new RecordBeside.Weight(
                                                e.field().name(), e.level(), e.bits()))
                                .toList());
    }

    private Map<String, String> fields(PersonDescription d) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "name", d.name() == null ? null : d.name().display());
        put(fields, "birthDate", d.birthDate() == null ? null : date(d.birthDate()));
        put(fields, "sex", d.sex().name());
        put(fields, "citizenId", masked(d.citizenId() == null ? null : d.citizenId().value()));
        put(fields, "idCard", masked(d.idCard() == null ? null : d.idCard().value()));
        put(fields, "passport", masked(d.passport() == null ? null : d.passport().value()));
        put(fields, "insurance", masked(d.insurance() == null ? null : d.insurance().value()));
        put(fields, "phone", masked(d.phone() == null ? null : d.phone().value()));
        Residence residence = d.residence();
        put(fields, "area", residence == null ? null : areaName(residence.path()));
        put(fields, "address", residence == null ? null : residence.line());
        return fields;
    }

    /// ISO 8601 as far as it is known: `1984`, `1984-05` or `1984-05-17`.
    private static String date(BirthDate date) {
        return switch (date.precision()) {
            case YEAR -> "%04d".formatted(date.year());
            case MONTH -> "%04d-%02d".formatted(date.year(), date.month());
            case DAY -> "%04d-%02d-%02d".formatted(date.year(), date.month(), date.day());
        };
    }

    private static @Nullable String masked(@Nullable String value) {
        return value == null ? null : Portrait.masked(value);
    }

    private String areaName(String path) {
        return gazetteer
                .list(LocalDate.ofInstant(clock.instant(), VIETNAM))
                .at(path)
                .map(Area::name)
                .orElse(path);
    }

    private static void put(Map<String, String> fields, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            fields.put(name, value);
        }
    }
}
