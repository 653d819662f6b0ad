package vn.pccovid.server.redress;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.SetColours;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.PersonView;
import vn.pccovid.server.person.RecordBeside;
import vn.pccovid.server.person.RecordsBeside;

/// What officers do with requests of people in their area. An answer that changes links is an event
/// of `person` with the officer as its author, in the same transaction as the answer.
@Component
class Officers {
    private static final int PAGE = 20;

    /// What was told to us directly has no other system to put it right.
    private static final Set<String> OURS = Set.of("desk", "resident");

    private final RequestRows rows;
    private final RequestViews views;
    private final Course course;
    private final Requests requests;
    private final People people;
    private final RecordsBeside beside;
    private final ObjectProvider<SetColours> colours;
    private final AccessLines lines;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Officers(
            RequestRows rows,
            RequestViews views,
            Course course,
            Requests requests,
            People people,
            RecordsBeside beside,
            ObjectProvider<SetColours> colours,
            AccessLines lines,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.views = views;
        this.course = course;
        this.requests = requests;
        this.people = people;
        this.beside = beside;
        this.colours = colours;
        this.lines = lines;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// One line of the list: nothing about who it is.
    record Item(
            UUID id,
            String number,
            String kind,
            String state,
            RequestView.Owner owner,
            String area,
            Instant openedAt,
            Instant dueAt,
            boolean overdue) {}

    record Page(long total, List<Item> items) {}

    /// @param documents masked
    record Subject(
            UUID personId,
            @Nullable String name,
            @Nullable String birthDate,
            String area,
            List<String> documents,
            boolean verified) {
        @Override
        public String toString() {
            return "Subject[" + personId + "]";
        }
    }

    /// @param disputed the record pointed at, if it still counts for the person
    /// @param waiting records that might be the person's
    /// @param remedies answers that fit
    record Detail(
            RequestView request,
            Subject person,
            @Nullable RecordBeside disputed,
            List<RecordBeside> waiting,
            List<String> remedies) {
        @Override
        public String toString() {
            return "Detail[" + request.id() + "]";
        }
    }

    /// @param state `owed`, `answered` or `closed`
    Page page(String state, int page) {
        Set<State> states =
                switch (state) {
                    case "answered" -> Set.of(State.ANSWERED);
                    case "closed" -> Set.of(State.CLOSED);
                    default -> State.OWED;
                };
        return within(() -> {
            List<RequestRows.Row> found = rows.page(states, state.equals("owed"), page, PAGE);
            return new Page(rows.count(states), found.stream().map(this::item).toList());
        });
    }

    /// The request with this number, if the officer may see it.
    Page numbered(String typed) {
        return within(() -> {
            List<Item> found =
                    RequestNumber.read(typed).flatMap(rows::ofNumber).flatMap(rows::find).stream()
                            .map(this::item)
                            .toList();
            return new Page(found.size(), found);
        });
    }

    private Item item(RequestRows.Row row) {
        boolean owed = State.OWED.contains(row.state());
        return new Item(
                row.id(),
                rows.told(row).number(),
                row.kind().code(),
                row.state().code(),
                new RequestView.Owner(
                        row.owner(),
                        row.owner().equals("source") ? row.source() : views.areaName(row.area())),
                views.areaName(row.area()),
                row.openedAt(),
                row.dueAt(),
                owed && row.dueAt().isBefore(clock.instant()));
    }

    /// A request with what there is to decide on.
    Detail detail(UUID request) {
        return within(() -> {
            RequestRows.Row row = visible(request);
            lines.record(List.of(row.person()), "request");
            UUID record = row.recordId();
            return new Detail(
                    views.of(row),
                    subject(people.view(row.person())),
                    record == null ? null : beside.linked(row.person(), record).orElse(null),
                    row.kind().allows(Remedy.ACCEPT_RECORD)
                            ? beside.waiting(row.person())
                            : List.of(),
                    java.util.Arrays.stream(Remedy.values())
                            .filter(remedy -> fits(row, remedy))
                            .map(Remedy::code)
                            .toList());
        });
    }

    private Subject subject(PersonView person) {
        return new Subject(
                person.personId(),
                person.name(),
                person.birthDate() == null ? null : printed(person.birthDate()),
                views.areaName(person.area()),
                person.documents(),
                person.verified());
    }

    private static String printed(vn.pccovid.lib.identity.BirthDate birth) {
        return switch (birth.precision()) {
            case YEAR -> "%04d".formatted(birth.year());
            case MONTH -> "%04d-%02d".formatted(birth.year(), birth.month());
            case DAY -> "%04d-%02d-%02d".formatted(birth.year(), birth.month(), birth.day());
        };
    }

    private boolean fits(RequestRows.Row row, Remedy remedy) {
        return row.kind().allows(remedy)
                && (remedy != Remedy.END_OVERRIDE
                        || colours.stream().anyMatch(c -> c.inForce(row.person())))
                && (remedy != Remedy.UNDO_LINK || row.recordId() != null)
                && (remedy != Remedy.TO_SOURCE
                        || !(row.source().isEmpty() || OURS.contains(row.source())));
    }

    RequestView take(UUID request) {
        return step(
                request, new Course.Next(StepKind.TAKEN, null, RequestRows.Words.NONE, "", false));
    }

    RequestView ask(UUID request, @Nullable String text) {
        String asked = requests.text(text, true);
        return step(
                request,
                new Course.Next(StepKind.ASKED, null, RequestRows.Words.of(asked), "", true));
    }

    private RequestView step(UUID request, Course.Next next) {
        look(request);
        return asWorker(() -> views.of(course.apply(course.lock(request), next)));
    }

    /// Answers a request and makes what the answer says true.
    ///
    /// @param review the waiting record meant by `accept_record` and `keep_apart`
    /// @param suggestion what the source should write, for `to_source`
    /// @param reason in words the person can read
    RequestView answer(
            UUID request,
            @Nullable String action,
            @Nullable UUID review,
            @Nullable String suggestion,
            @Nullable String reason) {
        Remedy remedy = Remedy.of(action).orElseThrow(() -> Problem.of("redress.answer_unknown"));
        String words = requests.text(reason, true);
        String wanted = requests.text(suggestion, false);
        RequestRows.Row seen = look(request);
        if (!seen.kind().allows(remedy)) {
            throw Problem.of("redress.answer_unknown");
        }
        if (!within(() -> fits(seen, remedy))) {
            throw Problem.of("redress.nothing_disputed");
        }
        if (remedy == Remedy.ACCEPT_RECORD || remedy == Remedy.KEEP_APART) {
            mustWaitFor(seen.person(), review);
        }
        return asWorker(() -> {
            // Links are locked before the request, as everybody does who holds both.
            if (remedy.changesLinks()) {
                changeLinks(seen, remedy, review, words);
            }
            if (remedy == Remedy.END_OVERRIDE
                    && colours.stream().mapToInt(c -> c.endAll(seen.person())).sum() == 0) {
                throw Problem.of("redress.nothing_disputed");
            }
            RequestRows.Row row = course.lock(request);
            if (!row.person().equals(seen.person()) && !remedy.changesLinks()) {
                throw Problem.of("redress.not_now");
            }
            return views.of(
                    course.apply(
                            row,
                            remedy == Remedy.TO_SOURCE
                                    ? new Course.Next(
                                            StepKind.SENT,
                                            remedy,
                                            new RequestRows.Words(
                                                    words, null, wanted.isEmpty() ? null : wanted),
                                            "",
                                            true)
                                    : new Course.Next(
                                            StepKind.ANSWERED,
                                            remedy,
                                            RequestRows.Words.of(words),
                                            remedy.outcome(),
                                            true)));
        });
    }

    private void mustWaitFor(UUID person, @Nullable UUID review) {
        boolean candidate =
                within(() -> beside.waiting(person).stream().anyMatch(w -> w.id().equals(review)));
        if (!candidate) {
            throw Problem.of("person.review_closed");
        }
    }

    private void changeLinks(
            RequestRows.Row row, Remedy remedy, @Nullable UUID review, String reason) {
        String officer = Scopes.required().actor();
        String why = reason.length() > 500 ? reason.substring(0, 500) : reason;
        switch (remedy) {
            case UNDO_LINK -> {
                RecordBeside record =
                        Optional.ofNullable(row.recordId())
                                .flatMap(id -> beside.linked(row.person(), id))
                                .orElseThrow(() -> Problem.of("redress.record_elsewhere"));
                people.undo(record.id(), officer, why);
            }
            case ACCEPT_RECORD ->
                    people.accept(Objects.requireNonNull(review), row.person(), officer, why);
            case KEEP_APART -> people.keepApart(Objects.requireNonNull(review), officer, why);
            case END_OVERRIDE, TO_SOURCE, NO_CHANGE, REFUSE -> {}
        }
    }

    private RequestRows.Row look(UUID request) {
        return within(() -> {
            RequestRows.Row row = visible(request);
            lines.record(List.of(row.person()), "request");
            return row;
        });
    }

    private RequestRows.Row visible(UUID request) {
        return rows.find(request).orElseThrow(() -> Problem.of("redress.request_unknown"));
    }

    private <T> T asWorker(Supplier<T> body) {
        return Scopes.call(Scopes.required().asWorker(), () -> within(body));
    }

    private <T> T within(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
