package vn.pccovid.server.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.HourlyTask;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Secrets;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.exchange.Imports;
import vn.pccovid.server.person.IncomingRecord;
import vn.pccovid.server.person.Outcome;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.RecordOutcome;
import vn.pccovid.server.person.TimedId;
import vn.pccovid.server.vaccination.Dose;
import vn.pccovid.server.vaccination.Vaccinations;

@NullUnmarked
@DisplayName("Redress: one number, an owner, a deadline, an answer")
class RedressTest {
    private static Town town;
    private static Browser nurse;
    private static int people;

    @BeforeAll
    static void start() {
        town = new Town(RunningServer.Steppable.class);
        nurse = town.nurse("nurse.redress", "56/568");
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    /// A neighbour nobody else uses, so that tests do not meet.
    private static Town.Neighbour neighbour(String name) {
        int n = ++people;
        Town.Neighbour neighbour =
                new Town.Neighbour(
                        name,
                        "056170%06d".formatted(500_000 + n),
                        "%02d/04/1970".formatted(n),
                        Town.COMMUNE);
        town.register(neighbour);
        return neighbour;
    }

    private static <T> T asWorker(Supplier<T> body) {
        TransactionTemplate transaction =
                new TransactionTemplate(town.server.bean(PlatformTransactionManager.class));
        return Scopes.call(
                Scope.worker(Purpose.IMPORT), () -> transaction.execute(status -> body.get()));
    }

    /// The vaccination platform's row of somebody.
    private static RecordOutcome vaccinated(String key, PersonDescription told) {
        Clock clock = town.server.bean(Clock.class);
        IncomingRecord record =
                new IncomingRecord(
                        TimedId.next(clock),
                        "vaccination",
                        key,
                        Secrets.hash(key),
                        key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        told,
                        clock.instant(),
                        false);
        return asWorker(() -> town.server.bean(People.class).link(List.of(record)).getFirst());
    }

    private static PersonDescription typed(Town.Neighbour neighbour, String name) {
        String[] path = neighbour.area().split("/", -1);
        return PersonDescription.builder()
                .name(FullName.read(name).value())
                .birthDate(BirthDate.read(neighbour.birth()).value())
                .sex(neighbour.sex())
                .citizenId(new CitizenId(neighbour.number()))
                .residence(new Residence(path[0], path[1], path[2], null))
                .build();
    }

    private static void dose(String id, String subject, String vaccine, int daysAgo) {
        Clock clock = town.server.bean(Clock.class);
        asWorker(() ->
                town.server
                        .bean(Vaccinations.class)
                        .record(
                                List.of(
                                        new Dose(
                                                id,
                                                subject,
                                                1,
                                                vaccine,
                                                "LOT7",
                                                clock.instant().minus(Duration.ofDays(daysAgo)),
                                                "Trạm y tế thử",
                                                Town.COMMUNE))));
    }

    private record Phone(Browser browser, String claim, String number) {
        String path() {
            return "/api/resident/claims/" + claim;
        }

        JsonNode doses() {
            return browser.get(path() + "/facts").json().path("doses");
        }

        Browser.Answer ask(Map<String, ?> request) {
            return browser.post(path() + "/requests", request);
        }

        JsonNode requests() {
            return browser.get(path() + "/requests").json();
        }
    }

    private static Phone phone(Town.Neighbour neighbour) {
        String number = "032101%04d".formatted(people);
        Browser browser = town.phone(number);
        return new Phone(
                browser, town.claimByCard(browser, neighbour).json().path("id").asString(), number);
    }

    private static Browser.Answer answer(String id, Map<String, ?> answer) {
        return nurse.post("/api/redress/requests/" + id + "/answer", answer);
    }

    private static List<String> kinds(JsonNode steps) {
        List<String> kinds = new ArrayList<>();
        steps.forEach(step -> kinds.add(step.path("kind").asString()));
        return kinds;
    }

    private static boolean messageTo(String phone, String containing) {
        for (JsonNode message : town.server.browser().get("/api/demo/outbox").json()) {
            if (message.path("to").asString().equals(phone)
                    && message.path("text").asString().contains(containing)) {
                return true;
            }
        }
        return false;
    }

    private static void eventually(Supplier<Boolean> condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.get() && System.nanoTime() < until) {
            Thread.sleep(50);
        }
        assertThat(condition.get()).isTrue();
    }

