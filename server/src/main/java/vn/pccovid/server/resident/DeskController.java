package vn.pccovid.server.resident;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenCardCode;
import vn.pccovid.lib.identity.DocumentNumber;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.identity.Precision;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.territory.Area;
import vn.pccovid.server.access.Caller;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.credential.IssuedCode;
import vn.pccovid.server.pass.PassView;
import vn.pccovid.server.person.People;
import vn.pccovid.server.person.PersonView;
import vn.pccovid.server.person.Verifications;
import vn.pccovid.server.redress.NewRequest;
import vn.pccovid.server.redress.RequestView;
import vn.pccovid.server.redress.Requests;

/// The desk of a commune's health station: finds the person in front of it, registers one without
/// papers, declares for them, and vouches for their phone. Looks up exact matches only, never
/// lists.
@RestController
@RequestMapping("/api/desk")
class DeskController {

    /// Most people one look-up answers; more means the question was too loose.
    private static final int MOST_FOUND = 5;

    /// The largest district has 34 communes; a desk serves one or a few.
    private static final int MOST_COMMUNES = 60;

    private static final int LONGEST = 1_000;

    private final Verifications verifications;
    private final Communes communes;
    private final People people;
    private final PersonPages pages;
    private final Registrations registrations;
    private final Claims claims;
    private final Phones phones;
    private final Presences presences;
    private final Tallies tallies;
    private final Requests requests;
    private final Clock wall = Clock.systemUTC();

    DeskController(
            Communes communes,
            People people,
            PersonPages pages,
            Registrations registrations,
            Claims claims,
            Phones phones,
            Presences presences,
            Tallies tallies,
            Requests requests,
            Verifications verifications) {
        this.verifications = verifications;
        this.communes = communes;
        this.people = people;
        this.pages = pages;
        this.registrations = registrations;
        this.claims = claims;
        this.phones = phones;
        this.presences = presences;
        this.tallies = tallies;
        this.requests = requests;
    }

    /// One of: `card`; `number`; `name` with `birthDate`.
    record Search(
            @Nullable String card,
            @Nullable String number,
            @Nullable String name,
            @Nullable String birthDate) {
        @Override
        public String toString() {
            return "Search[•••]";
        }
    }

    /// @param documentTail last four characters of a document, to tell namesakes apart
    /// @param area current residence, as its commune is called
    record DeskPerson(
            UUID personId,
            @Nullable String name,
            @Nullable String birthDate,
            @Nullable String sex,
            @Nullable String documentTail,
            String area,
            String display) {
        @Override
        public String toString() {
            return "DeskPerson[" + personId + "]";
        }
    }

    record Found(List<DeskPerson> items) {}

    /// @param phone of the person at the desk
    record Vouch(@Nullable String phone) {
        @Override
        public String toString() {
            return "Vouch[•••]";
        }
    }

    @Endpoint(
            purpose = Purpose.CARE,
            category = Category.IDENTITY,
            roles = {Role.HEALTH_WORKER})
    @PostMapping("/search")
    Found search(@RequestBody Search search) {
        String officer = officer().userName();
        long wait = tallies.waitFor(Tallies.Limit.DESK_SEARCHES, officer, wall.instant());
        if (wait > 0) {
            throw Problem.of("resident.search_too_often", Map.of("seconds", wait));
        }
        tallies.count(Tallies.Limit.DESK_SEARCHES, officer, wall.instant());
        boolean card = search.card() != null;
        List<UUID> matches = matches(wanted(search));
        Scope scope = card ? Scopes.required().onlyPersons(matches) : Scopes.required();
        List<DeskPerson> found =
                Scopes.call(
                        scope,
                        () -> pages.show(matches, "search").stream().map(this::shown).toList());
        if (card) {
            found.forEach(person -> presences.note(officer, person.personId()));
        }
        return new Found(found);
    }

    @Endpoint(
            purpose = Purpose.CARE,
            category = Category.IDENTITY,
            roles = {Role.HEALTH_WORKER})
    @PostMapping("/people")
    @ResponseStatus(HttpStatus.CREATED)
    DeskPerson register(@RequestBody Registrations.NewPerson fields) {
        UUID person = registrations.register(fields);
        presences.note(officer().userName(), person);
        return within(person, () -> pages.show(List.of(person), "registration")).stream()
                .map(this::shown)
                .findFirst()
                .orElseThrow(() -> Problem.of("person.person_unknown"));
    }

    @Endpoint(purpose = Purpose.CARE, category = Category.PASS, roles = Role.HEALTH_WORKER)
    @GetMapping("/people/{id}/pass")
    PassView pass(@PathVariable UUID id) {
        return within(id, () -> pages.pass(id));
    }

    @Endpoint(purpose = Purpose.CARE, category = Category.HEALTH, roles = Role.HEALTH_WORKER)
    @GetMapping("/people/{id}/facts")
    PersonPages.FactLines facts(@PathVariable UUID id) {
        return within(id, () -> pages.facts(id));
    }

    /// What registers answered about the records of the person: `not_confirmed` is lawful, and the
    /// way on is a request.
    @Endpoint(purpose = Purpose.CARE, category = Category.IDENTITY, roles = Role.HEALTH_WORKER)
    @GetMapping("/people/{id}/verifications")
    List<Verifications.Seen> verifications(@PathVariable UUID id) {
        return within(id, () -> verifications.ofPerson(id));
    }

    /// What the person at the desk asked to be put right, there or elsewhere.
    @Endpoint(purpose = Purpose.CARE, category = Category.HEALTH, roles = Role.HEALTH_WORKER)
    @GetMapping("/people/{id}/requests")
    List<RequestView> requests(@PathVariable UUID id) {
        return within(id, () -> requests.of(id));
    }

