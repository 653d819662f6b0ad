package vn.pccovid.server.gate;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Limits of gates (`pccovid.gate.*`). No decree names any of them; they are ours.
///
/// @param lease how long a device may work without contact; then it forgets everything. The order
///   asks for at least 24 hours offline
/// @param numbersPerHour how many numbers a keeper may type in an hour
/// @param numberMissesPerHour typed numbers of nobody after which typing is held until somebody has
///   looked
/// @param cardMissesPerHour the same for cards, which are unsigned and so can be invented
/// @param authorityQuota papers of one kind an authority may have in force without an order of its
///   own; an employer has none until an authority gives it some
/// @param longestPermit longest time one paper is good for
/// @param deltaEvery how often a delta of the filter is made
/// @param scanBatchesKept how long the ids of received batches are remembered
/// @param trustList file of PEM certificates of other countries' document signers; none: their
///   certificates cannot be checked
/// @param revocations file of what these issuers took back, as the EU's gateway hands it out (JSON)
/// @param certificateRules file of rules by which a genuine certificate suffices, as validation
///   rules of the EU (JSON with `version`, `source` and `rules`); the program's own when absent
@ConfigurationProperties("pccovid.gate")
record GateProperties(
        @DefaultValue("36h") Duration lease,
        @DefaultValue("40") int numbersPerHour,
        @DefaultValue("10") int numberMissesPerHour,
        @DefaultValue("60") int cardMissesPerHour,
        @DefaultValue("2000") int authorityQuota,
        @DefaultValue("30d") Duration longestPermit,
        @DefaultValue("15m") Duration deltaEvery,
        @DefaultValue("30d") Duration scanBatchesKept,
        @Nullable Path trustList,
        @Nullable Path revocations,
        @Nullable Path certificateRules) {

    GateProperties {
        if (lease.compareTo(Duration.ofHours(24)) < 0) {
            throw new IllegalArgumentException(
                    "pccovid.gate.lease is %s; a gate works at least 24 hours without a network"
                            .formatted(lease));
        }
        if (numbersPerHour < 1 || numberMissesPerHour < 1 || cardMissesPerHour < 1) {
            throw new IllegalArgumentException("pccovid.gate: limits are at least 1");
        }
    }
}
