package vn.pccovid.server.custody;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.pccovid.server.keys.Keys;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CustodyProperties.class)
class CustodyConfiguration {

    @Bean
    Custody custody(CustodyProperties properties, JdbcClient database, Clock clock) {
        return new Custody(
                Keys.open(properties.folder(), properties.master(), properties.masterFile()),
                database,
                clock);
    }
}
