package vn.pccovid.server.place;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.server.access.SqlArrays;
import vn.pccovid.server.custody.Custody;
import vn.pccovid.server.custody.DayDestroyed;
import vn.pccovid.server.custody.DayToken;
import vn.pccovid.server.custody.MovementClass;
import vn.pccovid.server.custody.NumberedRows;

/// Writes movements into the two tables. A source's key counts once a day; told otherwise it
/// replaces both rows. The rows of a record get the numbers 0, 1, 2 … of their day without gaps, so
/// that a reader who finds no row under a number is done. Thread-safe.
@Component
class SealedMovements {
    private static final MovementClass VISITS = MovementClass.VISITS;

    private final JdbcClient jdbc;
    private final Custody custody;
    private final SealedRows rows;
    private final NumberedRows<Subject> numbered;

    SealedMovements(JdbcClient jdbc, Custody custody, SealedRows rows) {
        this.jdbc = jdbc;
        this.custody = custody;
        this.rows = rows;
        this.numbered =
                new NumberedRows<>(
                        jdbc, "place.movement_of_record", "movement_token", rows::movementToken);
    }

    /// @param id the source's key
    record Told(String id, SealedRows.Plain plain) {}

    private static final class Row {
        final Told told;
        final LocalDate day;
        final byte[] placeToken;
        final byte[] visitToken;
        final byte[] content;
        int number;

        Row(Told told, byte[] placeToken, byte[] visitToken, byte[] content) {
            this.told = told;
            this.day = told.plain().day();
            this.placeToken = placeToken;
            this.visitToken = visitToken;
            this.content = content;
        }
    }

    private record Stored(LocalDate day, byte[] placeToken, byte[] visitToken, byte[] content) {}

    /// Within the caller's transaction.
    List<Kept> keep(List<Told> movements) {
        if (movements.isEmpty()) {
            return List.of();
        }
        List<@Nullable Row> wanted = new ArrayList<>(movements.size());
        for (Told told : movements) {
            wanted.add(row(told));
        }
        Map<ByteBuffer, Stored> stored = stored(wanted);
        Map<ByteBuffer, byte[]> contents = new HashMap<>();
        stored.forEach((token, s) -> contents.put(token, s.content()));
        Map<ByteBuffer, Row> fresh = new LinkedHashMap<>();
        List<Stored> replaced = new ArrayList<>();
        List<Kept> kept = new ArrayList<>(movements.size());
        for (Row row : wanted) {
            if (row == null) {
                kept.add(Kept.TOO_OLD);
                continue;
            }
            ByteBuffer token = ByteBuffer.wrap(row.visitToken);
            byte[] before = contents.put(token, row.content);
            if (before != null && Arrays.equals(before, row.content)) {
                kept.add(Kept.REPEATED);
                continue;
            }
            kept.add(before == null ? Kept.NEW : Kept.CORRECTED);
            Stored old = stored.remove(token);
            if (old != null) {
                replaced.add(old);
            }
            fresh.put(token, row);
        }
        remove(replaced);
        number(fresh.values());
        insert(fresh.values());
        return kept;
    }

    private @Nullable Row row(Told told) {
        SealedRows.Plain plain = told.plain();
        LocalDate day = plain.day();
        try {
            custody.prepare(VISITS, day);
            String placeId =
                    plain.placeKind().equals(PlaceRef.VEHICLE) && plain.placeId().isEmpty()
                            ? "0" + told.id() // A vehicle without a number is nobody else's.
                            : plain.placeId();
            return new Row(
                    told,
                    rows.placeToken(plain.placeKind(), placeId, plain.from()),
                    rows.visitToken(day, told.id()),
                    rows.contentToken(day, plain));
        } catch (DayDestroyed gone) {
            return null;
        }
    }

