package vn.pccovid.server.pass;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long a source may be silent before everybody who shows a colour says so
/// (`pccovid.freshness.*`).
///
/// @param budgets by code of the source; a source without one is never called silent. The defaults
///   are ours, no decree states any: a day for what is delivered daily, a week for registers
/// @param lookAhead how far ahead a pass tells what would change it sooner. Default 60 days; ours
@ConfigurationProperties("pccovid.freshness")
record FreshnessProperties(
        @DefaultValue Map<String, Duration> budgets, @DefaultValue("60d") Duration lookAhead) {
    private static final Map<String, Duration> DEFAULTS =
            Map.of(
                    "laboratory", Duration.ofHours(24),
                    "vaccination", Duration.ofHours(48),
                    "population", Duration.ofDays(7),
                    "insurance", Duration.ofDays(7));

    FreshnessProperties {
        java.util.Map<String, Duration> all = new java.util.HashMap<>(DEFAULTS);
        all.putAll(budgets);
        budgets = Map.copyOf(all);
        if (budgets.values().stream().anyMatch(d -> d.isNegative() || d.isZero())
                || lookAhead.isNegative()
                || lookAhead.compareTo(Duration.ofDays(400)) > 0) {
            throw new IllegalArgumentException(
                    "pccovid.freshness: budgets must be positive and look-ahead 0 to 400 days");
        }
    }
}
