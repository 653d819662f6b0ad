package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base45Test {

    @ParameterizedTest
    @CsvSource({"AB,BB8", "Hello!!,%69 VD92EX0", "base-45,UJCLQE7W581", "ietf!,QED8WEX0"})
    @DisplayName("RFC 9285 §4.3 and §4.4: the examples of the standard")
    void encodes_and_decodes_the_examples(String plain, String encoded) throws Unreadable {
        byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);

        assertThat(Base45.encode(bytes)).isEqualTo(encoded);
        assertThat(Base45.decode(encoded)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GGW", ":::", "A", "ABCD", "ab8", "B\u00e98", "::"})
    @DisplayName(
            "RFC 9285 §6: values over the limit, wrong lengths and other characters are refused")
    void refuses_what_is_not_base45(String text) {
        assertThatThrownBy(() -> Base45.decode(text))
                .isInstanceOfSatisfying(
                        Unreadable.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.BASE45));
    }

    @Test
    void decode_of_encode_is_the_same_for_every_length() throws Unreadable {
        var random = new Random(45);
        for (int length = 0; length < 300; length++) {
            var bytes = new byte[length];
            random.nextBytes(bytes);

            assertThat(Base45.decode(Base45.encode(bytes))).isEqualTo(bytes);
        }
    }
}
