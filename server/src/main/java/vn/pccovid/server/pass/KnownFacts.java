package vn.pccovid.server.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.BirthRange;
import vn.pccovid.lib.colour.ColourOverride;
import vn.pccovid.lib.colour.KnownFact;
import vn.pccovid.lib.colour.Subject;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.person.People;

/// Facts and persons as the rules read them.
final class KnownFacts {
    /// Kind of fact by which the rules read that a source is silent.
    static final String SILENCE = "source_silence";

    private KnownFacts() {}

    /// What is known of a person together with the silence of sources. Nobody tells us of a silence
    /// through the door of facts: what calls itself one is left out.
    static List<KnownFact> of(List<Fact> facts, List<KnownFact> silences) {
        List<KnownFact> known = new ArrayList<>(facts.size() + silences.size());
        for (Fact fact : facts) {
            if (!fact.kind().equals(SILENCE)) {
                known.add(of(fact));
            }
        }
        known.addAll(silences);
        return known;
    }

    private static KnownFact of(Fact fact) {
        return new KnownFact(
                fact.factId().toString(),
                fact.kind(),
                fact.at(),
                fact.details(),
                fact.source(),
                fact.receivedAt(),
                fact.linkProbability());
    }

    static Subject subject(People.Basics person, List<ColourOverride> overrides) {
        return new Subject(birth(person.birthDate()), person.area(), overrides);
    }

    static @Nullable BirthRange birth(@Nullable BirthDate date) {
        return date == null ? null : BirthRange.of(date.year(), date.month(), date.day());
    }

    static UUID id(String factId) {
        return UUID.fromString(factId);
    }
}
