package vn.pccovid.server.territory;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.CodeList;
import vn.pccovid.lib.territory.Gazetteer;
import vn.pccovid.lib.territory.Resolution;

/// The areas of the country as a code list of a day knows them. A code without a day means nothing:
/// where no day is given, today in Vietnam is meant. Safe for many threads.
@Component
public class Territories {
    /// Days in rules and lists are days in Vietnam.
    public static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Gazetteer gazetteer = Gazetteer.standard();
    private final Clock clock;
    private final JdbcClient jdbc;

    Territories(Clock clock, JdbcClient jdbc) {
        this.clock = clock;
        this.jdbc = jdbc;
    }

    /// The list in force today.
    public CodeList today() {
        return gazetteer.list(LocalDate.ofInstant(clock.instant(), VIETNAM));
    }

    /// All lists, for questions about other days.
    public Gazetteer gazetteer() {
        return gazetteer;
    }

    /// The area a code meant on a day; its length says the level.
    public Optional<Area> find(String code, LocalDate day) {
        return gazetteer.find(code, day);
    }

    /// The area of a path today: `56`, `56/574`, `56/574/22651`.
    public Optional<Area> at(String path) {
        return today().at(path);
    }

    /// Name of a code on a day: `Xã Diên Lâm`.
    public Optional<String> name(String code, LocalDate day) {
        return find(code, day).map(Area::name);
    }

    /// Path `PP/DDD/CCCCC` of a code on a day, empty when that day's list does not know it.
    public String path(String code, LocalDate day) {
        return gazetteer.path(code, day);
    }

    /// Areas directly below a path today; the provinces for the empty path.
    public List<Area> children(String path) {
        return today().children(path);
    }

    /// What a typed address means, within an area known otherwise (empty: the nation).
    public Resolution resolve(String text, LocalDate day, String within) {
        return gazetteer.resolve(text, day, within);
    }

    /// Published epidemic level of an area (1 to 4) at an instant: its own or that of the nearest
    /// area above; empty while none was published. Needs a scope like every read of the database.
    public OptionalInt level(String path, Instant at) {
        return jdbc.sql(
                        """
                        SELECT level
                          FROM territory.area_level
                         WHERE (area = :path OR starts_with(:path, area || '/'))
                           AND from_at <= :at
                           AND (until_at IS NULL OR until_at > :at)
                         ORDER BY length(area) DESC, from_at DESC
                         LIMIT 1
                        """)
                .param("path", path)
                .param("at", Timestamp.from(at))
                .query(Integer.class)
                .optional()
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }

    /// Every published level in force at an instant, by area path. Needs a scope like every read of
    /// the database.
    public Map<String, Integer> levels(Instant at) {
        Map<String, Integer> levels = new TreeMap<>();
        jdbc.sql(
                        """
                        SELECT DISTINCT ON (area) area, level
                          FROM territory.area_level
                         WHERE from_at <= :at AND (until_at IS NULL OR until_at > :at)
                         ORDER BY area, from_at DESC
                        """)
                .param("at", Timestamp.from(at))
                .query(row -> {
                    levels.put(row.getString(1), row.getInt(2));
                });
        return levels;
    }
}
