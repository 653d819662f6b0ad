package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GateCodesTest {

    private static final Instant NOON = Instant.parse("2021-10-10T05:00:00Z");
    private static final String KEY_ID = "00112233aabbccdd";
    private static final KeyPair KEYS = newKeys();
    private static final TrustedKey TRUSTED =
            new TrustedKey(
                    KEY_ID, KEYS.getPublic(), NOON.minusSeconds(3600), NOON.plusSeconds(86_400));

    private static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GateClaims claims() {
        return new GateClaims(
                new byte[16],
                GateClaims.PassColour.GREEN,
                GateClaims.PassColour.YELLOW,
                "56/575/22738",
                NOON,
                NOON,
                NOON.plusSeconds(900),
                GateClaims.Form.LIVE,
                HolderHash.of(new byte[8], "NGUYEN THI HOA", "056184001234"),
                new DeviceKey(new byte[64]));
    }

    private static Opened open(String text, Instant now) {
        return GateCodes.open(
                text, id -> id.equals(KEY_ID) ? Optional.of(TRUSTED) : Optional.empty(), now);
    }

    private static String seal() {
        return GateCodes.seal(claims(), KEY_ID, KEYS.getPrivate());
    }

    private static String sealRaw(Object payload) {
        byte[] cose =
                CoseSign1.sign(
                        Cbor.encode(payload), HexFormat.of().parseHex(KEY_ID), KEYS.getPrivate());
        return GateCodes.PREFIX + Base45.encode(cose);
    }

    @Test
    void what_was_sealed_opens_to_the_same_claims() {
        var opened = open(seal(), NOON.plusSeconds(60));

        assertThat(opened)
                .isInstanceOfSatisfying(
                        Opened.Verified.class,
                        v -> assertThat(v.claims()).usingRecursiveComparison().isEqualTo(claims()));
    }

    @Test
    @DisplayName("house: at most 400 bytes as binary COSE, with the device key")
    void a_live_code_is_small() {
        String text = seal();

        assertThat(text.length()).isLessThanOrEqualTo(400 * 3 / 2 + GateCodes.PREFIX.length());
    }

    @Test
    void a_code_carries_no_name_and_no_number() throws Unreadable {
        String text = seal();
        String raw =
                new String(
                        Base45.decode(text.substring(GateCodes.PREFIX.length())),
                        StandardCharsets.ISO_8859_1);

        assertThat(raw).doesNotContain("NGUYEN", "056184001234", "1234");
    }

    @Nested
    @DisplayName(
            "RFC 8392 §3.1.4, §3.1.6: a code holds from its issue until its end, and not at the end")
    class Times {
        @Test
        void one_second_before_the_end_it_holds() {
            assertThat(open(seal(), NOON.plusSeconds(899))).isInstanceOf(Opened.Verified.class);
        }

        @Test
        void at_the_end_it_is_expired() {
            assertThat(open(seal(), NOON.plusSeconds(900)))
                    .isEqualTo(new Opened.Refused(Refusal.EXPIRED));
        }

        @Test
        void a_gate_two_minutes_behind_still_accepts() {
            assertThat(open(seal(), NOON.minusSeconds(120))).isInstanceOf(Opened.Verified.class);
        }

        @Test
        void a_gate_further_behind_does_not() {
            assertThat(open(seal(), NOON.minusSeconds(121)))
                    .isEqualTo(new Opened.Refused(Refusal.NOT_YET_VALID));
        }

        @Test
        void a_key_that_was_not_in_use_at_issue_is_refused() {
            var late =
                    new TrustedKey(
                            KEY_ID, KEYS.getPublic(), NOON.plusSeconds(1), NOON.plusSeconds(9));

            assertThat(GateCodes.open(seal(), id -> Optional.of(late), NOON))
                    .isEqualTo(new Opened.Refused(Refusal.KEY_NOT_IN_USE));
        }
    }

    @Nested
    @DisplayName("RFC 9052 §4.4: every byte is under the signature or in its place")
    class Tampering {
        @Test
        void no_single_changed_byte_verifies() throws Unreadable {
            byte[] cose = Base45.decode(seal().substring(GateCodes.PREFIX.length()));
            for (int i = 0; i < cose.length; i++) {
                byte[] changed = cose.clone();
                changed[i] ^= 0x01;

                assertThat(open(GateCodes.PREFIX + Base45.encode(changed), NOON))
                        .as("byte " + i)
                        .isInstanceOf(Opened.Refused.class);
            }
        }

        @Test
        void no_cut_or_random_text_verifies_or_throws() {
            var random = new Random(7);
            String text = seal();
            for (int i = 0; i < text.length(); i++) {
                assertThat(open(text.substring(0, i), NOON)).isInstanceOf(Opened.Refused.class);
            }
            for (int i = 0; i < 2000; i++) {
                var bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                assertThat(open(GateCodes.PREFIX + Base45.encode(bytes), NOON))
                        .isInstanceOf(Opened.Refused.class);
            }
        }

        @Test
        void another_key_with_the_same_id_does_not_fit() {
            String forged = GateCodes.seal(claims(), KEY_ID, newKeys().getPrivate());

            assertThat(open(forged, NOON)).isEqualTo(new Opened.Refused(Refusal.SIGNATURE));
        }

        @Test
        void an_unknown_key_is_refused() {
            String unknown = GateCodes.seal(claims(), "ffffffffffffffff", KEYS.getPrivate());

            assertThat(open(unknown, NOON)).isEqualTo(new Opened.Refused(Refusal.UNKNOWN_KEY));
        }
    }

    @Nested
    class Refusals {
        @Test
        void other_texts_are_not_ours() {
            assertThat(open("HC1:6BF", NOON)).isEqualTo(new Opened.Refused(Refusal.NOT_OURS));
        }

        @Test
        void a_text_over_the_limit_is_too_large() {
            assertThat(open(GateCodes.PREFIX + "0".repeat(GateCodes.MAX_TEXT), NOON))
                    .isEqualTo(new Opened.Refused(Refusal.TOO_LARGE));
        }

        @Test
        void signed_claims_of_another_shape_are_refused() {
            assertThat(open(sealRaw(Map.of(1L, "VN")), NOON))
                    .isEqualTo(new Opened.Refused(Refusal.SCHEMA));
            assertThat(open(sealRaw(List.of()), NOON))
                    .isEqualTo(new Opened.Refused(Refusal.SCHEMA));
        }

        @Test
        void a_signed_code_longer_than_the_limit_of_its_form_is_refused() {
            var long_ = new java.util.HashMap<Object, Object>();
            long_.put(1L, "VN");
            long_.put(4L, NOON.plus(Duration.ofDays(2)).getEpochSecond());
            long_.put(6L, NOON.getEpochSecond());
            long_.put(7L, new byte[16]);
            long_.put(
                    -70001L,
                    Map.of(
                            1L,
                            1L,
                            2L,
                            0L,
                            3L,
                            0L,
                            4L,
                            "56",
                            5L,
                            0L,
                            6L,
                            new byte[8],
                            7L,
                            new byte[8],
                            8L,
                            0L));

            assertThat(open(sealRaw(long_), NOON)).isEqualTo(new Opened.Refused(Refusal.SCHEMA));
        }

        @ParameterizedTest
        @EnumSource(GateClaims.Form.class)
        void a_form_has_its_longest_life(GateClaims.Form form) {
            var c = claims();

            assertThatThrownBy(() ->
                            new GateClaims(
                                    c.credentialId(),
                                    c.floorColour(),
                                    c.residenceColour(),
                                    c.area(),
                                    c.asOf(),
                                    c.issuedAt(),
                                    c.issuedAt().plus(Duration.ofDays(8)),
                                    form,
                                    c.holder(),
                                    new DeviceKey(new byte[64])))
                    .hasMessageContaining("wanted at most");
        }
    }

    @Nested
    @DisplayName(
            "house: a salted hash of name and last four digits that the gate checks against the document in hand")
    class Holder {
        private final HolderHash hash =
                HolderHash.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, "LE VAN AN", "225123456");

        @Test
        void the_right_document_fits() {
            assertThat(hash.fits("LE VAN AN", "225123456")).isTrue();
        }

        @Test
        void another_name_or_number_does_not() {
            assertThat(hash.fits("LE VAN ANH", "225123456")).isFalse();
            assertThat(hash.fits("LE VAN AN", "225123457")).isFalse();
        }
    }
}
