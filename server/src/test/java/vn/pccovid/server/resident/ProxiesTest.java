package vn.pccovid.server.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.demo.DemoClock;

@NullUnmarked
@DisplayName("Guardians and proxies see and show a pass, after both sides' evidence, until a date")
class ProxiesTest {
    private static Town town;
    private static Browser nurse;
    private static int people;

    @BeforeAll
    static void start() {
        town = new Town(RunningServer.Steppable.class);
        nurse = town.nurse("nurse.proxies", "56/568");
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    /// Somebody with a phone that claimed them by card.
    private record Holder(Town.Neighbour who, UUID person, Browser browser, String claim) {
        String path() {
            return "/api/resident/claims/" + claim;
        }
    }

    private static Holder holder(String name, String birth, String century) {
        int n = ++people;
        Town.Neighbour who =
                new Town.Neighbour(
                        name,
                        "056" + century + "%06d".formatted(700_000 + n * 37),
                        birth,
                        Town.COMMUNE);
        UUID person = town.register(who);
        Browser browser = town.phone("032102%04d".formatted(n));
        String claim = town.claimByCard(browser, who).json().path("id").asString();
        assertThat(claim).isNotBlank();
        return new Holder(who, person, browser, claim);
    }

    private static Holder elder(String name) {
        return holder(name, "12/03/1941", "141");
    }

    private static Holder adult(String name) {
        return holder(name, "05/09/1984", "184");
    }

    private static LocalDate inDays(int days) {
        return LocalDate.ofInstant(
                        town.server.bean(Clock.class).instant(),
                        java.time.ZoneId.of("Asia/Ho_Chi_Minh"))
                .plusDays(days);
    }

    private static String offered(Holder by, int days) {
        Browser.Answer offer =
                by.browser().post(by.path() + "/proxies", Map.of("until", inDays(days).toString()));
        assertThat(offer.status()).as(offer.text()).isEqualTo(201);
        return offer.json().path("code").asString();
    }

    private static Browser.Answer take(Holder guardian, String code) {
        return guardian.browser()
                .post("/api/resident/proxies", Map.of("claimId", guardian.claim(), "code", code));
    }

    @Test
    void an_elderly_person_lets_a_daughter_show_the_pass_and_nothing_else() {
        Holder mother = elder("Nguyễn Thị Mận");
        Holder daughter = adult("Lê Thị Cúc");

        Browser.Answer taken = take(daughter, offered(mother, 30));
        assertThat(taken.status()).as(taken.text()).isEqualTo(201);
        String proxy = taken.json().path("id").asString();

        JsonNode claims = daughter.browser().get("/api/resident/claims").json();
        JsonNode shown = claims.path(1);
        assertThat(shown.path("id").asString()).isEqualTo(proxy);
        assertThat(shown.path("level").asString()).isEqualTo("proxy");
        assertThat(shown.path("label").asString()).contains("Mận");
        assertThat(shown.path("until").asString()).isNotBlank();
        String path = "/api/resident/claims/" + proxy;
        assertThat(daughter.browser().get(path + "/pass").json().path("colour").asString())
                .isNotBlank();
        assertThat(daughter.browser().post(path + "/code", Map.of()).status()).isEqualTo(200);
        for (String closed : new String[] {"/facts", "/access-lines", "/requests", "/proxies"}) {
            assertThat(daughter.browser().get(path + closed).code())
                    .as(closed)
                    .isEqualTo("resident.proxy_pass_only");
        }
        assertThat(
                        daughter.browser()
                                .post(
                                        path + "/declarations",
                                        Map.of("symptoms", "", "contactWithCase", false))
                                .status())
                .isGreaterThanOrEqualTo(400);

        JsonNode lines = mother.browser().get(mother.path() + "/access-lines").json();
        assertThat(lines.toString()).contains("GUARDIAN");
        JsonNode given = mother.browser().get(mother.path() + "/proxies").json();
        assertThat(given.path(0).path("name").asString()).contains("Cúc");

        assertThat(mother.browser().delete(mother.path() + "/proxies/" + proxy).status())
                .isEqualTo(204);
        assertThat(daughter.browser().get(path + "/pass").code())
                .isEqualTo("resident.claim_unknown");
        assertThat(mother.browser().get(mother.path() + "/proxies").json()).isEmpty();
    }

    @Test
    void a_code_works_once_and_never_for_oneself_and_a_guessed_one_not_at_all() {
        Holder father = elder("Trần Văn Ổi");
        Holder son = adult("Trần Văn Lê");
        String code = offered(father, 10);

        assertThat(take(son, "2222-22222").code()).isEqualTo("resident.proxy_code_wrong");
        assertThat(take(son, code.toLowerCase(java.util.Locale.ROOT)).status()).isEqualTo(201);
        assertThat(take(son, code).code()).isEqualTo("resident.proxy_code_wrong");
        assertThat(take(father, offered(father, 10)).code()).isEqualTo("resident.proxy_self");
    }

    @Test
    void the_end_is_from_tomorrow_on_and_at_most_a_year_ahead() {
        Holder father = elder("Phạm Văn Bưởi");

        for (int days : new int[] {0, 367}) {
            assertThat(
                            father.browser()
                                    .post(
                                            father.path() + "/proxies",
                                            Map.of("until", inDays(days).toString()))
                                    .code())
                    .as(days + " days")
                    .isEqualTo("resident.proxy_until");
        }
        assertThat(offered(father, 1)).isNotBlank();
        assertThat(offered(father, 366)).isNotBlank();
    }

    @Test
    void a_child_needs_the_desk_and_the_guardian_ends_at_majority() {
        Holder child = holder("Võ Minh Khôi", "20/11/2005", "205");
        Holder mother = adult("Đặng Thu Thảo");

        assertThat(
                        child.browser()
                                .post(
                                        child.path() + "/proxies",
                                        Map.of("until", inDays(10).toString()))
                                .code())
                .isEqualTo("resident.proxy_child_desk");
        Browser.Answer offer =
                nurse.post("/api/desk/people/" + child.person() + "/proxies", Map.of());
        assertThat(offer.status()).as(offer.text()).isEqualTo(201);
        assertThat(offer.json().path("until").asString()).isEqualTo("2023-11-19");
        assertThat(take(mother, offer.json().path("code").asString()).status()).isEqualTo(201);
        assertThat(
                        nurse.get("/api/desk/people/" + child.person() + "/proxies")
                                .json()
                                .path(0)
                                .path("evidence")
                                .asString())
                .isEqualTo("desk");

        Browser elsewhere = town.nurse("nurse.elsewhere", "48/490");
        assertThat(
                        elsewhere
                                .post("/api/desk/people/" + child.person() + "/proxies", Map.of())
                                .code())
                .isEqualTo("person.person_unknown");
    }

    @Test
    void it_ends_at_its_date_and_the_guardian_may_give_it_up_before() {
        Holder father = elder("Huỳnh Văn Mít");
        Holder son = adult("Huỳnh Văn Tài");
        String kept = take(son, offered(father, 2)).json().path("id").asString();
        String left = take(son, offered(father, 200)).json().path("id").asString();

        assertThat(son.browser().delete("/api/resident/claims/" + left).status()).isEqualTo(204);
        assertThat(son.browser().get("/api/resident/claims/" + left + "/pass").code())
                .isEqualTo("resident.claim_unknown");
        assertThat(son.browser().get("/api/resident/claims/" + kept + "/pass").status())
                .isEqualTo(200);

        ((DemoClock) town.server.bean(Clock.class)).step(Duration.ofDays(3));
        assertThat(son.browser().get("/api/resident/claims/" + kept + "/pass").code())
                .isEqualTo("resident.claim_unknown");
    }

    @Test
    void another_device_of_the_guardians_number_shows_nothing() {
        Holder mother = elder("Bùi Thị Sen");
        Holder daughter = adult("Bùi Thị Lài");
        String proxy = take(daughter, offered(mother, 30)).json().path("id").asString();

        Browser other = town.phone("032102%04d".formatted(people));

        assertThat(other.get("/api/resident/claims/" + proxy + "/pass").code())
                .isEqualTo("resident.claim_unknown");
    }
}
