package vn.pccovid.server.pass;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.BirthRange;
import vn.pccovid.lib.colour.KnownFact;
import vn.pccovid.lib.colour.Subject;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.person.People;

/// Facts and persons as the rules read them.
final class KnownFacts {
    private KnownFacts() {}

    static List<KnownFact> of(List<Fact> facts) {
        return facts.stream().map(KnownFacts::of).toList();
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

    static Subject subject(People.Basics person) {
        return new Subject(birth(person.birthDate()), person.area());
    }

    private static @Nullable BirthRange birth(@Nullable BirthDate date) {
        return date == null ? null : BirthRange.of(date.year(), date.month(), date.day());
    }

    static UUID id(String factId) {
        return UUID.fromString(factId);
    }
}
