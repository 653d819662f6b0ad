package vn.pccovid.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine;
import vn.pccovid.server.exchange.Imports;

/// Everything a district ever sends, in one call of `import`.
@DisplayName(
        "issue 2 §5 \"wrong header, encoding, quoting, truncated file, duplicate keys, absurd values:"
                + " a clear message with line and column, the rest goes on, nothing is lost\"")
class BadDeliveryTest {
    private static final String INSURANCE =
            "ma_the,ho_ten,ngay_sinh,gioi_tinh,so_giay_to,dien_thoai,ma_dkbd,gt_the_tu,gt_the_den,ma_xa,dia_chi\n";
    private static final String TUBES =
            "ma_ket_qua,ma_ong,phuong_phap,ket_qua,ct,thoi_gian_kq,phong_xet_nghiem\n";
    private static final String DOSES =
            "ma_mui_tiem,ma_doi_tuong,mui_so,vac_xin,so_lo,ngay_tiem,co_so_tiem,ma_xa_tiem\n";

    @TempDir private static Path folder;

    private static final StringWriter OUT = new StringWriter();
    private static final StringWriter CORRECTIONS = new StringWriter();
    private static final StringWriter ERR = new StringWriter();
    private static final List<String> PATHS = new ArrayList<>();
    private static int code;
    private static Map<String, String> ledger = Map.of();

    @BeforeAll
    static void deliver() throws IOException {
        put("population.csv", "so_dinh_danh,ho_ten\n056184012345,Lê Thị Bích Hòa\n");
        put(
                "bluezone.csv",
                ("ma_thiet_bi,dien_thoai,he_dieu_hanh,ho_ten,dia_chi,ngay_dang_ky\n"
                                + "B1,0912345670,Android,Lê Thị Bích Hòa,Đường Yersin,01/05/2020 10:00\n"
                                        .repeat(9))
                        .getBytes(Charset.forName("windows-1258")));
        put(
                "vhd.csv",
                "ma_to_khai,loai,ho_ten,nam_sinh\nH1,di_chuyen,Trần Văn Quý,1979\n"
                        .getBytes(StandardCharsets.UTF_16));
        put("movement.csv", "");
        put("laboratory_samples.csv", "PK\u0003\u0004 this is no spreadsheet");
        put(
                "laboratory_results.csv",
                TUBES
                        + "K1,T1,PCR,AM_TINH,,05/10/2021 20:00,CDC\n"
                        + "K2,T2,PCR,AM_TINH,,05/10/2091 20:00,CDC\n"
                        + "K3,T3,PCR,co le,,05/10/2021 20:00,CDC\n"
                        + "K1,T1,PCR,AM_TINH,,05/10/2021 20:00,CDC\n"
                        + "K1,T9,PCR,DUONG_TINH,,05/10/2021 20:00,CDC\n"
                        + "K4,T4,\"PCR,AM_TINH,,05/10/2021 20:00,CDC\n"
                        + "K5,T5,PCR,AM_TINH,,05/10/2021 20:00,CDC\n"
                        + "K6,T6,PC");
        put(
                "vaccination_doses.csv",
                DOSES
                        + "M1,V1,1,AstraZeneca,AB1,31/02/2021 08:30,Trạm,22366\n"
                        + "M2,V1,1,AstraZeneca,AB1,01/07/1900 08:30,Trạm,22366\n"
                        + "M3,V1,1,"
                        + "x".repeat(10 << 20)
                        + ",AB1,01/07/2021 08:30,Trạm,22366\n"
                        + "M4,V1,1,AstraZeneca,AB1,01/07/2021 08:30,Trạm,22366\n");
        put(
                "insurance.csv",
                "\uFEFF"
                        + (INSURANCE
                                        + "DN4565620123456,Lê Thị Bích Hoà,19840118,2,56184012345,912345670,56001,01/01/2021,31/12/2021,22366,12 Yersin\r\n")
                                .replace(',', ';'));
        Files.createDirectories(folder.resolve("ncovi.csv"));
        spreadsheet("qr_places.csv");

        List<String> arguments =
                new ArrayList<>(List.of("--data", folder.resolve("data").toString()));
        arguments.addAll(PATHS);
        code =
                new CommandLine(new ImportCommand(TimedImport.clock()))
                        .setOut(new PrintWriter(OUT, true))
                        .setErr(new PrintWriter(ERR, true))
                        .setExecutionExceptionHandler(Failures::print)
                        .execute(arguments.toArray(String[]::new));
        try (Application application =
                Application.start(
                        Settings.of(new DataFolder(folder.resolve("data")))
                                .withClock(TimedImport.clock()))) {
            ledger = ledger(Standing.client(application.database().orElseThrow()));
            application.bean(Imports.class).corrections("insurance", CORRECTIONS);
        }
    }

