package vn.pccovid.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.postgres.EmbeddedDatabase;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;
import vn.pccovid.server.person.FirstLoad;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.TimedId;

/// Invented people of a register with the facts a colour rests on, sealed as an import would and
/// copied into an empty installation: state for measurements, not written by the code that is
/// measured. Who may not be found again by name or number (no blocking keys) and whose facts have
/// no history: what colours read is all there.
///
/// One in five lives in Khánh Hòa. A person has 0 to 7 facts, 2.6 on average: four in five a course
/// of two doses, three in ten negative tests, one in five a declaration, one in fifty a positive
/// PCR of the last ten days.
final class StoredNation {
    private static final int AT_ONCE = 5_000;
    private static final List<String> TABLES =
            List.of(
                    "person.record",
                    "person.person",
                    "person.record_person",
                    "person.person_record");
    private static final List<String> FAMILY =
            List.of("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng");
    private static final List<String> GIVEN =
            List.of("An", "Bình", "Cường", "Giang", "Hải", "Long");
    private static final HexFormat HEX = HexFormat.of();

    private final FirstLoad rows;
    private final Sealing sealing;
    private final Clock clock;
    private final Random random;
    private final StringBuilder facts = new StringBuilder();
    private long factCount;

    private StoredNation(Installation installation, long seed) {
        rows = installation.bean(FirstLoad.class);
        sealing = installation.bean(Sealing.class);
        clock = installation.bean(Clock.class);
        random = new Random(seed);
    }

    /// Fills an empty installation.
    ///
    /// @return how many facts
    static long load(Installation installation, int people, long seed) throws SQLException {
        return new StoredNation(installation, seed).load(installation.database(), people);
    }

