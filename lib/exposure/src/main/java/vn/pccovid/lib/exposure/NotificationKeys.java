package vn.pccovid.lib.exposure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Identifiers of Google's and Apple's Exposure Notification (cryptography specification v1.2):
/// what a phone sends in each ten minutes of a day, from that day's key. So that a published key of
/// another country can be held against what was heard here. Immutable, thread-safe.
public final class NotificationKeys {
    /// Ten minutes.
    public static final int INTERVAL_SECONDS = 600;

    private static final int KEY_BYTES = 16;

    private final byte[] identifierKey;
    private final byte[] metadataKey;

    /// @param temporaryExposureKey 16 bytes
    public NotificationKeys(byte[] temporaryExposureKey) {
        if (temporaryExposureKey.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a key of " + temporaryExposureKey.length + " bytes, wanted " + KEY_BYTES);
        }
        identifierKey = derive(temporaryExposureKey, "EN-RPIK");
        metadataKey = derive(temporaryExposureKey, "EN-AEMK");
    }

    /// Rolling proximity identifier of an interval: AES128(RPIK, "EN-RPI" || 000000 || interval).
    ///
    /// @param interval number of ten minutes since 1970
    public byte[] identifier(int interval) {
        byte[] padded =
                ByteBuffer.allocate(KEY_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put("EN-RPI".getBytes(StandardCharsets.UTF_8))
                        .position(12)
                        .putInt(interval)
                        .array();
        try {
            // One block: the specification asks for the bare cipher.
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(identifierKey, "AES"));
            return cipher.doFinal(padded);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no AES", e);
        }
    }

    /// Metadata (version, transmit power) in clear from what was heard, or the other way round: AES
    /// in counter mode is its own inverse.
    public byte[] metadata(byte[] identifier, byte[] metadata) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(metadataKey, "AES"),
                    new IvParameterSpec(identifier));
            return cipher.doFinal(metadata);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the identifier has not 16 bytes", e);
        }
    }

    /// HKDF-SHA256 without salt, first 16 bytes (RFC 5869).
    private static byte[] derive(byte[] key, String info) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
            byte[] extracted = mac.doFinal(key);
            mac.init(new SecretKeySpec(extracted, "HmacSHA256"));
            mac.update(info.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(mac.doFinal(new byte[] {1}), KEY_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }

    /// The two derived keys in hexadecimal, for conformance tests.
    String derived() {
        return HexFormat.of().formatHex(identifierKey) + HexFormat.of().formatHex(metadataKey);
    }

    @Override
    public String toString() {
        return "NotificationKeys[..]";
    }
}
