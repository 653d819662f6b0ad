package vn.pccovid.server.quarantine;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Sentences;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.NewFact;
import vn.pccovid.server.fact.StayRules;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.person.LinkedTo;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.TimedId;

/// The door to orders to stay. An order is a fact `stay_order` of the record it is about; while no
/// officer states an end, the rules in force say when it is over, and the colour follows by itself.
/// Whoever calls has checked that the officer may see the person. Thread-safe.
@Service
public class Orders {
    /// The source of stay orders.
    public static final String SOURCE = "quarantine";

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final String KIND = "stay_order";
    private static final int LONGEST_NOTE = 300;

    /// What the rules read to say how long a case stays.
    private static final Set<String> OF_AN_ILLNESS =
            Set.of("test_result", "diagnosis", "declaration");

    private final OrderRows rows;
    private final Facts facts;
    private final People people;
    private final StayRules rules;
    private final QuarantineProperties properties;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Orders(
            OrderRows rows,
            Facts facts,
            People people,
            StayRules rules,
            QuarantineProperties properties,
            ApplicationEventPublisher events,
            Clock clock) {
        this.rows = rows;
        this.facts = facts;
        this.people = people;
        this.rules = rules;
        this.properties = properties;
        this.events = events;
        this.clock = clock;
    }

    /// What the rule in force would order now; empty when it orders nobody to stay for this. Needs
    /// the worker's scope.
    @Transactional
    public Optional<StayRules.Stay> byRule(
            UUID recordId, Reason reason, List<StayRules.Ground> because) {
        return byRule(personOf(recordId), reason, because, now());
    }

    private Optional<StayRules.Stay> byRule(
            @Nullable UUID person, Reason reason, List<StayRules.Ground> because, Instant now) {
        List<StayRules.Ground> grounds = new ArrayList<>(because);
        grounds.add(new StayRules.Ground(KIND, now, Map.of("reason", reason.code())));
        // Where the text counts from the exposure, an order given today does not begin the count
        // anew.
        return rules.stay(person, because, now)
                .or(() ->
                        rules.stay(person, grounds, now)
                                .filter(stay -> stay.anchor() == PackRule.Anchor.START));
    }

    /// Orders somebody to stay, within the caller's transaction. The same grounds again answer the
    /// order there is. Needs the worker's scope, under the officer's name.
    ///
    /// @return the order's id; refused with `quarantine.no_rule` when the text in force orders no
    ///   stay
    @Transactional
    public UUID order(NewOrder wanted) {
        for (OrderRows.Row row : rows.on(wanted.grounds())) {
            if (row.state().equals("given") && row.reason().equals(wanted.reason().code())) {
                rows.stand(row.orderId(), wanted.grounds());
                return row.orderId();
            }
        }
        Instant now = now();
        StayRules.Stay stay =
                byRule(personOf(wanted.recordId()), wanted.reason(), wanted.because(), now)
                        .orElseThrow(() -> Problem.of("quarantine.no_rule"));
        Instant anchor =
                stay.anchor() == PackRule.Anchor.START
                        ? now
                        : wanted.because().stream()
                                .map(StayRules.Ground::at)
                                .max(Comparator.naturalOrder())
                                .orElse(now);
        UUID id = TimedId.next(clock);
        rows.insert(id, wanted, now);
        rows.step(id, "ordered", wanted.document(), now);
        Map<String, Object> details = new HashMap<>();
        details.put("order", id.toString());
        details.put("reason", wanted.reason().code());
        details.put("setting", wanted.setting().code());
        details.put("anchor", stay.anchor().name().toLowerCase(Locale.ROOT));
        details.put("ordered_at", now.toString());
        details.put("office", Scopes.required().office());
        details.put("rests_on", wanted.restsOn().stream().map(UUID::toString).toList());
        put(details, "place", wanted.place());
        put(details, "document", wanted.document());
        record(wanted.recordId(), id, anchor, details);
        return id;
    }

    private static void put(Map<String, Object> details, String key, String value) {
        if (!value.isBlank()) {
            details.put(key, value.strip());
        }
    }

