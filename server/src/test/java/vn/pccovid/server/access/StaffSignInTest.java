package vn.pccovid.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@org.jspecify.annotations.NullUnmarked
class StaffSignInTest {

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = new RunningServer(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static StaffAccounts.Staff nurse(String userName) {
        return new StaffAccounts.Staff(
                userName,
                "Trần Thị Hạnh",
                "Trạm y tế phường Phước Hải",
                Set.of(Role.HEALTH_WORKER),
                List.of("56/568/22366"));
    }

    @Test
    void a_nurse_signs_in_through_the_built_in_provider_and_out_again() {
        Browser browser = server.staff(nurse("hanh"));
        var session = browser.get("/api/session").json();
        assertThat(session.path("kind").asString()).isEqualTo("staff");
        assertThat(session.path("displayName").asString()).isEqualTo("Trần Thị Hạnh");
        assertThat(session.path("office").asString()).isEqualTo("Trạm y tế phường Phước Hải");
        assertThat(session.path("roles").path(0).asString()).isEqualTo("HEALTH_WORKER");
        assertThat(session.path("areas").path(0).asString()).isEqualTo("56/568/22366");
        assertThat(session.path("idleMinutes").asInt()).isEqualTo(15);

        assertThat(browser.post("/api/session/sign-out", Map.of()).status()).isEqualTo(204);
        assertThat(browser.get("/api/session").json().path("kind").asString())
                .isEqualTo("anonymous");
    }

    @Test
    void a_wrong_password_and_an_unknown_name_get_the_same_answer() {
        server.bean(StaffAccounts.class).create(nurse("lan"), "the right password");
        assertThat(server.signIn(server.browser(), "lan", "a wrong password").location())
                .endsWith("/sign-in?failed");
        assertThat(server.signIn(server.browser(), "nobody", "a wrong password").location())
                .endsWith("/sign-in?failed");
    }

    @Test
    void five_wrong_passwords_lock_the_account_even_for_the_right_one() {
        server.bean(StaffAccounts.class).create(nurse("mai"), "the right password");
        for (int i = 0; i < 5; i++) {
            assertThat(server.bean(StaffAccounts.class).verify("mai", "wrong " + i)).isEmpty();
        }
        assertThat(server.bean(StaffAccounts.class).verify("mai", "the right password")).isEmpty();
    }

    @Test
    void a_session_ended_elsewhere_is_over_here() {
        Browser browser = server.staff(nurse("thu"));
        server.bean(Sessions.class).endAllOf("thu");
        assertThat(browser.get("/api/session").json().path("kind").asString())
                .isEqualTo("anonymous");
    }

    @Test
    void cookies_are_out_of_reach_of_scripts_and_other_sites() {
        Browser browser = server.browser();
        server.bean(StaffAccounts.class).create(nurse("an.le"), "the right password");
        Browser.Answer last = server.signIn(browser, "an.le", "the right password");
        assertThat(last.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie ->
                        assertThat(cookie)
                                .startsWith("__Host-pccovid-session=")
                                .contains("HttpOnly", "Secure", "SameSite=Strict", "Path=/"));
    }

    @Test
    void a_change_without_the_csrf_token_is_refused() {
        Browser.Answer answer =
                server.browser()
                        .send(
                                "POST",
                                "/api/session/sign-out",
                                "{}",
                                Map.of("Content-Type", "application/json"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("access.csrf");
    }

    @Test
    void every_answer_carries_the_content_security_policy() {
        Browser.Answer answer = server.browser().get("/sign-in");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy ->
                        assertThat(policy)
                                .contains("default-src 'self'", "frame-ancestors 'none'")
                                .doesNotContain("unsafe-inline"));
        assertThat(answer.headers().firstValue("Permissions-Policy")).isPresent();
        assertThat(answer.text()).doesNotContain("<script", "style=", "{{");
    }

    @Test
    void refusals_speak_vietnamese_unless_english_is_preferred() {
        Browser browser = server.browser();
        Browser.Answer vietnamese = browser.send("GET", "/api/no-such-thing", null, Map.of());
        Browser.Answer english =
                browser.send("GET", "/api/no-such-thing", null, Map.of("Accept-Language", "en"));
        assertThat(vietnamese.code()).isEqualTo("request.not_found");
        assertThat(vietnamese.json().path("title").asString())
                .isEqualTo("Không có trang hoặc mục này.");
        assertThat(english.json().path("title").asString())
                .isEqualTo("There is nothing at this address.");
    }

    @Test
    void another_system_is_known_by_its_token_and_a_wrong_token_is_refused() {
        String token = server.bean(SystemClients.class).create("labs", "Viện Pasteur Nha Trang");
        Browser browser = server.browser();
        assertThat(
                        browser.send(
                                        "GET",
                                        "/api/session",
                                        null,
                                        Map.of("Authorization", "Bearer " + token))
                                .json()
                                .path("kind")
                                .asString())
                .isEqualTo("system");
        assertThat(
                        browser.send(
                                        "GET",
                                        "/api/session",
                                        null,
                                        Map.of("Authorization", "Bearer " + token + "x"))
                                .status())
                .isEqualTo(401);
    }
}
