package vn.pccovid.server.person;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.linkage.LinkageModel;

/// The rows that records leave when each founds a person of its own, as the tables of an empty
/// installation take them by COPY: hashed and sealed like any other, only not linked. For filling
/// an installation whose records are known to be one human each (the register alone, a benchmark's
/// state). Needs no database; thread-safe. Whoever copies must be exempt from row-level security,
/// which the service never is.
@Component
public class FirstLoad {
    /// Tables and their columns, in the order of what [#rows] answers.
    public static final Map<String, String> COLUMNS;

    static {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("person.source_key", "key_hash, source, record_id, version, content_hash");
        columns.put(
                "person.record",
                "record_id, version, source, authoritative, area, received_at, sealed_original, sealed_canonical");
        columns.put("person.person", "person_id, area, birth_year, verified, created_at");
        columns.put(
                "person.record_person",
                "record_id, person_id, area, probability, event_id, decided_by");
        columns.put(
                "person.person_record",
                "person_id, record_id, version, area, source, authoritative");
        columns.put(
                "person.link_event",
                "record_id, event_id, kind, at, person_id, probability, decided_by, model_version, evidence, reason");
        columns.put("person.blocking_key", "key, holder_id, waiting, key_id");
        columns.put("person.identifier_lock", "key");
        COLUMNS = java.util.Collections.unmodifiableMap(columns);
    }

    /// PostgreSQL counts time from 1 January 2000.
    private static final long EPOCH_SECOND = 946_684_800;

    private final BlindIndex index;
    private final Vault vault;
    private final Clock clock;

    FirstLoad(BlindIndex index, Vault vault, Clock clock) {
        this.index = index;
        this.vault = vault;
        this.clock = clock;
    }

    /// What goes before the rows of one COPY … (FORMAT binary).
    public static byte[] header() {
        byte[] signature = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
        return java.util.Arrays.copyOf(signature, signature.length + 2 * Integer.BYTES);
    }

    /// What goes behind them.
    public static byte[] trailer() {
        return new byte[] {-1, -1};
    }

    /// The rows per table, for one COPY between [#header] and [#trailer]; many answers may follow
    /// one another in it. Strong identifiers that two records share come twice.
    public Map<String, byte[]> rows(List<IncomingRecord> records) {
        Map<String, Tuples> tables = new LinkedHashMap<>();
        COLUMNS.forEach(
                (table, columns) -> tables.put(table, new Tuples(columns.split(",", -1).length)));
        Instant now = clock.instant();
        for (IncomingRecord in : records) {
            one(tables, in, now);
        }
        Map<String, byte[]> rows = new LinkedHashMap<>();
        tables.forEach((table, tuples) -> rows.put(table, tuples.bytes()));
        return rows;
    }

    private void one(Map<String, Tuples> tables, IncomingRecord in, Instant now) {
        PreparedRecord prepared = new PreparedRecord(in, index, vault);
        UUID record = in.recordId();
        UUID person = TimedId.next(clock);
        UUID event = TimedId.next(clock);
        String area = Portrait.path(in.description());
        table(tables, "source_key")
                .row()
                .bytes(prepared.keyHash)
                .text(in.source())
                .uuid(record)
                .number(1)
                .bytes(prepared.contentHash);
        table(tables, "record")
                .row()
                .uuid(record)
                .number(1)
                .text(in.source())
                .flag(in.authoritative())
                .text(area)
                .time(in.receivedAt())
                .bytes(prepared.sealedOriginal)
                .bytes(prepared.sealedCanonical);
        table(tables, "person")
                .row()
                .uuid(person)
                .text(area)
                .small(
                        in.description().birthDate() == null
                                ? null
                                : (short) in.description().birthDate().year())
                .flag(in.authoritative())
                .time(now);
        table(tables, "record_person")
                .row()
                .uuid(record)
                .uuid(person)
                .text(area)
                .real(1)
                .uuid(event)
                .text(Linker.BY_MODEL);
        table(tables, "person_record")
                .row()
                .uuid(person)
                .uuid(record)
                .number(1)
                .text(area)
                .text(in.source())
                .flag(in.authoritative());
        table(tables, "link_event")
                .row()
                .uuid(record)
                .uuid(event)
                .text("created")
                .time(now)
                .uuid(person)
                .real(1)
                .text(Linker.BY_MODEL)
                .text(LinkageModel.standard().version())
                .text("")
                .text("");
        for (Long key : prepared.keys.all()) {
            table(tables, "blocking_key")
                    .row()
                    .large(key)
                    .uuid(person)
                    .flag(false)
                    .small(index.keyId());
        }
        for (Long key : prepared.keys.strong()) {
            table(tables, "identifier_lock").row().large(key);
        }
    }

    private static Tuples table(Map<String, Tuples> tables, String name) {
        return java.util.Objects.requireNonNull(tables.get("person." + name));
    }

    /// The binary format of COPY: per row the number of columns, per value its length and bytes.
    private static final class Tuples {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        private final DataOutputStream out = new DataOutputStream(bytes);
        private final int columns;

        Tuples(int columns) {
            this.columns = columns;
        }

        private interface Write {
            void to(DataOutputStream out) throws IOException;
        }

        private Tuples put(Write write) {
            try {
                write.to(out);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException("memory cannot refuse bytes", e);
            }
        }

        Tuples row() {
            return put(o -> o.writeShort(columns));
        }

        Tuples bytes(byte[] value) {
            return put(o -> {
                o.writeInt(value.length);
                o.write(value);
            });
        }

        Tuples text(String value) {
            return bytes(value.getBytes(StandardCharsets.UTF_8));
        }

        Tuples uuid(UUID value) {
            return put(o -> {
                o.writeInt(16);
                o.writeLong(value.getMostSignificantBits());
                o.writeLong(value.getLeastSignificantBits());
            });
        }

        Tuples number(int value) {
            return put(o -> {
                o.writeInt(4);
                o.writeInt(value);
            });
        }

        Tuples small(@Nullable Short value) {
            return put(o -> {
                if (value == null) {
                    o.writeInt(-1);
                } else {
                    o.writeInt(2);
                    o.writeShort(value);
                }
            });
        }

        Tuples large(long value) {
            return put(o -> {
                o.writeInt(8);
                o.writeLong(value);
            });
        }

        Tuples real(float value) {
            return put(o -> {
                o.writeInt(4);
                o.writeFloat(value);
            });
        }

        Tuples flag(boolean value) {
            return put(o -> {
                o.writeInt(1);
                o.writeByte(value ? 1 : 0);
            });
        }

        Tuples time(Instant value) {
            return large(
                    (value.getEpochSecond() - EPOCH_SECOND) * 1_000_000 + value.getNano() / 1_000);
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
