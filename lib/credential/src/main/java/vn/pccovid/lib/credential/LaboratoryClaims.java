package vn.pccovid.lib.credential;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalDouble;

/// What a laboratory signs: what it found in one tube, and whose samples it was told were in it.
///
/// @param laboratory the laboratory's name, as its key is registered
/// @param resultId the laboratory's key of the result
/// @param tube the barcode
/// @param binding 32 bytes: [LaboratoryStatements#binding] of the tube and the records whose
///   samples were in it when the laboratory fetched its order, so that nobody puts another person
///   into the tube afterwards
/// @param method `PCR` or `RAT`
/// @param finding `POSITIVE`, `NEGATIVE` or `INCONCLUSIVE`
/// @param ct cycle threshold 1 to 60, if told
/// @param at when it was examined, whole seconds
public record LaboratoryClaims(
        String laboratory,
        String resultId,
        String tube,
        byte[] binding,
        String method,
        String finding,
        OptionalDouble ct,
        Instant at) {

    private static final int LONGEST = 200;

    public LaboratoryClaims {
        for (String text : new String[] {laboratory, resultId, tube}) {
            if (text.isBlank() || text.length() > LONGEST) {
                throw new IllegalArgumentException(
                        "a text of %d characters, wanted 1 to %d"
                                .formatted(text.length(), LONGEST));
            }
        }
        if (binding.length != 32) {
            throw new IllegalArgumentException(
                    "a binding of " + binding.length + " bytes, wanted 32");
        }
        if (!method.equals("PCR") && !method.equals("RAT")) {
            throw new IllegalArgumentException("not a method: " + method);
        }
        if (!finding.equals("POSITIVE")
                && !finding.equals("NEGATIVE")
                && !finding.equals("INCONCLUSIVE")) {
            throw new IllegalArgumentException("not a finding: " + finding);
        }
        if (ct.isPresent() && !(ct.getAsDouble() >= 1 && ct.getAsDouble() <= 60)) {
            throw new IllegalArgumentException("ct out of 1 to 60");
        }
        if (!at.truncatedTo(ChronoUnit.SECONDS).equals(at)) {
            throw new IllegalArgumentException("whole seconds only");
        }
    }

    @Override
    public String toString() {
        return "LaboratoryClaims[...]";
    }
}
