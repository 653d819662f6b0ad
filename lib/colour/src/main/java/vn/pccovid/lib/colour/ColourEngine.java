package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns the facts about a person into colours over time.
///
/// The rules of the packs that hold where the person lives become terms (each one bit of a word)
/// and conditions over that word. For one person every term names the stretches in which it is
/// true; the ends of all stretches, sorted, are all the instants at which anything can change, and
/// between two of them nothing does. So the timeline is exact by construction, and one pass over
/// the sorted ends gives it.
///
/// At each instant: the answer of a pack is its first minimum that holds; the answer of the place
/// is the worst of the floor and the overlays (an overlay may be stricter, never looser); a
/// guarantee lifts it; an order dominates everything.
///
/// Facts whose link to the person is below the burden threshold never worsen a colour: the person
/// gets the better of what the sure facts alone say and what all facts except unsure burdens say.
///
/// Immutable towards its users and safe for many threads; answers for the same word are remembered
/// and shared.
public final class ColourEngine {
    /// Link probability from which a fact may worsen a colour, unless the caller has its own.
    public static final double BURDEN_THRESHOLD = 0.99;

    /// Overlays one engine takes: one bit each.
    static final int MAX_OVERLAYS = 63;

    /// Answers remembered per place; a nation shows some thousands of different words.
    static final int MAX_REMEMBERED = 65_536;

    private static final Set<String> BURDENS =
            Set.of("diagnosis", "stay_order", "exposure", "test_result", "declaration");

    private final RulePack floor;
    private final Courses courses;
    private final List<RulePack> overlays;
    private final double burdenThreshold;
    private final Map<Long, Place> places = new ConcurrentHashMap<>();

    public ColourEngine(RulePack floor, List<RulePack> overlays) {
        this(floor, overlays, BURDEN_THRESHOLD);
    }

    /// @param floor the national floor
    /// @param overlays packs of provinces; several versions of one pack may stand here, each in
    ///   force in its time
    /// @param burdenThreshold link probability below which a fact never worsens a colour
    public ColourEngine(RulePack floor, List<RulePack> overlays, double burdenThreshold) {
        if (!floor.isFloor()) {
            throw new IllegalArgumentException(
                    "pack " + floor.id() + " holds in " + floor.jurisdiction() + ": want a floor");
        }
        if (overlays.size() > MAX_OVERLAYS || overlays.stream().anyMatch(RulePack::isFloor)) {
            throw new IllegalArgumentException(
                    "want at most " + MAX_OVERLAYS + " overlays, none of them a floor");
        }
        Courses stated = floor.courses();
        if (stated == null) {
            throw new IllegalArgumentException("the floor states no vaccine courses");
        }
        this.floor = floor;
        this.courses = stated;
        this.overlays = List.copyOf(overlays);
        this.burdenThreshold = burdenThreshold;
        place("");
        overlays.forEach(overlay -> place(overlay.jurisdiction()));
    }

    /// The colours from `from` until just before `to`, as if no further fact came. Time before the
    /// floor came into force has no colour and is left out.
    public Timeline timeline(Subject subject, List<KnownFact> facts, Instant from, Instant to) {
        return timeline(spans(subject, facts), from, to);
    }

    private Timeline timeline(List<Span> spans, Instant from, Instant to) {
        long start = Math.max(VietnamTime.micros(from), VietnamTime.micros(floor.from()));
        long end = VietnamTime.micros(to);
        List<Timeline.Segment> segments = new ArrayList<>();
        for (Span span : spans) {
            if (span.to <= start || span.from >= end) {
                continue;
            }
            segments.add(
                    new Timeline.Segment(
                            VietnamTime.instant(Math.max(span.from, start)),
                            span.to >= VietnamTime.LIMIT_MICROS && end >= VietnamTime.LIMIT_MICROS
                                    ? null
                                    : VietnamTime.instant(Math.min(span.to, end)),
                            span.answer.colour,
                            span.answer.floorColour,
                            span.answer.decidedBy.rule(),
                            span.answer.held));
        }
        return new Timeline(List.copyOf(segments));
    }

