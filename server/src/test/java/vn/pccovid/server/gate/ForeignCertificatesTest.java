package vn.pccovid.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
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
        foreign =
                ForeignCertificates.trusting(
                        TrustList.of(
                                "test",
                                List.of(
                                        new ListedKey(
                                                KID,
                                                "XA",
                                                key.getPublic(),
                                                EnumSet.allOf(ListedKey.Usage.class),
                                                NOW.minus(Duration.ofDays(400)),
                                                NOW.plus(Duration.ofDays(400))))));
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
        assertThat(ForeignCertificates.nobody().open(good, NOW))
                .isEqualTo(new ForeignCertificates.Answer.Refused(ReasonClass.FOREIGN_UNREAD));
        assertThat(foreign.open(good.substring(0, 60), NOW))
                .isEqualTo(new ForeignCertificates.Answer.Refused(ReasonClass.DAMAGED));
        assertThat(foreign.open(good, NOW).toString()).doesNotContain("Muster", "MUSTER");
    }
}
