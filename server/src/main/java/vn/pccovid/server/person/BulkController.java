package vn.pccovid.server.person;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;

/// One answer to many questions of one pattern: prepare, look at the sample, decide, confirm, undo.
@RestController
@RequestMapping("/api/bulks")
class BulkController {
    private final BulkDecisions bulks;
    private final Stewards stewards;

    BulkController(BulkDecisions bulks, Stewards stewards) {
        this.bulks = bulks;
        this.stewards = stewards;
    }

    /// @param action `accept`: each with its best candidate; `apart`: none with any candidate
    record NewBulk(@Nullable String pattern, @Nullable String action) {}

    record Reason(@Nullable String reason) {
        String text() {
            return reason == null ? "" : reason;
        }
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.COUNTS,
            roles = {Role.DATA_STEWARD})
    @GetMapping
    List<BulkDecisions.BulkView> latest() {
        return bulks.latest();
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @PostMapping
    BulkDecisions.BulkView prepare(@RequestBody NewBulk wanted) {
        if (wanted.pattern() == null || wanted.action() == null) {
            throw Problem.of("request.invalid");
        }
        return bulks.prepare(wanted.pattern(), wanted.action());
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.COUNTS,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/{id}")
    BulkDecisions.BulkView bulk(@PathVariable UUID id) {
        return bulks.view(id);
    }

    /// One question of the sample, side by side; opening it is what the decision asks for.
    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/{id}/sample/{reviewId}")
    Stewards.ReviewDetail look(@PathVariable UUID id, @PathVariable UUID reviewId) {
        Stewards.ReviewDetail detail = stewards.detail(reviewId);
        bulks.looked(id, reviewId);
        return detail;
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @PostMapping("/{id}/decide")
    BulkDecisions.BulkDone decide(@PathVariable UUID id, @RequestBody Reason reason) {
        return bulks.decide(id, reason.text());
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @PostMapping("/{id}/confirm")
    BulkDecisions.BulkDone confirm(@PathVariable UUID id, @RequestBody Reason reason) {
        return bulks.confirm(id, reason.text());
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @PostMapping("/{id}/undo")
    BulkDecisions.BulkDone undo(@PathVariable UUID id, @RequestBody Reason reason) {
        return bulks.undo(id, reason.text());
    }
}
