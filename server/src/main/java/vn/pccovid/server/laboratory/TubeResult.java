package vn.pccovid.server.laboratory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a laboratory says about a tube, not about a person.
///
/// @param resultId the laboratory's key (`ma_ket_qua`)
/// @param ct cycle threshold; null if not told
public record TubeResult(
        String resultId,
        String tube,
        Method method,
        Finding finding,
        @Nullable Double ct,
        Instant at,
        String laboratory) {
    /// How the sample was examined.
    public enum Method {
        PCR,
        RAT
    }

    /// What was found.
    public enum Finding {
        NEGATIVE,
        POSITIVE,
        /// KHONG_XAC_DINH: to be repeated.
        INCONCLUSIVE
    }

    @Override
    public String toString() {
        return "TubeResult[...]";
    }
}