    @Test
    void a_dose_in_a_strangers_record_leaves_with_its_link_and_the_person_is_told()
            throws InterruptedException {
        Town.Neighbour oanh = neighbour("Trần Kim Oanh");
        vaccinated("v-own", typed(oanh, "Trần Kim Oanh"));
        vaccinated("v-stranger", typed(oanh, "TRAN KIM OANH"));
        dose("d-own", "v-own", "AstraZeneca", 40);
        dose("d-stranger", "v-stranger", "Vero Cell", 10);
        Phone phone = phone(oanh);
        assertThat(phone.doses()).hasSize(2);
        String fact = phone.doses().path(0).path("id").asString();
        assertThat(phone.doses().path(0).path("details").path("vaccine").asString())
                .isEqualTo("Vero Cell");

        Browser.Answer opened = phone.ask(Map.of("kind", "dose_not_mine", "factId", fact));
        assertThat(opened.status()).as(opened.text()).isEqualTo(201);
        String number = opened.json().path("number").asString();
        assertThat(number).matches("PA-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}");
        assertThat(opened.json().path("state").asString()).isEqualTo("open");
        assertThat(opened.json().path("owner").path("kind").asString()).isEqualTo("commune");
        assertThat(opened.json().path("owner").path("name").asString()).contains("Vĩnh Ngọc");
        Instant openedAt = Instant.parse(opened.json().path("openedAt").asString());
        Instant dueAt = Instant.parse(opened.json().path("dueAt").asString());
        assertThat(Duration.between(openedAt, dueAt)).isEqualTo(Duration.ofDays(3));

        // Asked again it is the same request.
        assertThat(
                        phone.ask(Map.of("kind", "dose_not_mine", "factId", fact))
                                .json()
                                .path("number")
                                .asString())
                .isEqualTo(number);

        // The officer finds it by its number, sees the record beside the person, and answers.
        JsonNode found = nurse.get("/api/redress/requests?number=" + number).json();
        String id = found.path("items").path(0).path("id").asString();
        assertThat(found.path("items").toString()).doesNotContain("Oanh");
        JsonNode detail = nurse.get("/api/redress/requests/" + id).json();
        assertThat(detail.path("person").path("name").asString()).isEqualTo("Trần Kim Oanh");
        assertThat(detail.path("disputed").path("source").asString()).isEqualTo("vaccination");
        assertThat(detail.path("disputed").path("record").path("name").asString())
                .isEqualTo("Tran Kim Oanh");
        assertThat(detail.path("disputed").path("evidence")).isNotEmpty();
        assertThat(detail.toString()).doesNotContain(oanh.number());
        assertThat(nurse.post("/api/redress/requests/" + id + "/take", Map.of()).status())
                .isEqualTo(200);
        Browser.Answer answered =
                answer(
                        id,
                        Map.of(
                                "action",
                                "undo_link",
                                "reason",
                                "Đã đối chiếu sổ tiêm: mũi này của người khác."));
        assertThat(answered.status()).as(answered.text()).isEqualTo(200);

        // The dose is gone at once; hers stays.
        assertThat(phone.doses()).hasSize(1);
        assertThat(phone.doses().toString()).contains("AstraZeneca");
        JsonNode told = phone.requests().path(0);
        assertThat(told.path("state").asString()).isEqualTo("answered");
        assertThat(told.path("outcome").asString()).isEqualTo("accepted");
        assertThat(kinds(told.path("steps"))).containsExactly("opened", "taken", "answered");
        assertThat(told.path("steps").path(2).path("words").path("vi").asString())
                .contains("sổ tiêm");
        assertThat(told.path("steps").path(2).path("office").asString())
                .isEqualTo("Trạm y tế phường thử");
        assertThat(told.toString()).doesNotContain("nurse.redress");
        eventually(() -> messageTo(phone.number(), number));
        assertThat(phone.browser().get(phone.path() + "/access-lines").text()).contains("REDRESS");

        // The link event names the officer, so that it can be undone like any other.
        String who =
                asWorker(() ->
                        town.server
                                .bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                                .sql(
                                        "SELECT decided_by FROM person.link_event WHERE kind = 'unlinked'"
                                                + " ORDER BY event_id DESC LIMIT 1")
                                .query(String.class)
                                .single());
        assertThat(who).isEqualTo("steward:nurse.redress");
    }

