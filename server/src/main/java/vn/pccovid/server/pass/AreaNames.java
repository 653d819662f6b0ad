package vn.pccovid.server.pass;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.territory.Gazetteer;

/// Names of area paths today.
@Component
class AreaNames {
    static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Gazetteer gazetteer = Gazetteer.standard();
    private final Clock clock;

    AreaNames(Clock clock) {
        this.clock = clock;
    }

    PassView.AreaName of(String path) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), VIETNAM);
        return gazetteer
                .list(today)
                .at(path)
                .map(area -> new PassView.AreaName(path, area.name(), area.nameEnglish()))
                .orElseGet(() -> new PassView.AreaName(path, "Chưa rõ nơi ở", "Residence unknown"));
    }
}
