package vn.pccovid.server.person;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// When waiting questions to registers are asked again (`pccovid.verification.*`).
///
/// @param firstPause after the first call without an answer; doubled after each further one, with
///   up to half of it by chance on top, so that many questions do not come back in one moment
/// @param longestPause at most this
/// @param lease how long a question that was taken for a call belongs to it; after that a process
///   that died held it, and it is asked again. Longer than a call with all its repetitions
/// @param look how often the worker looks for questions
/// @param exportAgain an exported question without an answer is exported again after this
@ConfigurationProperties("pccovid.verification")
record VerificationProperties(
        @DefaultValue("30s") Duration firstPause,
        @DefaultValue("1h") Duration longestPause,
        @DefaultValue("2m") Duration lease,
        @DefaultValue("1s") Duration look,
        @DefaultValue("14d") Duration exportAgain) {
    VerificationProperties {
        for (Duration duration :
                new Duration[] {firstPause, longestPause, lease, look, exportAgain}) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("pccovid.verification: pauses must be positive");
            }
        }
    }
}