    /// The colour at one instant with all that explains it.
    ///
    /// @throws IllegalArgumentException when `at` lies before the floor came into force
    public Decision decide(Subject subject, List<KnownFact> facts, Instant at) {
        return decide(subject, facts, spans(subject, facts), at);
    }

    /// What a pass holds of a person: the decision at one instant, the timeline around it, and
    /// until when all of it stands.
    ///
    /// @param standsUntil when anything shown can next change, colour or only its reason; null:
    ///   never
    public record Outlook(Decision decision, Timeline timeline, @Nullable Instant standsUntil) {}

    /// Decision and timeline in one reading of the facts.
    public Outlook look(
            Subject subject, List<KnownFact> facts, Instant at, Instant from, Instant to) {
        List<Span> spans = spans(subject, facts);
        Decision decision = decide(subject, facts, spans, at);
        long instant = VietnamTime.micros(at);
        int now = 0;
        while (spans.get(now).to <= instant) {
            now++;
        }
        return new Outlook(
                decision,
                timeline(spans, from, to),
                now + 1 < spans.size() ? VietnamTime.instant(spans.get(now).to) : null);
    }

    private Decision decide(Subject subject, List<KnownFact> facts, List<Span> spans, Instant at) {
        if (at.isBefore(floor.from())) {
            throw new IllegalArgumentException(
                    "a colour at " + at + ": want " + floor.from() + " or later");
        }
        long instant = VietnamTime.micros(at);
        int now = 0;
        while (spans.get(now).to <= instant) {
            now++;
        }
        Answer answer = spans.get(now).answer;
        int first = now;
        while (first > 0 && spans.get(first - 1).answer.colour == answer.colour) {
            first--;
        }
        int next = now + 1;
        while (next < spans.size() && spans.get(next).answer.colour == answer.colour) {
            next++;
        }
        boolean changes = next < spans.size();
        PackRule rule = answer.decidedBy.rule();
        PersonFacts person =
                new PersonFacts(
                        subject.birth(),
                        spans.get(now).unsure ? lenient(facts) : sure(facts),
                        courses);
        long word = wordAt(place(subject.area()), person, instant);
        return new Decision(
                answer.colour,
                answer.floorColour,
                rule.id(),
                rule.sentence(),
                rule.pack(),
                rule.packVersion(),
                rule.reason().vi(),
                rule.reason().en(),
                rule.nextStep().vi(),
                rule.nextStep().en(),
                answer.held.stream().map(PackRule::path).toList(),
                evidence(answer, person, instant),
                VietnamTime.instant(spans.get(first).from),
                changes ? VietnamTime.instant(spans.get(next).from) : null,
                changes ? spans.get(next).answer.colour : null,
                missing(subject, answer, word),
                answer.colour == Colour.RED && rule.lackOfData());
    }

    /// Every instant at which the colour of this person could change, by the terms of the rules.
    List<Instant> instants(Subject subject, List<KnownFact> facts) {
        Place place = place(subject.area());
        Set<Long> found = new java.util.TreeSet<>();
        for (List<KnownFact> some : List.of(sure(facts), lenient(facts))) {
            Intervals intervals = place.intervals(new PersonFacts(subject.birth(), some, courses));
            int size = intervals.sort();
            for (int i = 0; i < size; i++) {
                found.add(intervals.time(i));
            }
        }
        return found.stream().map(VietnamTime::instant).toList();
    }

    /// The pack with this id in force at an instant, to quote its sentences and gaps.
    public RulePack pack(String id, String version) {
        if (floor.id().equals(id) && floor.version().equals(version)) {
            return floor;
        }
        return overlays.stream()
                .filter(pack -> pack.id().equals(id) && pack.version().equals(version))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no pack " + id + " " + version));
    }