    private long load(EmbeddedDatabase database, int people) throws SQLException {
        Map<String, Connection> connections = new LinkedHashMap<>();
        Map<String, CopyIn> copies = new LinkedHashMap<>();
        for (String table : TABLES) {
            Connection connection = database.superuser().in(EmbeddedDatabase.DATABASE).connect();
            connections.put(table, connection);
            CopyIn copy =
                    copy(
                            connection,
                            table,
                            FirstLoad.COLUMNS.get(table) + ") FROM STDIN (FORMAT binary");
            byte[] header = FirstLoad.header();
            copy.writeToCopy(header, 0, header.length);
            copies.put(table, copy);
        }
        Connection connection = database.superuser().in(EmbeddedDatabase.DATABASE).connect();
        CopyIn factCopy =
                copy(
                        connection,
                        "fact.person_fact",
                        "person_id, fact_id, record_id, residence, source, kind, at, area,"
                                + " received_at, link_probability, details) FROM STDIN (FORMAT text");
        int number = 0;
        while (number < people) {
            List<IncomingRecord> records = new ArrayList<>(AT_ONCE);
            for (int i = 0; i < AT_ONCE && number < people; i++) {
                records.add(somebody(number++));
            }
            Map<String, byte[]> written = rows.rows(records);
            for (Map.Entry<String, CopyIn> copy : copies.entrySet()) {
                byte[] bytes = Objects.requireNonNull(written.get(copy.getKey()));
                copy.getValue().writeToCopy(bytes, 0, bytes.length);
            }
            facts(persons(Objects.requireNonNull(written.get("person.record_person"))), records);
            byte[] bytes = facts.toString().getBytes(StandardCharsets.UTF_8);
            factCopy.writeToCopy(bytes, 0, bytes.length);
            facts.setLength(0);
        }
        factCopy.endCopy();
        byte[] trailer = FirstLoad.trailer();
        for (CopyIn copy : copies.values()) {
            copy.writeToCopy(trailer, 0, trailer.length);
            copy.endCopy();
        }
        for (Connection one : connections.values()) {
            one.close();
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO pass.stale (person_id, not_before) SELECT person_id, created_at"
                            + " FROM person.person");
            statement.execute("VACUUM ANALYZE");
        }
        connection.close();
        return factCount;
    }

    private static CopyIn copy(Connection connection, String table, String rest)
            throws SQLException {
        return connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " (" + rest + ")");
    }

    private IncomingRecord somebody(int number) {
        int year = 1930 + random.nextInt(91);
        String id =
                "056"
                        + (year < 2000 ? random.nextInt(2) : 2 + random.nextInt(2))
                        + "%02d%06d".formatted(year % 100, number % 1_000_000);
        boolean here = random.nextInt(5) == 0;
        PersonDescription description =
                PersonDescription.builder()
                        .name(
                                FullName.read(
                                                FAMILY.get(number % FAMILY.size())
                                                        + " Văn "
                                                        + GIVEN.get(number / 7 % GIVEN.size()))
                                        .value())
                        .birthDate(
                                new BirthDate(year, 1 + random.nextInt(12), 1 + random.nextInt(28)))
                        .sex(Sex.MALE)
                        .citizenId(new CitizenId(id))
                        .residence(
                                here
                                        ? new Residence("56", "568", "22363", null)
                                        : new Residence("58", "582", "22741", null))
                        .build();
        byte[] original = description.encode();
        return new IncomingRecord(
                TimedId.next(clock),
                "population",
                id + '-' + number,
                original,
                original,
                description,
                clock.instant(),
                true);
    }

    /// The person of each record, read from the rows of one COPY: a tuple begins with its number of
    /// fields, each field with its length.
    private static List<UUID> persons(byte[] tuples) {
        List<UUID> persons = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(tuples);
        while (in.remaining() > 2) {
            int fields = in.getShort();
            for (int field = 0; field < fields; field++) {
                int length = in.getInt();
                if (field == 1) {
                    persons.add(new UUID(in.getLong(), in.getLong()));
                } else if (length > 0) {
                    in.position(in.position() + length);
                }
            }
        }
        return persons;
    }

    private void facts(List<UUID> persons, List<IncomingRecord> records) {
        Instant now = clock.instant();
        for (int i = 0; i < persons.size(); i++) {
            UUID person = persons.get(i);
            IncomingRecord record = records.get(i);
            Residence residence = record.description().residence();
            String area = residence == null ? "" : residence.path();
            if (random.nextInt(5) > 0) {
                int last = 20 + random.nextInt(200);
                dose(person, record, area, now.minus(Duration.ofDays(last + 60L)), 1);
                dose(person, record, area, now.minus(Duration.ofDays(last)), 2);
            }
            for (int test = random.nextInt(10) < 3 ? 1 + random.nextInt(3) : 0; test > 0; test--) {
                fact(
                        person,
                        record,
                        area,
                        "test_result",
                        now.minus(Duration.ofHours(2 + random.nextInt(2_000))),
                        "laboratory",
                        "{\"method\":\"pcr\",\"result\":\"negative\"}");
            }
            if (random.nextInt(5) == 0) {
                fact(
                        person,
                        record,
                        area,
                        "declaration",
                        now.minus(Duration.ofHours(2 + random.nextInt(900))),
                        "ncovi",
                        "{\"contact\":false,\"symptoms\":false}");
            }
            if (random.nextInt(50) == 0) {
                fact(
                        person,
                        record,
                        area,
                        "test_result",
                        now.minus(Duration.ofHours(2 + random.nextInt(240))),
                        "laboratory",
                        "{\"method\":\"pcr\",\"result\":\"positive\"}");
            }
        }
    }

    private void dose(UUID person, IncomingRecord record, String area, Instant at, int number) {
        fact(
                person,
                record,
                area,
                "dose",
                at,
                "vaccination",
                "{\"dose_no\":" + number + ",\"vaccine\":\"AstraZeneca\"}");
    }

    private void fact(
            UUID person,
            IncomingRecord record,
            String area,
            String kind,
            Instant at,
            String source,
            String details) {
        UUID id = TimedId.next(clock);
        byte[] context =
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array();
        byte[] sealed =
                sealing.seal(
                        KeyClass.HEALTH,
                        LocalDate.ofInstant(record.receivedAt(), ZoneOffset.UTC),
                        details.getBytes(StandardCharsets.UTF_8),
                        context);
        facts.append(person).append('\t').append(id).append('\t').append(record.recordId());
        facts.append('\t').append(area).append('\t').append(source).append('\t').append(kind);
        facts.append('\t').append(at).append('\t').append(area).append('\t');
        facts.append(record.receivedAt()).append("\t1\t\\\\x").append(HEX.formatHex(sealed));
        facts.append('\n');
        factCount++;
    }
}
