package vn.pccovid.server.care;

import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.server.access.Rounds;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CareProperties.class)
class CareConfiguration {
    /// A result becomes a case well within a second.
    private static final Duration PAUSE = Duration.ofMillis(200);

    @Bean
    @ConditionalOnProperty(name = "pccovid.care.worker", matchIfMissing = true)
    Rounds careRounds(ProvenCases cases) {
        return new Rounds("care", PAUSE, cases::step);
    }
}
