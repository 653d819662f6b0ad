package vn.pccovid.lib.colour;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Turns the facts about a person into colours over time.
///
/// Packs begin and end; between two such instants, in one era, the same rules are in force. The
/// rules of an era become terms (each one bit of a word) and conditions over that word. For one
/// person every term names the stretches in which it is true; the ends of all stretches, sorted,
/// with the ends of eras are all the instants at which anything can change, and between two of them
/// nothing does. So the timeline is exact by construction, and one pass over the sorted ends gives
/// it.
///
/// At each instant: the answer of a pack is its first minimum that holds; the answer of the place
/// is the worst of the national packs and the overlays (an overlay may be stricter, never looser);
/// a guarantee lifts it; an order dominates everything.
///
/// [#rule] answers for one instant only, from the same conditions compiled to closures that ask no
/// more terms than they need.
///
/// Facts whose link to the person is below the burden threshold never worsen a colour: the person
/// gets the better of what the sure facts alone say and what all facts except unsure burdens say.
///
/// Immutable towards its users and safe for many threads; answers for the same word are remembered
/// and shared.
public final class ColourEngine {
    /// Link probability from which a fact may worsen a colour, unless the caller has its own.
    public static final double BURDEN_THRESHOLD = 0.99;

    /// Residences whose rules are remembered; the country has some 11,000 communes.
    private static final int MAX_REMEMBERED_AREAS = 50_000;

    private final List<RulePack> packs;
    private final List<RulePack> overlays;
    private final Instant from;
    private final Courses courses;
    private final double burdenThreshold;
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final Map<List<Integer>, Place> kinds = new ConcurrentHashMap<>();

    public ColourEngine(RulePack floor, List<RulePack> others) {
        this(with(floor, others), BURDEN_THRESHOLD);
    }

    private static List<RulePack> with(RulePack floor, List<RulePack> others) {
        List<RulePack> packs = new ArrayList<>(List.of(floor));
        packs.addAll(others);
        return packs;
    }

    /// @param packs a floor, national packs and overlays in any order; several versions of one pack
    ///   may stand here, each in force in its time
    /// @param burdenThreshold link probability below which a fact never worsens a colour
    /// @throws IllegalArgumentException when from the first floor on there is an instant without a
    ///   floor, or with two versions of one pack
    public ColourEngine(List<RulePack> packs, double burdenThreshold) {
        this.packs = List.copyOf(packs);
        this.burdenThreshold = burdenThreshold;
        overlays = packs.stream().filter(p -> p.layer() == RulePack.Layer.OVERLAY).toList();
        from =
                packs.stream()
                        .filter(RulePack::isFloor)
                        .map(RulePack::from)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(() -> new IllegalArgumentException("want a floor"));
        List<Courses> stated =
                packs.stream().map(RulePack::courses).filter(Objects::nonNull).distinct().toList();
        if (stated.size() != 1) {
            throw new IllegalArgumentException(
                    "the versions of the floor state "
                            + stated.size()
                            + " different lists of vaccine courses: want one");
        }
        courses = stated.getFirst();
        place("");
        overlays.forEach(overlay -> place(overlay.jurisdiction()));
    }

    /// The rule that decides at one instant; its colour is the colour there. The fast question: no
    /// explanation, no before and after.
    ///
    /// @throws IllegalArgumentException when `at` lies before the floor came into force
    public PackRule rule(Subject subject, List<KnownFact> facts, Instant at) {
        return decidedBy(subject, facts, at).rule();
    }

