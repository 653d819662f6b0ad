package vn.pccovid.server.pass;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.colour.ColourEngine;
import vn.pccovid.lib.colour.KnownFact;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.lib.colour.RulePack;
import vn.pccovid.lib.colour.Subject;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.fact.StayRules;
import vn.pccovid.server.person.People;

/// Asks the published rules how long a stay lasts: those of the nation, because a stay is ordered
/// by national texts.
@Component
class StaysByRule implements StayRules {
    private static final Set<String> SHORTENING = Set.of("dose", "recovery", "contraindication");

    private final ActivePacks packs;
    private final Facts facts;
    private final People people;

    StaysByRule(ActivePacks packs, Facts facts, People people) {
        this.packs = packs;
        this.facts = facts;
        this.people = people;
    }

    @Override
    public Optional<Stay> stay(@Nullable UUID person, List<Ground> grounds, Instant at) {
        List<KnownFact> known = new ArrayList<>();
        for (Ground ground : grounds) {
            known.add(
                    new KnownFact(
                            "ground " + known.size(),
                            ground.kind(),
                            ground.at(),
                            ground.details(),
                            "quarantine",
                            ground.at(),
                            1));
        }
        Subject subject = new Subject(null, "");
        if (person != null) {
            List<Fact> shortening =
                    facts.of(person).stream().filter(f -> SHORTENING.contains(f.kind())).toList();
            known.addAll(KnownFacts.of(shortening, List.of()));
            People.Basics basics = people.basicsOf(List.of(person)).get(person);
            if (basics != null) {
                subject = new Subject(KnownFacts.birth(basics.birthDate()), "");
            }
        }
        ColourEngine engine = packs.engine();
        return engine.stay(subject, known, at).map(kept -> stay(engine, kept));
    }

    private static Stay stay(ColourEngine engine, ColourEngine.Kept kept) {
        PackRule rule = kept.rule();
        PackRule.Stay stay = rule.stay();
        if (stay == null) {
            throw new IllegalStateException(rule.path() + " keeps somebody and says no stay");
        }
        Map<String, RulePack.Sentence> sentences =
                engine.pack(rule.pack(), rule.packVersion()).sentences();
        RulePack.Sentence sentence = sentences.get(rule.sentence());
        return new Stay(
                rule.path(),
                rule.packVersion(),
                stay.anchor(),
                stay.tests(),
                sentence == null
                        ? new PackRule.Words(rule.sentence(), rule.sentence())
                        : new PackRule.Words(
                                sentence.vietnamese().isEmpty()
                                        ? sentence.text()
                                        : sentence.vietnamese(),
                                sentence.text()),
                sentence == null ? "" : sentence.source(),
                rule.nextStep(),
                kept.from(),
                kept.until());
    }
}
