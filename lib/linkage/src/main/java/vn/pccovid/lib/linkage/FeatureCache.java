package vn.pccovid.lib.linkage;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.PersonDescription;

/// Remembers what one model works out for descriptions that are compared again and again. Goes by
/// the object, not by its content: to hash and compare names costs as much as to work them out.
/// Thread-safe; forgets everything when full. Holds identifying values.
public final class FeatureCache {
    private final ConcurrentHashMap<Same, long[]> known = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int most;

    /// @param most descriptions kept, at least 1
    public FeatureCache(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a cache keeps at least 1 description, not " + most);
        }
        this.most = most;
    }

    long[] of(PersonDescription description, Frequencies frequencies) {
        Same key = new Same(description);
        long[] found = known.get(key);
        if (found == null) {
            if (size.incrementAndGet() > most) {
                known.clear();
                size.set(1);
            }
            found = new long[Packed.STRIDE];
            Packed.pack(description, frequencies, WordMemory::once, found, 0);
            known.put(key, found);
        }
        return found;
    }

    /// This very object.
    private static final class Same {
        private final PersonDescription description;

        Same(PersonDescription description) {
            this.description = description;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // that is the point
        public boolean equals(@Nullable Object other) {
            return other instanceof Same same && same.description == description;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(description);
        }
    }
}
