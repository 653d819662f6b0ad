package vn.pccovid.lib.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Certificates their issuers took back, in the form of the EU DCC revocation lists: per key id and
/// kind of hash, cut into slices by the first bytes of the hash, each slice a sorted run of hashes
/// of 16 bytes with an end of its own. A phone fetches only the slices it needs; nothing in them
/// can be turned back into a certificate. Immutable, safe for many threads.
public final class Revocations {

    /// What is hashed (EU DCC revocation, §4.2). All are SHA-256, the first 16 bytes.
    public enum HashType {
        /// The signature; of ECDSA only r, since s can be changed by anybody without breaking it.
        SIGNATURE,
        /// The unique certificate identifier.
        UCI,
        /// The country code, then the identifier.
        COUNTRYCODEUCI
    }

    /// How many leading bytes of the hash choose the slice: none, one or two.
    public enum Mode {
        POINT(0),
        VECTOR(1),
        COORDINATE(2);

        private final int bytes;

        Mode(int bytes) {
            this.bytes = bytes;
        }
    }

    public static final int HASH_BYTES = 16;

    /// One slice.
    ///
    /// @param keyId lower-case hex of the issuer's key
    /// @param mode and `prefix`: all hashes begin with it; as many bytes as the mode has
    /// @param expiresAt from when its certificates have ended by themselves
    /// @param hashes sorted, [#HASH_BYTES] each, one after the other
    public record Slice(
            String keyId,
            HashType type,
            Mode mode,
            String prefix,
            Instant expiresAt,
            byte[] hashes) {
        public Slice {
            if (prefix.length() != mode.bytes * 2 || hashes.length % HASH_BYTES != 0) {
                throw new IllegalArgumentException(
                        "slice %s of %d bytes with the prefix '%s'"
                                .formatted(mode, hashes.length, prefix));
            }
            for (int at = HASH_BYTES; at < hashes.length; at += HASH_BYTES) {
                if (Arrays.compareUnsigned(hashes, at - HASH_BYTES, at, hashes, at, at + HASH_BYTES)
                        >= 0) {
                    throw new IllegalArgumentException("hashes not sorted at byte " + at);
                }
            }
        }
    }

    private record Key(String keyId, HashType type, Mode mode, String prefix) {}

    private final String version;
    private final Map<Key, List<Slice>> slices;
    private final Map<String, List<Key>> kinds;

    private Revocations(
            String version, Map<Key, List<Slice>> slices, Map<String, List<Key>> kinds) {
        this.version = version;
        this.slices = slices;
        this.kinds = kinds;
    }

    public static Revocations none() {
        return of("none", List.of());
    }

    public static Revocations of(String version, Collection<Slice> slices) {
        var byKey = new HashMap<Key, List<Slice>>();
        var kinds = new HashMap<String, List<Key>>();
        for (var slice : slices) {
            var key = new Key(slice.keyId(), slice.type(), slice.mode(), slice.prefix());
            byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(slice);
            var kind = new Key(slice.keyId(), slice.type(), slice.mode(), "");
            var known = kinds.computeIfAbsent(slice.keyId(), k -> new ArrayList<>());
            if (!known.contains(kind)) {
                known.add(kind);
            }
        }
        return new Revocations(version, byKey, kinds);
    }

    public String version() {
        return version;
    }

    /// Cuts hashes into slices, as an issuer publishes them.
    public static List<Slice> slice(
            String keyId, HashType type, Mode mode, Instant expiresAt, Collection<byte[]> hashes) {
        var byPrefix = new java.util.TreeMap<String, List<byte[]>>();
        for (byte[] hash : hashes) {
            byPrefix.computeIfAbsent(prefix(mode, hash), k -> new ArrayList<>()).add(hash);
        }
        var slices = new ArrayList<Slice>();
        byPrefix.forEach((prefix, some) -> {
            some.sort(Arrays::compareUnsigned);
            var run = new java.io.ByteArrayOutputStream();
            byte[] before = {};
            for (byte[] hash : some) {
                if (!Arrays.equals(before, hash)) {
                    run.writeBytes(hash);
                }
                before = hash;
            }
            slices.add(new Slice(keyId, type, mode, prefix, expiresAt, run.toByteArray()));
        });
        return List.copyOf(slices);
    }

    /// @param country where the certificate was issued
    static byte[] hash(HashType type, String country, String id, ForeignSign1 cose) {
        byte[] bytes =
                switch (type) {
                    case SIGNATURE ->
                            cose.algorithm() == Signatures.Algorithm.ES256
                                    ? Arrays.copyOf(cose.signature(), cose.signature().length / 2)
                                    : cose.signature();
                    case UCI -> id.getBytes(StandardCharsets.UTF_8);
                    case COUNTRYCODEUCI -> (country + id).getBytes(StandardCharsets.UTF_8);
                };
        return hash(bytes);
    }

    /// First 16 bytes of SHA-256.
    public static byte[] hash(byte[] bytes) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes), HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    boolean holds(ForeignSign1 cose, HealthCertificate.Event event, String country, Instant now) {
        for (var kind : kinds.getOrDefault(cose.keyId(), List.of())) {
            byte[] hash = hash(kind.type(), country, event.id(), cose);
            var key = new Key(kind.keyId(), kind.type(), kind.mode(), prefix(kind.mode(), hash));
            for (var slice : slices.getOrDefault(key, List.of())) {
                if (now.isBefore(slice.expiresAt()) && contains(slice.hashes(), hash)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String prefix(Mode mode, byte[] hash) {
        return java.util.HexFormat.of().formatHex(hash, 0, mode.bytes);
    }

    private static boolean contains(byte[] run, byte[] hash) {
        int low = 0;
        int high = run.length / HASH_BYTES - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order =
                    Arrays.compareUnsigned(
                            run,
                            middle * HASH_BYTES,
                            (middle + 1) * HASH_BYTES,
                            hash,
                            0,
                            HASH_BYTES);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }
}
