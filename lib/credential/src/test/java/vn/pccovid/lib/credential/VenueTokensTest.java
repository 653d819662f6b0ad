package vn.pccovid.lib.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("house: a sealed visit token, no colour, no identity")
class VenueTokensTest {

    private static final Instant NOON = Instant.parse("2021-10-10T05:00:00Z");
    private static final String KEY_ID = "00112233aabbccdd";
    private static final Signatures SIGNATURES = Signatures.platform();

    private final KeyPair keys;
    private final TrustedKey trusted;

    VenueTokensTest() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys = generator.generateKeyPair();
        trusted =
                new TrustedKey(
                        KEY_ID, keys.getPublic(), NOON.minusSeconds(1), NOON.plusSeconds(86_400));
    }

    private static VenueClaims claims() {
        return new VenueClaims(new byte[16], new byte[96], NOON, NOON.plusSeconds(3600));
    }

    private String sealed() {
        return VenueTokens.seal(SIGNATURES, claims(), KEY_ID, keys.getPrivate());
    }

    private VenueTokens.Answer open(String text, Instant now) {
        return VenueTokens.open(
                SIGNATURES,
                text,
                id -> id.equals(KEY_ID) ? Optional.of(trusted) : Optional.empty(),
                now);
    }

    private static VenueTokens.Answer refused(Refusal reason) {
        return new VenueTokens.Answer.Refused(reason);
    }

    @Test
    void what_was_sealed_opens_to_the_same_claims() {
        assertThat(open(sealed(), NOON.plusSeconds(3599)))
                .isInstanceOfSatisfying(
                        VenueTokens.Answer.Verified.class,
                        v -> assertThat(v.claims()).usingRecursiveComparison().isEqualTo(claims()));
    }

    @Test
    void it_ends_and_does_not_begin_before_its_issue() {
        assertThat(open(sealed(), NOON.plusSeconds(3600))).isEqualTo(refused(Refusal.EXPIRED));
        assertThat(open(sealed(), NOON.minusSeconds(121)))
                .isEqualTo(refused(Refusal.NOT_YET_VALID));
    }

    @Test
    void a_gate_code_is_no_token_and_a_token_is_no_gate_code() {
        String dressedUp = GateCodes.PREFIX + sealed().substring(VenueTokens.PREFIX.length());

        assertThat(GateCodes.open(dressedUp, id -> Optional.of(trusted), NOON))
                .isEqualTo(new Opened.Refused(Refusal.SCHEMA));
        assertThat(open(GateCodes.PREFIX, NOON)).isEqualTo(refused(Refusal.NOT_OURS));
    }

    @Test
    void no_single_changed_byte_verifies() throws Unreadable {
        byte[] cose = Base45.decode(sealed().substring(VenueTokens.PREFIX.length()));
        for (int i = 0; i < cose.length; i++) {
            byte[] changed = cose.clone();
            changed[i] ^= 0x10;

            assertThat(open(VenueTokens.PREFIX + Base45.encode(changed), NOON))
                    .as("byte " + i)
                    .isInstanceOf(VenueTokens.Answer.Refused.class);
        }
    }

    @Test
    void the_largest_token_fits_its_limit() {
        var largest =
                new VenueClaims(
                        new byte[16],
                        new byte[VenueClaims.MAX_SEALED],
                        NOON,
                        NOON.plus(VenueClaims.MAX_LIFE));

        assertThat(VenueTokens.seal(SIGNATURES, largest, KEY_ID, keys.getPrivate()).length())
                .isLessThanOrEqualTo(VenueTokens.MAX_TEXT);
        assertThatThrownBy(() ->
                        new VenueClaims(
                                new byte[16],
                                new byte[VenueClaims.MAX_SEALED + 1],
                                NOON,
                                NOON.plusSeconds(1)))
                .hasMessageContaining("wanted 1 to 128");
    }
}
