package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.StaffAccounts;

@NullUnmarked
@DisplayName("Stewards decide doubtful records")
class StewardsTest {
    private static RunningServer server;
    private static People people;
    private static TransactionTemplate transaction;
    private static Browser steward;
    private static Browser elsewhere;
    private static Browser nurse;
    private static Browser stranger;

    @BeforeAll
    static void start() {
        server = new RunningServer(Map.of());
        people = server.bean(People.class);
        transaction = new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        steward = server.staff(staff("steward.here", Role.DATA_STEWARD, "56"));
        elsewhere = server.staff(staff("steward.there", Role.DATA_STEWARD, "01"));
        nurse = server.staff(staff("nurse.here", Role.HEALTH_WORKER, "56"));
        stranger = server.browser();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static StaffAccounts.Staff staff(String name, Role role, String area) {
        return new StaffAccounts.Staff(
                name, "Lê Văn Bình", "Trạm y tế", Set.of(role), List.of(area));
    }

    private static RecordOutcome link(IncomingRecord record) {
        return Scopes.call(
                Scope.worker(Purpose.IMPORT),
                () -> transaction.execute(status -> people.link(List.of(record))).getFirst());
    }

    /// A register person, and a clinic's row with that person's number under somebody else's name:
    /// it waits.
    private static UUID doubtful(int n) {
        PersonDescription person = Invented.person(n);
        UUID id = link(Invented.record("population", "p" + n, person)).personId();
        PersonDescription other =
                Invented.person(n + 50_000).toBuilder()
                        .citizenId(person.citizenId())
                        .residence(person.residence())
                        .build();
        RecordOutcome waiting = link(Invented.record("vaccination", "v" + n, other));
        assertThat(waiting.outcome()).isEqualTo(Outcome.WAITING);
        return id;
    }

    private static JsonNode newestReview(Browser browser) {
        JsonNode newest = null;
        for (JsonNode item : browser.get("/api/reviews").json().path("items")) {
            if (newest == null
                    || item.path("openedAt")
                                    .asString()
                                    .compareTo(newest.path("openedAt").asString())
                            > 0) {
                newest = item;
            }
        }
        return newest;
    }

    @Test
    void a_steward_sees_the_question_with_evidence_and_accepts() {
        UUID person = doubtful(1);
        String id = newestReview(steward).path("id").asString();

        JsonNode detail = steward.get("/api/reviews/" + id).json();
        assertThat(detail.path("record").path("fields").path("name").asString()).isNotBlank();
        JsonNode candidate = detail.path("candidates").get(0);
        assertThat(candidate.path("personId").asString()).isEqualTo(person.toString());
        assertThat(candidate.path("evidence").size()).isPositive();
        double bits = -detail.path("model").path("priorBits").asDouble();
        for (JsonNode e : candidate.path("evidence")) {
            bits += e.path("bits").asDouble();
        }
        bits += candidate.path("registerBits").asDouble();
        assertThat(1 / (1 + Math.pow(2, -bits)))
                .as("prior and evidence add up to the probability")
                .isCloseTo(
                        candidate.path("now").asDouble(),
                        org.assertj.core.data.Offset.offset(1e-9));
        JsonNode name = candidate.path("rows").get(0);
        assertThat(name.path("field").asString()).isEqualTo("name");
        assertThat(name.path("person").path("marks").size()).isPositive();
        assertThat(name.path("fromRegister").asBoolean()).isTrue();
        assertThat(detail.toString()).doesNotContain(Invented.person(1).citizenId().value());

        Browser.Answer accepted =
                steward.post(
                        "/api/reviews/" + id + "/decision",
                        Map.of(
                                "action",
                                "accept",
                                "personId",
                                person.toString(),
                                "reason",
                                "Mother's number, seen on paper"));
        assertThat(accepted.status()).isEqualTo(200);

        JsonNode links = steward.get("/api/people/" + person + "/links").json();
        JsonNode last = links.get(0);
        assertThat(last.path("decidedBy").asString()).isEqualTo("steward:steward.here");
        Browser.Answer undone =
                steward.post(
                        "/api/links/" + last.path("eventId").asString() + "/undo",
                        Map.of("reason", "mistaken"));
        assertThat(undone.status()).isEqualTo(200);
        assertThat(steward.get("/api/people/" + person + "/links").json().size()).isEqualTo(1);
    }

    @Test
    void a_record_kept_apart_becomes_a_person_of_its_own_and_stays_so() {
        doubtful(2);
        String id = newestReview(steward).path("id").asString();
        assertThat(
                        steward.post(
                                        "/api/reviews/" + id + "/decision",
                                        Map.of("action", "apart", "reason", "two people"))
                                .status())
                .isEqualTo(200);
        UUID record =
                Scopes.call(
                        Scope.worker(Purpose.OPERATION),
                        () ->
                                transaction.execute(
                                        s -> people.recordOf("vaccination", "v2").orElseThrow()));
        people.settle();
        LinkedTo link =
                Scopes.call(
                        Scope.worker(Purpose.OPERATION),
                        () ->
                                transaction.execute(
                                        s -> people.linksOf(List.of(record)).get(record)));
        assertThat(link).isNotNull();
        assertThat(
                        steward.post(
                                        "/api/reviews/" + id + "/decision",
                                        Map.of("action", "apart", "reason", "again"))
                                .code())
                .isEqualTo("person.review_closed");
    }

    @Test
    void a_decision_needs_a_reason() {
        doubtful(3);
        String id = newestReview(steward).path("id").asString();
        assertThat(
                        steward.post(
                                        "/api/reviews/" + id + "/decision",
                                        Map.of("action", "apart", "reason", " "))
                                .code())
                .isEqualTo("person.reason_missing");
        assertThat(
                        steward.post(
                                        "/api/reviews/" + id + "/decision",
                                        Map.of("action", "perhaps"))
                                .code())
                .isEqualTo("person.decision_unknown");
    }

    @Test
    void a_steward_of_another_province_sees_nothing() {
        UUID person = doubtful(4);
        JsonNode review = newestReview(steward);
        String id = review.path("id").asString();
        String event =
                steward.get("/api/people/" + person + "/links")
                        .json()
                        .get(0)
                        .path("eventId")
                        .asString();

        assertThat(elsewhere.get("/api/reviews").json().path("total").asInt()).isZero();
        assertThat(elsewhere.get("/api/reviews/" + id).status()).isEqualTo(409);
        assertThat(elsewhere.get("/api/people/" + person + "/links").status()).isEqualTo(404);
        assertThat(elsewhere.post("/api/links/" + event + "/undo", Map.of("reason", "x")).status())
                .isEqualTo(404);
        assertThat(
                        elsewhere
                                .post(
                                        "/api/reviews/" + id + "/decision",
                                        Map.of("action", "apart", "reason", "x"))
                                .status())
                .isEqualTo(409);
    }

    @Test
    @DisplayName("6. Every endpoint has a \"stranger is refused\" test")
    void a_stranger_is_refused() {
        UUID any = UUID.randomUUID();
        for (Browser browser : List.of(stranger, nurse)) {
            int refused = browser == stranger ? 401 : 403;
            assertThat(browser.get("/api/reviews").status()).isEqualTo(refused);
            assertThat(browser.get("/api/reviews/" + any).status()).isEqualTo(refused);
            assertThat(
                            browser.post(
                                            "/api/reviews/" + any + "/decision",
                                            Map.of("action", "apart"))
                                    .status())
                    .isEqualTo(refused);
            assertThat(browser.get("/api/people/" + any + "/links").status()).isEqualTo(refused);
            assertThat(browser.post("/api/links/" + any + "/undo", Map.of("reason", "x")).status())
                    .isEqualTo(refused);
        }
    }

    @Test
    void a_number_of_another_person_is_no_claim() {
        doubtful(5);
        PersonDescription wrong =
                Invented.person(50_005).toBuilder()
                        .citizenId(new CitizenId("056099000000"))
                        .build();
        assertThat(
                        server.bean(ClaimLookup.class)
                                .personByNumberAndBirth(wrong.citizenId(), wrong.birthDate()))
                .isEmpty();
    }
}
