package vn.pccovid.server.gate;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.pccovid.server.access.Category;
import vn.pccovid.server.access.Endpoint;
import vn.pccovid.server.access.Purpose;
import vn.pccovid.server.access.Role;
import vn.pccovid.server.access.Scopes;

/// Authorities run gates: where they stand, who serves when, which devices are lost, who fished.
@RestController
@RequestMapping("/api/gates")
class PostController {
    private final Posts posts;
    private final GateDevices devices;
    private final Lookups lookups;

    PostController(Posts posts, GateDevices devices, Lookups lookups) {
        this.posts = posts;
        this.devices = devices;
        this.lookups = lookups;
    }

    /// @param keeper user name of a keeper's account
    record NewShift(String keeper, Instant from, Instant until) {}

    /// What an authority sees of one gate.
    record GateView(Posts.Gate gate, List<Posts.Shift> shifts, List<GateDevices.Device> devices) {}

    @GetMapping
    @Endpoint(purpose = Purpose.GATE_DUTY, category = Category.SYSTEM, roles = Role.AUTHORITY)
    List<Posts.Gate> gates() {
        return posts.gates();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Endpoint(purpose = Purpose.GATE_DUTY, category = Category.SYSTEM, roles = Role.AUTHORITY)
    Posts.Gate open(@RequestBody Posts.NewGate wanted) {
        return posts.open(wanted, Scopes.required().actor());
    }

    @GetMapping("/{gateId}")
    @Endpoint(purpose = Purpose.GATE_DUTY, category = Category.SYSTEM, roles = Role.AUTHORITY)
    GateView gate(@PathVariable UUID gateId) {
        return new GateView(posts.gate(gateId), posts.shifts(gateId), devices.at(gateId));
    }

    @PostMapping("/{gateId}/shifts")
    @ResponseStatus(HttpStatus.CREATED)
    @Endpoint(purpose = Purpose.GATE_DUTY, category = Category.SYSTEM, roles = Role.AUTHORITY)
    Posts.Shift assign(@PathVariable UUID gateId, @RequestBody NewShift shift) {
        return posts.assign(
                gateId, shift.keeper(), shift.from(), shift.until(), Scopes.required().actor());
    }

    @DeleteMapping("/{gateId}/shifts/{keeper}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Endpoint(purpose = Purpose.GATE_DUTY, category = Category.SYSTEM, roles = Role.AUTHORITY)
    void end(@PathVariable UUID gateId, @PathVariable String keeper) {
        posts.end(gateId, keeper);
    }

    @PostMapping("/devices/{deviceId}/revoke")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Endpoint(purpose = Purpose.GATE_DUTY, category = Category.SYSTEM, roles = Role.AUTHORITY)
    void revoke(@PathVariable UUID deviceId) {
        devices.revoke(deviceId, Scopes.required().actor());
    }

    @GetMapping("/alarms")
    @Endpoint(
            purpose = Purpose.GATE_DUTY,
            category = Category.COUNTS,
            roles = {Role.AUTHORITY, Role.AUDITOR})
    List<Lookups.Alarm> alarms() {
        return lookups.alarms();
    }

    @PostMapping("/alarms/{keeper}/settle")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Endpoint(
            purpose = Purpose.GATE_DUTY,
            category = Category.COUNTS,
            roles = {Role.AUTHORITY, Role.AUDITOR})
    void settle(@PathVariable String keeper) {
        lookups.settle(keeper, Scopes.required().actor());
    }
}
