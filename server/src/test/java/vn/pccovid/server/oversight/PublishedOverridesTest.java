package vn.pccovid.server.oversight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.DatabaseRole;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.pass.Nation;
import vn.pccovid.server.pass.Overrides;

@NullUnmarked
@DisplayName("Set colours are published by district and whole week, counts under 5 suppressed")
class PublishedOverridesTest {
    private static final String PUBLISHED = "/api/oversight/overrides";

    private static Nation nation;
    private static int papers;

    @BeforeAll
    static void start() {
        nation = new Nation();
        // Two officers a day, so that no alarm holds any of them.
        for (int i = 0; i < 7; i++) {
            nation.later("2021-10-11T08:00", i);
            set("56/568/22363", i);
            if (i > 0) {
                set("56/570/22453", 10 + i);
            }
        }
        nation.later("2021-10-11T08:00", 6);
        set("56/574/22651", 20);
        nation.now("2021-10-20T08:00");
    }

    @AfterAll
    static void stop() {
        nation.close();
    }

    @Test
    void anybody_reads_the_week_that_is_over_and_no_small_count() {
        Browser.Answer answer = nation.server.browser().get(PUBLISHED);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode week = answer.json().path(0);
        assertThat(week.path("from").asString()).isEqualTo("2021-10-11");
        JsonNode districts = week.path("districts");
        assertThat(districts.size()).isEqualTo(3);
        assertThat(districts.path(0).path("district").asString()).isEqualTo("56/568");
        assertThat(districts.path(0).path("all").asInt()).isEqualTo(7);
        // The one of the third would follow from the six of the second and the total.
        for (int small : List.of(1, 2)) {
            for (String cell : List.of("green", "all")) {
                assertThat(districts.path(small).path(cell).isNull()).as(cell).isTrue();
            }
        }
        assertThat(week.path("total").path("all").asInt()).isEqualTo(14);
        assertThat(answer.text()).doesNotContain("Tâm", "QĐ", "office of");
    }

    @Test
    void the_week_that_runs_is_not_published() {
        nation.now("2021-10-16T08:00");
        try {
            assertThat(nation.server.browser().get(PUBLISHED).json().size()).isZero();
        } finally {
            nation.now("2021-10-20T08:00");
        }
    }

    private static void set(String commune, int officer) {
        Nation.Somebody who = nation.adult(commune);
        nation.passes().catchUp();
        Overrides overrides = nation.server.bean(Overrides.class);
        Overrides.Wanted wanted =
                new Overrides.Wanted(
                        "GREEN",
                        "correction",
                        papers++ + "/QĐ-UBND",
                        "a paper book shows two doses",
                        3);
        UUID id =
                Scopes.call(
                        officer("tam" + officer, "HEALTH_WORKER"),
                        () -> overrides.propose(who.person(), wanted, "Tâm"));
        Overrides.Proposal confirmed =
                Scopes.call(
                        officer("minh" + officer, "SUPERVISOR"),
                        () -> overrides.confirm(id, "Minh"));
        assertThat(confirmed.state()).isEqualTo("confirmed");
    }

    private static Scope officer(String name, String role) {
        return new Scope(
                name,
                "office of " + name,
                role,
                Purpose.OVERRIDE,
                Category.PASS,
                List.of("56"),
                List.of(),
                DatabaseRole.APPLICATION);
    }
}
