package vn.pccovid.server.pass;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.Colour;

/// These persons have another colour than before, or their first. Published once per batch in the
/// same transaction.
public record ColoursChanged(Map<UUID, Change> changes) {
    public ColoursChanged {
        changes = Map.copyOf(changes);
    }

    /// @param before null: the first colour
    public record Change(@Nullable Colour before, Colour after) {
        public boolean worsened() {
            return before != null && after.worseThan(before);
        }
    }

    @Override
    public String toString() {
        return "ColoursChanged[" + changes.size() + " persons]";
    }
}
