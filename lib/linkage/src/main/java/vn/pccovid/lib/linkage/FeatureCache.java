package vn.pccovid.lib.linkage;

import java.util.concurrent.ConcurrentHashMap;
import vn.pccovid.lib.identity.PersonDescription;

/// Remembers what was worked out for descriptions that are compared again and again within one
/// batch. Thread-safe; forgets everything when full. Holds identifying values: let it go with the
/// batch.
public final class FeatureCache {
    private final ConcurrentHashMap<PersonDescription, long[]> known = new ConcurrentHashMap<>();
    private final int most;

    /// @param most descriptions kept, at least 1
    public FeatureCache(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a cache keeps at least 1 description, not " + most);
        }
        this.most = most;
    }

    long[] of(PersonDescription description, Frequencies frequencies) {
        long[] found = known.get(description);
        if (found == null) {
            if (known.size() >= most) {
                known.clear();
            }
            found = new long[Packed.STRIDE];
            Packed.pack(description, frequencies, WordMemory::once, found, 0);
            known.put(description, found);
        }
        return found;
    }
}
