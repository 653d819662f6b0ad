package vn.pccovid.lib.colour;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks for what is wrong with a pack by trying it on people.
///
/// The people are all timelines of up to four facts, each of a kind the pack reads, at the instants
/// just on either side of every period of the pack, counted back from noon of its first day in
/// force. Days are counted alike on every day, so what the pack does on another day it does to one
/// of these people. A report prints the bound of its search; what needs more facts than that is not
/// seen. Every finding names the rule, and a person to show it on.
public final class PolicyCheck {
    /// Facts of one person in the search.
    public static final int MAX_FACTS = 4;

    /// People one search may try; beyond it the people have fewer facts, and the report says so.
    static final long MAX_PEOPLE = 12_000_000;

    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.ofHours(7));
    private static final BirthRange ADULT = BirthRange.of(1984, 3, 5);
    private static final int BENIGN =
            Selector.NEGATIVE_TEST.bit()
                    | Selector.NEGATIVE_PCR.bit()
                    | Selector.NEGATIVE_RAT.bit()
                    | Selector.NEGATIVE_MOLECULAR.bit()
                    | Selector.OWN_PCR.bit()
                    | Selector.CLEAR_PCR.bit()
                    | Selector.CLEAR_TEST.bit()
                    | Selector.ANTIBODY.bit()
                    | Selector.NO_SYMPTOMS.bit()
                    | Selector.RECOVERY_WITHOUT_PAPER.bit()
                    | Selector.CONTRAINDICATION.bit();

    /// How bad a finding is.
    public enum Severity {
        /// The pack must not be published.
        ERROR,
        /// Allowed and worth knowing; counted when the pack is rehearsed.
        NOTE
    }

    /// The checks by the names people see.
    public enum Check {
        UNREACHABLE_RULE,
        GAP,
        LOOSER_THAN_FLOOR,
        GOOD_NEWS_WORSENS,
        CHILD_OR_EXEMPT_RED,
        RED_FOR_LACK_OF_DATA,
        DURATION_WITHOUT_SOURCE
    }

    /// One thing found.
    ///
    /// @param rule `pack/rule`
    /// @param person facts of a person to show it on, as a scenario writes them; empty when it is
    ///   about the text or about nobody
    public record Finding(
            Check check, Severity severity, String rule, String message, List<String> person) {}

    /// What a check of one pack found and how far it looked.
    ///
    /// @param people timelines tried
    /// @param facts most facts of one of them
    /// @param kinds kinds of fact tried
    /// @param instants instants a fact was tried at
    /// @param at the instant they were judged at
    public record Report(
            RulePack pack,
            List<Finding> findings,
            long people,
            int facts,
            int kinds,
            int instants,
            Instant at) {
        /// True when nothing forbids publishing the pack.
        public boolean passes() {
            return findings.stream().noneMatch(f -> f.severity == Severity.ERROR);
        }
    }

    private final RulePack pack;
    private final List<RulePack> packs;
    private final int maxFacts;
    private final Courses courses;
    private final Era local;
    private final Era national;
    private final Instant at;
    private final long instant;
    private final Map<String, Finding> findings = new LinkedHashMap<>();
    private final Set<RulePack.Rule> unreached;
    private final Map<RulePack.Rule, String> shadows = new LinkedHashMap<>();
    private final Map<RulePack.Rule, Condition.Test> tests = new LinkedHashMap<>();
    private final List<@Nullable BirthRange> births = new ArrayList<>();
    private PersonFacts.Read[] items = {};
    private PersonFacts.Read[] goodNews = {};
    private int kinds;
    private int instants;
    private long people;

    private PolicyCheck(RulePack pack, List<RulePack> others, int maxFacts) {
        this.pack = pack;
        this.maxFacts = maxFacts;
        packs = new ArrayList<>(others);
        putInPlace(pack, packs);
        courses =
                packs.stream()
                        .map(RulePack::courses)
                        .flatMap(java.util.stream.Stream::ofNullable)
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("want a floor"));
        Instant floor =
                packs.stream()
                        .filter(RulePack::isFloor)
                        .map(RulePack::from)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(() -> new IllegalArgumentException("want a floor"));
        Instant first = pack.from().isBefore(floor) ? floor : pack.from();
        if (pack.until() != null && !first.isBefore(pack.until())) {
            throw new IllegalArgumentException(
                    pack.named() + " ended before the floor came into force");
        }
        at = first.plus(Duration.ofHours(12));
        instant = VietnamTime.micros(at);
        List<RulePack> here =
                packs.stream().filter(other -> other.covers(pack.jurisdiction())).toList();
        local = new Place(here).at(instant);
        national =
                new Place(here.stream().filter(p -> p.layer() != RulePack.Layer.OVERLAY).toList())
                        .at(instant);
        unreached = new LinkedHashSet<>(pack.rules());
        pack.rules().forEach(rule -> tests.put(rule, rule.condition().compile()));
    }

    /// Checks a pack among others, its own other versions with it.
    public static Report check(RulePack pack, List<RulePack> others) {
        return check(pack, others, MAX_FACTS);
    }

    static Report check(RulePack pack, List<RulePack> others, int maxFacts) {
        return new PolicyCheck(pack, others, maxFacts).run();
    }

    /// Puts a pack among others, in the place of whatever versions of it would be in force at the
    /// same time.
    public static void putInPlace(RulePack pack, List<RulePack> packs) {
        packs.removeIf(other ->
                other.id().equals(pack.id())
                        && (other.version().equals(pack.version()) || other.overlaps(pack)));
        packs.add(pack);
    }

    private Report run() {
        text();
        versions();
        prepare();
        int facts = maxFacts;
        while (facts > 1 && count(items.length, facts) > MAX_PEOPLE) {
            facts--;
        }
        search(new PersonFacts.Read[facts + 1], 0, 0, facts);
        unreached.forEach(rule ->
                found(
                        Check.UNREACHABLE_RULE,
                        Severity.ERROR,
                        rule,
                        shadows.getOrDefault(rule, "it holds for nobody of the people tried"),
                        List.of()));
        return new Report(pack, List.copyOf(findings.values()), people, facts, kinds, instants, at);
    }

    private void text() {
        for (RulePack.Rule rule : pack.rules()) {
            if (!rule.literals().isEmpty()) {
                found(
                        Check.DURATION_WITHOUT_SOURCE,
                        Severity.ERROR,
                        rule,
                        "line "
                                + rule.line()
                                + ": "
                                + String.join(", ", rule.literals())
                                + " has no source; make it a parameter",
                        List.of());
            }
        }
    }

    private void versions() {
        Instant until = pack.until();
        if (until == null) {
            return;
        }
        packs.stream()
                .filter(other -> other.id().equals(pack.id()) && !other.from().isBefore(until))
                .min(Comparator.comparing(RulePack::from))
                .filter(next -> next.from().isAfter(until))
                .ifPresent(next ->
                        found(
                                Check.GAP,
                                Severity.ERROR,
                                pack.rules().getFirst(),
                                "no version is in force from "
                                        + LOCAL.format(until)
                                        + " until "
                                        + LOCAL.format(next.from())
                                        + ", when "
                                        + next.version()
                                        + " begins",
                                List.of()));
    }

    private void prepare() {
        Set<Term> terms = new LinkedHashSet<>();
        pack.rules().forEach(rule -> rule.condition().terms(terms));
        Set<Integer> years = new TreeSet<>();
        boolean doses = false;
        boolean ended = false;
        Set<String> silences = new TreeSet<>();
        TreeSet<Long> times = new TreeSet<>(List.of(instant));
        Set<Selector> read = new TreeSet<>();
        for (Term term : terms) {
            read.addAll(term.reads());
            term.edges().forEach(edge -> times.addAll(sides(edge)));
            switch (term) {
                case Term.AgeUnder(int age) -> years.add(age);
                case Term.AgeAtLeast(int age) -> years.add(age);
                case Term.Doses _, Term.CourseComplete _, Term.LastingUnlessImmune _ ->
                        doses = true;
                case Term.Ended _ -> ended = true;
                case Term.Silent(String source) -> silences.add(source);
                default -> {}
            }
        }
        births.add(ADULT);
        if (!years.isEmpty()) {
            births.add(null);
            LocalDate today = LocalDate.ofInstant(at, ZoneOffset.ofHours(7));
            for (int age : years) {
                LocalDate younger = today.minusYears(age).plusDays(1);
                births.add(new BirthRange(younger, younger));
            }
        }
        Map<String, KnownFact> prototypes = new TreeMap<>();
        read.forEach(selector -> prototypes(selector, prototypes));
        if (ended) {
            prototype(prototypes, "stay_order", Map.of("until", Duration.ofHours(1)));
        }
        for (String source : silences) {
            prototypes.put(
                    Term.Silent.KIND + source,
                    new KnownFact(
                            "p",
                            Term.Silent.KIND,
                            Instant.EPOCH,
                            Map.of(),
                            source,
                            Instant.EPOCH,
                            1));
        }
        Map<String, KnownFact> good = new TreeMap<>();
        prototype(good, "dose", Map.of("vaccine", "AstraZeneca"));
        prototype(good, "dose", Map.of("vaccine", "Janssen"));
        prototype(good, "test_result", Map.of("method", "pcr", "result", "negative"));
        prototype(good, "test_result", Map.of("method", "rat", "result", "negative"));
        if (doses) {
            prototype(prototypes, "dose", Map.of("vaccine", "AstraZeneca"));
            prototype(prototypes, "dose", Map.of("vaccine", "Janssen"));
        }
        kinds = prototypes.size();
        instants = times.size();
        items = placed(prototypes, times);
        goodNews = placed(good, times);
    }

    private PersonFacts.Read[] placed(Map<String, KnownFact> prototypes, Set<Long> times) {
        List<PersonFacts.Read> placed = new ArrayList<>();
        for (long time : times) {
            for (KnownFact prototype : prototypes.values()) {
                Instant when = VietnamTime.instant(time);
                Map<String, Object> attributes = new TreeMap<>(prototype.attributes());
                if (attributes.get("until") instanceof Duration lasts) {
                    attributes.put("until", when.plus(lasts));
                }
                KnownFact fact =
                        new KnownFact(
                                "f" + placed.size(),
                                prototype.kind(),
                                when,
                                attributes,
                                prototype.source(),
                                when,
                                1);
                placed.add(PersonFacts.Read.of(fact, courses));
            }
        }
        return placed.toArray(PersonFacts.Read[]::new);
    }

    /// The last instant for which the edge has been passed by now, and the first for which it has
    /// not, each as far from now as the calendar allows.
    private List<Long> sides(Term.Edge edge) {
        Period period = edge.period();
        if (period.amount() == 0) {
            return List.of();
        }
        if (period.unit() == Period.Unit.HOURS) {
            long hours = Duration.ofHours(period.amount()).toNanos() / 1_000;
            return List.of(instant - hours, instant - hours + 60_000_000);
        }
        LocalDate today = LocalDate.ofInstant(at, ZoneOffset.ofHours(7));
        LocalDate then =
                period.unit() == Period.Unit.MONTHS
                        ? today.minusMonths(period.amount())
                        : today.minusDays(period.amount());
        LocalDate other = edge.reached() ? then.plusDays(1) : then.minusDays(1);
        return List.of(noon(then), noon(other));
    }

    private static long noon(LocalDate day) {
        return VietnamTime.micros(day.atTime(12, 0).toInstant(ZoneOffset.ofHours(7)));
    }

    private static void prototype(
            Map<String, KnownFact> into, String kind, Map<String, Object> attributes) {
        into.put(
                kind + new TreeMap<>(attributes),
                new KnownFact("p", kind, Instant.EPOCH, attributes, "check", Instant.EPOCH, 1));
    }

    private static void prototypes(Selector selector, Map<String, KnownFact> into) {
        switch (selector) {
            case POSITIVE_PCR, CASE, OWN_PCR -> test(into, "pcr", "positive", Map.of());
            case POSITIVE_RAT -> test(into, "rat", "positive", Map.of());
            case POSITIVE_POOL -> test(into, "pcr", "positive", Map.of("pooled", "true"));
            case NEGATIVE_PCR -> test(into, "pcr", "negative", Map.of());
            case NEGATIVE_RAT, NEGATIVE_TEST -> test(into, "rat", "negative", Map.of());
            case NEGATIVE_MOLECULAR -> test(into, "lamp", "negative", Map.of());
            case CLEAR_PCR -> {
                test(into, "pcr", "negative", Map.of());
                test(into, "pcr", "positive", Map.of("ct", "30"));
            }
            case CLEAR_TEST -> test(into, "rat", "negative", Map.of());
            case ANTIBODY -> test(into, "antibody", "positive", Map.of());
            case DIAGNOSIS -> prototype(into, "diagnosis", Map.of());
            case RECOVERY -> prototype(into, "recovery", Map.of());
            case RECOVERY_WITHOUT_PAPER -> prototype(into, "recovery", Map.of("proof", "none"));
            case SYMPTOMS -> prototype(into, "declaration", Map.of("symptoms", "true"));
            case NO_SYMPTOMS -> prototype(into, "declaration", Map.of("symptoms", "false"));
            case CONTACT -> prototype(into, "declaration", Map.of("contact", "true"));
            case NO_DOSE -> prototype(into, "declaration", Map.of("no_dose", "true"));
            case CONTRAINDICATION -> prototype(into, "contraindication", Map.of());
            case EXPOSURE -> prototype(into, "exposure", Map.of());
            case POSSIBLE_EXPOSURE -> prototype(into, "exposure", Map.of("possible", "true"));
            case STAY_ORDER, STATED_ORDER ->
                    prototype(into, "stay_order", Map.of("until", Duration.ofDays(10)));
            case CONTACT_ORDER -> prototype(into, "stay_order", Map.of("reason", "contact"));
            case OPEN_ORDER -> prototype(into, "stay_order", Map.of("reason", "other"));
            case TRIP_FROM_LEVEL_4 -> prototype(into, "trip", Map.of("from_level", "4"));
            case ENTRY -> prototype(into, "border_crossing", Map.of("direction", "entry"));
        }
    }

    private static void test(
            Map<String, KnownFact> into, String method, String result, Map<String, String> more) {
        Map<String, Object> attributes = new TreeMap<>(more);
        attributes.put("method", method);
        attributes.put("result", result);
        prototype(into, "test_result", attributes);
    }

    /// How many ways there are to choose up to `facts` of `items`, the same one more than once.
    private static long count(int items, int facts) {
        long all = 0;
        double ways = 1;
        for (int k = 0; k <= facts; k++) {
            all += Math.round(ways);
            ways = ways * (items + k) / (k + 1);
        }
        return all;
    }

    private void search(PersonFacts.Read[] person, int size, int first, int most) {
        judge(person, size, most);
        if (size == most) {
            return;
        }
        for (int i = first; i < items.length; i++) {
            person[size] = items[i];
            search(person, size + 1, i, most);
        }
    }

    private void judge(PersonFacts.Read[] read, int size, int most) {
        people++;
        PersonFacts facts = new PersonFacts(ADULT, read, size, courses);
        Moment moment = new Moment(facts, instant);
        RulePack.Rule decided = local.decide(moment);
        for (int i = 0; i < births.size() && !unreached.isEmpty(); i++) {
            reach(
                    i == 0
                            ? moment
                            : new Moment(
                                    new PersonFacts(births.get(i), read, size, courses), instant));
        }
        if (pack.layer() == RulePack.Layer.OVERLAY) {
            overlay(moment, decided);
        }
        if (benign(facts)) {
            lackOfData(read, size, decided, moment);
        }
        if (size < most) {
            goodNews(read, size, decided);
        }
    }

    private void reach(Moment moment) {
        boolean answered = false;
        for (RulePack.Rule rule : pack.rules()) {
            boolean minimum = rule.rule().kind() == PackRule.Kind.MINIMUM;
            if ((minimum && answered) || !unreached.contains(rule)) {
                if (minimum && !answered) {
                    answered = test(rule, moment);
                } else if (minimum && unreached.contains(rule) && test(rule, moment)) {
                    shadows.putIfAbsent(
                            rule,
                            "wherever it holds an earlier minimum answers, as for "
                                    + String.join(", ", person(moment.person)));
                }
                continue;
            }
            if (test(rule, moment)) {
                unreached.remove(rule);
                answered |= minimum;
            }
        }
    }

    private boolean test(RulePack.Rule rule, Moment moment) {
        Condition.Test test = tests.get(rule);
        return test != null && test.holds(moment);
    }

    private void overlay(Moment moment, RulePack.Rule decided) {
        RulePack.Rule nation = national.decide(moment);
        RulePack.Rule own = null;
        for (RulePack.Rule rule : pack.rules()) {
            if (rule.rule().kind() == PackRule.Kind.MINIMUM && test(rule, moment)) {
                own = rule;
                break;
            }
        }
        if (own == null) {
            found(
                    Check.GAP,
                    Severity.ERROR,
                    pack.rules().getLast(),
                    "no minimum answers this person; the last should hold for everybody",
                    person(moment.person));
        }
        boolean lifted = nation.rule().colour().worseThan(decided.rule().colour());
        boolean said =
                own != null
                        && nation.rule().kind() == PackRule.Kind.MINIMUM
                        && nation.rule().colour().worseThan(own.rule().colour());
        if (lifted || said) {
            RulePack.Rule rule = lifted || own == null ? decided : own;
            found(
                    Check.LOOSER_THAN_FLOOR,
                    Severity.ERROR,
                    rule,
                    rule.rule().colour()
                            + " where `"
                            + nation.rule().path()
                            + "` ("
                            + nation.rule().sentence()
                            + ") of the nation says "
                            + nation.rule().colour(),
                    person(moment.person));
        }
    }

    private static boolean benign(PersonFacts facts) {
        for (int i = 0; i < facts.size; i++) {
            if ((facts.selectors[i] & ~BENIGN) != 0) {
                return false;
            }
        }
        return true;
    }

    private void lackOfData(
            PersonFacts.Read[] read, int size, RulePack.Rule decided, Moment moment) {
        if (decided.rule().colour() == Colour.RED) {
            boolean owned = decided.rule().lackOfData();
            found(
                    Check.RED_FOR_LACK_OF_DATA,
                    owned ? Severity.NOTE : Severity.ERROR,
                    decided,
                    owned
                            ? "red although nothing speaks against the person; counted as"
                                    + " red_for_lack_of_data"
                            : "red although nothing speaks against the person",
                    person(moment.person));
        }
        LocalDate today = LocalDate.ofInstant(at, ZoneOffset.ofHours(7));
        BirthRange child = new BirthRange(today.minusYears(10), today.minusYears(10));
        red(new PersonFacts(child, read, size, courses), "a child");
        PersonFacts.Read[] exempt = Arrays.copyOf(read, size + 1);
        System.arraycopy(exempt, 0, exempt, 1, size);
        exempt[0] =
                PersonFacts.Read.of(
                        new KnownFact(
                                "c",
                                "contraindication",
                                at.minus(Duration.ofDays(4_000)),
                                Map.of(),
                                "check",
                                at,
                                1),
                        courses);
        red(
                new PersonFacts(ADULT, exempt, size + 1, courses),
                "a person who may not be vaccinated");
    }

    private void red(PersonFacts person, String who) {
        RulePack.Rule decided = local.decide(new Moment(person, instant));
        if (decided.rule().colour() == Colour.RED) {
            found(
                    Check.CHILD_OR_EXEMPT_RED,
                    Severity.ERROR,
                    decided,
                    who + " is red although nothing speaks against them",
                    person(person));
        }
    }

    private void goodNews(PersonFacts.Read[] read, int size, RulePack.Rule before) {
        if (before.rule().colour() == Colour.RED) {
            return;
        }
        for (PersonFacts.Read news : goodNews) {
            PersonFacts.Read[] more = new PersonFacts.Read[size + 1];
            int place = 0;
            while (place < size && read[place].at() <= news.at()) {
                more[place] = read[place];
                place++;
            }
            more[place] = news;
            System.arraycopy(read, place, more, place + 1, size - place);
            PersonFacts after = new PersonFacts(ADULT, more, size + 1, courses);
            RulePack.Rule decided = local.decide(new Moment(after, instant));
            people++;
            if (decided.rule().colour().worseThan(before.rule().colour())) {
                found(
                        Check.GOOD_NEWS_WORSENS,
                        Severity.ERROR,
                        decided,
                        before.rule().colour()
                                + " by `"
                                + before.rule().path()
                                + "` becomes "
                                + decided.rule().colour()
                                + " by one more "
                                + line(news.fact()),
                        person(after));
            }
        }
    }

    private void found(
            Check check, Severity severity, RulePack.Rule rule, String message, List<String> who) {
        findings.putIfAbsent(
                check + rule.rule().path(),
                new Finding(check, severity, rule.rule().path(), message, who));
    }

    private List<String> person(PersonFacts facts) {
        List<String> lines = new ArrayList<>();
        lines.add(facts.birth == null ? "born: unknown" : "born: " + facts.birth.latest());
        Arrays.stream(facts.facts).map(PolicyCheck::line).forEach(lines::add);
        lines.add("at: " + LOCAL.format(at));
        return lines;
    }

    private static String line(KnownFact fact) {
        String attributes =
                new TreeMap<>(fact.attributes())
                        .entrySet().stream()
                                .map(a ->
                                        ", "
                                                + a.getKey()
                                                + ": "
                                                + (a.getValue() instanceof Instant when
                                                        ? LOCAL.format(when)
                                                        : a.getValue()))
                                .collect(Collectors.joining());
        return "{kind: " + fact.kind() + ", at: " + LOCAL.format(fact.at()) + attributes + "}";
    }
}
