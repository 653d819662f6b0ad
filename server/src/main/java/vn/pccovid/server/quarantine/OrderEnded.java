package vn.pccovid.server.quarantine;

import java.util.List;
import java.util.UUID;

/// An officer released somebody early. Published in the transaction that released them.
///
/// @param grounds what the order stood on
public record OrderEnded(UUID orderId, List<UUID> grounds) {
    public OrderEnded {
        grounds = List.copyOf(grounds);
    }
}
