package vn.pccovid.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.pccovid.server.access.Problem;

class FileReadingTest {
    private static final String HEADER =
            "ma_diem,ten_diem,ma_xa,dia_chi,nguoi_dang_ky,dien_thoai,loai_hinh";
    private static final String ROW =
            "D1,Chợ Đầm,22366,\"1 Hai Bà Trưng, Nha Trang\",Lê Thị Bích,0912345670,cho";

    private static List<RawRow> rows(byte[] bytes) throws IOException {
        List<RawRow> rows = new ArrayList<>();
        try (CsvRows csv = CsvRows.open(Layouts.QR_PLACES, new ByteArrayInputStream(bytes))) {
            for (RawRow row = csv.next(); row != null; row = csv.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<RawRow> rows(String text) throws IOException {
        return rows(text.getBytes(StandardCharsets.UTF_8));
    }

    @Nested
    @DisplayName(
            "issue 2 §5: \"CSV with header as real lists have it (UTF-8 with or without BOM, semicolons …)\"")
    class Real {
        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r\n", "\r"})
        void line_ends_and_byte_order_marks_do_not_matter(String end) throws IOException {
            for (String mark : List.of("", "\uFEFF")) {
                List<RawRow> rows = rows(mark + HEADER + end + ROW + end);
                assertThat(rows).hasSize(1);
                assertThat(rows.getFirst().values())
                        .containsExactly(
                                "D1",
                                "Chợ Đầm",
                                "22366",
                                "1 Hai Bà Trưng, Nha Trang",
                                "Lê Thị Bích",
                                "0912345670",
                                "cho");
                assertThat(rows.getFirst().line()).isEqualTo(2);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {";", "\t", "|"})
        void other_separators_are_found_in_the_header(String separator) throws IOException {
            String row = "D1%sChợ, Đầm%s22366%sx%sy%sz%scho".replace("%s", separator);
            assertThat(rows(HEADER.replace(",", separator) + "\n" + row).getFirst().values()[1])
                    .isEqualTo("Chợ, Đầm");
        }

        @Test
        void columns_come_in_any_order_and_unknown_ones_are_dropped() throws IOException {
            RawRow row =
                    rows("LOAI_HINH , ghi_chu,ma_diem,ten_diem,ma_xa,dia_chi,nguoi_dang_ky,dien_thoai\ncho,bí mật,D1,a,b,c,d,e")
                            .getFirst();
            assertThat(row.values()).containsExactly("D1", "a", "b", "c", "d", "e", "cho");
        }

        @Test
        void a_quoted_cell_may_hold_quotes_and_line_breaks() throws IOException {
            List<RawRow> rows =
                    rows(
                            HEADER
                                    + "\nD1,\"Quán \"\"Bê\"\"\",1,\"hẻm 3\nđường 5\",x,y,z\nD2,b,1,c,x,y,z\n");
            assertThat(rows).hasSize(2);
            assertThat(rows.get(0).values()[1]).isEqualTo("Quán \"Bê\"");
            assertThat(rows.get(0).values()[3]).isEqualTo("hẻm 3\nđường 5");
            assertThat(rows.get(1).line()).isEqualTo(4);
        }
    }

    @Nested
    @DisplayName(
            "issue 2 §5: \"wrong header, encoding, quoting, truncated file … a clear message with line and column, the rest goes on\"")
    class Wrong {
        private void refused(ThrowingCallable call, String code, String in) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> {
                                assertThat(problem.code().value()).isEqualTo(code);
                                assertThat(problem.sentences().en())
                                        .contains(in)
                                        .doesNotContain("{");
                                assertThat(problem.sentences().vi()).doesNotContain("{");
                            });
        }

        @Test
        void a_missing_column_is_named() {
            refused(() -> rows("ma_diem,ten_diem\n1,2"), "exchange.header_missing", "ma_xa");
            refused(() -> rows("a,b,c\n1,2,3"), "exchange.header_unknown", "ma_diem");
            refused(() -> rows(HEADER + ",ma_diem\n"), "exchange.header_twice", "column 8");
            refused(() -> rows(""), "exchange.file_empty", "line 1");
        }

        @Test
        void another_encoding_is_recognised() {
            String text = HEADER + "\n" + (ROW + "\n").repeat(20);
            refused(
                    () -> rows(text.getBytes(StandardCharsets.UTF_16)),
                    "exchange.encoding",
                    "UTF-16");
            refused(
                    () -> rows(text.getBytes(StandardCharsets.UTF_16LE)),
                    "exchange.encoding",
                    "UTF-16");
            refused(
                    () -> rows(text.getBytes(Charset.forName("windows-1258"))),
                    "exchange.encoding",
                    "line 2");
            refused(
                    () -> rows(new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0}),
                    "exchange.old_spreadsheet",
                    ".xls");
        }

        @Test
        void one_broken_letter_does_not_stop_a_file() throws IOException {
            byte[] bytes = (HEADER + "\n" + ROW + "\n").getBytes(StandardCharsets.UTF_8);
            bytes[HEADER.length() + 6] = (byte) 0xFF;
            assertThat(rows(bytes)).hasSize(1);
            assertThat(String.join("", rows(bytes).getFirst().values())).contains("\uFFFD");
        }

        @Test
        void an_open_quote_costs_its_own_row_only() throws IOException {
            List<RawRow> rows =
                    rows(
                            HEADER
                                    + "\nD1,\"a,1,b,c,d,e\nD2,a,1,b,c,d,e\nD3,a,1,b,c,d,e\nD4,\"b,1,b,c,d,e\nD5,a,1,b,c,d,e\n");
            assertThat(rows)
                    .extracting(RawRow::refusal)
                    .containsExactly(
                            "exchange.quote_open", null, null, "exchange.quote_open", null);
            assertThat(rows).extracting(RawRow::line).containsExactly(2L, 3L, 4L, 5L, 6L);
        }

        @Test
        void two_open_quotes_in_neighbouring_rows_are_two_refusals() throws IOException {
            List<RawRow> rows =
                    rows(HEADER + "\nD1,\"a,1,b,c,d,e\nD2,\"a,1,b,c,d,e\nD3,a,1,b,c,d,e\n");
            assertThat(rows)
                    .extracting(RawRow::refusal)
                    .containsExactly("exchange.quote_open", "exchange.quote_open", null);
        }

        @Test
        void a_quote_inside_a_cell_is_just_a_character() throws IOException {
            assertThat(rows(HEADER + "\nD1,màn 24\",1,b,c,d,e\nD2,a,1,b,c,d,e\n"))
                    .extracting(RawRow::refusal)
                    .containsExactly(null, null);
        }

        @Test
        void a_row_of_other_width_is_refused_and_a_cut_last_one_named_so() throws IOException {
            List<RawRow> rows = rows(HEADER + "\nD1,a\nD2,a,1,b,c,d,e,f\nD3,a,1,b,c,d,e,,\nD4,a,1");
            assertThat(rows)
                    .extracting(RawRow::refusal)
                    .containsExactly(
                            "exchange.row_too_narrow",
                            "exchange.row_too_wide",
                            null,
                            "exchange.row_cut");
        }

        @Test
        void an_endless_line_or_cell_is_refused_without_filling_memory() throws IOException {
            List<RawRow> rows =
                    rows(
                            HEADER
                                    + "\nD1,"
                                    + "x".repeat(5_000_000)
                                    + "\nD2,a,1,b,c,d,e\nD3,"
                                    + "y".repeat(3_000)
                                    + ",1,b,c,d,e\n");
            assertThat(rows)
                    .extracting(RawRow::refusal)
                    .containsExactly("exchange.line_too_long", null, "exchange.field_too_long");
        }
    }

    @Test
    void every_line_of_any_text_is_one_row_or_part_of_one() throws IOException {
        Random random = new Random(31);
        for (int run = 0; run < 2_000; run++) {
            StringBuilder text = new StringBuilder(HEADER).append('\n');
            int lines = 1 + random.nextInt(8);
            for (int i = 0; i < lines; i++) {
                text.append('D').append(i);
                for (int k = random.nextInt(9); k > 0; k--) {
                    text.append(random.nextInt(6) == 0 ? "\"" : "")
                            .append(',')
                            .append(random.nextInt(8) == 0 ? "\"x\"" : "x");
                }
                text.append('\n');
            }
            List<RawRow> rows = rows(text.toString());
            assertThat(rows).hasSizeBetween(1, lines);
            assertThat(rows).extracting(RawRow::line).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void moments_are_read_in_vietnam_time() {
        assertThat(Moments.read("01/10/2021 08:30")).hasToString("2021-10-01T01:30:00Z");
        assertThat(Moments.read("01/10/2021")).hasToString("2021-09-30T17:00:00Z");
        assertThat(Moments.read("2021-10-01T08:30:15")).hasToString("2021-10-01T01:30:15Z");
        assertThat(Moments.read("44470.5")).hasToString("2021-10-01T05:00:00Z");
        assertThat(Moments.read("30/02/2021 08:30")).isNull();
        assertThat(Moments.read("hôm qua")).isNull();
        assertThat(Moments.read("")).isNull();
    }

    @Test
    void keys_are_met_again_with_the_same_or_other_content() {
        SeenKeys seen = new SeenKeys();
        for (int i = 1; i <= 100_000; i++) {
            assertThat(seen.add(spread(i), new String[] {"v" + i})).isEqualTo(SeenKeys.Met.FIRST);
        }
        assertThat(seen.add(spread(77), new String[] {"v77"})).isEqualTo(SeenKeys.Met.SAME);
        assertThat(seen.add(spread(77), new String[] {"v78"})).isEqualTo(SeenKeys.Met.OTHER);
        assertThat(seen.size()).isEqualTo(100_000);
    }

    private static long spread(long number) {
        return number * 0x9E3779B97F4A7C15L;
    }

    @Nested
    @DisplayName("issue 2 §5: \".xlsx too\"")
    class Sheets {
        private static final String CELLS =
                """
                <row r="1"><c r="A1" t="inlineStr"><is><t>ma_the</t></is></c><c r="B1" t="inlineStr"><is><t>ho_ten</t></is></c>%s</row>
                <row r="2"><c r="A2" t="inlineStr"><is><t>DN4565620123456</t></is></c><c r="B2" t="inlineStr"><is><t>Lê Thị Hòa</t></is></c>
                    <c r="C2"><v>30699</v></c><c r="D2"><v>2</v></c><c r="E2"><v>5.6184012345E10</v></c><c r="F2"><v>912345670</v></c></row>
                <row r="3"></row>
                <row r="4"><c r="A4" t="inlineStr"><is><t>DN4565620123457</t></is></c></row>
                """
                        .formatted(header());

        private static String header() {
            StringBuilder cells = new StringBuilder();
            String[] names = {
                "ngay_sinh",
                "gioi_tinh",
                "so_giay_to",
                "dien_thoai",
                "ma_dkbd",
                "gt_the_tu",
                "gt_the_den",
                "ma_xa",
                "dia_chi"
            };
            for (int i = 0; i < names.length; i++) {
                cells.append(
                        "<c r=\"%c1\" t=\"inlineStr\"><is><t>%s</t></is></c>"
                                .formatted((char) ('C' + i), names[i]));
            }
            return cells.toString();
        }

        private static byte[] sheet(String rows) throws IOException {
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            try (java.util.zip.ZipOutputStream zip = new java.util.zip.ZipOutputStream(bytes)) {
                entry(
                        zip,
                        "[Content_Types].xml",
                        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                                + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>");
                entry(
                        zip,
                        "xl/workbook.xml",
                        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
                                + "<sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
                entry(
                        zip,
                        "xl/_rels/workbook.xml.rels",
                        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\""
                                + " Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
                entry(
                        zip,
                        "xl/worksheets/sheet1.xml",
                        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
                                + rows
                                + "</sheetData></worksheet>");
            }
            return bytes.toByteArray();
        }

        private static void entry(java.util.zip.ZipOutputStream zip, String name, String text)
                throws IOException {
            zip.putNextEntry(new java.util.zip.ZipEntry(name));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }

        @Test
        void a_sheet_gives_the_digits_its_cells_hold_and_empty_rows_are_no_rows()
                throws IOException {
            try (SheetRows rows =
                    SheetRows.open(
                            Layouts.INSURANCE_CARDS,
                            null,
                            new ByteArrayInputStream(sheet(CELLS)))) {
                RawRow first = java.util.Objects.requireNonNull(rows.next());
                assertThat(first.line()).isEqualTo(2);
                assertThat(first.values())
                        .startsWith(
                                "DN4565620123456",
                                "Lê Thị Hòa",
                                "30699",
                                "2",
                                "56184012345",
                                "912345670",
                                "");
                RawRow second = java.util.Objects.requireNonNull(rows.next());
                assertThat(second.line()).isEqualTo(4);
                assertThat(second.refusal()).isNull();
                assertThat(rows.next()).isNull();
            }
        }

        @Test
        void a_broken_sheet_is_refused() throws IOException {
            byte[] whole = sheet(CELLS);
            byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
            assertThatThrownBy(() ->
                            SheetRows.open(
                                    Layouts.INSURANCE_CARDS, null, new ByteArrayInputStream(half)))
                    .isInstanceOf(Problem.class)
                    .hasMessage("exchange.spreadsheet_broken");
        }
    }

    @Nested
    @DisplayName("docs/sources: \"The same table in code is `Layouts`; a test compares the two\"")
    class Pages {
        @Test
        void the_pages_list_every_column_with_its_use() throws IOException {
            java.nio.file.Path pages = java.nio.file.Path.of("..", "docs", "sources");
            List<Layout> layouts = new java.util.ArrayList<>(Layouts.ALL);
            layouts.addAll(Layouts.ANSWERS);
            for (Layout layout : layouts) {
                String page =
                        java.nio.file.Files.readString(pages.resolve(layout.source() + ".md"));
                String section = page.substring(page.indexOf("## `" + layout.file() + ".csv`"));
                int next = section.indexOf("\n## ", 1);
                String table = next < 0 ? section : section.substring(0, next);
                for (Column column : layout.columns()) {
                    String use =
                            switch (column.use()) {
                                case KEY -> "key";
                                case KEPT -> "kept";
                                case FACT -> "fact";
                                case MOVEMENT -> "movement";
                                case DROPPED -> "dropped";
                                case DOCUMENT,
                                        INSURANCE,
                                        NAME,
                                        BIRTH_DATE,
                                        SEX,
                                        PHONE,
                                        PROVINCE,
                                        DISTRICT,
                                        COMMUNE,
                                        ADDRESS,
                                        PERSONAL_CODE ->
                                        "identity";
                            };
                    assertThat(table)
                            .containsPattern(
                                    "\\| `" + column.name() + "` \\| [^|]+ \\| " + use + " \\|");
                }
            }
        }
    }
}
