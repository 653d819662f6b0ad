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

/// The part of CBOR (RFC 8949) that COSE, CWT and health certificates need: integers (`Long`), byte
/// strings (`byte[]`), text (`String`), arrays (`List`), maps (`Map`, keys integers or text),
/// booleans, null, floating point (`Double`) and tags ([Tagged]).
///
/// Two ways of reading. [#decode] is for our own codes: the core deterministic encoding of §4.2.1
/// and nothing else (shortest lengths, definite lengths, keys sorted and unique, valid UTF-8, no
/// null, no floating point, a tag only in front), so one claim has one spelling. [#decodeForeign]
/// is for codes of other issuers, who write what §3 allows: any length, indefinite lengths, any
/// order of keys, tags anywhere; keys stay unique (§5.6), text valid, and numbers within 64 bits.
/// Both refuse bytes after the end and bound nesting; memory follows the input, since no item is
/// shorter than a byte and nothing is reserved ahead.
final class Cbor {

    static final int MAX_DEPTH = 6;

    /// A health certificate nests eight deep with its tags.
    static final int MAX_DEPTH_FOREIGN = 16;

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

    /// What stands for null and undefined, since a map of Java tells no null from nothing.
    enum Absent {
        NULL
    }

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

    /// Bytes the head of a byte string takes.
    static int headLength(int n) {
        return n < 24 ? 1 : n < 0x100 ? 2 : n < 0x10000 ? 3 : 5;
    }

    /// A byte string, head and content.
    static void putBytes(ByteBuffer out, byte[] bytes) {
        int n = bytes.length;
        switch (headLength(n)) {
            case 1 -> out.put((byte) (BYTES << 5 | n));
            case 2 -> out.put((byte) (BYTES << 5 | 24)).put((byte) n);
            case 3 -> out.put((byte) (BYTES << 5 | 25)).putShort((short) n);
            default -> out.put((byte) (BYTES << 5 | 26)).putInt(n);
        }
        out.put(bytes);
    }

    static Object decode(byte[] bytes) throws Unreadable {
        return whole(new Reader(bytes, true));
    }

    static Object decodeForeign(byte[] bytes) throws Unreadable {
        return whole(new Reader(bytes, false));
    }

    private static Object whole(Reader reader) throws Unreadable {
        Object value = reader.read(0);
        if (reader.at != reader.in.length) {
            throw reader.refuse("bytes after the end");
        }
        return value;
    }

    private static final class Reader {
        private static final int INDEFINITE = 31;
        private static final int BREAK = 0xFF;
        private final byte[] in;
        private final boolean strict;
        private final int maxDepth;
        private int at;

        Reader(byte[] in, boolean strict) {
            this.in = in;
            this.strict = strict;
            this.maxDepth = strict ? MAX_DEPTH : MAX_DEPTH_FOREIGN;
        }

        Unreadable refuse(String why) {
            return new Unreadable(Refusal.CBOR, why + " at byte " + at);
        }

        Object read(int depth) throws Unreadable {
            if (depth > maxDepth) {
                throw refuse("nested deeper than " + maxDepth);
            }
            int first = next();
            int major = first >> 5;
            int info = first & 31;
            if (major == SIMPLE) {
                return simple(info);
            }
            if (info == INDEFINITE && !strict) {
                return indefinite(major, depth);
            }
            long n = argument(info);
            return switch (major) {
                case UNSIGNED -> n;
                case NEGATIVE -> -1 - n;
                case BYTES -> take(n);
                case TEXT -> text(n);
                case ARRAY -> array(n, depth);
                case MAP -> map(n, depth);
                case TAG -> {
                    if (strict && depth > 0) {
                        throw refuse("a tag inside");
                    }
                    yield new Tagged(n, read(depth + 1));
                }
                default -> throw refuse("major type " + major);
            };
        }

