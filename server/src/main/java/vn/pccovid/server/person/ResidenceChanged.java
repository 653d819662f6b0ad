package vn.pccovid.server.person;

import java.util.Map;
import java.util.UUID;

/// Persons now live elsewhere as far as we know. Published once per batch in the same transaction,
/// before [LinksChanged].
///
/// @param areas person to area path (`PP/DDD/CCCCC`, empty if unknown)
public record ResidenceChanged(Map<UUID, String> areas) {
    public ResidenceChanged {
        areas = Map.copyOf(areas);
    }
}
