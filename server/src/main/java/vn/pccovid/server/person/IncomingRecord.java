package vn.pccovid.server.person;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import vn.pccovid.lib.identity.PersonDescription;

/// A person as one other system sees them, ready to be linked.
///
/// @param recordId made by the caller ([TimedId]); used only if this source key is new
/// @param source one of the nine sources, e.g. `vaccination`
/// @param sourceKey the source's own name for the row; stored only sealed and as a keyed hash
/// @param contentHash of everything we keep of the row: same key and same hash is a repetition
/// @param original the columns its source's page says we may keep, as bytes; sealed at once
/// @param description the canonical reading of the row
/// @param receivedAt when the row reached us
/// @param authoritative true for the population register: its values win every conflict
public record IncomingRecord(
        UUID recordId,
        String source,
        String sourceKey,
        byte[] contentHash,
        byte[] original,
        PersonDescription description,
        Instant receivedAt,
        boolean authoritative) {

    /// Longest source key and longest original we accept; real ones stay under 64 characters and 2
    /// KiB.
    static final int LONGEST_KEY = 256;

    static final int LONGEST_ORIGINAL_BYTES = 64 * 1024;

    public IncomingRecord {
        if (source.isBlank() || source.length() > 32) {
            throw new IllegalArgumentException("a source has 1 to 32 characters: " + source);
        }
        if (sourceKey.isBlank() || sourceKey.length() > LONGEST_KEY) {
            throw new IllegalArgumentException(
                    "a source key has 1 to %d characters, not %d"
                            .formatted(LONGEST_KEY, sourceKey.length()));
        }
        if (original.length > LONGEST_ORIGINAL_BYTES) {
            throw new IllegalArgumentException("original of %d bytes".formatted(original.length));
        }
        contentHash = contentHash.clone();
        original = original.clone();
    }

    @Override
    public byte[] contentHash() {
        return contentHash.clone();
    }

    @Override
    public byte[] original() {
        return original.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IncomingRecord that
                && recordId.equals(that.recordId)
                && source.equals(that.source)
                && sourceKey.equals(that.sourceKey)
                && Arrays.equals(contentHash, that.contentHash);
    }

    @Override
    public int hashCode() {
        return recordId.hashCode();
    }

    @Override
    public String toString() {
        return "IncomingRecord[" + recordId + ", " + source + ", ...]";
    }
}
