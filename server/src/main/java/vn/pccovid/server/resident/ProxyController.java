package vn.pccovid.server.resident;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Caller;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Scope;
import vn.pccovid.server.access.Scopes;

/// Guardians and proxies: the dependant's side, the guardian's side and the desk.
@RestController
class ProxyController {
    private static final int LONGEST = 40;

    private final Claims claims;
    private final Proxies proxies;
    private final Presences presences;
    private final PersonPages pages;

    ProxyController(Claims claims, Proxies proxies, Presences presences, PersonPages pages) {
        this.claims = claims;
        this.proxies = proxies;
        this.presences = presences;
        this.pages = pages;
    }

    /// @param until last day, ISO; missing for a child: majority
    record Wanted(@Nullable String until) {}

    /// @param claimId the guardian's own claim
    record Taken(@Nullable UUID claimId, @Nullable String code) {
        @Override
        public String toString() {
            return "Taken[•••]";
        }
    }

    record TakenUp(UUID id) {}

    @GetMapping("/api/resident/claims/{id}/proxies")
    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.IDENTITY, roles = Role.RESIDENT)
    List<Proxies.Given> given(@PathVariable UUID id) {
        return proxies.given(claims.own(caller(), id).personId());
    }

    @PostMapping("/api/resident/claims/{id}/proxies")
    @ResponseStatus(HttpStatus.CREATED)
    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.IDENTITY, roles = Role.RESIDENT)
    Proxies.Offer offer(@PathVariable UUID id, @RequestBody Wanted wanted) {
        Caller.Resident caller = caller();
        return proxies.offer(
                claims.own(caller, id).personId(),
                date(wanted.until()),
                false,
                caller.account().toString());
    }

    @DeleteMapping("/api/resident/claims/{id}/proxies/{proxyId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.IDENTITY, roles = Role.RESIDENT)
    void withdraw(@PathVariable UUID id, @PathVariable UUID proxyId) {
        proxies.endFor(claims.own(caller(), id).personId(), proxyId, "dependant");
    }

    @PostMapping("/api/resident/proxies")
    @ResponseStatus(HttpStatus.CREATED)
    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.IDENTITY, roles = Role.RESIDENT)
    TakenUp take(@RequestBody Taken taken) {
        String code = taken.code();
        if (taken.claimId() == null || code == null || code.length() > LONGEST) {
            throw Problem.of("resident.proxy_code_wrong");
        }
        Caller.Resident caller = caller();
        return new TakenUp(proxies.take(caller, claims.own(caller, taken.claimId()), code));
    }

    @GetMapping("/api/desk/people/{id}/proxies")
    @Endpoint(purpose = Purpose.CARE, category = Category.IDENTITY, roles = Role.HEALTH_WORKER)
    List<Proxies.Given> givenAtDesk(@PathVariable UUID id) {
        present(id);
        return proxies.given(id);
    }

    /// The officer has the papers of both sides in hand.
    @PostMapping("/api/desk/people/{id}/proxies")
    @ResponseStatus(HttpStatus.CREATED)
    @Endpoint(purpose = Purpose.CARE, category = Category.IDENTITY, roles = Role.HEALTH_WORKER)
    Proxies.Offer offerAtDesk(@PathVariable UUID id, @RequestBody Wanted wanted) {
        present(id);
        if (!(Caller.current() instanceof Caller.Staff officer)) {
            throw Problem.of("access.refused");
        }
        return proxies.offer(id, date(wanted.until()), true, officer.userName());
    }

    @DeleteMapping("/api/desk/people/{id}/proxies/{proxyId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Endpoint(purpose = Purpose.CARE, category = Category.IDENTITY, roles = Role.HEALTH_WORKER)
    void withdrawAtDesk(@PathVariable UUID id, @PathVariable UUID proxyId) {
        present(id);
        proxies.endFor(id, proxyId, "desk");
    }

    /// The person stands at the desk and may be seen; leaves the access line.
    private void present(UUID id) {
        Scope scope = Scopes.required();
        Scope seen = presences.has(scope.actor(), id) ? scope.onlyPersons(List.of(id)) : scope;
        if (Scopes.call(seen, () -> pages.show(List.of(id), "proxies")).isEmpty()) {
            throw Problem.of("person.person_unknown");
        }
    }

    private static @Nullable LocalDate date(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException notADay) {
            throw Problem.of("request.invalid");
        }
    }

    private static Caller.Resident caller() {
        if (Caller.current() instanceof Caller.Resident resident) {
            return resident;
        }
        throw Problem.of("access.refused");
    }
}