    RulePack.Rule decidedBy(Subject subject, List<KnownFact> facts, Instant at) {
        if (at.isBefore(from)) {
            throw new IllegalArgumentException(
                    "a colour at " + at + ": want " + from + " or later");
        }
        long instant = VietnamTime.micros(at);
        if (!subject.overrides().isEmpty()) {
            var override = Overriding.at(subject.overrides(), instant);
            if (override.isPresent()) {
                return Overriding.rule(override.get().colour());
            }
        }
        Era era = place(subject.area()).at(instant);
        List<KnownFact> sure = sure(facts);
        RulePack.Rule rule =
                era.decide(new Moment(new PersonFacts(subject.birth(), sure, courses), instant));
        if (sure.size() == facts.size()) {
            return rule;
        }
        PersonFacts all = new PersonFacts(subject.birth(), lenient(facts), courses);
        RulePack.Rule lenient = era.decide(new Moment(all, instant));
        return rule.rule().colour().worseThan(lenient.rule().colour()) ? lenient : rule;
    }

    /// The colours from `from` until just before `to`, as if no further fact came. Time before the
    /// floor came into force has no colour and is left out.
    public Timeline timeline(Subject subject, List<KnownFact> facts, Instant from, Instant to) {
        return timeline(spans(subject, facts), from, to);
    }

