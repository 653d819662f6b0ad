package vn.pccovid.server.pass;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.PackRule.Words;

/// When each source last delivered, for everybody who shows how old a colour's evidence can be.
/// Implemented by whoever receives deliveries.
@FunctionalInterface
public interface SourceArrivals {
    List<Arrival> arrivals();

    /// @param lastRunAt null: never
    /// @param rows rows received in all deliveries
    record Arrival(String source, Words label, @Nullable Instant lastRunAt, long rows) {}
}
