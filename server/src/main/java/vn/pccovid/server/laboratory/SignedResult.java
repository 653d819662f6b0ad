package vn.pccovid.server.laboratory;

import java.time.Instant;

/// A result that its laboratory signed.
///
/// @param at when it was examined, as the fact's `result_at`
/// @param statement as it came: what custody checks
public record SignedResult(Instant at, TubeResult.Finding finding, byte[] statement) {
    @Override
    public String toString() {
        return "SignedResult[...]";
    }
}
