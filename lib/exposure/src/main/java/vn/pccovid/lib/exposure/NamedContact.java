package vn.pccovid.lib.exposure;

import java.time.Instant;

/// A meeting somebody remembers.
///
/// @param nearness how near
/// @param indoors whether in a closed space
/// @param caredUnprotected whether one cared for the other without full protection
public record NamedContact(
        Instant from,
        Instant to,
        Nearness nearness,
        boolean indoors,
        boolean caredUnprotected,
        Masks masks)
        implements Evidence {
    public NamedContact {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a meeting ends at " + to + " before " + from);
        }
    }

    @Override
    public Source source() {
        return Source.NAMED;
    }
}
