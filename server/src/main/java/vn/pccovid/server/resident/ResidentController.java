package vn.pccovid.server.resident;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.AccessLines;
import vn.pccovid.server.access.Caller;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;
import vn.pccovid.server.credential.IssuedCode;
import vn.pccovid.server.credential.Passports;
import vn.pccovid.server.credential.VaccinePassport;
import vn.pccovid.server.pass.PassView;
import vn.pccovid.server.person.PersonView;

/// A resident's phone: the persons it proved to stand for, and what we hold about them. `{id}` is
/// always the id of a claim, never of a person.
@RestController
@RequestMapping("/api/resident/claims")
class ResidentController {

    /// A card's code has about 200 characters.
    private static final int LONGEST = 1_000;

    private static final int MOST_LINES = 200;

    private final Claims claims;
    private final PersonPages pages;
    private final Proxies proxies;
    private final Passports passports;
    private final StayPages stays;

    ResidentController(
            Claims claims,
            PersonPages pages,
            Proxies proxies,
            Passports passports,
            StayPages stays) {
        this.stays = stays;
        this.passports = passports;
        this.claims = claims;
        this.proxies = proxies;
        this.pages = pages;
    }

    /// @param method `card` with `card`, or `number` with `number` and `birthDate`
    record NewClaim(
            @Nullable String method,
            @Nullable String card,
            @Nullable String number,
            @Nullable String birthDate) {
        @Override
        public String toString() {
            return "NewClaim[•••]";
        }
    }

    /// @param level `number`, `card` or `vouched`; `proxy` for somebody whose pass the account may
    ///   show and nothing else
    /// @param label the person's name, for those who proved to stand for them
    /// @param until when a proxy ends; null for a claim
    record ClaimView(
            UUID id,
            String level,
            String label,
            Instant since,
            @Nullable Instant until,
            List<NoticeView> notices) {
        @Override
        public String toString() {
            return "ClaimView[" + id + "]";
        }
    }

    /// @param kind `claimed_elsewhere` or `proven_on_new_device`
    record NoticeView(Instant at, String kind) {}

    @Endpoint(
            purpose = Purpose.SELF_SERVICE,
            category = Category.IDENTITY,
            roles = {Role.RESIDENT})
    @GetMapping
    List<ClaimView> claims() {
        Caller.Resident caller = caller();
        return views(caller, claims.of(caller));
    }

    @Endpoint(
            purpose = Purpose.SELF_SERVICE,
            category = Category.IDENTITY,
            roles = {Role.RESIDENT})
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ClaimView claim(@RequestBody NewClaim wanted) {
        Caller.Resident caller = caller();
        String method = text(wanted.method());
        Claims.Claim claim =
                switch (method) {
                    case "card" -> claims.byCard(caller, text(wanted.card()));
                    case "number" ->
                            claims.byNumber(
                                    caller, text(wanted.number()), text(wanted.birthDate()));
                    default -> throw Problem.of("request.invalid");
                };
        return Scopes.call(
                Scopes.required().onlyPersons(List.of(claim.personId())),
                () -> views(caller, List.of(claim)).getFirst());
    }

