package vn.pccovid.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.IdCard;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.identity.SocialInsuranceNumber;
import vn.pccovid.lib.identity.UnifiedCode;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.Gazetteer;

/// The identifying part of every row about a person in the files of the simulation, read without a
/// database: what the matcher sees, so that it can be measured alone.
final class SourceRows {
    /// Files with rows about persons, the register first, as an import runs.
    private static final List<String> FILES =
            List.of(
                    "population.csv",
                    "insurance.csv",
                    "vaccination_people.csv",
                    "laboratory_samples.csv",
                    "ncovi.csv",
                    "vhd.csv",
                    "movement.csv",
                    "qr_visits.csv",
                    "bluezone.csv");

    /// The codes of the sources are those of this day.
    private static final LocalDate DAY = LocalDate.of(2021, 11, 1);

    /// @param evidence strong, weak or none, as the simulation says
    /// @param errors what is wrong with the row, `;` between
    record Row(
            String file,
            String key,
            String person,
            String evidence,
            String errors,
            PersonDescription description) {}

    private final Gazetteer gazetteer = Gazetteer.standard();

    List<Row> read(Path folder) throws IOException {
        Map<String, String[]> truth = new HashMap<>();
        table(
                folder.resolve("truth.csv"),
                cell ->
                        truth.put(
                                cell.apply("file") + " " + cell.apply("source_key"),
                                new String[] {
                                    cell.apply("person"),
                                    cell.apply("evidence"),
                                    cell.apply("errors")
                                }));
        List<Row> rows = new ArrayList<>(truth.size());
        for (String file : FILES) {
            table(
                    folder.resolve(file),
                    cell -> {
                        String key = cell.apply(keyColumn(file));
                        String[] known = truth.get(file + " " + key);
                        if (known == null) {
                            throw new IllegalStateException("no truth about a row of " + file);
                        }
                        rows.add(
                                new Row(
                                        file,
                                        key,
                                        known[0],
                                        known[1],
                                        known[2],
                                        description(file, cell)));
                    });
        }
        return rows;
    }

    private static String keyColumn(String file) {
        return switch (file) {
            case "population.csv" -> "so_dinh_danh";
            case "insurance.csv" -> "ma_the";
            case "vaccination_people.csv" -> "ma_doi_tuong";
            case "laboratory_samples.csv" -> "ma_mau";
            case "ncovi.csv" -> "ma_khai_bao";
            case "vhd.csv" -> "ma_to_khai";
            case "movement.csv" -> "ma_khai";
            case "qr_visits.csv" -> "ma_luot";
            case "bluezone.csv" -> "ma_thiet_bi";
            default -> throw new IllegalArgumentException("no such source file: " + file);
        };
    }

    /// Cells of a row by column; an absent column is empty.
    private interface Cells {
        String apply(String column);
    }

    private interface RowReader {
        void accept(Cells cells);
    }

    private PersonDescription description(String file, Cells cell) {
        if (file.equals("qr_visits.csv")) {
            UnifiedCode code = UnifiedCode.read(cell.apply("ma_qr")).value();
            return code == null ? PersonDescription.builder().build() : code.description();
        }
        PersonDescription.Builder b = PersonDescription.builder();
        b.name(cell.apply("ho_ten").isBlank() ? null : FullName.read(cell.apply("ho_ten")).value());
        String birth = first(cell.apply("ngay_sinh"), cell.apply("nam_sinh"));
        b.birthDate(birth.isBlank() ? null : BirthDate.read(birth).value());
        b.sex(
                switch (cell.apply("gioi_tinh")) {
                    case "Nam", "1" -> Sex.MALE;
                    case "Nữ", "2" -> Sex.FEMALE;
                    default -> Sex.UNKNOWN;
                });
        String number = first(cell.apply("so_giay_to"), cell.apply("so_dinh_danh"));
        if (!number.isBlank()) {
            b.document(DocumentNumber.read(number).value());
        }
        if (!cell.apply("so_cmnd").isBlank()
                && DocumentNumber.read(cell.apply("so_cmnd")).value() instanceof IdCard card) {
            b.idCard(card);
        }
        String insurance =
                first(cell.apply("so_bhyt"), cell.apply("so_bhxh"), cell.apply("ma_the"));
        if (!insurance.isBlank()) {
            b.insurance(SocialInsuranceNumber.read(insurance).value());
        }
        if (!cell.apply("dien_thoai").isBlank()) {
            b.phone(PhoneNumber.read(cell.apply("dien_thoai")).value());
        }
        b.residence(
                residence(
                        first(
                                cell.apply("ma_xa"),
                                cell.apply("ma_xa_hien_tai"),
                                cell.apply("tu_xa")),
                        first(
                                cell.apply("dia_chi"),
                                cell.apply("dia_chi_hien_tai"),
                                cell.apply("tu_dia_chi"))));
        return b.build();
    }

    private @Nullable Residence residence(String code, String text) {
        Area area = code.isBlank() ? null : gazetteer.find(code, DAY).orElse(null);
        if (area == null && !text.isBlank()) {
            area = gazetteer.resolve(text, DAY).found().orElse(null);
        }
        if (area == null) {
            return null;
        }
        String[] parts = area.path().split("/", -1);
        return new Residence(
                parts[0],
                parts.length > 1 ? parts[1] : null,
                parts.length > 2 ? parts[2] : null,
                null);
    }

    private static String first(String... values) {
        for (String value : values) {
            if (!value.isBlank()) {
                return value;
            }
        }
        return "";
    }

    private static void table(Path file, RowReader reader) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String header = in.readLine();
            if (header == null) {
                throw new IOException("empty file: " + file.getFileName());
            }
            Map<String, Integer> columns = new HashMap<>();
            List<String> names = cells(header);
            for (int i = 0; i < names.size(); i++) {
                columns.put(names.get(i), i);
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                List<String> cells = cells(line);
                reader.accept(column -> {
                    Integer at = columns.get(column);
                    return at == null ? "" : cells.get(at);
                });
            }
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>(20);
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
