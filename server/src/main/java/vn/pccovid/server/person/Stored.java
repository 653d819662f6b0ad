package vn.pccovid.server.person;

import java.util.UUID;
import vn.pccovid.lib.identity.PersonDescription;

/// One version of a stored record, opened.
///
/// @param authoritative true for the population register
record Stored(
        UUID recordId,
        int version,
        String source,
        boolean authoritative,
        PersonDescription description) {
    @Override
    public String toString() {
        return "Stored[" + recordId + ", " + source + "]";
    }
}
