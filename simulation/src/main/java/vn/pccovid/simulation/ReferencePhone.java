package vn.pccovid.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import vn.pccovid.lib.proximity.EncounterLog;
import vn.pccovid.lib.proximity.Seen;
import vn.pccovid.lib.proximity.TempId;

/// The protocol of phones as a native shell would speak it, over air that is only a function of
/// distance: fetches identifiers before they run out, sends the current one, listens for a while
/// every five minutes, keeps what it hears, and hands it over when its owner says so. The reference
/// for whoever writes the shell. Not thread-safe.
public final class ReferencePhone {
    /// One look every so often; source: the published configuration of Bluezone's client, 40 s of
    /// scanning in 300 s.
    public static final Duration LOOK_EVERY = Duration.ofMinutes(5);

    /// Below this nothing is received.
    private static final int DEAF_BELOW_DBM = -100;

    private final String model;
    private final int txPower;
    private final Function<Instant, List<TempId>> server;
    private final EncounterLog log = new EncounterLog(Duration.ofDays(14));

    /// @param model told to others, for calibration
    /// @param txPower transmit power, dBm
    /// @param server answers with a batch of identifiers from this instant on; may answer with none
    ///   while there is no network
    public ReferencePhone(String model, int txPower, Function<Instant, List<TempId>> server) {
        this.model = model;
        this.txPower = txPower;
        this.server = server;
    }

    /// What it sends now; empty without a current identifier.
    public Optional<TempId> advertises(Instant now) {
        if (log.needsRefill(now)) {
            log.refill(server.apply(now), now);
        }
        return log.current(now);
    }

    /// Listens while the other is so far away: free-space loss with the given extra.
    ///
    /// @param metres more than 0
    /// @param lossDb of walls, bodies and pockets
    /// @return whether something was received
    public boolean hears(ReferencePhone other, double metres, double lossDb, Instant now) {
        if (!(metres > 0)) {
            throw new IllegalArgumentException("a distance of " + metres + " m");
        }
        Optional<TempId> sent = other.advertises(now);
        // 2.4 GHz: 40 dB over the first metre, 20 dB per decade after it.
        double rssi = other.txPower - 40 - 20 * Math.log10(metres) - lossDb;
        if (sent.isEmpty() || rssi < DEAF_BELOW_DBM) {
            return false;
        }
        log.saw(
                new Seen(
                        sent.get().text(),
                        other.model,
                        (int) Math.max(-127, Math.min(20, Math.round(rssi))),
                        other.txPower,
                        now));
        return true;
    }

    /// Everything kept, for an upload its owner agreed to.
    public List<Seen> history() {
        return log.history();
    }

    /// The owner takes back everything.
    public void forget() {
        log.clear();
    }
}