    private Timeline timeline(List<Place.Span> spans, Instant from, Instant to) {
        long start = Math.max(VietnamTime.micros(from), VietnamTime.micros(this.from));
        long end = VietnamTime.micros(to);
        List<Timeline.Segment> segments = new ArrayList<>();
        for (Place.Span span : spans) {
            if (span.to() <= start || span.from() >= end) {
                continue;
            }
            segments.add(
                    new Timeline.Segment(
                            VietnamTime.instant(Math.max(span.from(), start)),
                            span.to() >= VietnamTime.LIMIT_MICROS && end >= VietnamTime.LIMIT_MICROS
                                    ? null
                                    : VietnamTime.instant(Math.min(span.to(), end)),
                            span.answer().colour(),
                            span.answer().floorColour(),
                            span.answer().decidedBy().rule(),
                            span.answer().held()));
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
        List<Place.Span> spans = spans(subject, facts);
        Decision decision = decide(subject, facts, spans, at);
        long instant = VietnamTime.micros(at);
        int now = 0;
        while (spans.get(now).to() <= instant) {
            now++;
        }
        return new Outlook(
                decision,
                timeline(spans, from, to),
                now + 1 < spans.size() ? VietnamTime.instant(spans.get(now).to()) : null);
    }

    private Decision decide(
            Subject subject, List<KnownFact> facts, List<Place.Span> spans, Instant at) {
        if (at.isBefore(from)) {
            throw new IllegalArgumentException(
                    "a colour at " + at + ": want " + from + " or later");
        }
        long instant = VietnamTime.micros(at);
        int now = 0;
        while (spans.get(now).to() <= instant) {
            now++;
        }
        Era.Answer answer = spans.get(now).answer();
        int first = now;
        while (first > 0 && spans.get(first - 1).answer().colour() == answer.colour()) {
            first--;
        }
        int next = now + 1;
        while (next < spans.size() && spans.get(next).answer().colour() == answer.colour()) {
            next++;
        }
        boolean changes = next < spans.size();
        PackRule rule = answer.decidedBy().rule();
        PersonFacts person =
                new PersonFacts(
                        subject.birth(),
                        spans.get(now).unsure() ? lenient(facts) : sure(facts),
                        courses);
        return new Decision(
                answer.colour(),
                answer.floorColour(),
                rule.id(),
                rule.sentence(),
                rule.pack(),
                rule.packVersion(),
                rule.reason().vi(),
                rule.reason().en(),
                rule.nextStep().vi(),
                rule.nextStep().en(),
                answer.held().stream().map(PackRule::path).toList(),
                rule.pack().equals(ColourOverride.PACK)
                        ? evidence(subject, instant)
                        : evidence(answer, person, instant),
                VietnamTime.instant(spans.get(first).from()),
                changes ? VietnamTime.instant(spans.get(next).from()) : null,
                changes ? spans.get(next).answer().colour() : null,
                missing(answer, new Moment(person, instant)),
                answer.colour() == Colour.RED && rule.lackOfData());
    }

    /// A stretch of time in which the rules keep somebody where they are.
    ///
    /// @param rule the one that does so to the end, and so says how long; its `stay` is not null
    /// @param from since when without a break
    /// @param until when no such rule holds any more if nothing happens; null: never
    public record Kept(PackRule rule, Instant from, @Nullable Instant until) {}

    /// How long these facts keep a person where they are, by the rules that say what a stay is. Ask
    /// with the facts that may keep and those that may shorten, and no others.
    ///
    /// @return empty when no rule keeps the person at that instant
    public java.util.Optional<Kept> stay(Subject subject, List<KnownFact> facts, Instant at) {
        if (at.isBefore(from)) {
            return java.util.Optional.empty();
        }
        List<Place.Span> spans = spansOfRules(subject, facts);
        long instant = VietnamTime.micros(at);
        int now = 0;
        while (spans.get(now).to() <= instant) {
            now++;
        }
        if (keeping(spans.get(now)) == null) {
            return java.util.Optional.empty();
        }
        int first = now;
        while (first > 0 && keeping(spans.get(first - 1)) != null) {
            first--;
        }
        int last = now;
        while (last + 1 < spans.size() && keeping(spans.get(last + 1)) != null) {
            last++;
        }
        return java.util.Optional.of(
                new Kept(
                        Objects.requireNonNull(keeping(spans.get(last))),
                        VietnamTime.instant(spans.get(first).from()),
                        last + 1 < spans.size()
                                ? VietnamTime.instant(spans.get(last).to())
                                : null));
    }

    private static @Nullable PackRule keeping(Place.Span span) {
        PackRule decided = span.answer().decidedBy().rule();
        if (decided.stay() != null) {
            return decided;
        }
        for (PackRule held : span.answer().held()) {
            if (held.stay() != null) {
                return held;
            }
        }
        return null;
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
        for (Era era : place.eras) {
            found.add(era.from);
        }
        for (ColourOverride override : subject.overrides()) {
            found.add(VietnamTime.micros(override.from()));
            found.add(VietnamTime.micros(override.until()));
        }
        return found.stream().map(VietnamTime::instant).toList();
    }

    /// What would give this person a better colour earlier than it comes by itself: every single
    /// fact that can only help and that some rule in force here reads, tried at every instant at
    /// which a rule can change its mind. Earliest first; empty for a person who stays green.
    ///
    /// @param lookAhead how far; longer than sixty days is rarely worth telling
    public List<Way> sooner(
            Subject subject, List<KnownFact> facts, Instant at, java.time.Duration lookAhead) {
        if (at.isBefore(from)) {
            throw new IllegalArgumentException(
                    "a colour at " + at + ": want " + from + " or later");
        }
        long begin = VietnamTime.micros(at);
        long end = VietnamTime.micros(at.plus(lookAhead));
        Set<Term> terms = new LinkedHashSet<>();
        for (Era era : place(subject.area()).eras) {
            if (era.from < end && era.to > begin) {
                terms.addAll(era.terms);
            }
        }
        return new Sooner(this, subject, facts, at, lookAhead).search(terms);
    }

    Courses courses() {
        return courses;
    }

    /// True when some rule asks whether this source has been silent for too long.
    public boolean asksForSilence(String source) {
        return packs.stream()
                .flatMap(pack -> pack.terms().stream())
                .anyMatch(term -> term.equals(new Term.Silent(source)));
    }

    /// The pack with this id and version, to quote its sentences and gaps; `override` names what
    /// stands for overrides.
    public RulePack pack(String id, String version) {
        if (id.equals(ColourOverride.PACK)) {
            return Overriding.PACK;
        }
        for (RulePack pack : packs) {
            if (pack.id().equals(id) && pack.version().equals(version)) {
                return pack;
            }
        }
        throw new IllegalArgumentException("no pack " + id + " " + version);
    }

    /// Words for a gap code of [Decision#missing].
    public PackRule.Words gap(String code) {
        for (RulePack pack : packs) {
            RulePack.Gap gap = pack.gaps().get(code);
            if (gap != null) {
                return new PackRule.Words(gap.vi(), gap.en());
            }
        }
        throw new IllegalArgumentException("no gap " + code);
    }

    /// Every pack of this engine.
    public List<RulePack> packs() {
        return packs;
    }

    private List<Place.Span> spans(Subject subject, List<KnownFact> facts) {
        List<Place.Span> spans = spansOfRules(subject, facts);
        return subject.overrides().isEmpty() ? spans : Overriding.over(spans, subject.overrides());
    }

    private List<Place.Span> spansOfRules(Subject subject, List<KnownFact> facts) {
        Place place = place(subject.area());
        List<KnownFact> sure = sure(facts);
        List<Place.Span> spans =
                place.spans(new PersonFacts(subject.birth(), sure, courses), false);
        if (sure.size() == facts.size()) {
            return spans;
        }
        return better(
                spans,
                place.spans(new PersonFacts(subject.birth(), lenient(facts), courses), true));
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
        return Selector.burdens(Selector.mask(fact));
    }

    /// The better answer of two at every instant; the first where they are equal, because it rests
    /// on surer facts.
    private static List<Place.Span> better(List<Place.Span> sure, List<Place.Span> lenient) {
        List<Place.Span> merged = new ArrayList<>();
        int i = 0;
        int j = 0;
        long from = sure.getFirst().from();
        while (i < sure.size() && j < lenient.size()) {
            Place.Span a = sure.get(i);
            Place.Span b = lenient.get(j);
            long to = Math.min(a.to(), b.to());
            Place.Span chosen = a.answer().colour().worseThan(b.answer().colour()) ? b : a;
            Era.Answer answer =
                    chosen.answer()
                            .withFloor(
                                    Colour.best(
                                            a.answer().floorColour(), b.answer().floorColour()));
            Place.Span last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && last.answer().equals(answer) && last.unsure() == chosen.unsure()) {
                merged.set(
                        merged.size() - 1,
                        new Place.Span(last.from(), to, answer, chosen.unsure()));
            } else {
                merged.add(new Place.Span(from, to, answer, chosen.unsure()));
            }
            from = to;
            i += a.to() == to ? 1 : 0;
            j += b.to() == to ? 1 : 0;
        }
        return merged;
    }

