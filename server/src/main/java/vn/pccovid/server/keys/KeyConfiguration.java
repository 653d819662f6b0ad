package vn.pccovid.server.keys;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Opens the key store when the service starts; a wrong master key ends the start.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KeyProperties.class)
class KeyConfiguration {

    @Bean
    KeyStore keyStore(KeyProperties properties) {
        return Keys.open(properties.folder(), properties.master(), properties.masterFile());
    }

    @Bean
    Sealing sealing(KeyStore keyStore) {
        return new StoredSealing(new AeadKeys(keyStore));
    }

    @Bean
    Hashing hashing(KeyStore keyStore) {
        return new StoredHashing(keyStore);
    }

    @Bean
    SigningKeys signingKeys(KeyStore keyStore, Clock clock) {
        return new SigningKeys(keyStore, clock);
    }
}