    /// Opens a request for somebody without a phone; its number is printed or read out.
    @Endpoint(purpose = Purpose.CARE, category = Category.HEALTH, roles = Role.HEALTH_WORKER)
    @PostMapping("/people/{id}/requests")
    @ResponseStatus(HttpStatus.CREATED)
    RequestView request(@PathVariable UUID id, @RequestBody NewRequest wanted) {
        return within(id, () -> requests.open(id, wanted, "desk"));
    }

    @Endpoint(
            purpose = Purpose.CARE,
            category = Category.HEALTH,
            roles = {Role.HEALTH_WORKER})
    @PostMapping("/people/{id}/declarations")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void declare(@PathVariable UUID id, @RequestBody PersonPages.NewDeclaration told) {
        within(
                id,
                () -> {
                    pages.declare(id, told, "desk", officer().userName(), true);
                    return true;
                });
    }

    @Endpoint(purpose = Purpose.CARE, category = Category.PASS, roles = Role.HEALTH_WORKER)
    @PostMapping("/people/{id}/code")
    IssuedCode code(@PathVariable UUID id) {
        return within(id, () -> pages.printedCode(id));
    }

    @Endpoint(
            purpose = Purpose.CARE,
            category = Category.IDENTITY,
            roles = {Role.HEALTH_WORKER})
    @PostMapping("/people/{id}/vouch")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void vouch(@PathVariable UUID id, @RequestBody Vouch vouch) {
        PhoneNumber phone = phones.read(text(vouch.phone()));
        List<PersonView> seen = within(id, () -> pages.show(List.of(id), "vouch"));
        if (seen.isEmpty()) {
            throw Problem.of("person.person_unknown");
        }
        claims.vouch(phone, id, officer().userName());
    }

    /// Exact matches. With only a year of birth the commune must agree too, so each commune of the
    /// officer is asked; an officer of a whole province needs the full date.
    private List<UUID> matches(PersonDescription wanted) {
        BirthDate birth = wanted.birthDate();
        boolean byName =
                wanted.citizenId() == null && wanted.idCard() == null && wanted.passport() == null;
        if (!byName || birth == null || birth.precision() == Precision.DAY) {
            return people.search(wanted, MOST_FOUND);
        }
        List<UUID> found = new ArrayList<>();
        for (Area commune : communes.under(Scopes.required().areas(), MOST_COMMUNES)) {
            String[] path = commune.path().split("/", -1);
            found.addAll(
                    people.search(
                            wanted.toBuilder()
                                    .residence(new Residence(path[0], path[1], path[2], null))
                                    .build(),
                            MOST_FOUND));
            if (found.size() >= MOST_FOUND) {
                break;
            }
        }
        return found.stream().distinct().limit(MOST_FOUND).toList();
    }

    /// Runs `body` for a person of the officer's area, or one whose card was just put on the desk.
    <T> T within(UUID person, Supplier<T> body) {
        Scope scope =
                presences.has(officer().userName(), person)
                        ? Scopes.required().onlyPersons(List.of(person))
                        : Scopes.required();
        return Scopes.call(scope, body::get);
    }

    private static PersonDescription wanted(Search search) {
        PersonDescription.Builder wanted = PersonDescription.builder();
        if (search.card() != null) {
            CitizenCardCode card = CitizenCardCode.read(text(search.card())).value();
            if (card == null) {
                throw Problem.of("resident.card_unreadable");
            }
            return card.description();
        }
        if (search.number() != null) {
            DocumentNumber number = DocumentNumber.read(text(search.number())).value();
            if (number == null) {
                throw Problem.of("resident.number_unreadable");
            }
            return wanted.document(number).build();
        }
        FullName name = FullName.read(text(search.name())).value();
        if (name == null) {
            throw Problem.of("resident.name_unreadable");
        }
        BirthDate birth = BirthDate.read(text(search.birthDate())).value();
        if (birth == null) {
            throw Problem.of("resident.birth_date_unreadable");
        }
        return wanted.name(name).birthDate(birth).build();
    }

    private DeskPerson shown(PersonView view) {
        String birth = view.birthDate() == null ? null : printed(view.birthDate());
        String document = view.documents().isEmpty() ? "" : view.documents().getFirst();
        String tail =
                document.isEmpty() ? null : document.substring(Math.max(0, document.length() - 4));
        return new DeskPerson(
                view.personId(),
                view.name(),
                birth,
                view.sex() == Sex.UNKNOWN ? null : view.sex().name().toLowerCase(Locale.ROOT),
                tail,
                communes.name(view.area()),
                (view.name() == null ? "" : view.name()) + (birth == null ? "" : ", " + birth));
    }

    /// ISO 8601 with the precision we have: `1984`, `1984-05` or `1984-05-17`.
    static String printed(BirthDate birth) {
        return switch (birth.precision()) {
            case YEAR -> "%04d".formatted(birth.year());
            case MONTH -> "%04d-%02d".formatted(birth.year(), birth.month());
            case DAY -> "%04d-%02d-%02d".formatted(birth.year(), birth.month(), birth.day());
        };
    }

    private static Caller.Staff officer() {
        if (Caller.current() instanceof Caller.Staff staff) {
            return staff;
        }
        throw Problem.of("access.refused");
    }

    private static String text(@Nullable String typed) {
        if (typed == null
                || typed.isBlank()
                || typed.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw Problem.of("request.invalid");
        }
        return typed;
    }
}