    private void record(UUID recordId, UUID order, Instant anchor, Map<String, Object> details) {
        facts.record(
                List.of(
                        new NewFact(
                                recordId,
                                key(order),
                                KIND,
                                anchor,
                                "",
                                details,
                                KeyClass.HEALTH,
                                SOURCE)));
    }

    private static String key(UUID order) {
        return "order:" + order;
    }

    /// Ends an order before its time, with a reason the person can read. Needs the worker's scope,
    /// under the officer's name.
    @Transactional
    public void release(UUID orderId, String reason) {
        Given given = given(orderId);
        Instant now = now();
        StayView view = view(given.person(), given.fact(), List.of(), now);
        if (!view.state().equals("in_force")) {
            throw Problem.of("quarantine.not_in_force");
        }
        end(given, now, reason, "released", now);
        rows.state(orderId, "released");
        events.publishEvent(new OrderEnded(orderId, rows.groundsOf(orderId)));
    }

    /// Sets a later end than the rule, with a reason the person can read. Needs the worker's scope,
    /// under the officer's name.
    ///
    /// @param lastDay last day of the stay, in Vietnam
    @Transactional
    public void extend(UUID orderId, LocalDate lastDay, String reason) {
        Given given = given(orderId);
        Instant now = now();
        StayView view = view(given.person(), given.fact(), ofIllness(given), now);
        if (!view.state().equals("in_force")) {
            throw Problem.of("quarantine.not_in_force");
        }
        Instant until = lastDay.plusDays(1).atStartOfDay(VIETNAM).toInstant();
        Instant before = view.until() == null ? now : view.until();
        if (!until.isAfter(before)
                || until.isAfter(before.plus(properties.mostExtraDays(), ChronoUnit.DAYS))) {
            throw Problem.of("quarantine.extension", Map.of("most", properties.mostExtraDays()));
        }
        end(given, until, reason, "extended", now);
    }

    private void end(Given given, Instant until, String reason, String step, Instant now) {
        String note = reason.strip();
        if (note.isEmpty() || note.length() > LONGEST_NOTE) {
            throw Problem.of("quarantine.reason", Map.of("longest", LONGEST_NOTE));
        }
        Map<String, Object> details = new HashMap<>(given.fact().details());
        details.put("until", until.toString());
        details.put("note", note);
        details.put("ended", step);
        record(given.row().recordId(), given.row().orderId(), given.fact().at(), details);
        rows.step(given.row().orderId(), step, note, now);
    }

    private record Given(OrderRows.Row row, Fact fact, @Nullable UUID person) {}

    private Given given(UUID orderId) {
        OrderRows.Row row =
                rows.lock(orderId)
                        .filter(r -> r.state().equals("given"))
                        .orElseThrow(() -> Problem.of("quarantine.not_in_force"));
        Fact fact =
                facts.toldBy(List.of(row.recordId())).stream()
                        .filter(f -> orderId.toString().equals(f.details().get("order")))
                        .findFirst()
                        .orElseThrow(() -> Problem.of("quarantine.not_in_force"));
        return new Given(row, fact, personOf(row.recordId()));
    }

    private List<Fact> ofIllness(Given given) {
        return given.person() == null
                ? facts.toldBy(List.of(given.row().recordId()))
                : facts.of(given.person());
    }

    /// What these orders stood on is gone: those with nothing left to stand on are withdrawn as if
    /// they had never been, whatever an officer did to them. Needs the worker's scope.
    ///
    /// @return how many were withdrawn
    @Transactional
    public int withdraw(Collection<UUID> grounds, String reason) {
        if (grounds.isEmpty()) {
            return 0;
        }
        Instant now = now();
        List<OrderRows.Row> orders = rows.on(grounds);
        rows.fall(grounds, now);
        List<String> keys = new ArrayList<>();
        for (OrderRows.Row order : orders) {
            rows.lock(order.orderId());
            if (!order.state().equals("withdrawn") && !rows.stands(order.orderId())) {
                rows.state(order.orderId(), "withdrawn");
                rows.step(order.orderId(), "withdrawn", reason, now);
                keys.add(key(order.orderId()));
            }
        }
        facts.retract(SOURCE, keys);
        return keys.size();
    }

