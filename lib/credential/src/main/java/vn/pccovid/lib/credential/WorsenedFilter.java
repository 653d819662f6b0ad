package vn.pccovid.lib.credential;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A small signed list of codes whose holder's colour worsened after they were issued, for gates
/// without a network. A hit means "check the document or call", never "stop": one scan in a million
/// may hit by chance.
///
/// A Golomb-coded set: the first `rangeBits` bits of the SHA-256 of each credential id, sorted, in
/// buckets of about [#PER_BUCKET] by their leading bits, within a bucket the gaps between
/// neighbours in Rice code. A lookup reads one bucket. A false hit has the probability entries /
/// 2^rangeBits, so the probabilities of several lists add up, and whoever makes a list chooses the
/// range from its budget. About log2(1/p) + 1.5 bits an entry; the bound for any such list is
/// log2(1/p).
///
/// Layout: length of the head (2 bytes, big-endian); the head, a CBOR map of 1 version, 2 kind, 3
/// from, 4 until (seconds), 5 entries, 6 range bits, 7 bucket bits, 8 Rice bits, 9 SHA-256 of what
/// follows the signature, 10 key id; the signature (64 bytes, ES256 over [#DOMAIN] and the head);
/// the length of each bucket in bytes (2 bytes each); the buckets. Immutable.
public final class WorsenedFilter {

    /// What a list covers.
    public enum Kind {
        /// Everything that still matters at its end.
        FULL,
        /// What came between its two instants.
        DELTA
    }

    /// Expected false hits of one scan against all lists of a gate together.
    public static final double FALSE_HITS = 1e-6;

    /// The full list's share of [#FALSE_HITS]; the deltas of a day share the rest.
    public static final double FALSE_HITS_FULL = FALSE_HITS / 2;

    /// Deltas a day: one every quarter of an hour.
    public static final int DELTAS_A_DAY = 96;

    /// One delta's share.
    public static final double FALSE_HITS_DELTA = FALSE_HITS / 2 / DELTAS_A_DAY;

    /// Entries of a bucket on average, so that a lookup reads about this many.
    public static final int PER_BUCKET = 128;

    /// The widest range: what a number in JavaScript holds exactly, with room.
    static final int MAX_RANGE_BITS = 50;

    private static final int MIN_RANGE_BITS = 28;
    private static final int MIN_RICE_BITS = 8;
    private static final int MAX_BUCKET_BITS = 20;
    private static final long VERSION = 1;
    private static final int SIGNATURE_BYTES = 64;
    private static final byte[] DOMAIN =
            "pccovid worsened 1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final Kind kind;
    private final Instant from;
    private final Instant until;
    private final int entries;
    private final int rangeBits;
    private final int bucketBits;
    private final int riceBits;
    private final byte[] body;
    private final int[] starts;

    private WorsenedFilter(
            Kind kind,
            Instant from,
            Instant until,
            int entries,
            int rangeBits,
            int bucketBits,
            int riceBits,
            byte[] body,
            int[] starts) {
        this.kind = kind;
        this.from = from;
        this.until = until;
        this.entries = entries;
        this.rangeBits = rangeBits;
        this.bucketBits = bucketBits;
        this.riceBits = riceBits;
        this.body = body;
        this.starts = starts;
    }

    /// Makes and signs a list.
    ///
    /// @param credentialIds 16 bytes each; twice the same counts once
    /// @param keyId hex of 8 bytes
    public static byte[] seal(
            Kind kind,
            Instant from,
            Instant until,
            Iterable<byte[]> credentialIds,
            String keyId,
            PrivateKey key) {
        long[] hashes = new long[1024];
        int n = 0;
        MessageDigest digest = sha256();
        for (byte[] id : credentialIds) {
            if (n == hashes.length) {
                hashes = Arrays.copyOf(hashes, n * 2);
            }
            hashes[n++] = ByteBuffer.wrap(digest.digest(id)).getLong();
        }
        return seal(kind, from, until, Arrays.copyOf(hashes, n), keyId, key);
    }

