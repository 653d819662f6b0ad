package vn.pccovid.server.pass;

import java.util.Arrays;

/// Hides small counts in a table whose rows and columns add up, and so many others that no hidden
/// one follows from the totals.
///
/// The last column is the sum of the others of its row; the last row is the sum of the others of
/// its column. A cell below the threshold is hidden. In every row and column with hidden cells at
/// least two are hidden and together they hold at least the threshold; otherwise the smallest
/// visible cell that is no total goes too, then the total. Repeated until nothing changes.
public final class SmallCells {
    /// Cells below this are hidden, nought too: "none" about a few people is news about each.
    public static final long THRESHOLD = 5;

    private final long[][] cells;
    private final boolean[][] hidden;

    private SmallCells(long[][] cells) {
        this.cells = cells;
        this.hidden = new boolean[cells.length][cells[0].length];
    }

    /// Which cells to hide. The table holds its totals and has at least two rows and two columns.
    public static boolean[][] hide(long[][] cells) {
        return hide(cells, false);
    }

    /// As [#hide(long[][])]; with `nought` true a cell of nobody is shown unless it protects
    /// others: for tables of what would change, where "nobody" is the answer looked for.
    public static boolean[][] hide(long[][] cells, boolean nought) {
        SmallCells table = new SmallCells(cells);
        for (int row = 0; row < cells.length; row++) {
            for (int column = 0; column < cells[row].length; column++) {
                long count = cells[row][column];
                table.hidden[row][column] = count < THRESHOLD && !(nought && count == 0);
            }
        }
        while (table.protectRows() || table.protectColumns()) {}
        return table.hidden;
    }

    private boolean protectRows() {
        boolean changed = false;
        int width = cells[0].length;
        for (int row = 0; row < cells.length; row++) {
            int[][] line = new int[width][];
            for (int column = 0; column < width; column++) {
                line[column] = new int[] {row, column};
            }
            changed |= protect(line);
        }
        return changed;
    }

    private boolean protectColumns() {
        boolean changed = false;
        for (int column = 0; column < cells[0].length; column++) {
            int[][] line = new int[cells.length][];
            for (int row = 0; row < cells.length; row++) {
                line[row] = new int[] {row, column};
            }
            changed |= protect(line);
        }
        return changed;
    }

    /// Protects one line of cells, the last being the total.
    private boolean protect(int[][] line) {
        boolean changed = false;
        while (true) {
            long[] open =
                    Arrays.stream(line).filter(c -> hidden(c)).mapToLong(this::value).toArray();
            boolean safe =
                    open.length == 0 || (open.length > 1 && Arrays.stream(open).sum() >= THRESHOLD);
            int[] next = safe ? null : smallestVisible(line);
            if (next == null) {
                return changed;
            }
            hidden[next[0]][next[1]] = true;
            changed = true;
        }
    }

    private int @org.jspecify.annotations.Nullable [] smallestVisible(int[][] line) {
        int[] smallest = null;
        for (int i = 0; i < line.length - 1; i++) {
            if (!hidden(line[i]) && (smallest == null || value(line[i]) < value(smallest))) {
                smallest = line[i];
            }
        }
        int[] total = line[line.length - 1];
        return smallest == null && !hidden(total) ? total : smallest;
    }

    private boolean hidden(int[] cell) {
        return hidden[cell[0]][cell[1]];
    }

    private long value(int[] cell) {
        return cells[cell[0]][cell[1]];
    }
}
