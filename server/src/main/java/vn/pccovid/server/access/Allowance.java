package vn.pccovid.server.access;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/// A token bucket per key: `perMinute` calls flow back evenly, at most that many at once. Keeps the
/// most recently seen keys only; one forgotten starts full again. Thread-safe.
final class Allowance {

    private static final int MOST_KEYS = 50_000;

    private record Bucket(double tokens, long atMillis) {}

    private final int perMinute;
    private final Clock clock;
    private final Map<String, Bucket> buckets =
            new LinkedHashMap<>(256, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                    return size() > MOST_KEYS;
                }
            };

    Allowance(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /// Takes one call; answers the seconds to wait, 0 if it may go on.
    synchronized int take(String key) {
        long now = clock.millis();
        Bucket before = buckets.getOrDefault(key, new Bucket(perMinute, now));
        double tokens =
                Math.min(
                        perMinute,
                        before.tokens() + (now - before.atMillis()) * (perMinute / 60_000.0));
        if (tokens < 1) {
            return (int) Math.max(1, Math.ceil((1 - tokens) * 60.0 / perMinute));
        }
        buckets.put(key, new Bucket(tokens - 1, now));
        return 0;
    }
}
