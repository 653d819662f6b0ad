package vn.pccovid.server.resident;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.server.access.Problem;

/// Chooses how codes reach phones: the demo's outbox, the operator's gateway, or not at all.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DeliveryProperties.class, ProxyProperties.class})
class DeliveryConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryConfiguration.class);

    @Bean
    @ConditionalOnProperty(name = "pccovid.demo", havingValue = "true")
    DemoOutbox demoOutbox(Clock clock) {
        return new DemoOutbox(clock);
    }

    @Bean
    @ConditionalOnProperty(name = "pccovid.demo", havingValue = "false", matchIfMissing = true)
    CodeDelivery codeDelivery(
            DeliveryProperties properties, JsonMapper json, @Value("${server.port:0}") int port) {
        if (properties.url().isBlank()) {
            // Commands without pages (a negative port) have no residents to tell.
            if (port >= 0) {
                LOG.warn(
                        "pccovid.sms.url is not set: residents cannot sign in by phone until it"
                                + " names an SMS gateway");
            }
            return (phone, text) -> {
                throw Problem.of("resident.delivery_unavailable");
            };
        }
        return new SmsGateway(properties, json);
    }
}
