package vn.pccovid.server.resident;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Remembers for half an hour whose card was put on the desk of which officer. A card in the hand
/// lets the desk serve somebody who lives elsewhere; a typed number or name does not. Kept in this
/// process only.
@Component
class Presences {

    private static final Duration LASTS = Duration.ofMinutes(30);
    private static final int MOST = 20_000;

    private record Presence(String officer, UUID person) {}

    private final Clock wall = Clock.systemUTC();
    private final Map<Presence, Instant> since =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Presence, Instant> eldest) {
                    return size() > MOST;
                }
            };

    synchronized void note(String officer, UUID person) {
        since.put(new Presence(officer, person), wall.instant());
    }

    synchronized boolean has(String officer, UUID person) {
        Instant at = since.get(new Presence(officer, person));
        return at != null && wall.instant().isBefore(at.plus(LASTS));
    }
}
