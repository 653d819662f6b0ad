package vn.pccovid.lib.exposure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One visit to a place.
///
/// @param person opaque key
/// @param place opaque key
/// @param kind what kind of place
/// @param enter when they came
/// @param leave when they left; null: not scanned, to be inferred by [CoPresence#span]
public record Stay(
        String person, String place, PlaceKind kind, Instant enter, @Nullable Instant leave) {
    public Stay {
        if (leave != null && leave.isBefore(enter)) {
            throw new IllegalArgumentException("a stay ends at " + leave + " before " + enter);
        }
    }

    @Override
    public String toString() {
        return "Stay[%s, %s, %s]".formatted(kind, enter, leave);
    }

    /// From when until when.
    ///
    /// @param exitKnown false if the end was inferred from the kind of place
    public record Span(Instant enter, Instant leave, boolean exitKnown) {
        public Span {
            if (leave.isBefore(enter)) {
                throw new IllegalArgumentException("a stay ends at " + leave + " before " + enter);
            }
        }
    }
}
