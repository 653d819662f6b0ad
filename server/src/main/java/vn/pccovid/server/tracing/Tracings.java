package vn.pccovid.server.tracing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.lib.exposure.CaseCourse;
import vn.pccovid.lib.exposure.ContactText;
import vn.pccovid.lib.exposure.ContactTexts;
import vn.pccovid.lib.exposure.ExposureModel;
import vn.pccovid.lib.exposure.InfectiousWindow;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Sentences;
import vn.pccovid.server.care.CasesChanged;
import vn.pccovid.server.care.ProvenCase;
import vn.pccovid.server.care.ProvenCases;
import vn.pccovid.server.custody.CaseRefusal;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.fact.StayRules;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.laboratory.Laboratories;
import vn.pccovid.server.person.LinkedTo;
import vn.pccovid.server.person.LinksChanged;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.ResidenceChanged;
import vn.pccovid.server.person.TimedId;
import vn.pccovid.server.quarantine.OrderEnded;
import vn.pccovid.server.quarantine.Orders;

/// The door to tracing. One piece of work makes the contacts of a case what the text in force says
/// of everything known now: it opens, lists, records and withdraws, and doing it again changes
/// nothing. So whatever happens to a case (a result, a correction, an interview, a link undone, a
/// visit that comes late) only asks for the same piece of work. Thread-safe.
@Service
public class Tracings {
    /// The source of exposures.
    public static final String SOURCE = "tracing";

    /// Kind of fact of a contact of a contact: told and followed, no rule of colour reads it.
    static final String SECOND_CONTACT = "second_contact";

    /// Withdrawn exposures are shown to the person for so long.
    private static final Duration WITHDRAWN_SHOWN = Duration.ofDays(14);

    /// How long news taken by one process is left alone by all others.
    private static final Duration NEWS_RESTS = Duration.ofMinutes(10);

    private final TracingRows rows;
    private final Reach reach;
    private final ProvenCases cases;
    private final Orders orders;
    private final Laboratories laboratories;
    private final Facts facts;
    private final People people;
    private final StayRules rules;
    private final Immunities immunities;
    private final TracingProperties properties;
    private final Thresholds thresholds;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final ContactTexts texts = ContactTexts.standard();
    private final ExposureModel model = ExposureModel.standard();

