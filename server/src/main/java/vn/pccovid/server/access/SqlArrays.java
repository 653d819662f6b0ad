package vn.pccovid.server.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;
import org.springframework.jdbc.support.SqlValue;

/// Columns of a batch as array parameters, to be unfolded with `unnest`, in PostgreSQL's binary
/// form: the driver would write ids and times as text, which costs more on both sides than all the
/// rest of a statement. Values may be null where said. Thread-safe.
public final class SqlArrays {
    /// Types of array whose binary form the driver must be told to send and read; see
    /// [RoutingDataSource].
    static final String BINARY_TYPES = "1000,1185,2951";

    private static final int HEAD_BYTES = 20;

    /// PostgreSQL counts time from 1 January 2000.
    private static final long EPOCH_SECOND = 946_684_800;

    private SqlArrays() {}

    /// `uuid[]`; elements may be null.
    public static <T> SqlValue uuids(
            Collection<T> rows, Function<? super T, ? extends @Nullable UUID> column) {
        Packed out = new Packed(rows.size(), 2950, 16);
        for (T row : rows) {
            UUID id = column.apply(row);
            if (id == null) {
                out.none();
            } else {
                out.element(id);
            }
        }
        return out.as("_uuid");
    }

    /// `uuid[]` of ids that may be missing.
    public static SqlValue uuids(Collection<@Nullable UUID> ids) {
        Packed out = new Packed(ids.size(), 2950, 16);
        for (UUID id : ids) {
            if (id == null) {
                out.none();
            } else {
                out.element(id);
            }
        }
        return out.as("_uuid");
    }

    /// `timestamptz[]` of whole microseconds; null becomes `infinity`.
    public static <T> SqlValue times(
            Collection<T> rows, Function<? super T, ? extends @Nullable Instant> column) {
        Packed out = new Packed(rows.size(), 1184, 8);
        for (T row : rows) {
            Instant at = column.apply(row);
            out.element(
                    at == null
                            ? Long.MAX_VALUE
                            : (at.getEpochSecond() - EPOCH_SECOND) * 1_000_000
                                    + at.getNano() / 1_000);
        }
        return out.as("_timestamptz");
    }

    /// `text[]`; elements may be null.
    public static <T> SqlValue texts(
            Collection<T> rows, Function<? super T, ? extends @Nullable String> column) {
        Packed out = new Packed(rows.size(), 25, 16);
        for (T row : rows) {
            String text = column.apply(row);
            out.bytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
        }
        return out.as("_text");
    }

    /// `bytea[]`; elements may be null.
    public static <T> SqlValue bytes(
            Collection<T> rows, Function<? super T, ? extends byte @Nullable []> column) {
        Packed out = new Packed(rows.size(), 17, 64);
        for (T row : rows) {
            out.bytes(column.apply(row));
        }
        return out.as("_bytea");
    }

    /// `bigint[]`.
    public static <T> SqlValue longs(Collection<T> rows, ToLongFunction<? super T> column) {
        Packed out = new Packed(rows.size(), 20, 8);
        for (T row : rows) {
            out.element(column.applyAsLong(row));
        }
        return out.as("_int8");
    }

    /// `int[]`.
    public static <T> SqlValue ints(Collection<T> rows, Function<? super T, Integer> column) {
        Packed out = new Packed(rows.size(), 23, 4);
        for (T row : rows) {
            out.element((int) column.apply(row));
        }
        return out.as("_int4");
    }

    /// `smallint[]`; elements may be null.
    public static <T> SqlValue shorts(
            Collection<T> rows, Function<? super T, ? extends @Nullable Short> column) {
        Packed out = new Packed(rows.size(), 21, 2);
        for (T row : rows) {
            Short value = column.apply(row);
            if (value == null) {
                out.none();
            } else {
                out.element((short) value);
            }
        }
        return out.as("_int2");
    }

    /// `real[]`.
    public static <T> SqlValue floats(Collection<T> rows, Function<? super T, Float> column) {
        Packed out = new Packed(rows.size(), 700, 4);
        for (T row : rows) {
            out.element(Float.floatToIntBits(column.apply(row)));
        }
        return out.as("_float4");
    }

    /// `boolean[]`.
    public static <T> SqlValue booleans(Collection<T> rows, Function<? super T, Boolean> column) {
        Packed out = new Packed(rows.size(), 16, 1);
        for (T row : rows) {
            out.element((boolean) column.apply(row));
        }
        return out.as("_bool");
    }

    /// The wire form while it is written: dimension, whether nulls occur, type and size, then every
    /// element behind its length.
    private static final class Packed {
        private ByteBuffer out;
        private boolean nulls;

        Packed(int size, int elementType, int elementBytes) {
            out = ByteBuffer.allocate(HEAD_BYTES + size * (4 + elementBytes));
            number(size == 0 ? 0 : 1);
            number(0);
            number(elementType);
            if (size > 0) {
                number(size);
                number(1);
            }
        }

        private ByteBuffer room(int bytes) {
            if (out.remaining() < bytes) {
                out =
                        ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + bytes))
                                .put(out.flip());
            }
            return out;
        }

        void number(int value) {
            room(4).putInt(value);
        }

        void element(long value) {
            room(12).putInt(8).putLong(value);
        }

        void element(int value) {
            room(8).putInt(4).putInt(value);
        }

        void element(short value) {
            room(6).putInt(2).putShort(value);
        }

        void element(boolean value) {
            room(5).putInt(1).put((byte) (value ? 1 : 0));
        }

        void element(UUID id) {
            room(20).putInt(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits());
        }

        void bytes(byte @Nullable [] value) {
            if (value == null) {
                none();
            } else {
                room(4 + value.length).putInt(value.length).put(value);
            }
        }

        void none() {
            nulls = true;
            number(-1);
        }

        SqlValue as(String type) {
            byte[] bytes = Arrays.copyOf(out.array(), out.position());
            if (nulls) {
                bytes[7] = 1;
            }
            return new Parameter(type, bytes);
        }
    }

    /// Hands the bytes to the driver, again at every use.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Parameter(String type, byte[] bytes) implements SqlValue {
        @Override
        public void setValue(PreparedStatement statement, int index) throws SQLException {
            statement.setObject(index, new Binary(type, bytes));
        }

        @Override
        public void cleanup() {}
    }

    private static final class Binary extends PGobject implements PGBinaryObject {
        private static final long serialVersionUID = 1L;

        private final transient byte[] bytes;

        Binary(String type, byte[] bytes) {
            setType(type);
            this.bytes = bytes;
        }

        @Override
        public int lengthInBytes() {
            return bytes.length;
        }

        @Override
        public void toBytes(byte[] target, int offset) {
            System.arraycopy(bytes, 0, target, offset, bytes.length);
        }

        @Override
        public void setByteValue(byte[] value, int offset) {
            throw new UnsupportedOperationException("a parameter is only sent");
        }

        /// Asked only if the driver would not send this type in binary form.
        @Override
        public @Nullable String getValue() {
            throw new IllegalStateException(
                    "the connection does not send " + getType() + " in binary form");
        }
    }
}
