package vn.pccovid.server.place;

import java.time.Instant;
import java.util.UUID;

/// Somebody passed a gate that tracing asked to keep passages. Goes straight into sealed storage;
/// the gate does not learn whose code it was: a case finds its own codes.
///
/// @param scanId made by the device, so that the same scan counts once
/// @param subjectKind `credential` for a code of ours, `person` for a card read online
public record Passage(UUID scanId, UUID gateId, String subjectKind, UUID subject, Instant at) {
    /// Kinds of subject a passage may have.
    public static final java.util.Set<String> SUBJECTS = java.util.Set.of("credential", "person");

    public Passage {
        if (!SUBJECTS.contains(subjectKind)) {
            throw new IllegalArgumentException("not a subject of a passage: " + subjectKind);
        }
    }

    @Override
    public String toString() {
        return "Passage[...]";
    }
}
