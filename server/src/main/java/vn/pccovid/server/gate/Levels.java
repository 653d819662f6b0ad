package vn.pccovid.server.gate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.territory.Territories;

/// Published levels of areas as gates ask for them: the same few, all day. Remembered for a minute;
/// a level is announced 48 hours before it holds (Resolution 128/NQ-CP), so a minute is soon
/// enough. Thread-safe.
@Component
class Levels {
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST = 20_000;

    private record Remembered(int level, Instant at) {}

    private final Territories territories;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final ConcurrentHashMap<String, Remembered> known = new ConcurrentHashMap<>();

    Levels(Territories territories, PlatformTransactionManager transactions, Clock clock) {
        this.territories = territories;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// 1 to 4; 0 while none is published for the area or one above it, and for an unknown area.
    int of(String area) {
        if (area.isEmpty()) {
            return 0;
        }
        Instant now = clock.instant();
        Remembered remembered = known.get(area);
        if (remembered != null
                && Duration.between(remembered.at(), now).abs().compareTo(REMEMBERED) < 0) {
            return remembered.level();
        }
        Integer level = transaction.execute(status -> territories.level(area, now).orElse(0));
        if (known.size() >= MOST) {
            known.clear();
        }
        int found = level == null ? 0 : level;
        known.put(area, new Remembered(found, now));
        return found;
    }
}
