package vn.pccovid.server.resident;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Caller;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Problem;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.redress.NewRequest;
import vn.pccovid.server.redress.RequestView;
import vn.pccovid.server.redress.Requests;

/// What a claimed person asks to be put right, from the phone. `{id}` is the id of a claim.
@RestController
@RequestMapping("/api/resident/claims/{id}/requests")
class RequestController {
    private final Claims claims;
    private final Requests requests;

    RequestController(Claims claims, Requests requests) {
        this.claims = claims;
        this.requests = requests;
    }

    /// @param text in the person's words
    record Said(@Nullable String text) {
        @Override
        public String toString() {
            return "Said[•••]";
        }
    }

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.HEALTH, roles = Role.RESIDENT)
    @GetMapping
    List<RequestView> requests(@PathVariable UUID id) {
        return requests.of(person(id));
    }

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.HEALTH, roles = Role.RESIDENT)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    RequestView open(@PathVariable UUID id, @RequestBody NewRequest wanted) {
        return requests.open(person(id), wanted, "phone");
    }

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.HEALTH, roles = Role.RESIDENT)
    @PostMapping("/{requestId}/reply")
    RequestView reply(@PathVariable UUID id, @PathVariable UUID requestId, @RequestBody Said said) {
        return requests.reply(person(id), requestId, said.text());
    }

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.HEALTH, roles = Role.RESIDENT)
    @PostMapping("/{requestId}/reopen")
    RequestView reopen(
            @PathVariable UUID id, @PathVariable UUID requestId, @RequestBody Said said) {
        return requests.reopen(person(id), requestId, said.text());
    }

    @Endpoint(purpose = Purpose.SELF_SERVICE, category = Category.HEALTH, roles = Role.RESIDENT)
    @PostMapping("/{requestId}/close")
    RequestView close(@PathVariable UUID id, @PathVariable UUID requestId) {
        return requests.close(person(id), requestId);
    }

    private UUID person(UUID claimId) {
        if (Caller.current() instanceof Caller.Resident resident) {
            return claims.own(resident, claimId).personId();
        }
        throw Problem.of("access.refused");
    }
}
