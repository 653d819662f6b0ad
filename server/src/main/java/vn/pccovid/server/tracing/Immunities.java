package vn.pccovid.server.tracing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.exposure.ContactState;
import vn.pccovid.lib.exposure.Immunity;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.person.People;

/// How susceptible somebody is, as far as facts say; for ranking only, never for who is listed.
@Component
class Immunities {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /// Days after a dose before it protects (4.1 of the vaccination texts: 14 days).
    private static final int PROTECTS_AFTER_DAYS = 14;

    /// Days after which protection is taken to have waned (10696/BYT-MT: 6 months).
    private static final int WANES_AFTER_DAYS = 183;

    private final Facts facts;
    private final People people;

    Immunities(Facts facts, People people) {
        this.facts = facts;
        this.people = people;
    }

    ContactState of(UUID person, Instant now) {
        Map<UUID, People.Basics> basics = people.basicsOf(List.of(person));
        People.Basics known = basics.get(person);
        return new ContactState(
                immunity(facts.of(person), now),
                known == null ? null : age(known.birthDate(), now));
    }

    static Immunity immunity(List<Fact> facts, Instant now) {
        List<Instant> doses =
                facts.stream()
                        .filter(f -> f.kind().equals("dose"))
                        .map(Fact::at)
                        .filter(at -> days(at, now) >= PROTECTS_AFTER_DAYS)
                        .sorted(Comparator.naturalOrder())
                        .toList();
        boolean recovered =
                facts.stream()
                        .anyMatch(f ->
                                f.kind().equals("recovery")
                                        && days(f.at(), now) <= WANES_AFTER_DAYS);
        if (recovered) {
            return Immunity.RECOVERED;
        }
        return switch (doses.size()) {
            case 0 -> Immunity.UNKNOWN;
            case 1 -> Immunity.PARTIAL;
            case 2 ->
                    days(doses.getLast(), now) > WANES_AFTER_DAYS ? Immunity.WANED : Immunity.FULL;
            default -> Immunity.BOOSTED;
        };
    }

    private static long days(Instant from, Instant to) {
        return ChronoUnit.DAYS.between(from, to);
    }

    private static @Nullable Integer age(@Nullable BirthDate born, Instant now) {
        if (born == null || born.year() == 0) {
            return null;
        }
        LocalDate today = now.atZone(VIETNAM).toLocalDate();
        int age = Period.between(LocalDate.of(born.year(), 7, 1), today).getYears();
        return age < 0 || age > 120 ? null : age;
    }
}