    @Test
    void a_colour_officers_set_ends_with_the_request_about_it_and_the_person_is_told()
            throws InterruptedException {
        Town.Neighbour hong = neighbour("Phan Thị Hồng");
        vaccinated("v-hong", typed(hong, "Phan Thị Hồng"));
        dose("d-hong-1", "v-hong", "AstraZeneca", 90);
        dose("d-hong-2", "v-hong", "AstraZeneca", 30);
        Phone phone = phone(hong);
        JsonNode pass = phone.browser().get(phone.path() + "/pass").json();
        assertThat(pass.path("colour").asString()).isEqualTo("GREEN");
        String dose = pass.path("evidence").path(0).path("id").asString();
        assertThat(phone.doses().toString()).as("evidence can be disputed").contains(dose);
        String person =
                nurse.get(
                                "/api/redress/requests/"
                                        + phone.ask(Map.of("kind", "name_wrong", "text", "thử"))
                                                .json()
                                                .path("id")
                                                .asString())
                        .json()
                        .path("person")
                        .path("personId")
                        .asString();
        Browser authority =
                town.server.staff(
                        new StaffAccounts.Staff(
                                "authority.redress",
                                "Võ Văn Sáu",
                                "Ủy ban thành phố thử",
                                Set.of(Role.SUPERVISOR),
                                List.of("56")));
        Browser.Answer proposed =
                nurse.post(
                        "/api/overrides/persons/" + person,
                        Map.of(
                                "colour", "RED",
                                "basis", "decision",
                                "document", "77/QĐ-UBND",
                                "reason", "theo danh sách của quận",
                                "days", 14));
        assertThat(proposed.status()).as(proposed.text()).isEqualTo(201);
        String override = proposed.json().path("id").asString();
        Browser.Answer confirmed =
                authority.post("/api/overrides/" + override + "/confirm", Map.of());
        assertThat(confirmed.json().path("state").asString()).isEqualTo("confirmed");
        JsonNode red = phone.browser().get(phone.path() + "/pass").json();
        assertThat(red.path("colour").asString()).isEqualTo("RED");
        assertThat(red.path("setBy").path("offices").toString())
                .contains("Trạm y tế phường thử", "Ủy ban thành phố thử");
        assertThat(red.toString()).doesNotContain("Sáu", "authority.redress");

        JsonNode opened =
                phone.ask(Map.of("kind", "colour_wrong", "text", "Tôi không gặp ai cả")).json();
        String id = opened.path("id").asString();
        assertThat(nurse.get("/api/redress/requests/" + id).json().path("remedies").toString())
                .contains("end_override");
        Browser.Answer answered =
                answer(id, Map.of("action", "end_override", "reason", "Danh sách sai người."));

        assertThat(answered.status()).as(answered.text()).isEqualTo(200);
        assertThat(phone.browser().get(phone.path() + "/pass").json().path("colour").asString())
                .isEqualTo("GREEN");
        eventually(() -> messageTo(phone.number(), opened.path("number").asString()));
        assertThat(
                        answer(
                                        phone.ask(Map.of("kind", "colour_wrong", "text", "lần nữa"))
                                                .json()
                                                .path("id")
                                                .asString(),
                                        Map.of("action", "end_override", "reason", "không còn gì"))
                                .code())
                .isEqualTo("redress.nothing_disputed");
    }

