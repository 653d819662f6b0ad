package vn.pccovid.lib.credential;

import java.util.Arrays;

/// Base45 as RFC 9285 has it: bytes in the alphabet of a QR code's alphanumeric mode.
public final class Base45 {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    private static final byte[] VALUES = new byte[128];

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
        if (text.length() % 3 == 1) {
            throw new Unreadable(Refusal.BASE45, "length " + text.length());
        }
        var out = new byte[text.length() / 3 * 2 + (text.length() % 3 == 2 ? 1 : 0)];
        int at = 0;
        for (int i = 0; i < text.length(); i += 3) {
            boolean pair = i + 2 < text.length();
            int n = value(text, i) + value(text, i + 1) * 45;
            if (pair) {
                n += value(text, i + 2) * 45 * 45;
            }
            if (n > (pair ? 0xFFFF : 0xFF)) {
                throw new Unreadable(Refusal.BASE45, "value over the limit at " + i);
            }
            if (pair) {
                out[at++] = (byte) (n >> 8);
            }
            out[at++] = (byte) n;
        }
        return out;
    }

    private static int value(String text, int index) throws Unreadable {
        char c = text.charAt(index);
        int v = c < VALUES.length ? VALUES[c] : -1;
        if (v < 0) {
            throw new Unreadable(Refusal.BASE45, "character at " + index);
        }
        return v;
    }
}
