package vn.pccovid.server.gate;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.Journey;
import vn.pccovid.lib.colour.MovementPack;
import vn.pccovid.lib.credential.GateClaims;
import vn.pccovid.lib.credential.Opened;
import vn.pccovid.lib.credential.Refusal;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.ClaimMatcher;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.credential.Credentials;
import vn.pccovid.server.pass.Pass;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.server.person.People;
import vn.pccovid.server.territory.Territories;

/// Turns what was shown into one answer. A code of ours is opened first: a bad one is refused
/// without looking at anybody. Then the colour of now, not of the code, is read together with the
/// papers in force, the line that says who read it is made durable, and the movement packs decide.
/// Thread-safe.
@Service
class Gate {
    private final Credentials credentials;
    private final ClaimMatcher matcher;
    private final Glances glances;
    private final People people;
    private final Passes passes;
    private final Permits permits;
    private final Lookups lookups;
    private final Levels levels;
    private final ForeignLists foreign;
    private final AccessLines lines;
    private final GateConfiguration.MovementRules rules;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Gate(
            Credentials credentials,
            ClaimMatcher matcher,
            Glances glances,
            People people,
            Passes passes,
            Permits permits,
            Lookups lookups,
            Levels levels,
            ForeignLists foreign,
            AccessLines lines,
            GateConfiguration.MovementRules rules,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.credentials = credentials;
        this.matcher = matcher;
        this.glances = glances;
        this.people = people;
        this.passes = passes;
        this.permits = permits;
        this.lookups = lookups;
        this.levels = levels;
        this.foreign = foreign;
        this.lines = lines;
        this.rules = rules;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// What is known about the person shown.
    private record Known(
            Journey.Standing standing,
            String area,
            Set<Journey.Permit> permits,
            @Nullable Instant asOf) {
        static final Known NOBODY = new Known(Journey.Standing.UNKNOWN, "", Set.of(), null);
    }

    /// The answer for one person.
    ///
    /// @param area area path behind the gate
    /// @throws vn.pccovid.server.access.Problem `gate.lookups_many`, `gate.lookups_held`
    GateAnswer check(Shown shown, Journey.Purpose purpose, String area) {
        return switch (shown) {
            case Shown.Ours(String text) -> ofCode(shown, text, purpose, area);
            case Shown.Dcc(String text) ->
                    switch (foreign.current().open(text, clock.instant())) {
                        case ForeignCertificates.Answer.Refused(ReasonClass why) ->
                                GateAnswer.refused(shown, why);
                        case ForeignCertificates.Answer.Genuine(
                                        Journey.Standing standing,
                                        Instant issuedAt) ->
                                answer(
                                        shown,
                                        new Known(standing, "", Set.of(), issuedAt),
                                        purpose,
                                        area,
                                        null);
                    };
            case Shown.Unknown(ReasonClass why) -> GateAnswer.refused(shown, why);
            case Shown.CitizenCard(var card) ->
                    answer(
                            shown,
                            found(Lookups.Kind.CARD, () -> matcher.personByCard(card), area),
                            purpose,
                            area,
                            null);
            case Shown.InsuranceCard(var card) ->
                    answer(
                            shown,
                            found(
                                    Lookups.Kind.CARD,
                                    () -> matcher.personByInsuranceCard(card),
                                    area),
                            purpose,
                            area,
                            null);
            case Shown.Unified(var code) ->
                    answer(
                            shown,
                            found(Lookups.Kind.CARD, () -> matcher.personByUnifiedCode(code), area),
                            purpose,
                            area,
                            null);
            case Shown.Typed(var number, var birth) ->
                    answer(
                            shown,
                            found(
                                    Lookups.Kind.NUMBER,
                                    () -> matcher.personByNumberAndBirth(number, birth),
                                    area),
                            purpose,
                            area,
                            null);
        };
    }

    /// A vehicle full of people: how many may go, and the others one by one.
    ///
    /// @param people how many were shown
    /// @param go how many may go without a word
    record Group(int people, int go, List<GroupException> exceptions) {}

    /// @param index place in the list that was sent, from 0
    record GroupException(int index, GateAnswer answer) {}

    Group group(List<Shown> shown, Journey.Purpose purpose, String area) {
        List<GroupException> exceptions = new ArrayList<>();
        int go = 0;
        for (int i = 0; i < shown.size(); i++) {
            GateAnswer answer = checkOrList(shown.get(i), purpose, area);
            if (answer.answer() == GateAnswer.Go.GO) {
                go++;
            } else {
                exceptions.add(new GroupException(i, answer));
            }
        }
        return new Group(shown.size(), go, exceptions);
    }

    /// Where the limit of look-ups is reached, codes are still answered, and who could not be
    /// looked up is listed to be looked at.
    private GateAnswer checkOrList(Shown shown, Journey.Purpose purpose, String area) {
        try {
            return check(shown, purpose, area);
        } catch (Problem limit) {
            String code = limit.code().value();
            if (code.equals("gate.lookups_many") || code.equals("gate.lookups_held")) {
                return GateAnswer.notLookedUp(shown);
            }
            throw limit;
        }
    }

    private GateAnswer ofCode(Shown shown, String text, Journey.Purpose purpose, String area) {
        return switch (credentials.open(text)) {
            case Opened.Refused(Refusal refusal) ->
                    GateAnswer.refused(shown, ReasonClass.of(refusal));
            case Opened.Verified(GateClaims claims, String keyId) -> {
                Glances.Seen seen = glances.ofCode(claims.credentialId(), area);
                Known known = known(seen, area).orElseGet(() -> ofClaims(claims));
                yield answer(shown, known, purpose, area, claims);
            }
        };
    }

    /// A code whose holder we no longer find answers by what stands in it.
    private static Known ofClaims(GateClaims claims) {
        return new Known(
                Journey.Standing.valueOf(claims.residenceColour().name()),
                claims.area(),
                Set.of(),
                claims.asOf());
    }

    private Known found(
            Lookups.Kind kind, java.util.function.Supplier<Optional<UUID>> search, String area) {
        String keeper = Scopes.required().actor();
        lookups.ask(keeper, kind);
        Optional<Known> known =
                search.get().flatMap(person -> known(glances.ofPerson(person, area), area));
        if (known.isEmpty()) {
            lookups.missed(keeper, kind);
        }
        return known.orElse(Known.NOBODY);
    }

    /// What was seen at a glance; where no pass stands it is worked out first. Whose records were
    /// joined to somebody else's is looked for there.
    private Optional<Known> known(Glances.Seen seen, String area) {
        UUID person = seen.person();
        Glances.Standing standing = seen.standing();
        if (person == null) {
            return Optional.empty();
        }
        if (standing != null && !passes.mayBeOutdated(standing.area(), standing.asOf())) {
            return Optional.of(
                    new Known(
                            standing(standing.colour()),
                            standing.area(),
                            standing.papers(),
                            standing.asOf()));
        }
        return Scopes.call(
                        Scope.worker(Purpose.GATE_CHECK),
                        () ->
                                Objects.requireNonNull(
                                        transaction.execute(s -> people.current(person))))
                .flatMap(current -> now(current, area));
    }

    /// Looks at this one person and at nobody else, and leaves a line before anything is answered.
    private Optional<Known> now(UUID person, String area) {
        Scope narrow = Scopes.required().onlyPersons(List.of(person));
        return Scopes.call(
                narrow,
                () -> {
                    Optional<Pass> pass = passes.of(person);
                    Set<Journey.Permit> papers =
                            Objects.requireNonNull(
                                    transaction.execute(status -> {
                                        lines.record(List.of(person), "gate");
                                        return permits.inForce(person, area, clock.instant());
                                    }));
                    return pass.map(
                            p -> new Known(standing(p.colour()), p.area(), papers, p.asOf()));
                });
    }

    private GateAnswer answer(
            Shown shown,
            Known known,
            Journey.Purpose purpose,
            String area,
            @Nullable GateClaims claims) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Journey journey =
                new Journey(
                        known.standing(),
                        levels.of(known.area()),
                        levels.of(area),
                        Journey.crossing(known.area(), area),
                        known.permits(),
                        purpose,
                        now.atZone(Territories.VIETNAM).getHour());
        MovementPack.Decision decision = MovementPack.decide(rules.packs(), area, now, journey);
        return GateAnswer.of(shown, journey, decision, known.asOf(), claims);
    }

    private static Journey.Standing standing(Colour colour) {
        return switch (colour) {
            case GREEN -> Journey.Standing.GREEN;
            case YELLOW -> Journey.Standing.YELLOW;
            case RED -> Journey.Standing.RED;
        };
    }
}
