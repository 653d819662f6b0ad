package vn.pccovid.server.pass;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.colour.ColourEngine;
import vn.pccovid.lib.colour.ColourOverride;
import vn.pccovid.lib.colour.Decision;
import vn.pccovid.lib.colour.KnownFact;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.keys.KeyGone;
import vn.pccovid.server.person.People;

/// What the rules in force say of persons, and the writing of what they say otherwise than before.
/// Thread-safe.
@Component
class Judging {
    /// Systems that say who lives here; a record of any other means the person was carried over
    /// from an app or platform that existed before.
    private static final Set<String> REGISTERS = Set.of("population", "insurance");

    private static final Duration SHOWN_BEFORE = Duration.ofDays(60);
    private static final Duration SHOWN_AFTER = Duration.ofDays(400);

    /// How long a person whose facts cannot be judged waits for the next attempt.
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);

    private final PassRows rows;
    private final SealedAnswers answers;
    private final ActivePacks packs;
    private final People people;
    private final Facts facts;
    private final Freshness freshness;
    private final StoredOverrides overrides;
    private final ApplicationEventPublisher events;

    Judging(
            PassRows rows,
            SealedAnswers answers,
            ActivePacks packs,
            People people,
            Facts facts,
            Freshness freshness,
            StoredOverrides overrides,
            ApplicationEventPublisher events) {
        this.rows = rows;
        this.answers = answers;
        this.packs = packs;
        this.people = people;
        this.facts = facts;
        this.freshness = freshness;
        this.overrides = overrides;
        this.events = events;
    }

    /// What the rules say of a person; no pass when a fact of theirs cannot be judged.
    private record Judged(@Nullable Pass pass, boolean carriedOver, @Nullable Answer answer) {}

    /// The answer for one person as a row, without writing anything; empty when nobody is there or
    /// a fact cannot be judged.
    Optional<PassRows.Row> row(UUID person, Instant now) {
        Judged judged = judge(List.of(person), now).get(person);
        return judged == null || judged.pass == null
                ? Optional.empty()
                : Optional.of(sealed(judged, judged.pass));
    }

    /// Works out persons whose marks this transaction holds, publishes what changed, and lets the
    /// marks go.
    ///
    /// @return how many persons
    int settle(List<UUID> persons, Instant now) {
        Map<UUID, PassRows.Row> before = rows.find(persons);
        Map<UUID, Judged> judged = judge(persons, now);
        List<PassRows.Row> publish = new ArrayList<>();
        List<UUID> gone = new ArrayList<>();
        List<UUID> failed = new ArrayList<>();
        Map<UUID, ColoursChanged.Change> changes = new HashMap<>();
        Set<UUID> floorWorse = new HashSet<>();
        for (UUID person : persons) {
            Judged judgedNow = judged.get(person);
            PassRows.Row old = before.get(person);
            if (judgedNow == null) {
                gone.add(person);
                continue;
            }
            Pass pass = judgedNow.pass;
            if (pass == null) {
                failed.add(person);
            } else if (old == null || !sayTheSame(old, judgedNow)) {
                publish.add(sealed(judgedNow, pass).after(old));
                if (old == null || old.pass().colour() != pass.colour()) {
                    changes.put(
                            person,
                            new ColoursChanged.Change(
                                    old == null ? null : old.pass().colour(), pass.colour()));
                }
                if (old != null && pass.floorColour().worseThan(old.pass().floorColour())) {
                    floorWorse.add(person);
                }
            } else if (old.carriedOver() != judgedNow.carriedOver) {
                rows.carried(person, judgedNow.carriedOver);
            }
        }
        rows.publish(publish);
        if (!gone.isEmpty()) {
            rows.delete(gone);
        }
        List<UUID> settled = new ArrayList<>(persons);
        if (!failed.isEmpty()) {
            rows.postpone(failed, now.plus(AFTER_FAILURE));
            settled.removeAll(Set.copyOf(failed));
        }
        rows.unmark(settled);
        if (!changes.isEmpty()) {
            events.publishEvent(new ColoursChanged(changes));
        }
        if (!floorWorse.isEmpty()) {
            events.publishEvent(new FloorWorsened(floorWorse));
        }
        return persons.size();
    }

    /// True when the rules still say what the row says. A person whose facts cannot be judged keeps
    /// the row: whoever settles them postpones.
    ///
    /// @param set the overrides of the person
    boolean saysTheSame(
            PassRows.Row row,
            People.Basics person,
            List<KnownFact> known,
            List<ColourOverride> set,
            ColourEngine engine,
            Instant now) {
        return sayTheSame(row, judge(person, known, set, engine, now));
    }

    /// The silences some rule asks for; all others change no colour and are only shown.
    List<KnownFact> silences(Instant now) {
        ColourEngine engine = packs.engine();
        return freshness.facts(now).stream()
                .filter(s -> engine.asksForSilence(s.source()))
                .toList();
    }

    private Map<UUID, Judged> judge(Collection<UUID> persons, Instant now) {
        ColourEngine engine = packs.engine();
        Map<UUID, People.Basics> basics = people.basicsOf(persons);
        Map<UUID, List<Fact>> known = facts.ofAll(basics.keySet());
        Map<UUID, List<ColourOverride>> set = overrides.of(basics.keySet());
        List<KnownFact> silences = silences(now);
        Map<UUID, Judged> judged = new HashMap<>();
        basics.forEach((id, person) ->
                judged.put(
                        id,
                        judge(
                                person,
                                KnownFacts.of(known.getOrDefault(id, List.of()), silences),
                                set.getOrDefault(id, List.of()),
                                engine,
                                now)));
        return judged;
    }

    private Judged judge(
            People.Basics person,
            List<KnownFact> known,
            List<ColourOverride> set,
            ColourEngine engine,
            Instant now) {
        ColourEngine.Outlook outlook;
        try {
            outlook =
                    engine.look(
                            KnownFacts.subject(person, set),
                            known,
                            now,
                            now.minus(SHOWN_BEFORE),
                            now.plus(SHOWN_AFTER));
        } catch (IllegalArgumentException | DateTimeException e) {
            return new Judged(null, false, null);
        }
        Decision decision = outlook.decision();
        Pass pass =
                new Pass(
                        person.personId(),
                        person.area(),
                        decision.colour(),
                        decision.floorColour(),
                        decision.pack(),
                        decision.packVersion(),
                        decision.rule(),
                        decision.redForLackOfData(),
                        decision.since(),
                        outlook.standsUntil(),
                        now);
        boolean carried = person.sources().stream().anyMatch(s -> !REGISTERS.contains(s));
        return new Judged(pass, carried, Answer.of(outlook));
    }

    private PassRows.Row sealed(Judged judged, Pass pass) {
        Answer answer = Objects.requireNonNull(judged.answer);
        return new PassRows.Row(
                pass, 0, judged.carriedOver, answers.seal(pass.personId(), pass.asOf(), answer));
    }

    private boolean sayTheSame(PassRows.Row old, Judged judged) {
        Pass pass = judged.pass;
        Answer answer = judged.answer;
        if (pass == null || answer == null || !sameHead(old.pass(), pass)) {
            return false;
        }
        try {
            return answers.open(old.pass().personId(), old.sealed()).saysAs(answer);
        } catch (KeyGone e) {
            return false;
        }
    }

    private static boolean sameHead(Pass a, Pass b) {
        return a.area().equals(b.area())
                && a.colour() == b.colour()
                && a.floorColour() == b.floorColour()
                && a.pack().equals(b.pack())
                && a.packVersion().equals(b.packVersion())
                && a.rule().equals(b.rule())
                && a.since().equals(b.since())
                && Objects.equals(a.nextChange(), b.nextChange());
    }
}
