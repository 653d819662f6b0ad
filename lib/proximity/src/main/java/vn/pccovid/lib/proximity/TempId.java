package vn.pccovid.lib.proximity;

import java.time.Instant;

/// What a phone sends out for a quarter of an hour.
///
/// @param text Base64 of 61 bytes, as OpenTrace has it
/// @param from and `until`: whole seconds; sent from one until before the other
public record TempId(String text, Instant from, Instant until) {
    public TempId {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("from %s until %s".formatted(from, until));
        }
    }

    /// Whether it is to be sent now.
    public boolean isCurrent(Instant now) {
        return !now.isBefore(from) && now.isBefore(until);
    }
}
