package vn.pccovid.server.redress;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
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
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// Officers answer what people of their area ask to be put right; supervisors see counts.
@RestController
@RequestMapping("/api/redress")
class RedressController {
    private static final Set<String> STATES = Set.of("owed", "answered", "closed");

    /// Pages of twenty; nobody reads further.
    private static final int LAST_PAGE = 10_000;

    private static final int LONGEST_NUMBER = 40;

    private final Officers officers;
    private final RequestRows rows;
    private final RequestViews views;
    private final TransactionTemplate transaction;
    private final Clock clock;

    RedressController(
            Officers officers,
            RequestRows rows,
            RequestViews views,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.officers = officers;
        this.rows = rows;
        this.views = views;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// @param text what the person is asked
    record Question(@Nullable String text) {
        @Override
        public String toString() {
            return "Question[•••]";
        }
    }

    /// @param action `undo_link`, `accept_record`, `keep_apart`, `end_override`, `to_source`,
    ///   `no_change` or `refuse`
    /// @param reviewId the waiting record meant by the second and third
    /// @param suggestion what the source should write, for the fourth
    /// @param reason in words the person can read
    record NewAnswer(
            @Nullable String action,
            @Nullable UUID reviewId,
            @Nullable String suggestion,
            @Nullable String reason) {
        @Override
        public String toString() {
            return "NewAnswer[" + action + ", ...]";
        }
    }

    /// Requests without an answer in one commune.
    ///
    /// @param area area path; empty where no residence is known
    /// @param oldestDays whole days since the earliest missed deadline; missing if none is missed
    record Owed(String area, String name, long open, long overdue, @Nullable Long oldestDays) {}

    record OwedCounts(Instant asOf, long open, long overdue, List<Owed> communes) {}

    /// @param state `owed` (by deadline), `answered` or `closed` (newest first)
    /// @param number finds one request instead
    @Endpoint(
            purpose = Purpose.REDRESS,
            category = Category.HEALTH,
            roles = {Role.HEALTH_WORKER, Role.DATA_STEWARD})
    @GetMapping("/requests")
    Officers.Page requests(
            @RequestParam(defaultValue = "owed") String state,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "") String number) {
        if (!STATES.contains(state)
                || page < 0
                || page > LAST_PAGE
                || number.length() > LONGEST_NUMBER) {
            throw Problem.of("request.invalid");
        }
        return number.isBlank() ? officers.page(state, page) : officers.numbered(number);
    }

    @Endpoint(
            purpose = Purpose.REDRESS,
            category = Category.HEALTH,
            roles = {Role.HEALTH_WORKER, Role.DATA_STEWARD})
    @GetMapping("/requests/{id}")
    Officers.Detail request(@PathVariable UUID id) {
        return officers.detail(id);
    }

    @Endpoint(
            purpose = Purpose.REDRESS,
            category = Category.HEALTH,
            roles = {Role.HEALTH_WORKER, Role.DATA_STEWARD})
    @PostMapping("/requests/{id}/take")
    RequestView take(@PathVariable UUID id) {
        return officers.take(id);
    }

    @Endpoint(
            purpose = Purpose.REDRESS,
            category = Category.HEALTH,
            roles = {Role.HEALTH_WORKER, Role.DATA_STEWARD})
    @PostMapping("/requests/{id}/question")
    RequestView ask(@PathVariable UUID id, @RequestBody Question question) {
        return officers.ask(id, question.text());
    }

    @Endpoint(
            purpose = Purpose.REDRESS,
            category = Category.HEALTH,
            roles = {Role.HEALTH_WORKER, Role.DATA_STEWARD})
    @PostMapping("/requests/{id}/answer")
    RequestView answer(@PathVariable UUID id, @RequestBody NewAnswer answer) {
        return officers.answer(
                id, answer.action(), answer.reviewId(), answer.suggestion(), answer.reason());
    }

    /// How many requests wait for an answer, and how many of them are late, in the areas of a
    /// supervisor: counts of work, by commune, with nothing about anybody in it.
    @Endpoint(
            purpose = Purpose.STEERING,
            category = Category.COUNTS,
            roles = {Role.AUTHORITY, Role.AUDITOR, Role.OPERATOR})
    @GetMapping("/owed")
    OwedCounts owed() {
        List<String> areas = Scopes.required().areas();
        Instant now = clock.instant();
        List<RequestRows.Counted> counted =
                Scopes.call(
                        Scope.worker(Purpose.STEERING),
                        () ->
                                Objects.requireNonNull(
                                        transaction.execute(status ->
                                                areas.stream()
                                                        .flatMap(area ->
                                                                rows.counted(area, now).stream())
                                                        .distinct()
                                                        .toList())));
        return new OwedCounts(
                now,
                counted.stream().mapToLong(RequestRows.Counted::open).sum(),
                counted.stream().mapToLong(RequestRows.Counted::overdue).sum(),
                counted.stream().map(line -> owed(line, now)).toList());
    }

    private Owed owed(RequestRows.Counted line, Instant now) {
        Instant oldest = line.oldestDue();
        return new Owed(
                line.area(),
                views.areaName(line.area()),
                line.open(),
                line.overdue(),
                oldest == null ? null : Duration.between(oldest, now).toDays());
    }
}
