package vn.pccovid.bench;

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
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.Gazetteer;

/// Rows of the simulation's population register, as the matcher sees them. Thread-safe.
final class RegisterRows {
    /// The codes of the register are those of this day.
    private static final LocalDate DAY = LocalDate.of(2021, 11, 1);

    private final Gazetteer gazetteer = Gazetteer.standard();
    private final Map<String, Integer> columns = new HashMap<>();

    /// @param header the file's first line
    RegisterRows(String header) {
        List<String> names = cells(header);
        for (int i = 0; i < names.size(); i++) {
            columns.put(names.get(i), i);
        }
    }

    /// @param key the citizen id, the register's own key
    record Row(String key, PersonDescription description) {
        @Override
        public String toString() {
            return "Row[...]";
        }
    }

    Row read(String line) {
        List<String> cells = cells(line);
        String name = cell(cells, "ho_ten");
        String birth = cell(cells, "ngay_sinh");
        String number = cell(cells, "so_dinh_danh");
        String card = cell(cells, "so_cmnd");
        PersonDescription.Builder b = PersonDescription.builder();
        b.name(name.isBlank() ? null : FullName.read(name).value());
        b.birthDate(birth.isBlank() ? null : BirthDate.read(birth).value());
        b.sex(
                switch (cell(cells, "gioi_tinh")) {
                    case "Nam", "1" -> Sex.MALE;
                    case "Nữ", "2" -> Sex.FEMALE;
                    default -> Sex.UNKNOWN;
                });
        if (!number.isBlank()) {
            b.document(DocumentNumber.read(number).value());
        }
        if (!card.isBlank() && DocumentNumber.read(card).value() instanceof IdCard old) {
            b.idCard(old);
        }
        b.residence(residence(cell(cells, "ma_xa_hien_tai")));
        return new Row(number, b.build());
    }

    private String cell(List<String> cells, String column) {
        Integer at = columns.get(column);
        return at == null ? "" : cells.get(at);
    }

    private @Nullable Residence residence(String code) {
        Area area = code.isBlank() ? null : gazetteer.find(code, DAY).orElse(null);
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

    /// The values of a line of CSV.
    static List<String> cells(String line) {
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
