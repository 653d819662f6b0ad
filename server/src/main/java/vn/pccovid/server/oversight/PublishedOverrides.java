package vn.pccovid.server.oversight;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.territory.Gazetteer;
import vn.pccovid.server.pass.Overrides;
import vn.pccovid.server.pass.SmallCells;

/// Overrides by district and week, for everybody. Only whole weeks are published, so that no count
/// follows from two looks; what is small is hidden, and so much besides that it does not follow
/// from the totals.
@Component
class PublishedOverrides {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /// A quarter of a year.
    private static final int WEEKS = 13;

    private final Overrides overrides;
    private final Gazetteer gazetteer = Gazetteer.standard();
    private final Clock clock;

    PublishedOverrides(Overrides overrides, Clock clock) {
        this.overrides = overrides;
        this.clock = clock;
    }

    /// A null count is hidden.
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Line(
            String district,
            String nameVi,
            String nameEn,
            @Nullable Long green,
            @Nullable Long yellow,
            @Nullable Long red,
            @Nullable Long all) {}

    /// @param from Monday
    /// @param total of the nation
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Week(LocalDate from, List<Line> districts, Line total) {}

    /// The last thirteen whole weeks in which any was set, newest first.
    List<Week> weeks() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), VIETNAM);
        LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        List<Week> weeks = new ArrayList<>();
        for (int i = 1; i <= WEEKS; i++) {
            LocalDate from = monday.minusWeeks(i);
            List<Overrides.Count> counts =
                    overrides.counts(
                            from.atStartOfDay(VIETNAM).toInstant(),
                            from.plusWeeks(1).atStartOfDay(VIETNAM).toInstant());
            if (!counts.isEmpty()) {
                weeks.add(week(from, counts, today));
            }
        }
        return weeks;
    }

    private Week week(LocalDate from, List<Overrides.Count> counts, LocalDate today) {
        long[][] cells = new long[counts.size() + 1][];
        long[] total = new long[4];
        for (int i = 0; i < counts.size(); i++) {
            Overrides.Count c = counts.get(i);
            cells[i] =
                    new long[] {c.green(), c.yellow(), c.red(), c.green() + c.yellow() + c.red()};
            for (int column = 0; column < total.length; column++) {
                total[column] += cells[i][column];
            }
        }
        cells[counts.size()] = total;
        boolean[][] hidden = SmallCells.hide(cells);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            lines.add(line(counts.get(i).district(), cells[i], hidden[i], today));
        }
        return new Week(from, lines, line("", total, hidden[counts.size()], today));
    }

    private Line line(String path, long[] cells, boolean[] hidden, LocalDate today) {
        var area = gazetteer.list(today).at(path);
        return new Line(
                path,
                area.map(a -> a.name()).orElse(path),
                area.map(a -> a.nameEnglish()).orElse(path),
                hidden[0] ? null : Long.valueOf(cells[0]),
                hidden[1] ? null : Long.valueOf(cells[1]),
                hidden[2] ? null : Long.valueOf(cells[2]),
                hidden[3] ? null : Long.valueOf(cells[3]));
    }
}
