package vn.pccovid.server.person;

import java.util.Set;
import java.util.UUID;

/// Records count for someone else than before. Published once per batch in the same transaction.
///
/// @param records already stored records whose person changed (new records hold no facts yet and
///   are not listed)
/// @param persons everyone who gained or lost a record, new persons too
public record LinksChanged(Set<UUID> records, Set<UUID> persons) {
    public LinksChanged {
        records = Set.copyOf(records);
        persons = Set.copyOf(persons);
    }
}
