package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The colour of a person over time if nothing further happens: segments without gaps, each ending
/// where the next begins. Empty when the asked time lies wholly before the national floor came into
/// force.
public record Timeline(List<Segment> segments) {

    /// A stretch of time, from `from` until just before `to`, in which the same rules held and the
    /// same one decided. `to` is null when the stretch never ends.
    public record Segment(
            Instant from,
            @Nullable Instant to,
            Colour colour,
            Colour floorColour,
            PackRule decidedBy,
            List<PackRule> held) {}
}
