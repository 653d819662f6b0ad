package vn.pccovid.server.person;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;

/// Stewards decide whom a doubtful record is about, and take links back.
@RestController
@RequestMapping("/api")
class ReviewController {
    private static final Set<String> STATES = Set.of("open", "accepted", "apart", "settled");

    /// Pages of twenty; nobody reads further.
    private static final int LAST_PAGE = 10_000;

    private final Stewards stewards;

    ReviewController(Stewards stewards) {
        this.stewards = stewards;
    }

    /// @param action `accept` with a person, or `apart`
    record Decision(String action, @Nullable UUID personId, @Nullable String reason) {}

    record Reason(@Nullable String reason) {}

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/reviews")
    Stewards.ReviewPage reviews(
            @RequestParam(defaultValue = "open") String state,
            @RequestParam(defaultValue = "0") int page) {
        if (!STATES.contains(state) || page < 0 || page > LAST_PAGE) {
            throw Problem.of("request.invalid");
        }
        return stewards.reviews(state, page);
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/reviews/{id}")
    Stewards.ReviewDetail review(@PathVariable UUID id) {
        return stewards.detail(id);
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @PostMapping("/reviews/{id}/decision")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void decide(@PathVariable UUID id, @RequestBody Decision decision) {
        String reason = decision.reason() == null ? "" : decision.reason();
        if (decision.action().equals("accept") && decision.personId() != null) {
            stewards.accept(id, decision.personId(), reason);
        } else if (decision.action().equals("apart")) {
            stewards.apart(id, reason);
        } else {
            throw Problem.of("person.decision_unknown");
        }
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/people/{id}/links")
    List<Stewards.LinkLine> links(@PathVariable UUID id) {
        return stewards.links(id);
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @PostMapping("/links/{eventId}/undo")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void undo(@PathVariable UUID eventId, @RequestBody Reason reason) {
        stewards.undo(eventId, reason.reason() == null ? "" : reason.reason());
    }
}
