package vn.pccovid.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import vn.pccovid.server.access.Browser;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.RunningServer;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.StaffAccounts;

@NullUnmarked
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ImportsTest {
    private static RunningServer server;
    private static Imports imports;

    @TempDir private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        server =
                new RunningServer(
                        Map.of("pccovid.exchange.spool", folder.resolve("spool").toString()));
        imports = server.bean(Imports.class);
        NineSources.write(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RunReport run(String source, String file) {
        return imports.importFile(source, file, folder.resolve(file + ".csv"), progress -> {});
    }

    private static long sum(RunReport run) {
        return run.fates().values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    @Order(1)
    @DisplayName("9 \"every row received has exactly one fate and the ledger sums to the file\"")
    void nine_sources_come_in_and_every_row_has_its_fate() {
        for (Imports.FileKind kind : Imports.fileKinds()) {
            RunReport run = run(kind.source(), kind.file());
            assertThat(run.state()).isEqualTo("finished");
            assertThat(sum(run)).as(kind.file()).isEqualTo(run.rows());
            long rows =
                    NineSources.FILES.get(kind.source() + "/" + kind.file()).lines().count() - 1;
            assertThat(run.rows()).as(kind.file()).isEqualTo(rows);
            switch (kind.file()) {
                case "population" -> assertThat(run.fates().get(Fate.NEW_PERSON)).isEqualTo(3);
                case "insurance", "movement" ->
                        assertThat(run.fates().get(Fate.LINKED)).isEqualTo(1);
                case "vaccination_people" -> assertThat(run.fates().get(Fate.LINKED)).isEqualTo(2);
                case "vaccination_doses" -> {
                    assertThat(run.fates().get(Fate.LINKED)).isEqualTo(2);
                    assertThat(run.fates().get(Fate.WAITING)).isEqualTo(1);
                    assertThat(run.fates().get(Fate.REFUSED)).isEqualTo(1);
                }
                case "laboratory_results" -> {
                    assertThat(run.fates().get(Fate.NOT_ABOUT_PERSON)).isEqualTo(1);
                    assertThat(run.fates().get(Fate.REFUSED)).isEqualTo(1);
                }
                case "bluezone" -> assertThat(run.fates().get(Fate.NOT_ABOUT_PERSON)).isEqualTo(1);
                case "qr_places" -> assertThat(run.fates().get(Fate.NOT_ABOUT_PERSON)).isEqualTo(1);
                case "qr_visits" -> assertThat(run.fates().get(Fate.REFUSED)).isEqualTo(1);
                default -> assertThat(run.fates().get(Fate.REFUSED)).isZero();
            }
        }
    }

    @Test
    @Order(2)
    @DisplayName("8 \"handling anything twice changes nothing the second time\"")
    void the_same_files_again_are_all_repeated() {
        String before = state();
        for (Imports.FileKind kind : Imports.fileKinds()) {
            RunReport run = run(kind.source(), kind.file());
            assertThat(run.fates().get(Fate.NEW_PERSON)).isZero();
            assertThat(run.fates().get(Fate.LINKED)).isZero();
            assertThat(run.fates().get(Fate.CORRECTED)).as(kind.file()).isZero();
        }
        assertThat(state()).isEqualTo(before);
    }

    /// What counts for whom, as text.
    private String state() {
        return Scopes.call(
                Scope.worker(Purpose.OPERATION),
                () ->
                        server.bean(Importer.class)
                                .inTransaction(() ->
                                        String.join(
                                                "\n",
                                                server.bean(JdbcClient.class)
                                                        .sql(
                                                                """
                                                                SELECT record_id || ' ' || person_id FROM person.record_person
                                                                UNION ALL SELECT fact_id || ' ' || person_id FROM fact.person_fact
                                                                ORDER BY 1
                                                                """)
                                                        .query(String.class)
                                                        .list())));
    }

    @Test
    @Order(3)
    void a_dose_that_came_before_its_person_counts_when_the_person_comes() throws IOException {
        long before = state().lines().count();
        Files.writeString(
                folder.resolve("late.csv"),
                NineSources.FILES
                                .get("vaccination/vaccination_people")
                                .lines()
                                .findFirst()
                                .orElseThrow()
                        + "\nV9,Phạm Minh Đức,30/02/1984,Nam,,056084000222,,Kinh,Việt Nam,9,0,56,568,22366,\n");
        RunReport run =
                imports.importFile(
                        "vaccination", "vaccination_people", folder.resolve("late.csv"), p -> {});
        assertThat(run.fates().get(Fate.LINKED)).isEqualTo(1);
        assertThat(state().lines().count()).isEqualTo(before + 2);
    }

    @Test
    @Order(4)
    void a_changed_row_is_corrected_and_a_key_twice_in_one_file_counts_once() throws IOException {
        String header =
                NineSources.FILES.get("insurance/insurance").lines().findFirst().orElseThrow();
        Files.writeString(
                folder.resolve("changed.csv"),
                header
                        + "\nDN4565620123456,Lê Thị Bích Hoà,19840118,2,056184012345,0912345671,56001,01/01/2021,31/12/2021,22366,12 Yersin"
                        + "\nDN4565620123456,Lê Thị Bích Hoà,19840118,2,056184012345,0912345671,56001,01/01/2021,31/12/2021,22366,12 Yersin"
                        + "\nDN4565620123456,Ai Đó,19840118,2,056184012345,0912345671,56001,01/01/2021,31/12/2021,22366,12 Yersin\n");
        RunReport run =
                imports.importFile(
                        "insurance", "insurance", folder.resolve("changed.csv"), p -> {});
        assertThat(run.fates())
                .containsEntry(Fate.CORRECTED, 1L)
                .containsEntry(Fate.REPEATED, 1L)
                .containsEntry(Fate.REFUSED, 1L);
    }

    @Test
    @Order(5)
    void a_file_that_is_no_such_file_is_refused_and_its_run_says_why() throws IOException {
        Files.writeString(folder.resolve("wrong.csv"), "a,b\n1,2\n");
        assertThatThrownBy(() ->
                        imports.importFile("ncovi", "ncovi", folder.resolve("wrong.csv"), p -> {}))
                .isInstanceOf(Problem.class)
                .hasMessage("exchange.header_unknown");
        RunReport run = imports.latest(1).getFirst();
        assertThat(run.state()).isEqualTo("refused");
        assertThat(run.refusal()).isEqualTo("exchange.header_unknown");
        assertThatThrownBy(() ->
                        imports.importFile("ncovi", "vhd", folder.resolve("wrong.csv"), p -> {}))
                .hasMessage("exchange.kind_unknown");
    }

    @Test
    @Order(6)
    @DisplayName("issue 2 §7 \"import killed and resumed ends with the same ledger\"")
    void an_interrupted_import_continues_from_its_checkpoint() throws IOException {
        StringBuilder text =
                new StringBuilder(
                                NineSources.FILES
                                        .get("population/population")
                                        .lines()
                                        .findFirst()
                                        .orElseThrow())
                        .append('\n');
        for (int i = 0; i < 5_000; i++) {
            text.append(
                    "0560%02d%06d,,Nguyễn Văn %s,%02d/%02d/19%02d,Nam,22366,,22366,,\n"
                            .formatted(
                                    i % 90 + 10,
                                    100_000 + i,
                                    (char) ('A' + i % 26) + "n",
                                    i % 28 + 1,
                                    i % 12 + 1,
                                    i % 90 + 10));
        }
        Path file = folder.resolve("many.csv");
        Files.writeString(file, text.toString());
        for (int kill = 1; kill <= 2; kill++) {
            int stop = kill;
            assertThatThrownBy(() ->
                            imports.importFile(
                                    "population",
                                    "population",
                                    file,
                                    progress -> {
                                        if (progress.rows() >= 2_000L * stop) {
                                            throw new IllegalStateException(
                                                    "as if the process had died");
                                        }
                                    }))
                    .hasMessage("as if the process had died");
        }
        RunReport run = imports.importFile("population", "population", file, p -> {});
        assertThat(run.resumedAt()).isEqualTo(4_000);
        assertThat(run.rows()).isEqualTo(5_000);
        assertThat(sum(run)).isEqualTo(5_000);
        assertThat(run.fates().get(Fate.REFUSED)).isZero();
        assertThat(imports.importFile("population", "population", file, p -> {}).fates())
                .containsEntry(Fate.REPEATED, 5_000L);
    }

    @Test
    @Order(7)
    void a_source_is_told_what_to_put_right_and_what_the_register_says() {
        StringWriter vaccination = new StringWriter();
        imports.corrections("vaccination", vaccination);
        assertThat(vaccination.toString())
                .contains(
                        "exchange.value.tcvn3", "exchange.value.lost_zero", "exchange.date_absurd")
                .contains("Lê Thị Bích Hòa");
        StringWriter links = new StringWriter();
        imports.links(links);
        assertThat(links.toString().lines().findFirst().orElseThrow())
                .endsWith("source,source_key,person,probability,decided_by");
        assertThat(links.toString())
                .contains("vaccination,V1,")
                .contains("population,056184012345,");
        assertThatThrownBy(() -> imports.corrections("nowhere", new StringWriter()))
                .hasMessage("exchange.source_unknown");
    }

    @Test
    @Order(8)
    void over_http_a_file_comes_in_pieces_and_its_run_can_be_read() throws Exception {
        Browser browser = client();
        byte[] file =
                NineSources.FILES
                        .get("ncovi/ncovi")
                        .replace("N1,", "N2,")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String text = new String(file, java.nio.charset.StandardCharsets.UTF_8);
        Map<String, String> headers = new java.util.HashMap<>();
        browser.get("/api/session");
        headers.put("X-XSRF-TOKEN", browser.cookies().getOrDefault("XSRF-TOKEN", ""));
        headers.put("Upload-Length", String.valueOf(file.length));
        Browser.Answer created =
                browser.send("POST", "/api/exchange/sources/ncovi/files/ncovi.csv", null, headers);
        assertThat(created.status()).isEqualTo(201);
        String upload = "/api/exchange/uploads/" + created.json().path("uploadId").asString();
        headers.remove("Upload-Length");
        headers.put("Content-Type", "application/octet-stream");
        int header = text.indexOf('\n') + 1;
        assertThat(browser.send("POST", upload + "/finish", null, headers).code())
                .isEqualTo("exchange.upload_incomplete");
        assertThat(browser.send("PUT", upload + "?offset=7", text.substring(7), headers).code())
                .isEqualTo("exchange.upload_offset");
        browser.send("PUT", upload + "?offset=0", text.substring(0, header), headers);
        assertThat(
                        browser.send("PUT", upload + "?offset=0", text, headers)
                                .json()
                                .path("received")
                                .asLong())
                .isEqualTo(file.length);
        assertThat(sealedUploads()).noneMatch(content -> content.contains("056184012345"));
        JsonNode run = browser.send("POST", upload + "/finish", null, headers).json();
        assertThat(browser.send("POST", upload + "/finish", null, headers).json().path("id"))
                .isEqualTo(run.path("id"));
        String path = "/api/exchange/runs/" + run.path("id").asString();
        JsonNode done = run;
        for (int i = 0; i < 200 && !done.path("state").asString().equals("finished"); i++) {
            Thread.sleep(50);
            done = browser.get(path).json();
        }
        assertThat(done.path("rows").asLong()).isEqualTo(1);
        assertThat(done.path("fates").path("linked").asLong()).isEqualTo(1);
        JsonNode ledger = browser.get(path + "/ledger?fate=linked&page=0").json();
        assertThat(ledger.path("total").asLong()).isEqualTo(1);
        assertThat(ledger.path("items").path(0).path("line").asLong()).isEqualTo(2);
        assertThat(browser.get(path + "/ledger.csv").text()).contains("2,linked,");
        assertThat(browser.get("/api/exchange/runs").json().path("items").size()).isGreaterThan(10);
        assertThat(browser.get("/api/exchange/runs/" + UUID.randomUUID()).code())
                .isEqualTo("exchange.run_unknown");
    }

    private static List<String> sealedUploads() throws IOException {
        try (var files = Files.list(folder.resolve("spool"))) {
            return files.map(
                            file -> {
                                try {
                                    return Files.readString(
                                            file, java.nio.charset.StandardCharsets.ISO_8859_1);
                                } catch (IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            })
                    .toList();
        }
    }

    private static Browser client() {
        return server.staff(
                new StaffAccounts.Staff(
                        "vncdc",
                        "Hệ thống tiêm chủng",
                        "Bộ Y tế",
                        Set.of(Role.OPERATOR),
                        List.of("56")));
    }

    @Test
    @Order(9)
    void one_record_is_answered_with_its_fate() {
        Browser browser =
                server.staff(
                        new StaffAccounts.Staff(
                                "lab",
                                "Phòng xét nghiệm",
                                "CDC",
                                Set.of(Role.OPERATOR),
                                List.of("56")));
        Map<String, Object> dose =
                Map.of(
                        "ma_mui_tiem",
                        "M77",
                        "ma_doi_tuong",
                        "V1",
                        "mui_so",
                        2,
                        "vac_xin",
                        "Comirnaty",
                        "ngay_tiem",
                        "01/10/2021 08:00");
        String path = "/api/exchange/sources/vaccination/files/vaccination_doses/records";
        assertThat(browser.post(path, dose).json().path("fate").asString()).isEqualTo("linked");
        JsonNode again = browser.post(path, dose).json();
        assertThat(again.path("fate").asString()).isEqualTo("repeated");
        assertThat(again.path("line").asLong()).isEqualTo(2);
        JsonNode refused = browser.post(path, Map.of("ma_mui_tiem", "M78")).json();
        assertThat(refused.path("fate").asString()).isEqualTo("refused");
        assertThat(refused.path("problems").path(0).path("message").path("vi").asString())
                .isNotEmpty();
    }

    @Test
    @Order(10)
    void exports_are_safe_in_a_spreadsheet() throws IOException {
        StringWriter out = new StringWriter();
        new SafeCsv(out).row("=1+1", "+84", "-x", "@a", "a,b", "a\"b", 7, -7);
        assertThat(out.toString())
                .isEqualTo("\uFEFF'=1+1,'+84,'-x,'@a,\"a,b\",\"a\"\"b\",7,-7\r\n");
    }

    @Test
    @Order(11)
    void every_finding_of_the_readers_has_its_sentences() {
        for (String code :
                List.of(
                        "empty",
                        "too_long",
                        "masked",
                        "excel_scientific",
                        "placeholder",
                        "document_unreadable",
                        "province_unknown",
                        "century_absurd",
                        "lost_zero",
                        "letter_for_digit",
                        "label_dropped",
                        "duplicated_range",
                        "prefix_unknown",
                        "country_of_birth",
                        "insurance_unreadable",
                        "card_class_unknown",
                        "card_level_unknown",
                        "card_province_unknown",
                        "phone_unreadable",
                        "landline",
                        "foreign_number",
                        "converted_2018",
                        "several_numbers",
                        "birth_date_unreadable",
                        "birth_date_absurd",
                        "impossible_date",
                        "default_day",
                        "default_date",
                        "two_digit_year",
                        "excel_serial",
                        "day_month_swapped",
                        "time_dropped",
                        "sex_unreadable",
                        "no_letters",
                        "code_unknown",
                        "code_empty",
                        "spaces",
                        "soft_hyphen",
                        "decomposed",
                        "mojibake",
                        "tcvn3",
                        "vni",
                        "viqr",
                        "vni_keyboard",
                        "telex",
                        "homoglyph",
                        "tone_placement",
                        "lost_letter",
                        "abbreviation",
                        "initials",
                        "remark",
                        "signs_dropped")) {
            assertThat(Problem.of("exchange.value." + code).sentences().vi()).isNotBlank();
        }
    }
}
