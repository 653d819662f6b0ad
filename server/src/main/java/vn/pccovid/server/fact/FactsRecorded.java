package vn.pccovid.server.fact;

import java.util.Set;
import java.util.UUID;

/// What counts for these persons may have changed: facts came, went or followed a link, or the
/// person moved. Published once per batch, after the projection, in the same transaction.
public record FactsRecorded(Set<UUID> persons) {
    public FactsRecorded {
        persons = Set.copyOf(persons);
    }
}