    @Test
    void a_dose_entered_under_the_wrong_subject_goes_back_to_its_source_until_that_puts_it_right() {
        Town.Neighbour hien = neighbour("Lê Thu Hiền");
        Town.Neighbour vinh = neighbour("Đỗ Quang Vinh");
        vaccinated("v-hien", typed(hien, "Lê Thu Hiền"));
        vaccinated("v-vinh", typed(vinh, "Đỗ Quang Vinh"));
        dose("d-vinhs", "v-hien", "Vero Cell", 10);
        Phone phone = phone(hien);
        String fact = phone.doses().path(0).path("id").asString();
        String id =
                phone.ask(
                                Map.of(
                                        "kind",
                                        "dose_not_mine",
                                        "factId",
                                        fact,
                                        "text",
                                        "Tôi ở nhà hôm đó"))
                        .json()
                        .path("id")
                        .asString();

        assertThat(
                        answer(
                                        id,
                                        Map.of(
                                                "action",
                                                "to_source",
                                                "reason",
                                                "Sổ của trạm ghi tên ông Vinh.",
                                                "suggestion",
                                                "=chuyển sang v-vinh"))
                                .status())
                .isEqualTo(200);
        JsonNode sent = phone.requests().path(0);
        assertThat(sent.path("state").asString()).isEqualTo("sent");
        assertThat(sent.path("owner").path("kind").asString()).isEqualTo("source");
        assertThat(sent.path("owner").path("name").asString()).isEqualTo("vaccination");

        // The list of the source names row, fact, number, and is safe in a spreadsheet.
        String csv = corrections();
        assertThat(csv)
                .contains("vaccination_doses", "v-hien", "redress.source_told_dose", "Vero Cell")
                .contains("'=chuyển sang v-vinh")
                .contains(sent.path("number").asString());
        corrections();
        assertThat(kinds(phone.requests().path(0).path("steps")))
                .containsExactly("opened", "sent", "handed_over");

        // A delivery that changes the lot only does not put it right; one that moves the dose does.
        dose("d-vinhs", "v-hien", "Vero Cell", 10);
        assertThat(phone.requests().path(0).path("state").asString()).isEqualTo("sent");
        dose("d-vinhs", "v-vinh", "Vero Cell", 10);
        JsonNode answered = phone.requests().path(0);
        assertThat(answered.path("state").asString()).isEqualTo("answered");
        assertThat(answered.path("steps").path(3).path("words").path("en").asString())
                .startsWith("The source has put it right");
        assertThat(phone.doses()).isEmpty();
        assertThat(corrections()).doesNotContain(sent.path("number").asString());
    }

    private static String corrections() {
        StringWriter out = new StringWriter();
        town.server.bean(Imports.class).corrections("vaccination", out);
        return out.toString();
    }

    @Test
    void a_missing_dose_is_found_among_the_records_that_wait() {
        Town.Neighbour minh = neighbour("Phan Nhật Minh");
        PersonDescription other =
                typed(minh, "Võ Thị Kim Loan").toBuilder()
                        .birthDate(BirthDate.read("03/11/1991").value())
                        .build();
        RecordOutcome waits = vaccinated("v-minh", other);
        assertThat(waits.outcome()).isEqualTo(Outcome.WAITING);
        dose("d-minh", "v-minh", "Moderna", 20);
        Phone phone = phone(minh);
        assertThat(phone.doses()).isEmpty();
        assertThat(phone.ask(Map.of("kind", "dose_missing")).code())
                .isEqualTo("redress.text_missing");
        String id =
                phone.ask(
                                Map.of(
                                        "kind",
                                        "dose_missing",
                                        "text",
                                        "Tiêm Moderna ngày 20 tháng trước"))
                        .json()
                        .path("id")
                        .asString();

        JsonNode detail = nurse.get("/api/redress/requests/" + id).json();
        assertThat(detail.path("waiting")).hasSize(1);
        String review = detail.path("waiting").path(0).path("id").asString();
        assertThat(
                        answer(
                                        id,
                                        Map.of(
                                                "action",
                                                "accept_record",
                                                "reviewId",
                                                UUID.randomUUID().toString(),
                                                "reason",
                                                "của người này"))
                                .code())
                .isEqualTo("person.review_closed");
        Browser.Answer accepted =
                answer(
                        id,
                        Map.of(
                                "action",
                                "accept_record",
                                "reviewId",
                                review,
                                "reason",
                                "Giấy tiêm cùng số định danh."));
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(200);
        assertThat(phone.doses()).hasSize(1);
        assertThat(phone.requests().path(0).path("outcome").asString()).isEqualTo("accepted");
    }

