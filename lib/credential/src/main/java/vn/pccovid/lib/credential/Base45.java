package vn.pccovid.lib.credential;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Base45 as RFC 9285 has it: bytes in the alphabet of a QR code's alphanumeric mode.
public final class Base45 {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            VALUES[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private Base45() {}

    /// RFC 9285 §4: two bytes become three characters, a last single byte two.
    public static String encode(byte[] bytes) {
        var out = new StringBuilder(bytes.length / 2 * 3 + 2);
        for (int i = 0; i + 1 < bytes.length; i += 2) {
            int n = (bytes[i] & 0xFF) * 256 + (bytes[i + 1] & 0xFF);
            out.append(ALPHABET.charAt(n % 45))
                    .append(ALPHABET.charAt(n / 45 % 45))
                    .append(ALPHABET.charAt(n / (45 * 45)));
        }
        if (bytes.length % 2 == 1) {
            int n = bytes[bytes.length - 1] & 0xFF;
            out.append(ALPHABET.charAt(n % 45)).append(ALPHABET.charAt(n / 45));
        }
        return out.toString();
    }

    /// @throws Unreadable on a character outside the alphabet, a length that cannot be, or a value
    ///   over the limit
    public static byte[] decode(String text) throws Unreadable {
        return decode(text, 0);
    }

    /// Decodes what stands from `from` on, behind a prefix.
    static byte[] decode(String text, int from) throws Unreadable {
        // A letter outside Latin-1 becomes a question mark, which is not in the alphabet either.
        byte[] in = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = in.length - from;
        if (length % 3 == 1) {
            throw new Unreadable(Refusal.BASE45, "length " + length);
        }
        var out = new byte[length / 3 * 2 + (length % 3 == 2 ? 1 : 0)];
        byte[] values = VALUES;
        int at = 0;
        int i = from;
        for (; i + 2 < in.length; i += 3) {
            int a = values[in[i] & 0xFF];
            int b = values[in[i + 1] & 0xFF];
            int c = values[in[i + 2] & 0xFF];
            int n = a + b * 45 + c * (45 * 45);
            if ((a | b | c) < 0 || n > 0xFFFF) {
                throw new Unreadable(Refusal.BASE45, "three characters at " + i);
            }
            out[at++] = (byte) (n >> 8);
            out[at++] = (byte) n;
        }
        if (i < in.length) {
            int a = values[in[i] & 0xFF];
            int b = values[in[i + 1] & 0xFF];
            if ((a | b) < 0 || a + b * 45 > 0xFF) {
                throw new Unreadable(Refusal.BASE45, "two characters at " + i);
            }
            out[at] = (byte) (a + b * 45);
        }
        return out;
    }
}
