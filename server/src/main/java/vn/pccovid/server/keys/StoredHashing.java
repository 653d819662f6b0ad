package vn.pccovid.server.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Hash keys `hash-1`, `hash-2` … of the key store; the highest number is the current one.
final class StoredHashing implements Hashing {
    private static final String PREFIX = "hash-";
    private static final int KEY_BYTES = 32;

    /// Keyed once; each use clones it, which costs less than keying again.
    private final Map<Integer, ThreadLocal<Mac>> macs = new TreeMap<>(Comparator.reverseOrder());

    private final int current;

    StoredHashing(KeyStore store) {
        if (store.names().stream().noneMatch(n -> n.startsWith(PREFIX))) {
            store.create(PREFIX + 1, newKey());
        }
        for (String name : store.names()) {
            if (name.startsWith(PREFIX)) {
                byte[] key = store.read(name).orElseThrow(() -> new KeyGone(name));
                Mac keyed = keyed(key);
                macs.put(
                        Integer.parseInt(name.substring(PREFIX.length())),
                        ThreadLocal.withInitial(() -> copy(keyed)));
            }
        }
        current = keyIds().getFirst();
    }

    /// Adds the next hash key; programs that start from now on hash with it, and rows under older
    /// keys are hashed again by their module.
    ///
    /// @return its number
    static int addKey(KeyStore store) {
        int next =
                1
                        + store.names().stream()
                                .filter(n -> n.startsWith(PREFIX))
                                .mapToInt(n -> Integer.parseInt(n.substring(PREFIX.length())))
                                .max()
                                .orElse(0);
        store.create(PREFIX + next, newKey());
        return next;
    }

    @Override
    public long hash(String kind, String material) {
        return hash(current, kind, material);
    }

    @Override
    public byte[] hash16(String kind, String material) {
        return hash16(current, kind, material);
    }

    @Override
    public int keyId() {
        return current;
    }

    @Override
    public List<Integer> keyIds() {
        return List.copyOf(macs.keySet());
    }

    @Override
    public long hash(int keyId, String kind, String material) {
        return ByteBuffer.wrap(digest(keyId, kind, material)).getLong();
    }

    @Override
    public byte[] hash16(int keyId, String kind, String material) {
        return Arrays.copyOf(digest(keyId, kind, material), 16);
    }

    private byte[] digest(int keyId, String kind, String material) {
        ThreadLocal<Mac> keyed = macs.get(keyId);
        if (keyed == null) {
            throw new KeyGone(PREFIX + keyId);
        }
        Mac mac = keyed.get();
        byte[] domain = kind.getBytes(StandardCharsets.UTF_8);
        // The length of the kind keeps ("ab", "c") and ("a", "bc") apart.
        mac.update((byte) domain.length);
        mac.update(domain);
        return mac.doFinal(material.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] newKey() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }

    private static Mac copy(Mac keyed) {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("This Java cannot copy a keyed HMAC", e);
        }
    }
}