    @Test
    void an_officer_asks_and_the_person_replies_and_reopens_once() {
        Town.Neighbour lan = neighbour("Huỳnh Ngọc Lan");
        Phone phone = phone(lan);
        String id =
                phone.ask(Map.of("kind", "name_wrong", "text", "Tên tôi là Huỳnh Ngọc Lam"))
                        .json()
                        .path("id")
                        .asString();
        assertThat(
                        nurse.post(
                                        "/api/redress/requests/" + id + "/question",
                                        Map.of("text", "Giấy khai sinh ghi thế nào?"))
                                .status())
                .isEqualTo(200);
        assertThat(phone.requests().path(0).path("canReply").asBoolean()).isTrue();
        String path = phone.path() + "/requests/" + id;
        assertThat(phone.browser().post(path + "/reply", Map.of("text", "Ghi là Lam")).status())
                .isEqualTo(200);
        assertThat(phone.browser().post(path + "/reply", Map.of("text", "Ghi là Lam")).code())
                .isEqualTo("redress.not_now");
        assertThat(
                        answer(id, Map.of("action", "refuse", "reason", "Căn cước ghi là Lan."))
                                .status())
                .isEqualTo(200);
        assertThat(phone.requests().path(0).path("outcome").asString()).isEqualTo("refused");

        assertThat(
                        phone.browser()
                                .post(path + "/reopen", Map.of("text", "Căn cước mới ghi Lam"))
                                .status())
                .isEqualTo(200);
        JsonNode reopened = phone.requests().path(0);
        assertThat(reopened.path("state").asString()).isEqualTo("open");
        assertThat(reopened.has("outcome")).isFalse();
        assertThat(answer(id, Map.of("action", "no_change", "reason", "Đã đổi ở nguồn.")).status())
                .isEqualTo(200);
        assertThat(phone.requests().path(0).path("canReopen").asBoolean()).isFalse();
        assertThat(phone.browser().post(path + "/reopen", Map.of("text", "lại nữa")).code())
                .isEqualTo("redress.reopened_before");
        assertThat(kinds(phone.requests().path(0).path("steps")))
                .containsExactly("opened", "asked", "replied", "answered", "reopened", "answered");
    }

    @Test
    void nobody_else_sees_or_touches_a_request() {
        Town.Neighbour mai = neighbour("Bùi Thị Mai");
        Phone phone = phone(mai);
        JsonNode mine =
                phone.ask(Map.of("kind", "colour_wrong", "text", "Tôi đã khỏi bệnh")).json();
        String id = mine.path("id").asString();
        Phone stranger = phone(neighbour("Ngô Văn Dũng"));

        assertThat(stranger.requests()).isEmpty();
        for (String step : List.of("reply", "reopen", "close")) {
            assertThat(
                            stranger.browser()
                                    .post(
                                            stranger.path() + "/requests/" + id + "/" + step,
                                            Map.of("text", "của tôi"))
                                    .code())
                    .isEqualTo("redress.request_unknown");
            assertThat(
                            stranger.browser()
                                    .post(
                                            phone.path() + "/requests/" + id + "/" + step,
                                            Map.of("text", "của tôi"))
                                    .code())
                    .isEqualTo("resident.claim_unknown");
        }
        assertThat(
                        stranger.ask(
                                        Map.of(
                                                "kind",
                                                "dose_not_mine",
                                                "factId",
                                                UUID.randomUUID().toString()))
                                .code())
                .isEqualTo("redress.fact_unknown");

        Browser elsewhere = town.nurse("nurse.far", "48");
        assertThat(elsewhere.get("/api/redress/requests/" + id).code())
                .isEqualTo("redress.request_unknown");
        assertThat(
                        elsewhere
                                .get(
                                        "/api/redress/requests?number="
                                                + mine.path("number").asString())
                                .json()
                                .path("total")
                                .asInt())
                .isZero();
        for (String step : List.of("take", "question", "answer")) {
            assertThat(
                            elsewhere
                                    .post(
                                            "/api/redress/requests/" + id + "/" + step,
                                            Map.of(
                                                    "action",
                                                    "refuse",
                                                    "reason",
                                                    "không phải",
                                                    "text",
                                                    "là ai?"))
                                    .code())
                    .as(step)
                    .isEqualTo("redress.request_unknown");
        }
        assertThat(phone.requests().path(0).path("state").asString()).isEqualTo("open");
    }

