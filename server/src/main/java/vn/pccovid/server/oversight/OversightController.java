package vn.pccovid.server.oversight;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Scopes;

/// Counts for authorities and for the supervision of the roll-out.
@RestController
@RequestMapping("/api/oversight")
class OversightController {
    private final Overviews overviews;
    private final PublishedOverrides overrides;

    OversightController(Overviews overviews, PublishedOverrides overrides) {
        this.overviews = overviews;
        this.overrides = overrides;
    }

    /// Colours that officers set against the rules, by district and week; open to everybody.
    @GetMapping("/overrides")
    @Endpoint(purpose = Purpose.STEERING, category = Category.COUNTS, roles = Role.ANYONE)
    List<PublishedOverrides.Week> overrides() {
        return overrides.weeks();
    }

    /// @param area area path within the caller's areas; empty: the first of them
    @GetMapping("/overview")
    @Endpoint(
            purpose = Purpose.STEERING,
            category = Category.COUNTS,
            roles = {Role.AUTHORITY, Role.OPERATOR, Role.AUDITOR})
    Overview overview(@RequestParam(defaultValue = "") String area) {
        List<String> own = Scopes.required().areas();
        String asked = area.isEmpty() && !own.isEmpty() ? own.getFirst() : area;
        if (!asked.equals("*") && !asked.matches("\\d{2}(/\\d{3}(/\\d{5})?)?")) {
            throw Problem.of("oversight.area_unknown");
        }
        boolean within =
                own.stream()
                        .anyMatch(prefix ->
                                prefix.equals("*")
                                        || asked.equals(prefix)
                                        || asked.startsWith(prefix + "/"));
        if (!within) {
            throw Problem.of("oversight.area_refused");
        }
        return overviews.of(asked);
    }
}
