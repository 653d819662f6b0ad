package vn.pccovid.server.pass;

import java.util.Set;
import java.util.UUID;

/// The colour these persons have by the national floor alone is worse than before, whatever became
/// of the colour where they live: gates elsewhere go by it. Published once per batch in the same
/// transaction; whoever is here may stand in [ColoursChanged] too.
public record FloorWorsened(Set<UUID> persons) {
    public FloorWorsened {
        persons = Set.copyOf(persons);
    }

    @Override
    public String toString() {
        return "FloorWorsened[" + persons.size() + " persons]";
    }
}
