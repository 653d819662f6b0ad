package vn.pccovid.server.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Secrets;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.Outcome;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.TimedId;
import vn.pccovid.server.vaccination.Dose;
import vn.pccovid.server.vaccination.Vaccinations;

@NullUnmarked
@DisplayName("One well-chosen question")
class QuestionsTest {
    /// Where the dose was given: another commune of the district.
    private static final String SITE = "56/568/22393";

    private static Town town;
    private static Browser steward;
    private static int people;

    @BeforeAll
    static void start() {
        town = new Town();
        steward =
                town.server.staff(
                        new StaffAccounts.Staff(
                                "steward.questions",
                                "Lê Văn Bình",
                                "Sở Y tế",
                                Set.of(Role.DATA_STEWARD),
                                List.of("56")));
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    private static <T> T asWorker(Supplier<T> body) {
        TransactionTemplate transaction =
                new TransactionTemplate(town.server.bean(PlatformTransactionManager.class));
        return Scopes.call(
                Scope.worker(Purpose.IMPORT), () -> transaction.execute(status -> body.get()));
    }

    private record Phone(Browser browser, String claim) {
        Browser.Answer question() {
            return browser.get("/api/resident/claims/" + claim + "/question");
        }

        Browser.Answer answer(String question, String choice) {
            return browser.post(
                    "/api/resident/claims/" + claim + "/question/" + question + "/answer",
                    Map.of("choice", choice));
        }

        JsonNode doses() {
            return browser.get("/api/resident/claims/" + claim + "/facts").json().path("doses");
        }
    }

    /// Somebody with a common name, and a row of the platform without a number that may be theirs.
    private record Doubt(Town.Neighbour person, UUID record) {}

    private static Doubt doubtful() {
        int n = ++people;
        Town.Neighbour person =
                new Town.Neighbour(
                        "Nguyễn Thị Hoa",
                        "056184%06d".formatted(700_000 + n),
                        "%02d/%02d/1984".formatted(1 + n % 27, 1 + n % 12),
                        Town.COMMUNE);
        town.register(person);
        return new Doubt(person, row("q" + n, person));
    }

    private static UUID row(String key, Town.Neighbour person) {
        String[] path = Town.COMMUNE.split("/", -1);
        Clock clock = town.server.bean(Clock.class);
        IncomingRecord record =
                new IncomingRecord(
                        TimedId.next(clock),
                        "vaccination",
                        key,
                        Secrets.hash(key),
                        key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        PersonDescription.builder()
                                .name(FullName.read(person.name().replace("Hoa", "Hòa")).value())
                                .birthDate(BirthDate.read(person.birth()).value())
                                .sex(person.sex())
                                .residence(new Residence(path[0], path[1], path[2], null))
                                .build(),
                        clock.instant(),
                        false);
        Outcome outcome =
                asWorker(() -> town.server.bean(People.class).link(List.of(record)))
                        .getFirst()
                        .outcome();
        assertThat(outcome).isEqualTo(Outcome.WAITING);
        asWorker(() ->
                town.server
                        .bean(Vaccinations.class)
                        .record(
                                List.of(
                                        new Dose(
                                                "dose-" + key,
                                                key,
                                                1,
                                                "AstraZeneca",
                                                "L1",
                                                clock.instant().minus(Duration.ofDays(40)),
                                                "Trạm y tế",
                                                SITE))));
        return record.recordId();
    }

    private static Phone phone(Town.Neighbour person) {
        Browser browser = town.phone("032102%04d".formatted(people));
        return new Phone(browser, town.claimByCard(browser, person).json().path("id").asString());
    }

    private static List<String> values(JsonNode question) {
        List<String> values = new ArrayList<>();
        question.path("choices").forEach(choice -> values.add(choice.path("value").asString()));
        return values;
    }

    private static String column(String sql, UUID record) {
        return asWorker(() ->
                town.server
                        .bean(JdbcClient.class)
                        .sql(sql)
                        .param(record)
                        .query(String.class)
                        .optional()
                        .orElse(""));
    }

    private static String decidedBy(UUID record) {
        return column("SELECT decided_by FROM person.record_person WHERE record_id = ?", record);
    }

    private static JsonNode given(UUID record) {
        String review =
                column(
                        "SELECT max(review_id::text) FROM person.review WHERE record_id = ?",
                        record);
        return steward.get("/api/questions/reviews/" + review + "/answers").json();
    }

    @Test
    void the_owner_recognises_the_dose_and_it_is_theirs_until_a_steward_takes_it_back() {
        Doubt doubt = doubtful();
        Phone phone = phone(doubt.person());
        assertThat(phone.doses()).isEmpty();

        JsonNode question = phone.question().json();
        assertThat(question.path("topic").asString()).isEqualTo("dose_commune");
        assertThat(values(question)).hasSize(5).contains(SITE);
        // Nothing else of the record is in it.
        assertThat(question.toString()).doesNotContain("AstraZeneca").doesNotContain("q" + people);
        assertThat(phone.question().text()).isEqualTo(phone.question().text());
        assertThat(phone.answer(question.path("id").asString(), SITE).status()).isEqualTo(204);

        assertThat(phone.doses()).hasSize(1);
        assertThat(phone.doses().path(0).path("linkLevel").asString()).isEqualTo("likely");
        assertThat(decidedBy(doubt.record())).isEqualTo("resident");
        JsonNode given = given(doubt.record()).path(0);
        assertThat(given.path("outcome").asString()).isEqualTo("agrees");
        assertThat(given.path("after").asDouble())
                .isGreaterThan(given.path("before").asDouble())
                .isLessThan(0.99999);

        assertThat(
                        steward.post(
                                        "/api/decisions/"
                                                + given.path("decisionId").asString()
                                                + "/undo",
                                        Map.of("reason", "Gọi lại: nhầm"))
                                .status())
                .isEqualTo(200);
        assertThat(phone.doses()).isEmpty();
        assertThat(decidedBy(doubt.record())).isEmpty();
    }

    @Test
    void none_of_these_lowers_the_probability_and_keeps_apart_once_it_is_low_enough() {
        Doubt doubt = doubtful();
        Phone phone = phone(doubt.person());
        // As a review of a weaker row would have it.
        asWorker(() ->
                town.server
                        .bean(JdbcClient.class)
                        .sql(
                                "UPDATE person.review SET probability = 0.72, probabilities = ARRAY[0.72]::real[] WHERE record_id = ?")
                        .param(doubt.record())
                        .update());
        String question = phone.question().json().path("id").asString();
        assertThat(phone.answer(question, "none").status()).isEqualTo(204);
        assertThat(phone.doses()).isEmpty();
        assertThat(decidedBy(doubt.record())).isEqualTo("resident");
        town.server.bean(People.class).settle();
        assertThat(phone.doses()).isEmpty();

        String answer = given(doubt.record()).path(0).path("decisionId").asString();
        assertThat(
                        steward.post(
                                        "/api/decisions/" + answer + "/undo",
                                        Map.of("reason", "Người đó bấm nhầm"))
                                .status())
                .isEqualTo(200);
        assertThat(decidedBy(doubt.record())).isEmpty();
        assertThat(
                        column(
                                "SELECT state FROM person.review WHERE record_id = ? ORDER BY review_id DESC LIMIT 1",
                                doubt.record()))
                .isEqualTo("open");
    }

    @Test
    void saying_nothing_changes_nothing_and_the_question_is_over() {
        Doubt doubt = doubtful();
        Phone phone = phone(doubt.person());
        String question = phone.question().json().path("id").asString();
        assertThat(phone.answer(question, "silent").status()).isEqualTo(204);
        assertThat(phone.answer(question, SITE).code()).isEqualTo("person.question_answered");
        assertThat(phone.question().status()).isEqualTo(204);
        assertThat(phone.doses()).isEmpty();
    }

    @Test
    void an_impostor_gets_one_guess_a_record_three_a_day_and_no_word_about_any_of_them() {
        Doubt doubt = doubtful();
        row("more-1", doubt.person());
        row("more-2", doubt.person());
        row("more-3", doubt.person());
        Phone impostor = phone(doubt.person());

        Set<String> seen = new HashSet<>();
        Set<String> questions = new HashSet<>();
        Set<String> replies = new HashSet<>();
        for (int attempt = 0; attempt < 30; attempt++) {
            Browser.Answer asked = impostor.question();
            if (asked.status() == 204) {
                continue;
            }
            String id = asked.json().path("id").asString();
            List<String> values = values(asked.json());
            seen.addAll(values);
            questions.add(id);
            // Every value in turn; only the first counts, right or wrong.
            for (String value : values) {
                Browser.Answer reply = impostor.answer(id, value);
                replies.add(reply.status() == 204 ? "204" + reply.text() : reply.code());
            }
        }
        assertThat(questions).hasSize(3);
        assertThat(replies).containsExactlyInAnyOrder("204", "person.question_answered");
        // 3 questions of at most 5 communes, 8 months or 6 names: never the rest of the record.
        assertThat(seen.size()).isLessThanOrEqualTo(3 * 8);
        // The phone of a friend who claims the same person sees the same questions, not new ones.
        Phone friend = new Phone(town.phone("0321029999"), "");
        String claim =
                town.claimByCard(friend.browser(), doubt.person()).json().path("id").asString();
        Phone second = new Phone(friend.browser(), claim);
        Browser.Answer last = second.question();
        if (last.status() == 200) {
            assertThat(questions).doesNotContain(last.json().path("id").asString());
            assertThat(second.answer(questions.iterator().next(), SITE).code())
                    .isEqualTo("person.question_answered");
        }
    }

    @Test
    void a_claim_by_number_is_asked_nothing_and_nobody_answers_for_another() {
        Doubt doubt = doubtful();
        Browser browser = town.phone("0321028001");
        String claim =
                town.claimByNumber(browser, doubt.person(), doubt.person().birth())
                        .json()
                        .path("id")
                        .asString();
        Phone weak = new Phone(browser, claim);
        assertThat(weak.question().status()).isEqualTo(204);

        Phone owner = phone(doubt.person());
        String question = owner.question().json().path("id").asString();
        assertThat(weak.answer(question, SITE).code()).isEqualTo("person.question_unknown");
        Browser other = town.phone("0321028002");
        String others = town.claimByCard(other, Town.TUAN).json().path("id").asString();
        assertThat(new Phone(other, others).answer(question, SITE).code())
                .isEqualTo("person.question_unknown");
        assertThat(new Phone(other, owner.claim()).answer(question, SITE).code())
                .isEqualTo("resident.claim_unknown");
        assertThat(owner.answer(question, "56/568/99999").code())
                .isEqualTo("person.choice_unknown");
    }

    @Test
    void stewards_see_the_questions_by_what_they_resolve_and_no_value() {
        Doubt doubt = doubtful();
        JsonNode ranked = steward.get("/api/questions").json();
        assertThat(ranked.size()).isPositive();
        double last = Double.MAX_VALUE;
        for (JsonNode line : ranked) {
            assertThat(line.path("gainBits").asDouble()).isLessThanOrEqualTo(last);
            assertThat(line.path("gainBits").asDouble())
                    .isLessThanOrEqualTo(line.path("doubtBits").asDouble() + 1e-9);
            last = line.path("gainBits").asDouble();
        }
        assertThat(ranked.toString()).doesNotContain(SITE).doesNotContain("Hoa");
        assertThat(doubt.record()).isNotNull();
        Browser elsewhere =
                town.server.staff(
                        new StaffAccounts.Staff(
                                "steward.far",
                                "Lê Văn Xa",
                                "Sở Y tế",
                                Set.of(Role.DATA_STEWARD),
                                List.of("01")));
        assertThat(elsewhere.get("/api/questions").json()).isEmpty();
    }
}
