package vn.pccovid.server.person;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One line of the export of links.
///
/// @param sourceKey opened from the sealed record for this export only
/// @param personId null while the record waits
/// @param decidedBy `model`, `settle` or a steward's user name
public record ExportedLink(
        String source,
        String sourceKey,
        UUID recordId,
        @Nullable UUID personId,
        double probability,
        String decidedBy) {
    @Override
    public String toString() {
        return "ExportedLink[" + source + ", ..., " + personId + "]";
    }
}
