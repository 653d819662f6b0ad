package vn.pccovid.server.resident;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.pccovid.lib.credential.DeviceKey;
import vn.pccovid.lib.linkage.Thresholds;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.access.Sentences;
import vn.pccovid.server.credential.Credentials;
import vn.pccovid.server.credential.IssuedCode;
import vn.pccovid.server.declaration.Declarations;
import vn.pccovid.server.declaration.HealthDeclaration;
import vn.pccovid.server.fact.Fact;
import vn.pccovid.server.fact.Facts;
import vn.pccovid.server.pass.PassView;
import vn.pccovid.server.pass.Passes;
import vn.pccovid.server.pass.SourceNames;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.PersonView;

/// What a claimed person's phone and the desk both show and do about one person. Each look runs in
/// the scope of the request, in a transaction that also writes its access line.
@Component
class PersonPages {

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int LONGEST_KEY = 64;
    private static final int MOST_SYMPTOMS = 20;

    /// A declaration kept on a phone without a network is still taken this much later.
    private static final Duration OLDEST_DECLARATION = Duration.ofDays(3);

    /// Clocks of phones differ a little.
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    private final People people;
    private final Facts facts;
    private final Declarations declarations;
    private final Passes passes;
    private final Credentials credentials;
    private final Thresholds thresholds;
    private final AccessLines lines;
    private final TransactionTemplate transaction;
    private final Clock clock;

