package vn.pccovid.server.pass;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.territory.Gazetteer;

/// What a rehearsal counted under one area, with small counts hidden. A count of null is hidden.
///
/// @param state `running`, `done` or `failed`
/// @param expected people to judge, as far as known when it began
/// @param people judged so far
/// @param unjudged whose facts cannot be judged
/// @param at the instant everybody was judged at, by the rules without and with the pack
/// @param matrix rows by the colour before, columns by the colour after, each with its total
/// @param areas the places one step below, or the area itself when there is none below
/// @param ages by age band
/// @param examples what people who change alike have in common; of the whole rehearsal
public record RehearsalView(
        UUID id,
        String pack,
        String version,
        int revision,
        String state,
        String failure,
        long people,
        long expected,
        long unjudged,
        double seconds,
        Instant at,
        Instant startedAt,
        @Nullable Instant finishedAt,
        String actor,
        String office,
        Place area,
        List<List<@Nullable Long>> matrix,
        List<Line> areas,
        List<Line> ages,
        Line total,
        List<Example> examples) {
    /// How long a rehearsal that tells nothing more counts as running.
    private static final Duration GIVEN_UP = Duration.ofMinutes(2);

    private static final int COLOURS = Colour.values().length;

    /// @param code area path, `*` or an age band
    public record Place(String code, String nameVi, String nameEn) {}

    /// One place or age band.
    ///
    /// @param better whose colour becomes better, `worse` whose becomes worse
    /// @param lackBefore red for lack of data without the pack, `lackAfter` with it
    public record Line(
            Place place,
            @Nullable Long people,
            @Nullable Long better,
            @Nullable Long worse,
            @Nullable Long same,
            @Nullable Long lackBefore,
            @Nullable Long lackAfter) {}

    /// What people who change alike have in common.
    ///
    /// @param facts kinds of fact, how many, and how long ago the newest is; empty: nothing is
    ///   known
    public record Shape(
            String band,
            Colour before,
            Colour after,
            String ruleBefore,
            String ruleAfter,
            String facts) {}

    /// @param people how many, never fewer than five
    public record Example(Shape shape, long people) {}

    static boolean running(RehearsalRows.Head head, Instant now) {
        return head.finishedAt() == null
                && head.failure().isEmpty()
                && now.isBefore(
                        head.startedAt()
                                .plusMillis((long) (head.seconds() * 1_000))
                                .plus(GIVEN_UP));
    }

    static RehearsalView of(
            RehearsalRows.Head head,
            String area,
            List<RehearsalRows.Cell> cells,
            List<Example> examples,
            Instant now) {
        long[][] matrix = matrix(cells);
        boolean[][] hidden = SmallCells.hide(matrix, true);
        boolean hideBetter = tells(matrix, hidden, true);
        boolean hideWorse = tells(matrix, hidden, false);
        boolean hideChanges = hideBetter || hideWorse;
        int depth = area.equals("*") ? 0 : area.split("/", -1).length;
        Map<String, List<RehearsalRows.Cell>> byArea = new TreeMap<>();
        cells.forEach(
                c -> byArea.computeIfAbsent(below(c.area(), depth), a -> new ArrayList<>()).add(c));
        Map<String, List<RehearsalRows.Cell>> byAge = new LinkedHashMap<>();
        RehearsalTally.BANDS.forEach(band -> byAge.put(band, new ArrayList<>()));
        cells.forEach(c -> byAge.computeIfAbsent(c.band(), b -> new ArrayList<>()).add(c));
        byAge.values().removeIf(List::isEmpty);
        boolean finished = head.finishedAt() != null;
        Names names = new Names(LocalDate.ofInstant(now, AreaNames.VIETNAM));
        List<Line> areas = lines(byArea, cells, names::of, hideChanges);
        List<Line> ages = lines(byAge, cells, RehearsalView::band, hideChanges);
        Line a = areas.getLast();
        Line b = ages.getLast();
        boolean hidePeople = hidden[COLOURS][COLOURS] || a.people == null || b.people == null;
        Line total =
                new Line(
                        names.of(area),
                        hidePeople ? null : a.people,
                        a.better == null || b.better == null ? null : a.better,
                        a.worse == null || b.worse == null ? null : a.worse,
                        a.same == null || b.same == null ? null : a.same,
                        a.lackBefore == null || b.lackBefore == null ? null : a.lackBefore,
                        a.lackAfter == null || b.lackAfter == null ? null : a.lackAfter);
        return new RehearsalView(
                head.id(),
                head.pack(),
                head.version(),
                head.revision(),
                finished ? "done" : running(head, now) ? "running" : "failed",
                head.failure(),
                head.people(),
                head.expected(),
                head.unjudged(),
                head.seconds(),
                head.at(),
                head.startedAt(),
                head.finishedAt(),
                head.actor(),
                head.office(),
                names.of(area),
                finished ? shown(matrix, hidden) : List.of(),
                finished ? areas.subList(0, areas.size() - 1) : List.of(),
                finished ? ages.subList(0, ages.size() - 1) : List.of(),
                total,
                examples);
    }

    /// The path of a cell's area one step below the asked one.
    private static String below(String path, int depth) {
        String[] parts = path.split("/", -1);
        return String.join("/", java.util.Arrays.copyOf(parts, Math.min(parts.length, depth + 1)));
    }

    private static long[][] matrix(List<RehearsalRows.Cell> cells) {
        long[][] matrix = new long[COLOURS + 1][COLOURS + 1];
        for (RehearsalRows.Cell cell : cells) {
            int row = RehearsalTally.index(cell.before());
            int column = RehearsalTally.index(cell.after());
            matrix[row][column] += cell.people();
            matrix[row][COLOURS] += cell.people();
            matrix[COLOURS][column] += cell.people();
            matrix[COLOURS][COLOURS] += cell.people();
        }
        return matrix;
    }

    /// True when the sum of the cells of one direction would tell a hidden one of them.
    private static boolean tells(long[][] matrix, boolean[][] hidden, boolean better) {
        int concealed = 0;
        long sum = 0;
        for (Colour before : Colour.values()) {
            for (Colour after : Colour.values()) {
                boolean direction = better ? before.worseThan(after) : after.worseThan(before);
                if (direction
                        && hidden[RehearsalTally.index(before)][RehearsalTally.index(after)]) {
                    concealed++;
                    sum += matrix[RehearsalTally.index(before)][RehearsalTally.index(after)];
                }
            }
        }
        return concealed > 0 && (concealed == 1 || sum < SmallCells.THRESHOLD);
    }

    private static List<List<@Nullable Long>> shown(long[][] matrix, boolean[][] hidden) {
        List<List<@Nullable Long>> rows = new ArrayList<>();
        for (int row = 0; row < matrix.length; row++) {
            List<@Nullable Long> line = new ArrayList<>();
            for (int column = 0; column < matrix[row].length; column++) {
                line.add(hidden[row][column] ? null : Long.valueOf(matrix[row][column]));
            }
            rows.add(line);
        }
        return rows;
    }

    /// One line per group, and their total last.
    private static List<Line> lines(
            Map<String, List<RehearsalRows.Cell>> groups,
            List<RehearsalRows.Cell> all,
            Function<String, Place> place,
            boolean hideChanges) {
        List<String> names = new ArrayList<>(groups.keySet());
        int height = Math.max(names.size(), 1) + 1;
        long[][] moves = new long[height][4];
        long[][] lackBefore = new long[height][3];
        long[][] lackAfter = new long[height][3];
        for (int i = 0; i < names.size(); i++) {
            count(groups.getOrDefault(names.get(i), List.of()), i, moves, lackBefore, lackAfter);
        }
        count(all, height - 1, moves, lackBefore, lackAfter);
        boolean[][] hidden = SmallCells.hide(moves, true);
        boolean[][] hiddenBefore = SmallCells.hide(lackBefore, true);
        boolean[][] hiddenAfter = SmallCells.hide(lackAfter, true);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < height; i++) {
            if (i < height - 1 && i >= names.size()) {
                continue;
            }
            boolean people = hidden[i][3] || hiddenBefore[i][2] || hiddenAfter[i][2];
            lines.add(
                    new Line(
                            i == height - 1 ? new Place("", "", "") : place.apply(names.get(i)),
                            count(moves[i][3], people),
                            count(moves[i][0], hideChanges || hidden[i][0]),
                            count(moves[i][1], hideChanges || hidden[i][1]),
                            count(moves[i][2], hidden[i][2]),
                            count(lackBefore[i][0], hiddenBefore[i][0]),
                            count(lackAfter[i][0], hiddenAfter[i][0])));
        }
        return lines;
    }

    private static @Nullable Long count(long value, boolean hidden) {
        return hidden ? null : Long.valueOf(value);
    }

    private static void count(
            List<RehearsalRows.Cell> cells,
            int row,
            long[][] moves,
            long[][] lackBefore,
            long[][] lackAfter) {
        for (RehearsalRows.Cell cell : cells) {
            int move =
                    cell.before().worseThan(cell.after())
                            ? 0
                            : cell.after().worseThan(cell.before()) ? 1 : 2;
            moves[row][move] += cell.people();
            moves[row][3] += cell.people();
            lackBefore[row][cell.lackBefore() ? 0 : 1] += cell.people();
            lackBefore[row][2] += cell.people();
            lackAfter[row][cell.lackAfter() ? 0 : 1] += cell.people();
            lackAfter[row][2] += cell.people();
        }
    }

    private static Place band(String band) {
        return band.equals("unknown")
                ? new Place(band, "Chưa rõ tuổi", "Age unknown")
                : new Place(band, band + " tuổi", "Age " + band);
    }

    /// Names of areas on one day.
    private record Names(LocalDate day) {
        Place of(String path) {
            if (path.equals("*")) {
                return new Place(path, "Cả nước", "The nation");
            }
            return Gazetteer.standard()
                    .list(day)
                    .at(path)
                    .map(area -> new Place(path, area.name(), area.nameEnglish()))
                    .orElseGet(() ->
                            path.isEmpty()
                                    ? new Place(path, "Chưa rõ nơi ở", "Residence unknown")
                                    : new Place(path, path, path));
        }
    }
}
