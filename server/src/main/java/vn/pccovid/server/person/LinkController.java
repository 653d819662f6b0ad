package vn.pccovid.server.person;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;

/// Stewards see the records of a person, take links back, part and join persons, and take decisions
/// back.
@RestController
@RequestMapping("/api")
class LinkController {
    private final Stewards stewards;

    LinkController(Stewards stewards) {
        this.stewards = stewards;
    }

    record Reason(@Nullable String reason) {
        String text() {
            return reason == null ? "" : reason;
        }
    }

    record Split(@Nullable List<UUID> records, @Nullable String reason) {}

    /// @param acknowledged contradictions that were shown and do not hold
    record Merge(
            @Nullable UUID other, @Nullable List<String> acknowledged, @Nullable String reason) {}

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
    @GetMapping("/people/{id}/records")
    Stewards.PersonRecords records(@PathVariable UUID id) {
        return stewards.records(id);
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/people/{id}/beside/{otherId}")
    Stewards.Beside beside(@PathVariable UUID id, @PathVariable UUID otherId) {
        return stewards.beside(id, otherId);
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @PostMapping("/links/{eventId}/undo")
    ReviewController.Decided undo(@PathVariable UUID eventId, @RequestBody Reason reason) {
        return new ReviewController.Decided(stewards.undo(eventId, reason.text()));
    }

    /// The records named become a new person.
    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @PostMapping("/people/{id}/split")
    ReviewController.Decided split(@PathVariable UUID id, @RequestBody Split split) {
        if (split.records() == null || split.records().size() > Decisions.MOST_RECORDS) {
            throw Problem.of("request.invalid");
        }
        return new ReviewController.Decided(
                stewards.split(id, split.records(), split.reason() == null ? "" : split.reason()));
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @PostMapping("/people/{id}/merge")
    ReviewController.Decided merge(@PathVariable UUID id, @RequestBody Merge merge) {
        if (merge.other() == null) {
            throw Problem.of("request.invalid");
        }
        return new ReviewController.Decided(
                stewards.merge(
                        id,
                        merge.other(),
                        merge.acknowledged() == null ? List.of() : merge.acknowledged(),
                        merge.reason() == null ? "" : merge.reason()));
    }

    /// The newest decisions, own ones or all within the areas.
    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/decisions")
    List<Stewards.DecisionLine> decisions(
            @RequestParam(defaultValue = "true") boolean own,
            @RequestParam(required = false) @Nullable UUID before) {
        return stewards.decisions(own, before);
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @PostMapping("/decisions/{id}/undo")
    ReviewController.Decided takeBack(@PathVariable UUID id, @RequestBody Reason reason) {
        return new ReviewController.Decided(stewards.takeBack(id, reason.text()));
    }
}
