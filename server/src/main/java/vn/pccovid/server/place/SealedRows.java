package vn.pccovid.server.place;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.pccovid.server.custody.Custody;
import vn.pccovid.server.custody.MovementClass;

/// How a movement looks in the two tables: under a token of the place and hour it tells who, and
/// under a token of the record, the day and a running number it tells where. The two rows share no
/// value, every row of a record has another token, and sizes are rounded up so that they tell no
/// place apart. Thread-safe.
@Component
public class SealedRows {
    /// Context of the rows under places.
    static final byte[] AT_PLACE = "place.visit_at_place 2".getBytes(StandardCharsets.UTF_8);

    /// Context of the rows under records.
    static final byte[] OF_RECORD = "place.movement_of_record 2".getBytes(StandardCharsets.UTF_8);

    private static final int AT_PLACE_BYTES = 48;
    private static final int OF_RECORD_BYTES = 80;
    private static final int STEP_BYTES = 64;
    private static final MovementClass VISITS = MovementClass.VISITS;

    private final Custody custody;

    SealedRows(Custody custody) {
        this.custody = custody;
    }

    /// What happened.
    enum What {
        ENTER(0),
        LEAVE(1),
        STAY(2),
        RIDE(3),
        PASSAGE(4),
        /// Taken back: the running number stays in use.
        VOID(5);

        private final int code;

        What(int code) {
            this.code = code;
        }

        static What of(int code) {
            for (What what : values()) {
                if (what.code == code) {
                    return what;
                }
            }
            throw new IllegalStateException("not a kind of movement: " + code);
        }
    }

    /// One movement in clear.
    ///
    /// @param placeKind as in [PlaceRef]
    /// @param seconds from `from` to its end; 0 if it has none
    /// @param vehicle and `seat`, `detail` of trips; empty else
    record Plain(
            What what,
            Subject who,
            String placeKind,
            String placeId,
            Instant from,
            int seconds,
            String vehicle,
            String seat,
            String detail) {
        LocalDate day() {
            return Custody.day(from);
        }

        Instant to() {
            return from.plusSeconds(seconds);
        }
    }

    /// What lies under a place: not where.
    record AtPlace(
            What what,
            Subject who,
            int number,
            Instant from,
            int seconds,
            String vehicle,
            String seat) {}

    /// A visit as its two rows, for filling tables without the service.
    ///
    /// @param number of the record's movements on this day before it
    public Rows visit(Visit visit, int number) {
        Plain plain = plain(visit);
        LocalDate day = plain.day();
        return new Rows(
                day,
                placeToken(plain.placeKind(), plain.placeId(), plain.from()),
                visitToken(day, visit.visitId()),
                contentToken(day, plain),
                sealAtPlace(plain, number),
                movementToken(day, plain.who(), number),
                sealOfRecord(plain));
    }

    /// The columns of both rows.
    public record Rows(
            LocalDate day,
            byte[] placeToken,
            byte[] visitToken,
            byte[] content,
            byte[] sealedAtPlace,
            byte[] movementToken,
            byte[] sealedOfRecord) {}

    static Plain plain(Visit visit) {
        Instant until = visit.until();
        What what = until != null ? What.STAY : visit.leaving() ? What.LEAVE : What.ENTER;
        return new Plain(
                what,
                Subject.record(visit.recordId()),
                PlaceRef.VENUE,
                visit.venueId(),
                visit.at().truncatedTo(ChronoUnit.SECONDS),
                until == null ? 0 : seconds(visit.at(), until),
                "",
                "",
                "");
    }

    static int seconds(Instant from, Instant to) {
        return (int) Math.clamp(ChronoUnit.SECONDS.between(from, to), 0, 30L * 86_400);
    }

    /// The token under which a place's movements of one hour lie.
    byte[] placeToken(String kind, String id, Instant at) {
        LocalDate day = Custody.day(at);
        int hour = at.atZone(Custody.VIETNAM).getHour();
        // Vehicles are looked for by the day: they are few.
        return custody.token(
                VISITS, day, kind, kind.equals(PlaceRef.VEHICLE) ? vehicleId(id) : id + "|" + hour);
    }

