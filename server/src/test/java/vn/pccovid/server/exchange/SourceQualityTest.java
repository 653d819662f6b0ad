package vn.pccovid.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.HourlyTask;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.StaffAccounts;

@NullUnmarked
@DisplayName("How good each source is, and why its records fail")
class SourceQualityTest {
    private static RunningServer server;
    private static Browser steward;

    @TempDir private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        server =
                new RunningServer(
                        Map.of("pccovid.exchange.spool", folder.resolve("spool").toString()));
        NineSources.write(folder);
        Imports imports = server.bean(Imports.class);
        for (Imports.FileKind kind : Imports.fileKinds()) {
            imports.importFile(
                    kind.source(),
                    kind.file(),
                    folder.resolve(kind.file() + ".csv"),
                    progress -> {});
        }
        steward =
                server.staff(
                        new StaffAccounts.Staff(
                                "quality.steward",
                                "Lê Văn Bình",
                                "Trạm y tế",
                                Set.of(Role.DATA_STEWARD),
                                List.of("56")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static long number(String sql) {
        return Scopes.call(
                Scope.worker(Purpose.OPERATION),
                () ->
                        server.bean(Importer.class)
                                .inTransaction(() ->
                                        server.bean(JdbcClient.class)
                                                .sql(sql)
                                                .query(Long.class)
                                                .single()));
    }

    private static JsonNode quality() {
        Browser.Answer answer = steward.get("/api/exchange/sources/quality?weeks=4");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode week(String source) {
        for (JsonNode found : quality()) {
            if (found.path("source").asString().equals(source)) {
                assertThat(found.path("weeks").size()).isEqualTo(1);
                return found.path("weeks").get(0);
            }
        }
        throw new AssertionError("no figures of " + source);
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.asLong();
        }
        return sum;
    }

    @Test
    void rows_and_fates_are_those_of_the_runs() {
        for (JsonNode source : quality()) {
            String name = source.path("source").asString();
            JsonNode week = source.path("weeks").get(0);
            assertThat(week.path("rows").asLong())
                    .as(name)
                    .isEqualTo(
                            number(
                                    "SELECT coalesce(sum(line_count), 0) FROM exchange.run WHERE source = '"
                                            + name
                                            + "'"));
            assertThat(sum(week.path("fates"))).as(name).isEqualTo(week.path("rows").asLong());
        }
    }

    @Test
    void every_record_has_one_outcome_and_linked_ones_their_levels() {
        long records = 0;
        for (JsonNode source : quality()) {
            JsonNode outcomes = source.path("weeks").get(0).path("outcomes");
            records +=
                    outcomes.path("linked").asLong()
                            + outcomes.path("new_person").asLong()
                            + outcomes.path("waiting").asLong();
        }
        assertThat(records)
                .isEqualTo(number("SELECT count(*) FROM person.record WHERE version = 1"));

        JsonNode week = week("vaccination");
        assertThat(week.path("outcomes").path("linked").asLong()).isEqualTo(2);
        assertThat(sum(week.path("linked").path("NAME"))).isEqualTo(2);
    }

    @Test
    void what_the_reader_could_not_use_is_counted_by_column_once() {
        JsonNode first = week("vaccination").path("problems");
        long counted = 0;
        for (JsonNode problem : first) {
            counted += problem.path("rows").asLong();
        }
        assertThat(counted)
                .isPositive()
                .isEqualTo(
                        number(
                                """
                                SELECT count(*) FROM exchange.problem p JOIN exchange.run r ON r.run_id = p.run_id
                                WHERE r.source = 'vaccination' AND p.severity > 0
                                """));
        assertThat(week("vaccination").path("problems")).isEqualTo(first);
        for (JsonNode problem : first) {
            assertThat(problem.path("message").path("vi").asString()).isNotBlank();
        }
    }

    @Test
    void adding_rows_up_changes_no_figure_and_leaves_one_row_per_source_and_week() {
        JsonNode before = quality();
        server.context().getBeansOfType(HourlyTask.class).values().stream()
                .filter(task -> task.getClass().getSimpleName().startsWith("SourceTallies"))
                .forEach(HourlyTask::run);
        assertThat(quality()).isEqualTo(before);
        assertThat(number("SELECT count(*) FROM person.source_tally"))
                .isEqualTo(
                        number(
                                "SELECT count(*) FROM (SELECT DISTINCT source, week FROM person.source_tally) d"));
    }

    @Test
    void a_link_taken_back_counts_against_its_source_until_that_is_taken_back() {
        String person =
                Scopes.call(
                        Scope.worker(Purpose.OPERATION),
                        () ->
                                server.bean(Importer.class)
                                        .inTransaction(() ->
                                                server.bean(JdbcClient.class)
                                                        .sql(
                                                                """
                                                                SELECT l.person_id::text FROM person.record_person l
                                                                JOIN person.record r ON r.record_id = l.record_id
                                                                WHERE r.source = 'insurance'
                                                                """)
                                                        .query(String.class)
                                                        .single()));
        String event = "";
        for (JsonNode line : steward.get("/api/people/" + person + "/links").json()) {
            if (line.path("source").asString().equals("insurance")) {
                event = line.path("eventId").asString();
            }
        }
        assertThat(week("insurance").path("outcomes").path("undone").asLong()).isZero();
        Browser.Answer undone =
                steward.post("/api/links/" + event + "/undo", Map.of("reason", "not hers"));
        assertThat(undone.status()).as(undone.text()).isEqualTo(200);
        assertThat(week("insurance").path("outcomes").path("undone").asLong()).isEqualTo(1);
        steward.post(
                "/api/decisions/" + undone.json().path("decisionId").asString() + "/undo",
                Map.of("reason", "it is hers"));
        assertThat(week("insurance").path("outcomes").path("undone").asLong()).isZero();
    }

    @Test
    void a_period_beyond_a_year_is_refused() {
        assertThat(steward.get("/api/exchange/sources/quality?weeks=54").code())
                .isEqualTo("request.invalid");
        assertThat(steward.get("/api/exchange/sources/quality?weeks=0").code())
                .isEqualTo("request.invalid");
    }
}
