package vn.pccovid.server.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.vaccination.Dose;
import vn.pccovid.server.vaccination.Vaccinations;

/// Merge, split, accept and apart with their undoing, on a real database: who counts for whom, what
/// is kept apart, the questions and the facts.
@NullUnmarked
@DisplayName("Every decision of a steward can be taken back")
class DecisionsTest {
    private static RunningServer server;
    private static People people;
    private static JdbcClient jdbc;
    private static TransactionTemplate transaction;
    private static Browser steward;
    private static int next = 400_000;

    @BeforeAll
    static void start() {
        server = new RunningServer(Map.of());
        people = server.bean(People.class);
        jdbc = server.bean(JdbcClient.class);
        transaction = new TransactionTemplate(server.bean(PlatformTransactionManager.class));
        steward =
                server.staff(
                        new StaffAccounts.Staff(
                                "decider",
                                "Lê Văn Bình",
                                "Trạm y tế",
                                Set.of(Role.DATA_STEWARD),
                                List.of("56")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static <T> T work(java.util.function.Supplier<T> body) {
        return Scopes.call(
                Scope.worker(Purpose.IMPORT), () -> transaction.execute(status -> body.get()));
    }

    private static RecordOutcome link(String source, String key, PersonDescription description) {
        return work(() -> people.link(List.of(Invented.record(source, key, description))))
                .getFirst();
    }

    /// A person of a register row, a vaccination row with one dose, and an insurance row.
    private record Household(UUID person, UUID register, UUID vaccination, UUID insurance) {}

    private static Household someone() {
        int n = next++;
        PersonDescription description = Invented.person(n);
        RecordOutcome register = link("population", "p" + n, description);
        RecordOutcome dose = link("vaccination", "v" + n, description);
        RecordOutcome insurance = link("insurance", "i" + n, description);
        assertThat(dose.personId()).isEqualTo(register.personId());
        work(() ->
                server.bean(Vaccinations.class)
                        .record(
                                List.of(
                                        new Dose(
                                                "dose" + n,
                                                "v" + n,
                                                1,
                                                "AstraZeneca",
                                                "LOT1",
                                                java.time.Instant.parse("2021-10-01T03:00:00Z"),
                                                "Trạm y tế",
                                                "56/575/22738"))));
        return new Household(
                register.personId(), register.recordId(), dose.recordId(), insurance.recordId());
    }

    /// Everything a decision may touch, without ids of events.
    private static Map<String, Object> state() {
        return work(() -> {
            Map<String, Object> all = new TreeMap<>();
            for (String sql :
                    List.of(
                            "SELECT record_id || ' ' || person_id || ' ' || area || ' ' || probability || ' ' || decided_by FROM person.record_person",
                            "SELECT person_id || ' ' || record_id || ' ' || version || ' ' || area FROM person.person_record",
                            "SELECT record_id || ' ' || version || ' ' || probability || ' ' || reason FROM person.waiting",
                            "SELECT key || ' ' || holder_id || ' ' || waiting FROM person.blocking_key",
                            "SELECT record_id || ' ' || other_record_id FROM person.kept_apart",
                            "SELECT review_id || ' ' || state || ' ' || coalesce(decided_by, '') FROM person.review",
                            "SELECT person_id || ' ' || area || ' ' || verified FROM person.person WHERE merged_into IS NULL",
                            "SELECT person_id || ' ' || fact_id || ' ' || record_id || ' ' || residence || ' ' || link_probability FROM fact.person_fact")) {
                all.put(sql, new HashSet<>(jdbc.sql(sql).query(String.class).list()));
            }
            return all;
        });
    }

    private static String decide(String path, Map<String, ?> body) {
        Browser.Answer answer = steward.post(path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("decisionId").asString();
    }

    private static void takeBack(String decision) {
        decide("/api/decisions/" + decision + "/undo", Map.of("reason", "mistaken"));
    }

    private static LinkedTo linkOf(UUID record) {
        return work(() -> people.linksOf(List.of(record)).get(record));
    }

    private static List<Fact> factsOf(UUID person) {
        return work(() -> server.bean(Facts.class).of(person));
    }

    @Test
    void a_split_moves_records_with_their_facts_to_a_new_person_and_back() {
        Household one = someone();
        Map<String, Object> before = state();

        String decision =
                decide(
                        "/api/people/" + one.person() + "/split",
                        Map.of(
                                "records",
                                List.of(one.vaccination().toString()),
                                "reason",
                                "the dose is her sister's"));
        UUID other = linkOf(one.vaccination()).personId();
        assertThat(other).isNotEqualTo(one.person());
        assertThat(factsOf(one.person())).isEmpty();
        assertThat(factsOf(other)).hasSize(1);
        people.settle();
        assertThat(linkOf(one.vaccination()).personId())
                .as("settle does not join what a human parted")
                .isEqualTo(other);

        takeBack(decision);
        assertThat(state()).isEqualTo(before);
        assertThat(factsOf(one.person())).hasSize(1);
    }

    @Test
    void a_split_leaves_somebody_and_names_records_of_the_person() {
        Household one = someone();
        Household other = someone();
        String path = "/api/people/" + one.person() + "/split";
        assertThat(
                        steward.post(
                                        path,
                                        Map.of(
                                                "records",
                                                List.of(
                                                        one.register().toString(),
                                                        one.vaccination().toString(),
                                                        one.insurance().toString()),
                                                "reason",
                                                "all"))
                                .code())
                .isEqualTo("person.split_leaves_nobody");
        assertThat(
                        steward.post(
                                        path,
                                        Map.of(
                                                "records",
                                                List.of(other.vaccination().toString()),
                                                "reason",
                                                "not hers"))
                                .code())
                .isEqualTo("person.split_unknown_record");
        assertThat(
                        steward.post(path, Map.of("records", List.of(one.vaccination().toString())))
                                .code())
                .isEqualTo("person.reason_missing");
    }

    @Test
    void two_registered_persons_are_merged_only_when_every_contradiction_was_seen() {
        Household one = someone();
        Household other = someone();
        Map<String, Object> before = state();
        String path = "/api/people/" + one.person() + "/merge";
        JsonNode beside =
                steward.get("/api/people/" + one.person() + "/beside/" + other.person()).json();
        List<String> against = new ArrayList<>();
        beside.path("contradictions").forEach(c -> against.add(c.asString()));
        assertThat(against).contains("both_registered", "different_citizen_id");

        Browser.Answer refused =
                steward.post(
                        path,
                        Map.of(
                                "other",
                                other.person().toString(),
                                "acknowledged",
                                List.of("both_registered"),
                                "reason",
                                "one woman, two cards"));
        assertThat(refused.code()).isEqualTo("person.merge_contradicted");
        assertThat(state()).isEqualTo(before);

        String decision =
                decide(
                        path,
                        Map.of(
                                "other",
                                other.person().toString(),
                                "acknowledged",
                                against,
                                "reason",
                                "one woman, two cards"));
        UUID stays = linkOf(one.vaccination()).personId();
        assertThat(stays).isEqualTo(linkOf(other.vaccination()).personId());
        assertThat(factsOf(stays)).hasSize(2);
        UUID gone = stays.equals(one.person()) ? other.person() : one.person();
        assertThat(work(() -> people.current(gone))).contains(stays);

        takeBack(decision);
        assertThat(state()).isEqualTo(before);
        assertThat(factsOf(one.person())).hasSize(1);
        assertThat(factsOf(other.person())).hasSize(1);
    }

    /// Somebody's number under another name.
    private static String question(Household one) {
        PersonDescription known =
                work(() -> people.descriptionsOf(List.of(one.register()))).get(one.register());
        int n = next++;
        PersonDescription doubtful =
                Invented.person(n + 50_000).toBuilder()
                        .citizenId(known.citizenId())
                        .residence(known.residence())
                        .build();
        UUID record = link("ncovi", "n" + n, doubtful).recordId();
        return work(() ->
                jdbc.sql("SELECT review_id::text FROM person.review WHERE record_id = ?")
                        .param(record)
                        .query(String.class)
                        .single());
    }

    @Test
    void an_accepted_link_is_taken_back_and_the_question_asked_again() {
        Household one = someone();
        String review = question(one);
        Map<String, Object> before = state();
        String decision =
                decide(
                        "/api/reviews/" + review + "/decision",
                        Map.of(
                                "action",
                                "accept",
                                "personId",
                                one.person().toString(),
                                "reason",
                                "seen on paper"));
        assertThat(state()).isNotEqualTo(before);
        takeBack(decision);
        assertThat(state()).isEqualTo(before);
        assertThat(steward.get("/api/reviews/" + review).json().path("state").asString())
                .isEqualTo("open");
    }

    @Test
    void a_record_kept_apart_goes_back_to_waiting_and_its_person_is_gone() {
        Household one = someone();
        String review = question(one);
        Map<String, Object> before = state();
        String decision =
                decide(
                        "/api/reviews/" + review + "/decision",
                        Map.of("action", "apart", "reason", "two people"));
        takeBack(decision);
        assertThat(state()).isEqualTo(before);
        assertThat(
                        steward.post(
                                        "/api/decisions/" + decision + "/undo",
                                        Map.of("reason", "again"))
                                .code())
                .isEqualTo("person.decision_taken_back");
    }

    @Test
    void a_link_taken_back_is_restored_by_taking_that_back() {
        Household one = someone();
        Map<String, Object> before = state();
        String event = "";
        for (JsonNode line : steward.get("/api/people/" + one.person() + "/links").json()) {
            if (line.path("recordId").asString().equals(one.insurance().toString())) {
                event = line.path("eventId").asString();
            }
        }
        String decision = decide("/api/links/" + event + "/undo", Map.of("reason", "not hers"));
        assertThat(state()).isNotEqualTo(before);
        takeBack(decision);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void a_decision_with_a_later_one_upon_it_is_taken_back_in_turn_only() {
        Household one = someone();
        Household other = someone();
        String split =
                decide(
                        "/api/people/" + one.person() + "/split",
                        Map.of("records", List.of(one.vaccination().toString()), "reason", "a"));
        UUID parted = linkOf(one.vaccination()).personId();
        String merge =
                decide(
                        "/api/people/" + other.person() + "/merge",
                        Map.of(
                                "other",
                                parted.toString(),
                                "acknowledged",
                                List.of(
                                        "both_registered",
                                        "different_citizen_id",
                                        "given_name_differs",
                                        "kept_apart"),
                                "reason",
                                "b"));
        assertThat(steward.post("/api/decisions/" + split + "/undo", Map.of("reason", "c")).code())
                .isEqualTo("person.decision_overtaken");
        takeBack(merge);
        takeBack(split);
        assertThat(linkOf(one.vaccination()).personId()).isEqualTo(one.person());
    }

    @Test
    void the_list_of_decisions_names_author_and_reason_and_what_was_taken_back() {
        Household one = someone();
        String decision =
                decide(
                        "/api/people/" + one.person() + "/split",
                        Map.of(
                                "records",
                                List.of(one.insurance().toString()),
                                "reason",
                                "her card"));
        takeBack(decision);
        JsonNode list = steward.get("/api/decisions").json();
        assertThat(list.get(0).path("kind").asString()).isEqualTo("undo");
        JsonNode split = list.get(1);
        assertThat(split.path("id").asString()).isEqualTo(decision);
        assertThat(split.path("author").asString()).isEqualTo("decider");
        assertThat(split.path("reason").asString()).isEqualTo("her card");
        assertThat(split.path("undone").asBoolean()).isTrue();

        Browser elsewhere =
                server.staff(
                        new StaffAccounts.Staff(
                                "decider.there",
                                "Lê Văn Bình",
                                "Trạm y tế",
                                Set.of(Role.DATA_STEWARD),
                                List.of("01")));
        assertThat(elsewhere.get("/api/decisions?own=false").json().size()).isZero();
        assertThat(
                        elsewhere
                                .post("/api/decisions/" + decision + "/undo", Map.of("reason", "x"))
                                .code())
                .isEqualTo("person.decision_not_found");
        assertThat(elsewhere.get("/api/people/" + one.person() + "/records").status())
                .isEqualTo(404);
    }

    @Test
    void the_register_stands_and_what_was_typed_elsewhere_is_shown_beside_it() {
        int n = next++;
        PersonDescription person = Invented.person(n);
        UUID id = link("population", "p" + n, person).personId();
        PersonDescription typed =
                person.toBuilder()
                        .birthDate(
                                new vn.pccovid.lib.identity.BirthDate(
                                        person.birthDate().year(), 0, 0))
                        .build();
        assertThat(link("insurance", "i" + n, typed).personId()).isEqualTo(id);
        JsonNode records = steward.get("/api/people/" + id + "/records").json();
        String registered =
                "%02d/%02d/%04d"
                        .formatted(
                                person.birthDate().day(),
                                person.birthDate().month(),
                                person.birthDate().year());
        boolean shown = false;
        for (JsonNode record : records.path("records")) {
            for (JsonNode row : record.path("rows")) {
                if (row.path("field").asString().equals("birthDate")) {
                    assertThat(row.path("person").path("text").asString()).isEqualTo(registered);
                    assertThat(row.path("fromRegister").asBoolean()).isTrue();
                    shown |=
                            row.path("record")
                                    .path("text")
                                    .asString()
                                    .equals(String.valueOf(person.birthDate().year()));
                }
            }
        }
        assertThat(shown).as("the year as typed is shown").isTrue();
    }
}
