package vn.pccovid.server.pass;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How rules may change here.
///
/// @param rehearsalValid how old the rehearsal of a pack may be when it is approved or activated
/// @param fewest groups of fewer people are not shown in a rehearsal
@ConfigurationProperties("pccovid.rules")
record RulesProperties(
        @DefaultValue("48h") Duration rehearsalValid, @DefaultValue("5") int fewest) {
    RulesProperties {
        if (rehearsalValid.isNegative() || rehearsalValid.isZero()) {
            throw new IllegalArgumentException(
                    "pccovid.rules.rehearsal-valid is "
                            + rehearsalValid
                            + ": want more than nothing");
        }
        if (fewest < 2) {
            throw new IllegalArgumentException(
                    "pccovid.rules.fewest is " + fewest + ": want at least 2");
        }
    }
}
