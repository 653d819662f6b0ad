package vn.pccovid.lib.territory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One published state of all areas. A code means something only together with its list: in July
/// 2025 more than two thousand codes were given to other places. A list may have no districts
/// (2025) and a district may have no communes (five island districts in 2021). Immutable; safe for
/// many threads.
///
/// File: tab-separated, UTF-8; `list<TAB>id<TAB>first day in force`, then in tree order `P code
/// type name population`, `D code type name`, `C code type name`; `#` begins a comment. A `C`
/// belongs to the last `D`, or to the last `P` if no `D` stands between.
public final class CodeList {
    /// Most areas a list may have; the largest real one has 11,400.
    private static final int MAX_AREAS = 50_000;

    /// How far an unknown code may lie from a known one.
    private static final int FARTHEST_NEIGHBOUR = 12;

    private final String id;
    private final LocalDate from;
    private final Map<String, Area> byPath = new LinkedHashMap<>();
    private final Map<String, Area> byCode = new HashMap<>();
    private final Map<String, List<Area>> children = new HashMap<>();

    private CodeList(String id, LocalDate from) {
        this.id = id;
        this.from = from;
    }

    /// Reads one list; throws `IllegalArgumentException` with the line number when the file breaks
    /// the format.
    public static CodeList read(InputStream stream) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        CodeList list = null;
        String province = "";
        String district = "";
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var cell = line.split("\t", -1);
            if (list == null) {
                check(cell[0].equals("list") && cell.length == 3, number, "a line 'list'");
                list = new CodeList(cell[1], LocalDate.parse(cell[2]));
                continue;
            }
            check(cell.length >= 4, number, "at least four columns");
            var type = AreaType.read(cell[2]);
            switch (cell[0]) {
                case "P" -> {
                    province = cell[1];
                    district = "";
                    int people =
                            cell.length > 4 && !cell[4].isEmpty() ? Integer.parseInt(cell[4]) : 0;
                    list.add(
                            new Area(cell[1], AreaLevel.PROVINCE, type, cell[3], cell[1], people),
                            2,
                            number);
                }
                case "D" -> {
                    district = cell[1];
                    var path = province + "/" + cell[1];
                    list.add(
                            new Area(cell[1], AreaLevel.DISTRICT, type, cell[3], path, 0),
                            3,
                            number);
                }
                case "C" -> {
                    var above = district.isEmpty() ? province : province + "/" + district;
                    var path = above + "/" + cell[1];
                    list.add(
                            new Area(cell[1], AreaLevel.COMMUNE, type, cell[3], path, 0),
                            5,
                            number);
                }
                default ->
                        throw new IllegalArgumentException("line " + number + ": kind " + cell[0]);
            }
        }
        if (list == null) {
            throw new IllegalArgumentException("the file holds no list");
        }
        return list;
    }

    private static void check(boolean holds, int line, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("line " + line + ": expected " + wanted);
        }
    }

    private void add(Area area, int digits, int line) {
        check(
                area.code().length() == digits && Fold.isNumber(area.code()),
                line,
                digits + " digits");
        check(byPath.size() < MAX_AREAS, line, "at most " + MAX_AREAS + " areas");
        check(
                area.level() == AreaLevel.PROVINCE || byPath.containsKey(area.parentPath()),
                line,
                "a parent");
        check(byCode.put(area.code(), area) == null, line, "a code used once");
        byPath.put(area.path(), area);
        children.computeIfAbsent(area.parentPath(), path -> new ArrayList<>()).add(area);
    }

    /// Name of the state: `vn-gso-2021-11-01`.
    public String id() {
        return id;
    }

    /// First day on which this state was in force.
    public LocalDate from() {
        return from;
    }

    /// The area with this code; its length says the level.
    public Optional<Area> find(String code) {
        return Optional.ofNullable(byCode.get(code));
    }

    /// The district a commune code that is not in this list lies in, when it can be told: codes
    /// were given out district by district, so a code of an older list lies in the district that
    /// holds its nearest known neighbours on both sides, at most twelve numbers away.
    public Optional<Area> districtAround(String unknownCommune) {
        if (unknownCommune.length() != 5 || !Fold.isNumber(unknownCommune)) {
            return Optional.empty();
        }
        int number = Integer.parseInt(unknownCommune);
        String below = neighbour(number, -1);
        String above = neighbour(number, 1);
        return !below.isEmpty() && below.equals(above) ? at(below) : Optional.empty();
    }

    /// Path above the nearest known commune in one direction, empty when there is none near.
    private String neighbour(int number, int step) {
        for (int i = 1; i <= FARTHEST_NEIGHBOUR; i++) {
            int candidate = number + i * step;
            Area area =
                    candidate < 1 || candidate > 99_999
                            ? null
                            : byCode.get(Integer.toString(100_000 + candidate).substring(1));
            if (area != null) {
                return area.parentPath();
            }
        }
        return "";
    }

    /// The area with this path: `56`, `56/574`, `56/574/22651`.
    public Optional<Area> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /// Areas directly below a path in code order; the provinces for the empty path; none for
    /// unknown paths.
    public List<Area> children(String path) {
        return Collections.unmodifiableList(children.getOrDefault(path, List.of()));
    }

    /// The area above, empty for a province.
    public Optional<Area> parent(Area area) {
        return at(area.parentPath());
    }

    /// The smallest area that holds all of these; empty without any, or across provinces.
    Optional<Area> common(List<Area> areas) {
        if (areas.isEmpty()) {
            return Optional.empty();
        }
        var candidate = Optional.of(areas.getFirst());
        while (candidate.isPresent() && !areas.stream().allMatch(candidate.get()::contains)) {
            candidate = parent(candidate.get());
        }
        return candidate;
    }

    /// Every area in tree order.
    public List<Area> all() {
        return List.copyOf(byPath.values());
    }

    /// Name with everything above it: `Xã Diên Lâm, Huyện Diên Khánh, Tỉnh Khánh Hòa`.
    public String fullName(Area area) {
        var name = area.name();
        return parent(area).map(above -> name + ", " + fullName(above)).orElse(name);
    }
}
