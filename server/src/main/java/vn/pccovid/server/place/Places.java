package vn.pccovid.server.place;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.server.access.FreshRows;
import vn.pccovid.server.custody.Custody;
import vn.pccovid.server.custody.DayDestroyed;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;

/// The door to venues and movements. Who was where and when is sealed by custody under the key of
/// the day, in two tables that share no value; both are filled in the order of their own tokens, so
/// that the order of rows does not join them either. Destroying the day's key deletes its
/// movements. Thread-safe.
@Service
public class Places {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final JdbcClient jdbc;
    private final Custody custody;
    private final Sealing sealing;
    private final Hashing hashing;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();

    Places(JdbcClient jdbc, Custody custody, Sealing sealing, Hashing hashing, Clock clock) {
        this.jdbc = jdbc;
        this.custody = custody;
        this.sealing = sealing;
        this.hashing = hashing;
        this.clock = clock;
    }

    /// Registers venues, within the caller's transaction; other content under a known key replaces
    /// it. Needs the worker's scope.
    ///
    /// @return one outcome per venue, in order
    @Transactional
    public List<Kept> register(List<Venue> venues) {
        record Row(byte[] key, Venue venue, byte[] content, byte[] sealed) {}
        if (venues.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        List<byte[]> keys = venues.stream().map(v -> venueHash(v.venueId())).toList();
        Map<ByteBuffer, byte[]> known = new HashMap<>();
        jdbc.sql("SELECT venue_hash, content FROM place.venue WHERE venue_hash = ANY (?::bytea[])")
                .param(bytes(keys, k -> k))
                .query(rs -> {
                    known.put(ByteBuffer.wrap(rs.getBytes(1)), rs.getBytes(2));
                });
        Map<ByteBuffer, Row> rows = new LinkedHashMap<>();
        List<Kept> kept = new ArrayList<>();
        for (int i = 0; i < venues.size(); i++) {
            Venue venue = venues.get(i);
            byte[] key = keys.get(i);
            String text = json.writeValueAsString(venue);
            byte[] content = hashing.hash16("venue_content", text);
            byte[] before = known.put(ByteBuffer.wrap(key), content);
            if (before != null && Arrays.equals(before, content)) {
                kept.add(Kept.REPEATED);
                continue;
            }
            kept.add(before == null ? Kept.NEW : Kept.CORRECTED);
            byte[] sealed =
                    sealing.seal(
                            KeyClass.IDENTITY,
                            LocalDate.ofInstant(now, ZoneOffset.UTC),
                            text.getBytes(StandardCharsets.UTF_8),
                            key);
            rows.put(ByteBuffer.wrap(key), new Row(key, venue, content, sealed));
        }
        if (!rows.isEmpty()) {
            FreshRows.insert(
                    jdbc,
                    """
                    INSERT INTO place.venue (received_at, venue_hash, area, kind, sealed, content)
                    SELECT ?::timestamptz, unnest(?::bytea[]), unnest(?::text[]), unnest(?::text[]),
                           unnest(?::bytea[]), unnest(?::bytea[])
                    """,
                    """
                    ON CONFLICT (venue_hash) DO UPDATE SET area = excluded.area, kind = excluded.kind,
                        received_at = excluded.received_at, sealed = excluded.sealed, content = excluded.content
                    """,
                    List.of(
                            now.toString(),
                            bytes(rows.values(), Row::key),
                            texts(rows.values(), r -> r.venue().area()),
                            texts(rows.values(), r -> r.venue().kind()),
                            bytes(rows.values(), Row::sealed),
                            bytes(rows.values(), Row::content)));
        }
        return kept;
    }

    /// The venue under a source's key.
    @Transactional
    public Optional<Venue> venue(String venueId) {
        byte[] key = venueHash(venueId);
        return jdbc.sql("SELECT sealed FROM place.venue WHERE venue_hash = ?")
                .param(key)
                .query((rs, n) -> json.readValue(sealing.open(rs.getBytes(1), key), Venue.class))
                .optional();
    }

    /// Seals visits, within the caller's transaction. Needs the worker's scope.
    ///
    /// @return one outcome per visit, in order
    @Transactional
    public List<Kept> visits(List<Visit> visits) {
        List<Movement> atPlaces = new ArrayList<>();
        List<Movement> ofRecords = new ArrayList<>();
        boolean[] sealed = new boolean[visits.size()];
        for (int i = 0; i < visits.size(); i++) {
            Visit visit = visits.get(i);
            LocalDate day = day(visit.at());
            byte[] plain = json.writeValueAsBytes(visit);
            try {
                Movement atPlace =
                        movement(
                                day,
                                "venue",
                                visit.venueId(),
                                "visit_at_place",
                                visit.visitId(),
                                plain);
                Movement ofRecord =
                        movement(
                                day,
                                "record",
                                visit.recordId().toString(),
                                "movement",
                                visit.visitId(),
                                plain);
                atPlaces.add(atPlace);
                ofRecords.add(ofRecord);
                sealed[i] = true;
            } catch (DayDestroyed gone) {
                sealed[i] = false;
            }
        }
        List<Kept> kept = keep("visit_at_place", "place_token", "visit_token", atPlaces);
        keep("movement_of_record", "record_token", "movement_token", ofRecords);
        return spread(sealed, kept);
    }

    /// Seals declared journeys, within the caller's transaction. Needs the worker's scope.
    ///
    /// @return one outcome per trip, in order
    @Transactional
    public List<Kept> trips(List<Trip> trips) {
        List<Movement> ofRecords = new ArrayList<>();
        boolean[] sealed = new boolean[trips.size()];
        for (int i = 0; i < trips.size(); i++) {
            Trip trip = trips.get(i);
            try {
                ofRecords.add(
                        movement(
                                day(trip.leavingAt()),
                                "record",
                                trip.recordId().toString(),
                                "movement",
                                trip.tripId(),
                                json.writeValueAsBytes(trip)));
                sealed[i] = true;
            } catch (DayDestroyed gone) {
                sealed[i] = false;
            }
        }
        return spread(
                sealed, keep("movement_of_record", "record_token", "movement_token", ofRecords));
    }

    /// Seals passages through gates, within the caller's transaction, in the same two tables and
    /// under the same keys as visits. Needs the worker's scope.
    ///
    /// @return one outcome per passage, in order
    @Transactional
    public List<Kept> passages(List<Passage> passages) {
        List<Movement> atPlaces = new ArrayList<>();
        List<Movement> ofSubjects = new ArrayList<>();
        boolean[] sealed = new boolean[passages.size()];
        for (int i = 0; i < passages.size(); i++) {
            Passage passage = passages.get(i);
            LocalDate day = day(passage.at());
            byte[] plain = json.writeValueAsBytes(passage);
            String id = passage.scanId().toString();
            try {
                Movement atPlace =
                        movement(
                                day,
                                "gate",
                                passage.gateId().toString(),
                                "visit_at_place",
                                id,
                                plain);
                ofSubjects.add(
                        movement(
                                day,
                                passage.subjectKind(),
                                passage.subject().toString(),
                                "movement",
                                id,
                                plain));
                atPlaces.add(atPlace);
                sealed[i] = true;
            } catch (DayDestroyed gone) {
                sealed[i] = false;
            }
        }
        List<Kept> kept = keep("visit_at_place", "place_token", "visit_token", atPlaces);
        keep("movement_of_record", "record_token", "movement_token", ofSubjects);
        return spread(sealed, kept);
    }

    /// Sealed passages of a gate on a day, for a case: what custody opens.
    public List<byte[]> passagesAt(UUID gateId, LocalDate day) {
        return jdbc.sql("SELECT sealed FROM place.visit_at_place WHERE place_token = ? AND day = ?")
                .params(custody.token(day, "gate", gateId.toString()), java.sql.Date.valueOf(day))
                .query((row, n) -> row.getBytes(1))
                .list();
    }

    private static List<Kept> spread(boolean[] sealed, List<Kept> kept) {
        List<Kept> outcomes = new ArrayList<>(sealed.length);
        int next = 0;
        for (boolean one : sealed) {
            outcomes.add(one ? kept.get(next++) : Kept.TOO_OLD);
        }
        return outcomes;
    }

    private record Movement(
            LocalDate day, byte[] subject, byte[] key, byte[] content, byte[] sealed) {}

    private Movement movement(
            LocalDate day,
            String subjectKind,
            String subject,
            String table,
            String id,
            byte[] plain) {
        return new Movement(
                day,
                custody.token(day, subjectKind, subject),
                custody.token(day, table, id),
                custody.token(day, table + "_content", new String(plain, StandardCharsets.UTF_8)),
                custody.seal(day, plain, table.getBytes(StandardCharsets.UTF_8)));
    }

    private List<Kept> keep(String table, String subject, String key, List<Movement> movements) {
        if (movements.isEmpty()) {
            return List.of();
        }
        Map<ByteBuffer, Movement> stored = new HashMap<>();
        jdbc.sql(
                        "SELECT %2$s, %3$s, content, day FROM place.%1$s WHERE %3$s = ANY (?::bytea[])"
                                .formatted(table, subject, key))
                .param(bytes(movements, Movement::key))
                .query(rs -> {
                    byte[] token = rs.getBytes(2);
                    stored.put(
                            ByteBuffer.wrap(token),
                            new Movement(
                                    rs.getObject(4, LocalDate.class),
                                    rs.getBytes(1),
                                    token,
                                    rs.getBytes(3),
                                    new byte[0]));
                });
        Map<ByteBuffer, byte[]> contents = new HashMap<>();
        stored.forEach((k, m) -> contents.put(k, m.content()));
        Map<ByteBuffer, Movement> fresh = new HashMap<>();
        List<Movement> old = new ArrayList<>();
        List<Kept> kept = new ArrayList<>();
        for (Movement movement : movements) {
            ByteBuffer token = ByteBuffer.wrap(movement.key());
            byte[] before = contents.put(token, movement.content());
            if (before != null && Arrays.equals(before, movement.content())) {
                kept.add(Kept.REPEATED);
                continue;
            }
            kept.add(before == null ? Kept.NEW : Kept.CORRECTED);
            Movement replaced = stored.get(token);
            if (replaced != null) {
                old.add(replaced);
            }
            fresh.put(token, movement);
        }
        if (!old.isEmpty()) {
            jdbc.sql(
                            """
                            DELETE FROM place.%1$s d USING unnest(?::bytea[], ?::bytea[]) AS u (s, k)
                            WHERE d.%2$s = u.s AND d.%3$s = u.k
                            """
                                    .formatted(table, subject, key))
                    .params(bytes(old, Movement::subject), bytes(old, Movement::key))
                    .update();
        }
        List<Movement> sorted =
                fresh.values().stream()
                        .sorted((a, b) -> Arrays.compareUnsigned(a.key(), b.key()))
                        .toList();
        if (!sorted.isEmpty()) {
            jdbc.sql(
                            """
                            INSERT INTO place.%1$s (%2$s, %3$s, content, day, sealed)
                            SELECT unnest(?::bytea[]), unnest(?::bytea[]), unnest(?::bytea[]), unnest(?::date[]),
                                   unnest(?::bytea[])
                            """
                                    .formatted(table, subject, key))
                    .params(
                            bytes(sorted, Movement::subject),
                            bytes(sorted, Movement::key),
                            bytes(sorted, Movement::content),
                            new SqlArrayValue(
                                    "date",
                                    (Object[])
                                            sorted.stream()
                                                    .map(m ->
                                                            Objects.requireNonNull(m.day())
                                                                    .toString())
                                                    .toArray(String[]::new)),
                            bytes(sorted, Movement::sealed))
                    .update();
        }
        return kept;
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, VIETNAM);
    }

    private byte[] venueHash(String venueId) {
        return hashing.hash16("venue", venueId);
    }

    private static <T> SqlArrayValue bytes(Collection<T> rows, Function<T, byte[]> column) {
        return new SqlArrayValue(
                "bytea", (Object[]) rows.stream().map(column).toArray(byte[][]::new));
    }

    private static <T> SqlArrayValue texts(Collection<T> rows, Function<T, String> column) {
        return new SqlArrayValue(
                "text", (Object[]) rows.stream().map(column).toArray(String[]::new));
    }
}
