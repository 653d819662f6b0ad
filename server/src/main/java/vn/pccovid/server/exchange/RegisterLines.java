package vn.pccovid.server.exchange;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.server.person.Register;

/// A line for each register that has an address.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RegisterLineProperties.class)
class RegisterLines {
    @Bean
    @ConditionalOnProperty("pccovid.registers.population.url")
    RegisterLine populationLine(
            RegisterLineProperties lines,
            JsonMapper json,
            Clock clock,
            ObjectProvider<MeterRegistry> meters) {
        return new RegisterLine(
                Register.POPULATION,
                Objects.requireNonNull(lines.population()),
                new RegisterFormat(json),
                clock,
                meters.getIfAvailable());
    }

    @Bean
    @ConditionalOnProperty("pccovid.registers.insurance.url")
    RegisterLine insuranceLine(
            RegisterLineProperties lines,
            JsonMapper json,
            Clock clock,
            ObjectProvider<MeterRegistry> meters) {
        return new RegisterLine(
                Register.INSURANCE,
                Objects.requireNonNull(lines.insurance()),
                new RegisterFormat(json),
                clock,
                meters.getIfAvailable());
    }
}