    /// A plate without what people put between its parts.
    static String vehicleId(String plate) {
        return plate.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    }

    byte[] movementToken(LocalDate day, Subject who, int number) {
        return custody.token(VISITS, day, "of", who.kind().word() + "|" + who.id() + "|" + number);
    }

    byte[] visitToken(LocalDate day, String id) {
        return custody.token(VISITS, day, "visit_at_place", id);
    }

    byte[] contentToken(LocalDate day, Plain plain) {
        return custody.token(
                VISITS,
                day,
                "visit_at_place_content",
                bytes(out -> {
                    out.writeByte(plain.what().code);
                    out.writeByte(plain.who().kind().code());
                    id(out, plain.who().id());
                    out.writeLong(plain.from().getEpochSecond());
                    out.writeInt(plain.seconds());
                    for (String text :
                            new String[] {
                                plain.placeKind(),
                                plain.placeId(),
                                plain.vehicle(),
                                plain.seat(),
                                plain.detail()
                            }) {
                        out.writeUTF(text);
                    }
                }));
    }

    byte[] sealAtPlace(Plain plain, int number) {
        byte[] bytes =
                bytes(out -> {
                    out.writeByte(plain.what().code);
                    out.writeByte(plain.who().kind().code());
                    id(out, plain.who().id());
                    out.writeLong(plain.from().getEpochSecond());
                    out.writeInt(plain.seconds());
                    out.writeShort(number);
                    out.writeUTF(plain.vehicle());
                    out.writeUTF(plain.seat());
                });
        return custody.seal(VISITS, plain.day(), padded(bytes, AT_PLACE_BYTES), AT_PLACE);
    }

    byte[] sealOfRecord(Plain plain) {
        byte[] bytes =
                bytes(out -> {
                    out.writeByte(plain.what().code);
                    out.writeLong(plain.from().getEpochSecond());
                    out.writeInt(plain.seconds());
                    out.writeUTF(plain.placeKind());
                    out.writeUTF(plain.placeId());
                    out.writeUTF(plain.vehicle());
                    out.writeUTF(plain.seat());
                    out.writeUTF(plain.detail());
                });
        return custody.seal(VISITS, plain.day(), padded(bytes, OF_RECORD_BYTES), OF_RECORD);
    }

    /// What replaces the row of a movement that its source took back or told otherwise.
    byte[] sealVoid(LocalDate day) {
        byte[] bytes = {(byte) What.VOID.code};
        return custody.seal(VISITS, day, padded(bytes, OF_RECORD_BYTES), OF_RECORD);
    }

    static AtPlace readAtPlace(byte[] bytes) {
        return read(
                bytes,
                in -> {
                    What what = What.of(in.readByte());
                    Subject.Kind kind = Subject.Kind.of(in.readByte());
                    UUID id = new UUID(in.readLong(), in.readLong());
                    Instant from = Instant.ofEpochSecond(in.readLong());
                    int seconds = in.readInt();
                    int number = in.readUnsignedShort();
                    return new AtPlace(
                            what,
                            new Subject(kind, id),
                            number,
                            from,
                            seconds,
                            in.readUTF(),
                            in.readUTF());
                });
    }

    /// @param who known from the token
    static Plain readOfRecord(byte[] bytes, Subject who) {
        return read(
                bytes,
                in -> {
                    What what = What.of(in.readByte());
                    if (what == What.VOID) {
                        return new Plain(what, who, "", "", Instant.EPOCH, 0, "", "", "");
                    }
                    Instant from = Instant.ofEpochSecond(in.readLong());
                    int seconds = in.readInt();
                    return new Plain(
                            what,
                            who,
                            in.readUTF(),
                            in.readUTF(),
                            from,
                            seconds,
                            in.readUTF(),
                            in.readUTF(),
                            in.readUTF());
                });
    }

    private static byte[] padded(byte[] bytes, int least) {
        int size = least;
        while (size < bytes.length) {
            size += STEP_BYTES;
        }
        return Arrays.copyOf(bytes, size);
    }

    private static void id(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
            writing.to(new DataOutputStream(bytes));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(byte[] bytes, Reading<T> reading) {
        try {
            return reading.from(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
