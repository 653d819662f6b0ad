package vn.pccovid.server.person;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.lib.linkage.LinkageModel;
import vn.pccovid.lib.linkage.Thresholds;

/// The frozen model of this version and its thresholds.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({LinkageProperties.class, StewardProperties.class})
class PersonConfiguration {
    @Bean
    @ConditionalOnMissingBean
    LinkageModel linkageModel() {
        return LinkageModel.standard();
    }

    @Bean
    @ConditionalOnMissingBean
    Thresholds thresholds(LinkageProperties properties) {
        return properties.thresholds();
    }
}