    /// Words for a gap code of [Decision#missing].
    public PackRule.Words gap(String code) {
        RulePack.Gap gap = floor.gaps().get(code);
        for (RulePack overlay : overlays) {
            gap = gap == null ? overlay.gaps().get(code) : gap;
        }
        if (gap == null) {
            throw new IllegalArgumentException("no gap " + code);
        }
        return new PackRule.Words(gap.vi(), gap.en());
    }

    public RulePack floor() {
        return floor;
    }

    private List<Span> spans(Subject subject, List<KnownFact> facts) {
        Place place = place(subject.area());
        List<KnownFact> sure = sure(facts);
        List<Span> spans = spans(place, new PersonFacts(subject.birth(), sure, courses), false);
        if (sure.size() == facts.size()) {
            return spans;
        }
        List<Span> lenient =
                spans(place, new PersonFacts(subject.birth(), lenient(facts), courses), true);
        return better(spans, lenient);
    }

    private List<KnownFact> sure(List<KnownFact> facts) {
        for (KnownFact fact : facts) {
            if (fact.linkProbability() < burdenThreshold) {
                return facts.stream().filter(f -> f.linkProbability() >= burdenThreshold).toList();
            }
        }
        return facts;
    }

    /// All facts except unsure ones that could burden the person.
    private List<KnownFact> lenient(List<KnownFact> facts) {
        return facts.stream()
                .filter(f -> f.linkProbability() >= burdenThreshold || !burdens(f))
                .toList();
    }

    private static boolean burdens(KnownFact fact) {
        if (fact.kind().equals("test_result")) {
            return !Selector.text(fact.attributes(), "result").equals("negative");
        }
        if (fact.kind().equals("declaration")) {
            return Selector.SYMPTOMS.in(Selector.mask(fact))
                    || Selector.CONTACT.in(Selector.mask(fact));
        }
        return BURDENS.contains(fact.kind());
    }

    private List<Span> spans(Place place, PersonFacts person, boolean unsure) {
        Intervals intervals = place.intervals(person);
        int size = intervals.sort();
        int[] depth = new int[place.bits()];
        long from = VietnamTime.micros(floor.from());
        long word = 0;
        int i = 0;
        for (; i < size && intervals.time(i) <= from; i++) {
            word = change(word, depth, intervals.termOf(i), intervals.starts(i));
        }
        List<Span> spans = new ArrayList<>();
        Answer answer = place.answer(word);
        while (i < size) {
            long time = intervals.time(i);
            for (; i < size && intervals.time(i) == time; i++) {
                word = change(word, depth, intervals.termOf(i), intervals.starts(i));
            }
            Answer here = place.answer(word);
            if (!here.equals(answer)) {
                spans.add(new Span(from, time, answer, unsure));
                from = time;
                answer = here;
            }
        }
        spans.add(new Span(from, VietnamTime.LIMIT_MICROS, answer, unsure));
        return spans;
    }

    private static long change(long word, int[] depth, int term, boolean starts) {
        depth[term] += starts ? 1 : -1;
        long bit = 1L << term;
        return depth[term] > 0 ? word | bit : word & ~bit;
    }

    private static long wordAt(Place place, PersonFacts person, long instant) {
        Intervals intervals = place.intervals(person);
        int size = intervals.sort();
        int[] depth = new int[place.bits()];
        long word = 0;
        for (int i = 0; i < size && intervals.time(i) <= instant; i++) {
            word = change(word, depth, intervals.termOf(i), intervals.starts(i));
        }
        return word;
    }

