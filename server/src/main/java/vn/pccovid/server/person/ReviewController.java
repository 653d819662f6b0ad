package vn.pccovid.server.person;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.lib.linkage.LevelWeight;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;

/// Stewards decide whom a doubtful record is about, and see how it was weighed.
@RestController
@RequestMapping("/api")
class ReviewController {
    private static final Set<String> STATES = Set.of("open", "accepted", "apart", "settled");

    private final Stewards stewards;
    private final ReviewQueue queue;
    private final LinkageModels models;

    ReviewController(Stewards stewards, ReviewQueue queue, LinkageModels models) {
        this.stewards = stewards;
        this.queue = queue;
        this.models = models;
    }

    /// @param action `accept` with a person, `apart`, or `skip`: cannot be told now
    record Decision(String action, @Nullable UUID personId, @Nullable String reason) {}

    /// @param decisionId to take it back
    record Decided(UUID decisionId) {}

    /// The whole model, as data.
    record Weights(Stewards.ModelView model, List<LevelWeight> levels) {}

    /// Open questions come in the order of expected benefit, all others newest first.
    ///
    /// @param when `now`, `later` (somebody could not tell) or `quiet` (more evidence is awaited)
    /// @param after `next` of the page before
    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.IDENTITY,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/reviews")
    ReviewQueue.ReviewPage reviews(
            @RequestParam(defaultValue = "open") String state,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false) @Nullable String area,
            @RequestParam(required = false) @Nullable String pattern,
            @RequestParam(defaultValue = "now") String when,
            @RequestParam(required = false) @Nullable String after) {
        if (!STATES.contains(state)
                || (area != null && !area.matches("(\\d{2}(/\\d{3}(/\\d{5})?)?)?"))) {
            throw Problem.of("request.invalid");
        }
        return queue.page(
                new ReviewQueue.Filter(
                        state,
                        reason,
                        source,
                        area,
                        pattern,
                        ReviewQueue.When.of(when).orElseThrow(() -> Problem.of("request.invalid"))),
                after);
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.COUNTS,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/reviews/counts")
    ReviewQueue.Counts counts() {
        return queue.counts();
    }

    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.COUNTS,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/reviews/patterns")
    List<ReviewQueue.PatternLine> patterns() {
        return queue.patterns();
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
    Decided decide(@PathVariable UUID id, @RequestBody Decision decision) {
        String reason = decision.reason() == null ? "" : decision.reason();
        return new Decided(
                switch (decision.action()) {
                    case "accept" -> {
                        if (decision.personId() == null) {
                            throw Problem.of("person.decision_unknown");
                        }
                        yield stewards.accept(id, decision.personId(), reason);
                    }
                    case "apart" -> stewards.apart(id, reason);
                    case "skip" -> stewards.skip(id, reason);
                    default -> throw Problem.of("person.decision_unknown");
                });
    }

    /// How records are weighed: every level with its shares and bits.
    @Endpoint(
            purpose = Purpose.DATA_QUALITY,
            category = Category.SYSTEM,
            roles = {Role.DATA_STEWARD})
    @GetMapping("/linkage-model")
    Weights weights() {
        return new Weights(stewards.model(), models.current().levels());
    }
}
