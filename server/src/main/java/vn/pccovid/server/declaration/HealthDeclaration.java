package vn.pccovid.server.declaration;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What somebody told about their own health, or a relative told for them.
///
/// @param declarationId the source's key
/// @param recordId the record of the person it is about, linked before
/// @param symptoms codes: `fever`, `cough`, `dyspnoea`, `sore_throat`, `fatigue`, or `unspecified`;
///   empty = none
/// @param contactWithCase told to have met a case
/// @param byProxy khai hộ: told by somebody else
public record HealthDeclaration(
        String declarationId,
        UUID recordId,
        String source,
        Instant at,
        String area,
        List<String> symptoms,
        boolean contactWithCase,
        boolean byProxy) {
    public HealthDeclaration {
        symptoms = List.copyOf(symptoms);
    }

    @Override
    public String toString() {
        return "HealthDeclaration[" + recordId + ", ...]";
    }
}