    Tracings(
            TracingRows rows,
            Reach reach,
            ProvenCases cases,
            Orders orders,
            Laboratories laboratories,
            Facts facts,
            People people,
            StayRules rules,
            Immunities immunities,
            TracingProperties properties,
            Thresholds thresholds,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.reach = reach;
        this.cases = cases;
        this.orders = orders;
        this.laboratories = laboratories;
        this.facts = facts;
        this.people = people;
        this.rules = rules;
        this.immunities = immunities;
        this.properties = properties;
        this.thresholds = thresholds;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    // What asks for work, in the transaction that changed something.

    @EventListener
    void on(CasesChanged changed) {
        rows.ask(changed.cases(), now());
    }

    @EventListener
    void on(LinksChanged changed) {
        rows.ask(rows.openCasesOf(changed.persons()), now());
        if (changed.records().isEmpty()) {
            return;
        }
        List<UUID> contacts = rows.recordsAmong(changed.records());
        Map<UUID, LinkedTo> links = people.linksOf(contacts);
        for (UUID record : contacts) {
            LinkedTo link = links.get(record);
            if (link == null || !sure(link)) {
                rows.belongTo(record, null, null);
            } else {
                rows.belongTo(record, link.personId(), link.area().isEmpty() ? null : link.area());
            }
        }
    }

    private boolean sure(LinkedTo link) {
        return (float) link.probability() >= (float) thresholds.burden();
    }

    @EventListener
    void on(ResidenceChanged changed) {
        Map<UUID, String> known = new LinkedHashMap<>(changed.areas());
        known.values().removeIf(String::isEmpty);
        if (!known.isEmpty()) {
            rows.live(known);
        }
    }

    /// Who was released early is not kept by the exposure any more.
    @EventListener
    void on(OrderEnded ended) {
        Set<UUID> again = new HashSet<>();
        for (UUID ground : ended.grounds()) {
            rows.lockContact(ground)
                    .ifPresent(contact -> {
                        rows.write(List.of(contact.released(true)));
                        again.add(contact.caseId());
                    });
        }
        rows.ask(again, now());
    }

    /// Does one piece of work that is due. Needs no scope and no transaction.
    ///
    /// @return true when there may be more at once
    public boolean step() {
        return Scopes.call(
                Scope.worker(Purpose.TRACING),
                () -> {
                    Instant now = now();
                    Optional<TracingRows.Work> work =
                            in(() -> rows.take(now, now.plus(properties.lease())));
                    work.ifPresent(w -> trace(w, now));
                    return work.isPresent();
                });
    }

    /// Does everything that is due now and returns when that is done.
    public void catchUp() {
        while (step()) {}
    }

    /// How many cases wait to be worked on. Needs the worker's scope.
    @Transactional
    public long waiting() {
        return rows.due(now());
    }

    private void trace(TracingRows.Work work, Instant now) {
        ProvenCase one = in(() -> cases.find(work.caseId())).orElse(null);
        if (one == null) {
            in(() -> done(work, null));
            return;
        }
        TracingRows.Investigation before = in(() -> rows.investigation(work.caseId())).orElse(null);
        Meeting.Course told = before == null ? Meeting.Course.UNTOLD : before.course();
        if (!one.stands()) {
            reach.close(one.caseId(), "withdrawn");
            settle(work, one, "withdrawn", "", "", null, told, Map.of(), null, now);
            return;
        }
        if (one.personId() == null) {
            settle(work, one, "waiting", "not_linked", "", null, told, Map.of(), null, now);
            return;
        }
        ContactText text;
        try {
            text = texts.inForce(Assessing.day(one.resultAt()));
        } catch (IllegalArgumentException before2021) {
            settle(work, one, "refused", "no_text", "", null, told, Map.of(), null, now);
            return;
        }
        CaseCourse course = course(one, told);
        InfectiousWindow window = text.infectious(course, now);
        byte[] signed =
                in(() -> laboratories.signedPositive(one.recordId(), one.sampledAt())).orElse(null);
        Optional<CaseRefusal> refused = reach.admit(one.caseId(), one.recordId(), window, signed);
        Reach.First first =
                refused.isPresent()
                        ? new Reach.First(refused, Reach.Met.nobody())
                        : reach.first(one.caseId(), window);
        if (first.refused().isPresent()) {
            refuse(work, one, first.refused().get(), text, window, told, now);
            return;
        }
        Map<String, Assessing.Listed> listed = listed(one, text, course, window, first.met(), now);
        Instant again =
                now.isBefore(one.resultAt().plus(properties.lookFor()))
                                && one.state().equals("open")
                        ? now.plus(properties.lookAgain())
                        : null;
        settle(work, one, "open", "", text.id(), window, told, listed, again, now);
    }

    /// What was listed before stays: a limit reached today says nothing about yesterday's contacts.
    private void refuse(
            TracingRows.Work work,
            ProvenCase one,
            CaseRefusal why,
            ContactText text,
            InfectiousWindow window,
            Meeting.Course told,
            Instant now) {
        in(() -> {
            TracingRows.Investigation before = rows.lockInvestigation(one.caseId()).orElse(null);
            boolean listed = before != null && before.state().equals("open");
            rows.write(
                    investigation(
                            one,
                            listed ? "open" : "refused",
                            why.name().toLowerCase(java.util.Locale.ROOT),
                            text.id(),
                            before == null ? null : before.listedAt(),
                            window,
                            told));
            return done(work, why == CaseRefusal.LIMIT ? now.plus(properties.lookAgain()) : null);
        });
    }

    private static CaseCourse course(ProvenCase one, Meeting.Course told) {
        CaseCourse course = CaseCourse.sampled(one.sampledAt());
        LocalDate onset = told.onset();
        Instant isolated = told.isolatedAt();
        Instant met = told.metSourceAt();
        course = onset == null ? course : course.onset(onset);
        course = isolated == null ? course : course.isolated(isolated);
        return met == null ? course : course.metSource(met);
    }

    private Map<String, Assessing.Listed> listed(
            ProvenCase one,
            ContactText text,
            CaseCourse course,
            InfectiousWindow window,
            Reach.Met met,
            Instant now) {
        in(() -> rows.named(one.caseId()))
                .forEach((record, named) -> {
                    // Nobody is shown a day on which one told of the other.
                    met.add(record, Named.evidence(named), Set.of(one.recordId()));
                });
        Identities who = new Identities();
        who.learn(met.evidence().keySet());
        who.learn(List.of(one.recordId()));
        Set<String> notThem = new HashSet<>(Set.of(who.of(one.recordId()).key()));
        Assessing assessing =
                new Assessing(
                        text, model, properties.candidates(), who::of, r -> who.state(r, now));
        Map<String, Assessing.Listed> listed =
                new LinkedHashMap<>(assessing.close(course, window, met, notThem));
        notThem.addAll(listed.keySet());
        Map<UUID, InfectiousWindow> via = new LinkedHashMap<>();
        Map<UUID, Assessing.Listed> through = new HashMap<>();
        for (Assessing.Listed contact : listed.values()) {
            text.secondHop(contact.listing().first(), null, now)
                    .filter(w -> w.from().isBefore(w.to()))
                    .ifPresent(w ->
                            contact.records()
                                    .forEach(r -> {
                                        via.put(r, w);
                                        through.put(r, contact);
                                    }));
        }
        Map<UUID, Reach.Met> second = reach.second(one.caseId(), via);
        second.values().forEach(m -> who.learn(m.evidence().keySet()));
        second.forEach((record, others) -> {
            Assessing.Listed contact = Objects.requireNonNull(through.get(record));
            assessing
                    .second(contact, Objects.requireNonNull(via.get(record)), others, notThem)
                    .forEach((key, found) ->
                            listed.merge(key, found, (a, b) -> a.risk() >= b.risk() ? a : b));
        });
        return listed;
    }

    /// Whose the records of one piece of work are.
    private final class Identities {
        private final Map<UUID, Assessing.Who> known = new HashMap<>();

        void learn(Collection<UUID> records) {
            Set<UUID> unknown = new HashSet<>(records);
            unknown.removeAll(known.keySet());
            if (unknown.isEmpty()) {
                return;
            }
            Map<UUID, LinkedTo> links = in(() -> people.linksOf(unknown));
            for (UUID record : unknown) {
                LinkedTo link = links.get(record);
                known.put(
                        record,
                        link == null || !sure(link)
                                ? new Assessing.Who(record.toString(), null, "", 0)
                                : new Assessing.Who(
                                        link.personId().toString(),
                                        link.personId(),
                                        link.area(),
                                        link.probability()));
            }
        }

        Assessing.Who of(UUID record) {
            Assessing.Who who = known.get(record);
            if (who == null) {
                learn(List.of(record));
                who = Objects.requireNonNull(known.get(record));
            }
            return who;
        }

        vn.pccovid.lib.exposure.ContactState state(UUID record, Instant now) {
            UUID person = of(record).person();
            return person == null
                    ? vn.pccovid.lib.exposure.ContactState.unknown()
                    : in(() -> immunities.of(person, now));
        }
    }

    // Writing: one transaction makes everything what was found.

    private void settle(
            TracingRows.Work work,
            ProvenCase one,
            String state,
            String refusal,
            String text,
            @Nullable InfectiousWindow window,
            Meeting.Course told,
            Map<String, Assessing.Listed> listed,
            @Nullable Instant again,
            Instant now) {
        in(() -> {
            TracingRows.Investigation before = rows.lockInvestigation(one.caseId()).orElse(null);
            // Work on a case is one at a time even if a lease ran out: the row is locked from here.
            Instant first = before == null ? null : before.listedAt();
            rows.write(
                    investigation(
                            one,
                            state,
                            refusal,
                            text,
                            first == null && state.equals("open") ? now : first,
                            window,
                            told));
            contacts(one, listed, now);
            if (state.equals("withdrawn")) {
                orders.withdraw(List.of(one.caseId()), "case withdrawn");
            }
            return done(work, again);
        });
    }

    private boolean done(TracingRows.Work work, @Nullable Instant again) {
        rows.done(work, again);
        return true;
    }

    private static TracingRows.Investigation investigation(
            ProvenCase one,
            String state,
            String refusal,
            String text,
            @Nullable Instant listedAt,
            @Nullable InfectiousWindow window,
            Meeting.Course told) {
        return new TracingRows.Investigation(
                one.caseId(),
                one.recordId(),
                one.personId(),
                one.area(),
                state,
                refusal,
                text,
                one.sampledAt(),
                one.resultAt(),
                one.receivedAt(),
                listedAt,
                window == null ? null : window.from(),
                window == null ? null : window.to(),
                told);
    }

    private void contacts(ProvenCase one, Map<String, Assessing.Listed> listed, Instant now) {
        Map<String, TracingRows.Contact> known = new LinkedHashMap<>();
        List<TracingRows.Contact> gone = new ArrayList<>();
        for (TracingRows.Contact contact : rows.contactsOf(one.caseId())) {
            String key =
                    contact.personId() == null
                            ? contact.recordId().toString()
                            : contact.personId().toString();
            TracingRows.Contact other = known.get(key);
            boolean better = other == null || (!other.open() && contact.open());
            if (better) {
                known.put(key, contact);
            }
            TracingRows.Contact second = better ? other : contact;
            if (second != null && second.open()) {
                gone.add(second); // Two records became one person: one contact is enough.
            }
        }
        List<String> proofs = proofs(one);
        List<TracingRows.Contact> write = new ArrayList<>();
        List<NewFact> told = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        Map<UUID, UUID> ids = new HashMap<>();
        listed.forEach((key, found) -> {
            TracingRows.Contact before = known.get(key);
            ids.put(found.record(), before == null ? TimedId.next(clock) : before.contactId());
        });
        boolean news = false;
        for (Map.Entry<String, Assessing.Listed> entry : listed.entrySet()) {
            Assessing.Listed found = entry.getValue();
            TracingRows.Contact before = known.remove(entry.getKey());
            TracingRows.Contact contact = contact(one, found, before, ids, now);
            if (!contact.equals(before)) {
                write.add(contact);
            }
            if (before == null || !before.open()) {
                rows.step(
                        contact.contactId(),
                        before == null ? "listed" : "listed_again",
                        "",
                        "",
                        now);
                rows.tellNoMore(contact.contactId(), "withdrawn");
                rows.tell(contact.contactId(), "exposed", now);
                news = true;
            } else if (before.degree() != contact.degree()) {
                taken.add(key(before));
            }
            told.add(fact(contact, proofs));
        }
        gone.addAll(known.values().stream().filter(TracingRows.Contact::open).toList());
        for (TracingRows.Contact contact : gone) {
            write.add(contact.withdrawn(now));
            taken.add(key(contact));
            rows.step(contact.contactId(), "withdrawn", "", "", now);
            // Whom the first message has not left for need not hear of it at all.
            if (!rows.tellNoMore(contact.contactId(), "exposed")) {
                rows.tell(contact.contactId(), "withdrawn", now);
                news = true;
            }
        }
        rows.write(write);
        facts.retract(SOURCE, taken);
        facts.record(told);
        orders.withdraw(
                gone.stream().map(TracingRows.Contact::contactId).toList(), "exposure withdrawn");
        if (news) {
            events.publishEvent(new PeopleToTell());
        }
    }

    private TracingRows.Contact contact(
            ProvenCase one,
            Assessing.Listed found,
            TracingRows.@Nullable Contact before,
            Map<UUID, UUID> ids,
            Instant now) {
        Instant listedAt = before == null ? now : before.listedAt();
        Meeting meeting = anchored(found, before, listedAt, now);
        String area = found.who().area().isEmpty() ? one.area() : found.who().area();
        UUID via = found.via() == null ? null : ids.get(found.via());
        TracingRows.Contact standing = before != null && before.open() ? before : null;
        boolean same =
                standing != null
                        && standing.degree() == found.degree()
                        && standing.meeting().equals(meeting)
                        && Objects.equals(standing.via(), via)
                        && (float) standing.risk() == (float) found.risk();
        return new TracingRows.Contact(
                Objects.requireNonNull(ids.get(found.record())),
                one.caseId(),
                before == null ? found.record() : before.recordId(),
                found.who().person(),
                area,
                found.degree(),
                via,
                "open",
                standing != null && standing.released(),
                (float) found.risk(),
                listedAt,
                same && standing != null ? standing.changedAt() : now,
                before == null ? null : before.toldAt(),
                before == null ? null : before.firstCallAt(),
                before == null ? 0 : before.calls(),
                before == null ? "" : before.outcome(),
                standing != null ? standing.nextCallAt() : now.plus(properties.firstCallWithin()),
                meeting);
    }

    /// From when the exposure counts towards the person. Where the day is withheld it is the moment
    /// of listing, unless the text in force counts the stay from the last exposure: then its end
    /// gives the day away whatever we do.
    private Meeting anchored(
            Assessing.Listed found,
            TracingRows.@Nullable Contact before,
            Instant listedAt,
            Instant now) {
        Meeting meeting = found.meeting();
        if (before != null && before.meeting().dayShown() && !meeting.dayShown()) {
            // What was once shown is known.
            meeting = meeting.shown(true);
        }
        if (meeting.dayShown() || found.degree() != 1) {
            return meeting;
        }
        boolean counts =
                rules.stay(
                                found.who().person(),
                                List.of(new StayRules.Ground("exposure", meeting.last(), Map.of())),
                                now)
                        .filter(s -> s.anchor() == PackRule.Anchor.LAST_EXPOSURE)
                        .isPresent();
        return counts ? meeting : meeting.from(listedAt);
    }

    private static String key(TracingRows.Contact contact) {
        return (contact.degree() == 1 ? "exposure:" : "second:") + contact.contactId();
    }

    private static NewFact fact(TracingRows.Contact contact, List<String> proofs) {
        Meeting meeting = contact.meeting();
        Map<String, Object> details = new HashMap<>();
        details.put("setting", meeting.kind());
        details.put("degree", contact.degree());
        details.put("rule", meeting.document());
        details.put("clause", meeting.clause());
        details.put("contact", contact.contactId().toString());
        details.put("rests_on", proofs);
        if (!meeting.dayShown()) {
            details.put("day_withheld", true);
        }
        if (contact.released()) {
            details.put("released", true);
        }
        return new NewFact(
                contact.recordId(),
                key(contact),
                contact.degree() == 1 ? "exposure" : SECOND_CONTACT,
                meeting.anchor().truncatedTo(ChronoUnit.MICROS),
                "",
                details,
                KeyClass.HEALTH,
                SOURCE);
    }

    /// The facts that prove the case.
    private List<String> proofs(ProvenCase one) {
        return facts.toldBy(List.of(one.recordId())).stream()
                .filter(f -> f.at().equals(one.sampledAt()))
                .filter(f -> f.kind().equals("test_result") || f.kind().equals("diagnosis"))
                .map(Fact::factId)
                .map(UUID::toString)
                .sorted()
                .toList();
    }

    // What the person sees, and is told.

    /// The exposures of a person the caller may see, newest first, with those withdrawn lately. The
    /// caller leaves the access line.
    @Transactional
    public List<ExposureView> exposuresOf(UUID person) {
        Instant now = now();
        float burden = (float) thresholds.burden();
        Set<UUID> sure = new HashSet<>();
        facts.of(person).stream()
                .filter(f -> f.source().equals(SOURCE) && (float) f.linkProbability() >= burden)
                .forEach(
                        f -> sure.add(UUID.fromString(String.valueOf(f.details().get("contact")))));
        return rows.contactsOfPerson(person).stream()
                .filter(c ->
                        c.open()
                                ? sure.contains(c.contactId())
                                : c.changedAt().plus(WITHDRAWN_SHOWN).isAfter(now))
                .map(c ->
                        new ExposureView(
                                c.contactId(),
                                c.meeting().dayShown() ? Assessing.day(c.meeting().last()) : null,
                                c.meeting().kind(),
                                c.degree(),
                                c.meeting().document(),
                                new Sentences(c.meeting().vi(), c.meeting().en()),
                                c.listedAt(),
                                !c.open()))
                .toList();
    }

    /// Takes news to hand over; what is not ended comes back. Runs as the service; call it outside
    /// a transaction.
    public List<News> takeNews(int most) {
        return Scopes.call(
                Scope.worker(Purpose.TRACING),
                () ->
                        in(() -> rows.takeNews(now(), now().minus(NEWS_RESTS), most)).stream()
                                .map(n -> new News(n.contact(), n.kind(), n.person(), n.attempts()))
                                .toList());
    }

    /// News is handed over, or given up. Runs as the service; call it outside a transaction.
    ///
    /// @param told whether it reached some phone
    public void endNews(News news, boolean told) {
        Scopes.run(
                Scope.worker(Purpose.TRACING),
                () ->
                        in(() -> {
                            rows.tellNoMore(news.contact(), news.kind());
                            if (told && news.kind().equals("exposed")) {
                                rows.told(news.contact(), now());
                                rows.step(news.contact(), "told", "", "", now());
                            }
                            return true;
                        }));
    }

    private <T> T in(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
