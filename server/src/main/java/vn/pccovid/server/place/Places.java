package vn.pccovid.server.place;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.server.access.FreshRows;
import vn.pccovid.server.keys.Hashing;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;

/// The door to venues and movements on their way in. Who was where and when is sealed by custody
/// under the key of the day, in two tables that share no value ([SealedRows]); what a case may see
/// of it comes out through [Movements]. Destroying the day's key deletes its movements.
/// Thread-safe.
@Service
public class Places {
    private static final int MOST_KINDS = 200_000;

    private final JdbcClient jdbc;
    private final SealedMovements movements;
    private final Sealing sealing;
    private final Hashing hashing;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();
    private final ConcurrentHashMap<String, VenueKind> kinds = new ConcurrentHashMap<>();

    Places(
            JdbcClient jdbc,
            SealedMovements movements,
            Sealing sealing,
            Hashing hashing,
            Clock clock) {
        this.jdbc = jdbc;
        this.movements = movements;
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
            kinds.remove(venue.venueId());
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
        return movements.keep(
                visits.stream()
                        .map(v -> new SealedMovements.Told(v.visitId(), SealedRows.plain(v)))
                        .toList());
    }

    /// Seals declared journeys, within the caller's transaction: under the vehicle, so that a case
    /// finds who was in it, and under the record. Needs the worker's scope.
    ///
    /// @return one outcome per trip, in order
    @Transactional
    public List<Kept> trips(List<Trip> trips) {
        return movements.keep(
                trips.stream()
                        .map(t -> new SealedMovements.Told("trip:" + t.tripId(), plain(t)))
                        .toList());
    }

    private SealedRows.Plain plain(Trip trip) {
        Instant arriving = trip.arrivingAt();
        boolean nameless = SealedRows.vehicleId(trip.plate()).isEmpty();
        return new SealedRows.Plain(
                SealedRows.What.RIDE,
                Subject.record(trip.recordId()),
                PlaceRef.VEHICLE,
                nameless ? "" : trip.plate(),
                trip.leavingAt().truncatedTo(ChronoUnit.SECONDS),
                arriving == null ? 0 : SealedRows.seconds(trip.leavingAt(), arriving),
                trip.vehicle(),
                trip.seat(),
                // In one order in every process: what is told again must look the same.
                json.writeValueAsString(
                        new TreeMap<>(
                                Map.of(
                                        "fromArea", trip.fromArea(),
                                        "fromAddress", trip.fromAddress(),
                                        "toArea", trip.toArea(),
                                        "toAddress", trip.toAddress(),
                                        "reason", trip.reason()))));
    }

    /// Seals passages through gates, within the caller's transaction, in the same two tables and
    /// under the same keys as visits. Needs the worker's scope.
    ///
    /// @return one outcome per passage, in order
    @Transactional
    public List<Kept> passages(List<Passage> passages) {
        return movements.keep(
                passages.stream()
                        .map(p ->
                                new SealedMovements.Told(
                                        p.scanId().toString(),
                                        new SealedRows.Plain(
                                                SealedRows.What.PASSAGE,
                                                new Subject(
                                                        Subject.Kind.ofWord(p.subjectKind()),
                                                        p.subject()),
                                                PlaceRef.GATE,
                                                p.gateId().toString(),
                                                p.at().truncatedTo(ChronoUnit.SECONDS),
                                                0,
                                                "",
                                                "",
                                                "")))
                        .toList());
    }

    /// Kind and area of venues, from memory where asked before.
    Map<String, VenueKind> kindsOf(Collection<String> venueIds) {
        Map<String, VenueKind> known = new HashMap<>();
        Map<ByteBuffer, String> asked = new HashMap<>();
        for (String id : venueIds) {
            VenueKind found = kinds.get(id);
            if (found != null) {
                known.put(id, found);
            } else {
                asked.put(ByteBuffer.wrap(venueHash(id)), id);
            }
        }
        if (!asked.isEmpty()) {
            jdbc.sql("SELECT venue_hash, kind, area FROM place.venue WHERE venue_hash = ANY (?)")
                    .param(bytes(asked.keySet(), ByteBuffer::array))
                    .query(row -> {
                        String id = asked.get(ByteBuffer.wrap(row.getBytes(1)));
                        if (id != null) {
                            known.put(id, new VenueKind(row.getString(2), row.getString(3)));
                        }
                    });
            if (kinds.size() > MOST_KINDS) {
                kinds.clear();
            }
            kinds.putAll(known);
        }
        return known;
    }

    /// What kind of venue, in which commune.
    record VenueKind(String kind, String area) {}

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
