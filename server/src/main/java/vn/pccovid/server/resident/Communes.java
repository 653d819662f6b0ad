package vn.pccovid.server.resident;

import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.AreaLevel;
import vn.pccovid.lib.territory.CodeList;
import vn.pccovid.lib.territory.Gazetteer;

/// Communes by their official code, as typed at a desk.
@Component
class Communes {

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Gazetteer gazetteer = Gazetteer.standard();
    private final Clock clock;

    Communes(Clock clock) {
        this.clock = clock;
    }

    /// The commune with this code of five digits, as the list stands today.
    Optional<Area> find(String code) {
        return gazetteer
                .find(code, clock.instant().atZone(VIETNAM).toLocalDate())
                .filter(area -> area.level() == AreaLevel.COMMUNE);
    }

    /// What people call the area at this path; the path itself where the list does not know it.
    String name(String path) {
        return gazetteer
                .list(clock.instant().atZone(VIETNAM).toLocalDate())
                .at(path)
                .map(Area::name)
                .orElse(path);
    }

    /// The communes under these area paths; empty when they are more than `most`, or the nation.
    List<Area> under(List<String> areas, int most) {
        CodeList list = gazetteer.list(clock.instant().atZone(VIETNAM).toLocalDate());
        List<Area> communes = new ArrayList<>();
        Deque<Area> open = new ArrayDeque<>();
        areas.forEach(path -> list.at(path).ifPresent(open::add));
        while (!open.isEmpty()) {
            Area area = open.removeFirst();
            if (area.level() == AreaLevel.COMMUNE) {
                communes.add(area);
            }
            if (communes.size() > most) {
                return List.of();
            }
            open.addAll(list.children(area.path()));
        }
        return List.copyOf(communes);
    }
}