    /// The same from the first eight bytes of the SHA-256 of each credential id.
    public static byte[] seal(
            Kind kind, Instant from, Instant until, long[] hashes, String keyId, PrivateKey key) {
        int rangeBits = rangeBits(hashes.length, kind);
        long[] values = new long[hashes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = hashes[i] >>> (64 - rangeBits);
        }
        Arrays.sort(values);
        values = distinct(values);
        int bucketBits = 0;
        while (bucketBits < MAX_BUCKET_BITS && values.length >> (bucketBits + 1) >= PER_BUCKET) {
            bucketBits++;
        }
        // The best Rice parameter for a mean gap g is about log2(g ln 2).
        double gap = Math.scalb(1.0, rangeBits) / Math.max(1, values.length);
        int riceBits =
                Math.clamp(
                        (int) Math.floor(Math.log(gap * Math.log(2)) / Math.log(2)),
                        MIN_RICE_BITS,
                        rangeBits - bucketBits);
        byte[] body = body(values, rangeBits, bucketBits, riceBits);
        Map<Object, Object> head = new LinkedHashMap<>();
        head.put(1L, VERSION);
        head.put(2L, kind == Kind.FULL ? 0L : 1L);
        head.put(3L, from.getEpochSecond());
        head.put(4L, until.getEpochSecond());
        head.put(5L, (long) values.length);
        head.put(6L, (long) rangeBits);
        head.put(7L, (long) bucketBits);
        head.put(8L, (long) riceBits);
        head.put(9L, sha256().digest(body));
        head.put(10L, HexFormat.of().parseHex(keyId));
        byte[] written = Cbor.encode(head);
        try {
            Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
            signer.initSign(key);
            signer.update(DOMAIN);
            signer.update(written);
            return ByteBuffer.allocate(2 + written.length + SIGNATURE_BYTES + body.length)
                    .putShort((short) written.length)
                    .put(written)
                    .put(signer.sign())
                    .put(body)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with a key of " + key.getAlgorithm(), e);
        }
    }

    /// Opens a list, or answers empty when anything about it is not as it must be. The body is as
    /// long as the file: nothing is allocated by numbers that stand in it.
    public static Optional<WorsenedFilter> open(
            byte[] file, Function<String, Optional<TrustedKey>> keys) {
        try {
            int headLength = file.length < 2 ? 0 : ((file[0] & 0xff) << 8) | (file[1] & 0xff);
            int bodyAt = 2 + headLength + SIGNATURE_BYTES;
            if (headLength == 0 || file.length < bodyAt) {
                return Optional.empty();
            }
            byte[] written = Arrays.copyOfRange(file, 2, 2 + headLength);
            if (!(Cbor.decode(written) instanceof Map<?, ?> head)
                    || head.size() != 10
                    || number(head, 1) != VERSION
                    || !(head.get(9L) instanceof byte[] hash)
                    || !(head.get(10L) instanceof byte[] keyId)) {
                return Optional.empty();
            }
            Optional<TrustedKey> key = keys.apply(HexFormat.of().formatHex(keyId));
            if (key.isEmpty()) {
                return Optional.empty();
            }
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(key.get().key());
            verifier.update(DOMAIN);
            verifier.update(written);
            byte[] body = Arrays.copyOfRange(file, bodyAt, file.length);
            if (!verifier.verify(file, 2 + headLength, SIGNATURE_BYTES)
                    || !MessageDigest.isEqual(hash, sha256().digest(body))) {
                return Optional.empty();
            }
            int rangeBits = Math.toIntExact(number(head, 6));
            int bucketBits = Math.toIntExact(number(head, 7));
            int riceBits = Math.toIntExact(number(head, 8));
            long kind = number(head, 2);
            if (rangeBits < MIN_RANGE_BITS
                    || rangeBits > MAX_RANGE_BITS
                    || bucketBits < 0
                    || bucketBits > MAX_BUCKET_BITS
                    || riceBits < MIN_RICE_BITS
                    || riceBits > rangeBits - bucketBits
                    || (kind != 0 && kind != 1)) {
                return Optional.empty();
            }
            int[] starts = starts(body, bucketBits);
            return starts == null
                    ? Optional.empty()
                    : Optional.of(
                            new WorsenedFilter(
                                    kind == 0 ? Kind.FULL : Kind.DELTA,
                                    Instant.ofEpochSecond(number(head, 3)),
                                    Instant.ofEpochSecond(number(head, 4)),
                                    Math.toIntExact(number(head, 5)),
                                    rangeBits,
                                    bucketBits,
                                    riceBits,
                                    body,
                                    starts));
        } catch (Unreadable
                | GeneralSecurityException
                | ArithmeticException
                | java.time.DateTimeException e) {
            return Optional.empty();
        }
    }

    public Kind kind() {
        return kind;
    }

    public Instant from() {
        return from;
    }

    public Instant until() {
        return until;
    }

    public int entries() {
        return entries;
    }

    /// Probability that a code that is not in the list hits it.
    public double falseHits() {
        return entries / Math.scalb(1.0, rangeBits);
    }

