package vn.pccovid.server.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.credential.DccSchema;
import vn.pccovid.lib.credential.HealthCertificate;
import vn.pccovid.lib.credential.HealthCertificates;
import vn.pccovid.lib.credential.ListedKey;
import vn.pccovid.lib.credential.Revocations;
import vn.pccovid.lib.credential.Signatures;
import vn.pccovid.lib.credential.TrustList;
import vn.pccovid.lib.credential.Uvci;
import vn.pccovid.lib.credential.ValueSets;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Secrets;
import vn.pccovid.server.keys.SigningKeys;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.TimedId;
import vn.pccovid.server.vaccination.Dose;
import vn.pccovid.server.vaccination.Vaccinations;

@DisplayName("5772/QD-BYT: the vaccine passport a resident asks for")
class PassportsTest {

    private static Town town;

    @BeforeAll
    static void start() {
        town = new Town();
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    private static <T> T asWorker(Supplier<T> body) {
        var transaction =
                new TransactionTemplate(town.server.bean(PlatformTransactionManager.class));
        return Scopes.call(
                Scope.worker(Purpose.IMPORT), () -> transaction.execute(status -> body.get()));
    }

    /// The vaccination platform's row of a neighbour.
    private static void vaccinated(String key, Town.Neighbour neighbour) {
        Clock clock = town.server.bean(Clock.class);
        String[] path = neighbour.area().split("/", -1);
        var told =
                PersonDescription.builder()
                        .name(FullName.read(neighbour.name()).value())
                        .birthDate(BirthDate.read(neighbour.birth()).value())
                        .sex(neighbour.sex())
                        .citizenId(new CitizenId(neighbour.number()))
                        .residence(new Residence(path[0], path[1], path[2], null))
                        .build();
        var record =
                new IncomingRecord(
                        TimedId.next(clock),
                        "vaccination",
                        key,
                        Secrets.hash(key),
                        key.getBytes(StandardCharsets.UTF_8),
                        told,
                        clock.instant(),
                        false);
        asWorker(() -> town.server.bean(People.class).link(List.of(record)));
    }

    private static void dose(String id, String key, int number, int daysAgo) {
        Clock clock = town.server.bean(Clock.class);
        asWorker(() ->
                town.server
                        .bean(Vaccinations.class)
                        .record(
                                List.of(
                                        new Dose(
                                                id,
                                                key,
                                                number,
                                                "AstraZeneca",
                                                "LOT7",
                                                clock.instant().minus(Duration.ofDays(daysAgo)),
                                                "Trạm y tế thử",
                                                Town.COMMUNE))));
    }

    @Test
    void without_a_dose_there_is_none_and_with_two_it_opens_abroad() {
        Browser phone = town.phone("0321000077");
        String claim = town.claimByCard(phone, Town.TUAN).json().path("id").asString();
        String path = "/api/resident/claims/" + claim + "/passport";
        var none = phone.post(path, Map.of());
        assertThat(none.status()).isEqualTo(409);
        assertThat(none.code()).isEqualTo("credential.no_dose");

        vaccinated("v-tuan", Town.TUAN);
        dose("d-1", "v-tuan", 1, 90);
        dose("d-2", "v-tuan", 2, 30);
        dose("d-2-again", "v-tuan", 2, 28);
        var issued = phone.post(path, Map.of());

        assertThat(issued.status()).as(issued.text()).isEqualTo(200);
        String code = issued.json().path("code").asString();
        Clock clock = town.server.bean(Clock.class);
        assertThat(abroad().open(code, clock.instant()))
                .isInstanceOfSatisfying(
                        HealthCertificates.Answer.Verified.class,
                        v -> {
                            var certificate = v.certificate();
                            assertThat(v.issuer()).isEqualTo("VN");
                            assertThat(DccSchema.faults(certificate)).isEmpty();
                            assertThat(Uvci.isSound(certificate.event().id())).isTrue();
                            assertThat(certificate.event())
                                    .isInstanceOfSatisfying(
                                            HealthCertificate.Vaccination.class,
                                            dose -> {
                                                assertThat(dose.doseNumber()).isEqualTo(2);
                                                assertThat(dose.product())
                                                        .isEqualTo("EU/1/21/1529");
                                            });
                            assertThat(v.expiresAt())
                                    .isEqualTo(
                                            v.issuedAt()
                                                    .atOffset(ZoneOffset.UTC)
                                                    .plusMonths(12)
                                                    .toInstant());
                        });
        assertThat(phone.get("/api/resident/claims/" + claim + "/access-lines").text())
                .contains("\"category\":\"HEALTH\"");
    }

    @Test
    void nobody_gets_the_passport_of_somebody_elses_claim() {
        Browser owner = town.phone("0321000078");
        String claim = town.claimByCard(owner, Town.HOA).json().path("id").asString();

        Browser other = town.phone("0321000079");

        assertThat(other.post("/api/resident/claims/" + claim + "/passport", Map.of()).status())
                .isIn(403, 404);
    }

    /// As a counter abroad does: with our public keys only.
    private static HealthCertificates abroad() {
        var keys =
                town.server.bean(SigningKeys.class).verifying().stream()
                        .map(key ->
                                new ListedKey(
                                        HexFormat.of().formatHex(key.kid()),
                                        "VN",
                                        key.publicKey(),
                                        EnumSet.allOf(ListedKey.Usage.class),
                                        Instant.EPOCH,
                                        Instant.MAX))
                        .toList();
        return new HealthCertificates(
                Signatures.platform(),
                TrustList.of("VN", keys),
                Revocations.none(),
                ValueSets.open());
    }
}