    @Endpoint(
            purpose = Purpose.SELF_SERVICE,
            category = Category.IDENTITY,
            roles = {Role.RESIDENT})
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable UUID id) {
        Caller.Resident caller = caller();
        if (claims.required(caller, id).level() == Claims.Level.PROXY) {
            proxies.endAsGuardian(caller.account(), id);
        } else {
            claims.revoke(caller, id);
        }
    }

    @Endpoint(
            purpose = Purpose.SELF_SERVICE,
            category = Category.PASS,
            roles = {Role.RESIDENT})
    @GetMapping("/{id}/pass")
    PassView pass(@PathVariable UUID id) {
        return reading(id, pages::pass);
    }

    @Endpoint(
            purpose = Purpose.SELF_SERVICE,
            category = Category.HEALTH,
            roles = {Role.RESIDENT})
    @GetMapping("/{id}/facts")
    PersonPages.FactLines facts(@PathVariable UUID id) {
        return pages.facts(person(id));
    }

    /// Orders to stay with their legal text, and exposures with day, kind and rule.
    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.HEALTH, roles = Role.RESIDENT)
    @GetMapping("/{id}/stays")
    StayPages.Stays stays(@PathVariable UUID id) {
        return stays.of(person(id));
    }

    @Endpoint(
            purpose = Purpose.SELF_SERVICE,
            category = Category.HEALTH,
            roles = {Role.RESIDENT})
    @PostMapping("/{id}/declarations")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void declare(@PathVariable UUID id, @RequestBody PersonPages.NewDeclaration told) {
        pages.declare(person(id), told, "resident", caller().account().toString(), false);
    }

    /// @param devicePublicKey base64url of x and y of a P-256 key, where the phone made one
    record WantedCode(@Nullable String devicePublicKey) {}

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.PASS, roles = Role.RESIDENT)
    @PostMapping("/{id}/code")
    IssuedCode code(
            @PathVariable UUID id, @RequestBody(required = false) @Nullable WantedCode wanted) {
        return reading(
                id,
                person -> pages.liveCode(person, wanted == null ? null : wanted.devicePublicKey()));
    }

    /// A vaccine passport for the last dose (5772/QD-BYT). Only when asked for: nobody has one made
    /// for them.
    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.HEALTH, roles = Role.RESIDENT)
    @PostMapping("/{id}/passport")
    VaccinePassport passport(@PathVariable UUID id) {
        return passports.issue(person(id));
    }

    @Endpoint(
            purpose = Purpose.SELF_SERVICE,
            category = Category.ACCESS_LOG,
            roles = {Role.RESIDENT})
    @GetMapping("/{id}/access-lines")
    List<AccessLines.Line> accessLines(@PathVariable UUID id) {
        return pages.accessLines(person(id), MOST_LINES);
    }

    private List<ClaimView> views(Caller.Resident caller, List<Claims.Claim> list) {
        Map<UUID, PersonView> persons = new HashMap<>();
        for (boolean proxy : List.of(true, false)) {
            List<UUID> some =
                    list.stream()
                            .filter(c -> (c.level() == Claims.Level.PROXY) == proxy)
                            .map(Claims.Claim::personId)
                            .distinct()
                            .toList();
            if (!some.isEmpty()) {
                (proxy
                                ? Scopes.call(asGuardian(), () -> pages.show(some, "name"))
                                : pages.show(some, "name"))
                        .forEach(view -> persons.put(view.personId(), view));
            }
        }
        List<Claims.Notice> notices = claims.notices(caller);
        return list.stream()
                .map(claim -> {
                    PersonView person = persons.get(claim.personId());
                    String name = person == null ? null : person.name();
                    return new ClaimView(
                            claim.id(),
                            claim.level().text(),
                            name == null ? "" : name,
                            claim.since(),
                            claim.level() == Claims.Level.PROXY
                                    ? proxies.until(caller.account(), claim.id())
                                    : null,
                            notices.stream()
                                    .filter(notice -> notice.claimId().equals(claim.id()))
                                    .map(notice -> new NoticeView(notice.at(), notice.kind()))
                                    .toList());
                })
                .toList();
    }

    private UUID person(UUID claimId) {
        return claims.own(caller(), claimId).personId();
    }

    /// What a guardian or proxy may read too; their look is a line of its own kind.
    private <T> T reading(UUID claimId, Function<UUID, T> body) {
        Claims.Claim claim = claims.required(caller(), claimId);
        return claim.level() == Claims.Level.PROXY
                ? Scopes.call(asGuardian(), () -> body.apply(claim.personId()))
                : body.apply(claim.personId());
    }

    /// The caller's scope, under the role by which a dependant knows their guardian in access
    /// lines.
    private static Scope asGuardian() {
        Scope own = Scopes.required();
        return new Scope(
                own.actor(),
                own.office(),
                "GUARDIAN",
                own.purpose(),
                own.category(),
                own.areas(),
                own.persons(),
                own.database());
    }

    private static Caller.Resident caller() {
        if (Caller.current() instanceof Caller.Resident resident) {
            return resident;
        }
        throw Problem.of("access.refused");
    }

    private static String text(@Nullable String typed) {
        if (typed == null || typed.isBlank() || typed.length() > LONGEST) {
            throw Problem.of("request.invalid");
        }
        return typed;
    }
}
