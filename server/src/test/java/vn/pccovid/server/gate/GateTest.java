package vn.pccovid.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.credential.Opened;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.credential.Credentials;

@NullUnmarked
class GateTest {
    private static Checkpoint post;
    private static Checkpoint.Resident green;
    private static Checkpoint.Resident yellow;
    private static Checkpoint.Resident red;

    @BeforeAll
    static void start() {
        post = new Checkpoint(false);
        green = post.resident(2);
        yellow = post.resident(1);
        red = post.resident(0);
    }

    @AfterAll
    static void stop() {
        post.close();
    }

    private static void answers(Browser.Answer answer, String word, String reasonClass) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("answer").asString()).as(answer.text()).isEqualTo(word);
        assertThat(answer.json().path("reasonClass").asString())
                .as(answer.text())
                .isEqualTo(reasonClass);
        assertThat(answer.json().path("instruction").path("vi").asString()).isNotBlank();
        assertThat(answer.json().path("instruction").path("en").asString()).isNotBlank();
    }

    private static void publish(String area, int level) {
        post.work(() ->
                post.sql()
                        .sql(
                                """
                                INSERT INTO territory.area_level (area, from_at, level, code_list, decision)
                                VALUES (:area, :from, :level, '2021-07-01', 'QĐ-thử')
                                """)
                        .param("area", area)
                        .param(
                                "from",
                                java.sql.Timestamp.from(post.now().minus(Duration.ofHours(1))))
                        .param("level", level)
                        .update());
    }

    @Nested
    @DisplayName("One scanner for everything people carry")
    class OneScanner {
        @Test
        void a_live_code_answers_with_the_colour_of_now() {
            String text = post.phone(green).shows(post.now());
            Browser.Answer answer = post.check(text);
            answers(answer, "go", "green");
            assertThat(answer.json().path("rule").asString()).isEqualTo("vn-movement/green");
            assertThat(answer.json().path("form").asString()).isEqualTo("live");
            assertThat(answer.json().path("asOf").asString()).isNotBlank();
            assertThat(answer.json().path("holder").path("hash").asString()).isNotBlank();
        }

        @Test
        void a_printed_code_a_citizen_card_an_insurance_card_and_a_unified_code_are_one_person() {
            for (String shown :
                    List.of(
                            post.printed(yellow).code(),
                            yellow.card(),
                            yellow.insuranceCard(),
                            yellow.unified())) {
                answers(post.check(shown), "go_if", "restricted");
            }
            assertThat(post.check(yellow.insuranceCard()).json().path("shown").asString())
                    .isEqualTo("insurance_card");
            assertThat(post.check(yellow.unified()).json().path("shown").asString())
                    .isEqualTo("unified");
        }

        @Test
        void a_unified_code_with_a_masked_number_and_no_known_qid_is_nobody() {
            answers(post.check("******" + yellow.unified().substring(6)), "go_if", "no_data");
        }

        @Test
        void a_number_typed_by_hand_needs_the_birth_date_beside_it() {
            answers(typed(red.number(), red.birth()), "stop", "stay_home");
            answers(typed(red.number(), "1970"), "stop", "stay_home");
            answers(typed(red.number(), "1971"), "go_if", "no_data");
            answers(typed(red.number(), ""), "stop", "number_unreadable");
            answers(post.check(red.number()), "stop", "number_alone");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "PCV1:",
                    "PCV1:%%%",
                    "HC1:6BF%RN%TSMAHN",
                    "https://qr.example/diem/1",
                    "hello",
                    "|||||",
                    "1|2|3|4|5|6|7|8|9|10|11",
                    "056070700001|x|y|z",
                    "GD4|zz|1|1|"
                })
        void whatever_else_is_shown_gets_a_sentence(String code) {
            Browser.Answer answer = post.check(code);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().path("reason").path("vi").asString()).isNotBlank();
            assertThat(answer.text()).doesNotContain("Exception", "vn.pccovid");
        }

        @Test
        void a_screenshot_and_a_copy_are_refused() {
            Checkpoint.Phone phone = post.phone(green);
            answers(
                    post.check(phone.shows(post.now().minus(Duration.ofMinutes(5)))),
                    "stop",
                    "screenshot");
            answers(post.check(phone.code().code()), "stop", "screenshot");
        }

        @Test
        void no_answer_tells_a_name_a_number_a_dose_or_a_test() {
            for (String shown :
                    List.of(
                            post.phone(green).shows(post.now()),
                            yellow.card(),
                            red.insuranceCard())) {
                assertThat(post.check(shown).text())
                        .doesNotContain(
                                "Đoàn", "DOAN", green.number(), yellow.number(), red.insurance())
                        .doesNotContainIgnoringCase("AstraZeneca")
                        .doesNotContainIgnoringCase("vaccin")
                        .doesNotContain("mũi", "xét nghiệm dương");
            }
        }

        @Test
        void a_bus_is_one_list_of_exceptions() {
            List<String> codes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                codes.add(post.phone(green).shows(post.now()));
            }
            codes.add(7, red.card());
            codes.add(yellow.insuranceCard());
            Browser.Answer answer =
                    post.keeper.post("/api/gate/check/group", Map.of("codes", codes));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().path("people").asInt()).isEqualTo(22);
            assertThat(answer.json().path("go").asInt()).isEqualTo(20);
            assertThat(answer.json().path("exceptions")).hasSize(2);
            assertThat(answer.json().path("exceptions").path(0).path("index").asInt()).isEqualTo(7);
            assertThat(post.keeper.post("/api/gate/check/group", Map.of("codes", List.of())).code())
                    .isEqualTo("gate.group_size");
        }

        @Test
        void the_person_sees_that_the_gate_read_the_colour() {
            post.check(green.card());
            assertThat(lines(green.person())).contains("GATE_CHECK gate Chốt số 1");
        }
    }

    @Nested
    @DisplayName("Many looks in one statement")
    class Together {
        @Test
        void everybody_gets_their_own_answer_and_the_line_of_their_own_keeper() {
            Checkpoint.Resident first = post.resident(2);
            Checkpoint.Resident second = post.resident(1);
            Browser other = post.staff("chot.hai", "Chốt số 2", Role.GATE_KEEPER, "56/568");
            post.assign(post.gate, "chot.hai");
            String one = post.printed(first).code();
            String two = post.printed(second).code();
            List<Browser.Answer> ones = Collections.synchronizedList(new ArrayList<>());
            List<Browser.Answer> twos = Collections.synchronizedList(new ArrayList<>());
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 24; i++) {
                    threads.execute(() ->
                            ones.add(post.keeper.post("/api/gate/check", Map.of("code", one))));
                    threads.execute(
                            () -> twos.add(other.post("/api/gate/check", Map.of("code", two))));
                }
            }
            assertThat(ones).hasSize(24).allSatisfy(answer -> answers(answer, "go", "green"));
            assertThat(twos)
                    .hasSize(24)
                    .allSatisfy(answer -> answers(answer, "go_if", "restricted"));
            assertThat(lines(first.person()))
                    .filteredOn(line -> line.contains(" gate "))
                    .hasSize(24)
                    .containsOnly("GATE_CHECK gate Chốt số 1");
            assertThat(lines(second.person()))
                    .filteredOn(line -> line.contains(" gate "))
                    .hasSize(24)
                    .containsOnly("GATE_CHECK gate Chốt số 2");
        }

        @Test
        void a_gate_reads_whose_the_code_it_was_shown_is_and_no_other() {
            UUID shown = credential(post.phone(green));
            UUID other = credential(post.phone(yellow));
            assertThat(holders("", shown)).isZero();
            assertThat(holders(shown.toString(), shown)).isOne();
            assertThat(holders(shown.toString(), other)).isZero();
        }

        private static UUID credential(Checkpoint.Phone phone) {
            var claims =
                    ((Opened.Verified)
                                    post.server
                                            .bean(Credentials.class)
                                            .open(phone.shows(post.now())))
                            .claims();
            ByteBuffer id = ByteBuffer.wrap(claims.credentialId());
            return new UUID(id.getLong(), id.getLong());
        }

        /// How many rows of this code a keeper's transaction sees that names another.
        private static int holders(String named, UUID wanted) {
            return Scopes.call(
                    new Scope(
                            "chot",
                            "Chốt số 1",
                            "GATE_KEEPER",
                            Purpose.GATE_CHECK,
                            Category.PASS,
                            List.of(),
                            List.of(),
                            DatabaseRole.APPLICATION),
                    () ->
                            new TransactionTemplate(
                                            post.server.bean(PlatformTransactionManager.class))
                                    .execute(status -> {
                                        post.sql()
                                                .sql(
                                                        "SELECT set_config('pccovid.credential', ?, true)")
                                                .param(named)
                                                .query(String.class)
                                                .single();
                                        return post.sql()
                                                .sql(
                                                        "SELECT count(*) FROM credential.issued WHERE credential_id = ?")
                                                .param(wanted)
                                                .query(Integer.class)
                                                .single();
                                    }));
        }
    }

    private static List<String> lines(UUID person) {
        return Scopes.call(
                Scope.service(Purpose.AUDIT),
                () ->
                        new TransactionTemplate(post.server.bean(PlatformTransactionManager.class))
                                .execute(status ->
                                        post.sql()
                                                .sql(
                                                        """
                                                        SELECT purpose || ' ' || what || ' ' || office
                                                          FROM access.access_line WHERE person_id = :person
                                                        """)
                                                .param("person", person)
                                                .query(String.class)
                                                .list()));
    }

    private static Browser.Answer typed(String number, String birth) {
        return post.keeper.post("/api/gate/check", Map.of("number", number, "birthDate", birth));
    }

    @Nested
    @DisplayName("Colour × area levels × paper × purpose × time")
    class Movement {
        @Test
        void into_level_four_the_keeper_asks_and_the_purpose_or_a_paper_decides() {
            UUID closed = post.open("Chốt cấp 4", "56/574", false);
            publish("56/574", 4);
            Browser keeper = post.staff("chot.level", "Chốt cấp 4", Role.GATE_KEEPER, "56");
            post.assign(closed, "chot.level");
            Browser.Answer asked = keeper.post("/api/gate/check", Map.of("code", green.card()));
            answers(asked, "go_if", "ask_purpose");
            assertThat(asked.json().path("askPurpose").asBoolean()).isTrue();
            assertThat(asked.json().path("sentence").path("source").asString())
                    .contains("128/NQ-CP");
            answers(
                    keeper.post(
                            "/api/gate/check", Map.of("code", green.card(), "purpose", "OTHER")),
                    "stop",
                    "level");
            answers(
                    keeper.post("/api/gate/check", Map.of("code", green.card(), "purpose", "HOME")),
                    "go_if",
                    "level");
            Checkpoint.Resident driver = post.resident(2);
            assertThat(issue(post.officer, driver, "TRAVEL").status()).isEqualTo(201);
            answers(keeper.post("/api/gate/check", Map.of("code", driver.card())), "go", "permit");
        }

        @Test
        void papers_let_a_yellow_pass_go_until_they_are_revoked() {
            Checkpoint.Resident worker = post.resident(1);
            answers(post.check(worker.card()), "go_if", "restricted");
            Browser factory = post.staff("nhamay", "Nhà máy nước", Role.EMPLOYER, "56/568");

            assertThat(issue(factory, worker, "ESSENTIAL_WORKER").code())
                    .isEqualTo("gate.permit_quota");
            assertThat(
                            post.authority
                                    .post(
                                            "/api/permits/quotas",
                                            Map.of(
                                                    "office",
                                                    "Nhà máy nước",
                                                    "kind",
                                                    "ESSENTIAL_WORKER",
                                                    "most",
                                                    1))
                                    .status())
                    .isEqualTo(204);
            Browser.Answer issued = issue(factory, worker, "ESSENTIAL_WORKER");
            assertThat(issued.status()).as(issued.text()).isEqualTo(201);
            assertThat(issued.text()).doesNotContain("Đoàn", worker.number());
            answers(post.check(worker.card()), "go", "permit");
            assertThat(post.check(worker.card()).json().path("permits").toString())
                    .isEqualTo("[\"ESSENTIAL_WORKER\"]");

            assertThat(issue(factory, yellow, "ESSENTIAL_WORKER").code())
                    .isEqualTo("gate.permit_quota");
            assertThat(issue(factory, worker, "TRAVEL").code()).isEqualTo("gate.permit_kind");
            Browser other = post.staff("nhamay2", "Nhà máy điện", Role.EMPLOYER, "56/568");
            String id = issued.json().path("permitId").asString();
            assertThat(revoke(other, id).code()).isEqualTo("gate.permit_unknown");
            assertThat(other.get("/api/permits").json().path("papers")).isEmpty();

            assertThat(revoke(factory, id).status()).isEqualTo(204);
            answers(post.check(worker.card()), "go_if", "restricted");
            assertThat(
                            factory.get("/api/permits")
                                    .json()
                                    .path("papers")
                                    .path(0)
                                    .path("endedAt")
                                    .asString())
                    .isNotBlank();
            assertThat(lines(worker.person())).contains("PERMIT permit Nhà máy nước");
            assertThat(issue(factory, yellow, "ESSENTIAL_WORKER").status()).isEqualTo(201);
            answers(post.check(yellow.card()), "go", "permit");
            assertThat(
                            revoke(
                                            factory,
                                            factory.get("/api/permits")
                                                    .json()
                                                    .path("papers")
                                                    .path(0)
                                                    .path("permitId")
                                                    .asString())
                                    .status())
                    .isEqualTo(204);
        }

        @Test
        void a_red_pass_is_not_opened_by_a_travel_paper() {
            Checkpoint.Resident home = post.resident(0);
            assertThat(issue(post.officer, home, "TRAVEL").status()).isEqualTo(201);
            answers(post.check(home.card()), "stop", "stay_home");
            assertThat(issue(post.officer, home, "EMERGENCY").status()).isEqualTo(201);
            answers(post.check(home.card()), "go_if", "emergency");
        }

        @Test
        void an_office_cannot_find_people_by_counting_up_numbers() {
            Browser fisher = post.staff("nhamay3", "Nhà máy cá", Role.EMPLOYER, "56/568");
            String last = "";
            for (int i = 0; i < 60; i++) {
                Checkpoint.Resident nobody =
                        new Checkpoint.Resident(
                                UUID.randomUUID(), "", "056070%06d".formatted(i), "01/01/1970", "");
                last = issue(fisher, nobody, "ESSENTIAL_WORKER").code();
            }
            assertThat(last).isEqualTo("gate.lookups_held");
        }

        /// Both ways round: the paper of whoever was joined counts for who they are now and comes
        /// back with them; and one issued for a number while two persons were one goes with the
        /// number when they are parted, though it was never issued to that person.
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void a_paper_goes_with_its_number_when_persons_are_joined_and_parted(boolean older) {
            Checkpoint.Resident one = post.resident(1);
            post.clock().step(Duration.ofMinutes(1));
            Checkpoint.Resident two = post.resident(1);
            Checkpoint.Resident holder = older ? one : two;
            Checkpoint.Resident other = older ? two : one;
            String code = post.printed(holder).code();
            assertThat(issue(post.officer, holder, "ESSENTIAL_WORKER").status()).isEqualTo(201);
            answers(post.check(holder.card()), "go", "permit");
            answers(post.check(other.card()), "go_if", "restricted");

            UUID decision = post.join(holder, other);
            answers(post.check(holder.card()), "go", "permit");
            answers(post.check(other.card()), "go", "permit");
            answers(post.check(code), "go", "permit");
            Browser.Answer together = issue(post.officer, other, "EMERGENCY");
            assertThat(together.status()).as(together.text()).isEqualTo(201);

            post.part(decision);
            answers(post.check(holder.card()), "go", "permit");
            assertThat(kinds(holder)).isEqualTo("[\"ESSENTIAL_WORKER\"]");
            assertThat(kinds(other)).isEqualTo("[\"EMERGENCY\"]");

            post.join(holder, other);
            assertThat(kinds(holder)).isEqualTo("[\"EMERGENCY\",\"ESSENTIAL_WORKER\"]");
            assertThat(revoke(post.officer, together.json().path("permitId").asString()).status())
                    .isEqualTo(204);
            assertThat(kinds(other))
                    .as("its end holds for both")
                    .isEqualTo("[\"ESSENTIAL_WORKER\"]");
        }

        private static String kinds(Checkpoint.Resident resident) {
            return post.check(resident.card()).json().path("permits").toString();
        }

        private static Browser.Answer issue(
                Browser office, Checkpoint.Resident resident, String kind) {
            return office.post(
                    "/api/permits",
                    Map.of(
                            "number",
                            resident.number(),
                            "birthDate",
                            resident.birth(),
                            "kind",
                            kind,
                            "from",
                            post.now().minusSeconds(60).toString(),
                            "until",
                            post.now().plus(Duration.ofDays(7)).toString(),
                            "document",
                            "12/GĐĐ"));
        }

        private static Browser.Answer revoke(Browser office, String permit) {
            return office.post("/api/permits/" + permit + "/revoke", Map.of("reason", "Nghỉ việc"));
        }
    }

    @Nested
    @DisplayName("Keepers are bound to gate, shift and area")
    class Keepers {
        @Test
        void without_a_shift_nothing_is_answered_and_a_shift_ends() {
            Browser keeper = post.staff("chot.ca", "Chốt số 1", Role.GATE_KEEPER, "56/568");
            assertThat(keeper.post("/api/gate/check", Map.of("code", green.card())).code())
                    .isEqualTo("gate.no_shift");
            assertThat(keeper.get("/api/gate/filters").status()).isEqualTo(200);
            post.assign(post.gate, "chot.ca");
            answers(keeper.post("/api/gate/check", Map.of("code", green.card())), "go", "green");
            assertThat(
                            post.authority
                                    .delete("/api/gates/" + post.gate + "/shifts/chot.ca")
                                    .status())
                    .isEqualTo(204);
            assertThat(keeper.post("/api/gate/check", Map.of("code", green.card())).code())
                    .isEqualTo("gate.no_shift");
        }

        @Test
        void a_shift_outside_the_areas_of_the_account_opens_nothing() {
            Browser keeper = post.staff("chot.xa", "Chốt xa", Role.GATE_KEEPER, "48");
            post.assign(post.gate, "chot.xa");
            assertThat(keeper.post("/api/gate/check", Map.of("code", green.card())).code())
                    .isEqualTo("gate.no_shift");
        }

        @Test
        void an_authority_opens_gates_in_its_own_area_only() {
            assertThat(
                            post.authority
                                    .post(
                                            "/api/gates",
                                            Map.of(
                                                    "nameVi",
                                                    "Chốt",
                                                    "nameEn",
                                                    "Gate",
                                                    "area",
                                                    "48/490",
                                                    "keepsVisits",
                                                    false))
                                    .code())
                    .isEqualTo("gate.area_outside");
        }
    }

    @Nested
    @DisplayName("The bot that counted up numbers")
    class Fishing {
        @Test
        void it_learns_nobody_and_is_held_and_seen() {
            Browser bot = post.staff("chot.bot", "Chốt số 1", Role.GATE_KEEPER, "56/568");
            post.assign(post.gate, "chot.bot");
            Map<String, Integer> outcomes = new HashMap<>();
            List<String> texts = new ArrayList<>();
            // A keeper's session in a script: every number of a block, with the commonest years.
            for (int i = 0; i < 400; i++) {
                Browser.Answer answer =
                        bot.post(
                                "/api/gate/check",
                                Map.of(
                                        "number",
                                        "056070%06d".formatted(600_000 + i),
                                        "birthDate",
                                        "1970"));
                outcomes.merge(
                        answer.status() == 200 ? "answered" : answer.code(), 1, Integer::sum);
                texts.add(answer.text());
            }
            assertThat(outcomes.get("answered")).isLessThanOrEqualTo(10);
            assertThat(outcomes.get("gate.lookups_held")).isGreaterThanOrEqualTo(390);
            assertThat(String.join("\n", texts)).doesNotContain("Đoàn", "1970-", "07006");
            // A new session and cards made up by hand do not help.
            assertThat(bot.post("/api/gate/check", Map.of("code", green.card())).code())
                    .isEqualTo("gate.lookups_held");
            // Codes that are signed cannot be made up, so they still pass.
            answers(
                    bot.post(
                            "/api/gate/check", Map.of("code", post.phone(green).shows(post.now()))),
                    "go",
                    "green");
            // In a group those with a code are answered, and who was not looked up is listed.
            var group =
                    bot.post(
                                    "/api/gate/check/group",
                                    Map.of(
                                            "codes",
                                            List.of(
                                                    yellow.card(),
                                                    post.phone(green).shows(post.now()))))
                            .json();
            assertThat(group.path("go").asInt()).as(group.toString()).isOne();
            assertThat(group.path("exceptions")).hasSize(1);
            assertThat(group.path("exceptions").path(0).path("index").asInt()).isZero();
            assertThat(
                            group.path("exceptions")
                                    .path(0)
                                    .path("answer")
                                    .path("reasonClass")
                                    .asString())
                    .isEqualTo("not_looked_up");
            assertThat(post.authority.get("/api/gates/alarms").text()).contains("chot.bot");
            assertThat(post.authority.post("/api/gates/alarms/chot.bot/settle", Map.of()).status())
                    .isEqualTo(204);
            answers(bot.post("/api/gate/check", Map.of("code", green.card())), "go", "green");
        }

        @Test
        void numbers_of_people_there_are_end_too() {
            Browser keeper = post.staff("chot.nhieu", "Chốt số 1", Role.GATE_KEEPER, "56/568");
            post.assign(post.gate, "chot.nhieu");
            String last = "";
            for (int i = 0; i < 41; i++) {
                Browser.Answer answer =
                        keeper.post(
                                "/api/gate/check",
                                Map.of("number", green.number(), "birthDate", green.birth()));
                last = answer.status() == 200 ? "answered" : answer.code();
            }
            assertThat(last).isEqualTo("gate.lookups_many");
        }
    }
}
