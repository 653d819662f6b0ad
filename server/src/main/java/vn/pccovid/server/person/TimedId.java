package vn.pccovid.server.person;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Makes ids in time order (RFC 9562 UUID version 7), so that index pages fill from left to right.
/// Not a secret: 74 random bits tell ids of one millisecond apart.
public final class TimedId {
    private TimedId() {}

    /// A new id at this clock's time.
    public static UUID next(Clock clock) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (clock.millis() << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
