package vn.pccovid.server.redress;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.lib.territory.Gazetteer;
import vn.pccovid.server.access.ProblemTable;
import vn.pccovid.server.access.Sentences;

/// Puts requests into the form their person and the officers see.
@Component
class RequestViews {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final RequestRows rows;
    private final Gazetteer gazetteer = Gazetteer.standard();
    private final Clock clock;

    RequestViews(RequestRows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    List<RequestView> of(List<RequestRows.Row> requests) {
        Map<UUID, List<RequestRows.Step>> steps =
                rows.steps(requests.stream().map(RequestRows.Row::id).toList());
        List<RequestView> views = new ArrayList<>();
        for (RequestRows.Row row : requests) {
            views.add(view(row, rows.told(row), steps.getOrDefault(row.id(), List.of())));
        }
        return views;
    }

    RequestView of(RequestRows.Row request) {
        return of(List.of(request)).getFirst();
    }

    private RequestView view(
            RequestRows.Row row, RequestRows.Told told, List<RequestRows.Step> steps) {
        Instant now = clock.instant();
        boolean owed = State.OWED.contains(row.state());
        return new RequestView(
                row.id(),
                told.number(),
                row.kind().code(),
                row.state().code(),
                new RequestView.Owner(
                        row.owner(),
                        row.owner().equals("source") ? row.source() : areaName(row.area())),
                row.openedAt(),
                row.dueAt(),
                owed && row.dueAt().isBefore(now),
                row.outcome().isEmpty() ? null : row.outcome(),
                told.about(),
                told.text(),
                row.state() == State.ASKED,
                row.state() == State.ANSWERED && !row.reopened() && row.dueAt().isAfter(now),
                row.state() != State.CLOSED,
                steps.stream().map(RequestViews::line).toList());
    }

    private static RequestView.StepLine line(RequestRows.Step step) {
        return new RequestView.StepLine(
                step.at(), step.kind(), step.office(), step.remedy(), words(step.words()));
    }

    private static @Nullable Sentences words(RequestRows.@Nullable Words words) {
        if (words == null) {
            return null;
        }
        if (words.code() != null) {
            return ProblemTable.standard().sentences(words.code(), Map.of());
        }
        return words.text() == null ? null : new Sentences(words.text(), words.text());
    }

    /// What people call the area; empty where today's list does not know it.
    String areaName(String path) {
        return gazetteer
                .list(LocalDate.ofInstant(clock.instant(), VIETNAM))
                .at(path)
                .map(Area::name)
                .orElse("");
    }
}