    /// Whether the code may have worsened: always true for one in the list.
    public boolean mayContain(byte[] credentialId) {
        long value = ByteBuffer.wrap(sha256().digest(credentialId)).getLong() >>> (64 - rangeBits);
        int bucket = (int) (value >>> (rangeBits - bucketBits));
        long wanted = value & ((1L << (rangeBits - bucketBits)) - 1);
        Bits in = new Bits(body, starts[bucket], starts[bucket + 1]);
        long at = -1;
        while (true) {
            long gap = in.rice(riceBits);
            if (gap < 0) {
                return false;
            }
            at += gap + 1;
            if (at >= wanted) {
                return at == wanted;
            }
        }
    }

    private static int rangeBits(int entries, Kind kind) {
        double budget = kind == Kind.FULL ? FALSE_HITS_FULL : FALSE_HITS_DELTA;
        int bits = MIN_RANGE_BITS;
        while (entries / Math.scalb(1.0, bits) > budget) {
            bits++;
        }
        if (bits > MAX_RANGE_BITS) {
            throw new IllegalArgumentException("a list of " + entries + " entries is too long");
        }
        return bits;
    }

    private static long[] distinct(long[] sorted) {
        int n = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[n++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, n);
    }

    private static byte[] body(long[] values, int rangeBits, int bucketBits, int riceBits) {
        int buckets = 1 << bucketBits;
        int inner = rangeBits - bucketBits;
        byte[] data = new byte[Math.max(64, values.length * 5 + buckets)];
        byte[] lengths = new byte[buckets * 2];
        int at = 0;
        int next = 0;
        for (int bucket = 0; bucket < buckets; bucket++) {
            int start = at;
            long bit = (long) at * 8;
            long before = -1;
            while (next < values.length && values[next] >>> inner == bucket) {
                long value = values[next++] & ((1L << inner) - 1);
                long gap = value - before - 1;
                before = value;
                int quotient = Math.toIntExact(gap >>> riceBits);
                int needed = (int) ((bit + quotient + 1 + riceBits + 7) / 8);
                if (needed > data.length) {
                    data = Arrays.copyOf(data, Math.max(needed, data.length * 2));
                }
                for (int i = 0; i < quotient; i++, bit++) {
                    data[(int) (bit >> 3)] |= (byte) (0x80 >>> (bit & 7));
                }
                bit++;
                for (int i = riceBits - 1; i >= 0; i--, bit++) {
                    if ((gap >>> i & 1) == 1) {
                        data[(int) (bit >> 3)] |= (byte) (0x80 >>> (bit & 7));
                    }
                }
            }
            at = (int) ((bit + 7) / 8);
            int length = at - start;
            if (length > 0xffff) {
                throw new IllegalStateException("a bucket of " + length + " bytes");
            }
            lengths[bucket * 2] = (byte) (length >> 8);
            lengths[bucket * 2 + 1] = (byte) length;
        }
        return ByteBuffer.allocate(lengths.length + at).put(lengths).put(data, 0, at).array();
    }

    /// Where each bucket begins, and where the last ends; null when the lengths do not fill the
    /// body.
    private static int @org.jspecify.annotations.Nullable [] starts(byte[] body, int bucketBits) {
        int buckets = 1 << bucketBits;
        if (body.length < buckets * 2) {
            return null;
        }
        int[] starts = new int[buckets + 1];
        int at = buckets * 2;
        for (int i = 0; i < buckets; i++) {
            starts[i] = at;
            at += ((body[i * 2] & 0xff) << 8) | (body[i * 2 + 1] & 0xff);
        }
        starts[buckets] = at;
        return at == body.length ? starts : null;
    }

    private static long number(Map<?, ?> head, long key) throws Unreadable {
        if (head.get(key) instanceof Long value && value >= 0) {
            return value;
        }
        throw new Unreadable(Refusal.SCHEMA, "head of a filter");
    }

    /// Rice codes between two byte positions. What is left at the end of a bucket, fewer than eight
    /// zero bits, is shorter than any code.
    private static final class Bits {
        private final byte[] bytes;
        private final long end;
        private long bit;

        Bits(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.bit = (long) from * 8;
            this.end = (long) to * 8;
        }

        /// The next number, or -1 at the end.
        long rice(int riceBits) {
            long quotient = 0;
            while (bit < end && (bytes[(int) (bit >> 3)] & (0x80 >>> (bit & 7))) != 0) {
                quotient++;
                bit++;
            }
            if (end - bit < riceBits + 1) {
                return -1;
            }
            bit++;
            long rest = 0;
            for (int i = 0; i < riceBits; i++, bit++) {
                rest = rest << 1 | (bytes[(int) (bit >> 3)] >> (7 - (bit & 7)) & 1);
            }
            return quotient << riceBits | rest;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is in every JDK", e);
        }
    }
}
