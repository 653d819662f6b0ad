package vn.pccovid.server.territory;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

@DisplayName("Areas of a day, and their published levels")
class TerritoriesTest {
    private static final LocalDate DAY = LocalDate.of(2021, 11, 1);

    @SuppressWarnings("NullAway.Init") // set before every test
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = new RunningServer(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Territories territories() {
        return server.bean(Territories.class);
    }

    @Test
    void anybody_may_read_the_provinces_and_what_lies_below() {
        var provinces = server.browser().get("/api/territory/areas");
        assertThat(provinces.status()).isEqualTo(200);
        assertThat(provinces.json()).hasSize(63);
        var communes = server.browser().get("/api/territory/areas?parent=56/574").json();
        assertThat(communes).hasSize(18);
        assertThat(communes.get(0).get("path").asString()).startsWith("56/574/");
        assertThat(communes.get(0).get("nameEn").asString()).isEqualTo("Dien Khanh Township");
    }

    @Test
    @DisplayName("five island districts have no commune")
    void an_island_district_answers_with_an_empty_list() {
        var answer = server.browser().get("/api/territory/areas?parent=48/498");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEmpty();
    }

    @Test
    void an_unknown_parent_is_a_problem_with_a_code() {
        var answer = server.browser().get("/api/territory/areas?parent=56/999");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("territory.area_unknown");
    }

    @Test
    void a_code_has_a_name_and_a_path_on_a_day() {
        assertThat(territories().name("22651", DAY)).contains("Thị trấn Diên Khánh");
        assertThat(territories().path("22651", DAY)).isEqualTo("56/574/22651");
        assertThat(territories().path("99999", DAY)).isEmpty();
        assertThat(territories().resolve("TT Dien Khanh, H. Dien Khanh", DAY, "56").path())
                .isEqualTo("56/574/22651");
    }

    @Test
    void the_level_of_a_commune_is_its_own_or_that_of_the_area_above() throws Exception {
        publish("56/574", "2021-10-12T00:00:00Z", 2);
        publish("56/574/22651", "2021-10-20T00:00:00Z", 3);
        assertThat(level("56/574/22651", "2021-10-11T23:59:59Z")).isEmpty();
        assertThat(level("56/574/22651", "2021-10-12T00:00:00Z")).hasValue(2);
        assertThat(level("56/574/22651", "2021-10-20T00:00:00Z")).hasValue(3);
        assertThat(level("56/574/22654", "2021-10-20T00:00:00Z")).hasValue(2);
        assertThat(level("56/57", "2021-10-20T00:00:00Z")).isEmpty();
    }

    private static OptionalInt level(String path, String at) throws Exception {
        var transaction = server.bean(TransactionTemplate.class);
        return Scopes.call(
                Scope.worker(Purpose.COLOURING),
                () -> transaction.execute(status -> territories().level(path, Instant.parse(at))));
    }

    private static void publish(String area, String from, int level) throws SQLException {
        try (var connection = server.database().owner().connect();
                var insert =
                        connection.prepareStatement(
                                """
                                INSERT INTO territory.area_level (area, from_at, level, code_list, decision)
                                VALUES (?, ?::timestamptz, ?, 'vn-gso-2021-11-01', 'test')
                                """)) {
            insert.setString(1, area);
            insert.setString(2, from);
            insert.setInt(3, level);
            insert.executeUpdate();
        }
    }
}
