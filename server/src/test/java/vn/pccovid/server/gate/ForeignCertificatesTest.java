package vn.pccovid.server.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.pccovid.lib.colour.Journey;
import vn.pccovid.lib.credential.HealthCertificate;
import vn.pccovid.lib.credential.HealthCertificates;
import vn.pccovid.lib.credential.ListedKey;
import vn.pccovid.lib.credential.Revocations;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.lib.credential.TrustList;

/// The gate's own judgement of certificates; whether they open as they must, the library's vectors
/// say.
@NullUnmarked
class ForeignCertificatesTest {
    private static final Instant NOW = Instant.parse("2021-10-20T05:00:00Z");
    private static final String KID = "0102030405060708";
    private static KeyPair key;
    private static ForeignCertificates foreign;

    @BeforeAll
    static void makeKey() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        key = generator.generateKeyPair();
        foreign = with(Revocations.none());
    }

    private static ForeignCertificates with(Revocations revoked) {
        return new ForeignCertificates(
                trusted(), revoked, ForeignLists.rules(ForeignLists.shipped()));
    }

    private static TrustList trusted() {
        return TrustList.of(
                "test",
                List.of(
                        new ListedKey(
                                KID,
                                "XA",
                                key.getPublic(),
                                EnumSet.allOf(ListedKey.Usage.class),
                                NOW.minus(Duration.ofDays(400)),
                                NOW.plus(Duration.ofDays(400)))));
    }

    /// One batch as the gateway hands it out.
    private static byte[] batch(String type, byte[] hash, String expires) {
        return """
        [{"country": "XA", "kid": "%s", "hashType": "%s", "expires": "%s", "entries": [{"hash": "%s"}]}]
        """
                .formatted(
                        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(KID)),
                        type,
                        expires,
                        Base64.getEncoder().encodeToString(hash))
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "UCI, '', 2022-01-01T00:00:00Z, true",
        "COUNTRYCODEUCI, XA, 2022-01-01T00:00:00Z, true",
        "UCI, '', 2021-10-19T00:00:00Z, false",
        "UCI, other, 2022-01-01T00:00:00Z, false"
    })
    void one_that_was_taken_back_says_revoked_and_not_forged(
            String type, String before, String expires, boolean revoked) {
        byte[] hash =
                Revocations.hash(
                        (before + "URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813#B")
                                .getBytes(StandardCharsets.UTF_8));
        ForeignCertificates lists = with(ForeignLists.revocations(batch(type, hash, expires)));
        ForeignCertificates.Answer answer =
                lists.open(sealed(dose(2, 2, "2021-08-01"), Duration.ofDays(365)), NOW);
        if (revoked) {
            assertThat(answer)
                    .isEqualTo(new ForeignCertificates.Answer.Refused(ReasonClass.FOREIGN_REVOKED));
        } else {
            assertThat(answer).isInstanceOf(ForeignCertificates.Answer.Genuine.class);
        }
    }

    @Test
    void rules_are_data_with_a_source_and_those_out_of_force_accept_nobody() throws Exception {
        String shipped = new String(ForeignLists.shipped(), StandardCharsets.UTF_8);
        assertThatThrownBy(() ->
                        ForeignLists.rules(
                                shipped.replace("\"source\"", "\"sauce\"")
                                        .getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
        Path file = Files.createTempFile("rules", ".json");
        Files.writeString(file, shipped);
        ForeignLists lists = new ForeignLists(null, null, file);
        assertThat(lists.refresh()).as("nothing new").isZero();
        Files.writeString(file, "[");
        Files.setLastModifiedTime(file, FileTime.from(NOW));
        assertThat(lists.refresh()).as("a broken file changes nothing").isZero();
        Files.writeString(file, shipped.replace(", 14, \"day\"", ", 21, \"day\""));
        Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(60)));
        assertThat(lists.refresh()).isOne();
        Files.delete(file);

        ForeignCertificates stricter =
                new ForeignCertificates(
                        trusted(),
                        Revocations.none(),
                        ForeignLists.rules(
                                shipped.replace(", 14, \"day\"", ", 21, \"day\"")
                                        .getBytes(StandardCharsets.UTF_8)));
        ForeignCertificates later =
                new ForeignCertificates(
                        trusted(),
                        Revocations.none(),
                        ForeignLists.rules(
                                shipped.replace(
                                                "\"ValidFrom\": \"2021-10-01",
                                                "\"ValidFrom\": \"2021-12-01")
                                        .getBytes(StandardCharsets.UTF_8)));
        String code = sealed(dose(2, 2, "2021-10-04"), Duration.ofDays(365));
        assertThat(standing(foreign, code)).isEqualTo(Journey.Standing.FOREIGN);
        assertThat(standing(stricter, code)).isEqualTo(Journey.Standing.UNKNOWN);
        assertThat(standing(later, code)).isEqualTo(Journey.Standing.UNKNOWN);
    }

    private static Journey.Standing standing(ForeignCertificates lists, String code) {
        return ((ForeignCertificates.Answer.Genuine) lists.open(code, NOW)).standing();
    }

    private static String sealed(HealthCertificate.Event event, Duration life) {
        return HealthCertificates.seal(
                Signatures.platform(),
                new HealthCertificate(
                        "1.3.0",
                        new HealthCertificate.Name("Muster", "MUSTER", "Erika", "ERIKA"),
                        "1984-02-29",
                        event),
                "XA",
                NOW.minus(Duration.ofDays(10)),
                life,
                KID,
                key.getPrivate());
    }

    private static Journey.Standing standing(HealthCertificate.Event event) {
        return foreign.open(sealed(event, Duration.ofDays(365)), NOW)
                        instanceof
                        ForeignCertificates.Answer.Genuine(
                                Journey.Standing standing,
                                Instant issuedAt)
                ? standing
                : null;
    }

    private static HealthCertificate.Vaccination dose(long number, long of, String date) {
        return new HealthCertificate.Vaccination(
                "840539006",
                "1119349007",
                "EU/1/20/1528",
                "ORG-100030215",
                number,
                of,
                date,
                "AT",
                "Ministry of Health",
                "URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813#B");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, 2021-10-06, FOREIGN",
        "2, 2, 2021-10-07, UNKNOWN",
        "1, 2, 2021-06-01, UNKNOWN",
        "1, 1, 2021-06-01, FOREIGN",
        "3, 3, 2021-10-06, FOREIGN"
    })
    void a_full_course_suffices_from_the_fourteenth_day(
            long number, long of, String date, Journey.Standing standing) {
        assertThat(standing(dose(number, of, date))).isEqualTo(standing);
    }

    @ParameterizedTest
    @CsvSource({"2021-04-21, FOREIGN", "2021-04-20, UNKNOWN"})
    void recovered_suffices_for_six_months(String positive, Journey.Standing standing) {
        assertThat(
                        standing(
                                new HealthCertificate.Recovery(
                                        "840539006",
                                        positive,
                                        "2021-05-01",
                                        "2021-12-31",
                                        "AT",
                                        "Ministry of Health",
                                        "URN:UVCI:01:AT:858CC18CFCF5965EF82F60E493349AA5#K")))
                .isEqualTo(standing);
    }

    @ParameterizedTest
    @CsvSource({
        "2021-10-17T05:00:01Z, 260415000, FOREIGN",
        "2021-10-17T05:00:00Z, 260415000, UNKNOWN",
        "2021-10-19T05:00:00Z, 260373001, UNKNOWN",
        "2021-10-20T06:00:00Z, 260415000, UNKNOWN"
    })
    void a_negative_test_suffices_for_72_hours(
            String sampled, String result, Journey.Standing standing) {
        assertThat(
                        standing(
                                new HealthCertificate.TestResult(
                                        "840539006",
                                        "LP6464-4",
                                        "Roche LightCycler qPCR",
                                        null,
                                        sampled,
                                        result,
                                        "Testing center Vienna 1",
                                        "AT",
                                        "Ministry of Health",
                                        "URN:UVCI:01:AT:B5921A35D6A0D696421B3E2462178297#I")))
                .isEqualTo(standing);
    }

    @Test
    void what_cannot_be_opened_says_why_and_nothing_of_the_holder() {
        String good = sealed(dose(2, 2, "2021-08-01"), Duration.ofDays(365));
        assertThat(foreign.open(sealed(dose(2, 2, "2021-08-01"), Duration.ofDays(1)), NOW))
                .isEqualTo(new ForeignCertificates.Answer.Refused(ReasonClass.FOREIGN_EXPIRED));
        assertThat(new ForeignLists(null, null, null).current().open(good, NOW))
                .isEqualTo(new ForeignCertificates.Answer.Refused(ReasonClass.FOREIGN_UNREAD));
        assertThat(foreign.open(good.substring(0, 60), NOW))
                .isEqualTo(new ForeignCertificates.Answer.Refused(ReasonClass.DAMAGED));
        assertThat(foreign.open(good, NOW).toString()).doesNotContain("Muster", "MUSTER");
    }
}
