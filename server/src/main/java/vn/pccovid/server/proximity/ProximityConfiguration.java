package vn.pccovid.server.proximity;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.server.custody.MovementClass;
import vn.pccovid.server.custody.SealedDays;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProximityProperties.class)
class ProximityConfiguration {

    /// The tables of encounters are custody's to make and drop by the day.
    @Bean
    SealedDays sealedEncounters() {
        return new SealedDays(MovementClass.ENCOUNTERS, "proximity");
    }
}
