package vn.pccovid.lib.proximity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Bluezone's rolling identifiers, as its published client makes them (react-native-bluetooth-scan,
/// `bluezoneid`): a daily key is the SHA-256 of the day before's; the first key of a day is SHA-256
/// of the daily key and `bluzonesubkey`, each further the SHA-256 of the one before, 96 a day; an
/// identifier is twelve of its bytes. We read histories with it and never ask for more than daily
/// keys: the base key would tell every past and future identifier of a phone.
public final class BluezoneIds {
    /// Identifiers a day (`MaxNumberSubKeyPerDay`): one every 15 minutes, days in UTC.
    public static final int PER_DAY = 96;

    /// Bytes of an identifier.
    public static final int BYTES = 12;

    private static final byte[] SUBKEY = "bluzonesubkey".getBytes(StandardCharsets.UTF_8);
    private static final int[] OFFSETS = {0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30};
    private static final int KEY_BYTES = 32;

    private BluezoneIds() {}

    /// The daily key so many days later.
    ///
    /// @param days 0 to 1,000
    public static byte[] dailyKey(byte[] key, int days) {
        if (key.length != KEY_BYTES || days < 0 || days > 1_000) {
            throw new IllegalArgumentException(
                    "a key of %d bytes, %d days".formatted(key.length, days));
        }
        byte[] daily = key.clone();
        for (int i = 0; i < days; i++) {
            daily = sha256(daily);
        }
        return daily;
    }

    /// The identifiers of a day, in order.
    ///
    /// @return [#PER_DAY] of [#BYTES] bytes
    public static List<byte[]> ofDay(byte[] dailyKey) {
        if (dailyKey.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + dailyKey.length + " bytes");
        }
        List<byte[]> ids = new ArrayList<>(PER_DAY);
        byte[] sub = sha256(dailyKey, SUBKEY);
        for (int i = 0; i < PER_DAY; i++) {
            byte[] id = new byte[BYTES];
            for (int k = 0; k < BYTES; k++) {
                id[k] = sub[OFFSETS[k]];
            }
            ids.add(id);
            sub = sha256(sub);
        }
        return ids;
    }

    /// The instant from which the identifier with this number is sent.
    public static Instant from(LocalDate day, int number) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(number * 86_400L / PER_DAY);
    }

    /// One line of a phone's history: `own \t other \t rssi \t milliseconds`, identifiers in
    /// hexadecimal.
    ///
    /// @param own identifier this phone sent, @param other identifier it saw
    /// @param rssi −127 to 20 dBm
    public record Line(byte[] own, byte[] other, int rssi, Instant at) {
        @Override
        public String toString() {
            return "Line[...]";
        }
    }

    /// Reads a line; empty if it is none.
    public static Optional<Line> read(String line) {
        String[] parts = line.strip().split("\t", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        try {
            byte[] own = HexFormat.of().parseHex(parts[0].strip());
            byte[] other = HexFormat.of().parseHex(parts[1].strip());
            int rssi = Integer.parseInt(parts[2].strip());
            long at = Long.parseLong(parts[3].strip());
            if (own.length != BYTES || other.length != BYTES || rssi < -127 || rssi > 20) {
                return Optional.empty();
            }
            return Optional.of(new Line(own, other, rssi, Instant.ofEpochMilli(at)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                sha.update(part);
            }
            return sha.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
