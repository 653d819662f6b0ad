package vn.pccovid.server.pass;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.ColourEngine;
import vn.pccovid.lib.colour.ColourOverride;
import vn.pccovid.lib.colour.Decision;
import vn.pccovid.lib.colour.EvidenceItem;
import vn.pccovid.lib.colour.KnownFact;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.lib.colour.PackRule.Words;
import vn.pccovid.lib.colour.RulePack;
import vn.pccovid.lib.colour.Subject;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.keys.KeyGone;
import vn.pccovid.server.person.PastPeople;

/// Answers an auditor's two questions about a person and an instant: what was shown, from the
/// stored history of published passes; and what should have been shown, worked out anew from the
/// facts, links and overrides as they were known at another instant, under a pack of choice. The
/// silence of sources at the time is not part of it. Each look leaves a line the person sees.
@Component
class Replays {
    private static final int MOST_PUBLISHED = 200;

    private final PassRows rows;
    private final SealedAnswers answers;
    private final ActivePacks packs;
    private final PastPeople people;
    private final Facts facts;
    private final StoredOverrides overrides;
    private final AreaNames areas;
    private final AccessLines lines;
    private final float burden;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Replays(
            PassRows rows,
            SealedAnswers answers,
            ActivePacks packs,
            PastPeople people,
            Facts facts,
            StoredOverrides overrides,
            AreaNames areas,
            AccessLines lines,
            Thresholds thresholds,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.answers = answers;
        this.packs = packs;
        this.people = people;
        this.facts = facts;
        this.overrides = overrides;
        this.areas = areas;
        this.lines = lines;
        this.burden = (float) thresholds.burden();
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// One published answer in a line.
    record Entry(
            Instant asOf, Colour colour, PassView.AreaName area, String rule, String version) {}

    /// A pack that can be asked for.
    record PackName(
            String id, String version, Words title, Instant from, @Nullable Instant until) {}

    /// @param published newest first
    record History(UUID personId, List<Entry> published, List<PackName> packs) {
        @Override
        public String toString() {
            return "History[" + personId + "]";
        }
    }

    /// A colour with what it rests on.
    ///
    /// @param asOf when it was published or worked out for
    /// @param evidence empty as well when its key has been destroyed
    record Side(
            Instant asOf,
            Colour colour,
            Colour floorColour,
            PassView.AreaName area,
            String rule,
            String version,
            PassView.Sentence sentence,
            Words reason,
            List<String> heldRules,
            List<Item> evidence) {
        @Override
        public String toString() {
            return "Side[" + colour + "]";
        }
    }

    /// @param lateBy the fact became known only after what was shown was worked out
    record Item(
            String id,
            String kind,
            Instant at,
            String source,
            Words sourceLabel,
            Instant receivedAt,
            long ageDays,
            String linkLevel,
            boolean lateBy) {}

    /// @param at the instant asked about
    /// @param knownAt facts, links and overrides as known then
    /// @param pack `id version` asked for; null: the packs in force at `at`
    /// @param shown null: nothing had been published by then
    /// @param should null: nobody was known by then
    /// @param differ colour, rule or evidence are not the same
    record Replay(
            UUID personId,
            Instant at,
            Instant knownAt,
            @Nullable String pack,
            @Nullable Side shown,
            @Nullable Side should,
            boolean differ) {
        @Override
        public String toString() {
            return "Replay[" + personId + ", differ=" + differ + "]";
        }
    }

    History history(UUID person) {
        return asWorker(() -> {
            lines.record(List.of(person), "replay");
            List<PassRows.Published> found =
                    rows.published(person, clock.instant(), MOST_PUBLISHED);
            if (found.isEmpty()) {
                throw Problem.of("pass.person_unknown");
            }
            return new History(
                    person,
                    found.stream()
                            .map(p ->
                                    new Entry(
                                            p.asOf(),
                                            p.colour(),
                                            areas.of(p.area()),
                                            p.pack() + "/" + p.rule(),
                                            p.packVersion()))
                            .toList(),
                    packs.engine().packs().stream()
                            .map(p ->
                                    new PackName(
                                            p.id(), p.version(), p.title(), p.from(), p.until()))
                            .toList());
        });
    }

    Replay replay(UUID person, Instant at, Instant knownAt, @Nullable String pack) {
        Instant now = clock.instant();
        if (at.isAfter(now) || knownAt.isAfter(now)) {
            throw Problem.of("pass.replay_future");
        }
        ColourEngine rules =
                pack == null || pack.isBlank() ? packs.engineAsKnown(knownAt) : under(pack, at);
        return asWorker(() -> {
            lines.record(List.of(person), "replay");
            Side shown =
                    rows.published(person, at, 1).stream()
                            .findFirst()
                            .map(p -> shown(person, p))
                            .orElse(null);
            Side should =
                    should(rules, person, at, knownAt, shown == null ? at : shown.asOf())
                            .orElse(null);
            if (shown == null && should == null) {
                throw Problem.of("pass.person_unknown");
            }
            return new Replay(
                    person,
                    at,
                    knownAt,
                    pack == null || pack.isBlank() ? null : pack,
                    shown,
                    should,
                    shown == null || should == null || !same(shown, should));
        });
    }

    private static boolean same(Side shown, Side should) {
        return shown.colour() == should.colour()
                && shown.floorColour() == should.floorColour()
                && shown.rule().equals(should.rule())
                && shown.version().equals(should.version())
                && ids(shown).equals(ids(should));
    }

    private static Set<String> ids(Side side) {
        Set<String> ids = new HashSet<>();
        side.evidence().forEach(item -> ids.add(item.id()));
        return ids;
    }

    private Side shown(UUID person, PassRows.Published p) {
        List<String> held = List.of();
        List<EvidenceItem> evidence = List.of();
        try {
            Answer answer = answers.open(person, p.sealed());
            held = answer.heldRules();
            evidence = answer.evidence();
        } catch (KeyGone gone) {
            // Retention has passed: the head of the answer is all that is left.
        }
        RulePack pack = packs.engine().pack(p.pack(), p.packVersion());
        PackRule rule =
                pack.rules().stream()
                        .map(RulePack.Rule::rule)
                        .filter(r -> r.id().equals(p.rule()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no rule " + p.rule()));
        return new Side(
                p.asOf(),
                p.colour(),
                p.floorColour(),
                areas.of(p.area()),
                rule.path(),
                p.packVersion(),
                sentence(pack, rule),
                rule.reason(),
                held,
                items(evidence, p.asOf(), p.asOf()));
    }

    private Optional<Side> should(
            ColourEngine rules, UUID person, Instant at, Instant knownAt, Instant shownAt) {
        return people.at(person, knownAt)
                .map(known -> {
                    List<KnownFact> told =
                            KnownFacts.of(facts.toldBy(known.links(), knownAt), List.of());
                    List<ColourOverride> set =
                            overrides.of(List.of(person), knownAt).getOrDefault(person, List.of());
                    Decision decision =
                            rules.decide(
                                    new Subject(
                                            KnownFacts.birth(known.birthDate()), known.area(), set),
                                    told,
                                    at);
                    RulePack pack = rules.pack(decision.pack(), decision.packVersion());
                    PackRule rule =
                            pack.rules().stream()
                                    .map(RulePack.Rule::rule)
                                    .filter(r -> r.id().equals(decision.rule()))
                                    .findFirst()
                                    .orElseThrow();
                    return new Side(
                            at,
                            decision.colour(),
                            decision.floorColour(),
                            areas.of(known.area()),
                            rule.path(),
                            decision.packVersion(),
                            sentence(pack, rule),
                            rule.reason(),
                            decision.heldRules(),
                            items(decision.evidence(), at, shownAt));
                });
    }

    private static PassView.Sentence sentence(RulePack pack, PackRule rule) {
        RulePack.Sentence sentence = pack.sentences().get(rule.sentence());
        return sentence == null
                ? new PassView.Sentence(rule.sentence(), "", "", "")
                : new PassView.Sentence(
                        rule.sentence(), sentence.text(), sentence.vietnamese(), sentence.source());
    }

    private List<Item> items(List<EvidenceItem> evidence, Instant at, Instant shownAt) {
        return evidence.stream()
                .map(e ->
                        new Item(
                                e.factId(),
                                e.kind(),
                                e.at(),
                                e.source(),
                                SourceNames.of(e.source()),
                                e.knownAt(),
                                Math.max(0, ChronoUnit.DAYS.between(e.at(), at)),
                                e.linkProbability() >= burden ? "certain" : "likely",
                                e.knownAt().isAfter(shownAt)))
                .toList();
    }

    /// The rules as if one version of a pack had been in force all the time in the place of its
    /// other versions.
    private ColourEngine under(String named, Instant at) {
        RulePack wanted =
                packs.engine().packs().stream()
                        .filter(p -> p.named().equals(named))
                        .findFirst()
                        .orElseThrow(() ->
                                Problem.of(
                                        "pass.pack_unknown", java.util.Map.of("version", named)));
        List<RulePack> among = new ArrayList<>(packs.engine().packs());
        Instant floor =
                among.stream()
                        .filter(RulePack::isFloor)
                        .map(RulePack::from)
                        .min(java.util.Comparator.naturalOrder())
                        .orElseThrow();
        among.removeIf(p -> p.id().equals(wanted.id()));
        among.add(
                new RulePack(
                        wanted.id(),
                        wanted.version(),
                        wanted.layer(),
                        wanted.jurisdiction(),
                        at.isBefore(floor) ? at : floor,
                        null,
                        wanted.title(),
                        wanted.about(),
                        wanted.sentences(),
                        wanted.parameters(),
                        wanted.rules(),
                        wanted.gaps(),
                        wanted.courses(),
                        wanted.examples()));
        return new ColourEngine(among, burden);
    }

    private <T> T asWorker(Supplier<T> body) {
        return Scopes.call(
                Scopes.required().asWorker(),
                () -> Objects.requireNonNull(transaction.execute(status -> body.get())));
    }
}
