package vn.pccovid.server.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.pccovid.server.access.Browser;

@NullUnmarked
class DeskTest {

    private static Town town;
    private static Browser nurse;

    @BeforeAll
    static void start() {
        town = new Town();
        nurse = town.nurse("nurse", "56/568");
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    @Test
    void a_number_finds_a_person_of_the_own_area_and_nobody_elsewhere() {
        assertThat(nurse.post("/api/desk/search", Map.of("number", Town.HOA.number())).text())
                .contains("Nguyễn Thị Hoa", "1984-05-17", "0123");
        assertThat(nurse.post("/api/desk/search", Map.of("number", Town.BINH.number())).text())
                .isEqualTo("{\"items\":[]}");
    }

    @Test
    void a_name_with_a_birth_date_must_both_agree_exactly() {
        assertThat(search("Lê Anh Tuấn", "02/09/1980")).hasSize(1);
        assertThat(search("Lê Anh Tuấn", "03/09/1980")).isEmpty();
        assertThat(search("Lê Anh", "02/09/1980")).isEmpty();
    }

    @Test
    void a_card_on_the_desk_serves_somebody_who_lives_elsewhere_for_that_officer_only() {
        Town.Neighbour guest =
                new Town.Neighbour("Hồ Văn Khách", "048077000654", "05/07/1977", Town.ELSEWHERE);
        town.register(guest);
        String id =
                nurse.post("/api/desk/search", Map.of("card", guest.card()))
                        .json()
                        .path("items")
                        .path(0)
                        .path("personId")
                        .asString();
        assertThat(id).isNotEmpty();
        Map<String, Object> healthy = Map.of("symptoms", List.of(), "contactWithCase", false);
        assertThat(nurse.post("/api/desk/people/" + id + "/declarations", healthy).status())
                .isEqualTo(204);
        Browser other = town.nurse("nurse.other", "56/568");
        assertThat(other.post("/api/desk/people/" + id + "/declarations", healthy).code())
                .isEqualTo("person.person_unknown");
    }

    @Test
    void a_child_without_papers_is_registered_once_and_found_again() {
        Browser.Answer made =
                nurse.post(
                        "/api/desk/people",
                        Map.of(
                                "name",
                                "Nguyễn Bảo Châu",
                                "birthDate",
                                "2016",
                                "sex",
                                "FEMALE",
                                "commune",
                                "22390"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("birthDate").asString()).isEqualTo("2016");
        assertThat(search("Nguyễn Bảo Châu", "2016")).hasSize(1);
    }

    @Test
    void nobody_is_registered_outside_the_own_area() {
        assertThat(
                        nurse.post(
                                        "/api/desk/people",
                                        Map.of(
                                                "name",
                                                "Nguyễn Văn Xa",
                                                "birthDate",
                                                "1970",
                                                "commune",
                                                "20194"))
                                .code())
                .isEqualTo("resident.area_outside");
    }

    @Test
    void a_declaration_made_at_the_desk_appears_among_the_persons_facts() {
        String id =
                nurse.post("/api/desk/search", Map.of("number", Town.HOA.number()))
                        .json()
                        .path("items")
                        .path(0)
                        .path("personId")
                        .asString();
        Map<String, Object> ill =
                Map.of(
                        "symptoms",
                        List.of("fever", "throat"),
                        "contactWithCase",
                        true,
                        "clientId",
                        "one");
        assertThat(nurse.post("/api/desk/people/" + id + "/declarations", ill).status())
                .isEqualTo(204);
        assertThat(nurse.post("/api/desk/people/" + id + "/declarations", ill).status())
                .isEqualTo(204);

        Browser phone = town.phone("0321000060");
        String claim = town.claimByCard(phone, Town.HOA).json().path("id").asString();
        var declared =
                phone.get("/api/resident/claims/" + claim + "/facts").json().path("declarations");
        assertThat(declared).hasSize(1);
        assertThat(declared.path(0).path("source").asString()).isEqualTo("desk");
        assertThat(declared.path(0).path("linkLevel").asString()).isEqualTo("certain");
        assertThat(declared.path(0).path("details").toString()).contains("fever", "sore_throat");
    }

    @Test
    void a_residents_own_declaration_counts_once_however_often_it_is_sent() {
        Browser phone = town.phone("0321000061");
        String claim = town.claimByCard(phone, Town.TUAN).json().path("id").asString();
        Map<String, Object> healthy =
                Map.of("symptoms", List.of(), "contactWithCase", false, "clientId", "abc");
        for (int i = 0; i < 3; i++) {
            assertThat(
                            phone.post("/api/resident/claims/" + claim + "/declarations", healthy)
                                    .status())
                    .isEqualTo(204);
        }
        assertThat(
                        phone.get("/api/resident/claims/" + claim + "/facts")
                                .json()
                                .path("declarations"))
                .hasSize(1);
    }

    @Test
    void an_unknown_symptom_is_refused_and_not_dropped() {
        Browser phone = town.phone("0321000062");
        String claim = town.claimByCard(phone, Town.TUAN).json().path("id").asString();
        assertThat(
                        phone.post(
                                        "/api/resident/claims/" + claim + "/declarations",
                                        Map.of(
                                                "symptoms",
                                                List.of("plague"),
                                                "contactWithCase",
                                                false))
                                .code())
                .isEqualTo("resident.symptom_unknown");
    }

    @Test
    void a_vouched_phone_holds_the_person_after_its_next_code_and_on_that_device_only() {
        Town.Neighbour old =
                new Town.Neighbour("Trương Thị Cúc", "056150000111", "1950", Town.COMMUNE);
        String id = town.register(old).toString();
        Browser earlier = town.phone("0321000063");

        assertThat(
                        nurse.post(
                                        "/api/desk/people/" + id + "/vouch",
                                        Map.of("phone", "0321000063"))
                                .status())
                .isEqualTo(204);

        assertThat(earlier.get("/api/resident/claims").text()).isEqualTo("[]");
        Browser atTheDesk = town.phone("0321000063");
        assertThat(atTheDesk.get("/api/resident/claims").json().path(0).path("level").asString())
                .isEqualTo("vouched");
        assertThat(earlier.get("/api/resident/claims").text()).isEqualTo("[]");
        assertThat(town.phone("0321000063").get("/api/resident/claims").text()).isEqualTo("[]");
    }

    @Test
    void a_pass_and_its_code_come_to_the_phone_and_on_paper_and_to_nobody_else() {
        Browser phone = town.phone("0321000064");
        String claim = town.claimByCard(phone, Town.TUAN).json().path("id").asString();
        var pass = phone.get("/api/resident/claims/" + claim + "/pass").json();
        assertThat(pass.path("colour").asString()).isIn("GREEN", "YELLOW", "RED");
        assertThat(pass.path("reason").path("vi").asString()).isNotEmpty();
        var code = phone.post("/api/resident/claims/" + claim + "/code", Map.of()).json();
        assertThat(code.path("code").asString()).startsWith("PCV1:").doesNotContain("Tuấn");
        assertThat(code.path("svg").asString()).startsWith("<svg");

        String person =
                nurse.post("/api/desk/search", Map.of("number", Town.TUAN.number()))
                        .json()
                        .path("items")
                        .path(0)
                        .path("personId")
                        .asString();
        assertThat(nurse.get("/api/desk/people/" + person + "/pass").status()).isEqualTo(200);
        assertThat(
                        nurse.post("/api/desk/people/" + person + "/code", Map.of())
                                .json()
                                .path("code")
                                .asString())
                .startsWith("PCV1:");

        Browser elsewhere = town.nurse("nurse.elsewhere", "48/490");
        assertThat(elsewhere.get("/api/desk/people/" + person + "/pass").status()).isEqualTo(404);
        assertThat(elsewhere.post("/api/desk/people/" + person + "/code", Map.of()).status())
                .isEqualTo(404);
    }

    private static tools.jackson.databind.JsonNode search(String name, String birthDate) {
        return nurse.post("/api/desk/search", Map.of("name", name, "birthDate", birthDate))
                .json()
                .path("items");
    }
}
