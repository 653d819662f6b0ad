package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Provider;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignaturesTest {

    /// A provider as one that failed to load its native half: it has the names and nothing behind.
    private static final class Hollow extends Provider {
        private static final long serialVersionUID = 1L;

        Hollow() {
            super("Hollow", "1", "has nothing");
        }
    }

    @Test
    void the_platform_is_sound() {
        assertThat(Signatures.platform().isSound()).isTrue();
    }

    @Test
    void a_provider_that_fails_the_self_test_is_passed_over() {
        var chosen =
                Signatures.firstSound(
                        List.of(new Hollow(), java.security.Security.getProvider("SunEC")));

        // SunEC has no RSA and needs none for the self-test.
        assertThat(chosen.providerName()).isEqualTo("SunEC");
    }

    @Test
    void with_no_sound_provider_the_platform_serves() {
        assertThat(Signatures.firstSound(List.of(new Hollow())).providerName())
                .isEqualTo("platform");
    }
}
