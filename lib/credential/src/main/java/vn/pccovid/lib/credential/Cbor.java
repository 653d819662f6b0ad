package vn.pccovid.lib.credential;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The part of CBOR that COSE and CWT need, in the core deterministic encoding of RFC 8949 §4.2.1,
/// and nothing else: integers (`Long`), byte strings (`byte[]`), text (`String`), arrays (`List`),
/// maps (`Map`, keys integers or text), booleans, and one tag in front ([Tagged]).
///
/// Strict on reading: shortest lengths only, definite lengths only, map keys sorted and unique,
/// valid UTF-8, nothing after the end, nesting at most [#MAX_DEPTH]. A code in any other spelling
/// is refused, so one claim has one spelling.
final class Cbor {

    static final int MAX_DEPTH = 6;
    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int SIMPLE = 7;

    /// A value with a tag in front (RFC 8949 §3.4).
    record Tagged(long tag, Object value) {}

    private Cbor() {}

    static byte[] encode(Object value) {
        var out = new ByteArrayOutputStream(128);
        write(out, value);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case Long n when n >= 0 -> head(out, UNSIGNED, n);
            case Long n -> head(out, NEGATIVE, -1 - n);
            case Integer n -> write(out, n.longValue());
            case byte[] b -> {
                head(out, BYTES, b.length);
                out.writeBytes(b);
            }
            case String s -> {
                byte[] b = s.getBytes(StandardCharsets.UTF_8);
                head(out, TEXT, b.length);
                out.writeBytes(b);
            }
            case Boolean b -> out.write(b ? 0xF5 : 0xF4);
            case List<?> list -> {
                head(out, ARRAY, list.size());
                list.forEach(item -> write(out, item));
            }
            case Map<?, ?> map -> {
                head(out, MAP, map.size());
                var entries = new ArrayList<byte[][]>(map.size());
                map.forEach((k, v) -> entries.add(new byte[][] {encode(k), encode(v)}));
                entries.sort((a, b) -> Arrays.compareUnsigned(a[0], b[0]));
                entries.forEach(e -> {
                    out.writeBytes(e[0]);
                    out.writeBytes(e[1]);
                });
            }
            case Tagged(long tag, Object inner) -> {
                head(out, TAG, tag);
                write(out, inner);
            }
            default ->
                    throw new IllegalArgumentException(
                            "not a type of this profile: " + value.getClass().getSimpleName());
        }
    }

    private static void head(ByteArrayOutputStream out, int major, long n) {
        int m = major << 5;
        if (n < 24) {
            out.write(m | (int) n);
        } else if (n < 0x100) {
            out.write(m | 24);
            out.write((int) n);
        } else if (n < 0x10000) {
            out.write(m | 25);
            big(out, n, 2);
        } else if (n < 0x1_0000_0000L) {
            out.write(m | 26);
            big(out, n, 4);
        } else {
            out.write(m | 27);
            big(out, n, 8);
        }
    }

    private static void big(ByteArrayOutputStream out, long n, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (n >>> (8 * i)) & 0xFF);
        }
    }

    static Object decode(byte[] bytes) throws Unreadable {
        var reader = new Reader(bytes);
        Object value = reader.read(0);
        if (reader.at != bytes.length) {
            throw reader.refuse("bytes after the end");
        }
        return value;
    }

    private static final class Reader {
        private final byte[] in;
        private int at;

        Reader(byte[] in) {
            this.in = in;
        }

        Unreadable refuse(String why) {
            return new Unreadable(Refusal.CBOR, why + " at byte " + at);
        }

        Object read(int depth) throws Unreadable {
            if (depth > MAX_DEPTH) {
                throw refuse("nested deeper than " + MAX_DEPTH);
            }
            int first = next();
            int major = first >> 5;
            int info = first & 31;
            if (major == SIMPLE) {
                return switch (info) {
                    case 20 -> false;
                    case 21 -> true;
                    default -> throw refuse("simple value " + info);
                };
            }
            long n = argument(info);
            return switch (major) {
                case UNSIGNED -> n;
                case NEGATIVE -> -1 - n;
                case BYTES -> take(n);
                case TEXT -> text(take(n));
                case ARRAY -> array(n, depth);
                case MAP -> map(n, depth);
                case TAG -> {
                    if (depth > 0) {
                        throw refuse("a tag inside");
                    }
                    yield new Tagged(n, read(depth + 1));
                }
                default -> throw refuse("major type " + major);
            };
        }

        private List<Object> array(long n, int depth) throws Unreadable {
            var list = new ArrayList<Object>((int) bounded(n));
            for (long i = 0; i < n; i++) {
                list.add(read(depth + 1));
            }
            return list;
        }

        private Map<Object, Object> map(long n, int depth) throws Unreadable {
            bounded(n);
            var map = new LinkedHashMap<Object, Object>();
            byte[] before = new byte[0];
            for (long i = 0; i < n; i++) {
                int start = at;
                Object key = read(depth + 1);
                if (!(key instanceof Long) && !(key instanceof String)) {
                    throw refuse("a key that is neither integer nor text");
                }
                byte[] spelled = Arrays.copyOfRange(in, start, at);
                if (i > 0 && Arrays.compareUnsigned(before, spelled) >= 0) {
                    throw refuse("keys not sorted or twice");
                }
                before = spelled;
                map.put(key, read(depth + 1));
            }
            return map;
        }

        private long bounded(long n) throws Unreadable {
            if (n > in.length - at) {
                throw refuse("more items than bytes left");
            }
            return n;
        }

        private long argument(int info) throws Unreadable {
            if (info < 24) {
                return info;
            }
            int bytes =
                    switch (info) {
                        case 24 -> 1;
                        case 25 -> 2;
                        case 26 -> 4;
                        case 27 -> 8;
                        default -> throw refuse("indefinite or reserved length");
                    };
            long n = 0;
            for (int i = 0; i < bytes; i++) {
                n = n << 8 | next();
            }
            long least = bytes == 1 ? 24 : 1L << (4 * bytes);
            if (n < least) {
                throw refuse("not the shortest spelling");
            }
            return n;
        }

        private int next() throws Unreadable {
            if (at >= in.length) {
                throw refuse("ended early");
            }
            return in[at++] & 0xFF;
        }

        private byte[] take(long n) throws Unreadable {
            bounded(n);
            byte[] part = Arrays.copyOfRange(in, at, at + (int) n);
            at += (int) n;
            return part;
        }

        private String text(byte[] bytes) throws Unreadable {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw refuse("text that is not UTF-8");
            }
        }
    }
}
