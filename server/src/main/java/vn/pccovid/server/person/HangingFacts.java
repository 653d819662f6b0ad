package vn.pccovid.server.person;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/// Tells what waits with records that count for nobody yet. Implemented by the module that keeps
/// facts; called in the worker's scope.
public interface HangingFacts {
    /// @param others declarations and everything else
    record Count(int doses, int tests, int others) {
        /// Nothing waits beside the record itself.
        public static final Count NONE = new Count(0, 0, 0);
    }

    /// Current facts per record; records without any are missing from the answer.
    Map<UUID, Count> on(Collection<UUID> records);
}
