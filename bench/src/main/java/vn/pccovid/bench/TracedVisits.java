package vn.pccovid.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import vn.pccovid.server.place.SealedRows;
import vn.pccovid.server.place.Visit;

/// Invented visits of a million people, the same on every run: in two flat arrays of seconds, as
/// sealed rows in the tables of the service, and as plain rows beside them.
///
/// One venue for every 27 people (3.7 million for 98.5), some much more visited than others; visits
/// between 7 and 21 o'clock, 45 minutes on average, at most four hours.
final class TracedVisits {
    static final int LONGEST_SECONDS = 4 * 3600;
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final double PEOPLE_PER_VENUE = 98.5 / 3.7;
    private static final long COPY_EPOCH_DAYS = 10_957;
    private static final byte[] COPY_HEAD =
            "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    final int count;
    final int people;
    final int days;
    final LocalDate first;
    final int[] person;
    final int[] place;
    final int[] from;
    final int[] to;

    /// Numbers of the people whose records the register knows come first.
    private final List<UUID> known;

    TracedVisits(int count, int people, int days, LocalDate first, List<UUID> known, long seed) {
        this.count = count;
        this.people = people;
        this.days = days;
        this.first = first;
        this.known = known;
        person = new int[count];
        place = new int[count];
        from = new int[count];
        to = new int[count];
        int venues = (int) Math.max(10, people / PEOPLE_PER_VENUE);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            double popular = random.nextDouble();
            person[i] = random.nextInt(people);
            place[i] = (int) (venues * popular * popular);
            from[i] = (int) start(day(i)).getEpochSecond() + random.nextInt(7 * 3600, 19 * 3600);
            to[i] =
                    from[i]
                            + (int)
                                    Math.min(
                                            LONGEST_SECONDS,
                                            300 - 2400 * Math.log(1 - random.nextDouble()));
        }
    }

    /// Visits of a day lie together.
    private int day(int visit) {
        return (int) ((long) visit * days / count);
    }

    Instant start(int day) {
        return first.plusDays(day).atStartOfDay(VIETNAM).toInstant();
    }

    UUID record(int who) {
        return who < known.size()
                ? known.get(who)
                : new UUID(0x7ace_0000_0000_4000L, 0x8000_0000_0000_0000L | who);
    }

    /// The number behind a record, or -1.
    int number(UUID record) {
        if (record.getMostSignificantBits() == 0x7ace_0000_0000_4000L) {
            return (int) record.getLeastSignificantBits();
        }
        return known.indexOf(record);
    }

    /// Seals every visit and copies both rows into the partitions of their day.
    void seal(Connection connection, SealedRows rows) throws SQLException, IOException {
        byte[] numbers = new byte[people];
        int visit = 0;
        for (int day = 0; day < days; day++) {
            java.util.Arrays.fill(numbers, (byte) 0);
            LocalDate date = first.plusDays(day);
            String suffix = date.toString().replace("-", "");
            ByteArrayOutputStream atPlace = new ByteArrayOutputStream(1 << 20);
            ByteArrayOutputStream ofRecord = new ByteArrayOutputStream(1 << 20);
            try (DataOutputStream one = new DataOutputStream(atPlace);
                    DataOutputStream other = new DataOutputStream(ofRecord)) {
                one.write(COPY_HEAD);
                other.write(COPY_HEAD);
                for (; visit < count && day(visit) == day; visit++) {
                    SealedRows.Rows sealed =
                            rows.visit(
                                    new Visit(
                                            "b" + visit,
                                            "v" + place[visit],
                                            record(person[visit]),
                                            Instant.ofEpochSecond(from[visit]),
                                            false,
                                            Instant.ofEpochSecond(to[visit])),
                                    numbers[person[visit]]++ & 0xff);
                    int dayNumber = (int) (date.toEpochDay() - COPY_EPOCH_DAYS);
                    row(
                            one,
                            dayNumber,
                            sealed.placeToken(),
                            sealed.visitToken(),
                            sealed.content(),
                            sealed.sealedAtPlace());
                    row(other, dayNumber, sealed.movementToken(), sealed.sealedOfRecord());
                }
                one.writeShort(-1);
                other.writeShort(-1);
            }
            copy(
                    connection,
                    "place.visit_at_place_"
                            + suffix
                            + " (day, place_token, visit_token, content, sealed)",
                    atPlace.toByteArray());
            copy(
                    connection,
                    "place.movement_of_record_" + suffix + " (day, movement_token, sealed)",
                    ofRecord.toByteArray());
        }
    }

    private static void row(DataOutputStream out, int day, byte[]... columns) throws IOException {
        out.writeShort(columns.length + 1);
        out.writeInt(4);
        out.writeInt(day);
        for (byte[] column : columns) {
            out.writeInt(column.length);
            out.write(column);
        }
    }

    private static void copy(Connection connection, String into, byte[] bytes) throws SQLException {
        CopyIn copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY " + into + " FROM STDIN (FORMAT binary)");
        copy.writeToCopy(bytes, 0, bytes.length);
        copy.endCopy();
    }

    /// The same visits in clear, with the best indexes we know: covering, so that nothing but the
    /// index is read.
    void plain(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE SCHEMA bench;
                    CREATE TABLE bench.visit (person int NOT NULL, place int NOT NULL, from_s int NOT NULL, to_s int NOT NULL);
                    CREATE TABLE bench.opening (line bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person int, at timestamptz)
                    """);
        }
        int chunk = 500_000;
        for (int begin = 0; begin < count; begin += chunk) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(chunk * 34);
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.write(COPY_HEAD);
                for (int i = begin; i < Math.min(count, begin + chunk); i++) {
                    out.writeShort(4);
                    for (int value : new int[] {person[i], place[i], from[i], to[i]}) {
                        out.writeInt(4);
                        out.writeInt(value);
                    }
                }
                out.writeShort(-1);
            }
            copy(connection, "bench.visit (person, place, from_s, to_s)", bytes.toByteArray());
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE INDEX visit_by_place ON bench.visit (place, from_s) INCLUDE (to_s, person)");
            statement.execute(
                    "CREATE INDEX visit_by_person ON bench.visit (person, from_s) INCLUDE (place, to_s)");
            statement.execute("VACUUM ANALYZE bench.visit");
        }
    }
}
