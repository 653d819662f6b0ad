package vn.pccovid.server.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import vn.pccovid.lib.credential.Signatures;

@DisplayName("Provider order: native, pure Java, the platform's; chosen by a self-test at start")
class SignatureProvidersTest {

    @Test
    void where_the_native_provider_loads_it_serves() {
        assertThat(AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError()).isNull();
        assertThat(new CredentialConfiguration().signatures().providerName())
                .isEqualTo("AmazonCorrettoCryptoProvider");
    }

    @Test
    void pure_java_passes_the_self_test_too() {
        assertThat(Signatures.of(new BouncyCastleProvider()).isSound()).isTrue();
        assertThat(Signatures.platform().isSound()).isTrue();
    }
}