    private Map<ByteBuffer, Stored> stored(List<@Nullable Row> wanted) {
        List<Row> present = wanted.stream().filter(Objects::nonNull).toList();
        Map<ByteBuffer, Stored> stored = new HashMap<>();
        if (present.isEmpty()) {
            return stored;
        }
        List<LocalDate> days = present.stream().map(r -> r.day).distinct().toList();
        jdbc.sql(
                        """
                        SELECT day, place_token, visit_token, content FROM place.visit_at_place
                         WHERE day = ANY (?::date[]) AND visit_token = ANY (?)
                        """)
                .param(SqlArrays.texts(days, LocalDate::toString))
                .param(SqlArrays.bytes(present, r -> r.visitToken))
                .query(row -> {
                    stored.put(
                            ByteBuffer.wrap(row.getBytes(3)),
                            new Stored(
                                    row.getObject(1, LocalDate.class),
                                    row.getBytes(2),
                                    row.getBytes(3),
                                    row.getBytes(4)));
                });
        return stored;
    }

    /// The row under the place goes; the one under the record becomes void, its number stays taken.
    private void remove(List<Stored> replaced) {
        if (replaced.isEmpty()) {
            return;
        }
        List<LocalDate> days = new ArrayList<>();
        List<byte[]> tokens = new ArrayList<>();
        List<byte[]> voids = new ArrayList<>();
        custody.replaced(
                VISITS,
                "place.visit_at_place",
                "visit_token",
                replaced.stream().map(s -> new DayToken(s.day(), s.visitToken())).toList(),
                SealedRows.AT_PLACE,
                (key, plain) -> {
                    LocalDate day = replaced.get(key).day();
                    SealedRows.AtPlace old = SealedRows.readAtPlace(plain);
                    days.add(day);
                    tokens.add(rows.movementToken(day, old.who(), old.number()));
                    voids.add(rows.sealVoid(day));
                });
        jdbc.sql(
                        """
                        UPDATE place.movement_of_record m SET sealed = u.sealed
                          FROM unnest(?::date[], ?::bytea[], ?::bytea[]) AS u (day, token, sealed)
                         WHERE m.day = u.day AND m.movement_token = u.token
                        """)
                .param(SqlArrays.texts(days, LocalDate::toString))
                .param(SqlArrays.bytes(tokens, b -> b))
                .param(SqlArrays.bytes(voids, b -> b))
                .update();
        jdbc.sql(
                        """
                        DELETE FROM place.visit_at_place v
                         USING unnest(?::date[], ?::bytea[], ?::bytea[]) AS u (day, place, visit)
                         WHERE v.day = u.day AND v.place_token = u.place AND v.visit_token = u.visit
                        """)
                .param(SqlArrays.texts(replaced, s -> s.day().toString()))
                .param(SqlArrays.bytes(replaced, Stored::placeToken))
                .param(SqlArrays.bytes(replaced, Stored::visitToken))
                .update();
    }

    /// Inserts the rows under records, each under the next free number of its owner.
    private void number(Collection<Row> fresh) {
        numbered.insert(
                        fresh,
                        r -> r.day,
                        r -> r.told.plain().who(),
                        r -> rows.sealOfRecord(r.told.plain()))
                .forEach((row, number) -> row.number = number);
    }

    private void insert(Collection<Row> fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        List<Row> sorted =
                fresh.stream()
                        .sorted((a, b) -> Arrays.compareUnsigned(a.visitToken, b.visitToken))
                        .toList();
        jdbc.sql(
                        """
                        INSERT INTO place.visit_at_place (day, place_token, visit_token, content, sealed)
                        SELECT * FROM unnest(?::date[], ?::bytea[], ?::bytea[], ?::bytea[], ?::bytea[])
                        ON CONFLICT (place_token, visit_token, day) DO NOTHING
                        """)
                .param(SqlArrays.texts(sorted, r -> r.day.toString()))
                .param(SqlArrays.bytes(sorted, r -> r.placeToken))
                .param(SqlArrays.bytes(sorted, r -> r.visitToken))
                .param(SqlArrays.bytes(sorted, r -> r.content))
                .param(SqlArrays.bytes(sorted, r -> rows.sealAtPlace(r.told.plain(), r.number)))
                .update();
    }
}
