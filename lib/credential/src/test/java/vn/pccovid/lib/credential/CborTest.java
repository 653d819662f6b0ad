package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CborTest {

    @ParameterizedTest
    @CsvSource({
        "0,00",
        "23,17",
        "24,1818",
        "100,1864",
        "1000,1903e8",
        "1000000,1a000f4240",
        "1000000000000,1b000000e8d4a51000",
        "-1,20",
        "-10,29",
        "-100,3863",
        "-1000,3903e7"
    })
    @DisplayName("RFC 8949 appendix A: integers")
    void integers_as_in_the_appendix(long value, String hex) throws Unreadable {
        assertThat(Cbor.encode(value)).asHexString().isEqualToIgnoringCase(hex);
        assertThat(Cbor.decode(HexFormat.of().parseHex(hex))).isEqualTo(value);
    }

    @Test
    @DisplayName("RFC 8949 §4.2.1: keys in the bytewise order of their encodings")
    void sorts_keys_by_their_encoding() {
        var map = Map.of(10L, 1L, 100L, 2L, -1L, 3L, "z", 4L, "aa", 5L);

        assertThat(Cbor.encode(map))
                .asHexString()
                .isEqualToIgnoringCase("a50a01186402200361" + "7a0462616105");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "1800,length not the shortest",
        "9fff,indefinite length",
        "a2010203,map cut short",
        "a201020103,key twice",
        "a202010102,keys not sorted",
        "0000,bytes after the end",
        "5bffffffffffffffff,length beyond the input",
        "9b7fffffffffffffff,count beyond the input",
        "62c328,not UTF-8",
        "f6,null",
        "f93c00,a float",
        "81d2f4,tag inside",
        "8181818181818181,nested too deep",
        "'',empty"
    })
    @DisplayName("RFC 8949 §4.2.1 and our limits: every other spelling is refused")
    void refuses(String hex, String why) {
        assertThatThrownBy(() -> Cbor.decode(HexFormat.of().parseHex(hex)))
                .as(why)
                .isInstanceOfSatisfying(
                        Unreadable.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.CBOR));
    }

    @Test
    void decode_of_encode_is_the_same() throws Unreadable {
        var value = List.of(1L, "hai", List.of(true, false), Map.of(-70001L, Map.of("k", "Đ")));

        assertThat(Cbor.decode(Cbor.encode(value))).isEqualTo(value);
    }
}