    /// The orders of a person the caller may see, newest first. The caller leaves the access line.
    @Transactional
    public List<StayView> of(UUID personId) {
        return views(personId, facts.of(personId));
    }

    /// The orders that stand on a record, whomever it counts for. Needs the worker's scope.
    @Transactional
    public List<StayView> ofRecord(UUID recordId) {
        return views(personOf(recordId), facts.toldBy(List.of(recordId)));
    }

    private List<StayView> views(@Nullable UUID person, List<Fact> known) {
        Instant now = now();
        return known.stream()
                .filter(f -> f.kind().equals(KIND) && f.source().equals(SOURCE))
                .map(f -> view(person, f, known, now))
                .sorted(Comparator.comparing(StayView::orderedAt).reversed())
                .toList();
    }

    private StayView view(@Nullable UUID person, Fact fact, List<Fact> known, Instant now) {
        Map<String, Object> details = fact.details();
        String reason = text(details, "reason");
        List<StayRules.Ground> grounds = new ArrayList<>();
        Map<String, Object> plain = new HashMap<>(details);
        plain.remove("until");
        grounds.add(new StayRules.Ground(KIND, fact.at(), plain));
        if (!reason.equals(Reason.CONTACT.code())) {
            known.stream()
                    .filter(f -> keeps(reason, f))
                    .forEach(f -> grounds.add(new StayRules.Ground(f.kind(), f.at(), f.details())));
        }
        Optional<StayRules.Stay> stay = rules.stay(person, grounds, fact.at());
        String stated = text(details, "until");
        Instant until =
                stated.isEmpty()
                        ? stay.map(StayRules.Stay::until).orElse(null)
                        : Instant.parse(stated);
        LocalDate anchorDay = day(fact.at());
        boolean released = text(details, "ended").equals("released");
        Instant ordered = Instant.parse(text(details, "ordered_at"));
        return new StayView(
                UUID.fromString(text(details, "order")),
                reason.equals(Reason.CASE.code()) ? "isolation" : "quarantine",
                reason,
                text(details, "setting"),
                text(details, "place"),
                text(details, "document"),
                text(details, "office"),
                ordered,
                text(details, "anchor"),
                anchorDay,
                until,
                until == null ? null : day(until.minusMillis(1)),
                stay.map(s -> s.testDays().stream().map(n -> anchorDay.plusDays(n)).toList())
                        .orElse(List.of()),
                released
                        ? "released"
                        : until != null && !now.isBefore(until) ? "ended" : "in_force",
                text(details, "ended").equals("extended"),
                text(details, "note"),
                stay.map(s -> s.rule() + " " + s.version()).orElse(""),
                stay.map(s -> sentences(s.sentence())).orElse(new Sentences("", "")),
                stay.map(StayRules.Stay::source).orElse(""),
                stay.map(s -> sentences(s.nextStep())).orElse(new Sentences("", "")));
    }

    private static boolean keeps(String reason, Fact fact) {
        return switch (reason) {
            case "case" -> OF_AN_ILLNESS.contains(fact.kind());
            case "arrival" -> fact.kind().equals("trip") || fact.kind().equals("declaration");
            case "entry" -> fact.kind().equals("border_crossing");
            default -> false;
        };
    }

    private static Sentences sentences(PackRule.Words words) {
        return new Sentences(words.vi(), words.en());
    }

    private static String text(Map<String, Object> details, String key) {
        Object value = details.get(key);
        return value == null ? "" : value.toString();
    }

    private static LocalDate day(Instant at) {
        return at.atZone(VIETNAM).toLocalDate();
    }

    private @Nullable UUID personOf(UUID recordId) {
        LinkedTo link = people.linksOf(List.of(recordId)).get(recordId);
        return link == null ? null : link.personId();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
