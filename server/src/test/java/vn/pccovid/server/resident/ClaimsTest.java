package vn.pccovid.server.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.person.People;

@NullUnmarked
class ClaimsTest {

    private static Town town;

    @BeforeAll
    static void start() {
        town = new Town();
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @Nested
    @DisplayName("A phone alone shows nothing about anyone")
    class PhoneAlone {

        @Test
        void a_fresh_sign_in_stands_for_nobody() {
            Browser phone = town.phone("0321000001");
            assertThat(phone.get("/api/session").json().path("kind").asString())
                    .isEqualTo("resident");
            assertThat(phone.get("/api/session").text()).doesNotContain("0321000001");
            assertThat(phone.get("/api/resident/claims").text()).isEqualTo("[]");
        }

        @Test
        void a_card_in_the_hand_shows_its_person() {
            Browser phone = town.phone("0321000002");
            Browser.Answer claimed = town.claimByCard(phone, Town.HOA);
            assertThat(claimed.status()).isEqualTo(201);
            assertThat(claimed.json().path("label").asString()).isEqualTo("Nguyễn Thị Hoa");
            assertThat(claimed.json().path("level").asString()).isEqualTo("card");
            String id = claimed.json().path("id").asString();
            assertThat(phone.get("/api/resident/claims/" + id + "/facts").status()).isEqualTo(200);
        }

        @Test
        void number_and_birth_date_show_their_person() {
            Browser phone = town.phone("0321000003");
            Browser.Answer claimed = town.claimByNumber(phone, Town.TUAN, "02/09/1980");
            assertThat(claimed.status()).isEqualTo(201);
            assertThat(claimed.json().path("level").asString()).isEqualTo("number");
        }

        @Test
        void a_wrong_birth_date_and_an_unknown_number_get_the_same_answer() {
            Browser phone = town.phone("0321000004");
            Browser.Answer wrong = town.claimByNumber(phone, Town.TUAN, "03/09/1980");
            Browser.Answer unknown =
                    phone.post(
                            "/api/resident/claims",
                            Map.of(
                                    "method",
                                    "number",
                                    "number",
                                    "056080009999",
                                    "birthDate",
                                    "02/09/1980"));
            assertThat(wrong.code()).isEqualTo("resident.claim_refused");
            assertThat(unknown.text()).isEqualTo(wrong.text());
            assertThat(wrong.text()).doesNotContain(Town.TUAN.number(), "1980", "Tuấn");
        }

        @Test
        void the_sixth_wrong_claim_of_a_day_is_not_even_looked_at() {
            Browser phone = town.phone("0321000005");
            for (int day = 10; day < 15; day++) {
                assertThat(town.claimByNumber(phone, Town.BINH, day + "/01/1975").code())
                        .isEqualTo("resident.claim_refused");
            }
            assertThat(town.claimByNumber(phone, Town.BINH, "11/11/1975").code())
                    .isEqualTo("resident.claim_too_often");
        }
    }

    @Nested
    @DisplayName("A recycled SIM sees nobody else's facts")
    class RecycledSim {

        @Test
        void the_next_holder_of_a_number_sees_none_of_the_persons_of_the_one_before() {
            Browser before = town.phone("0321000010");
            String id = town.claimByCard(before, Town.HOA).json().path("id").asString();

            Browser next = town.phone("0321000010");

            assertThat(next.get("/api/resident/claims").text()).isEqualTo("[]");
            for (String page : new String[] {"facts", "access-lines"}) {
                Browser.Answer refused = next.get("/api/resident/claims/" + id + "/" + page);
                assertThat(refused.code()).isEqualTo("resident.claim_unknown");
                assertThat(refused.text()).doesNotContain("Hoa");
            }
            assertThat(before.get("/api/resident/claims").json()).hasSize(1);
        }

        @Test
        void what_the_next_holder_claims_the_one_before_does_not_see() {
            Browser before = town.phone("0321000011");
            Browser next = town.phone("0321000011");
            town.claimByCard(next, Town.TUAN);
            assertThat(before.get("/api/resident/claims").text()).isEqualTo("[]");
        }
    }

    @Nested
    @DisplayName("A family phone sees nobody else's facts")
    class FamilyPhone {

        @Test
        void each_member_proves_their_own_and_one_account_holds_them_all() {
            Browser shared = town.phone("0321000020");
            town.claimByCard(shared, Town.HOA);
            assertThat(shared.get("/api/resident/claims").json()).hasSize(1);
            town.claimByNumber(shared, Town.TUAN, "02/09/1980");
            assertThat(shared.get("/api/resident/claims").json()).hasSize(2);
        }

        @Test
        void a_son_signed_in_with_his_mothers_number_on_his_phone_sees_nothing_of_hers() {
            Browser mother = town.phone("0321000021");
            town.claimByCard(mother, Town.HOA);
            Browser son = town.phone("0321000021");
            town.claimByCard(son, Town.TUAN);
            assertThat(son.get("/api/resident/claims").json()).hasSize(1);
            assertThat(son.get("/api/resident/claims").text())
                    .contains("Tuấn")
                    .doesNotContain("Hoa");
            assertThat(mother.get("/api/resident/claims").text()).doesNotContain("Tuấn");
        }

        @Test
        void a_claim_of_one_account_is_not_open_to_another() {
            Browser owner = town.phone("0321000022");
            String id = town.claimByCard(owner, Town.HOA).json().path("id").asString();
            Browser stranger = town.phone("0321000023");
            assertThat(stranger.get("/api/resident/claims/" + id + "/facts").code())
                    .isEqualTo("resident.claim_unknown");
            assertThat(stranger.delete("/api/resident/claims/" + id).code())
                    .isEqualTo("resident.claim_unknown");
        }
    }

    @Nested
    @DisplayName("Every newer claim is announced to the older one; claims can be revoked")
    class Announced {

        @Test
        void an_older_claim_learns_that_somebody_else_claimed_the_same_person() {
            Town.Neighbour lan =
                    new Town.Neighbour("Võ Thị Lan", "056190000777", "20/10/1990", Town.COMMUNE);
            town.register(lan);
            Browser first = town.phone("0321000030");
            town.claimByCard(first, lan);
            assertThat(first.get("/api/resident/claims").json().path(0).path("notices")).isEmpty();

            town.claimByNumber(town.phone("0321000031"), lan, "20/10/1990");

            assertThat(
                            first.get("/api/resident/claims")
                                    .json()
                                    .path(0)
                                    .path("notices")
                                    .path(0)
                                    .path("kind")
                                    .asString())
                    .isEqualTo("claimed_elsewhere");
        }

        @Test
        void the_same_account_on_a_new_device_is_announced_too() {
            Town.Neighbour mai =
                    new Town.Neighbour("Đỗ Thị Mai", "056191000555", "08/03/1991", Town.COMMUNE);
            town.register(mai);
            Browser old = town.phone("0321000032");
            town.claimByCard(old, mai);
            town.claimByCard(town.phone("0321000032"), mai);
            assertThat(
                            old.get("/api/resident/claims")
                                    .json()
                                    .path(0)
                                    .path("notices")
                                    .path(0)
                                    .path("kind")
                                    .asString())
                    .isEqualTo("proven_on_new_device");
        }

        @Test
        void a_revoked_claim_shows_nothing_any_more() {
            Browser phone = town.phone("0321000033");
            String id = town.claimByCard(phone, Town.HOA).json().path("id").asString();
            assertThat(phone.delete("/api/resident/claims/" + id).status()).isEqualTo(204);
            assertThat(phone.get("/api/resident/claims/" + id + "/facts").code())
                    .isEqualTo("resident.claim_unknown");
        }

        @Test
        void signing_in_again_on_the_same_device_keeps_its_claims() {
            Browser phone = town.phone("0321000034");
            town.claimByCard(phone, Town.HOA);
            phone.post("/api/session/sign-out", Map.of());
            assertThat(phone.get("/api/resident/claims").status()).isEqualTo(401);
            town.signIn(phone, "0321000034");
            assertThat(phone.get("/api/resident/claims").json()).hasSize(1);
        }
    }

    @Nested
    @DisplayName("One-time codes expire and are limited")
    class Codes {

        @Test
        void a_phone_nobody_knows_and_one_that_signed_in_before_get_the_same_answer() {
            town.phone("0321000040");
            town.forgetCode("0321000040");
            Browser browser = town.server.browser();
            Browser.Answer known =
                    browser.post("/api/resident/sign-in", Map.of("phone", "0321000040"));
            Browser.Answer unknown =
                    browser.post("/api/resident/sign-in", Map.of("phone", "0321000041"));
            assertThat(known.status()).isEqualTo(202);
            assertThat(unknown.text()).isEqualTo(known.text());
        }

        @Test
        void a_second_code_within_a_minute_is_refused() {
            Browser browser = town.server.browser();
            browser.post("/api/resident/sign-in", Map.of("phone", "0321000042"));
            Browser.Answer again =
                    browser.post("/api/resident/sign-in", Map.of("phone", "0321000042"));
            assertThat(again.status()).isEqualTo(429);
            assertThat(again.code()).isEqualTo("resident.code_too_often");
        }

        @Test
        void after_five_wrong_tries_the_right_code_is_wrong_too() {
            Browser browser = town.server.browser();
            browser.post("/api/resident/sign-in", Map.of("phone", "0321000043"));
            String right = town.newestCode();
            String wrong = right.equals("000000") ? "000001" : "000000";
            for (int i = 0; i < 5; i++) {
                assertThat(verify(browser, "0321000043", wrong).code())
                        .isEqualTo("resident.code_wrong");
            }
            assertThat(verify(browser, "0321000043", right).code())
                    .isEqualTo("resident.code_wrong");
        }

        @Test
        void a_code_opens_once_and_only_its_own_phone() {
            Browser browser = town.server.browser();
            browser.post("/api/resident/sign-in", Map.of("phone", "0321000044"));
            String code = town.newestCode();
            assertThat(verify(browser, "0321000045", code).code()).isEqualTo("resident.code_wrong");
            assertThat(verify(browser, "0321000044", code).status()).isEqualTo(200);
            assertThat(verify(browser, "0321000044", code).code()).isEqualTo("resident.code_wrong");
        }

        @Test
        void a_number_that_is_no_phone_is_refused_without_repeating_it() {
            Browser.Answer answer =
                    town.server.browser().post("/api/resident/sign-in", Map.of("phone", "12"));
            assertThat(answer.code()).isEqualTo("resident.phone_unreadable");
        }

        private Browser.Answer verify(Browser browser, String phone, String code) {
            return browser.post(
                    "/api/resident/sign-in/verify", Map.of("phone", phone, "code", code));
        }
    }

    @Nested
    @DisplayName("Every read of a person leaves a line that person can see")
    class Lines {

        @Test
        void the_person_sees_office_and_role_and_never_the_officer() {
            Town.Neighbour ngoc =
                    new Town.Neighbour("Bùi Thị Ngọc", "056192000888", "01/06/1992", Town.COMMUNE);
            town.register(ngoc);
            Browser nurse = town.nurse("nurse.lines", "56/568");
            Browser.Answer found = nurse.post("/api/desk/search", Map.of("number", ngoc.number()));
            assertThat(found.json().path("items")).hasSize(1);

            Browser phone = town.phone("0321000050");
            String id = town.claimByCard(phone, ngoc).json().path("id").asString();
            Browser.Answer lines = phone.get("/api/resident/claims/" + id + "/access-lines");

            assertThat(lines.text())
                    .contains("Trạm y tế phường thử", "HEALTH_WORKER", "CARE")
                    .doesNotContain("nurse.lines", "Hạnh");
        }

        @Test
        void lines_written_before_anybody_knew_whose_the_record_is_are_shown_too() {
            Town.Neighbour minh =
                    new Town.Neighbour("Đỗ Thị Minh", "056192000889", "02/06/1992", Town.COMMUNE);
            town.register(minh);
            Browser phone = town.phone("0321000051");
            String id = town.claimByCard(phone, minh).json().path("id").asString();
            AtomicReference<UUID> record = new AtomicReference<>();
            asWorker(() ->
                    record.set(
                            town.server
                                    .bean(People.class)
                                    .recordOf("population", minh.number())
                                    .orElseThrow()));
            asWorker(() ->
                    town.server
                            .bean(AccessLines.class)
                            .record(List.of(record.get()), "verification-insurance"));

            Browser.Answer lines = phone.get("/api/resident/claims/" + id + "/access-lines");

            assertThat(lines.text()).contains("DATA_QUALITY");
        }

        @Test
        void the_lines_of_a_person_joined_to_another_go_with_them() {
            Town.Neighbour once =
                    new Town.Neighbour("Võ Thị Sen", "056192000890", "03/06/1992", Town.COMMUNE);
            Town.Neighbour twice =
                    new Town.Neighbour("Hồ Ngọc Lành", "056190000891", "14/11/1990", Town.COMMUNE);
            UUID kept = town.register(once);
            UUID joined = town.register(twice);
            Browser nurse = town.nurse("nurse.joined", "56/568");
            nurse.post("/api/desk/search", Map.of("number", twice.number()));
            asWorker(() ->
                    town.server
                            .bean(People.class)
                            .merge(
                                    kept,
                                    joined,
                                    List.of(
                                            "both_registered",
                                            "different_citizen_id",
                                            "birth_date_differs",
                                            "given_name_differs",
                                            "birth_differs"),
                                    "steward",
                                    "two cards, one person"));
            Browser phone = town.phone("0321000052");
            String id = town.claimByCard(phone, once).json().path("id").asString();

            assertThat(phone.get("/api/resident/claims/" + id + "/access-lines").text())
                    .contains("HEALTH_WORKER");
        }
    }

    private static void asWorker(Runnable work) {
        TransactionTemplate transaction =
                new TransactionTemplate(town.server.bean(PlatformTransactionManager.class));
        Scopes.run(
                Scope.worker(Purpose.DATA_QUALITY),
                () -> transaction.executeWithoutResult(status -> work.run()));
    }
}
