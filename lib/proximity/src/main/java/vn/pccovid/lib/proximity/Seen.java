package vn.pccovid.lib.proximity;

import java.time.Instant;

/// One message of another phone, as BlueTrace's peers exchange them (white paper §4.2: `id`, `mp`,
/// `o`, `v`, and what the receiver measured).
///
/// @param tempId the other's temporary identifier, as it came
/// @param model the other's model of phone, for calibration; empty if not told
/// @param rssi received signal strength, −127 to 20 dBm
/// @param txPower the other's transmit power, −127 to 20 dBm; [#UNKNOWN_POWER] if not told
public record Seen(String tempId, String model, int rssi, int txPower, Instant at) {
    /// No transmit power was told.
    public static final int UNKNOWN_POWER = 127;

    private static final int LONGEST_ID = 120;
    private static final int LONGEST_MODEL = 60;

    public Seen {
        if (tempId.isEmpty() || tempId.length() > LONGEST_ID || model.length() > LONGEST_MODEL) {
            throw new IllegalArgumentException("an identifier or model of impossible length");
        }
        if (rssi < -127 || rssi > 20) {
            throw new IllegalArgumentException("signal strength of " + rssi + " dBm");
        }
        if (txPower != UNKNOWN_POWER && (txPower < -127 || txPower > 20)) {
            throw new IllegalArgumentException("transmit power of " + txPower + " dBm");
        }
    }

    @Override
    public String toString() {
        return "Seen[...]";
    }
}
