package vn.pccovid.server.place;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;

/// Check-ins of phones and of keepers' devices. Whoever holds a visit token may send it with a
/// poster's code: the token proves itself, no session tells who was where.
@RestController
class VisitController {
    private static final int LONGEST = 600;

    private final CheckIns checkIns;

    VisitController(CheckIns checkIns) {
        this.checkIns = checkIns;
    }

    /// @param id 8 to 64 letters, digits or hyphens, made by the device
    record Told(
            @Nullable String id,
            @Nullable String token,
            @Nullable String poster,
            @Nullable Instant at) {
        @Override
        public String toString() {
            return "Told[...]";
        }
    }

    /// @param scans 1 to 2,000
    record Batch(@Nullable List<Told> scans) {}

    /// @param fates one each, in order
    record Received(List<CheckIns.Fate> fates) {}

    @Endpoint(purpose = Purpose.OPERATION, category = Category.SYSTEM, roles = Role.ANYONE)
    @PostMapping("/api/visits")
    Received keep(@RequestBody Batch batch) {
        List<Told> told = batch.scans();
        if (told == null || told.isEmpty() || told.size() > CheckIns.MOST_SCANS) {
            throw Problem.of("place.scans_unreadable");
        }
        return new Received(checkIns.keep(told.stream().map(VisitController::scan).toList()));
    }

    private static CheckIns.Scan scan(Told told) {
        String id = told.id();
        String token = told.token();
        String poster = told.poster();
        Instant at = told.at();
        if (id == null
                || !id.matches("[A-Za-z0-9-]{8,64}")
                || token == null
                || token.length() > LONGEST
                || poster == null
                || poster.length() > LONGEST
                || at == null) {
            throw Problem.of("place.scans_unreadable");
        }
        return new CheckIns.Scan(id, token, poster, at);
    }
}
