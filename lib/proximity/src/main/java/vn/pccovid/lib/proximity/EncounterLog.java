package vn.pccovid.lib.proximity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A phone's side: the identifiers it has to send, and the messages of others it keeps for the
/// retention, on the phone alone. Sends nothing anywhere by itself; [#history] is what its owner
/// may hand over after a proven test. Not thread-safe: one phone, one log.
public final class EncounterLog {
    /// More than this is not a phone's two weeks but a fault; the oldest go first. Source:
    /// Bluezone's client keeps at most 100,000 rows.
    public static final int MOST_KEPT = 100_000;

    /// With less than this left, new identifiers are fetched.
    public static final Duration REFILL_BELOW = Duration.ofHours(12);

    private final Duration kept;
    private final List<TempId> own = new ArrayList<>();
    private final Deque<Seen> seen = new ArrayDeque<>();

    /// @param kept how long messages are kept: 14 days where nothing else is said
    public EncounterLog(Duration kept) {
        if (kept.isNegative() || kept.isZero()) {
            throw new IllegalArgumentException("kept for " + kept);
        }
        this.kept = kept;
    }

    /// Takes a batch from the server; identifiers that are over are forgotten.
    public void refill(List<TempId> batch, Instant now) {
        own.removeIf(id -> !now.isBefore(id.until()));
        for (TempId id : batch) {
            if (now.isBefore(id.until())
                    && own.stream().noneMatch(o -> o.from().equals(id.from()))) {
                own.add(id);
            }
        }
        own.sort(java.util.Comparator.comparing(TempId::from));
    }

    /// Whether it is time to fetch identifiers.
    public boolean needsRefill(Instant now) {
        return own.stream().noneMatch(id -> !id.until().isBefore(now.plus(REFILL_BELOW)));
    }

    /// What to send now; empty without a current identifier: then nothing is sent, never an old
    /// one.
    public Optional<TempId> current(Instant now) {
        return own.stream().filter(id -> id.isCurrent(now)).findFirst();
    }

    /// Keeps what another phone sent, and forgets what is older than the retention.
    public void saw(Seen message) {
        seen.addLast(message);
        forget(message.at());
        while (seen.size() > MOST_KEPT) {
            seen.removeFirst();
        }
    }

    /// Forgets what is older than the retention.
    public void forget(Instant now) {
        Instant oldest = now.minus(kept);
        seen.removeIf(s -> s.at().isBefore(oldest));
    }

    /// What is kept, the oldest first.
    public List<Seen> history() {
        return List.copyOf(seen);
    }

    /// The owner takes back everything.
    public void clear() {
        own.clear();
        seen.clear();
    }
}
