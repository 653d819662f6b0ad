package vn.pccovid.server.laboratory;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a laboratory says about a tube, not about a person.
///
/// @param resultId the laboratory's key (`ma_ket_qua`)
/// @param ct cycle threshold; null if not told
/// @param statement what the laboratory signed, in Base64; null if it came without a signature
public record TubeResult(
        String resultId,
        String tube,
        Method method,
        Finding finding,
        @Nullable Double ct,
        Instant at,
        String laboratory,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String statement) {

    /// Without a signature: it becomes a fact, and opens nothing.
    public TubeResult(
            String resultId,
            String tube,
            Method method,
            Finding finding,
            @Nullable Double ct,
            Instant at,
            String laboratory) {
        this(resultId, tube, method, finding, ct, at, laboratory, null);
    }

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
