package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.vaccination.Dose;
import vn.pccovid.server.vaccination.Vaccinations;

@NullUnmarked
@DisplayName("Questions come in the order of what an answer brings")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReviewQueueTest {
    private static final int QUESTIONS = 45;

    private static RunningServer server;
    private static People people;
    private static TransactionTemplate transaction;
    private static Browser steward;
    private static final List<UUID> waiting = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = new RunningServer(Map.of());
        people = server.bean(People.class);
        transaction = new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        steward = server.steward("queue.steward", "56");
        for (int i = 0; i < QUESTIONS; i++) {
            waiting.add(doubtful(200_000 + i, i % 3 == 0 ? "insurance" : "vaccination"));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static <T> T work(java.util.function.Supplier<T> body) {
        return Scopes.call(
                Scope.worker(Purpose.IMPORT), () -> transaction.execute(status -> body.get()));
    }

    /// The number of a registered person under another name: it waits.
    private static UUID doubtful(int n, String source) {
        PersonDescription person = Invented.person(n);
        work(() -> people.link(List.of(Invented.record("population", "p" + n, person))));
        PersonDescription other =
                Invented.person(n + 50_000).toBuilder()
                        .citizenId(person.citizenId())
                        .residence(person.residence())
                        .build();
        RecordOutcome outcome =
                work(() -> people.link(List.of(Invented.record(source, "v" + n, other))))
                        .getFirst();
        assertThat(outcome.outcome()).isEqualTo(Outcome.WAITING);
        return outcome.recordId();
    }

    private static List<JsonNode> all(String query) {
        List<JsonNode> items = new ArrayList<>();
        String next = "";
        do {
            JsonNode page =
                    steward.get("/api/reviews?" + query + (next.isEmpty() ? "" : "&after=" + next))
                            .json();
            assertThat(page.has("total")).isEqualTo(next.isEmpty());
            assertThat(page.path("items").size()).isLessThanOrEqualTo(20);
            page.path("items").forEach(items::add);
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        return items;
    }

    @Test
    @Order(1)
    void pages_hold_every_question_once_in_falling_order() {
        List<JsonNode> items = all("");
        assertThat(items).hasSize(QUESTIONS);
        assertThat(items.stream().map(i -> i.path("id").asString())).doesNotHaveDuplicates();
        for (int i = 1; i < items.size(); i++) {
            assertThat(items.get(i).path("benefit").asDouble())
                    .isLessThanOrEqualTo(items.get(i - 1).path("benefit").asDouble() * 1.000001);
        }
    }

    @Test
    @Order(2)
    void filters_and_counts_agree() {
        JsonNode counts = steward.get("/api/reviews/counts").json();
        assertThat(counts.path("open").asLong()).isEqualTo(QUESTIONS);
        long sum = 0;
        for (JsonNode source : counts.path("sources")) {
            String name = source.path("value").asString();
            assertThat(all("source=" + name)).hasSize(source.path("count").asInt());
            sum += source.path("count").asLong();
        }
        assertThat(sum).isEqualTo(QUESTIONS);
        String reason = counts.path("reasons").get(0).path("value").asString();
        assertThat(all("reason=" + reason))
                .hasSize(counts.path("reasons").get(0).path("count").asInt());
        assertThat(all("area=56/575")).hasSize(QUESTIONS);
        assertThat(all("area=01")).isEmpty();
        JsonNode pattern = steward.get("/api/reviews/patterns").json().get(0);
        assertThat(pattern.path("levels").path("citizen_id").asString()).isEqualTo("equal");
        assertThat(
                        all(
                                "pattern="
                                        + java.net.URLEncoder.encode(
                                                pattern.path("pattern").asString(),
                                                java.nio.charset.StandardCharsets.UTF_8)))
                .hasSize(pattern.path("open").asInt());
    }

    /// The question about a record, as the list shows it.
    private static JsonNode question(UUID record) {
        for (JsonNode item : all("")) {
            JsonNode detail = steward.get("/api/reviews/" + item.path("id").asString()).json();
            if (detail.path("record").path("recordId").asString().equals(record.toString())) {
                return item;
            }
        }
        throw new AssertionError("no question about " + record);
    }

    @Test
    @Order(3)
    void doses_that_wait_with_a_record_bring_it_forward() {
        people.settle();
        UUID record = waiting.get(40);
        JsonNode before = question(record);
        assertThat(before.path("doses").asInt()).isZero();

        work(() ->
                server.bean(Vaccinations.class)
                        .record(List.of(dose("d1", "v200040", 1), dose("d2", "v200040", 2))));
        people.settle();

        JsonNode after = question(record);
        assertThat(after.path("doses").asInt()).isEqualTo(2);
        assertThat(after.path("benefit").asDouble() / before.path("benefit").asDouble())
                .as("the record and two doses, which count three times each")
                .isCloseTo(7, org.assertj.core.data.Offset.offset(0.01));
    }

    private static Dose dose(String id, String subject, int number) {
        return new Dose(
                id,
                subject,
                number,
                "AstraZeneca",
                "LOT1",
                Instant.parse("2021-10-01T03:00:00Z"),
                "Trạm y tế",
                "56/575/22738");
    }

    @Test
    @Order(4)
    void a_commune_sees_its_own_questions_only() {
        Browser commune = server.steward("commune.steward", "56/575/22738");
        long own = commune.get("/api/reviews").json().path("total").asLong();
        assertThat(own).isPositive().isLessThan(QUESTIONS);
        assertThat(commune.get("/api/reviews/counts").json().path("open").asLong()).isEqualTo(own);
        for (JsonNode item : commune.get("/api/reviews").json().path("items")) {
            assertThat(item.path("area").asString()).isEqualTo("56/575/22738");
        }
        assertThat(
                        server.steward("nobody.steward", "01")
                                .get("/api/reviews/counts")
                                .json()
                                .path("open")
                                .asLong())
                .isZero();
    }

    @Test
    @Order(5)
    void a_skipped_question_leaves_the_list_and_comes_back_when_the_skip_is_undone() {
        String id = all("").getFirst().path("id").asString();
        Browser.Answer skipped =
                steward.post(
                        "/api/reviews/" + id + "/decision",
                        Map.of("action", "skip", "reason", "waiting for the commune"));
        assertThat(skipped.status()).isEqualTo(200);
        assertThat(all("").stream().map(i -> i.path("id").asString())).doesNotContain(id);
        assertThat(all("when=later").stream().map(i -> i.path("id").asString()))
                .containsExactly(id);
        steward.post(
                "/api/decisions/" + skipped.json().path("decisionId").asString() + "/undo",
                Map.of("reason", "phone number found"));
        assertThat(all("").getFirst().path("id").asString()).isEqualTo(id);
    }

    @Test
    @Order(6)
    void answers_teach_the_chance_of_their_pattern() {
        assertThat(ExpectedBenefit.chance(0.9, 0, 0)).isEqualTo(0.9);
        assertThat(ExpectedBenefit.chance(0.9, 0, 90)).isEqualTo(0.09);
        assertThat(ExpectedBenefit.chance(0.1, 90, 0)).isEqualTo(0.91);
    }

    @Test
    @Order(6)
    void waiting_doubles_the_benefit_every_four_weeks_and_keeps_the_order() {
        Instant opened = Instant.parse("2021-10-01T00:00:00Z");
        double older = ExpectedBenefit.rank(0.5, 2, 1, opened);
        double newer = ExpectedBenefit.rank(0.5, 2, 1, opened.plus(ExpectedBenefit.DOUBLES_IN));
        assertThat(older - newer).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(ExpectedBenefit.benefit(older, opened))
                .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-6));
    }

    @Test
    @Order(7)
    void a_cursor_that_is_none_is_refused() {
        assertThat(steward.get("/api/reviews?after=nonsense").code()).isEqualTo("request.invalid");
        assertThat(steward.get("/api/reviews?state=perhaps").code()).isEqualTo("request.invalid");
    }

    @Test
    @Order(8)
    void the_model_can_be_inspected() {
        JsonNode weights = steward.get("/api/linkage-model").json();
        assertThat(weights.path("model").path("version").asString()).isNotBlank();
        assertThat(weights.path("levels").size()).isGreaterThan(40);
        JsonNode level = weights.path("levels").get(0);
        assertThat(level.path("bits").asDouble())
                .isCloseTo(
                        Math.log(level.path("m").asDouble() / level.path("stranger").asDouble())
                                / Math.log(2),
                        org.assertj.core.data.Offset.offset(1e-9));
    }
}
