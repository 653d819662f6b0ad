package vn.pccovid.server.credential;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.pccovid.lib.credential.Signatures;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CredentialProperties.class)
class CredentialConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialConfiguration.class);

    /// The fastest provider that passes the self-test here: native, pure Java, then the platform's.
    /// The providers are asked by object and never registered, so nothing else changes with them.
    @Bean
    Signatures signatures() {
        var chosen = Signatures.firstSound(providers());
        LOG.info("Codes are signed and checked by {}.", chosen.providerName());
        return chosen;
    }

    private static List<Provider> providers() {
        var providers = new ArrayList<Provider>();
        if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null) {
            providers.add(AmazonCorrettoCryptoProvider.INSTANCE);
        }
        providers.add(new BouncyCastleProvider());
        return providers;
    }
}
