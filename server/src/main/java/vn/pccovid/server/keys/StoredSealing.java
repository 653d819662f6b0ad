package vn.pccovid.server.keys;

import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.concurrent.ConcurrentHashMap;

/// Sealed bytes: format 1, code of the class, first day of the period (epoch day, four bytes), then
/// AES-256-GCM. The six bytes of head are authenticated together with the context.
final class StoredSealing implements Sealing {
    private static final byte FORMAT = 1;
    private static final int HEAD_BYTES = 6;

    /// Far more than there are periods; whoever sends us strange heads cannot fill the memory.
    private static final int MOST_NAMES = 4_000;

    private final AeadKeys keys;

    /// Names of keys by class and period: worked out once, not for every row.
    private final ConcurrentHashMap<Long, String> names = new ConcurrentHashMap<>();

    StoredSealing(AeadKeys keys) {
        this.keys = keys;
    }

    @Override
    public byte[] seal(KeyClass keyClass, LocalDate period, byte[] plain, byte[] context) {
        LocalDate first = keyClass.periodOf(period);
        byte[] head =
                ByteBuffer.allocate(HEAD_BYTES)
                        .put(FORMAT)
                        .put(keyClass.code())
                        .putInt(Math.toIntExact(first.toEpochDay()))
                        .array();
        Aead key = keys.obtain(name(keyClass, first));
        try {
            return joined(head, key.encrypt(plain, joined(head, context)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM refused to seal", e);
        }
    }

    @Override
    public byte[] open(byte[] sealed, byte[] context) {
        if (sealed.length < HEAD_BYTES || sealed[0] != FORMAT) {
            throw new NotOurs("unknown format");
        }
        ByteBuffer buffer = ByteBuffer.wrap(sealed);
        String name;
        try {
            name = name(KeyClass.ofCode(buffer.get(1)), LocalDate.ofEpochDay(buffer.getInt(2)));
        } catch (DateTimeException e) {
            throw new NotOurs("unknown period", e);
        }
        byte[] head = java.util.Arrays.copyOf(sealed, HEAD_BYTES);
        byte[] box = java.util.Arrays.copyOfRange(sealed, HEAD_BYTES, sealed.length);
        Aead key = keys.find(name).orElseThrow(() -> new KeyGone(name));
        try {
            return key.decrypt(box, joined(head, context));
        } catch (GeneralSecurityException e) {
            throw new NotOurs("the bytes or their context were changed", e);
        }
    }

    @Override
    public boolean destroy(KeyClass keyClass, LocalDate period) {
        return keys.destroy(keyClass.keyName(keyClass.periodOf(period)));
    }

    private String name(KeyClass keyClass, LocalDate period) {
        long number = keyClass.code() * (1L << 40) + period.toEpochDay();
        String known = names.get(number);
        if (known != null) {
            return known;
        }
        if (names.size() >= MOST_NAMES) {
            names.clear();
        }
        String name = keyClass.keyName(period);
        names.put(number, name);
        return name;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
