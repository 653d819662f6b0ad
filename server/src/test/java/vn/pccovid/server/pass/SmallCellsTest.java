package vn.pccovid.server.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Cells under 5 are hidden and do not follow from the totals")
class SmallCellsTest {
    @Test
    void four_is_hidden_and_five_is_shown() {
        boolean[][] hidden = SmallCells.hide(table(new long[][] {{4, 5, 50}, {40, 60, 70}}));

        assertThat(hidden[0][0]).isTrue();
        assertThat(hidden[1][2]).isFalse();
        assertThat(SmallCells.hide(table(new long[][] {{5, 5, 50}, {5, 60, 70}})))
                .isDeepEqualTo(new boolean[3][4]);
    }

    @Test
    void one_small_cell_takes_a_second_one_with_it_in_its_row_and_its_column() {
        boolean[][] hidden =
                SmallCells.hide(table(new long[][] {{2, 30, 50}, {40, 60, 70}, {20, 80, 90}}));

        assertThat(hidden[0]).containsExactly(true, true, false, false);
        assertThat(hidden[2][0]).as("the smallest other of the column").isTrue();
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_row_or_column_gives_away_what_it_hides(int seed) {
        Random random = new Random(seed);
        long[][] inner = new long[1 + random.nextInt(12)][3];
        for (long[] row : inner) {
            for (int i = 0; i < row.length; i++) {
                row[i] = random.nextInt(3) == 0 ? random.nextInt(7) : random.nextInt(500);
            }
        }
        long[][] cells = table(inner);
        boolean[][] hidden = SmallCells.hide(cells);

        for (int r = 0; r < cells.length; r++) {
            int row = r;
            safe(
                    IntStream.range(0, 4)
                            .filter(c -> hidden[row][c])
                            .mapToLong(c -> cells[row][c])
                            .toArray(),
                    4);
            for (int c = 0; c < 4; c++) {
                assertThat(hidden[r][c] || cells[r][c] >= 5).isTrue();
            }
        }
        for (int c = 0; c < 4; c++) {
            int column = c;
            safe(
                    IntStream.range(0, cells.length)
                            .filter(r -> hidden[r][column])
                            .mapToLong(r -> cells[r][column])
                            .toArray(),
                    cells.length);
        }
    }

    private static void safe(long[] hiddenOfLine, int width) {
        if (hiddenOfLine.length == 0 || hiddenOfLine.length == width) {
            return;
        }
        assertThat(hiddenOfLine.length).isGreaterThan(1);
        assertThat(java.util.Arrays.stream(hiddenOfLine).sum()).isGreaterThanOrEqualTo(5);
    }

    /// The inner cells with their totals.
    private static long[][] table(long[][] inner) {
        long[][] all = new long[inner.length + 1][inner[0].length + 1];
        for (int r = 0; r < inner.length; r++) {
            for (int c = 0; c < inner[r].length; c++) {
                all[r][c] = inner[r][c];
                all[r][inner[r].length] += inner[r][c];
                all[inner.length][c] += inner[r][c];
                all[inner.length][inner[r].length] += inner[r][c];
            }
        }
        return all;
    }
}
