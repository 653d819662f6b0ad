package vn.pccovid.server.care;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `pccovid.care.*`; both are ours, no text states them.
///
/// @param freshWithin a proof that reaches us later than this after it was given opens no case: it
///   is history that somebody else has dealt with, such as the first load of a platform
/// @param oneIllness proofs no further apart belong to one illness, unless a recovery lies between
///   them; twice the 14 days of home isolation of 3416/QĐ-BYT
@ConfigurationProperties("pccovid.care")
record CareProperties(
        @DefaultValue("7d") Duration freshWithin, @DefaultValue("28d") Duration oneIllness) {
    CareProperties {
        if (freshWithin.isNegative() || oneIllness.isNegative() || oneIllness.isZero()) {
            throw new IllegalArgumentException(
                    "pccovid.care: want lengths of time, not %s and %s"
                            .formatted(freshWithin, oneIllness));
        }
    }
}
