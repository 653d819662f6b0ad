package vn.pccovid.server.pass;

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

/// Officers propose and confirm overrides; auditors see them with names and settle alarms.
@RestController
@RequestMapping("/api/overrides")
class OverrideController {
    private final Overrides overrides;

    OverrideController(Overrides overrides) {
        this.overrides = overrides;
    }

    record Proposed(UUID id) {}

    /// @param reason why an alarm is settled so
    record Settled(@Nullable String reason) {}

    /// @param ended overrides that ended with it
    record Ended(int ended) {}

    record Audit(List<OverrideAlarms.Alarm> alarms, List<Overrides.Audited> overrides) {}

    @PostMapping("/persons/{personId}")
    @ResponseStatus(HttpStatus.CREATED)
    @Endpoint(
            purpose = Purpose.OVERRIDE,
            category = Category.PASS,
            roles = {Role.HEALTH_WORKER, Role.TRACER})
    Proposed propose(@PathVariable UUID personId, @RequestBody Overrides.Wanted wanted) {
        return new Proposed(overrides.propose(personId, wanted, name()));
    }

    @GetMapping
    @Endpoint(
            purpose = Purpose.OVERRIDE,
            category = Category.PASS,
            roles = {Role.SUPERVISOR, Role.HEALTH_WORKER, Role.TRACER})
    List<Overrides.Proposal> waiting() {
        return overrides.waiting();
    }

    @PostMapping("/{id}/confirm")
    @Endpoint(purpose = Purpose.OVERRIDE, category = Category.PASS, roles = Role.SUPERVISOR)
    Overrides.Proposal confirm(@PathVariable UUID id) {
        return overrides.confirm(id, name());
    }

    @PostMapping("/{id}/refuse")
    @Endpoint(purpose = Purpose.OVERRIDE, category = Category.PASS, roles = Role.SUPERVISOR)
    Overrides.Proposal refuse(@PathVariable UUID id) {
        return overrides.refuse(id);
    }

    @PostMapping("/{id}/withdraw")
    @Endpoint(
            purpose = Purpose.OVERRIDE,
            category = Category.PASS,
            roles = {Role.HEALTH_WORKER, Role.TRACER})
    Overrides.Proposal withdraw(@PathVariable UUID id) {
        return overrides.withdraw(id);
    }

    @GetMapping("/in-force")
    @Endpoint(
            purpose = Purpose.OVERRIDE,
            category = Category.PASS,
            roles = {Role.SUPERVISOR, Role.HEALTH_WORKER, Role.TRACER})
    List<Overrides.InForce> inForce() {
        return overrides.current();
    }

    @PostMapping("/{id}/end")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Endpoint(
            purpose = Purpose.OVERRIDE,
            category = Category.PASS,
            roles = {Role.SUPERVISOR, Role.HEALTH_WORKER, Role.TRACER})
    void end(@PathVariable UUID id) {
        overrides.end(id);
    }

    @GetMapping("/audit")
    @Endpoint(purpose = Purpose.AUDIT, category = Category.PASS, roles = Role.AUDITOR)
    Audit audit() {
        return new Audit(overrides.alarms(), overrides.audited());
    }

    @PostMapping("/alarms/{id}/release")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Endpoint(purpose = Purpose.AUDIT, category = Category.PASS, roles = Role.AUDITOR)
    void release(@PathVariable UUID id, @RequestBody Settled settled) {
        overrides.release(id, settled.reason());
    }

    @PostMapping("/alarms/{id}/uphold")
    @Endpoint(purpose = Purpose.AUDIT, category = Category.PASS, roles = Role.AUDITOR)
    Ended uphold(@PathVariable UUID id, @RequestBody Settled settled) {
        return new Ended(overrides.uphold(id, settled.reason()));
    }

    private static String name() {
        if (Caller.current() instanceof Caller.Staff staff) {
            return staff.displayName();
        }
        throw Problem.of("access.refused");
    }
}
