package vn.pccovid.server.quarantine;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Limits of orders to stay (`pccovid.quarantine.*`); ours, no text states them.
///
/// @param mostExtraDays an extension ends at most so many days after the end by the rule, or after
///   today where no end is known
@ConfigurationProperties("pccovid.quarantine")
record QuarantineProperties(@DefaultValue("28") int mostExtraDays) {
    QuarantineProperties {
        if (mostExtraDays < 1 || mostExtraDays > 365) {
            throw new IllegalArgumentException(
                    "pccovid.quarantine.most-extra-days: want 1 to 365, not " + mostExtraDays);
        }
    }
}
