package vn.pccovid.server.oversight;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.territory.Gazetteer;
import vn.pccovid.server.pass.ColourCount;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.server.pass.SmallCells;
import vn.pccovid.server.pass.SourceArrivals;

/// Counts people and colours of an area and hides what is small.
@Component
class Overviews {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Passes passes;
    private final ObjectProvider<SourceArrivals> arrivals;
    private final Gazetteer gazetteer = Gazetteer.standard();
    private final Clock clock;

    Overviews(Passes passes, ObjectProvider<SourceArrivals> arrivals, Clock clock) {
        this.passes = passes;
        this.arrivals = arrivals;
        this.clock = clock;
    }

    /// @param area area path, or `*` for the nation
    Overview of(String area) {
        Instant now = clock.instant();
        List<ColourCount> lines = passes.count(area);
        ColourCount total = total(area, lines);
        boolean[][] colours = SmallCells.hide(table(lines, total, true));
        boolean[][] carried = SmallCells.hide(table(lines, total, false));
        List<Overview.Commune> communes = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            communes.add(commune(lines.get(i), colours[i], carried[i]));
        }
        int last = lines.size();
        Long people = shown(total.people(), colours[last][3] || carried[last][2]);
        Long carriedOver = shown(total.carriedOver(), carried[last][0]);
        return new Overview(
                name(area.equals("*") ? "" : area),
                now,
                people,
                carriedOver,
                people == null || carriedOver == null ? null : (double) carriedOver / people,
                new Overview.Colours(
                        shown(total.green(), colours[last][0]),
                        shown(total.yellow(), colours[last][1]),
                        shown(total.red(), colours[last][2])),
                shown(
                        total.redForLackOfData(),
                        colours[last][2]
                                || total.redForLackOfData() < SmallCells.THRESHOLD
                                || total.red() - total.redForLackOfData() < SmallCells.THRESHOLD),
                List.copyOf(communes),
                sources(now));
    }

    private Overview.Commune commune(ColourCount line, boolean[] colours, boolean[] carried) {
        boolean people = colours[3] || carried[2];
        Overview.Area name = name(line.area());
        return new Overview.Commune(
                line.area(),
                name.nameVi(),
                name.nameEn(),
                shown(line.people(), people),
                shown(line.carriedOver(), carried[0]),
                shown(line.green(), colours[0]),
                shown(line.yellow(), colours[1]),
                shown(line.red(), colours[2]),
                people || carried[0] || colours[0] || colours[1] || colours[2]);
    }

    private static @Nullable Long shown(long count, boolean hidden) {
        return hidden ? null : Long.valueOf(count);
    }

    /// One row per place and the totals: green, yellow, red, people; or carried over, not, people.
    private static long[][] table(List<ColourCount> lines, ColourCount total, boolean colours) {
        List<ColourCount> all = new ArrayList<>(lines);
        all.add(total);
        return all.stream()
                .map(line ->
                        colours
                                ? new long[] {
                                    line.green(), line.yellow(), line.red(), line.people()
                                }
                                : new long[] {
                                    line.carriedOver(),
                                    line.people() - line.carriedOver(),
                                    line.people()
                                })
                .toArray(long[][]::new);
    }

    private static ColourCount total(String area, List<ColourCount> lines) {
        long[] sums = new long[6];
        for (ColourCount line : lines) {
            sums[0] += line.people();
            sums[1] += line.carriedOver();
            sums[2] += line.green();
            sums[3] += line.yellow();
            sums[4] += line.red();
            sums[5] += line.redForLackOfData();
        }
        return new ColourCount(area, sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
    }

    private Overview.Area name(String path) {
        if (path.isEmpty()) {
            return new Overview.Area("", "", "");
        }
        return gazetteer
                .list(LocalDate.ofInstant(clock.instant(), VIETNAM))
                .at(path)
                .map(area -> new Overview.Area(path, area.name(), area.nameEnglish()))
                .orElseGet(() -> new Overview.Area(path, path, path));
    }

    private List<Overview.SourceAge> sources(Instant now) {
        SourceArrivals known = arrivals.getIfAvailable();
        if (known == null) {
            return List.of();
        }
        return known.arrivals().stream()
                .map(arrival -> {
                    Instant last = arrival.lastRunAt();
                    return new Overview.SourceAge(
                            arrival.source(),
                            arrival.label().vi(),
                            arrival.label().en(),
                            last,
                            last == null ? null : Duration.between(last, now).toMinutes() / 60.0,
                            arrival.rows());
                })
                .toList();
    }
}
