package vn.pccovid.server.person;

import java.util.Map;
import java.util.UUID;

/// Records under source keys not seen before were stored. Published once per batch and source in
/// the same transaction; who waited for such a key (a dose before its person) can go on. Holds
/// source keys: never log it.
///
/// @param recordsByKey source key to record
public record RecordsStored(String source, Map<String, UUID> recordsByKey) {
    public RecordsStored {
        recordsByKey = Map.copyOf(recordsByKey);
    }

    @Override
    public String toString() {
        return "RecordsStored[" + source + ", " + recordsByKey.size() + " records]";
    }
}
