package vn.pccovid.server.resident;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Limits of guardians and proxies (`pccovid.proxy.*`).
///
/// @param majorityYears when a child is no longer one. Default 18 (Civil Code 2015, Article 20)
/// @param mostDays how long an adult's authorisation may last. Default 366; ours
/// @param codeLasts how long a code waits to be typed. Default 30 minutes; ours
@ConfigurationProperties("pccovid.proxy")
record ProxyProperties(
        @DefaultValue("18") int majorityYears,
        @DefaultValue("366") int mostDays,
        @DefaultValue("30m") Duration codeLasts) {
    ProxyProperties {
        if (majorityYears < 1 || mostDays < 1 || codeLasts.isNegative() || codeLasts.isZero()) {
            throw new IllegalArgumentException("pccovid.proxy: limits must be positive");
        }
    }
}
