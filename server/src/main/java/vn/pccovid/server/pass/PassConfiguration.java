package vn.pccovid.server.pass;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/// Settings of what a pass says, of overrides, and of rules and their rehearsal.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    FreshnessProperties.class,
    OverrideProperties.class,
    RulesProperties.class
})
class PassConfiguration {}