    /// By file: state of its run, rows, sum of its fates, lines of its ledger.
    private static Map<String, String> ledger(JdbcClient database) {
        Map<String, String> files = new TreeMap<>();
        database.sql(
                        """
                        SELECT r.file, r.state || ' ' || r.line_count || ' ' ||
                               (SELECT sum(f) FROM unnest(r.fates) f) || ' ' ||
                               (SELECT count(*) FROM exchange.ledger l WHERE l.run_id = r.run_id)
                        FROM exchange.run r
                        """)
                .query(row -> {
                    files.put(row.getString(1), row.getString(2));
                });
        return files;
    }

    private static void put(String name, String text) throws IOException {
        put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void put(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
        PATHS.add(folder.resolve(name).toString());
    }

    /// A small .xlsx under the name of a CSV file.
    private static void spreadsheet(String name) throws IOException {
        String[] header = {
            "ma_diem", "ten_diem", "ma_xa", "dia_chi", "nguoi_dang_ky", "dien_thoai", "loai_hinh"
        };
        String[] row = {"D1", "Chợ Đầm", "22366", "1 Hai Bà Trưng", "Mai", "0912000001", "cho"};
        try (OutputStream file = Files.newOutputStream(folder.resolve(name));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            entry(
                    zip,
                    "[Content_Types].xml",
                    """
                    <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>\
                    """);
            entry(
                    zip,
                    "_rels/.rels",
                    """
                    <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>\
                    """);
            entry(
                    zip,
                    "xl/workbook.xml",
                    """
                    <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>\
                    """);
            entry(
                    zip,
                    "xl/_rels/workbook.xml.rels",
                    """
                    <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>\
                    """);
            entry(
                    zip,
                    "xl/worksheets/sheet1.xml",
                    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
                            + cells(1, header)
                            + cells(2, row)
                            + "</sheetData></worksheet>");
        }
        PATHS.add(folder.resolve(name).toString());
    }

    private static String cells(int number, String... texts) {
        StringBuilder row = new StringBuilder("<row r=\"" + number + "\">");
        for (int i = 0; i < texts.length; i++) {
            row.append("<c r=\"")
                    .append((char) ('A' + i))
                    .append(number)
                    .append("\" t=\"inlineStr\"><is><t>")
                    .append(texts[i])
                    .append("</t></is></c>");
        }
        return row.append("</row>").toString();
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.strip().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    @Test
    @DisplayName("exit code 1: some files were refused; no stack trace, no value of a row")
    void the_call_fails_and_says_why_without_repeating_what_it_read() {
        assertThat(code).isEqualTo(1);
        assertThat(OUT + ERR.toString())
                .doesNotContain("\tat ")
                .doesNotContain("Bích", "056184012345", "56184012345", "912345670");
    }

    @Test
    void files_that_cannot_be_read_as_a_whole_are_refused_by_name() {
        assertThat(ERR.toString().lines())
                .anySatisfy(l ->
                        assertThat(l)
                                .contains("population.csv", "Line 1", "missing", "ngay_sinh")
                                .contains("exchange.header_missing"))
                .anySatisfy(l ->
                        assertThat(l)
                                .contains("bluezone.csv", "from line 2", "not UTF-8")
                                .contains("exchange.encoding"))
                .anySatisfy(l -> assertThat(l).contains("vhd.csv", "UTF-16"))
                .anySatisfy(l -> assertThat(l).contains("movement.csv", "empty", "line 1"))
                .anySatisfy(l ->
                        assertThat(l).contains("laboratory_samples.csv", "damaged or cut short"));
        assertThat(ERR.toString().lines()).hasSize(5);
        assertThat(ledger)
                .containsEntry("population", "refused 0 0 0")
                .containsEntry("bluezone", "refused 0 0 0")
                .containsEntry("vhd", "refused 0 0 0")
                .containsEntry("movement", "refused 0 0 0")
                .containsEntry("laboratory_samples", "refused 0 0 0");
    }

    @Nested
    @DisplayName("rows that cannot be taken are named by line and column; the rest goes on")
    class Rows {
        @Test
        void absurd_dates_unknown_words_double_keys_open_quotes_and_a_cut_end() {
            assertThat(OUT.toString())
                    .contains("line 3, column thoi_gian_kq: ", "exchange.date_absurd")
                    .contains("line 4, column ket_qua: ", "exchange.value_unknown")
                    .contains("line 6, column ma_ket_qua: ", "exchange.key_twice")
                    .contains("line 7: A quote is opened and never closed.")
                    .contains("line 9: The last line is cut");
            // 8 rows: two taken, one repeated, five refused.
            assertThat(ledger).containsEntry("laboratory_results", "finished 8 8 8");
            assertThat(OUT.toString()).contains("5 rows refused");
        }

        @Test
        @DisplayName("31 February, the year 1900, ten million characters in one line")
        void one_endless_line_costs_one_row() {
            assertThat(OUT.toString())
                    .contains("line 2, column ngay_tiem: ")
                    .contains("line 3, column ngay_tiem: ")
                    .contains("line 4: The line is longer than 65,536 characters.");
            assertThat(ledger).containsEntry("vaccination_doses", "finished 4 4 4");
        }

        @Test
        @DisplayName("byte order mark, semicolons, CRLF, lost leading zeros: read and repaired")
        void a_list_as_spreadsheets_write_it_is_taken() {
            assertThat(ledger).containsEntry("insurance", "finished 1 1 1");
            assertThat(OUT.toString()).containsPattern("insurance +1 rows");
            assertThat(CORRECTIONS.toString())
                    .contains("so_giay_to", "dien_thoai", "exchange.value.lost_zero");
        }

        @Test
        void a_spreadsheet_called_csv_is_read_as_what_it_is() {
            assertThat(ledger).containsEntry("qr_places", "finished 1 1 1");
        }
    }

    @Nested
    @DisplayName("wrong uses: exit code 2 where the words are wrong, 1 where the thing is")
    class Uses {
        private final StringWriter said = new StringWriter();

        private int run(String... arguments) {
            return Main.commandLine()
                    .setOut(new PrintWriter(said, true))
                    .setErr(new PrintWriter(said, true))
                    .execute(arguments);
        }

        @Test
        void a_missing_file_is_named() {
            assertThat(run("import", "--data", folder + "/none", folder + "/nothing.csv"))
                    .isEqualTo(1);
            assertThat(said.toString()).contains("nothing.csv").doesNotContain("\tat ");
            assertThat(folder.resolve("none")).doesNotExist();
        }

        @Test
        void a_folder_is_no_file() {
            assertThat(run("import", "--data", folder + "/none", folder + "/ncovi.csv"))
                    .isEqualTo(1);
            assertThat(said.toString()).contains("holds no file of a known name");
            assertThat(
                            run(
                                    "import",
                                    "--kind",
                                    "ncovi",
                                    "--data",
                                    folder + "/none",
                                    folder + "/ncovi.csv"))
                    .isEqualTo(2);
        }

        @Test
        void an_unknown_kind_and_an_unknown_source_are_answered_with_the_known_ones()
                throws IOException {
            Path file = Files.writeString(folder.resolve("danh-sach.csv"), "a,b\n");
            assertThat(run("import", "--data", folder + "/none", file.toString())).isEqualTo(2);
            assertThat(said.toString()).contains("--kind", "vaccination_doses", "qr_visits");
            assertThat(run("corrections", "--source", "facebook", "--data", folder + "/none"))
                    .isEqualTo(2);
            assertThat(said.toString()).contains("facebook", "bluezone", "qr-checkin");
            assertThat(run("import")).isEqualTo(2);
            assertThat(run("corrections")).isEqualTo(2);
        }

        @Test
        @DisplayName("reading an installation that is not there does not make one")
        void exports_need_an_installation() {
            assertThat(run("links", "--data", folder + "/none")).isEqualTo(1);
            assertThat(run("corrections", "--source", "vaccination", "--data", folder + "/none"))
                    .isEqualTo(1);
            assertThat(said.toString()).contains("no database").doesNotContain("\tat ");
            assertThat(folder.resolve("none")).doesNotExist();
        }

        @Test
        void an_export_never_overwrites_a_file() throws IOException {
            Path there = Files.writeString(folder.resolve("there.csv"), "mine");
            assertThat(run("links", "--data", folder + "/data", "--out", there.toString()))
                    .isEqualTo(1);
            assertThat(there).hasContent("mine");
        }

        @Test
        void every_command_has_help() {
            for (String name : List.of("import", "corrections", "links", "simulate", "bench")) {
                assertThat(run(name, "--help")).as(name).isZero();
            }
        }
    }
}
