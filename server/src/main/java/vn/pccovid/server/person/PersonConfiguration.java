package vn.pccovid.server.person;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.lib.linkage.Thresholds;

/// The thresholds of this installation.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    LinkageProperties.class,
    StewardProperties.class,
    VerificationProperties.class
})
class PersonConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Thresholds thresholds(LinkageProperties properties) {
        return properties.thresholds();
    }
}