    PersonPages(
            People people,
            Facts facts,
            Declarations declarations,
            Passes passes,
            Credentials credentials,
            Thresholds thresholds,
            AccessLines lines,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.people = people;
        this.facts = facts;
        this.declarations = declarations;
        this.passes = passes;
        this.credentials = credentials;
        this.thresholds = thresholds;
        this.lines = lines;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// One thing told about a person, with its source and age.
    ///
    /// @param id what a request to put it right points at
    /// @param date the day it holds from, in Vietnam
    /// @param ageDays whole days since
    /// @param linkLevel `certain` or `likely`: how sure we are that the record is this person
    record FactLine(
            UUID id,
            String kind,
            LocalDate date,
            Map<String, Object> details,
            String source,
            Sentences sourceLabel,
            Instant receivedAt,
            long ageDays,
            String linkLevel) {
        @Override
        public String toString() {
            return "FactLine[•••]";
        }
    }

    /// Facts by kind, newest first.
    record FactLines(
            List<FactLine> doses,
            List<FactLine> tests,
            List<FactLine> declarations,
            List<FactLine> others) {}

    /// What somebody declares.
    ///
    /// @param symptoms codes of the page, empty for none
    /// @param clientId made on the phone, so that the same declaration sent twice counts once
    /// @param declaredAt when it was said; now if missing; refused when later than now or three
    ///   days old
    record NewDeclaration(
            @Nullable List<String> symptoms,
            boolean contactWithCase,
            @Nullable String clientId,
            @Nullable Instant declaredAt) {
        @Override
        public String toString() {
            return "NewDeclaration[•••]";
        }
    }

    /// Persons as shown on a screen; those the scope may not see are missing.
    List<PersonView> show(Collection<UUID> persons, String what) {
        return within(() -> {
            List<PersonView> shown = new ArrayList<>();
            for (UUID person : persons) {
                people.find(person).ifPresent(shown::add);
            }
            lines.record(shown.stream().map(PersonView::personId).toList(), what);
            return shown;
        });
    }

    /// The pass with its reasons, never older than the facts.
    PassView pass(UUID person) {
        PassView pass = passes.view(person);
        transaction.executeWithoutResult(status -> lines.record(List.of(person), "pass"));
        return pass;
    }

    /// A fresh code; the door leaves the access line.
    ///
    /// @param deviceKey base64url of x and y of a P-256 key made for this code, or nothing
    IssuedCode liveCode(UUID person, @Nullable String deviceKey) {
        return credentials.issueLive(person, deviceKey(deviceKey));
    }

    /// A code on paper: lives longer, says so, and is read together with a document.
    IssuedCode printedCode(UUID person) {
        return credentials.issuePrinted(person);
    }

    private static @Nullable DeviceKey deviceKey(@Nullable String typed) {
        if (typed == null || typed.isBlank()) {
            return null;
        }
        try {
            var key = new DeviceKey(Base64.getUrlDecoder().decode(typed));
            if (key.isOnCurve()) {
                return key;
            }
            throw Problem.of("request.invalid");
        } catch (IllegalArgumentException notAKey) {
            throw Problem.of("request.invalid");
        }
    }

    FactLines facts(UUID person) {
        Instant now = clock.instant();
        List<Fact> all =
                within(() -> {
                    people.view(person);
                    lines.record(List.of(person), "facts");
                    return facts.of(person);
                });
        List<FactLine> doses = new ArrayList<>();
        List<FactLine> tests = new ArrayList<>();
        List<FactLine> declared = new ArrayList<>();
        List<FactLine> others = new ArrayList<>();
        all.stream()
                .filter(fact -> fact.linkProbability() >= (float) thresholds.show())
                .filter(fact -> !fact.at().isAfter(now))
                .sorted(Comparator.comparing(Fact::at).reversed())
                .forEach(fact -> {
                    FactLine line = line(fact, now);
                    switch (fact.kind()) {
                        case "dose" -> doses.add(line);
                        case "test_result" -> tests.add(line);
                        case "declaration" -> declared.add(line);
                        default -> others.add(line);
                    }
                });
        return new FactLines(doses, tests, declared, others);
    }

    /// Takes a declaration about a person the scope may see.
    ///
    /// @param source `resident` or `desk`
    /// @param teller whoever sends it: the same `clientId` of two tellers are two declarations
    void declare(UUID person, NewDeclaration told, String source, String teller, boolean byProxy) {
        Instant now = clock.instant();
        Instant at = told.declaredAt() == null ? now : told.declaredAt();
        if (at.isAfter(now.plus(CLOCKS_DIFFER)) || at.isBefore(now.minus(OLDEST_DECLARATION))) {
            throw Problem.of("resident.declaration_time");
        }
        List<String> ticked = told.symptoms() == null ? List.of() : told.symptoms();
        String key = told.clientId() == null ? UUID.randomUUID().toString() : told.clientId();
        if (ticked.size() > MOST_SYMPTOMS || key.isBlank() || key.length() > LONGEST_KEY) {
            throw Problem.of("request.invalid");
        }
        List<String> symptoms = Symptoms.read(ticked);
        PersonView view = within(() -> people.view(person));
        UUID record = recordOf(view).orElseThrow(() -> Problem.of("person.person_unknown"));
        HealthDeclaration declaration =
                new HealthDeclaration(
                        source + ":" + teller + ":" + key,
                        record,
                        source,
                        at.isAfter(now) ? now : at,
                        view.area(),
                        symptoms,
                        told.contactWithCase(),
                        byProxy);
        Scopes.run(
                Scopes.required().asWorker(),
                () ->
                        transaction.executeWithoutResult(status -> {
                            declarations.record(List.of(declaration));
                            lines.record(List.of(person), "declaration");
                        }));
    }

    /// The lines about a person, newest first: also those of their records from before anybody knew
    /// whose they were, and of persons joined to them.
    List<AccessLines.Line> accessLines(UUID person, int most) {
        Scope own = Scopes.required();
        List<UUID> subjects =
                Scopes.call(own.asWorker(), () -> within(() -> people.subjectsOf(person)));
        List<AccessLines.Line> found = new ArrayList<>();
        for (int from = 0; from < subjects.size(); from += Scope.MOST_PERSONS) {
            List<UUID> some =
                    subjects.subList(from, Math.min(from + Scope.MOST_PERSONS, subjects.size()));
            found.addAll(
                    Scopes.call(own.onlyPersons(some), () -> within(() -> lines.of(some, most))));
        }
        return found.stream()
                .sorted(Comparator.comparing(AccessLines.Line::at).reversed())
                .limit(most)
                .toList();
    }

    /// The record a declaration is attached to: the register's if there is one, else any that names
    /// the person.
    private static Optional<UUID> recordOf(PersonView view) {
        return view.origins().values().stream()
                .min(
                        Comparator.comparing((PersonView.Origin origin) ->
                                        !origin.source().equals("population"))
                                .thenComparing(origin -> origin.recordId()))
                .map(PersonView.Origin::recordId);
    }

    private FactLine line(Fact fact, Instant now) {
        return new FactLine(
                fact.factId(),
                fact.kind(),
                fact.at().atZone(VIETNAM).toLocalDate(),
                fact.shownDetails(),
                fact.source(),
                label(fact.source()),
                fact.receivedAt(),
                Duration.between(fact.at(), now).toDays(),
                linkLevel(fact.linkProbability()));
    }

    private static Sentences label(String source) {
        var name = SourceNames.of(source);
        return new Sentences(name.vi(), name.en());
    }

    private String linkLevel(double probability) {
        return probability >= (float) thresholds.burden() ? "certain" : "likely";
    }

    private <T> T within(Supplier<T> body) {
        return Objects.requireNonNull(transaction.execute(status -> body.get()));
    }
}
