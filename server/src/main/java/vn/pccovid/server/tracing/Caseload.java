package vn.pccovid.server.tracing;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.exposure.ContactTexts;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.territory.Gazetteer;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Sentences;
import vn.pccovid.server.care.ProvenCase;
import vn.pccovid.server.care.ProvenCases;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.StayRules;
import vn.pccovid.server.pass.Pass;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.PersonView;
import vn.pccovid.server.quarantine.NewOrder;
import vn.pccovid.server.quarantine.Orders;
import vn.pccovid.server.quarantine.Reason;
import vn.pccovid.server.quarantine.Setting;
import vn.pccovid.server.quarantine.StayView;

/// What tracers see and do. Row-level security shows them cases and contacts of their areas; each
/// look at somebody leaves a line. A contact who lives elsewhere is a number to them, and the case
/// of a contact of theirs is one too. Thread-safe; call it outside a transaction.
@Service
class Caseload {
    static final int PAGE = 50;
    private static final int MOST_CASES = 200;
    private static final int MOST_CONTACTS = 300;
    private static final int LONGEST_NOTE = 1_000;
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private static final Set<String> OUTCOMES =
            Set.of("reached", "no_answer", "wrong_number", "refused", "visited", "not_found");

    /// Outcomes after which nobody need call again by themselves.
    private static final Set<String> SETTLED = Set.of("reached", "visited");

    private final TracingRows rows;
    private final ProvenCases cases;
    private final Orders orders;
    private final People people;
    private final Facts facts;
    private final Passes passes;
    private final AccessLines lines;
    private final TracingProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Gazetteer gazetteer = Gazetteer.standard();
    private final ContactTexts texts = ContactTexts.standard();