    @Test
    void what_comes_from_outside_has_limits() {
        Phone phone = phone(neighbour("Hồ Gia Phúc"));
        assertThat(phone.ask(Map.of("kind", "money_back", "text", "xin lại tiền")).code())
                .isEqualTo("redress.kind_unknown");
        assertThat(phone.ask(Map.of("kind", "colour_wrong", "text", "x".repeat(1_001))).code())
                .isEqualTo("redress.text_missing");
        for (int i = 0; i < 5; i++) {
            assertThat(phone.ask(Map.of("kind", "colour_wrong", "text", "lần thứ " + i)).status())
                    .isEqualTo(201);
        }
        assertThat(phone.ask(Map.of("kind", "colour_wrong", "text", "lần nữa")).code())
                .isEqualTo("redress.too_many_open");
        // Closing makes room, until the day's number is reached.
        for (int i = 0; i < 5; i++) {
            String open = phone.requests().path(0).path("id").asString();
            assertThat(
                            phone.browser()
                                    .post(phone.path() + "/requests/" + open + "/close", Map.of())
                                    .json()
                                    .path("outcome")
                                    .asString())
                    .isEqualTo("withdrawn");
            assertThat(phone.ask(Map.of("kind", "colour_wrong", "text", "thêm lần " + i)).status())
                    .isEqualTo(201);
        }
        String open = phone.requests().path(0).path("id").asString();
        phone.browser().post(phone.path() + "/requests/" + open + "/close", Map.of());
        assertThat(phone.ask(Map.of("kind", "colour_wrong", "text", "quá nhiều")).code())
                .isEqualTo("redress.too_many_today");
    }

    @Test
    void somebody_without_a_phone_is_heard_at_the_desk() {
        Town.Neighbour cuc = neighbour("Trương Thị Cúc");
        vaccinated("v-cuc", typed(cuc, "Trương Thị Cúc"));
        dose("d-cuc", "v-cuc", "AstraZeneca", 30);
        String person =
                nurse.post("/api/desk/search", Map.of("number", cuc.number()))
                        .json()
                        .path("items")
                        .path(0)
                        .path("personId")
                        .asString();
        String desk = "/api/desk/people/" + person;
        String fact = nurse.get(desk + "/facts").json().path("doses").path(0).path("id").asString();
        Browser.Answer opened =
                nurse.post(
                        desk + "/requests",
                        Map.of("kind", "dose_not_mine", "factId", fact, "text", "Bà chưa tiêm"));
        assertThat(opened.status()).as(opened.text()).isEqualTo(201);
        assertThat(nurse.get(desk + "/requests").json()).hasSize(1);
        assertThat(town.nurse("nurse.other2", "48").get(desk + "/requests").code())
                .isEqualTo("person.person_unknown");
        // Signed in later, the person finds it in the app.
        assertThat(phone(cuc).requests().path(0).path("number").asString())
                .isEqualTo(opened.json().path("number").asString());
    }

    @Test
    void supervisors_see_how_many_are_late_and_nothing_else_and_answers_end_in_time() {
        Phone phone = phone(neighbour("Đặng Thùy Trang"));
        String late =
                phone.ask(Map.of("kind", "colour_wrong", "text", "vẫn đỏ"))
                        .json()
                        .path("id")
                        .asString();
        String done =
                phone.ask(Map.of("kind", "name_wrong", "text", "thiếu chữ đệm"))
                        .json()
                        .path("id")
                        .asString();
        assertThat(
                        answer(done, Map.of("action", "refuse", "reason", "Giấy tờ ghi như vậy."))
                                .status())
                .isEqualTo(200);
        Browser authority =
                town.server.staff(
                        new StaffAccounts.Staff(
                                "uyban.redress",
                                "Phạm Văn Chủ",
                                "Ủy ban nhân dân",
                                Set.of(Role.AUTHORITY),
                                List.of("56/568")));
        long before = authority.get("/api/redress/owed").json().path("overdue").asLong();
        assertThat(phone.requests().toString()).contains("\"overdue\":false");

        town.server.browser().post("/api/demo/clock", Map.of("stepHours", 24 * 4));
        JsonNode owed = authority.get("/api/redress/owed").json();
        assertThat(owed.path("overdue").asLong()).isGreaterThan(before);
        assertThat(owed.path("communes").path(0).path("name").asString()).contains("Vĩnh Ngọc");
        assertThat(owed.toString()).doesNotContain("Trang").doesNotContain(late);
        JsonNode first = nurse.get("/api/redress/requests").json().path("items").path(0);
        assertThat(first.path("overdue").asBoolean()).isTrue();

        town.server.browser().post("/api/demo/clock", Map.of("stepHours", 24 * 30));
        town.server.context().getBeansOfType(HourlyTask.class).values().stream()
                .filter(task -> task.getClass().getPackageName().endsWith("redress"))
                .forEach(HourlyTask::run);
        JsonNode ended = nurse.get("/api/redress/requests?state=closed").json().path("items");
        assertThat(ended.toString()).contains(done).doesNotContain(late);
    }
}
