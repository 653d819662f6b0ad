package vn.pccovid.server.redress;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// Moves requests from step to step: refuses what is not possible now, appends the step, and brings
/// state, owner and deadline with it. Runs in the worker's scope and in the caller's transaction.
@Component
class Course {
    private final RequestRows rows;
    private final RedressProperties properties;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Course(
            RequestRows rows,
            RedressProperties properties,
            ApplicationEventPublisher events,
            Clock clock) {
        this.rows = rows;
        this.properties = properties;
        this.events = events;
        this.clock = clock;
    }

    /// One step.
    ///
    /// @param remedy what it changes; null: nothing
    /// @param outcome of the request afterwards; empty: none
    /// @param tell whether the person has to be told outside the app
    record Next(
            StepKind kind,
            @Nullable Remedy remedy,
            RequestRows.Words words,
            String outcome,
            boolean tell) {}

    /// The request, locked until the transaction ends; `redress.request_unknown` for none.
    RequestRows.Row lock(UUID request) {
        return rows.lock(request).orElseThrow(() -> Problem.of("redress.request_unknown"));
    }

    /// Applies one step to a locked request.
    ///
    /// @return the request as it stands afterwards
    RequestRows.Row apply(RequestRows.Row row, Next next) {
        StepKind kind = next.kind();
        if (!kind.possibleFrom(row.state())) {
            throw Problem.of("redress.not_now");
        }
        Scope by = Scopes.required();
        UUID step =
                rows.append(
                        row.id(),
                        kind,
                        by.actor(),
                        by.role().equals("SYSTEM") ? "PcCovid" : by.office(),
                        next.remedy() == null ? "" : next.remedy().code(),
                        next.words());
        RequestRows.Row moved =
                new RequestRows.Row(
                        row.id(),
                        row.person(),
                        row.area(),
                        row.kind(),
                        kind.to(),
                        kind == StepKind.SENT || kind == StepKind.HANDED_OVER
                                ? "source"
                                : kind == StepKind.CLOSED || kind == StepKind.ANSWERED
                                        ? row.owner()
                                        : "commune",
                        row.openedAt(),
                        due(row, kind),
                        row.openedBy(),
                        row.channel(),
                        row.source(),
                        row.recordId(),
                        row.factId(),
                        kind == StepKind.REOPENED
                                ? ""
                                : next.outcome().isEmpty() ? row.outcome() : next.outcome(),
                        row.reopened() || kind == StepKind.REOPENED,
                        row.sealed());
        rows.move(moved);
        if (next.tell()) {
            rows.tell(row.id(), step);
            events.publishEvent(new RequestMoved(row.id()));
        }
        return moved;
    }

    /// Taking, asking and replying leave the deadline as it was: it is the person's, not the
    /// officer's.
    private Instant due(RequestRows.Row row, StepKind kind) {
        Instant now = clock.instant();
        return switch (kind) {
            case OPENED, REOPENED -> now.plus(properties.answerWithin());
            case SENT -> now.plus(properties.sourceWithin());
            case ANSWERED -> now.plus(properties.reopenWithin());
            case TAKEN ->
                    row.owner().equals("source")
                            ? now.plus(properties.answerWithin())
                            : row.dueAt();
            case ASKED, REPLIED, HANDED_OVER, CLOSED -> row.dueAt();
        };
    }
}
