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
    private static final Signatures SIGNATURES = Signatures.platform();
    private static final KeyPair KEYS = newKeys();
    private static final KeyPair PHONE = newKeys();
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
                NOON,
                NOON.plusSeconds(900),
                GateClaims.Form.LIVE,
                HolderHash.of(new byte[8], "NGUYEN THI HOA", "056184001234"),
                deviceKey(PHONE));
    }

    static DeviceKey deviceKey(KeyPair pair) {
        var w = ((java.security.interfaces.ECPublicKey) pair.getPublic()).getW();
        var xy = new byte[64];
        System.arraycopy(coordinate(w.getAffineX()), 0, xy, 0, 32);
        System.arraycopy(coordinate(w.getAffineY()), 0, xy, 32, 32);
        return new DeviceKey(xy);
    }

    private static byte[] coordinate(java.math.BigInteger n) {
        byte[] b = n.toByteArray();
        var fixed = new byte[32];
        int length = Math.min(32, b.length);
        System.arraycopy(b, b.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private static Optional<TrustedKey> key(String id) {
        return id.equals(KEY_ID) ? Optional.of(TRUSTED) : Optional.empty();
    }

    /// What the issuer sent, opened as the phone and the issuer do.
    private static Opened open(String text, Instant now) {
        return GateCodes.openSealed(SIGNATURES, text, GateCodesTest::key, now);
    }

    private static Opened atGate(String text, Instant now) {
        return GateCodes.open(text, GateCodesTest::key, now);
    }

    private static String shown(Instant at) throws Unreadable {
        return GateCodes.prove(SIGNATURES, seal(), at, PHONE.getPrivate());
    }

    private static String seal() {
        return GateCodes.seal(claims(), KEY_ID, KEYS.getPrivate());
    }

    private static String sealRaw(Object payload) {
        byte[] cose =
                CoseSign1.sign(
                        SIGNATURES,
                        Cbor.encode(payload),
                        HexFormat.of().parseHex(KEY_ID),
                        KEYS.getPrivate());
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

    @Nested
    @DisplayName(
            "house: the live code carries a device proof renewed every 30 s, accepted within ±60 s, so a screenshot dies")
    class DeviceProof {
        @Test
        @DisplayName("house: at most 400 bytes as binary COSE including the proof")
        void a_live_code_is_small() throws Unreadable {
            byte[] binary =
                    Base45.decode(shown(NOON.plusSeconds(30)).substring(GateCodes.PREFIX.length()));

            System.out.println("a live code with its proof: " + binary.length + " bytes");
            assertThat(binary.length).isLessThanOrEqualTo(400);
        }

        @Test
        void a_fresh_proof_opens_to_the_claims() throws Unreadable {
            var at = NOON.plusSeconds(30);

            assertThat(atGate(shown(at), at))
                    .isInstanceOfSatisfying(
                            Opened.Verified.class,
                            v ->
                                    assertThat(v.claims())
                                            .usingRecursiveComparison()
                                            .isEqualTo(claims()));
        }

        @ParameterizedTest
        @org.junit.jupiter.params.provider.CsvSource({
            "-61,false",
            "-60,true",
            "0,true",
            "60,true",
            "61,false"
        })
        void sixty_seconds_to_either_side_hold_and_one_more_does_not(int seconds, boolean holds)
                throws Unreadable {
            var proved = NOON.plusSeconds(300);

            var opened = atGate(shown(proved), proved.plusSeconds(seconds));

            if (holds) {
                assertThat(opened).isInstanceOf(Opened.Verified.class);
            } else {
                assertThat(opened).isEqualTo(new Opened.Refused(Refusal.DEVICE_PROOF_STALE));
            }
        }

        @Test
        void a_gate_may_be_told_another_tolerance() throws Unreadable {
            var proved = NOON.plusSeconds(300);

            assertThat(
                            GateCodes.open(
                                    SIGNATURES,
                                    shown(proved),
                                    GateCodesTest::key,
                                    proved.plusSeconds(11),
                                    Duration.ofSeconds(10)))
                    .isEqualTo(new Opened.Refused(Refusal.DEVICE_PROOF_STALE));
        }

        @Test
        void what_the_issuer_sent_is_no_live_code() {
            assertThat(atGate(seal(), NOON))
                    .isEqualTo(new Opened.Refused(Refusal.DEVICE_PROOF_MISSING));
        }

        @Test
        void another_phone_cannot_show_it() throws Unreadable {
            String copied = GateCodes.prove(SIGNATURES, seal(), NOON, newKeys().getPrivate());

            assertThat(atGate(copied, NOON)).isEqualTo(new Opened.Refused(Refusal.DEVICE_PROOF));
        }

        @Test
        void a_printed_code_has_no_phone_to_prove() throws Unreadable {
            String proved = GateCodes.prove(SIGNATURES, printed(), NOON, PHONE.getPrivate());

            assertThat(atGate(printed(), NOON)).isInstanceOf(Opened.Verified.class);
            assertThat(atGate(proved, NOON)).isEqualTo(new Opened.Refused(Refusal.DEVICE_PROOF));
        }

        @Test
        void a_proof_of_a_proof_is_none() throws Unreadable {
            String twice = GateCodes.prove(SIGNATURES, shown(NOON), NOON, PHONE.getPrivate());

            assertThat(atGate(twice, NOON)).isEqualTo(new Opened.Refused(Refusal.STRUCTURE));
            assertThat(open(shown(NOON), NOON)).isEqualTo(new Opened.Refused(Refusal.STRUCTURE));
        }

        @Test
        void no_single_changed_byte_verifies() throws Unreadable {
            byte[] cose = Base45.decode(shown(NOON).substring(GateCodes.PREFIX.length()));
            for (int i = 0; i < cose.length; i++) {
                byte[] changed = cose.clone();
                changed[i] ^= 0x01;

                assertThat(atGate(GateCodes.PREFIX + Base45.encode(changed), NOON))
                        .as("byte " + i)
                        .isInstanceOf(Opened.Refused.class);
            }
        }

        @Test
        void an_instant_past_all_reason_is_stale_and_nothing_worse() throws Unreadable {
            for (var at : List.of(Instant.MAX, Instant.MIN)) {
                assertThat(atGate(shown(at), NOON))
                        .isEqualTo(new Opened.Refused(Refusal.DEVICE_PROOF_STALE));
            }
        }

        @Test
        void a_live_code_without_a_key_cannot_be_made() {
            var c = claims();

            assertThatThrownBy(() ->
                            new GateClaims(
                                    c.credentialId(),
                                    c.floorColour(),
                                    c.residenceColour(),
                                    c.area(),
                                    c.asOf(),
                                    c.issuedAt(),
                                    c.validFrom(),
                                    c.expiresAt(),
                                    GateClaims.Form.LIVE,
                                    c.holder(),
                                    null))
                    .hasMessageContaining("without a device key");
        }

        @Test
        void a_point_off_the_curve_is_no_device_key() {
            assertThat(deviceKey(PHONE).isOnCurve()).isTrue();
            byte[] off = deviceKey(PHONE).xy().clone();
            off[63] ^= 1;
            assertThat(new DeviceKey(off).isOnCurve()).isFalse();
            assertThat(new DeviceKey(new byte[64]).isOnCurve()).isFalse();
        }
    }

    @Nested
    @DisplayName("house: strips are pre-issued for days offline; RFC 8392 §3.1.5: not before")
    class Strips {
        private String tomorrow() {
            var c = claims();
            return GateCodes.seal(
                    new GateClaims(
                            c.credentialId(),
                            c.floorColour(),
                            c.residenceColour(),
                            c.area(),
                            c.asOf(),
                            c.issuedAt(),
                            NOON.plus(Duration.ofDays(1)),
                            NOON.plus(Duration.ofDays(2)),
                            c.form(),
                            c.holder(),
                            c.deviceKey()),
                    KEY_ID,
                    KEYS.getPrivate());
        }

        @Test
        void a_code_of_tomorrow_begins_tomorrow() {
            var begins = NOON.plus(Duration.ofDays(1));

            assertThat(open(tomorrow(), begins.minusSeconds(121)))
                    .isEqualTo(new Opened.Refused(Refusal.NOT_YET_VALID));
            assertThat(open(tomorrow(), begins)).isInstanceOf(Opened.Verified.class);
            assertThat(open(tomorrow(), begins.plus(Duration.ofDays(1))))
                    .isEqualTo(new Opened.Refused(Refusal.EXPIRED));
        }

        @Test
        void it_still_fits_in_four_hundred_bytes() throws Unreadable {
            String shown = GateCodes.prove(SIGNATURES, tomorrow(), NOON, PHONE.getPrivate());

            assertThat(Base45.decode(shown.substring(GateCodes.PREFIX.length())).length)
                    .isLessThanOrEqualTo(400);
        }

        @Test
        void a_strip_reaches_seven_days_and_no_further() {
            var c = claims();

            assertThatThrownBy(() ->
                            new GateClaims(
                                    c.credentialId(),
                                    c.floorColour(),
                                    c.residenceColour(),
                                    c.area(),
                                    c.asOf(),
                                    c.issuedAt(),
                                    NOON.plus(Duration.ofDays(7)).plusSeconds(1),
                                    NOON.plus(Duration.ofDays(8)),
                                    c.form(),
                                    c.holder(),
                                    c.deviceKey()))
                    .hasMessageContaining("valid from");
        }
    }

    private static String printed() {
        var c = claims();
        return GateCodes.seal(
                new GateClaims(
                        c.credentialId(),
                        c.floorColour(),
                        c.residenceColour(),
                        c.area(),
                        c.asOf(),
                        c.issuedAt(),
                        c.validFrom(),
                        c.expiresAt(),
                        GateClaims.Form.PRINTED,
                        c.holder(),
                        null),
                KEY_ID,
                KEYS.getPrivate());
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

            assertThat(GateCodes.openSealed(SIGNATURES, seal(), id -> Optional.of(late), NOON))
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
                                    c.validFrom(),
                                    c.issuedAt().plus(Duration.ofDays(8)),
                                    form,
                                    c.holder(),
                                    form == GateClaims.Form.LIVE ? c.deviceKey() : null))
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
