package vn.pccovid.lib.exposure;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What is known of a case's illness.
///
/// @param sampledAt when the sample that proved it was taken
/// @param onset day of the first symptom; null: none so far, or not asked
/// @param metSourceAt first contact with the case they caught it from; null if not known
/// @param isolatedAt from when they met nobody unprotected; null: not yet, or not known
/// @param clearedAt negative test, or Ct above the text's bound; null: not yet
/// @param ct cycle threshold of the sample, 5 to 50; null if not told
public record CaseCourse(
        Instant sampledAt,
        @Nullable LocalDate onset,
        @Nullable Instant metSourceAt,
        @Nullable Instant isolatedAt,
        @Nullable Instant clearedAt,
        @Nullable Double ct) {
    private static final double LOWEST_CT = 5;
    private static final double HIGHEST_CT = 50;

    public CaseCourse {
        if (ct != null && !(ct >= LOWEST_CT && ct <= HIGHEST_CT)) {
            throw new IllegalArgumentException("Ct is " + ct + ", wanted 5 to 50");
        }
    }

    /// A case of which only the sample is known.
    public static CaseCourse sampled(Instant at) {
        return new CaseCourse(at, null, null, null, null, null);
    }

    public CaseCourse onset(LocalDate day) {
        return new CaseCourse(sampledAt, day, metSourceAt, isolatedAt, clearedAt, ct);
    }

    public CaseCourse metSource(Instant at) {
        return new CaseCourse(sampledAt, onset, at, isolatedAt, clearedAt, ct);
    }

    public CaseCourse isolated(Instant at) {
        return new CaseCourse(sampledAt, onset, metSourceAt, at, clearedAt, ct);
    }

    public CaseCourse cleared(Instant at) {
        return new CaseCourse(sampledAt, onset, metSourceAt, isolatedAt, at, ct);
    }

    public CaseCourse ct(double value) {
        return new CaseCourse(sampledAt, onset, metSourceAt, isolatedAt, clearedAt, value);
    }
}
