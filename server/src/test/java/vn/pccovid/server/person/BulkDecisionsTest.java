package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

@NullUnmarked
@DisplayName("One answer to many questions of one pattern")
class BulkDecisionsTest {
    private static RunningServer server;
    private static People people;
    private static JdbcClient jdbc;
    private static TransactionTemplate transaction;
    private static Browser first;
    private static Browser second;
    private static Browser elsewhere;
    private static int next = 600_000;

    @BeforeAll
    static void start() {
        server = new RunningServer(Map.of("pccovid.stewards.bulk-alone", 8));
        people = server.bean(People.class);
        jdbc = server.bean(JdbcClient.class);
        transaction = new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        first = server.steward("bulk.first", "56");
        second = server.steward("bulk.second", "56");
        elsewhere = server.steward("bulk.there", "01");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static <T> T work(java.util.function.Supplier<T> body) {
        return Scopes.call(
                Scope.worker(Purpose.IMPORT), () -> transaction.execute(status -> body.get()));
    }

    /// Questions of one source: a registered person's number under another name. All fields but the
    /// number and the home are left out, so that all of them compare alike.
    private static String questions(String source, int count) {
        for (int i = 0; i < count; i++) {
            int n = next++;
            PersonDescription person = Invented.person(n);
            work(() -> people.link(List.of(Invented.record("population", "p" + n, person))));
            PersonDescription other =
                    PersonDescription.builder()
                            .name(Invented.name("Hồ Nhật Quang"))
                            .citizenId(person.citizenId())
                            .residence(person.residence())
                            .build();
            work(() -> people.link(List.of(Invented.record(source, "q" + n, other))));
        }
        return work(() ->
                jdbc.sql(
                                """
                                SELECT pattern FROM person.review WHERE source = ? AND state = 'open'
                                GROUP BY pattern ORDER BY count(*) DESC LIMIT 1
                                """)
                        .param(source)
                        .query(String.class)
                        .single());
    }

    private static JsonNode prepare(Browser who, String pattern, String action) {
        Browser.Answer answer =
                who.post("/api/bulks", Map.of("pattern", pattern, "action", action));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static void look(Browser who, JsonNode bulk) {
        for (JsonNode review : bulk.path("sample")) {
            assertThat(
                            who.get(
                                            "/api/bulks/"
                                                    + bulk.path("id").asString()
                                                    + "/sample/"
                                                    + review.asString())
                                    .status())
                    .isEqualTo(200);
        }
    }

    private static Browser.Answer post(Browser who, JsonNode bulk, String step) {
        return who.post(
                "/api/bulks/" + bulk.path("id").asString() + "/" + step,
                Map.of("reason", "staff number typed for everybody"));
    }

    private static Set<String> placed() {
        return work(() -> {
            Set<String> all = new HashSet<>();
            for (String sql :
                    List.of(
                            "SELECT record_id || ' ' || person_id || ' ' || decided_by FROM person.record_person",
                            "SELECT record_id || ' ' || reason FROM person.waiting",
                            "SELECT record_id || ' ' || other_record_id FROM person.kept_apart",
                            "SELECT review_id || ' ' || state FROM person.review")) {
                all.addAll(jdbc.sql(sql).query(String.class).list());
            }
            return all;
        });
    }

    @Test
    void the_sample_is_looked_at_before_and_the_whole_can_be_undone() {
        String pattern = questions("ncovi", 7);
        Set<String> before = placed();
        JsonNode bulk = prepare(first, pattern, "apart");
        assertThat(bulk.path("size").asInt()).isBetween(5, 7);
        assertThat(bulk.path("sample").size()).isEqualTo(5);
        assertThat(bulk.path("needsSecond").asBoolean()).isFalse();
        assertThat(bulk.path("couldBeWrong").asDouble())
                .as("none wrong of five: up to 45 % could be")
                .isBetween(0.45, 0.4508);
        assertThat(bulk.path("expectedWrong").asDouble())
                .isCloseTo(
                        bulk.path("size").asInt() * bulk.path("meanChance").asDouble(),
                        org.assertj.core.data.Offset.offset(1e-3));

        assertThat(post(first, bulk, "decide").code()).isEqualTo("person.bulk_look_first");
        look(first, bulk);
        assertThat(post(second, bulk, "decide").code())
                .as("only who prepared it decides")
                .isEqualTo("person.bulk_unknown");
        JsonNode done = post(first, bulk, "decide").json();
        assertThat(done.path("state").asString()).isEqualTo("done");
        assertThat(done.path("changed").asInt()).isEqualTo(bulk.path("size").asInt());
        assertThat(post(first, bulk, "decide").code()).isEqualTo("person.bulk_moved_on");

        JsonNode decisions = first.get("/api/decisions").json();
        assertThat(decisions.get(0).path("bulkId").asString())
                .isEqualTo(bulk.path("id").asString());
        assertThat(elsewhere.get("/api/bulks").json().size()).isZero();
        assertThat(post(elsewhere, bulk, "undo").code()).isEqualTo("person.bulk_unknown");

        JsonNode undone = post(first, bulk, "undo").json();
        assertThat(undone.path("changed").asInt()).isEqualTo(bulk.path("size").asInt());
        assertThat(undone.path("left").asInt()).isZero();
        assertThat(placed()).isEqualTo(before);
        assertThat(post(first, bulk, "undo").code()).isEqualTo("person.bulk_moved_on");
    }

    @Test
    void a_large_bulk_waits_for_a_second_steward_who_looked_too() {
        String pattern = questions("vhd", 12);
        JsonNode bulk = prepare(first, pattern, "accept");
        assertThat(bulk.path("size").asInt()).isGreaterThan(8);
        assertThat(bulk.path("needsSecond").asBoolean()).isTrue();
        look(first, bulk);
        Set<String> before = placed();
        assertThat(post(first, bulk, "decide").json().path("state").asString())
                .isEqualTo("proposed");
        assertThat(placed()).as("nothing happens yet").isEqualTo(before);
        assertThat(post(first, bulk, "confirm").code()).isEqualTo("person.bulk_second_steward");
        assertThat(post(second, bulk, "confirm").code()).isEqualTo("person.bulk_look_first");
        look(second, bulk);
        JsonNode done = post(second, bulk, "confirm").json();
        assertThat(done.path("changed").asInt()).isEqualTo(bulk.path("size").asInt());

        JsonNode listed = first.get("/api/bulks").json().get(0);
        assertThat(listed.path("secondAuthor").asString()).isEqualTo("bulk.second");
        assertThat(listed.path("decided").asInt()).isEqualTo(bulk.path("size").asInt());
        String one = first.get("/api/decisions").json().get(0).path("id").asString();
        assertThat(
                        first.post(
                                        "/api/decisions/" + one + "/undo",
                                        Map.of("reason", "this one is right"))
                                .status())
                .isEqualTo(200);
        JsonNode after = first.get("/api/bulks/" + bulk.path("id").asString()).json();
        assertThat(after.path("takenBack").asInt()).isEqualTo(1);
        assertThat(post(second, bulk, "undo").json().path("changed").asInt())
                .isEqualTo(bulk.path("size").asInt() - 1);
    }

    @Test
    void questions_answered_meanwhile_are_left_alone() {
        String pattern = questions("insurance", 6);
        JsonNode bulk = prepare(first, pattern, "apart");
        look(first, bulk);
        String answered = bulk.path("sample").get(0).asString();
        assertThat(
                        second.post(
                                        "/api/reviews/" + answered + "/decision",
                                        Map.of("action", "apart", "reason", "seen on paper"))
                                .status())
                .isEqualTo(200);
        JsonNode done = post(first, bulk, "decide").json();
        assertThat(done.path("left").asInt()).isEqualTo(1);
        assertThat(done.path("changed").asInt()).isEqualTo(bulk.path("size").asInt() - 1);
    }

    @Test
    void a_pattern_without_questions_is_refused() {
        assertThat(
                        first.post(
                                        "/api/bulks",
                                        Map.of(
                                                "pattern",
                                                "none|such|name:exact",
                                                "action",
                                                "apart"))
                                .code())
                .isEqualTo("person.bulk_empty");
        assertThat(
                        first.post(
                                        "/api/bulks",
                                        Map.of(
                                                "pattern",
                                                "none|such|name:exact",
                                                "action",
                                                "perhaps"))
                                .code())
                .isEqualTo("person.decision_unknown");
        assertThat(first.get("/api/bulks/" + UUID.randomUUID()).code())
                .isEqualTo("person.bulk_unknown");
    }
}