        /// RFC 8949 §3.3.
        private Object simple(int info) throws Unreadable {
            if (info == 20 || info == 21) {
                return info == 21;
            }
            if (strict) {
                throw refuse("simple value " + info);
            }
            return switch (info) {
                case 22, 23 -> Absent.NULL;
                case 25 -> (double) Float.float16ToFloat((short) big(2));
                case 26 -> (double) Float.intBitsToFloat((int) big(4));
                case 27 -> Double.longBitsToDouble(big(8));
                default -> throw refuse("simple value " + info);
            };
        }

        /// RFC 8949 §3.2: ends with a break; strings come in definite chunks of their own kind.
        private Object indefinite(int major, int depth) throws Unreadable {
            return switch (major) {
                case BYTES, TEXT -> chunks(major);
                case ARRAY -> {
                    var list = new ArrayList<Object>();
                    while (!broken()) {
                        list.add(read(depth + 1));
                    }
                    yield list;
                }
                case MAP -> {
                    var map = new LinkedHashMap<Object, Object>();
                    while (!broken()) {
                        entry(map, depth);
                    }
                    yield map;
                }
                default -> throw refuse("indefinite length of major type " + major);
            };
        }

        private Object chunks(int major) throws Unreadable {
            var chunks = new ByteArrayOutputStream();
            while (!broken()) {
                int first = next();
                if (first >> 5 != major || (first & 31) == INDEFINITE) {
                    throw refuse("a chunk of another kind");
                }
                long n = argument(first & 31);
                if (major == TEXT) {
                    chunks.writeBytes(text(n).getBytes(StandardCharsets.UTF_8));
                } else {
                    chunks.writeBytes(take(n));
                }
            }
            return major == BYTES ? chunks.toByteArray() : chunks.toString(StandardCharsets.UTF_8);
        }

        private boolean broken() throws Unreadable {
            if (at >= in.length) {
                throw refuse("ended early");
            }
            if ((in[at] & 0xFF) == BREAK) {
                at++;
                return true;
            }
            return false;
        }

        private List<Object> array(long n, int depth) throws Unreadable {
            bounded(n);
            var list = new ArrayList<Object>((int) Math.min(n, 16));
            for (long i = 0; i < n; i++) {
                list.add(read(depth + 1));
            }
            return list;
        }

        private Map<Object, Object> map(long n, int depth) throws Unreadable {
            bounded(n);
            var map = new LinkedHashMap<Object, Object>();
            int before = -1;
            int beforeEnd = -1;
            for (long i = 0; i < n; i++) {
                int start = at;
                int end = entry(map, depth);
                if (strict
                        && i > 0
                        && Arrays.compareUnsigned(in, before, beforeEnd, in, start, end) >= 0) {
                    throw refuse("keys not sorted");
                }
                before = start;
                beforeEnd = end;
            }
            return map;
        }

        /// @return where the key ends
        private int entry(Map<Object, Object> map, int depth) throws Unreadable {
            Object key = read(depth + 1);
            if (!(key instanceof Long) && !(key instanceof String)) {
                throw refuse("a key that is neither integer nor text");
            }
            int end = at;
            if (map.put(key, read(depth + 1)) != null) {
                throw refuse("a key twice");
            }
            return end;
        }

        private void bounded(long n) throws Unreadable {
            if (n < 0 || n > in.length - at) {
                throw refuse("more items than bytes left");
            }
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
            long n = big(bytes);
            if (n < 0) {
                throw refuse("a number past 63 bits");
            }
            long least = bytes == 1 ? 24 : 1L << (4 * bytes);
            if (strict && n < least) {
                throw refuse("not the shortest spelling");
            }
            return n;
        }

        private long big(int bytes) throws Unreadable {
            long n = 0;
            for (int i = 0; i < bytes; i++) {
                n = n << 8 | next();
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

        private String text(long n) throws Unreadable {
            bounded(n);
            int start = at;
            at += (int) n;
            for (int i = start; i < at; i++) {
                if (in[i] < 0) {
                    return unicode(start);
                }
            }
            return new String(in, start, (int) n, StandardCharsets.ISO_8859_1);
        }

        private String unicode(int start) throws Unreadable {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(in, start, at - start))
                        .toString();
            } catch (CharacterCodingException e) {
                throw refuse("text that is not UTF-8");
            }
        }
    }
}