    Caseload(
            TracingRows rows,
            ProvenCases cases,
            Orders orders,
            People people,
            Facts facts,
            Passes passes,
            AccessLines lines,
            TracingProperties properties,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.cases = cases;
        this.orders = orders;
        this.people = people;
        this.facts = facts;
        this.passes = passes;
        this.lines = lines;
        this.properties = properties;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// An area by path and name; the name is the path's own words where it is unknown.
    record Area(String code, Sentences name) {}

    /// Who somebody is, as far as it helps to find them.
    ///
    /// @param personId missing while nobody knows whose record it is
    /// @param name missing where none is known
    record Who(@Nullable UUID personId, @Nullable String name, @Nullable Integer born) {
        @Override
        public String toString() {
            return "Who[•••]";
        }
    }

    /// A case in the list.
    ///
    /// @param number short name of the case to talk about
    /// @param state `waiting` (for a human: the record is nobody's), `open`, `refused` (nothing
    ///   could be opened), `withdrawn`
    /// @param refusal why, as a code
    /// @param illness `open`, `recovered`, `lapsed`, `withdrawn`
    /// @param late contacts whose call is overdue
    record CaseLine(
            UUID id,
            String number,
            Area area,
            String state,
            String refusal,
            String illness,
            Who who,
            Instant resultAt,
            @Nullable Instant listedAt,
            int first,
            int second,
            int uncalled,
            int late) {}

    /// One stage from the sample to the first call; without time: not reached yet.
    ///
    /// @param name `sample`, `result`, `received`, `listed`, `told`, `first_call`
    record Stage(String name, @Nullable Instant at) {}

    /// Contacts who live in other areas than the caller's.
    record Elsewhere(int degree, int count) {}

    /// @param from, to ids of cases and contacts
    record Edge(UUID from, UUID to) {}

    /// A contact in a list.
    ///
    /// @param risk probability of infection, 0 to 1
    /// @param kind what matters most: `place`, `vehicle`, `bluetooth`, `household`, `named`
    /// @param lastDay day of the last meeting
    /// @param outcome of the last call; empty: none yet
    /// @param due by when to call next, @param late whether that has passed
    /// @param becameCase the contact's own case, if there is one
    record ContactLine(
            UUID id,
            UUID caseId,
            String caseNumber,
            Who who,
            Area area,
            int degree,
            @Nullable UUID via,
            double risk,
            String kind,
            LocalDate lastDay,
            String state,
            boolean released,
            Instant listedAt,
            @Nullable Instant toldAt,
            @Nullable Instant firstCallAt,
            int calls,
            String outcome,
            Instant due,
            boolean late,
            @Nullable UUID becameCase,
            @Nullable LocalDate stayUntil) {}

    /// @param text number of the text in force, @param source where it stands
    /// @param from, to the days for which meetings count
    /// @param onset, isolatedOn, metSourceOn what the interview told
    record CaseView(
            CaseLine line,
            List<Stage> clock,
            String text,
            String source,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable LocalDate onset,
            @Nullable LocalDate isolatedOn,
            @Nullable LocalDate metSourceOn,
            List<ContactLine> contacts,
            List<Elsewhere> elsewhere,
            List<Edge> chain,
            List<StayView> stays) {}

    record Workload(Area area, long open, long uncalled, long late) {}

    /// @param more whether another page follows
    record ContactPage(List<ContactLine> items, boolean more, List<Workload> workload) {}

    /// @param phones as told, to be dialled
    /// @param clause sentence of the text by which the contact is listed
    /// @param order what the rule in force would order now; missing: nothing
    record ContactView(
            ContactLine line,
            List<String> phones,
            String address,
            @Nullable Colour colour,
            LocalDate firstDay,
            boolean dayShown,
            String document,
            Sentences clause,
            List<Meeting.Part> sources,
            List<TracingRows.Step> steps,
            List<StayView> stays,
            @Nullable Proposed order) {
        @Override
        public String toString() {
            return "ContactView[" + line.id() + "]";
        }
    }

    /// What the rule in force orders.
    record Proposed(String rule, Sentences text, String source, LocalDate lastDay) {}

    static String number(UUID caseId) {
        String hex = caseId.toString().replace("-", "");
        return "F0-" + hex.substring(24, 32).toUpperCase(java.util.Locale.ROOT);
    }

    // Looking

    List<CaseLine> cases(boolean withdrawn) {
        Instant now = now();
        List<TracingRows.Investigation> found =
                in(() -> rows.investigations(withdrawn, MOST_CASES));
        Map<UUID, List<TracingRows.Contact>> contacts = contactsAnywhere(found);
        return in(() -> {
            Map<UUID, Who> names = names(found);
            return found.stream()
                    .map(i -> line(i, contacts.getOrDefault(i.caseId(), List.of()), names, now))
                    .toList();
        });
    }

    /// Also those who live elsewhere, to be counted and no more.
    private Map<UUID, List<TracingRows.Contact>> contactsAnywhere(
            List<TracingRows.Investigation> found) {
        return Scopes.call(
                Scopes.required().asWorker(),
                () ->
                        in(() -> {
                            Map<UUID, List<TracingRows.Contact>> of = new HashMap<>();
                            found.forEach(i -> of.put(i.caseId(), rows.contactsOf(i.caseId())));
                            return of;
                        }));
    }

    private Map<UUID, Who> names(List<TracingRows.Investigation> found) {
        Map<UUID, Who> names = new HashMap<>();
        for (TracingRows.Investigation one : found) {
            names.put(one.caseId(), who(one.personId()));
        }
        lines.record(
                found.stream()
                        .map(i -> i.personId() == null ? i.recordId() : i.personId())
                        .toList(),
                "case");
        return names;
    }

    private CaseLine line(
            TracingRows.Investigation one,
            List<TracingRows.Contact> contacts,
            Map<UUID, Who> names,
            Instant now) {
        List<TracingRows.Contact> open =
                contacts.stream().filter(TracingRows.Contact::open).toList();
        return new CaseLine(
                one.caseId(),
                number(one.caseId()),
                area(one.area()),
                one.state(),
                one.refusal(),
                cases.find(one.caseId()).map(ProvenCase::state).orElse(""),
                Objects.requireNonNull(names.get(one.caseId())),
                one.resultAt(),
                one.listedAt(),
                (int) open.stream().filter(c -> c.degree() == 1).count(),
                (int) open.stream().filter(c -> c.degree() == 2).count(),
                (int) open.stream().filter(c -> c.firstCallAt() == null).count(),
                (int) open.stream().filter(c -> !c.nextCallAt().isAfter(now)).count());
    }

    CaseView show(UUID caseId) {
        Instant now = now();
        TracingRows.Investigation one = seen(caseId);
        List<TracingRows.Contact> anywhere =
                contactsAnywhere(List.of(one)).getOrDefault(caseId, List.of());
        return in(() -> {
            List<TracingRows.Contact> visible =
                    rows.contactsOf(caseId).stream().limit(MOST_CONTACTS).toList();
            Set<UUID> ids = new HashSet<>();
            visible.forEach(c -> ids.add(c.contactId()));
            List<TracingRows.Contact> others =
                    anywhere.stream()
                            .filter(c -> c.open() && !ids.contains(c.contactId()))
                            .toList();
            List<Elsewhere> elsewhere = new ArrayList<>();
            for (int degree : List.of(1, 2)) {
                int count = (int) others.stream().filter(c -> c.degree() == degree).count();
                if (count > 0) {
                    elsewhere.add(new Elsewhere(degree, count));
                }
            }
            Map<UUID, Who> names = names(List.of(one));
            return new CaseView(
                    line(one, anywhere, names, now),
                    clock(one, anywhere),
                    texts.find(one.textId()).map(t -> t.document()).orElse(""),
                    texts.find(one.textId()).map(t -> t.source()).orElse(""),
                    dayOf(one.windowFrom()),
                    dayOf(one.windowTo()),
                    one.course().onset(),
                    dayOf(one.course().isolatedAt()),
                    dayOf(one.course().metSourceAt()),
                    contactLines(visible, now),
                    elsewhere,
                    chain(one, visible),
                    one.personId() == null ? List.of() : orders.of(one.personId()));
        });
    }

    private static List<Stage> clock(
            TracingRows.Investigation one, List<TracingRows.Contact> contacts) {
        return List.of(
                new Stage("sample", one.sampledAt()),
                new Stage("result", one.resultAt()),
                new Stage("received", one.receivedAt()),
                new Stage("listed", one.listedAt()),
                new Stage("told", first(contacts, TracingRows.Contact::toldAt)),
                new Stage("first_call", first(contacts, TracingRows.Contact::firstCallAt)));
    }

    private static @Nullable Instant first(
            List<TracingRows.Contact> contacts,
            java.util.function.Function<TracingRows.Contact, @Nullable Instant> when) {
        return contacts.stream()
                .map(when)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static List<Edge> chain(
            TracingRows.Investigation one, List<TracingRows.Contact> contacts) {
        return contacts.stream()
                .filter(TracingRows.Contact::open)
                .map(c -> new Edge(c.via() == null ? one.caseId() : c.via(), c.contactId()))
                .toList();
    }

    ContactPage toDo(int page) {
        Instant now = now();
        return in(() -> {
            List<TracingRows.Contact> found = rows.toDo(now, PAGE + 1, page * PAGE);
            return new ContactPage(
                    contactLines(found.stream().limit(PAGE).toList(), now),
                    found.size() > PAGE,
                    rows.load(now).stream()
                            .map(l ->
                                    new Workload(area(l.area()), l.open(), l.uncalled(), l.late()))
                            .toList());
        });
    }

    private List<ContactLine> contactLines(List<TracingRows.Contact> contacts, Instant now) {
        if (contacts.isEmpty()) {
            return List.of();
        }
        lines.record(
                contacts.stream()
                        .map(c -> c.personId() == null ? c.recordId() : c.personId())
                        .distinct()
                        .toList(),
                "contact");
        return contacts.stream().map(c -> contactLine(c, now)).toList();
    }

    private ContactLine contactLine(TracingRows.Contact one, Instant now) {
        UUID person = one.personId();
        UUID own =
                person == null
                        ? null
                        : cases.ofPerson(person).stream()
                                .filter(c ->
                                        c.stands() && c.sampledAt().isAfter(one.meeting().first()))
                                .map(ProvenCase::caseId)
                                .findFirst()
                                .orElse(null);
        LocalDate until =
                person == null
                        ? null
                        : orders.of(person).stream()
                                .filter(s -> s.state().equals("in_force"))
                                .map(StayView::lastDay)
                                .filter(Objects::nonNull)
                                .max(Comparator.naturalOrder())
                                .orElse(null);
        return new ContactLine(
                one.contactId(),
                one.caseId(),
                number(one.caseId()),
                who(person),
                area(one.area()),
                one.degree(),
                one.via(),
                one.risk(),
                one.meeting().kind(),
                day(one.meeting().last()),
                one.state(),
                one.released(),
                one.listedAt(),
                one.toldAt(),
                one.firstCallAt(),
                one.calls(),
                one.outcome(),
                one.nextCallAt(),
                one.open() && !one.nextCallAt().isAfter(now),
                own,
                until);
    }

    ContactView contact(UUID id) {
        Instant now = now();
        TracingRows.Contact one = seenContact(id);
        UUID person = one.personId();
        Colour colour = person == null ? null : passes.of(person).map(Pass::colour).orElse(null);
        Reached reached = Scopes.call(Scopes.required().asWorker(), () -> in(() -> reached(one)));
        return in(() -> {
            ContactLine line = contactLines(List.of(one), now).getFirst();
            Meeting meeting = one.meeting();
            return new ContactView(
                    line,
                    reached.phones(),
                    reached.address(),
                    colour,
                    day(meeting.first()),
                    meeting.dayShown(),
                    meeting.document(),
                    new Sentences(meeting.vi(), meeting.en()),
                    meeting.sources(),
                    rows.steps(id),
                    person == null ? List.of() : orders.of(person),
                    reached.order());
        });
    }

    private record Reached(List<String> phones, String address, @Nullable Proposed order) {}

    /// How to reach a contact: what the record that met the case says, and what other records of
    /// the same person do.
    private Reached reached(TracingRows.Contact one) {
        Set<UUID> records = new HashSet<>(Set.of(one.recordId()));
        if (one.personId() != null) {
            people.find(one.personId())
                    .ifPresent(v -> v.origins().values().forEach(o -> records.add(o.recordId())));
        }
        Set<String> phones = new java.util.LinkedHashSet<>();
        String address = "";
        Map<UUID, PersonDescription> said = people.descriptionsOf(records);
        PersonDescription own = said.get(one.recordId());
        List<PersonDescription> all = new ArrayList<>();
        if (own != null) {
            all.add(own);
        }
        said.entrySet().stream()
                .filter(e -> !e.getKey().equals(one.recordId()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> all.add(e.getValue()));
        for (PersonDescription description : all) {
            PhoneNumber phone = description.phone();
            if (phone != null) {
                phones.add(phone.value());
            }
            if (address.isEmpty() && description.residence() != null) {
                String typed = description.residence().line();
                address = typed == null ? "" : typed;
            }
        }
        return new Reached(List.copyOf(phones), address, proposed(one));
    }

    private @Nullable Proposed proposed(TracingRows.Contact one) {
        if (!one.open() || one.degree() != 1) {
            return null;
        }
        return orders.byRule(one.recordId(), Reason.CONTACT, because(one))
                .filter(s -> s.until() != null)
                .map(s ->
                        new Proposed(
                                s.rule() + " " + s.version(),
                                new Sentences(s.sentence().vi(), s.sentence().en()),
                                s.source(),
                                day(Objects.requireNonNull(s.until()).minusMillis(1))))
                .orElse(null);
    }

    private static List<StayRules.Ground> because(TracingRows.Contact one) {
        return List.of(new StayRules.Ground("exposure", one.meeting().last(), Map.of()));
    }

    // Doing

    /// @param outcome one of the known outcomes, @param note what was said; may be empty
    ContactView called(UUID id, @Nullable String outcome, @Nullable String note) {
        String how = outcome == null ? "" : outcome;
        if (!OUTCOMES.contains(how)) {
            throw Problem.of("tracing.outcome_unknown");
        }
        String said = note(note);
        Instant now = now();
        change(
                id,
                contact -> {
                    Instant next =
                            SETTLED.contains(how)
                                    ? now.plus(properties.firstCallWithin())
                                    : now.plus(properties.callAgain());
                    rows.write(List.of(contact.called(now, how, next)));
                    rows.step(id, "call", how, said, now);
                });
        return contact(id);
    }

    ContactView order(
            UUID id, @Nullable String setting, @Nullable String place, @Nullable String document) {
        Setting where =
                switch (setting == null ? "" : setting) {
                    case "home" -> Setting.HOME;
                    case "centralised" -> Setting.CENTRALISED;
                    default -> throw Problem.of("request.invalid");
                };
        Instant now = now();
        change(
                id,
                contact -> {
                    if (contact.degree() != 1) {
                        throw Problem.of("quarantine.no_rule");
                    }
                    List<Fact> exposures =
                            facts.toldBy(List.of(contact.recordId())).stream()
                                    .filter(f -> id.toString().equals(f.details().get("contact")))
                                    .toList();
                    orders.order(
                            new NewOrder(
                                    contact.recordId(),
                                    Reason.CONTACT,
                                    where,
                                    List.of(id),
                                    exposures.stream().map(Fact::factId).toList(),
                                    because(contact),
                                    brief(place, 200),
                                    brief(document, 80)));
                    rows.step(id, "ordered", where.code(), brief(document, 80), now);
                });
        return contact(id);
    }

    ContactView release(UUID id, @Nullable String reason) {
        String why = note(reason);
        Instant now = now();
        change(
                id,
                contact -> {
                    orders.release(inForce(contact).orderId(), why);
                    rows.step(id, "released", "", why, now);
                });
        return contact(id);
    }

    ContactView extend(UUID id, @Nullable LocalDate lastDay, @Nullable String reason) {
        if (lastDay == null) {
            throw Problem.of("request.invalid");
        }
        String why = note(reason);
        Instant now = now();
        change(
                id,
                contact -> {
                    orders.extend(inForce(contact).orderId(), lastDay, why);
                    rows.step(id, "extended", lastDay.toString(), why, now);
                });
        return contact(id);
    }

    private StayView inForce(TracingRows.Contact contact) {
        return orders.ofRecord(contact.recordId()).stream()
                .filter(s -> s.state().equals("in_force"))
                .findFirst()
                .orElseThrow(() -> Problem.of("quarantine.not_in_force"));
    }

    private interface Change {
        void to(TracingRows.Contact contact);
    }

    /// In the officer's name as the worker, after it was checked that the officer may see the
    /// contact.
    private void change(UUID id, Change change) {
        seenContact(id);
        Scopes.run(
                Scopes.required().asWorker(),
                () ->
                        in(() -> {
                            TracingRows.Contact contact =
                                    rows.lockContact(id)
                                            .filter(TracingRows.Contact::open)
                                            .orElseThrow(
                                                    () -> Problem.of("tracing.contact_closed"));
                            change.to(contact);
                            lines.record(
                                    List.of(
                                            contact.personId() == null
                                                    ? contact.recordId()
                                                    : contact.personId()),
                                    "contact");
                            return true;
                        }));
    }

    TracingRows.Investigation seen(UUID caseId) {
        return in(() -> rows.investigation(caseId))
                .orElseThrow(() -> Problem.of("tracing.case_unknown"));
    }

    private TracingRows.Contact seenContact(UUID id) {
        return in(() -> rows.contact(id)).orElseThrow(() -> Problem.of("tracing.contact_unknown"));
    }

    private Who who(@Nullable UUID person) {
        Optional<PersonView> view = person == null ? Optional.empty() : people.find(person);
        return view.map(v ->
                        new Who(
                                v.personId(),
                                v.name(),
                                v.birthDate() == null ? null : year(v.birthDate().year())))
                .orElseGet(() -> new Who(null, null, null));
    }

    private static @Nullable Integer year(int year) {
        return year == 0 ? null : year;
    }

    private Area area(String path) {
        LocalDate today = day(now());
        return gazetteer
                .list(today)
                .at(path)
                .map(a -> new Area(path, new Sentences(a.name(), a.nameEnglish())))
                .orElseGet(
                        () -> new Area(path, new Sentences("Chưa rõ nơi ở", "Residence unknown")));
    }

    static String note(@Nullable String text) {
        return brief(text, LONGEST_NOTE);
    }

    private static String brief(@Nullable String text, int longest) {
        String said = text == null ? "" : text.strip();
        if (said.length() > longest) {
            throw Problem.of("request.invalid");
        }
        return said;
    }

    private static @Nullable LocalDate dayOf(@Nullable Instant at) {
        return at == null ? null : day(at);
    }

    static LocalDate day(Instant at) {
        return at.atZone(VIETNAM).toLocalDate();
    }

    private <T> T in(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
