package vn.pccovid.server.fact;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What these records prove of an illness may have changed: a positive result or a diagnosis came,
/// was corrected or was taken back. Published once per batch in the same transaction, whether or
/// not the records count for anybody.
public record ProofsChanged(Set<UUID> records) {
    public ProofsChanged {
        records = Set.copyOf(records);
    }

    static boolean proves(String kind, Map<String, Object> details) {
        return kind.equals("diagnosis")
                || (kind.equals("test_result") && "positive".equals(details.get("result")));
    }

    static boolean mayProve(String kind) {
        return kind.equals("diagnosis") || kind.equals("test_result");
    }
}
