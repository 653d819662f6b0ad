package vn.pccovid.server.redress;

import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.server.access.HourlyTask;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.FactsRecorded;
import vn.pccovid.server.person.LinksChanged;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.ResidenceChanged;

/// Keeps requests true to what happens elsewhere: they follow their person, a source that put its
/// row right answers the request, and an answer nobody reopened ends. The listeners run in the
/// worker's transaction that changed links or facts; with no request about those people each costs
/// one look into an index.
@Component
class Followers implements HourlyTask {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int AT_ONCE = 500;
    private static final String CORRECTED = "redress.source_corrected";

    private final RequestRows rows;
    private final Course course;
    private final People people;
    private final Facts facts;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Followers(
            RequestRows rows,
            Course course,
            People people,
            Facts facts,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.course = course;
        this.people = people;
        this.facts = facts;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @EventListener
    void on(LinksChanged changed) {
        for (UUID person : rows.asking(changed.persons())) {
            Optional<UUID> now = people.current(person);
            if (now.isPresent() && !now.get().equals(person)) {
                UUID to = now.get();
                rows.follow(person, to, people.areasOf(List.of(to)).getOrDefault(to, ""));
            }
        }
    }

    @EventListener
    void on(ResidenceChanged changed) {
        for (UUID person : rows.asking(changed.areas().keySet())) {
            rows.follow(person, person, Objects.requireNonNull(changed.areas().get(person)));
        }
    }

    /// A dose or result that no longer counts for the person was put right by its source. One that
    /// says the same again under another id was not.
    @EventListener
    void on(FactsRecorded recorded) {
        List<RequestRows.Row> sent = rows.sentOf(recorded.persons());
        if (sent.isEmpty()) {
            return;
        }
        Set<UUID> persons = new LinkedHashSet<>();
        sent.forEach(row -> persons.add(row.person()));
        Map<UUID, List<Fact>> known = facts.ofAll(persons);
        for (RequestRows.Row row : sent) {
            if (row.factId() != null && !still(row, known.getOrDefault(row.person(), List.of()))) {
                corrected(row);
            }
        }
    }

    private boolean still(RequestRows.Row row, List<Fact> known) {
        RequestView.About about = rows.told(row).about();
        return known.stream()
                .anyMatch(fact ->
                        fact.factId().equals(row.factId())
                                || (about != null
                                        && fact.recordId().equals(row.recordId())
                                        && fact.kind().equals(about.kind())
                                        && fact.at()
                                                .atZone(VIETNAM)
                                                .toLocalDate()
                                                .equals(about.date())
                                        && Objects.equals(
                                                fact.details().get("vaccine"),
                                                about.details().get("vaccine"))));
    }

    private void corrected(RequestRows.Row row) {
        RequestRows.Row locked = course.lock(row.id());
        if (locked.state() == State.SENT) {
            course.apply(
                    locked,
                    new Course.Next(
                            StepKind.ANSWERED,
                            Remedy.TO_SOURCE,
                            new RequestRows.Words(null, CORRECTED, null),
                            "accepted",
                            true));
        }
    }

    /// Names that sources have put right, and answers whose time to reopen is over.
    @Override
    public void run() {
        Scopes.run(
                Scope.worker(Purpose.REDRESS),
                () -> {
                    namesCorrected();
                    while (Boolean.TRUE.equals(transaction.execute(status -> endSome()))) {}
                });
    }

    private void namesCorrected() {
        UUID last = new UUID(0, 0);
        while (true) {
            UUID after = last;
            List<RequestRows.Row> page =
                    Objects.requireNonNull(
                            transaction.execute(
                                    status -> rows.sentAbout(Kind.NAME_WRONG, after, AT_ONCE)));
            if (page.isEmpty()) {
                return;
            }
            transaction.executeWithoutResult(status -> {
                Map<UUID, UUID> records = new HashMap<>();
                page.forEach(row -> {
                    if (row.recordId() != null) {
                        records.put(row.id(), row.recordId());
                    }
                });
                Map<UUID, PersonDescription> said = people.descriptionsOf(records.values());
                for (RequestRows.Row row : page) {
                    PersonDescription now = said.get(records.get(row.id()));
                    String before = rows.told(row).name();
                    if (now != null
                            && now.name() != null
                            && before != null
                            && !now.name().display().equals(before)) {
                        corrected(row);
                    }
                }
            });
            last = page.getLast().id();
        }
    }

    private boolean endSome() {
        List<RequestRows.Row> ended = rows.ended(clock.instant(), AT_ONCE);
        for (RequestRows.Row row : ended) {
            RequestRows.Row locked = course.lock(row.id());
            if (locked.state() == State.ANSWERED) {
                course.apply(
                        locked,
                        new Course.Next(StepKind.CLOSED, null, RequestRows.Words.NONE, "", false));
            }
        }
        return ended.size() == AT_ONCE;
    }
}