    private static List<EvidenceItem> evidence(Subject subject, long at) {
        return Overriding.at(subject.overrides(), at).stream()
                .map(o ->
                        new EvidenceItem(o.id(), "override", o.from(), o.source(), o.knownAt(), 1))
                .toList();
    }

    private static List<EvidenceItem> evidence(Era.Answer answer, PersonFacts person, long at) {
        Set<Term> terms = new LinkedHashSet<>();
        answer.decidedBy().condition().supports(terms, true);
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

    private List<String> missing(Era.Answer answer, Moment moment) {
        PackRule rule = answer.decidedBy().rule();
        Map<String, RulePack.Gap> gaps = pack(rule.pack(), rule.packVersion()).gaps();
        List<String> missing = new ArrayList<>();
        for (String code : answer.decidedBy().gaps()) {
            RulePack.Gap gap = gaps.get(code);
            if (gap != null && !gap.closedWhen().compile().holds(moment)) {
                missing.add(code);
            }
        }
        return List.copyOf(missing);
    }

    private Place place(String area) {
        Place known = places.get(area);
        if (known != null) {
            return known;
        }
        List<Integer> covering = new ArrayList<>();
        for (int i = 0; i < overlays.size(); i++) {
            if (overlays.get(i).covers(area)) {
                covering.add(i);
            }
        }
        Place place = kinds.computeIfAbsent(List.copyOf(covering), _ -> placeOf(area));
        if (places.size() < MAX_REMEMBERED_AREAS) {
            places.put(area, place);
        }
        return place;
    }

    private Place placeOf(String area) {
        return new Place(packs.stream().filter(pack -> pack.covers(area)).toList());
    }
}