    /// The better answer of two at every instant; the first where they are equal, because it rests
    /// on surer facts.
    private static List<Span> better(List<Span> sure, List<Span> lenient) {
        List<Span> merged = new ArrayList<>();
        int i = 0;
        int j = 0;
        long from = sure.getFirst().from;
        while (i < sure.size() && j < lenient.size()) {
            Span a = sure.get(i);
            Span b = lenient.get(j);
            long to = Math.min(a.to, b.to);
            Span chosen = a.answer.colour.worseThan(b.answer.colour) ? b : a;
            Answer answer =
                    chosen.answer.withFloor(
                            Colour.best(a.answer.floorColour, b.answer.floorColour));
            Span last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && last.answer.equals(answer) && last.unsure == chosen.unsure) {
                merged.set(merged.size() - 1, new Span(last.from, to, answer, chosen.unsure));
            } else {
                merged.add(new Span(from, to, answer, chosen.unsure));
            }
            from = to;
            i += a.to == to ? 1 : 0;
            j += b.to == to ? 1 : 0;
        }
        return merged;
    }

    private static List<EvidenceItem> evidence(Answer answer, PersonFacts person, long at) {
        Set<Term> terms = new LinkedHashSet<>();
        answer.decidedBy.condition().supports(terms, true);
        Set<Integer> indexes = new java.util.TreeSet<>();
        terms.forEach(term -> indexes.addAll(term.evidence(person, at)));
        return indexes.stream()
                .map(i -> person.facts[i])
                .map(fact ->
                        new EvidenceItem(
                                fact.id(),
                                fact.kind(),
                                fact.at(),
                                fact.source(),
                                fact.knownAt(),
                                fact.linkProbability()))
                .toList();
    }

    private List<String> missing(Subject subject, Answer answer, long word) {
        Place place = place(subject.area());
        PackRule rule = answer.decidedBy.rule();
        Map<String, RulePack.Gap> gaps = pack(rule.pack(), rule.packVersion()).gaps();
        List<String> missing = new ArrayList<>();
        for (String code : answer.decidedBy.gaps()) {
            RulePack.Gap gap = gaps.get(code);
            if (gap != null && !gap.closedWhen().compile(place.terms).hold(word)) {
                missing.add(code);
            }
        }
        return List.copyOf(missing);
    }

    private Place place(String area) {
        long key = 0;
        for (int i = 0; i < overlays.size(); i++) {
            if (overlays.get(i).covers(area)) {
                key |= 1L << i;
            }
        }
        Place known = places.get(key);
        if (known != null) {
            return known;
        }
        List<RulePack> here = new ArrayList<>();
        for (int i = 0; i < overlays.size(); i++) {
            if ((key >>> i & 1) != 0) {
                here.add(overlays.get(i));
            }
        }
        return places.computeIfAbsent(key, _ -> new Place(floor, here));
    }

    /// One stretch with one answer; `unsure` when facts below the burden threshold took part.
    private record Span(long from, long to, Answer answer, boolean unsure) {}

    /// What the rules say for one word of term bits.
    private record Answer(
            Colour colour, Colour floorColour, RulePack.Rule decidedBy, List<PackRule> held) {
        Answer withFloor(Colour floor) {
            return floor == floorColour ? this : new Answer(colour, floor, decidedBy, held);
        }
    }

    private record Compiled(RulePack.Rule rule, Condition.Bits bits) {}

    /// The packs that hold in one kind of place, ready to answer. Bit `i` of a word is term `i`;
    /// the bits after the terms say which overlay is in force.
    private static final class Place {
        final List<Term> terms;
        private final List<RulePack> overlays;
        private final List<List<Compiled>> packs = new ArrayList<>();
        private final Map<Long, Answer> remembered = new ConcurrentHashMap<>();

        Place(RulePack floor, List<RulePack> overlays) {
            this.overlays = overlays;
            Set<Term> all = new LinkedHashSet<>();
            List<RulePack> ordered = new ArrayList<>(List.of(floor));
            ordered.addAll(overlays);
            for (RulePack pack : ordered) {
                pack.rules().forEach(rule -> rule.condition().terms(all));
                pack.gaps().values().forEach(gap -> gap.closedWhen().terms(all));
            }
            terms = List.copyOf(all);
            if (bits() > Intervals.MAX_TERMS) {
                throw new IllegalArgumentException(
                        bits()
                                + " different terms in the packs "
                                + ordered.stream()
                                        .map(RulePack::id)
                                        .collect(Collectors.joining(", "))
                                + ": want at most "
                                + Intervals.MAX_TERMS);
            }
            for (RulePack pack : ordered) {
                packs.add(
                        pack.rules().stream()
                                .map(rule -> new Compiled(rule, rule.condition().compile(terms)))
                                .toList());
            }
        }

        int bits() {
            return terms.size() + overlays.size();
        }

        Intervals intervals(PersonFacts person) {
            Intervals intervals = new Intervals();
            for (int i = 0; i < terms.size(); i++) {
                intervals.term(i);
                terms.get(i).stretches(person, intervals);
            }
            for (int i = 0; i < overlays.size(); i++) {
                RulePack pack = overlays.get(i);
                Instant until = pack.until();
                intervals.term(terms.size() + i);
                intervals.add(
                        VietnamTime.micros(pack.from()),
                        until == null ? VietnamTime.LIMIT_MICROS : VietnamTime.micros(until));
            }
            return intervals;
        }

        Answer answer(long word) {
            Answer known = remembered.get(word);
            if (known != null) {
                return known;
            }
            Answer answer = work(word);
            if (remembered.size() < MAX_REMEMBERED) {
                remembered.put(word, answer);
            }
            return answer;
        }

        private Answer work(long word) {
            Verdict national = new Verdict();
            Verdict local = new Verdict();
            List<PackRule> held = new ArrayList<>();
            for (int p = 0; p < packs.size(); p++) {
                if (p > 0 && (word >>> (terms.size() + p - 1) & 1) == 0) {
                    continue;
                }
                boolean answered = false;
                for (Compiled compiled : packs.get(p)) {
                    if (!compiled.bits.hold(word)) {
                        continue;
                    }
                    RulePack.Rule rule = compiled.rule;
                    held.add(rule.rule());
                    boolean first = rule.rule().kind() != PackRule.Kind.MINIMUM || !answered;
                    if (first) {
                        local.hear(rule);
                        if (p == 0) {
                            national.hear(rule);
                        }
                    }
                    answered |= rule.rule().kind() == PackRule.Kind.MINIMUM;
                }
            }
            RulePack.Rule decided = local.decidedBy();
            return new Answer(
                    decided.rule().colour(),
                    national.decidedBy().rule().colour(),
                    decided,
                    List.copyOf(held));
        }
    }

    /// Weighs the rules that hold: the worst order, the best guarantee, the worst minimum.
    private static final class Verdict {
        private RulePack.@Nullable Rule order;
        private RulePack.@Nullable Rule guarantee;
        private RulePack.@Nullable Rule minimum;

        void hear(RulePack.Rule rule) {
            switch (rule.rule().kind()) {
                case ORDER -> order = order == null || worse(rule, order) ? rule : order;
                case GUARANTEE ->
                        guarantee = guarantee == null || worse(guarantee, rule) ? rule : guarantee;
                // An overlay that says the same as the floor speaks last: it is the rule of the
                // place.
                case MINIMUM -> minimum = minimum == null || !worse(minimum, rule) ? rule : minimum;
            }
        }

        private static boolean worse(RulePack.Rule a, RulePack.Rule b) {
            return a.rule().colour().worseThan(b.rule().colour());
        }

        RulePack.Rule decidedBy() {
            RulePack.Rule answer = minimum;
            if (answer == null) {
                throw new IllegalStateException("a floor without an answer for everybody");
            }
            if (guarantee != null && worse(answer, guarantee)) {
                answer = guarantee;
            }
            if (order != null && !worse(answer, order)) {
                answer = order;
            }
            return answer;
        }
    }
}
