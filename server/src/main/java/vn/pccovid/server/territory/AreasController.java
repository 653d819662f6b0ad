package vn.pccovid.server.territory;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;

/// The code list for forms: provinces, then what lies below a chosen area.
@RestController
@RequestMapping("/api/territory")
class AreasController {
    private final Territories territories;

    AreasController(Territories territories) {
        this.territories = territories;
    }

    /// @param path codes from the province down: `56/574/22651`
    /// @param level `province`, `district` or `commune`
    /// @param population people counted in the census of 2019; provinces only
    record AreaView(
            String code,
            String path,
            String level,
            String nameVi,
            String nameEn,
            @Nullable Integer population) {
        static AreaView of(Area area) {
            return new AreaView(
                    area.code(),
                    area.path(),
                    area.level().name().toLowerCase(Locale.ROOT),
                    area.name(),
                    area.nameEnglish(),
                    area.census2019() == 0 ? null : area.census2019());
        }
    }

    /// Areas below `parent` (a path such as `56/574`) today; the provinces when it is empty. An
    /// island district has none.
    @Endpoint(
            purpose = Purpose.OPERATION,
            category = Category.SYSTEM,
            roles = {Role.ANYONE})
    @GetMapping("/areas")
    List<AreaView> areas(@RequestParam(defaultValue = "") String parent) {
        if (!parent.isEmpty() && territories.at(parent).isEmpty()) {
            throw Problem.of("territory.area_unknown", Map.of("parent", parent));
        }
        return territories.children(parent).stream().map(AreaView::of).toList();
    }
}
