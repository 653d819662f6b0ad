package vn.pccovid.server.pass;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.lib.colour.ColourEngine;
import vn.pccovid.lib.colour.RulePacks;
import vn.pccovid.lib.linkage.Thresholds;

/// The rules in force, read and tried on their examples at start.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({FreshnessProperties.class, OverrideProperties.class})
class PassConfiguration {
    @Bean
    ColourEngine colourEngine(Thresholds thresholds) {
        // Link probabilities are stored as 32-bit floats: round the threshold alike.
        return RulePacks.engine((float) thresholds.burden());
    }
}
