package vn.pccovid.server.oversight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.StaffAccounts;
import vn.pccovid.server.pass.Nation;

@org.jspecify.annotations.NullUnmarked
class OverviewTest {
    private static final String OVERVIEW = "/api/oversight/overview?area=56/568";

    private static Nation nation;
    private static Browser authority;

    @BeforeAll
    static void start() {
        nation = new Nation();
        for (int i = 0; i < 7; i++) {
            nation.adult("56/568/22363");
        }
        for (int i = 0; i < 6; i++) {
            Nation.Somebody vaccinated = nation.adult("56/568/22363");
            nation.dose(vaccinated, "v1-" + i, "2021-07-01T09:00");
            nation.dose(vaccinated, "v2-" + i, "2021-09-01T09:00");
        }
        nation.somebody("ncovi", "56/568/22366", 1990);
        nation.adult("60/595/23206");
        nation.passes().catchUp();
        authority = staff("chu.tich", Role.AUTHORITY);
    }

    @AfterAll
    static void stop() {
        nation.close();
    }

    private static Browser staff(String name, Role role) {
        return nation.server.staff(
                new StaffAccounts.Staff(
                        name, "Lê Thị Hoa", "Ủy ban Nha Trang", Set.of(role), List.of("56/568")));
    }

    @Test
    void a_stranger_is_refused() {
        Browser.Answer answer = nation.server.browser().get(OVERVIEW);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("access.signed_out");
    }

    @Test
    void a_nurse_is_refused_and_so_is_an_area_of_somebody_else() {
        assertThat(staff("y.ta", Role.HEALTH_WORKER).get(OVERVIEW).status()).isEqualTo(403);
        Browser.Answer other = authority.get("/api/oversight/overview?area=60");
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.code()).isEqualTo("oversight.area_refused");
        assertThat(authority.get("/api/oversight/overview?area=x").code())
                .isEqualTo("oversight.area_unknown");
    }

    @Test
    void an_authority_reads_counts_of_its_area_with_small_ones_hidden_and_no_name() {
        Browser.Answer answer = authority.get(OVERVIEW);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode overview = answer.json();
        assertThat(overview.path("area").path("code").asString()).isEqualTo("56/568");
        assertThat(overview.path("communes").size()).isEqualTo(2);
        JsonNode alone = overview.path("communes").path(1);
        assertThat(alone.path("code").asString()).isEqualTo("56/568/22366");
        assertThat(alone.path("suppressed").asBoolean()).isTrue();
        for (String cell : List.of("people", "carriedOver", "green", "yellow", "red")) {
            assertThat(alone.path(cell).isNull()).as(cell).isTrue();
        }
        assertThat(overview.has("sources")).isTrue();
        assertThat(answer.text()).doesNotContain("Văn");
    }

    @Test
    void the_one_person_of_a_commune_cannot_be_found_by_subtraction() {
        JsonNode overview = authority.get(OVERVIEW).json();
        JsonNode large = overview.path("communes").path(0);

        for (String cell : List.of("people", "carriedOver")) {
            assertThat(overview.path(cell).isNull() || large.path(cell).isNull()).isTrue();
        }
        for (String colour : List.of("green", "yellow", "red")) {
            assertThat(
                            overview.path("colours").path(colour).isNull()
                                    || large.path(colour).isNull())
                    .isTrue();
        }
    }

    @Test
    void without_an_area_the_first_of_the_caller_is_meant() {
        assertThat(
                        authority
                                .get("/api/oversight/overview")
                                .json()
                                .path("area")
                                .path("code")
                                .asString())
                .isEqualTo("56/568");
    }
}
