package vn.pccovid.server.tracing;

import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.server.access.Rounds;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TracingProperties.class)
class TracingConfiguration {
    /// From a case to its contacts well within a minute.
    private static final Duration PAUSE = Duration.ofMillis(200);

    @Bean
    @ConditionalOnProperty(name = "pccovid.tracing.worker", matchIfMissing = true)
    Rounds tracingRounds(Tracings tracings) {
        return new Rounds("tracing", PAUSE, tracings::step);
    }
}
