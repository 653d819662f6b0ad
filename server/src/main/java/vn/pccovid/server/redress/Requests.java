package vn.pccovid.server.redress;

import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.PersonView;

/// The door to requests: what a person, or an officer on their behalf, asks to be put right.
///
/// Each call looks in the caller's scope first, so that nobody acts on a person they may not see,
/// and writes as the worker afterwards; call them outside a transaction. Thread-safe.
@Service
public class Requests {
    /// How long news taken by one process is left alone by all others.
    public static final Duration NEWS_RESTS = Duration.ofMinutes(10);

    /// The source whose records carry doses.
    private static final String VACCINATION = "vaccination";

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /// Requests of one person shown on their page.
    private static final int MOST_SHOWN = 50;

    /// Corrections read at once.
    private static final int PAGE = 500;

    private final RequestRows rows;
    private final RequestViews views;
    private final Course course;
    private final People people;
    private final Facts facts;
    private final AccessLines lines;
    private final RedressProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Requests(
            RequestRows rows,
            RequestViews views,
            Course course,
            People people,
            Facts facts,
            AccessLines lines,
            RedressProperties properties,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.views = views;
        this.course = course;
        this.people = people;
        this.facts = facts;
        this.lines = lines;
        this.properties = properties;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// Opens a request about a person the caller may see. The same thing asked again while it is
    /// without an answer is the same request.
    ///
    /// @param channel `phone`: the caller is the person's account; `desk`: an officer writes for
    ///   the person
    public RequestView open(UUID personId, NewRequest wanted, String channel) {
        Kind kind = Kind.of(wanted.kind()).orElseThrow(() -> Problem.of("redress.kind_unknown"));
        String text = text(wanted.text(), !kind.namesFact());
        Disputed disputed =
                within(() -> {
                    lines.record(List.of(personId), "request");
                    return disputed(personId, kind, wanted.factId());
                });
        return asWorker(() -> {
            rows.lockOpening(personId);
            Optional<RequestRows.Row> same = same(personId, kind, disputed, text);
            if (same.isPresent()) {
                return views.of(same.get());
            }
            refuseTooMany(personId, channel);
            lines.record(List.of(personId), "request");
            return views.of(opened(personId, kind, disputed, text, channel));
        });
    }

    /// What a request points at.
    private record Disputed(
            String area,
            String source,
            @Nullable UUID recordId,
            @Nullable UUID factId,
            RequestView.@Nullable About about,
            @Nullable String name) {}

    private Disputed disputed(UUID personId, Kind kind, @Nullable UUID factId) {
        PersonView person = people.view(personId);
        return switch (kind) {
            case DOSE_NOT_MINE, RECORD_NOT_MINE -> {
                Fact fact =
                        facts.of(personId).stream()
                                .filter(f -> f.factId().equals(factId))
                                .findFirst()
                                .orElseThrow(() -> Problem.of("redress.fact_unknown"));
                if (fact.kind().equals("dose") != (kind == Kind.DOSE_NOT_MINE)) {
                    throw Problem.of("redress.fact_of_other_kind");
                }
                yield new Disputed(
                        person.area(),
                        fact.source(),
                        fact.recordId(),
                        fact.factId(),
                        new RequestView.About(
                                fact.kind(),
                                fact.at().atZone(VIETNAM).toLocalDate(),
                                fact.details(),
                                fact.source()),
                        null);
            }
            case NAME_WRONG -> {
                PersonView.Origin origin = person.origins().get("name");
                yield new Disputed(
                        person.area(),
                        origin == null ? "" : origin.source(),
                        origin == null ? null : origin.recordId(),
                        null,
                        null,
                        person.name());
            }
            case DOSE_MISSING ->
                    new Disputed(
                            person.area(),
                            VACCINATION,
                            facts.of(personId).stream()
                                    .filter(f -> f.source().equals(VACCINATION))
                                    .map(Fact::recordId)
                                    .findFirst()
                                    .orElse(null),
                            null,
                            null,
                            null);
            case COLOUR_WRONG -> new Disputed(person.area(), "", null, null, null, null);
        };
    }

    /// A request about the same fact; or of the same kind in the same words.
    private Optional<RequestRows.Row> same(
            UUID personId, Kind kind, Disputed disputed, String text) {
        return rows.of(personId, MOST_SHOWN).stream()
                .filter(row -> row.kind() == kind && State.OWED.contains(row.state()))
                .filter(row ->
                        kind.namesFact()
                                ? Objects.equals(row.factId(), disputed.factId())
                                : rows.told(row).text().equals(text))
                .findFirst();
    }

    private void refuseTooMany(UUID personId, String channel) {
        long open =
                rows.of(personId, MOST_SHOWN).stream()
                        .filter(row -> State.OWED.contains(row.state()))
                        .count();
        if (open >= properties.mostOpen()) {
            throw Problem.of("redress.too_many_open", Map.of("most", properties.mostOpen()));
        }
        int most = channel.equals("desk") ? properties.mostADayAtDesk() : properties.mostADay();
        Instant since = clock.instant().minus(Duration.ofDays(1));
        if (rows.openedSince(Scopes.required().actor(), since) >= most) {
            throw Problem.of("redress.too_many_today", Map.of("most", most));
        }
    }

    private RequestRows.Row opened(
            UUID personId, Kind kind, Disputed disputed, String text, String channel) {
        UUID id = vn.pccovid.server.person.TimedId.next(clock);
        String number = RequestNumber.next();
        while (!rows.takeNumber(number, id)) {
            number = RequestNumber.next();
        }
        Instant now = clock.instant();
        Scope by = Scopes.required();
        RequestRows.Row row =
                new RequestRows.Row(
                        id,
                        personId,
                        disputed.area(),
                        kind,
                        State.OPEN,
                        "commune",
                        now,
                        now.plus(properties.answerWithin()),
                        by.actor(),
                        channel,
                        disputed.source(),
                        disputed.recordId(),
                        disputed.factId(),
                        "",
                        false,
                        rows.seal(
                                new RequestRows.Told(
                                        number, text, disputed.about(), disputed.name()),
                                id,
                                now));
        rows.insert(row);
        rows.append(id, StepKind.OPENED, by.actor(), by.office(), "", RequestRows.Words.of(text));
        return row;
    }

    /// The requests of a person the caller may see, newest first.
    public List<RequestView> of(UUID personId) {
        return within(() -> {
            people.view(personId);
            lines.record(List.of(personId), "requests");
            return views.of(rows.of(personId, MOST_SHOWN));
        });
    }

    /// The person answers what they were asked.
    public RequestView reply(UUID personId, UUID request, @Nullable String text) {
        String said = text(text, true);
        return byPerson(
                personId,
                request,
                row ->
                        course.apply(
                                row,
                                new Course.Next(
                                        StepKind.REPLIED,
                                        null,
                                        RequestRows.Words.of(said),
                                        "",
                                        false)));
    }

    /// The person does not agree with the answer: once, and not for ever.
    public RequestView reopen(UUID personId, UUID request, @Nullable String text) {
        String said = text(text, true);
        return byPerson(
                personId,
                request,
                row -> {
                    if (row.reopened()) {
                        throw Problem.of("redress.reopened_before");
                    }
                    boolean late =
                            row.state() == State.CLOSED
                                    || (row.state() == State.ANSWERED
                                            && !row.dueAt().isAfter(clock.instant()));
                    if (late) {
                        throw Problem.of(
                                "redress.reopen_too_late",
                                Map.of("days", properties.reopenWithin().toDays()));
                    }
                    return course.apply(
                            row,
                            new Course.Next(
                                    StepKind.REOPENED,
                                    null,
                                    RequestRows.Words.of(said),
                                    "",
                                    false));
                });
    }

    /// The person takes the request back, or is content with the answer.
    public RequestView close(UUID personId, UUID request) {
        return byPerson(
                personId,
                request,
                row ->
                        course.apply(
                                row,
                                new Course.Next(
                                        StepKind.CLOSED,
                                        null,
                                        RequestRows.Words.NONE,
                                        row.outcome().isEmpty() ? "withdrawn" : "",
                                        false)));
    }

    private interface Change {
        RequestRows.Row of(RequestRows.Row row);
    }

    private RequestView byPerson(UUID personId, UUID request, Change change) {
        within(() -> {
            RequestRows.Row row =
                    rows.find(request)
                            .filter(found -> found.person().equals(personId))
                            .orElseThrow(() -> Problem.of("redress.request_unknown"));
            lines.record(List.of(personId), "request");
            return row;
        });
        return asWorker(() -> views.of(change.of(course.lock(request))));
    }

    /// What a source has to put right on people's word. Marks each as handed over to the source,
    /// once. Runs as the service; call it outside a transaction.
    public List<Correction> corrections(String source) {
        return Scopes.call(
                Scope.worker(Purpose.REDRESS),
                () -> {
                    List<Correction> found = new ArrayList<>();
                    UUID last = new UUID(0, 0);
                    while (true) {
                        UUID after = last;
                        List<RequestRows.Row> page = within(() -> rows.sentTo(source, after, PAGE));
                        if (page.isEmpty()) {
                            return List.copyOf(found);
                        }
                        page.forEach(row -> found.add(correction(row)));
                        last = page.getLast().id();
                    }
                });
    }

    private Correction correction(RequestRows.Row row) {
        return within(() -> {
            RequestRows.Told told = rows.told(row);
            List<RequestRows.Step> steps =
                    rows.steps(Set.of(row.id())).getOrDefault(row.id(), List.of());
            String suggestion = "";
            boolean handedOver = false;
            for (RequestRows.Step step : steps) {
                if (step.kind().equals(StepKind.SENT.code())) {
                    RequestRows.Words words = step.words();
                    suggestion =
                            words == null || words.suggestion() == null ? "" : words.suggestion();
                    handedOver = false;
                } else if (step.kind().equals(StepKind.HANDED_OVER.code())) {
                    handedOver = true;
                }
            }
            if (!handedOver) {
                RequestRows.Row locked = course.lock(row.id());
                if (locked.state() == State.SENT) {
                    course.apply(
                            locked,
                            new Course.Next(
                                    StepKind.HANDED_OVER, null, RequestRows.Words.NONE, "", false));
                }
            }
            RequestView.About about = told.about();
            return new Correction(
                    told.number(),
                    row.recordId(),
                    about == null ? "" : about.kind(),
                    about == null ? null : about.date(),
                    about == null ? Map.of() : about.details(),
                    row.kind().toldSource(),
                    row.kind() == Kind.NAME_WRONG,
                    suggestion);
        });
    }

    /// Takes up to `most` news that people have to be told; each is given out again after
    /// [#NEWS_RESTS] until [#endNews], so that none is lost with a process and none is told by two
    /// at once. Runs as the service.
    public List<News> takeNews(int most) {
        return Scopes.call(
                Scope.worker(Purpose.REDRESS),
                () -> within(() -> rows.takeNews(most, clock.instant().plus(NEWS_RESTS))));
    }

    /// The person was told, or cannot be: no further attempt. Runs as the service.
    public void endNews(News news) {
        Scopes.run(
                Scope.worker(Purpose.REDRESS),
                () ->
                        transaction.executeWithoutResult(
                                status -> rows.told(news.request(), news.step())));
    }

    /// What somebody wrote, without control characters; `redress.text_missing` if it is too long,
    /// or too short and needed.
    String text(@Nullable String typed, boolean needed) {
        String text =
                typed == null
                        ? ""
                        : Normalizer.normalize(typed, Normalizer.Form.NFC)
                                .replaceAll("[\\p{Cc}&&[^\\n]]|\\p{Cf}", " ")
                                .strip();
        if (text.codePointCount(0, text.length()) > properties.longestText()
                || (needed && text.length() < 3)) {
            throw Problem.of("redress.text_missing", Map.of("longest", properties.longestText()));
        }
        return text;
    }

    private <T> T asWorker(Supplier<T> body) {
        return Scopes.call(Scopes.required().asWorker(), () -> within(body));
    }

    private <T> T within(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
