package vn.pccovid.server.gate;

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
import vn.pccovid.lib.colour.Journey;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Scopes;

/// Authorities and employers issue papers for movement and take them back.
@RestController
@RequestMapping("/api/permits")
class PermitController {
    private final Permits permits;

    PermitController(Permits permits) {
        this.permits = permits;
    }

    /// @param reason shown to the person and to auditors
    record Revocation(String reason) {}

    /// @param office as staff accounts name it
    record Allowed(String office, Journey.Permit kind, @Nullable Integer most) {}

    @GetMapping
    @Endpoint(
            purpose = Purpose.PERMIT,
            category = Category.PASS,
            roles = {Role.PERMIT_OFFICER, Role.EMPLOYER})
    Permits.Desk desk() {
        return permits.desk();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Endpoint(
            purpose = Purpose.PERMIT,
            category = Category.PASS,
            roles = {Role.PERMIT_OFFICER, Role.EMPLOYER})
    Permits.Paper issue(@RequestBody Permits.Wanted wanted) {
        return permits.issue(wanted);
    }

    @PostMapping("/{permitId}/revoke")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Endpoint(
            purpose = Purpose.PERMIT,
            category = Category.PASS,
            roles = {Role.PERMIT_OFFICER, Role.EMPLOYER})
    void revoke(@PathVariable UUID permitId, @RequestBody Revocation revocation) {
        permits.revoke(permitId, revocation.reason());
    }

    @PostMapping("/quotas")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Endpoint(purpose = Purpose.PERMIT, category = Category.SYSTEM, roles = Role.AUTHORITY)
    void allow(@RequestBody Allowed allowed) {
        permits.allow(
                allowed.office(),
                allowed.kind(),
                allowed.most() == null ? -1 : allowed.most(),
                Scopes.required().actor());
    }
}
