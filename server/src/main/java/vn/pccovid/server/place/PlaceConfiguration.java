package vn.pccovid.server.place;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.server.custody.MovementClass;
import vn.pccovid.server.custody.SealedDays;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PlaceProperties.class)
class PlaceConfiguration {

    /// The tables of movements are custody's to make and drop by the day.
    @Bean
    SealedDays sealedVisits() {
        return new SealedDays(MovementClass.VISITS, "place");
    }
}
