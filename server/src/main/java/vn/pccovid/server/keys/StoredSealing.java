package vn.pccovid.server.keys;

import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.LocalDate;

/// Sealed bytes: format 1, code of the class, first day of the period (epoch day, four bytes), then
/// AES-256-GCM. The six bytes of head are authenticated together with the context.
final class StoredSealing implements Sealing {
    private static final byte FORMAT = 1;
    private static final int HEAD_BYTES = 6;

    private final AeadKeys keys;

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
        Aead key = keys.obtain(keyClass.keyName(first));
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
            name = KeyClass.ofCode(buffer.get(1)).keyName(LocalDate.ofEpochDay(buffer.getInt(2)));
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

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
