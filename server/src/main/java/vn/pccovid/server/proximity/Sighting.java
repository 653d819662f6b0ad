package vn.pccovid.server.proximity;

import java.time.Instant;

/// One message received.
///
/// @param rssi received signal strength, dBm
/// @param attenuationDb transmit power minus received, corrected for the phone; [#UNKNOWN] if no
///   power was told
public record Sighting(Instant at, int rssi, int attenuationDb) {
    public static final int UNKNOWN = -1;
}
